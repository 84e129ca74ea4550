//! Passes leave nothing behind, gradients reach the parameters, losses are exact far out.

use gradient_flow::activation::{self, Activation};
use gradient_flow::layer::{Layer, Record};
use gradient_flow::loss::{Kind, Loss, Reduction};
use gradient_flow::network::{Network, Pass};
use gradient_flow::optimizer::{CATALOGUE, Memory, Optimizer, Rule, clip, gradient_norm};
use gradient_flow::scaled;
use nalgebra::{DMatrix, DVector};

fn prelu() -> Activation {
    let kind = activation::catalogue()
        .find(|kind| kind.name == "prelu")
        .unwrap();
    kind.with(|_| None)
}

fn row(values: &[f64]) -> DMatrix<f64> {
    DMatrix::from_row_slice(1, values.len(), values)
}

/// One unit a layer, each with the same weight.
fn chain(depth: usize, weight: f64, activation: Activation) -> Network {
    let layer = Layer {
        weights: DMatrix::from_element(1, 1, weight),
        biases: DVector::zeros(1),
        activation,
    };
    Network {
        layers: vec![layer; depth],
    }
}

fn walk(network: &Network, loss: Loss, targets: &DMatrix<f64>, pass: &mut Pass) -> f64 {
    for index in 0..network.layers.len() {
        network.forward(index, pass);
    }
    let value = network.loss(loss, targets, pass);
    for index in (0..network.layers.len()).rev() {
        network.backward(index, pass);
    }
    value
}

/// One step of SGD.
fn sgd(learning_rate: f64, layer: &mut Layer, record: &Record) {
    let optimizer = Optimizer {
        rule: Rule::Sgd,
        learning_rate,
        momentum: 0.9,
        weight_decay: 0.0,
    };
    optimizer.step(1, 1.0, layer, record, &mut Memory::default());
}

const BCE: Loss = Loss {
    kind: Kind::BinaryCrossEntropy,
    reduction: Reduction::Mean,
};
const CE: Loss = Loss {
    kind: Kind::CrossEntropy,
    reduction: Reduction::Mean,
};

#[test]
fn a_second_pass_is_the_first_again() {
    // An answer so right that its gradient, e^-500, moves to the exponent.
    let mut network = chain(3, 1.0, Activation::identity());
    network.layers[2].biases[0] = 500.0;
    let mut pass = Pass::new(1, 2);
    pass.input = row(&[0.3, -0.4]);
    let targets = row(&[1.0, 1.0]);
    let loss = walk(&network, BCE, &targets, &mut pass);
    let first = pass.clone();
    assert_ne!(first.records[2].delta.exponent, 0);
    assert_eq!(walk(&network, BCE, &targets, &mut pass), loss);
    for (first, second) in first.records.iter().zip(&pass.records) {
        assert_eq!(first.delta.to_f64(), second.delta.to_f64());
        assert_eq!(first.grad_w.to_f64(), second.grad_w.to_f64());
        assert_eq!(first.grad_b.to_f64(), second.grad_b.to_f64());
    }
}

#[test]
fn a_slope_learns_from_a_signal_far_below_one() {
    let network = chain(60, 1.0 / 1024.0, prelu());
    let mut pass = Pass::new(1, 1);
    pass.input = row(&[-1.0]);
    let loss = Loss {
        kind: Kind::MeanSquaredError,
        reduction: Reduction::Mean,
    };
    walk(&network, loss, &row(&[1.0]), &mut pass);
    for record in &pass.records[..20] {
        // dL/dslope = dL/da z = dL/dz / slope z, with one unit and z < 0.
        let expected = scaled::log10(record.delta.mantissa.amax(), record.delta.exponent)
            + libm::log10(record.z.amax() / 0.25);
        let got = libm::log10(record.grad_slope.abs());
        assert!((got - expected).abs() < 1e-9, "{got}, not {expected}");
    }
    assert!(pass.records[0].grad_slope != 0.0 && pass.records[0].grad_slope.abs() < 1e-200);
}

#[test]
fn descent_moves_weights_biases_and_slopes_against_their_gradients() {
    let mut layer = Layer {
        weights: row(&[1.0, 2.0]),
        biases: DVector::from_element(1, 3.0),
        activation: prelu(),
    };
    let mut record = Record::new(&layer, 1);
    record.grad_w.mantissa = row(&[4.0, -8.0]);
    record.grad_w.exponent = -3;
    record.grad_b.mantissa = row(&[16.0]);
    record.grad_b.exponent = -4;
    record.grad_slope = 0.125;
    sgd(0.5, &mut layer, &record);
    assert_eq!(layer.weights, row(&[0.75, 2.5]));
    assert_eq!(layer.biases, DVector::from_element(1, 2.5));
    assert_eq!(layer.activation.parameter(), Some(0.25 - 0.0625));
}

#[test]
fn descent_stays_finite_where_the_power_of_two_alone_is_not() {
    for (rate, mantissa, expected) in [
        (0.0, 1.0, 1.0),
        (0.5, 0.0, 1.0),
        (0.5, 2.0_f64.recip(), 1.0 - 0.25),
    ] {
        let mut layer = Layer {
            weights: row(&[1.0]),
            biases: DVector::from_element(1, 0.0),
            activation: Activation::identity(),
        };
        let mut record = Record::new(&layer, 1);
        // 2^1024 is no f64, but 2^-1024 2^1024 is 1.
        record.grad_w.mantissa = row(&[mantissa * scaled::power_of_two(-1000)]);
        record.grad_w.exponent = 1000;
        sgd(rate, &mut layer, &record);
        assert_eq!(layer.weights[0], expected);
        record.grad_w.mantissa = row(&[0.0]);
        record.grad_w.exponent = 1100;
        sgd(rate, &mut layer, &record);
        assert_eq!(layer.weights[0], expected);
    }
}

fn evaluate(loss: Loss, outputs: &[f64], targets: &[f64]) -> (f64, Vec<f64>) {
    let outputs = DMatrix::from_column_slice(outputs.len(), 1, outputs);
    let targets = DMatrix::from_column_slice(targets.len(), 1, targets);
    let mut gradient = outputs.clone();
    let value = loss.evaluate(&outputs, &targets, &mut gradient);
    (value, gradient.as_slice().to_vec())
}

fn assert_close(got: f64, expected: f64) {
    assert!(
        (got - expected).abs() <= 1e-14 * expected.abs(),
        "{got:e}, not {expected:e}"
    );
}

#[test]
fn a_certain_answer_costs_little_and_not_nothing() {
    for y in [40.0, 700.0] {
        let rest = libm::exp(-y);
        for (output, target, sign) in [(y, 1.0, -1.0), (-y, 0.0, 1.0)] {
            let (value, gradient) = evaluate(BCE, &[output], &[target]);
            assert_close(value, rest);
            assert_close(gradient[0], sign * rest);
        }
        for (output, target, gradient) in [(y, 0.0, 1.0), (-y, 1.0, -1.0)] {
            let (value, got) = evaluate(BCE, &[output], &[target]);
            assert_close(value, y);
            assert_close(got[0], gradient);
        }
        let (value, gradient) = evaluate(CE, &[y, 0.0, 0.0], &[1.0, 0.0, 0.0]);
        assert_close(value, 2.0 * rest);
        assert_close(gradient[0], -2.0 * rest);
        assert_close(gradient[1], rest);
    }
}

#[test]
fn cross_entropy_takes_probabilities_too() {
    let (y, t) = ([0.3, -1.2, 2.0], [0.2, 0.5, 0.3]);
    let (value, gradient) = evaluate(CE, &y, &t);
    let total: f64 = y.iter().map(|&y| libm::exp(y)).sum();
    let expected: f64 = y
        .iter()
        .zip(t)
        .map(|(y, t)| t * (libm::log(total) - y))
        .sum();
    assert!((value - expected).abs() < 1e-15);
    for ((y, t), gradient) in y.iter().zip(t).zip(gradient) {
        assert!((gradient - (libm::exp(*y) / total - t)).abs() < 1e-15);
    }
}

/// A weight and a bias that begin at 1 and 2, after steps along gradients 3 and -0.5, then 1 and
/// 0.25.
fn after_two_steps(optimizer: Optimizer) -> [f64; 2] {
    let mut layer = Layer {
        weights: row(&[1.0]),
        biases: DVector::from_element(1, 2.0),
        activation: Activation::identity(),
    };
    let mut record = Record::new(&layer, 1);
    let mut memory = Memory::default();
    for (step, [weight, bias]) in [(1, [3.0, -0.5]), (2, [1.0, 0.25])] {
        record.grad_w.mantissa = row(&[weight / 8.0]);
        record.grad_w.exponent = 3;
        record.grad_b.mantissa = row(&[bias]);
        optimizer.step(step, 1.0, &mut layer, &record, &mut memory);
    }
    [layer.weights[0], layer.biases[0]]
}

#[test]
fn every_rule_makes_the_steps_that_its_paper_writes() {
    // import torch
    // w = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
    // o = torch.optim.SGD([w], lr=0.1, momentum=0.9)
    // for g in ([3.0, -0.5], [1.0, 0.25]): w.grad = torch.tensor(g, dtype=torch.float64); o.step()
    // For each rule, here by hand.
    let lr = 0.1;
    for rule in CATALOGUE {
        let optimizer = Optimizer {
            rule,
            learning_rate: lr,
            momentum: 0.9,
            weight_decay: 0.0,
        };
        let expected =
            [(1.0, [3.0, 1.0]), (2.0, [-0.5, 0.25])].map(|(w, [g1, g2]): (f64, [f64; 2])| {
                match rule {
                    Rule::Sgd => w - lr * g1 - lr * g2,
                    Rule::Momentum => w - lr * g1 - lr * (0.9 * g1 + g2),
                    Rule::Nesterov => w - lr * (1.9 * g1) - lr * (g2 + 0.9 * (0.9 * g1 + g2)),
                    Rule::RmsProp => {
                        let first = 0.01 * g1 * g1;
                        let second = 0.99 * first + 0.01 * g2 * g2;
                        w - lr * g1 / (first.sqrt() + 1e-8) - lr * g2 / (second.sqrt() + 1e-8)
                    }
                    Rule::Adam | Rule::AdamW => {
                        // After one step the corrected moments are g and g^2 themselves.
                        let first = lr * g1 / (g1.abs() + 1e-8);
                        let mean = (0.09 * g1 + 0.1 * g2) / 0.19;
                        let square = (0.000_999 * g1 * g1 + 0.001 * g2 * g2) / 0.001_999;
                        w - first - lr * mean / (square.sqrt() + 1e-8)
                    }
                }
            });
        let got = after_two_steps(optimizer);
        for (got, expected) in got.iter().zip(expected) {
            assert!(
                (got - expected).abs() < 1e-12,
                "{}: {got}, not {expected}",
                rule.name()
            );
        }
    }
}

#[test]
fn weights_decay_and_biases_do_not() {
    for rule in CATALOGUE {
        let made = |weight_decay| {
            after_two_steps(Optimizer {
                rule,
                learning_rate: 0.1,
                momentum: 0.9,
                weight_decay,
            })
        };
        let ([weight, bias], [decayed, same]) = (made(0.0), made(0.1));
        assert_eq!(bias, same, "{}", rule.name());
        assert_ne!(weight, decayed, "{}", rule.name());
    }
    let made = |rule| {
        after_two_steps(Optimizer {
            rule,
            learning_rate: 0.1,
            momentum: 0.9,
            weight_decay: 0.1,
        })
    };
    // L2: (g + 0.1 w) each time. Decoupled: the same steps as Adam, beside the decay.
    let first = 1.0 - 0.1 * (3.0 + 0.1);
    assert!((made(Rule::Sgd)[0] - (first - 0.1 * (1.0 + 0.1 * first))).abs() < 1e-15);
    let adam = after_two_steps(Optimizer {
        rule: Rule::Adam,
        learning_rate: 0.1,
        momentum: 0.9,
        weight_decay: 0.0,
    });
    let [first, second] = [0.1 * 3.0 / (3.0 + 1e-8), 0.0];
    let second = second + (1.0 - first) - adam[0];
    let expected = ((1.0 * 0.99 - first) * 0.99) - second;
    assert!((made(Rule::AdamW)[0] - expected).abs() < 1e-14);
}

#[test]
fn clipping_shortens_a_gradient_and_never_lengthens_it() {
    let layer = Layer {
        weights: row(&[0.0, 0.0]),
        biases: DVector::zeros(1),
        activation: Activation::identity(),
    };
    let mut record = Record::new(&layer, 1);
    record.grad_w.mantissa = row(&[3.0, 4.0]);
    record.grad_w.exponent = 1;
    record.grad_b.mantissa = row(&[12.0]);
    record.grad_b.exponent = 1;
    let norm = gradient_norm([&record, &record]);
    assert!((norm - 26.0 * std::f64::consts::SQRT_2).abs() < 1e-13);
    assert_eq!(clip(norm, 100.0), 1.0);
    assert!((clip(norm, 1.0) * norm - 1.0).abs() < 1e-6);
    // Also where squares would have left f64.
    record.grad_w.exponent = -2000;
    record.grad_b.exponent = 600;
    assert_eq!(gradient_norm([&record]), 12.0 * scaled::power_of_two(600));

    let mut moved = layer.clone();
    let optimizer = Optimizer {
        rule: Rule::Sgd,
        learning_rate: 1.0,
        momentum: 0.9,
        weight_decay: 0.0,
    };
    record.grad_w.exponent = 0;
    record.grad_b.exponent = 0;
    optimizer.step(1, 0.5, &mut moved, &record, &mut Memory::default());
    assert_eq!((moved.weights, moved.biases[0]), (row(&[-1.5, -2.0]), -6.0));
}
