//! A frame: what a picture needs, as one flat array, its layout declared once.
//!
//! [`HEADER`] first, then [`LAYER`] for each layer from the first hidden one to the output layer.
//! Sizes are log10: -infinity is exactly zero, +infinity an overflow, NaN not known (yet).

use crate::experiment::{Experiment, Stage};
use crate::stats::Magnitude;

/// Names of the leading values.
///
/// `stage` is 0 forward, 1 backward, 2 test, 3 complete and `position` the layer it has come to;
/// `testStep` is the step of the last test
/// and `chance` what always giving the same answer gets right of the test rows.
pub const HEADER: [&str; 11] = [
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
];

/// Names of each layer's values. `forward` and `backward` tell (1 or 0) whether the values are of
/// the pass that is shown or, where it has not come yet, of the one before.
pub const LAYER: [&str; 19] = [
    "fanIn",
    "units",
    "forward",
    "backward",
    "zNorm",
    "zRms",
    "zMax",
    "aNorm",
    "aRms",
    "aMax",
    "deltaNorm",
    "deltaRms",
    "deltaMax",
    "gradNorm",
    "gradRms",
    "gradMax",
    "deadShare",
    "saturatedShare",
    "parameter",
];

/// Length of a frame of `experiment`.
pub fn len(experiment: &Experiment) -> usize {
    HEADER.len() + LAYER.len() * experiment.layer_count()
}

/// Writes the frame over `out`.
pub fn write(experiment: &Experiment, out: &mut Vec<f64>) {
    let last = experiment.layer_count() - 1;
    // The layers before `forward`, and those from `backward` on, are of the present pass.
    let (code, position, forward, backward) = match experiment.stage() {
        Stage::Forward(index) => (0, index, index, last + 1),
        Stage::Backward(index) => (1, index, last + 1, index + 1),
        Stage::Test(index) => (2, index, last + 1, 0),
        Stage::Complete => (3, 0, last + 1, 0),
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
    ]);
    for (index, layer) in experiment.statistics().iter().enumerate() {
        out.extend([
            experiment.fan_in(index) as f64,
            experiment.units(index) as f64,
            f64::from(u8::from(index < forward)),
            f64::from(u8::from(index >= backward)),
        ]);
        for Magnitude {
            log10_norm,
            log10_rms,
            log10_max,
        } in [layer.z, layer.a, layer.delta, layer.grad_w]
        {
            out.extend([log10_norm, log10_rms, log10_max]);
        }
        out.extend([layer.dead_share, layer.saturated_share, layer.parameter]);
    }
}
