//! A frame: what a picture needs, as one flat array, its layout declared once.
//!
//! [`HEADER`] first, then [`layer()`] for each layer from the first hidden one to the output layer.
//! Sizes are log10: -infinity is exactly zero, +infinity an overflow, NaN not known (yet).

use crate::experiment::{Experiment, Stage};
use crate::stats::{Magnitude, QUANTITIES};

/// Names of the leading values.
///
/// `stage` is 0 forward, 1 backward, 2 test, 3 complete and `position` the layer it has come to;
/// `testStep` is the step of the last test, `chance` what always giving the same answer gets right
/// of the test rows, `gradientNorm` log10 of that of all weights' and biases' gradients together and `clipFactor` what they are
/// multiplied by. The last four tell when and where something first became infinite or undefined:
/// `divergedWhat` is its place in [`QUANTITIES`], -1 for the loss, and `divergedOverflow` 1 for
/// infinite, 0 for undefined; NaN while nothing did.
pub const HEADER: [&str; 17] = [
    "layers",
    "step",
    "stepsPerEpoch",
    "stage",
    "position",
    "loss",
    "accuracy",
    "testLoss",
    "testAccuracy",
    "testStep",
    "chance",
    "gradientNorm",
    "clipFactor",
    "divergedStep",
    "divergedLayer",
    "divergedWhat",
    "divergedOverflow",
];

/// Names of each layer's values. `forward` and `backward` tell (1 or 0) whether the values are of
/// the pass that is shown or, where it has not come yet, of the one before. Of each of
/// [`QUANTITIES`] there are log10 of norm, RMS and largest size, and the share that is exactly 0,
/// as in `zNorm`; `why...` are the log10 factors of [`crate::stats::Why`].
pub fn layer() -> Vec<String> {
    let sizes = QUANTITIES.iter().flat_map(|quantity| {
        ["Norm", "Rms", "Max", "Zero"].map(|size| format!("{}{size}", quantity.name()))
    });
    BEFORE
        .map(str::to_owned)
        .into_iter()
        .chain(sizes)
        .chain(AFTER.map(str::to_owned))
        .collect()
}

const BEFORE: [&str; 4] = ["fanIn", "units", "forward", "backward"];
const AFTER: [&str; 6] = [
    "whyWeights",
    "whySlope",
    "whyNorm",
    "deadShare",
    "saturatedShare",
    "parameter",
];

/// Length of a frame of `experiment`.
pub fn len(experiment: &Experiment) -> usize {
    let layer = BEFORE.len() + 4 * QUANTITIES.len() + AFTER.len();
    HEADER.len() + layer * experiment.layer_count()
}

/// Writes the frame over `out`.
pub fn write(experiment: &Experiment, out: &mut Vec<f64>) {
    let stage = experiment.stage();
    let (code, position) = match stage {
        Stage::Forward(index) => (0, index),
        Stage::Backward(index) => (1, index),
        Stage::Test(index) => (2, index),
        Stage::Complete => (3, 0),
    };
    let (score, test) = (experiment.score(), experiment.test_score());
    out.clear();
    out.extend([
        experiment.layer_count() as f64,
        f64::from(experiment.step()),
        f64::from(experiment.steps_per_epoch()),
        f64::from(code),
        position as f64,
        score.loss,
        score.accuracy,
        test.loss,
        test.accuracy,
        experiment.test_step().map_or(f64::NAN, f64::from),
        experiment.chance(),
        experiment.log10_gradient_norm(),
        experiment.clip_factor(),
    ]);
    out.extend(experiment.divergence().map_or([f64::NAN; 4], |divergence| {
        let quantity = divergence
            .quantity
            .map_or(-1.0, |quantity| f64::from(quantity as u8));
        [
            f64::from(divergence.step),
            divergence.layer as f64,
            quantity,
            f64::from(u8::from(divergence.is_overflow)),
        ]
    }));
    for (index, layer) in experiment.statistics().iter().enumerate() {
        out.extend([
            experiment.fan_in(index) as f64,
            experiment.units(index) as f64,
        ]);
        out.extend(stage.has_reached(index).map(|has| f64::from(u8::from(has))));
        for Magnitude {
            log10_norm,
            log10_rms,
            log10_max,
            zero_share,
        } in layer.magnitudes
        {
            out.extend([log10_norm, log10_rms, log10_max, zero_share]);
        }
        out.extend([
            layer.why.log10_weights,
            layer.why.log10_slope,
            layer.why.log10_norm,
            layer.dead_share,
            layer.saturated_share,
            layer.parameter,
        ]);
    }
}
