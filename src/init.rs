//! Initialisations: the variance a layer's weights are drawn with.
//!
//! All weights of a layer are independent with mean 0; biases start at 0. The rules differ in the
//! fans: fan-in is the number of inputs of each unit, fan-out the number of units that each input
//! feeds, the layer's own.

use crate::random::Stream;

/// One rule for drawing a layer's weights.
#[derive(Debug)]
pub struct Initialisation {
    /// The name in specifications: `he-normal`.
    pub name: &'static str,
    /// The name for readers: `He normal`.
    pub label: &'static str,
    /// Var W as text.
    pub formula: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    distribution: Distribution,
    variance: fn(fan_in: f64, fan_out: f64) -> f64,
}

#[derive(Clone, Copy, Debug)]
enum Distribution {
    Normal,
    Uniform,
}

/// Every initialisation, in the order a list shows them.
pub static CATALOGUE: [Initialisation; 6] = [
    xavier("xavier-normal", "Xavier normal", Distribution::Normal),
    xavier("xavier-uniform", "Xavier uniform", Distribution::Uniform),
    he("he-normal", "He normal", Distribution::Normal),
    he("he-uniform", "He uniform", Distribution::Uniform),
    lecun("lecun-normal", "LeCun normal", Distribution::Normal),
    lecun("lecun-uniform", "LeCun uniform", Distribution::Uniform),
];

const fn xavier(
    name: &'static str,
    label: &'static str,
    distribution: Distribution,
) -> Initialisation {
    Initialisation {
        name,
        label,
        formula: "2 / (fan-in + fan-out)",
        source: "Glorot, Bengio 2010",
        distribution,
        variance: |fan_in, fan_out| 2.0 / (fan_in + fan_out),
    }
}

const fn he(name: &'static str, label: &'static str, distribution: Distribution) -> Initialisation {
    Initialisation {
        name,
        label,
        formula: "2 / fan-in",
        source: "He, Zhang, Ren, Sun 2015",
        distribution,
        variance: |fan_in, _| 2.0 / fan_in,
    }
}

const fn lecun(
    name: &'static str,
    label: &'static str,
    distribution: Distribution,
) -> Initialisation {
    Initialisation {
        name,
        label,
        formula: "1 / fan-in",
        source: "LeCun, Bottou, Orr, Müller 1998",
        distribution,
        variance: |fan_in, _| 1.0 / fan_in,
    }
}

impl Initialisation {
    /// Var W of a layer with these fans.
    pub fn variance(&self, fan_in: usize, fan_out: usize) -> f64 {
        (self.variance)(fan_in as f64, fan_out as f64)
    }

    /// Fills `weights` of a layer with these fans from `stream`, in order.
    pub fn fill(&self, fan_in: usize, fan_out: usize, stream: &mut Stream, weights: &mut [f64]) {
        let deviation = self.variance(fan_in, fan_out).sqrt();
        match self.distribution {
            Distribution::Normal => weights.fill_with(|| deviation * stream.normal()),
            // U(-b, b) has variance b^2 / 3.
            Distribution::Uniform => {
                let bound = 3.0_f64.sqrt() * deviation;
                weights.fill_with(|| bound * (2.0 * stream.uniform() - 1.0));
            }
        }
    }
}
