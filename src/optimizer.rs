//! Optimisers: how a gradient g moves a parameter w. lr is the learning rate, mu the momentum.

use crate::layer::{Layer, Record};
use crate::scaled::{Scaled, halves};
use crate::stats;

/// The norm of all gradients of a pass together.
pub fn gradient_norm<'a>(records: impl IntoIterator<Item = &'a Record>) -> f64 {
    let of = |gradient: &Scaled| stats::norm(gradient.mantissa.as_slice(), gradient.exponent);
    records.into_iter().fold(0.0, |norm, record| {
        [of(&record.grad_w), of(&record.grad_b), record.grad_slope]
            .into_iter()
            .fold(norm, libm::hypot)
    })
}

/// What gradients of this norm are multiplied by so that it becomes at most `limit`; never more
/// than 1 (Pascanu, Mikolov, Bengio 2013, with PyTorch's 1e-6 against a division by zero).
pub fn clip(norm: f64, limit: f64) -> f64 {
    (limit / (norm + 1e-6)).min(1.0)
}

/// One way to descend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// w <- w - lr g.
    Sgd,
    /// v <- mu v + g, w <- w - lr v (Polyak 1964, as PyTorch writes it).
    Momentum,
    /// v <- mu v + g, w <- w - lr (g + mu v) (Nesterov 1983; Sutskever et al. 2013).
    Nesterov,
    /// s <- 0.99 s + 0.01 g^2, w <- w - lr g / (sqrt(s) + 1e-8) (Tieleman, Hinton 2012).
    RmsProp,
    /// m <- 0.9 m + 0.1 g, s <- 0.999 s + 0.001 g^2, both corrected for beginning at 0,
    /// w <- w - lr m / (sqrt(s) + 1e-8) (Kingma, Ba 2015).
    Adam,
    /// Adam, with the weight decay taken from the weights and not added to their gradient
    /// (Loshchilov, Hutter 2019).
    AdamW,
}

/// Every rule, in the order a list shows them.
pub static CATALOGUE: [Rule; 6] = [
    Rule::Sgd,
    Rule::Momentum,
    Rule::Nesterov,
    Rule::RmsProp,
    Rule::Adam,
    Rule::AdamW,
];

impl Rule {
    /// The name in specifications.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sgd => "sgd",
            Self::Momentum => "momentum",
            Self::Nesterov => "nesterov",
            Self::RmsProp => "rmsprop",
            Self::Adam => "adam",
            Self::AdamW => "adamw",
        }
    }

    /// Whether it has a momentum to choose.
    pub fn has_momentum(self) -> bool {
        matches!(self, Self::Momentum | Self::Nesterov)
    }

    /// Numbers it remembers of each parameter.
    pub fn memory(self) -> usize {
        match self {
            Self::Sgd => 0,
            Self::Momentum | Self::Nesterov | Self::RmsProp => 1,
            Self::Adam | Self::AdamW => 2,
        }
    }
}

/// A rule with its numbers.
#[derive(Clone, Copy, Debug)]
pub struct Optimizer {
    /// The rule.
    pub rule: Rule,
    /// lr.
    pub learning_rate: f64,
    /// mu, of [`Rule::Momentum`] and [`Rule::Nesterov`].
    pub momentum: f64,
    /// The share of a weight that is added to its gradient, or for [`Rule::AdamW`] taken, times
    /// lr, from the weight. Biases and slopes do not decay (He et al. 2015 on slopes).
    pub weight_decay: f64,
}

/// What an optimiser remembers of a layer: [`Rule::memory`] numbers for each parameter.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    moments: Vec<[f64; 2]>,
}

const DECAY: [f64; 2] = [0.9, 0.999];
const RMSPROP_DECAY: f64 = 0.99;
const EPSILON: f64 = 1e-8;

impl Optimizer {
    /// Takes step number `step` (from 1) on all parameters of `layer` along `factor` times the
    /// gradients in `record`; the factor is what [`clip`] says, or 1.
    pub fn step(
        &self,
        step: u32,
        factor: f64,
        layer: &mut Layer,
        record: &Record,
        memory: &mut Memory,
    ) {
        let mu = self.momentum;
        match self.rule {
            Rule::Sgd => self.descend(factor, layer, record, memory, |g, _| g),
            Rule::Momentum => self.descend(factor, layer, record, memory, |g, [v, _]| {
                *v = mu * *v + g;
                *v
            }),
            Rule::Nesterov => self.descend(factor, layer, record, memory, |g, [v, _]| {
                *v = mu * *v + g;
                g + mu * *v
            }),
            Rule::RmsProp => self.descend(factor, layer, record, memory, |g, [s, _]| {
                *s = RMSPROP_DECAY * *s + (1.0 - RMSPROP_DECAY) * g * g;
                g / (s.sqrt() + EPSILON)
            }),
            Rule::Adam | Rule::AdamW => {
                // What is left of the zeros that the moments began with.
                let begun = DECAY.map(|decay| 1.0 - libm::pow(decay, f64::from(step)));
                self.descend(factor, layer, record, memory, |g, [m, s]| {
                    *m = DECAY[0] * *m + (1.0 - DECAY[0]) * g;
                    *s = DECAY[1] * *s + (1.0 - DECAY[1]) * g * g;
                    *m / begun[0] / ((*s / begun[1]).sqrt() + EPSILON)
                });
            }
        }
    }

    /// Moves every parameter by -lr times the direction that its gradient and its moments give.
    fn descend(
        &self,
        factor: f64,
        layer: &mut Layer,
        record: &Record,
        memory: &mut Memory,
        direction: impl Fn(f64, &mut [f64; 2]) -> f64,
    ) {
        if self.rule.memory() > 0 {
            memory
                .moments
                .resize(layer.weights.len() + layer.biases.len() + 1, [0.0; 2]);
        }
        let mut moments = memory.moments.iter_mut();
        let mut forgotten = [0.0; 2];
        let mut update = |parameter: &mut f64, gradient: f64| {
            let moments = moments.next().unwrap_or(&mut forgotten);
            *parameter -= self.learning_rate * direction(gradient, moments);
        };
        let [added, taken] = match self.rule {
            Rule::AdamW => [0.0, self.learning_rate * self.weight_decay],
            _ => [self.weight_decay, 0.0],
        };
        for (weight, gradient) in layer.weights.iter_mut().zip(values(&record.grad_w)) {
            let gradient = factor * gradient + added * *weight;
            *weight -= taken * *weight;
            update(weight, gradient);
        }
        for (bias, gradient) in layer.biases.iter_mut().zip(values(&record.grad_b)) {
            update(bias, factor * gradient);
        }
        if let Some(slope) = layer.activation.learned() {
            update(slope, factor * record.grad_slope);
        }
    }
}

/// The true gradients, as f64.
fn values(gradient: &Scaled) -> impl Iterator<Item = f64> {
    let [half, rest] = halves(gradient.exponent);
    gradient
        .mantissa
        .iter()
        .map(move |mantissa| mantissa * half * rest)
}
