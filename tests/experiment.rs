//! A running experiment does what its words say: batches, epochs, scores, stages, frames.

mod support;

use std::collections::HashSet;

use gradient_flow::data::{CATALOGUE, Dataset};
use gradient_flow::experiment::{Experiment, Stage};
use gradient_flow::frame;
use gradient_flow::loss::{Kind, Loss, Reduction};
use gradient_flow::scaled;

fn step(experiment: &mut Experiment) {
    experiment.begin_step();
    experiment.complete();
}

/// The batch that is shown, as bits, so that rows can be told apart.
fn batch(experiment: &Experiment) -> Vec<Vec<u64>> {
    let rows = experiment.pass().input.column_iter();
    rows.map(|row| row.iter().map(|x| x.to_bits()).collect())
        .collect()
}

#[test]
fn an_epoch_shows_rows_once_and_the_next_in_another_order() {
    let mut experiment = support::experiment(&[("depth", "1"), ("batch", "100")]);
    experiment.complete();
    let mut epochs = [Vec::new(), Vec::new()];
    for epoch in &mut epochs {
        for _ in 0..experiment.steps_per_epoch() {
            epoch.extend(batch(&experiment));
            step(&mut experiment);
        }
    }
    let [first, second] = epochs
        .each_ref()
        .map(|rows| rows.iter().collect::<HashSet<_>>());
    assert_eq!(first.len(), 800);
    assert_eq!(first, second);
    assert_ne!(epochs[0], epochs[1]);
}

#[test]
fn the_test_score_is_that_of_the_test_rows_after_each_epoch() {
    for (kind, name) in [
        (Kind::CrossEntropy, "cross-entropy"),
        (Kind::MeanSquaredError, "mse"),
    ] {
        let mut experiment =
            support::experiment(&[("depth", "2"), ("batch", "400"), ("loss", name)]);
        experiment.complete();
        assert_eq!(
            experiment.test_step(),
            None,
            "nothing is known before the first epoch"
        );
        for expected in [None, Some(2), Some(2), Some(4)] {
            step(&mut experiment);
            assert_eq!(experiment.test_step(), expected);
        }
        let data = Dataset::new(&CATALOGUE[0], 0.1, 1, None).unwrap();
        let mut a = data.test.inputs.clone();
        for layer in &experiment.network().layers {
            a = layer.outputs(&a);
        }
        let rows: Vec<_> = (0..data.test.labels.len()).collect();
        let targets = data.test.targets(&rows, a.nrows());
        let loss = Loss {
            kind,
            reduction: Reduction::Mean,
        };
        assert_eq!(
            experiment.test_score().loss,
            loss.evaluate(&a, &targets, &mut a.clone())
        );
        let right = a.column_iter().zip(&data.test.labels).filter(|(y, label)| {
            let decision = if y.len() == 1 {
                usize::from(y[0] > 0.5)
            } else {
                y.imax()
            };
            decision == **label
        });
        assert_eq!(
            experiment.test_score().accuracy,
            right.count() as f64 / 200.0
        );
        assert!(experiment.test_score().accuracy > experiment.chance() - 0.2);
    }
}

#[test]
fn what_is_not_a_number_is_never_right() {
    let mut experiment = support::experiment(&[
        ("activation", "identity"),
        ("init", "he-normal"),
        ("depth", "60"),
        ("learning-rate", "10"),
    ]);
    experiment.complete();
    while !experiment.score().loss.is_nan() {
        step(&mut experiment);
    }
    assert_eq!(experiment.score().accuracy, 0.0);
}

#[test]
fn a_gradient_is_there_once_the_backward_walk_has_been_there() {
    let mut experiment = support::experiment(&[("depth", "3")]);
    loop {
        let known: Vec<_> = (0..4)
            .map(|index| experiment.gradient(index).is_some())
            .collect();
        let expected: Vec<_> = (0..4)
            .map(|index| match experiment.stage() {
                Stage::Forward(_) => false,
                Stage::Backward(next) => index > next,
                Stage::Test(_) | Stage::Complete => true,
            })
            .collect();
        assert_eq!(known, expected, "{:?}", experiment.stage());
        if experiment.stage() == Stage::Complete {
            break;
        }
        experiment.advance();
    }
    experiment.begin_step();
    assert!(
        (0..4).all(|index| experiment.gradient(index).is_some()),
        "from the step before"
    );
    assert!(experiment.gradient(4).is_none());
}

#[test]
fn a_frame_holds_every_statistic_under_its_name() {
    let mut experiment = support::experiment(&[
        ("activation", "prelu"),
        ("depth", "3"),
        ("width", "7"),
        ("batch", "400"),
        ("data", "digits"),
    ]);
    experiment.complete();
    for _ in 0..3 {
        step(&mut experiment);
    }
    let mut values = Vec::new();
    frame::write(&experiment, &mut values);
    assert_eq!(values.len(), frame::len(&experiment));
    let header = |name: &str| values[frame::HEADER.iter().position(|own| *own == name).unwrap()];
    assert_eq!(header("layers"), 4.0);
    assert_eq!(header("step"), 3.0);
    assert_eq!(header("stepsPerEpoch"), 3.0);
    assert_eq!(header("stage"), 3.0);
    assert_eq!(header("position"), 0.0);
    assert_eq!(header("loss"), experiment.score().loss);
    assert_eq!(header("accuracy"), experiment.score().accuracy);
    assert_eq!(header("testLoss"), experiment.test_score().loss);
    assert_eq!(header("testAccuracy"), experiment.test_score().accuracy);
    assert_eq!(header("testStep"), 3.0);
    assert_eq!(header("chance"), experiment.chance());
    for (index, layer) in experiment.statistics().iter().enumerate() {
        let get = |name: &str| {
            let field = frame::LAYER.iter().position(|own| *own == name).unwrap();
            values[frame::HEADER.len() + index * frame::LAYER.len() + field]
        };
        assert_eq!(get("fanIn"), [64.0, 7.0, 7.0, 7.0][index]);
        assert_eq!(get("units"), [7.0, 7.0, 7.0, 10.0][index]);
        assert_eq!([get("forward"), get("backward")], [1.0, 1.0]);
        for (name, size) in [
            ("z", layer.z),
            ("a", layer.a),
            ("delta", layer.delta),
            ("grad", layer.grad_w),
        ] {
            assert_eq!(get(&format!("{name}Norm")), size.log10_norm);
            assert_eq!(get(&format!("{name}Rms")), size.log10_rms);
            assert_eq!(get(&format!("{name}Max")), size.log10_max);
        }
        assert_eq!(get("deadShare"), layer.dead_share);
        assert!(get("saturatedShare").is_nan());
        assert_eq!(get("parameter").is_nan(), index == 3);
    }
    // And what a layer holds is what is told of it.
    let record = &experiment.pass().records[1];
    let told = experiment.statistics()[1];
    assert_eq!(told.z.log10_max, libm::log10(record.z.amax()));
    assert_eq!(told.a.log10_max, libm::log10(record.a.amax()));
    for (size, matrix) in [(told.delta, &record.delta), (told.grad_w, &record.grad_w)] {
        assert_eq!(
            size.log10_max,
            scaled::log10(matrix.mantissa.amax(), matrix.exponent)
        );
    }
}

#[test]
fn the_frame_tells_the_walk_over_the_test_rows() {
    let mut experiment = support::experiment(&[("depth", "2"), ("batch", "800")]);
    experiment.complete();
    experiment.begin_step();
    while experiment.stage() != Stage::Test(1) {
        experiment.advance();
    }
    let mut values = Vec::new();
    frame::write(&experiment, &mut values);
    assert_eq!(values[3..5], [2.0, 1.0]);
    assert!(values[9].is_nan(), "the score comes with the last layer");
}

#[test]
fn a_clipped_step_is_as_long_as_it_may_be() {
    let made = |clip: &str| {
        let mut experiment =
            support::experiment(&[("depth", "2"), ("learning-rate", "1"), ("clip", clip)]);
        experiment.complete();
        experiment
    };
    let mut experiment = made("0.001");
    let before = experiment.network().clone();
    let factor = experiment.clip_factor();
    assert!(factor < 1.0);
    step(&mut experiment);
    let moved = experiment
        .network()
        .layers
        .iter()
        .zip(&before.layers)
        .map(|(now, before)| {
            (&now.weights - &before.weights).norm_squared()
                + (&now.biases - &before.biases).norm_squared()
        });
    let length = moved.sum::<f64>().sqrt();
    assert!((length / 0.001 - 1.0).abs() < 1e-3, "{length}");
    assert_eq!(made("1000").clip_factor(), 1.0);
}
