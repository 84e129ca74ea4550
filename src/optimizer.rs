//! Optimisers: how a gradient g moves a parameter w. lr is the learning rate, mu the momentum.

use wide::f64x2;

use crate::lanes;
use crate::layer::{Layer, Record};
use crate::scaled::{Scaled, halves};
use crate::stats;

/// The norm of all gradients of a pass together.
pub fn gradient_norm<'a>(records: impl IntoIterator<Item = &'a Record>) -> f64 {
    records
        .into_iter()
        .flat_map(|record| record.backward.gradients())
        .flatten()
        .map(|gradient| stats::norm(gradient.mantissa.as_slice(), gradient.exponent))
        .fold(0.0, libm::hypot)
}

/// What gradients of this norm are multiplied by so that it becomes at most `limit`; never more
/// than 1 (Pascanu, Mikolov, Bengio 2013, with PyTorch's 1e-6 against a division by zero).
pub fn clip(norm: f64, limit: f64) -> f64 {
    let factor = limit / (norm + 1e-6);
    // A NaN stays one.
    if factor > 1.0 { 1.0 } else { factor }
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
    /// lr, from the weight. Only weights decay (He et al. 2015 on slopes).
    pub weight_decay: f64,
    /// What is added, with the weight's sign, to the weight's gradient (Tibshirani 1996).
    pub l1: f64,
}

/// What an optimiser keeps of a layer.
#[derive(Clone, Debug)]
pub struct Memory {
    /// [`Rule::memory`] numbers for each parameter.
    moments: Vec<[f64; 2]>,
    /// The last change of each weight over the RMS of the weights before it, (units, fan-in);
    /// `None` before the first step and where all weights were 0. A change too small for f64 is 0,
    /// but for plain SGD.
    pub update: Option<Scaled>,
}

impl Memory {
    /// Before the first step.
    pub const NONE: Self = Self {
        moments: Vec::new(),
        update: None,
    };

    /// The memory that this memory takes, in bytes.
    pub fn bytes(&self) -> usize {
        let update = self.update.as_ref();
        size_of_val(&*self.moments)
            + update.map_or(0, |update| size_of_val(update.mantissa.as_slice()))
    }
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
        let gradients = record.backward.gradients();
        let rms = stats::rms(layer.weights.as_slice());
        let Memory { moments, update } = memory;
        let update = update.get_or_insert_with(|| record.backward.grad_w.clone());
        update.exponent = 0;
        if self.rule.memory() > 0 {
            let count = layer.parameters().iter().map(|values| values.len()).sum();
            moments.resize(count, [0.0; 2]);
        }
        let mut moments = moments.iter_mut();
        let mut forgotten = [0.0; 2];
        let mut change = |gradient: f64| {
            let moments = moments.next().unwrap_or(&mut forgotten);
            -self.learning_rate * direction(gradient, moments)
        };
        let [added, taken] = match self.rule {
            Rule::AdamW => [0.0, self.learning_rate * self.weight_decay],
            _ => [self.weight_decay, 0.0],
        };
        let [weights, others @ ..] = layer.parameters_mut();
        if self.is_plain() {
            let Scaled { mantissa, exponent } = &record.backward.grad_w;
            let by = halves(*exponent).map(f64x2::splat);
            let [factors, rates] = [factor, self.learning_rate].map(f64x2::splat);
            lanes::update(weights, mantissa.as_slice(), |weight, gradient| {
                weight - rates * (factors * (gradient * by[0] * by[1]))
            });
            // True where the gradient is too small for f64, and the weights stay as they are.
            let change = f64x2::splat(-self.learning_rate * factor / rms);
            update.exponent = *exponent;
            let out = update.mantissa.as_mut_slice();
            lanes::map(mantissa.as_slice(), out, |gradient| gradient * change);
        } else {
            let weights = weights.iter_mut().zip(values(&record.backward.grad_w));
            for ((weight, gradient), update) in weights.zip(update.mantissa.as_mut_slice()) {
                let before = *weight;
                let mut gradient = factor * gradient + added * before;
                // The sign of a weight that is 0 is 0.
                if self.l1 != 0.0 && before != 0.0 {
                    gradient += self.l1.copysign(before);
                }
                let change = change(gradient) - taken * before;
                *weight += change;
                *update = change / rms;
            }
        }
        if rms == 0.0 {
            memory.update = None;
        }
        for (parameters, gradient) in others.into_iter().zip(&gradients[1..]) {
            if let Some(gradient) = gradient {
                for (parameter, gradient) in parameters.iter_mut().zip(values(gradient)) {
                    *parameter += change(factor * gradient);
                }
            }
        }
    }

    /// Whether a step is -lr times the gradient and nothing else.
    fn is_plain(&self) -> bool {
        self.rule == Rule::Sgd && self.weight_decay == 0.0 && self.l1 == 0.0
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
