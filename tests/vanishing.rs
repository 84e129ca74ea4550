//! Forward signals that f64 would call zero are followed exactly, and so is what learns from them.

use gradient_flow::activation::{self, Activation};
use gradient_flow::formula::Formula;
use gradient_flow::layer::{Forward, Layer, Mode, Place, Skip};
use gradient_flow::loss::{Kind, Loss, Reduction};
use gradient_flow::network::{Network, Pass};
use gradient_flow::scaled::{self, Scaled};
use nalgebra::{DMatrix, DVector};
use std::f64::consts::LOG10_2;

const DEPTH: usize = 50;
/// log2 of every weight.
const WEIGHT: i32 = -40;

fn named(name: &str) -> Activation {
    let kind = activation::catalogue().find(|kind| kind.name == name);
    kind.unwrap().with(|_| None)
}

/// One unit a layer, the last without activation.
fn chain(activation: &Activation) -> Network {
    let weight = DMatrix::from_element(1, 1, scaled::power_of_two(WEIGHT));
    let layer = |activation| Layer::dense(weight.clone(), DVector::zeros(1), activation);
    let mut layers = vec![layer(activation.clone()); DEPTH];
    layers[DEPTH - 1].activation = Activation::identity();
    Network { layers }
}

/// A pass over one sample that should become 1, by squared error.
fn walk(network: &Network, input: f64) -> Pass {
    let mut pass = Pass::new(DMatrix::from_element(1, 1, input));
    for index in 0..network.layers.len() {
        network.forward(index, Mode::Training, &mut pass);
    }
    let loss = Loss {
        kind: Kind::MeanSquaredError,
        reduction: Reduction::Mean,
    };
    network.loss(loss, &DMatrix::from_element(1, 1, 1.0), &mut pass);
    for index in (0..network.layers.len()).rev() {
        network.backward(index, &mut pass);
    }
    pass
}

/// log10 of the size of a single number.
fn log10(one: &Scaled) -> f64 {
    scaled::log10(one.mantissa[0].abs(), one.exponent)
}

fn assert_log(what: &str, layer: usize, got: f64, expected: f64) {
    assert!(
        (got - expected).abs() < 1e-9 || got == expected,
        "{what} of layer {layer}: {got}, not {expected}"
    );
}

#[test]
fn a_deep_chain_is_what_its_tangent_at_zero_says() {
    let tiny = f64::MIN_POSITIVE;
    let mut counted = 0;
    for kind in activation::catalogue() {
        for input in [1.0_f64, -3.0] {
            let activation = kind.with(|_| None);
            // The slope on the side that the signal is on; some pieces bend it to the other side.
            let slope = activation.at(tiny.copysign(input)).derivative;
            let is_straight =
                activation.at(0.0).value == 0.0 && slope > 0.0 && activation.pieces() == 1;
            if !is_straight {
                continue;
            }
            counted += 1;
            let pass = walk(&chain(&activation), input);
            let factor = f64::from(WEIGHT) * LOG10_2;
            let slope = libm::log10(slope);
            let size = libm::log10(input.abs());
            let what = |quantity: &str| format!("{} {quantity} {input}", kind.name);
            for (index, record) in pass.records.iter().enumerate() {
                let above = (DEPTH - 1 - index) as f64;
                let own = if index == DEPTH - 1 { 0.0 } else { slope };
                let z = size + (index as f64 + 1.0) * factor + index as f64 * slope;
                assert_log(&what("z"), index, log10(&record.forward.z), z);
                assert_log(&what("a"), index, log10(&record.forward.a), z + own);
                assert_eq!(record.forward.z.mantissa[0].signum(), input.signum());
                // dL/dy is -2, of what is as good as 0.
                let delta = LOG10_2 + above * (factor + slope);
                assert_log(&what("delta"), index, log10(&record.backward.delta), delta);
                let below = z - factor;
                let grad_w = delta + below;
                assert_log(
                    &what("dL/dW"),
                    index,
                    log10(&record.backward.grad_w),
                    grad_w,
                );
                assert_eq!(record.backward.grad_w.mantissa[0].signum(), -input.signum());
                if kind.name == "prelu" && input < 0.0 && index < DEPTH - 1 {
                    // dL/dslope = dL/da z = dL/dz z / slope.
                    let expected = delta - slope + z;
                    let got = log10(&record.backward.grad_slopes);
                    assert_log("prelu's slope", index, got, expected);
                }
            }
            let last = &pass.records[DEPTH - 2].forward;
            assert_eq!(last.z.to_f64()[0], 0.0, "what f64 alone would say");
            assert_eq!(last.a.to_f64()[0], 0.0);
        }
    }
    // Identity, tanh, the rectifiers, ... on either side.
    assert!(counted >= 30, "{counted}");
}

#[test]
fn what_is_exactly_zero_stays_so() {
    let pass = walk(&chain(&named("relu")), -1.0);
    for record in &pass.records[..DEPTH - 1] {
        assert_eq!(log10(&record.forward.a), f64::NEG_INFINITY);
        assert_eq!(log10(&record.backward.grad_w), f64::NEG_INFINITY);
    }
}

#[test]
fn maxout_passes_on_the_largest_of_numbers_that_f64_does_not_have() {
    let weights = [-3.0, 2.0].map(|weight| weight * scaled::power_of_two(WEIGHT));
    let mut network = chain(&named("maxout"));
    for layer in &mut network.layers[..DEPTH - 1] {
        layer.weights = DMatrix::from_column_slice(2, 1, &weights);
        layer.biases = DVector::zeros(2);
    }
    let pass = walk(&network, 1.0);
    for (index, record) in pass.records[..DEPTH - 1].iter().enumerate() {
        let expected = (index as f64 + 1.0) * f64::from(WEIGHT + 1) * LOG10_2;
        assert_log("a", index, log10(&record.forward.a), expected);
        assert_eq!(record.forward.derivative.as_slice(), [0.0, 1.0]);
    }
}

#[test]
fn what_has_no_tangent_at_zero_is_what_f64_says() {
    // f(z) = z^3 / 3 - ... and f'(z) = z^2: where f64 has such a number, that, and else 0.
    let mut layer = chain(&named("tanh-shrink")).layers.remove(0);
    for exponent in [-300, -340, -505, -520, -600, -1200] {
        layer.weights[0] = scaled::power_of_two(exponent.max(-900));
        let mut pass = Pass::new(DMatrix::zeros(1, 1));
        pass.input = Scaled {
            mantissa: DMatrix::from_element(1, 1, 1.0),
            exponent: exponent - exponent.max(-900),
        };
        let network = Network {
            layers: vec![layer.clone()],
        };
        network.forward(0, Mode::Training, &mut pass);
        let forward = &pass.records[0].forward;
        assert_log("z", 0, log10(&forward.z), f64::from(exponent) * LOG10_2);
        let expected = if 3 * exponent < -1074 {
            f64::NEG_INFINITY
        } else {
            f64::from(3 * exponent) * LOG10_2 - libm::log10(3.0)
        };
        assert_log(
            "a",
            exponent.unsigned_abs() as usize,
            log10(&forward.a),
            expected,
        );
    }
}

#[test]
fn two_samples_keep_their_ratio_all_the_way() {
    let network = chain(&named("tanh"));
    let mut pass = Pass::new(DMatrix::from_row_slice(1, 2, &[3.0, -1.0]));
    for index in 0..DEPTH {
        network.forward(index, Mode::Training, &mut pass);
        let a = &pass.records[index].forward.a.mantissa;
        assert!((a[0] / a[1] + 3.0).abs() < 1e-12);
    }
}

#[test]
fn a_bias_makes_the_signal_plain_again() {
    for name in ["identity", "tanh", "relu", "leaky-relu", "prelu"] {
        let mut network = chain(&named(name));
        network.layers[30].biases[0] = 0.5;
        let pass = walk(&network, 1.0);
        let forward = |index: usize| &pass.records[index].forward;
        assert_ne!(forward(29).z.exponent, 0, "{name}");
        assert_eq!(forward(30).z.exponent, 0);
        assert_eq!(forward(30).z.mantissa[0], 0.5);
        let a = network.layers[30].activation.at(0.5).value;
        assert_eq!(forward(30).a.to_f64()[0], a);
        assert_eq!(forward(31).z.to_f64()[0], a * scaled::power_of_two(WEIGHT));
        // With one at every layer all is plain, and the same as f64 alone would say.
        for layer in &mut network.layers {
            layer.biases[0] = 0.5;
        }
        let pass = walk(&network, 1.0);
        let mut a = 1.0;
        for (layer, record) in network.layers.iter().zip(&pass.records) {
            let forward = &record.forward;
            assert_eq!([forward.z.exponent, forward.a.exponent], [0, 0]);
            let z = layer.weights[0] * a + 0.5;
            a = layer.activation.at(z).value;
            assert_eq!([forward.z.mantissa[0], forward.a.mantissa[0]], [z, a]);
        }
    }
}

#[test]
fn a_large_weight_makes_the_signal_plain_again() {
    let mut network = chain(&named("identity"));
    network.layers[20].weights[0] = scaled::power_of_two(900);
    let pass = walk(&network, 1.5);
    let forward = |index: usize| &pass.records[index].forward;
    // 2^-800 by then.
    assert_eq!(forward(19).a.to_f64()[0], 1.5 * scaled::power_of_two(-800));
    assert_ne!(forward(19).a.exponent, 0);
    for matrix in [&forward(20).z, &forward(20).a] {
        assert_eq!(matrix.exponent, 0);
        assert_eq!(matrix.mantissa[0], 1.5 * scaled::power_of_two(100));
    }
    // And what is not there at all is plain too.
    network.layers[20].weights[0] = 0.0;
    let z = &walk(&network, 1.5).records[20].forward.z;
    assert_eq!((z.mantissa[0], z.exponent), (0.0, 0));
}

#[test]
fn a_skip_connection_carries_what_the_layers_lose() {
    // Four layers of 2^-40 each round: what comes round outweighs what goes through.
    let mut network = chain(&named("identity"));
    for index in (3..DEPTH - 1).step_by(4) {
        network.layers[index].skip = Some(Skip {
            back: 4,
            scale: 0.5,
            place: Place::AfterActivation,
        });
    }
    let mut pass = Pass::new(DMatrix::zeros(1, 1));
    pass.input = Scaled {
        mantissa: DMatrix::from_element(1, 1, 1.5),
        exponent: -2000,
    };
    for index in 0..DEPTH {
        network.forward(index, Mode::Training, &mut pass);
    }
    let expected = scaled::log10(1.5, -2000);
    for index in (3..DEPTH - 1).step_by(4) {
        assert_log("a", index, log10(&pass.records[index].forward.a), expected);
        let below = log10(&pass.records[index - 1].forward.a);
        assert_log("a", index - 1, below, expected - 120.0 * LOG10_2);
    }
}

#[test]
fn a_function_straight_on_one_side_of_0_alone_is_followed_on_neither() {
    let kind = activation::catalogue()
        .find(|kind| kind.name == "formula")
        .unwrap();
    for (text, value) in [("if(z < 0, z*z, z)", 1.0), ("if(z > 0, z*z, z)", -1.0)] {
        let formula = Formula::parse(text).unwrap();
        let layer = Layer::dense(
            DMatrix::from_element(1, 1, 1.0),
            DVector::zeros(1),
            kind.with(|_| None).with_formula(formula),
        );
        let mut forward = Forward::new(&layer, 1);
        for (sign, expected) in [(value, scaled::power_of_two(-600)), (-value, 0.0)] {
            let input = Scaled {
                mantissa: DMatrix::from_element(1, 1, sign),
                exponent: -600,
            };
            layer.forward(&input, None, Mode::Training, &mut forward);
            // The square of 2^-600 is no f64, and is not taken for 2 z^2.
            assert_eq!(forward.a.to_f64()[0].abs(), expected, "{text}");
            assert_eq!(forward.a.mantissa[0] == 0.0, expected == 0.0, "{text}");
        }
    }
}
