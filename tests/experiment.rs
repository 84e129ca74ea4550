//! A running experiment does what its words say: batches, epochs, scores, stages, frames.

mod support;

use std::collections::HashSet;

use gradient_flow::experiment::{Divergence, Experiment, Stage};
use gradient_flow::frame;
use gradient_flow::layer::{Mode, Place, Skip};
use gradient_flow::loss::{Kind, Loss, Reduction};
use gradient_flow::network::Evaluation;
use gradient_flow::network::Pass;
use gradient_flow::optimizer::gradient_norm;
use gradient_flow::scaled::{self, Scaled};
use gradient_flow::score::{Examination, Score};
use gradient_flow::stats::{LayerStatistics, QUANTITIES, Quantity};

fn step(experiment: &mut Experiment) {
    experiment.begin_step();
    experiment.complete();
}

/// The batch that is shown, as bits, so that rows can be told apart.
fn batch(experiment: &Experiment) -> Vec<Vec<u64>> {
    let rows = experiment.pass().input.to_f64();
    rows.column_iter()
        .map(|row| row.iter().map(|x| x.to_bits()).collect())
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
        let data = support::load(&support::request("moons", 0.1, 1));
        let mut pass = Pass::new(data.test.inputs.clone());
        for index in 0..experiment.layer_count() {
            experiment
                .network()
                .forward(index, Mode::Evaluation, &mut pass);
        }
        let a = pass.outputs().unwrap();
        let targets = data.test.targets(a.nrows());
        let loss = Loss {
            kind,
            reduction: Reduction::Mean,
        };
        assert_eq!(
            experiment.test_score().loss,
            loss.evaluate(&a, &targets, &mut a.clone().into_owned())
        );
        let right = a
            .column_iter()
            .zip(support::labels(&data.test))
            .filter(|(y, label)| {
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
            .map(|index| experiment.quantity(index, Quantity::GradW).is_some())
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
        (0..4).all(|index| experiment.quantity(index, Quantity::GradW).is_some()),
        "from the step before"
    );
    assert!(experiment.quantity(4, Quantity::GradW).is_none());
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
    assert_eq!(header("gradientNorm"), experiment.log10_gradient_norm());
    let norm = gradient_norm(&experiment.pass().records);
    assert!((header("gradientNorm") - libm::log10(norm)).abs() < 1e-12);
    assert_eq!(header("clipFactor"), 1.0);
    for name in [
        "divergedStep",
        "divergedLayer",
        "divergedWhat",
        "divergedOverflow",
    ] {
        assert!(header(name).is_nan());
    }
    for (index, layer) in experiment.statistics().iter().enumerate() {
        let get = |name: &str| {
            let field = frame::layer().iter().position(|own| own == name).unwrap();
            values[frame::HEADER.len() + index * frame::layer().len() + field]
        };
        assert_eq!(get("fanIn"), [64.0, 7.0, 7.0, 7.0][index]);
        assert_eq!(get("units"), [7.0, 7.0, 7.0, 10.0][index]);
        assert_eq!([get("forward"), get("backward")], [1.0, 1.0]);
        for quantity in QUANTITIES {
            let (name, size) = (quantity.name(), layer.of(quantity));
            assert_eq!(get(&format!("{name}Norm")), size.log10_norm);
            assert_eq!(get(&format!("{name}Rms")), size.log10_rms);
            assert_eq!(get(&format!("{name}Max")), size.log10_max);
            assert_eq!(get(&format!("{name}Zero")), size.zero_share);
        }
        for (name, factor) in [
            ("whySlope", layer.why.log10_slope),
            ("whyNorm", layer.why.log10_norm),
        ] {
            assert_eq!(get(name), factor);
        }
        // There is no layer above the last.
        assert_eq!(get("whyWeights").is_nan(), index == 3);
        assert!(index == 3 || get("whyWeights") == layer.why.log10_weights);
        assert_eq!(get("deadShare"), layer.dead_share);
        assert!(get("saturatedShare").is_nan());
        assert_eq!(get("parameter").is_nan(), index == 3);
    }
    // And what a layer holds is what is told of it.
    for quantity in QUANTITIES {
        let matrix = experiment.quantity(1, quantity).unwrap();
        assert_eq!(
            experiment.statistics()[1].of(quantity).log10_max,
            scaled::log10(matrix.mantissa.amax(), matrix.exponent),
            "{quantity:?}"
        );
    }
    let record = &experiment.pass().records[1];
    for (quantity, matrix) in [
        (Quantity::Z, &record.forward.z),
        (Quantity::A, &record.forward.a),
        (Quantity::Signal, &record.backward.signal),
        (Quantity::Delta, &record.backward.delta),
        (Quantity::GradW, &record.backward.grad_w),
        (Quantity::GradB, &record.backward.grad_b),
    ] {
        let told = experiment.quantity(1, quantity).unwrap();
        assert_eq!(told.to_f64(), matrix.to_f64(), "{quantity:?}");
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

/// Runs until something is infinite or undefined; the call that made it so had this to do.
fn diverged(settings: &[(&str, &str)]) -> (Experiment, Stage) {
    let mut experiment = support::experiment(settings);
    for _ in 0..100_000 {
        let stage = experiment.stage();
        if stage == Stage::Complete {
            experiment.begin_step();
        } else {
            experiment.advance();
        }
        if experiment.divergence().is_some() {
            return (experiment, stage);
        }
    }
    panic!("{settings:?} stays finite");
}

const DIVERGING: [[(&str, &str); 5]; 4] = [
    // Weights of one sign add up, weights of both signs cancel.
    [
        ("activation", "identity"),
        ("init", "constant"),
        ("constant", "100"),
        ("depth", "200"),
        ("learning-rate", "0"),
    ],
    [
        ("activation", "identity"),
        ("init", "he-normal"),
        ("gain", "100"),
        ("depth", "300"),
        ("learning-rate", "0"),
    ],
    [
        ("activation", "identity"),
        ("init", "he-normal"),
        ("gain", "1"),
        ("depth", "60"),
        ("learning-rate", "10"),
    ],
    [
        ("activation", "relu"),
        ("init", "he-normal"),
        ("loss", "mse"),
        ("depth", "10"),
        ("learning-rate", "5"),
    ],
];

#[test]
fn divergence_is_told_where_and_when_it_first_shows() {
    for settings in DIVERGING {
        let (mut experiment, stage) = diverged(&settings);
        let divergence = experiment.divergence().unwrap();
        assert_eq!(divergence.step, experiment.step());
        let forward = [Quantity::Update, Quantity::Z, Quantity::A];
        let backward = [
            Quantity::Signal,
            Quantity::Delta,
            Quantity::GradW,
            Quantity::GradB,
        ];
        let (layer, order) = match stage {
            Stage::Forward(layer) => (layer, forward.as_slice()),
            Stage::Backward(layer) => (layer, backward.as_slice()),
            stage => panic!("nothing is computed in {stage:?}"),
        };
        assert_eq!(divergence.layer, layer, "{settings:?}");
        let size = |layer: usize, quantity| {
            let told: LayerStatistics = experiment.statistics()[layer];
            told.of(quantity).log10_norm
        };
        let is_finite = |layer: usize, quantity| {
            experiment.quantity(layer, quantity).is_none() || {
                let size = size(layer, quantity);
                size.is_finite() || size == f64::NEG_INFINITY
            }
        };
        if let Some(quantity) = divergence.quantity {
            assert!(order.contains(&quantity));
            // What comes before it is finite, here and at every layer there has been.
            let before = order.iter().take_while(|own| **own != quantity);
            assert!(before.into_iter().all(|own| is_finite(layer, *own)));
            assert!(!is_finite(layer, quantity), "{settings:?} {divergence:?}");
            assert_eq!(
                size(layer, quantity) == f64::INFINITY,
                divergence.is_overflow
            );
        } else {
            assert!(!experiment.score().loss.is_finite());
        }
        let last = match stage {
            Stage::Forward(layer) => layer,
            _ => experiment.layer_count(),
        };
        for below in 0..last {
            let all = [Quantity::Z, Quantity::A];
            assert!(all.into_iter().all(|own| is_finite(below, own)));
        }
        let mut values = Vec::new();
        frame::write(&experiment, &mut values);
        let [step_of, layer_of, what, overflow] = values[13..17] else {
            panic!("the frame tells four numbers of it")
        };
        assert_eq!(
            [step_of, layer_of],
            [f64::from(divergence.step), layer as f64]
        );
        let place = |quantity| QUANTITIES.iter().position(|own| *own == quantity).unwrap() as f64;
        assert_eq!(what, divergence.quantity.map_or(-1.0, place));
        assert_eq!(overflow == 1.0, divergence.is_overflow);
        // The first stays the first.
        experiment.complete();
        for _ in 0..3 {
            step(&mut experiment);
        }
        assert_eq!(experiment.divergence(), Some(divergence));
    }
}

#[test]
fn an_overflow_is_no_undefined_number() {
    // 24 weights of 100 multiply by 2400, and nothing cancels.
    let (experiment, stage) = diverged(&DIVERGING[0]);
    let divergence = experiment.divergence().unwrap();
    assert!(divergence.is_overflow && divergence.step == 0);
    assert_eq!(divergence.quantity, Some(Quantity::Z));
    let Stage::Forward(layer) = stage else {
        panic!("{stage:?}")
    };
    let max = |layer: usize| experiment.statistics()[layer].of(Quantity::Z).log10_max;
    for index in 2..layer {
        assert!((max(index) - max(index - 1) - libm::log10(2400.0)).abs() < 1e-9);
    }
    assert!(max(layer - 1) + libm::log10(2400.0) > libm::log10(f64::MAX));
    // Infinity less infinity is undefined.
    let undefined = diverged(&DIVERGING[1]).0.divergence().unwrap();
    assert!(
        !undefined.is_overflow && undefined.step == 0,
        "{undefined:?}"
    );
    assert_eq!(divergence_of(&[("depth", "2")]), None);
}

fn divergence_of(settings: &[(&str, &str)]) -> Option<Divergence> {
    let mut experiment = support::experiment(settings);
    experiment.complete();
    step(&mut experiment);
    experiment.divergence()
}

#[test]
fn layers_have_the_activations_widths_and_connections_that_are_asked_for() {
    let mut experiment = support::experiment(&[
        ("activation", "relu"),
        ("layer-activations", "tanh,,prelu,maxout"),
        ("layer-widths", "2,,9,5,5"),
        ("pieces", "3"),
        ("slope", "0.5"),
        ("slope-per", "unit"),
        ("output-activation", "tanh"),
        ("depth", "6"),
        ("width", "5"),
        ("residual", "1"),
        ("residual-scale", "0.75"),
        ("residual-place", "before"),
        ("norm", "layer"),
        ("dropout", "0.25"),
    ]);
    experiment.complete();
    let layers = &experiment.network().layers;
    let names: Vec<_> = layers
        .iter()
        .map(|layer| layer.activation.kind().name)
        .collect();
    assert_eq!(
        names,
        ["tanh", "relu", "prelu", "maxout", "relu", "relu", "tanh"]
    );
    let shapes: Vec<_> = layers.iter().map(|layer| layer.weights.shape()).collect();
    let expected = [(2, 2), (5, 2), (9, 5), (15, 9), (5, 5), (5, 5), (2, 5)];
    assert_eq!(shapes, expected);
    assert_eq!(layers[2].activation.slopes, [0.5; 9]);
    for (index, layer) in layers.iter().enumerate() {
        let is_output = index == 6;
        // Only where both ends are as wide.
        let skip = [0, 4, 5].contains(&index).then_some(Skip {
            back: 1,
            scale: 0.75,
            place: Place::BeforeActivation,
        });
        assert_eq!(layer.skip, skip, "layer {index}");
        assert_eq!(layer.norm.is_some(), !is_output);
        assert_eq!(layer.dropout, if is_output { 0.0 } else { 0.25 });
        assert_eq!(
            [experiment.fan_in(index), experiment.units(index)],
            [layer.weights.ncols(), layer.units()]
        );
    }
    let outputs = &experiment.pass().records[6].forward;
    for (z, a) in outputs.z.to_f64().iter().zip(&outputs.a.to_f64()) {
        assert_eq!(*a, layers[6].activation.at(*z).value);
        assert!(a.abs() < 1.0);
    }
}

#[test]
fn a_skip_connection_ends_at_every_kth_layer() {
    for (every, ends) in [
        ("1", "xxxxxxx"),
        ("2", ".x.x.x."),
        ("3", "..x..x."),
        ("9", "......."),
    ] {
        let mut experiment = support::experiment(&[
            ("depth", "7"),
            ("width", "2"),
            ("residual", every),
            ("residual-scale", "0.5"),
        ]);
        experiment.complete();
        let layers = &experiment.network().layers;
        let back = every.parse().unwrap();
        for (index, (layer, end)) in layers.iter().zip(ends.chars()).enumerate() {
            assert_eq!(layer.skip.is_some(), end == 'x', "{every}: layer {index}");
            let Some(skip) = layer.skip else { continue };
            assert_eq!(skip.back, back);
            // a = skip + f(z) / 2.
            let [from, z, a] = [
                experiment.pass().input_of(index + 1 - back),
                &experiment.pass().records[index].forward.z,
                &experiment.pass().records[index].forward.a,
            ]
            .map(|matrix| matrix.to_f64());
            let expected = from + z.map(|z| 0.5 * layer.activation.at(z).value);
            assert!((a - expected).amax() < 1e-15);
        }
        assert_eq!(layers[7].skip, None, "the output layer");
    }
}

#[test]
fn maxout_takes_what_comes_round_whatever_the_place() {
    let made = |place: &str| {
        let mut experiment = support::experiment(&[
            ("activation", "maxout"),
            ("depth", "4"),
            ("width", "6"),
            ("residual", "2"),
            ("residual-place", place),
        ]);
        experiment.complete();
        step(&mut experiment);
        experiment
    };
    let [after, before] = ["after", "before"].map(made);
    assert_eq!(after.score(), before.score());
    assert!(before.network().layers[3].skip.is_some());
}

#[test]
fn why_tells_the_three_factors_of_every_change() {
    for settings in [
        [("norm", "batch"), ("residual", "2"), ("dropout", "0.2")],
        [("norm", "layer"), ("residual", "1"), ("dropout", "0")],
        [("norm", "none"), ("residual", "0"), ("dropout", "0.5")],
    ] {
        let mut all = vec![
            ("activation", "tanh"),
            ("depth", "8"),
            ("residual-place", "before"),
        ];
        all.extend(settings);
        let mut experiment = support::experiment(&all);
        experiment.complete();
        for _ in 0..3 {
            step(&mut experiment);
        }
        let size = |matrix: &Scaled| {
            let log10 = scaled::log10(matrix.mantissa.norm(), matrix.exponent);
            assert!(log10.is_finite());
            log10
        };
        let records = &experiment.pass().records;
        for (index, pair) in experiment.statistics().windows(2).enumerate() {
            let [layer, above] = pair else { unreachable!() };
            let why = layer.why;
            let change =
                layer.of(Quantity::Delta).log10_norm - above.of(Quantity::Delta).log10_norm;
            let sum = why.log10_weights + why.log10_slope + why.log10_norm;
            assert!((sum - change).abs() < 1e-12, "{sum}, not {change}");
            let [own, above] = [index, index + 1].map(|index| &records[index].backward);
            let weights = size(&own.signal) - size(&above.delta);
            assert!((why.log10_weights - weights).abs() < 1e-12);
            let norm = own.norm.as_ref();
            let expected = norm.map_or(0.0, |norm| size(&own.delta) - size(&norm.signal));
            assert!((why.log10_norm - expected).abs() < 1e-12);
            assert_eq!(why.log10_norm == 0.0, settings[0].1 == "none");
        }
        let last = experiment.statistics()[8].why;
        assert!(last.log10_weights.is_nan() && last.log10_slope == 0.0);
    }
}

#[test]
fn walks_over_many_rows_go_in_chunks_and_find_what_one_walk_finds() {
    let mut experiment = support::experiment(&[
        ("rows", "10000"),
        ("test-share", "0.95"),
        ("batch", "500"),
        ("depth", "2"),
        ("activation", "relu"),
    ]);
    experiment.complete();
    let rows = &experiment.dataset().test;
    assert_eq!(rows.len(), 9500);
    let kind = experiment.loss().kind;
    let mut walk = Examination::default();
    let mut calls = 1;
    let score = loop {
        if let Some(score) = walk.advance(experiment.network(), rows, kind) {
            break score;
        }
        calls += 1;
    };
    assert_eq!(calls, 3 * 3, "three chunks of three layers");
    let mut whole = Evaluation::new(rows.inputs.clone());
    while !whole.advance(experiment.network()) {}
    let expected = Score::of(&whole.outputs(), rows, kind);
    assert!((score.loss / expected.loss - 1.0).abs() < 1e-12);
    assert!((score.accuracy - expected.accuracy).abs() < 1e-12);
    assert_eq!(walk.alive(), whole.alive);
    experiment.begin_step();
    experiment.complete();
    assert_eq!(experiment.test_step(), Some(1));
}

#[test]
fn a_loss_that_is_a_sum_is_still_told_as_a_mean() {
    let score = |reduction| {
        let mut experiment = support::experiment(&[("reduction", reduction), ("depth", "1")]);
        experiment.complete();
        (experiment.score(), experiment.statistics()[0])
    };
    let ((mean, small), (sum, large)) = (score("mean"), score("sum"));
    assert_eq!(mean, sum);
    let grown = large.of(Quantity::GradW).log10_norm - small.of(Quantity::GradW).log10_norm;
    assert!((grown - libm::log10(64.0)).abs() < 1e-9, "{grown}");
}

#[test]
fn the_update_of_weights_that_were_all_zero_has_no_ratio() {
    let mut experiment =
        support::experiment(&[("init", "constant"), ("constant", "0"), ("depth", "2")]);
    experiment.complete();
    step(&mut experiment);
    let update = experiment.statistics()[2].of(Quantity::Update);
    assert!(update.log10_norm.is_nan());
    assert_eq!(experiment.divergence(), None);
}

#[test]
fn questions_wait_for_the_end_of_a_pass() {
    let mut experiment = support::experiment(&[("depth", "5")]);
    experiment.advance();
    assert!(experiment.settled_network().is_none());
    experiment.complete();
    assert_eq!(experiment.settled_network().unwrap().layers.len(), 6);
    experiment.begin_step();
    experiment.advance();
    assert!(experiment.settled_network().is_none());
}
