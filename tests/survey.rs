//! Questions that walk over whole data sets and grids get the answers a full walk gives.

mod support;

use gradient_flow::loss::Kind;
use gradient_flow::network::Evaluation;
use gradient_flow::score::Score;
use gradient_flow::survey::{Grid, Surface, Survey};
use nalgebra::DVector;

#[test]
fn a_survey_tells_scores_and_units_that_no_row_wakes() {
    let mut experiment = support::experiment(&[
        ("activation", "relu"),
        ("init", "he-normal"),
        ("width", "5"),
        ("depth", "8"),
        ("batch", "100"),
        ("residual", "2"),
        ("seed", "3"),
    ]);
    experiment.complete();
    for _ in 0..8 {
        experiment.begin_step();
        experiment.complete();
    }
    assert_eq!(experiment.test_step(), Some(8));
    let mut survey = Survey::new(&experiment).unwrap();
    let mut calls = 0;
    let findings = loop {
        calls += 1;
        if let Some(findings) = survey.advance() {
            break findings;
        }
    };
    assert_eq!(calls, 2 * 9);
    assert_eq!(findings.test, experiment.test_score());

    let data = experiment.dataset();
    let mut walk = Evaluation::new(data.train.inputs.clone());
    while !walk.advance(experiment.network()) {}
    let train = Score::of(&walk.outputs(), &data.train, experiment.loss().kind);
    assert_eq!(findings.train, train);
    let mut other = Evaluation::new(data.test.inputs.clone());
    while !other.advance(experiment.network()) {}
    let mut dead_here_only = 0;
    for (layer, share) in findings.dead_shares.iter().enumerate() {
        let both = walk.alive[layer].iter().zip(&other.alive[layer]);
        let dead = both.filter(|(a, b)| !**a && !**b).count();
        assert_eq!(*share, dead as f64 / walk.alive[layer].len() as f64);
        let on_batch = experiment.statistics()[layer].dead_share;
        assert!(*share <= on_batch, "dead on all rows is dead on some");
        dead_here_only += usize::from(*share < on_batch);
    }
    assert!(findings.dead_shares.iter().any(|share| *share > 0.0));
    assert!(
        dead_here_only > 0,
        "choose a seed with units asleep on the batch alone"
    );
}

#[test]
fn a_grid_runs_along_its_first_axis_fastest() {
    let grid = Grid {
        features: [2, 0],
        ranges: [[-1.0, 1.0], [0.0, 10.0]],
        points: [3, 2],
    };
    let inputs = grid.inputs(&DVector::from_vec(vec![0.0, 5.0, 0.0, 7.0]));
    assert_eq!(inputs.shape(), (4, 6));
    let expected = [
        [0.0, 5.0, -1.0, 7.0],
        [0.0, 5.0, 0.0, 7.0],
        [0.0, 5.0, 1.0, 7.0],
        [10.0, 5.0, -1.0, 7.0],
        [10.0, 5.0, 0.0, 7.0],
        [10.0, 5.0, 1.0, 7.0],
    ];
    assert_eq!(inputs.as_slice(), expected.concat());
    // A line, for a single feature.
    let line = Grid {
        features: [0, 0],
        ranges: [[-1.0, 1.0], [7.0, 7.0]],
        points: [3, 1],
    };
    assert_eq!(line.inputs(&DVector::zeros(1)).as_slice(), [-1.0, 0.0, 1.0]);
}

#[test]
fn a_surface_is_what_the_network_says_of_each_point() {
    for loss in ["cross-entropy", "binary-cross-entropy", "mse"] {
        let mut experiment = support::experiment(&[("depth", "2"), ("loss", loss)]);
        experiment.complete();
        let grid = Grid {
            features: [0, 1],
            ranges: [[-2.0, 2.0]; 2],
            points: [4, 4],
        };
        let mut surface = Surface::new(&experiment, &grid).unwrap();
        let said = loop {
            if let Some(said) = surface.advance() {
                break said;
            }
        };
        let mut walk = Evaluation::new(grid.inputs(&DVector::zeros(2)));
        while !walk.advance(experiment.network()) {}
        let outputs = walk.outputs();
        assert_eq!(said.shape(), outputs.shape());
        for (said, outputs) in said.column_iter().zip(outputs.column_iter()) {
            let exp = outputs.map(libm::exp);
            for (output, &said) in said.iter().enumerate() {
                let expected = match experiment.loss().kind {
                    Kind::CrossEntropy => exp[output] / exp.sum(),
                    Kind::BinaryCrossEntropy => exp[output] / (1.0 + exp[output]),
                    Kind::MeanSquaredError => outputs[output],
                };
                assert!((said - expected).abs() < 1e-14);
            }
        }
    }
}

#[test]
fn other_features_stand_at_their_mean() {
    let mut experiment = support::experiment(&[("data", "iris"), ("standardise", "no")]);
    experiment.complete();
    let grid = Grid {
        features: [2, 3],
        ranges: [[1.0, 6.0], [0.0, 2.0]],
        points: [3, 2],
    };
    let train = &experiment.dataset().train.inputs;
    let mut inputs = grid.inputs(&DVector::zeros(4));
    for feature in 0..2 {
        let mean = train.row(feature).mean();
        assert!(mean > 1.0, "in cm");
        inputs.row_mut(feature).fill(mean);
    }
    let said = to_the_end(&mut Surface::new(&experiment, &grid).unwrap());
    let expected = to_the_end(&mut Surface::of(&experiment, inputs).unwrap());
    assert!((said - expected).amax() < 1e-12);
}

#[test]
fn in_chunks_rows_are_told_as_all_at_once() {
    for norm in ["none", "batch"] {
        let mut experiment = support::experiment(&[
            ("data", "digits"),
            ("depth", "3"),
            ("width", "300"),
            ("norm", norm),
        ]);
        experiment.complete();
        let rows = &experiment.dataset().test;
        let mut surface = Surface::of(&experiment, rows.inputs.clone()).unwrap();
        let mut calls = 1;
        let said = loop {
            if let Some(said) = surface.advance() {
                break said;
            }
            calls += 1;
        };
        let together = (1 << 20) / (300 * 300);
        assert_eq!(calls, rows.len().div_ceil(together) * 4);
        let mut walk = Evaluation::new(rows.inputs.clone());
        while !walk.advance(experiment.network()) {}
        let mut expected = walk.outputs();
        experiment.loss().kind.decide(&mut expected);
        assert_eq!(said, expected);
        // Who is most probable is right as often as the score says.
        let labels = support::labels(rows).iter().enumerate();
        let right = labels.filter(|(row, label)| said.column(*row).imax() == **label);
        let share = right.count() as f64 / rows.len() as f64;
        let score = Score::of(&walk.outputs(), rows, experiment.loss().kind);
        assert_eq!(share, score.accuracy);
        assert_eq!(
            surface.advance(),
            Some(said),
            "asked again, it says the same"
        );
    }
    let mut experiment = support::experiment(&[]);
    experiment.complete();
    let none = experiment.dataset().test.inputs.columns(0, 0).into_owned();
    let said = Surface::of(&experiment, none).unwrap().advance().unwrap();
    assert_eq!(said.shape(), (2, 0));
}

fn to_the_end(surface: &mut Surface) -> nalgebra::DMatrix<f64> {
    loop {
        if let Some(said) = surface.advance() {
            return said;
        }
    }
}
