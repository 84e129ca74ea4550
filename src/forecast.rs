//! What theory says of an experiment's network as it was drawn.

use crate::activation::{Activation, Nature};
use crate::experiment::Experiment;
use crate::theory::{self, Correlation, Critical, LayerModel, LayerPrediction, Phase};

/// What mean-field theory expects of the hidden layers, sizes relative to the last of them; empty
/// where it has nothing to say: for maxout, and for weights that are all alike.
pub fn layers(experiment: &Experiment) -> Vec<LayerPrediction> {
    let spec = experiment.specification();
    let hidden = experiment.layer_count() - 1;
    let models: Option<Vec<_>> = (0..hidden)
        .map(|index| {
            let activation = spec.hidden_activation(index);
            let (fan_in, units) = (experiment.fan_in(index), experiment.units(index));
            let weight_variance = spec.init.weight_variance(fan_in, units);
            let is_known = activation.kind().nature != Nature::Pieces && weight_variance > 0.0;
            is_known.then(|| LayerModel {
                fan_in,
                units,
                weight_variance,
                is_orthogonal: spec.init.is_orthogonal(),
                bias_variance: spec.init.bias_variance(fan_in, units),
                slope_variance: activation.drawn_slopes().map_or(0.0, |[lower, upper]| {
                    (upper - lower) * (upper - lower) / 12.0
                }),
                dropout: spec.dropout,
                activation,
                norm: spec.norm,
                skip: spec.skip(index, experiment.fan_in(0)),
            })
        })
        .collect();
    let inputs = &experiment.batch().inputs;
    let second_moment = inputs.norm_squared() / inputs.len() as f64;
    models.map_or_else(Vec::new, |models| theory::predict(&models, second_moment))
}

/// An activation and sw2 = fan-in Var W and sb2 = Var b, as [`theory::phase()`] takes them: the
/// first hidden layer's, as if all were so and as wide as the last. `None` where the layers are not
/// plain, or have no such theory.
fn plain(experiment: &Experiment) -> Option<(Activation, f64, f64)> {
    let spec = experiment.specification();
    let activation = spec.hidden_activation(0);
    let width = experiment.fan_in(experiment.layer_count() - 1);
    let weight_variance = spec.init.weight_variance(width, width) * width as f64;
    let is_plain = spec.norm.is_none()
        && spec.residual == 0
        && spec.dropout == 0.0
        && weight_variance > 0.0
        && !matches!(activation.kind().nature, Nature::Pieces | Nature::Drawn);
    let bias_variance = spec.init.bias_variance(width, width);
    is_plain.then_some((activation, weight_variance, bias_variance))
}

/// Where the variance of a plain network's pre-activations settles; `None` where it does not, and
/// where the network is not plain.
pub fn phase(experiment: &Experiment) -> Option<Phase> {
    let (activation, weight_variance, bias_variance) = plain(experiment)?;
    theory::phase(&activation, weight_variance, bias_variance)
}

/// Where the correlation of two inputs of a plain network ends.
pub fn correlation(experiment: &Experiment) -> Option<Correlation> {
    let (activation, weight_variance, bias_variance) = plain(experiment)?;
    let Phase { q, chi, .. } = theory::phase(&activation, weight_variance, bias_variance)?;
    Some(theory::correlation(
        &activation,
        weight_variance,
        bias_variance,
        q,
        chi,
    ))
}

/// The weights that would neither shrink nor grow the backward signal of a plain network, for the
/// biases there are; `None` where there are none.
pub fn critical(experiment: &Experiment) -> Option<Critical> {
    let (activation, _, bias_variance) = plain(experiment)?;
    theory::critical(&activation, bias_variance)
}

/// The probability that some hidden layer passes on nothing at all for a given input, at birth, if
/// all have ReLU: 1 - product of (1 - 2^-units).
pub fn born_dead(experiment: &Experiment) -> f64 {
    let hidden = experiment.layer_count() - 1;
    theory::relu::born_dead((0..hidden).map(|index| experiment.units(index)))
}
