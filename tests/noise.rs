//! What training draws: dropout's masks and the slopes of RReLU.

mod support;

use gradient_flow::activation::Activation;
use gradient_flow::experiment::Experiment;
use gradient_flow::layer::{Forward, Layer, Mode};
use gradient_flow::network::Pass;
use gradient_flow::random::{Purpose, Stream};
use nalgebra::{DMatrix, DVector};

const DROPPED: f64 = 0.3;

fn experiment(settings: &[(&str, &str)]) -> Experiment {
    let mut all = vec![("depth", "3"), ("width", "64"), ("batch", "64")];
    all.extend(settings);
    let mut experiment = support::experiment(&all);
    experiment.complete();
    experiment
}

fn step(experiment: &mut Experiment) {
    experiment.begin_step();
    experiment.complete();
}

/// A pass over the batch that is shown, in evaluation.
fn evaluated(experiment: &Experiment) -> Pass {
    let mut pass = experiment.pass().clone();
    for index in 0..experiment.layer_count() {
        experiment
            .network()
            .forward(index, Mode::Evaluation, &mut pass);
    }
    pass
}

fn kept(experiment: &Experiment) -> Vec<DMatrix<f64>> {
    let records = &experiment.pass().records;
    let hidden = records[..3].iter();
    assert!(records[3].forward.kept.is_none(), "the outputs stay");
    hidden
        .map(|record| record.forward.kept.clone().unwrap())
        .collect()
}

fn slopes(experiment: &Experiment) -> Vec<DMatrix<f64>> {
    let records = &experiment.pass().records;
    assert!(
        records[3].forward.slopes.is_none(),
        "the outputs are linear"
    );
    records[..3]
        .iter()
        .map(|record| record.forward.slopes.clone().unwrap())
        .collect()
}

fn dropping() -> Experiment {
    experiment(&[("activation", "sigmoid"), ("dropout", "0.3")])
}

#[test]
fn dropout_drops_its_share_and_makes_up_for_it() {
    let mut experiment = dropping();
    for _ in 0..3 {
        for (mask, record) in kept(&experiment).iter().zip(&experiment.pass().records) {
            let [z, a] = [&record.forward.z, &record.forward.a].map(|matrix| matrix.to_f64());
            let activation = &experiment.network().layers[0].activation;
            for ((&kept, &z), &a) in mask.iter().zip(&z).zip(&a) {
                assert!(kept == 0.0 || kept == 1.0 / (1.0 - DROPPED));
                assert_eq!(a, activation.at(z).value * kept);
            }
            let count = mask.len() as f64;
            let share = mask.iter().filter(|kept| **kept == 0.0).count() as f64 / count;
            let deviation = (DROPPED * (1.0 - DROPPED) / count).sqrt();
            assert!((share - DROPPED).abs() < 4.0 * deviation, "{share}");
            // And so the expectation stays.
            assert!((mask.mean() - 1.0).abs() < 4.0 * deviation / (1.0 - DROPPED));
        }
        step(&mut experiment);
    }
}

#[test]
fn every_layer_and_step_has_noise_of_its_own_and_a_seed_repeats_it() {
    type Drawn = fn(&Experiment) -> Vec<DMatrix<f64>>;
    let cases: [([(&str, &str); 2], Drawn); 2] = [
        ([("activation", "tanh"), ("dropout", "0.3")], kept),
        ([("activation", "rrelu"), ("dropout", "0")], slopes),
    ];
    for (settings, drawn) in cases {
        let drawn = |seed: &str| -> Vec<DMatrix<f64>> {
            let mut experiment = experiment(&[settings[0], settings[1], ("seed", seed)]);
            let mut all = drawn(&experiment);
            step(&mut experiment);
            all.extend(drawn(&experiment));
            all
        };
        let first = drawn("1");
        assert_eq!(first, drawn("1"));
        for (index, one) in first.iter().enumerate() {
            for other in &first[index + 1..] {
                assert_ne!(one, other);
            }
        }
        let other = drawn("2");
        assert!(first.iter().zip(&other).all(|(one, other)| one != other));
    }
}

#[test]
fn evaluation_drops_nothing() {
    let experiment = dropping();
    let pass = evaluated(&experiment);
    for (layer, record) in experiment.network().layers.iter().zip(&pass.records) {
        let [z, a] = [&record.forward.z, &record.forward.a].map(|matrix| matrix.to_f64());
        for (&z, &a) in z.iter().zip(&a) {
            assert_eq!(a, layer.activation.at(z).value);
        }
    }
}

#[test]
fn rrelus_slopes_are_uniform_between_their_bounds() {
    let (lower, upper) = (0.2, 0.6);
    let settings = [
        ("activation", "rrelu"),
        ("lower", "0.2"),
        ("upper", "0.6"),
        ("init", "he-normal"),
    ];
    let experiment = experiment(&settings);
    for (index, slopes) in slopes(&experiment).iter().enumerate() {
        let count = slopes.len() as f64;
        assert!(slopes.iter().all(|slope| (lower..upper).contains(slope)));
        let variance = (upper - lower) * (upper - lower) / 12.0;
        let mean = slopes.mean();
        assert!(
            (mean - 0.4).abs() < 4.0 * (variance / count).sqrt(),
            "{mean}"
        );
        // The variance of s^2 / variance is 0.8 / n for what is uniform.
        let sample = slopes.map(|slope| (slope - mean) * (slope - mean)).mean();
        assert!((sample / variance - 1.0).abs() < 4.0 * (0.8 / count).sqrt());
        for quarter in 0..4 {
            let from = lower + 0.1 * f64::from(quarter);
            let inside = slopes.iter().filter(|s| (from..from + 0.1).contains(*s));
            let share = inside.count() as f64 / count;
            assert!((share - 0.25).abs() < 4.0 * (0.1875 / count).sqrt());
        }
        let forward = &experiment.pass().records[index].forward;
        let [z, a] = [&forward.z, &forward.a].map(|matrix| matrix.to_f64());
        for (((&z, &a), &slope), &derivative) in
            z.iter().zip(&a).zip(slopes).zip(&forward.derivative)
        {
            let expected = if z > 0.0 {
                (z, 1.0)
            } else {
                (slope * z, slope)
            };
            assert_eq!((a, derivative), expected);
        }
    }
    // In evaluation it is their mean.
    let pass = evaluated(&experiment);
    let forward = &pass.records[0].forward;
    let [z, a] = [&forward.z, &forward.a].map(|matrix| matrix.to_f64());
    for (&z, &a) in z.iter().zip(&a) {
        assert_eq!(
            a,
            if z > 0.0 {
                z
            } else {
                f64::midpoint(lower, upper) * z
            }
        );
    }
}

#[test]
fn the_test_rows_are_walked_without_noise() {
    let mut experiment = experiment(&[
        ("activation", "rrelu"),
        ("dropout", "0.5"),
        ("norm", "batch"),
        ("residual", "1"),
        ("batch", "400"),
    ]);
    while experiment.test_step().is_none() {
        step(&mut experiment);
    }
    let mut pass = Pass::new(experiment.dataset().test.inputs.clone());
    for index in 0..4 {
        experiment
            .network()
            .forward(index, Mode::Evaluation, &mut pass);
    }
    let rows = &experiment.dataset().test;
    let outputs = pass.outputs().unwrap();
    let targets = rows.targets(outputs.nrows());
    let loss = experiment
        .loss()
        .evaluate(&outputs, &targets, &mut outputs.clone().into_owned());
    assert_eq!(experiment.test_score().loss, loss);
    // Nor does a row's answer depend on the others.
    let one = DMatrix::from_column_slice(2, 1, rows.inputs.column(7).as_slice());
    let mut alone = Pass::new(one);
    for index in 0..4 {
        experiment
            .network()
            .forward(index, Mode::Evaluation, &mut alone);
    }
    assert_eq!(alone.outputs().unwrap().column(0), outputs.column(7));
}

#[test]
fn a_mask_keeps_the_expectation_of_every_unit() {
    let mut layer = Layer::dense(
        DMatrix::identity(2, 2),
        DVector::zeros(2),
        Activation::identity(),
    );
    layer.dropout = 0.75;
    let mut forward = Forward::new(&layer, 20_000);
    layer.draw(&mut Stream::new(5, Purpose::Landscape), &mut forward);
    for unit in forward.kept.unwrap().row_iter() {
        // The variance of a factor is p / (1 - p) = 3.
        assert!((unit.mean() - 1.0).abs() < 4.0 * (3.0_f64 / 20_000.0).sqrt());
    }
}
