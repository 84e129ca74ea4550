//! Initialisations: the variance a layer's weights are drawn with.
//!
//! Weights have mean 0 and, orthogonal ones aside, are independent; biases start at 0 but for
//! PyTorch's rule. The rules differ in the
//! fans: fan-in is the number of inputs of each unit, fan-out the number of units that each input
//! feeds, the layer's own.

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
    draws_biases: bool,
}

#[derive(Clone, Copy, Debug)]
enum Distribution {
    Normal,
    Uniform,
    /// Rows, or columns where there are fewer of them, of a random orthogonal matrix.
    Orthogonal,
}

/// Every initialisation, in the order a list shows them.
pub static CATALOGUE: [Initialisation; 8] = [
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
        draws_biases: false,
    },
    Initialisation {
        name: "pytorch",
        label: "PyTorch's default",
        formula: "1 / (3 fan-in), biases too",
        source: "torch.nn.Linear",
        distribution: Distribution::Uniform,
        variance: |fan_in, _| 1.0 / (3.0 * fan_in),
        draws_biases: true,
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
        draws_biases: false,
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
        draws_biases: false,
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
        draws_biases: false,
    }
}

impl Initialisation {
    /// Var W of a layer with these fans.
    pub fn variance(&self, fan_in: usize, fan_out: usize) -> f64 {
        (self.variance)(fan_in as f64, fan_out as f64)
    }

    /// Draws the parameters of a layer from `stream`: weights (units, fan-in) in order of their
    /// columns, then biases.
    pub fn draw(
        &self,
        units: usize,
        fan_in: usize,
        stream: &mut Stream,
    ) -> (DMatrix<f64>, DVector<f64>) {
        let deviation = self.variance(fan_in, units).sqrt();
        // U(-b, b) has variance b^2 / 3.
        let bound = 3.0_f64.sqrt() * deviation;
        let mut weights = DMatrix::zeros(units, fan_in);
        match self.distribution {
            Distribution::Normal => weights.apply(|w| *w = deviation * stream.normal()),
            Distribution::Uniform => weights.apply(|w| *w = stream.within(bound)),
            Distribution::Orthogonal => weights = orthogonal(units, fan_in, stream),
        }
        let mut biases = DVector::zeros(units);
        if self.draws_biases {
            biases.apply(|b| *b = stream.within(bound));
        }
        (weights, biases)
    }
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
