//! Initialisations: the variance a layer's weights are drawn with.
//!
//! Weights have mean 0 and, orthogonal ones aside, are independent; biases start at 0 but for
//! PyTorch's rule and the free one. The rules differ in the fans: fan-in is the number of inputs of
//! each unit, fan-out the number of units that each input feeds, the layer's own.

use nalgebra::{DMatrix, DVector};

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
    has_fan: bool,
    biases: Biases,
}

/// How biases begin.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Biases {
    Zero,
    /// As PyTorch draws them: like the weights.
    Weights,
    /// Normal, with the standard deviation sigma_b.
    Sigma,
}

/// Which fan the rules of He and LeCun go by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fan {
    /// Keeps the forward signal's variance.
    In,
    /// Keeps the backward signal's.
    Out,
}

/// A rule with its numbers.
#[derive(Clone, Copy, Debug)]
pub struct Scheme {
    /// The rule.
    pub rule: &'static Initialisation,
    /// The fan of rules that go by one.
    pub fan: Fan,
    /// What the other rules multiply drawn weights by.
    pub gain: f64,
    /// sigma_w of the free rule: Var W = sigma_w^2 / fan-in.
    pub sigma_w: f64,
    /// sigma_b of the free rule: Var b = sigma_b^2.
    pub sigma_b: f64,
    /// Every weight of the constant rule.
    pub constant: f64,
}

#[derive(Clone, Copy, Debug)]
enum Distribution {
    Normal,
    Uniform,
    /// Rows, or columns where there are fewer of them, of a random orthogonal matrix.
    Orthogonal,
    /// All weights alike.
    Constant,
}

/// Every initialisation, in the order a list shows them.
pub static CATALOGUE: [Initialisation; 10] = [
    xavier("xavier-normal", "Xavier normal", Distribution::Normal),
    xavier("xavier-uniform", "Xavier uniform", Distribution::Uniform),
    he("he-normal", "He normal", Distribution::Normal),
    he("he-uniform", "He uniform", Distribution::Uniform),
    lecun("lecun-normal", "LeCun normal", Distribution::Normal),
    lecun("lecun-uniform", "LeCun uniform", Distribution::Uniform),
    Initialisation {
        name: "orthogonal",
        label: "orthogonal",
        formula: "1 / max(fan-in, fan-out)",
        source: "Saxe, McClelland, Ganguli 2014",
        distribution: Distribution::Orthogonal,
        variance: |fan_in, fan_out| 1.0 / fan_in.max(fan_out),
        has_fan: false,
        biases: Biases::Zero,
    },
    Initialisation {
        name: "pytorch",
        label: "PyTorch's default",
        formula: "1 / (3 fan-in), biases too",
        source: "torch.nn.Linear",
        distribution: Distribution::Uniform,
        variance: |fan_in, _| 1.0 / (3.0 * fan_in),
        has_fan: false,
        biases: Biases::Weights,
    },
    Initialisation {
        name: "sigma",
        label: "σ_w, σ_b",
        formula: "sigma_w^2 / fan-in, biases sigma_b^2",
        source: "Poole, Lahiri, Raghu, Sohl-Dickstein, Ganguli 2016",
        distribution: Distribution::Normal,
        // Times sigma_w^2.
        variance: |fan_in, _| 1.0 / fan_in,
        has_fan: false,
        biases: Biases::Sigma,
    },
    Initialisation {
        name: "constant",
        label: "constant",
        formula: "0: all weights alike",
        source: "",
        distribution: Distribution::Constant,
        variance: |_, _| 0.0,
        has_fan: false,
        biases: Biases::Zero,
    },
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
        has_fan: false,
        biases: Biases::Zero,
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
        has_fan: true,
        biases: Biases::Zero,
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
        has_fan: true,
        biases: Biases::Zero,
    }
}

impl Initialisation {
    /// This rule with fan-in, gain 1, and sigma_w, sigma_b and the constant as in a specification
    /// that says nothing of them.
    pub fn scheme(&'static self) -> Scheme {
        Scheme {
            rule: self,
            fan: Fan::In,
            gain: 1.0,
            sigma_w: 1.0,
            sigma_b: 0.0,
            constant: 0.1,
        }
    }
}

impl Initialisation {
    /// The keys of a specification that matter to it.
    pub fn keys(&self) -> Vec<&'static str> {
        match (self.distribution, self.biases) {
            (Distribution::Constant, _) => vec!["constant"],
            (_, Biases::Sigma) => vec!["sigma-w", "sigma-b"],
            _ if self.has_fan => vec!["fan", "gain"],
            _ => vec!["gain"],
        }
    }
}

impl Scheme {
    /// Whether weights are drawn as an orthogonal matrix, not independently.
    pub fn is_orthogonal(&self) -> bool {
        matches!(self.rule.distribution, Distribution::Orthogonal)
    }

    /// Var W of a layer with these fans.
    pub fn weight_variance(&self, fan_in: usize, fan_out: usize) -> f64 {
        let counted = match self.fan {
            Fan::Out if self.rule.has_fan => fan_out,
            _ => fan_in,
        };
        let deviation = self.deviation();
        deviation * deviation * (self.rule.variance)(counted as f64, fan_out as f64)
    }

    /// Var b of a layer with this fan-in.
    pub fn bias_variance(&self, fan_in: usize, fan_out: usize) -> f64 {
        match self.rule.biases {
            Biases::Zero => 0.0,
            Biases::Weights => (self.rule.variance)(fan_in as f64, fan_out as f64),
            Biases::Sigma => self.sigma_b * self.sigma_b,
        }
    }

    /// What the rule's own standard deviation is multiplied by.
    fn deviation(&self) -> f64 {
        match self.rule.biases {
            Biases::Sigma => self.sigma_w,
            _ => self.gain,
        }
    }

    /// Draws the parameters of a layer from `stream`: weights (units, fan-in) in order of their
    /// columns, then biases.
    pub fn draw(
        &self,
        units: usize,
        fan_in: usize,
        stream: &mut Stream,
    ) -> (DMatrix<f64>, DVector<f64>) {
        let deviation = self.weight_variance(fan_in, units).sqrt();
        let mut weights = DMatrix::zeros(units, fan_in);
        match self.rule.distribution {
            Distribution::Normal => weights.apply(|w| *w = deviation * stream.normal()),
            Distribution::Uniform => weights.apply(|w| *w = stream.within(bound(deviation))),
            Distribution::Orthogonal => {
                weights = orthogonal(units, fan_in, stream);
                if self.gain != 1.0 {
                    weights *= self.gain;
                }
            }
            Distribution::Constant => weights.fill(self.constant),
        }
        let deviation = self.bias_variance(fan_in, units).sqrt();
        let mut biases = DVector::zeros(units);
        match self.rule.biases {
            Biases::Zero => {}
            Biases::Weights => biases.apply(|b| *b = stream.within(bound(deviation))),
            Biases::Sigma => biases.apply(|b| *b = deviation * stream.normal()),
        }
        (weights, biases)
    }
}

/// U(-b, b) has variance b^2 / 3.
fn bound(deviation: f64) -> f64 {
    3.0_f64.sqrt() * deviation
}

/// Q of a normal matrix's QR decomposition. nalgebra chooses the signs that make R's diagonal
/// positive: every orthogonal matrix is then equally likely (Mezzadri 2007).
fn orthogonal(rows: usize, columns: usize, stream: &mut Stream) -> DMatrix<f64> {
    let (long, short) = (rows.max(columns), rows.min(columns));
    let q = DMatrix::from_fn(long, short, |_, _| stream.normal())
        .qr()
        .q();
    if rows < columns { q.transpose() } else { q }
}
