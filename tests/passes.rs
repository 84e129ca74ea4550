//! Passes leave nothing behind, gradients reach the parameters, losses are exact far out.

use gradient_flow::activation::{self, Activation};
use gradient_flow::layer::{Layer, Mode, Record};
use gradient_flow::loss::{Kind, Loss, Reduction};
use gradient_flow::network::{Network, Pass};
use gradient_flow::optimizer::{CATALOGUE, Memory, Optimizer, Rule, clip, gradient_norm};
use gradient_flow::scaled::{self, Scaled};
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

/// log10 of the largest size; -infinity for zero.
fn log10_max(matrix: &Scaled) -> f64 {
    scaled::log10(matrix.mantissa.amax(), matrix.exponent)
}

/// One unit a layer, each with the same weight.
fn chain(depth: usize, weight: f64, activation: Activation) -> Network {
    let layer = Layer::dense(
        DMatrix::from_element(1, 1, weight),
        DVector::zeros(1),
        activation,
    );
    Network {
        layers: vec![layer; depth],
    }
}

fn walk(network: &Network, loss: Loss, targets: &DMatrix<f64>, pass: &mut Pass) -> f64 {
    for index in 0..network.layers.len() {
        network.forward(index, Mode::Training, pass);
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
        l1: 0.0,
    };
    optimizer.step(1, 1.0, layer, record, &mut Memory::NONE.clone());
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
    let mut pass = Pass::new(row(&[0.3, -0.4]));
    let targets = row(&[1.0, 1.0]);
    let loss = walk(&network, BCE, &targets, &mut pass);
    let first = pass.clone();
    assert_ne!(first.records[2].backward.delta.exponent, 0);
    assert_eq!(walk(&network, BCE, &targets, &mut pass), loss);
    for (first, second) in first.records.iter().zip(&pass.records) {
        assert_eq!(
            first.backward.delta.to_f64(),
            second.backward.delta.to_f64()
        );
        assert_eq!(
            first.backward.grad_w.to_f64(),
            second.backward.grad_w.to_f64()
        );
        assert_eq!(
            first.backward.grad_b.to_f64(),
            second.backward.grad_b.to_f64()
        );
    }
}

#[test]
fn a_slope_learns_from_a_signal_far_below_one() {
    let network = chain(60, 1.0 / 1024.0, prelu());
    let mut pass = Pass::new(row(&[-1.0]));
    let loss = Loss {
        kind: Kind::MeanSquaredError,
        reduction: Reduction::Mean,
    };
    walk(&network, loss, &row(&[1.0]), &mut pass);
    for record in &pass.records[..20] {
        // dL/dslope = dL/da z = dL/dz / slope z, with one unit and z < 0.
        let expected =
            log10_max(&record.backward.delta) + log10_max(&record.forward.z) - libm::log10(0.25);
        let got = log10_max(&record.backward.grad_slopes);
        assert!((got - expected).abs() < 1e-9, "{got}, not {expected}");
    }
    assert!(log10_max(&pass.records[0].backward.grad_slopes) < -200.0);
}

#[test]
fn descent_moves_weights_biases_and_slopes_against_their_gradients() {
    let mut layer = Layer::dense(row(&[1.0, 2.0]), DVector::from_element(1, 3.0), prelu());
    let mut record = Record::new(&layer, 1);
    record.backward.grad_w.mantissa = row(&[4.0, -8.0]);
    record.backward.grad_w.exponent = -3;
    record.backward.grad_b.mantissa = row(&[16.0]);
    record.backward.grad_b.exponent = -4;
    record.backward.grad_slopes = Scaled::plain(row(&[0.125]));
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
        let mut layer = Layer::dense(
            row(&[1.0]),
            DVector::from_element(1, 0.0),
            Activation::identity(),
        );
        let mut record = Record::new(&layer, 1);
        // 2^1024 is no f64, but 2^-1024 2^1024 is 1.
        record.backward.grad_w.mantissa = row(&[mantissa * scaled::power_of_two(-1000)]);
        record.backward.grad_w.exponent = 1000;
        sgd(rate, &mut layer, &record);
        assert_eq!(layer.weights[0], expected);
        record.backward.grad_w.mantissa = row(&[0.0]);
        record.backward.grad_w.exponent = 1100;
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
fn a_sum_is_the_mean_times_what_is_counted() {
    let outputs = DMatrix::from_row_slice(2, 3, &[0.5, -1.0, 2.0, 0.25, 3.0, -0.5]);
    let targets = DMatrix::from_row_slice(2, 3, &[1.0, 0.0, 1.0, 0.0, 1.0, 0.0]);
    for (kind, count) in [
        (Kind::CrossEntropy, 3.0),
        (Kind::BinaryCrossEntropy, 6.0),
        (Kind::MeanSquaredError, 6.0),
    ] {
        let evaluate = |reduction| {
            let mut gradient = outputs.clone();
            let value = Loss { kind, reduction }.evaluate(&outputs, &targets, &mut gradient);
            (value, gradient)
        };
        let ((mean, by_mean), (sum, by_sum)) =
            (evaluate(Reduction::Mean), evaluate(Reduction::Sum));
        assert_close(sum, count * mean);
        assert!((by_sum - by_mean * count).amax() < 1e-15);
        if kind == Kind::MeanSquaredError {
            let d = &outputs - &targets;
            assert_close(sum, d.norm_squared());
        }
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
    let mut layer = Layer::dense(
        row(&[1.0]),
        DVector::from_element(1, 2.0),
        Activation::identity(),
    );
    let mut record = Record::new(&layer, 1);
    let mut memory = Memory::NONE;
    for (step, [weight, bias]) in [(1, [3.0, -0.5]), (2, [1.0, 0.25])] {
        record.backward.grad_w.mantissa = row(&[weight / 8.0]);
        record.backward.grad_w.exponent = 3;
        record.backward.grad_b.mantissa = row(&[bias]);
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
            l1: 0.0,
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
                l1: 0.0,
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
            l1: 0.0,
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
        l1: 0.0,
    });
    let [first, second] = [0.1 * 3.0 / (3.0 + 1e-8), 0.0];
    let second = second + (1.0 - first) - adam[0];
    let expected = ((1.0 * 0.99 - first) * 0.99) - second;
    assert!((made(Rule::AdamW)[0] - expected).abs() < 1e-14);
}

#[test]
fn clipping_shortens_a_gradient_and_never_lengthens_it() {
    let layer = Layer::dense(row(&[0.0, 0.0]), DVector::zeros(1), Activation::identity());
    let mut record = Record::new(&layer, 1);
    record.backward.grad_w.mantissa = row(&[3.0, 4.0]);
    record.backward.grad_w.exponent = 1;
    record.backward.grad_b.mantissa = row(&[12.0]);
    record.backward.grad_b.exponent = 1;
    let norm = gradient_norm([&record, &record]);
    assert!((norm - 26.0 * std::f64::consts::SQRT_2).abs() < 1e-13);
    assert_eq!(clip(norm, 100.0), 1.0);
    assert!((clip(norm, 1.0) * norm - 1.0).abs() < 1e-6);
    // Also where squares would have left f64.
    record.backward.grad_w.exponent = -2000;
    record.backward.grad_b.exponent = 600;
    assert_eq!(gradient_norm([&record]), 12.0 * scaled::power_of_two(600));

    let mut moved = layer.clone();
    let optimizer = Optimizer {
        rule: Rule::Sgd,
        learning_rate: 1.0,
        momentum: 0.9,
        weight_decay: 0.0,
        l1: 0.0,
    };
    record.backward.grad_w.exponent = 0;
    record.backward.grad_b.exponent = 0;
    optimizer.step(1, 0.5, &mut moved, &record, &mut Memory::NONE.clone());
    assert_eq!((moved.weights, moved.biases[0]), (row(&[-1.5, -2.0]), -6.0));
}

/// Steps of `optimizer` from these weights along these gradients of their own, mantissas of
/// 2^exponent; bias and slope have none.
fn moved(
    optimizer: Optimizer,
    weights: &[f64],
    gradient: &[f64],
    exponent: i32,
) -> (Layer, Memory) {
    let biases = DVector::from_element(1, 2.0);
    let mut layer = Layer::dense(row(weights), biases, prelu());
    let mut record = Record::new(&layer, 1);
    record.backward.grad_w = Scaled {
        mantissa: row(gradient),
        exponent,
    };
    let mut memory = Memory::NONE;
    optimizer.step(1, 1.0, &mut layer, &record, &mut memory);
    (layer, memory)
}

fn plain(rule: Rule, learning_rate: f64, l1: f64) -> Optimizer {
    Optimizer {
        rule,
        learning_rate,
        momentum: 0.9,
        weight_decay: 0.0,
        l1,
    }
}

#[test]
fn an_l1_penalty_pulls_every_weight_alike_to_0_and_nothing_else() {
    let (weights, gradient) = ([3.0, -0.5, 0.0], [0.25, 0.5, 0.125]);
    for rule in CATALOGUE {
        let (layer, _) = moved(plain(rule, 0.1, 0.01), &weights, &gradient, 0);
        let with_signs = [0.25 + 0.01, 0.5 - 0.01, 0.125];
        let (expected, _) = moved(plain(rule, 0.1, 0.0), &weights, &with_signs, 0);
        assert_eq!(layer.weights, expected.weights, "{}", rule.name());
        assert_eq!(layer.biases[0], 2.0);
        assert_eq!(layer.activation.slopes, [0.25]);
    }
    let (layer, _) = moved(plain(Rule::Sgd, 0.1, 0.01), &weights, &gradient, 0);
    assert_close(layer.weights[0], 3.0 - 0.1 * 0.26);
    assert_close(layer.weights[1], -0.5 - 0.1 * 0.49);
}

#[test]
fn an_update_is_told_relative_to_the_weights_even_where_f64_has_no_such_gradient() {
    // The RMS of the weights is 5.
    let weights = [1.0, -7.0];
    for exponent in [0, -1500] {
        let (layer, memory) = moved(plain(Rule::Sgd, 0.1, 0.0), &weights, &[3.0, -4.0], exponent);
        let update = memory.update.unwrap();
        for (update_now, gradient) in update.mantissa.iter().zip([3.0_f64, -4.0]) {
            let got = scaled::log10(update_now.abs(), update.exponent);
            let expected = scaled::log10(0.1 * gradient.abs() / 5.0, exponent);
            assert!((got - expected).abs() < 1e-12, "{got}, not {expected}");
            assert_eq!(update_now.signum(), -gradient.signum());
        }
        assert_eq!(layer.weights != row(&weights), exponent == 0);
    }
    // What clipping leaves of it.
    let mut layer = Layer::dense(row(&weights), DVector::zeros(1), Activation::identity());
    let mut record = Record::new(&layer, 1);
    record.backward.grad_w.mantissa = row(&[3.0, -4.0]);
    let mut memory = Memory::NONE;
    plain(Rule::Sgd, 0.1, 0.0).step(1, 0.5, &mut layer, &record, &mut memory);
    assert_close(memory.update.unwrap().to_f64()[1], 0.5 * 0.1 * 4.0 / 5.0);
}

#[test]
fn an_update_is_the_change_of_the_weights_whatever_the_rule() {
    let weights = [1.0, -7.0];
    for rule in CATALOGUE {
        for (weight_decay, l1) in [(0.0, 0.0), (0.1, 0.0), (0.0, 0.1)] {
            let optimizer = Optimizer {
                weight_decay,
                ..plain(rule, 0.1, l1)
            };
            let (layer, memory) = moved(optimizer, &weights, &[3.0, -4.0], 0);
            let update = memory.update.unwrap().to_f64();
            for ((after, before), update) in layer.weights.iter().zip(weights).zip(&update) {
                let expected = (after - before) / 5.0;
                assert!((update - expected).abs() < 1e-15, "{}", rule.name());
            }
        }
    }
}

#[test]
fn what_outputs_say_is_a_probability_however_large_they_are() {
    let said = |kind: Kind, outputs: &[f64]| {
        let mut outputs = DMatrix::from_column_slice(outputs.len(), 1, outputs);
        kind.decide(&mut outputs);
        outputs.as_slice().to_vec()
    };
    assert_eq!(said(Kind::CrossEntropy, &[1000.0, 1000.0]), [0.5, 0.5]);
    assert_eq!(said(Kind::CrossEntropy, &[-1000.0, 1000.0]), [0.0, 1.0]);
    let binary = said(Kind::BinaryCrossEntropy, &[-2.0, 0.0, 2.0, -800.0, 800.0]);
    let two = 1.0 / (1.0 + libm::exp(-2.0));
    for (said, expected) in binary.iter().zip([1.0 - two, 0.5, two, 0.0, 1.0]) {
        assert!((said - expected).abs() < 1e-15, "{said}, not {expected}");
    }
    assert_eq!(said(Kind::MeanSquaredError, &[7.0, -7.0]), [7.0, -7.0]);
}
