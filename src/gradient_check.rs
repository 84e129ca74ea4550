//! A check of the backward pass on the running network: its gradients beside central differences.
//!
//! The difference of two losses cannot check a vanished gradient: 1e-30 is lost in the rounding of
//! a loss near 1. So each layer is checked by itself, with the weights, the inputs and the backward
//! signal it really has. By the chain rule dL/dp = sum of dL/da da/dp over a layer's activations;
//! the backward step computes it, and (s(p + h) - s(p - h)) / 2 h with s(p) = sum of dL/da a(p)
//! must agree, however small dL/da is. The loss is checked as one more layer, the last: all links
//! of the chain right, and the chain is.

use nalgebra::DMatrix;

use crate::experiment::Experiment;
use crate::layer::{Forward, LEARNED, Layer, Mode, Record};
use crate::scaled::{self, Scaled, power_of_two};

/// Samples of the batch that take part.
const SAMPLES: usize = 16;

/// Numbers of each kind that take part at most.
const NUMBERS: usize = 64;

/// h, for numbers around 1: the differences are good to about 1e-10.
const STEP: f64 = 1e-5;

/// A derivative that changes by more than this between p - h and p + h has a kink between them.
const KINK: f64 = 1e-3;

/// A difference is told from its rounding where it is this many times larger.
const RESOLVED: f64 = 1e6;

/// One comparison.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// What was moved: one of [`LEARNED`], `inputs`, `skip`, or the network's `outputs`.
    pub what: &'static str,
    /// Which number of it, in order of its columns.
    pub index: usize,
    /// The backward step's gradient over 2^exponent, the exponent of dL/da.
    pub gradient: f64,
    /// The central difference over 2^exponent.
    pub difference: f64,
    /// |gradient - difference| over the larger of the two.
    pub relative_error: f64,
}

/// What the check of one layer finds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Report {
    /// Numbers compared.
    pub compared: usize,
    /// Numbers with a kink too close to have a difference.
    pub at_kinks: usize,
    /// Numbers whose difference is lost in rounding.
    pub unresolved: usize,
    /// The worst comparison; `None` where nothing could be compared.
    pub worst: Option<Comparison>,
}

impl Report {
    fn take(&mut self, next: Comparison) {
        self.compared += 1;
        let worst = self.worst.map_or(-1.0, |worst| worst.relative_error);
        // NaN is worst of all.
        if next.relative_error > worst || next.relative_error.is_nan() {
            self.worst = Some(next);
        }
    }
}

/// Checks layer `index` of an experiment whose pass is complete, or its loss for an `index` one
/// beyond the last, at up to `numbers` (at most 64) evenly
/// spaced numbers of everything that can be moved.
pub fn check(experiment: &Experiment, index: usize, numbers: usize) -> Report {
    let numbers = numbers.min(NUMBERS);
    match experiment.network().layers.get(index) {
        Some(layer) => check_layer(experiment, index, layer, numbers),
        None => check_loss(experiment, numbers),
    }
}

/// Something that a layer's activations depend on.
enum Moved {
    /// One of the layer's own, by its place in [`LEARNED`].
    Learned(usize),
    Inputs,
    Skip,
}

fn check_layer(experiment: &Experiment, index: usize, layer: &Layer, numbers: usize) -> Report {
    let mut report = Report::default();
    let pass = experiment.pass();
    let samples = pass.input.mantissa.ncols().min(SAMPLES);
    let some = |matrix: &DMatrix<f64>| matrix.columns(0, samples).into_owned();
    let of = |scaled: &Scaled| Scaled {
        mantissa: some(&scaled.mantissa),
        exponent: scaled.exponent,
    };
    let Some(shown) = pass.records.get(index) else {
        return report;
    };
    let mut input = of(pass.input_of(index));
    let mut skip = layer
        .skip
        .map(|skip| of(pass.input_of(index + 1 - skip.back)));
    // The signal without its power of two, which both sides would have.
    let signal = Scaled::plain(some(&shown.backward.signal.mantissa));
    let mut record = Record::new(layer, samples);
    record.forward.kept = shown.forward.kept.as_ref().map(some);
    record.forward.slopes = shown.forward.slopes.as_ref().map(some);
    record.backward.signal = signal.clone();
    let mut input_signal = Scaled::zeros(layer.weights.ncols(), samples);
    layer.forward(&input, skip.as_ref(), Mode::Training, &mut record.forward);
    layer.backward(&input, &mut record, &mut input_signal);
    let exponents = [&input, &record.forward.z, &record.forward.a].map(|x| x.exponent);
    if exponents != [0; 3] {
        // Beyond f64, where nothing can be moved by a step and not be lost.
        return report;
    }

    let mut trial = layer.clone();
    let mut forward = record.forward.clone();
    let backward = record.backward.clone();
    let gradients = backward.gradients();
    let learned = (0..LEARNED.len()).map(|place| (Moved::Learned(place), gradients[place]));
    let around = [
        (Moved::Inputs, Some(&input_signal)),
        (Moved::Skip, backward.to_skip.as_ref()),
    ];
    for (moved, gradient) in learned.chain(around) {
        let Some(gradient) = gradient.map(Scaled::to_f64) else {
            continue;
        };
        let count = gradient.len();
        let wanted = numbers.min(count);
        for number in (0..wanted).map(|n| n * count / wanted) {
            let mut at = |by: f64, forward: &mut Forward| {
                let value = match moved {
                    Moved::Learned(place) => trial.parameters_mut()[place].get_mut(number),
                    Moved::Inputs => input.mantissa.as_mut_slice().get_mut(number),
                    Moved::Skip => skip
                        .as_mut()
                        .and_then(|skip| skip.mantissa.as_mut_slice().get_mut(number)),
                };
                if let Some(value) = value {
                    *value += by;
                }
                trial.forward(&input, skip.as_ref(), Mode::Training, forward);
                (forward.a.to_f64(), forward.derivative.clone())
            };
            let (above, slopes_above) = at(STEP, &mut forward);
            let (below, slopes_below) = at(-2.0 * STEP, &mut forward);
            at(STEP, &mut forward);
            if (slopes_above - slopes_below).amax() > KINK {
                report.at_kinks += 1;
                continue;
            }
            let terms = signal.mantissa.component_mul(&(&above - &below));
            let size = signal.mantissa.component_mul(&above).abs().sum();
            let difference = scaled::sum(terms.iter().copied()) / (2.0 * STEP);
            let what = match moved {
                Moved::Learned(place) => LEARNED[place],
                Moved::Inputs => "inputs",
                Moved::Skip => "skip",
            };
            compare(
                &mut report,
                what,
                number,
                [gradient[number], difference],
                size,
            );
        }
    }
    report
}

fn check_loss(experiment: &Experiment, numbers: usize) -> Report {
    let mut report = Report::default();
    let Some(outputs) = experiment.pass().outputs() else {
        return report;
    };
    let loss = experiment.loss();
    let targets = experiment.batch().targets(outputs.nrows());
    let mut gradient = outputs.clone().into_owned();
    loss.evaluate(&outputs, &targets, &mut gradient);
    let count = outputs.len();
    let wanted = numbers.min(count);
    for number in (0..wanted).map(|n| n * count / wanted) {
        let sample = number / outputs.nrows();
        // The other samples' losses would only drown the difference.
        let [mut one, target, mut unused] =
            [&outputs, &targets, &gradient].map(|all| all.columns(sample, 1).into_owned());
        let mut at = |by: f64| {
            one[number % outputs.nrows()] += by;
            loss.evaluate(&one, &target, &mut unused)
        };
        let above = at(STEP);
        let below = at(-2.0 * STEP);
        // One sample alone counts for more than as one of many in a mean.
        let mean = loss.share(outputs.ncols());
        let difference = mean * ((above - below) / (2.0 * STEP));
        compare(
            &mut report,
            "outputs",
            number,
            [gradient[number], difference],
            mean * above,
        );
    }
    report
}

/// Counts one comparison; `size` is that of the sums whose difference was taken.
fn compare(
    report: &mut Report,
    what: &'static str,
    index: usize,
    [gradient, difference]: [f64; 2],
    size: f64,
) {
    let larger = gradient.abs().max(difference.abs());
    let rounding = power_of_two(-53) * size.abs() / STEP;
    if larger < RESOLVED * rounding || larger == 0.0 {
        report.unresolved += 1;
        return;
    }
    report.take(Comparison {
        what,
        index,
        gradient,
        difference,
        relative_error: (gradient - difference).abs() / larger,
    });
}
