//! q and chi from layer to layer of a given network.
//!
//! A layer is z = W a + b on the activations a of the layer before; u = norm(z); then, without a
//! skip, a_l = f(u). A skip from k layers back adds to what leaves the activation,
//! a_l = a_{l-k} + s f(u), or to what enters it, a_l = f(a_{l-k} + s u).

use std::f64::consts::{FRAC_1_SQRT_2, LN_10};

use super::Moments;
use super::moments::FRAC_1_SQRT_2PI;
use crate::activation::Activation;
use crate::layer::{Place, Skip};
use crate::norm;

/// One layer as the theory sees it.
#[derive(Clone, Debug)]
pub struct LayerModel {
    /// Inputs of each unit.
    pub fan_in: usize,
    /// n, the layer's width.
    pub units: usize,
    /// Var W.
    pub weight_variance: f64,
    /// Whether the rows or columns of W are orthogonal, rather than all weights independent.
    pub is_orthogonal: bool,
    /// Var b.
    pub bias_variance: f64,
    /// f.
    pub activation: Activation,
    /// The variance of the slopes that are drawn for z < 0, as RReLU's are in training.
    pub slope_variance: f64,
    /// The share of the activations that is dropped, the others being scaled up for it.
    pub dropout: f64,
    /// The normalisation between W a + b and f, with gain 1 and shift 0.
    pub norm: Option<norm::Kind>,
    /// The connection around the layer; one that reaches beyond the input is none.
    pub skip: Option<Skip>,
}

/// What to expect of a layer at initialisation.
#[derive(Clone, Copy, Debug)]
pub struct LayerPrediction {
    /// q, the variance of what the activation sees.
    pub q: f64,
    /// E a^2, of what the layer hands on.
    pub second_moment: f64,
    /// |dL/dz|^2 of this layer over that of the layer above; NaN for the last layer. Without norms
    /// and skips n_l Var W^{l+1} E f'^2.
    pub chi: f64,
    /// log10 of the root of E |dL/dz|^2, relative to the last layer. NaN or infinite where the last
    /// layer's signal is 0.
    pub log10_delta: f64,
    /// What to add to it for a typical network of this width, in decades: half of the variance of
    /// ln |dL/dz|^2, downwards. The mean owes its size to a few large networks (Hanin, Nica 2018).
    /// 0 where the variance is not known.
    pub log10_bias: f64,
    /// Standard deviation of one network's log10 |dL/dz| for one sample, in decades, given that of
    /// the last layer: the root of the sum of (3 E f'^4 / (E f'^2)^2 - 1) / n over the layers
    /// between. It takes f' as independent of the weights: networks vary up to half as much again
    /// where f is smooth or normalised, and by several times as much, if little, where a skip
    /// carries most of the signal. NaN where orthogonal weights lie between, which fluctuate less
    /// than this, unless they only turn the signal: then it is exactly 0.
    pub log10_sd: f64,
}

/// What the theory expects of `layers`, first to last, on an input of mean 0 with E x^2 =
/// `input_second_moment`.
///
/// Two assumptions are rough. Samples are taken to be unrelated, so that what batch normalisation
/// sees as the variance of a unit is Var a: too large after a stack of plain layers, which make
/// samples alike. And what a skip brings into an activation is taken to be normal, which ReLU's
/// and GELU's outputs are not: ten such layers are predicted 0.1 to 0.2 decades too low.
///
/// Sources: Schoenholz et al. 2017; Yang et al. 2019; Yang, Schoenholz 2017.
pub fn predict(layers: &[LayerModel], input_second_moment: f64) -> Vec<LayerPrediction> {
    let forward = forward(layers, input_second_moment);
    let backward = backward(layers, &forward);
    let top = backward.last().map_or(f64::NAN, |delta| delta.log);
    forward
        .iter()
        .zip(&backward)
        .enumerate()
        .map(|(index, (pass, delta))| {
            let above = backward.get(index + 1).map_or(f64::NAN, |above| above.log);
            LayerPrediction {
                q: pass.q,
                second_moment: pass.output.second(),
                chi: libm::exp(delta.log - above),
                log10_delta: (delta.log - top) / LN_SQUARE_PER_DECADE,
                log10_bias: if delta.spread.is_nan() {
                    0.0
                } else {
                    -delta.spread / 2.0 / LN_SQUARE_PER_DECADE
                },
                log10_sd: delta.spread.sqrt() / LN_SQUARE_PER_DECADE,
            }
        })
        .collect()
}

/// Slopes that spread less than this are those of a line: the rest is the quadrature's.
const LINE: f64 = 1e-9;

/// ln of a squared norm that grows by a decade.
const LN_SQUARE_PER_DECADE: f64 = 2.0 * LN_10;

/// Mean and variance of activations, over units and samples.
#[derive(Clone, Copy, Debug)]
struct Signal {
    mean: f64,
    variance: f64,
}

impl Signal {
    fn second(&self) -> f64 {
        self.mean * self.mean + self.variance
    }
}

/// What the forward pass leaves at a layer.
struct Pass {
    q: f64,
    output: Signal,
    moments: Moments,
    /// (du/dz)^2 of the norm, 1 without.
    norm_gain: f64,
}

/// The variance after a norm, and its (du/dz)^2.
fn normalised(variance: f64) -> (f64, f64) {
    let gain = 1.0 / (variance + norm::EPSILON);
    (variance * gain, gain)
}

impl LayerModel {
    /// The moments of what leaves the activation, with what is drawn there.
    fn moments(&self, seen: Signal) -> Moments {
        let mut moments = Moments::new(&self.activation, seen.mean, seen.variance);
        if self.slope_variance > 0.0 && seen.variance > 0.0 {
            // P(z < 0) and E z^2 of those z; slopes are independent of them.
            let deviation = seen.variance.sqrt();
            let x = seen.mean / deviation;
            let share = 0.5 * libm::erfc(x * FRAC_1_SQRT_2);
            let density = FRAC_1_SQRT_2PI * libm::exp(-x * x / 2.0);
            let second = seen.second() * share - seen.mean * deviation * density;
            moments.variance += self.slope_variance * second;
            moments.slope_second += self.slope_variance * share;
        }
        if self.dropout > 0.0 {
            // E a stays, E a^2 grows by 1 / kept.
            let kept = 1.0 - self.dropout;
            moments.variance = moments.second() / kept - moments.mean * moments.mean;
            moments.slope_second /= kept;
            moments.slope_fourth /= kept * kept * kept;
        }
        moments
    }

    /// The relative variance that derivatives give to |dL/dz|^2.
    fn slope_spread(&self, moments: &Moments) -> f64 {
        let spread = moments.slope_spread();
        let is_line = spread.abs() < LINE && self.norm.is_none();
        match (self.is_orthogonal, is_line) {
            (false, _) => spread / self.units as f64,
            (true, true) => 0.0,
            (true, false) => f64::NAN,
        }
    }

    /// The relative variance that the weights give to what they pass back.
    fn weight_spread(&self) -> f64 {
        // Orthogonal columns of W^T keep lengths; beside a skip, angles count as well.
        let is_turn = self.units <= self.fan_in && self.skip.is_none();
        match (self.is_orthogonal, is_turn) {
            (false, _) => 2.0 / self.fan_in as f64,
            (true, true) => 0.0,
            (true, false) => f64::NAN,
        }
    }

    /// The skip, and the index of its source among the activations, 0 the network's input, of the
    /// layer at `index` among the layers.
    fn source(&self, index: usize) -> Option<(Skip, usize)> {
        let skip = self.skip?;
        let source = (index + 1).checked_sub(skip.back)?;
        (source <= index).then_some((skip, source))
    }
}

fn forward(layers: &[LayerModel], input_second_moment: f64) -> Vec<Pass> {
    let mut input = Signal {
        mean: 0.0,
        variance: input_second_moment,
    };
    let mut signals = vec![input];
    let mut passes = Vec::with_capacity(layers.len());
    for (index, layer) in layers.iter().enumerate() {
        let sw2 = layer.fan_in as f64 * layer.weight_variance;
        let z = sw2 * input.second() + layer.bias_variance;
        let (u, norm_gain) = match layer.norm {
            None => (z, 1.0),
            // A unit's mean over the batch goes, and its bias with it.
            Some(norm::Kind::Batch) => normalised(sw2 * input.variance),
            Some(norm::Kind::Layer) => normalised(z),
        };
        let skip = layer.source(index).map(|(skip, at)| (skip, signals[at]));
        let seen = match skip {
            Some((skip, from)) if skip.place == Place::BeforeActivation => Signal {
                mean: from.mean,
                variance: from.variance + skip.scale * skip.scale * u,
            },
            _ => Signal {
                mean: 0.0,
                variance: u,
            },
        };
        let moments = layer.moments(seen);
        input = match skip {
            Some((skip, from)) if skip.place == Place::AfterActivation => Signal {
                mean: from.mean + skip.scale * moments.mean,
                variance: from.variance + skip.scale * skip.scale * moments.variance,
            },
            _ => Signal {
                mean: moments.mean,
                variance: moments.variance,
            },
        };
        signals.push(input);
        passes.push(Pass {
            q: seen.variance,
            output: input,
            moments,
            norm_gain,
        });
    }
    passes
}

/// A backward signal. Logarithms, because a thousand layers take it out of what f64 holds.
#[derive(Clone, Copy, Debug)]
struct Backward {
    /// ln of the mean square over units, or of the sum.
    log: f64,
    /// The variance of that logarithm from network to network.
    spread: f64,
}

impl Backward {
    const NOTHING: Self = Self {
        log: f64::NEG_INFINITY,
        spread: 0.0,
    };

    /// After a linear map with random weights.
    fn times(self, factor: f64, spread: f64) -> Self {
        Self {
            log: self.log + libm::log(factor),
            spread: self.spread + spread,
        }
    }

    /// Two signals that are uncorrelated because the weights between them have mean 0. Each brings
    /// its spread in proportion to its share: right where one prevails, and close to it between.
    fn plus(self, other: Self) -> Self {
        let (large, small) = if self.log > other.log {
            (self, other)
        } else {
            (other, self)
        };
        if small.log == f64::NEG_INFINITY {
            return large;
        }
        let ratio = libm::exp(small.log - large.log);
        let share = ratio / (1.0 + ratio);
        Self {
            log: large.log + libm::log1p(ratio),
            spread: large.spread + share * (small.spread - large.spread),
        }
    }
}

/// |dL/dz|^2 of every layer, up to a common factor.
fn backward(layers: &[LayerModel], forward: &[Pass]) -> Vec<Backward> {
    // dL/da per unit: of the input, then of every layer.
    let mut signals = vec![Backward::NOTHING; layers.len() + 1];
    signals[layers.len()].log = 0.0;
    let mut deltas = vec![Backward::NOTHING; layers.len()];
    for (index, (layer, pass)) in layers.iter().zip(forward).enumerate().rev() {
        let units = layer.units as f64;
        let signal = signals[index + 1];
        // What the last layer's derivatives make of the loss is what the others are relative to.
        let spread = if index + 1 == layers.len() {
            0.0
        } else {
            layer.slope_spread(&pass.moments)
        };
        let seen = signal.times(pass.moments.slope_second, spread);
        let skip = layer.source(index);
        let scale = skip.map_or(1.0, |(skip, _)| skip.scale);
        let delta = seen.times(scale * scale * pass.norm_gain, 0.0);
        deltas[index] = delta.times(units, 0.0);
        let below = delta.times(units * layer.weight_variance, layer.weight_spread());
        signals[index] = signals[index].plus(below);
        if let Some((skip, source)) = skip {
            let passed = if skip.place == Place::BeforeActivation {
                seen
            } else {
                signal
            };
            signals[source] = signals[source].plus(passed);
        }
    }
    deltas
}
