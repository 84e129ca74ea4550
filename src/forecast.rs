//! What theory says of an experiment's network as it was drawn.

use crate::activation::Nature;
use crate::experiment::Experiment;
use crate::theory::{self, Critical, LayerModel, LayerPrediction, Phase};

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
                bias_variance: spec.init.bias_variance(fan_in, units),
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

/// Where the mean-field variance of a wide network with this experiment's first hidden activation
/// and initialisation settles, with all layers as wide as the last hidden one; `None` where it
/// does not.
pub fn phase(experiment: &Experiment) -> Option<Phase> {
    let spec = experiment.specification();
    let width = experiment.fan_in(experiment.layer_count() - 1);
    let variance = spec.init.weight_variance(width, width) * width as f64;
    let bias_variance = spec.init.bias_variance(width, width);
    theory::phase(&spec.hidden_activation(0), variance, bias_variance)
}

/// The weights that would neither shrink nor grow the backward signal, for the biases there are;
/// `None` where there are none.
pub fn critical(experiment: &Experiment) -> Option<Critical> {
    let spec = experiment.specification();
    let width = experiment.fan_in(experiment.layer_count() - 1);
    let bias_variance = spec.init.bias_variance(width, width);
    theory::critical(&spec.hidden_activation(0), bias_variance)
}

/// The probability that some hidden layer passes on nothing at all for a given input, at birth, if
/// all have ReLU: 1 - product of (1 - 2^-units).
pub fn born_dead(experiment: &Experiment) -> f64 {
    let hidden = experiment.layer_count() - 1;
    theory::relu::born_dead((0..hidden).map(|index| experiment.units(index)))
}
