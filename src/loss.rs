//! Losses: value and gradient side by side, stable for logits of any size.
//!
//! Outputs y and targets t are matrices of one shape, one column a sample. The gradient is dL/dy.

use nalgebra::DMatrix;

/// What is summed over a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Softmax cross-entropy from logits: -sum_j t_j log softmax(y)_j per sample.
    CrossEntropy,
    /// Binary cross-entropy from logits: -t log s(y) - (1 - t) log(1 - s(y)) per output.
    BinaryCrossEntropy,
    /// Squared error (y - t)^2 per output, without a factor 1/2.
    MeanSquaredError,
}

/// What the sum is divided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reduction {
    /// Samples (cross-entropy) or samples times outputs (the others), as in PyTorch.
    Mean,
    /// Nothing.
    Sum,
}

/// A loss over a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loss {
    /// What is summed.
    pub kind: Kind,
    /// What the sum is divided by.
    pub reduction: Reduction,
}

/// Every kind, in the order a list shows them.
pub static CATALOGUE: [Kind; 3] = [
    Kind::CrossEntropy,
    Kind::BinaryCrossEntropy,
    Kind::MeanSquaredError,
];

impl Kind {
    /// The name in specifications.
    pub fn name(self) -> &'static str {
        match self {
            Self::CrossEntropy => "cross-entropy",
            Self::BinaryCrossEntropy => "binary-cross-entropy",
            Self::MeanSquaredError => "mse",
        }
    }

    /// What the mean loss of `outputs` is taken over.
    pub fn count(self, outputs: &DMatrix<f64>) -> f64 {
        match self {
            Self::CrossEntropy => outputs.ncols() as f64,
            Self::BinaryCrossEntropy | Self::MeanSquaredError => outputs.len() as f64,
        }
    }

    /// Turns outputs, one column a sample, into what they say: the probability of each class
    /// (cross-entropy), of each output being 1 (binary cross-entropy), or themselves.
    pub fn decide(self, outputs: &mut DMatrix<f64>) {
        match self {
            Self::CrossEntropy => {
                for mut sample in outputs.column_iter_mut() {
                    let max = sample.max();
                    sample.apply(|y| *y = libm::exp(*y - max));
                    let sum = sample.sum();
                    sample /= sum;
                }
            }
            Self::BinaryCrossEntropy => outputs.apply(|y| {
                let e = libm::exp(-y.abs());
                *y = if *y < 0.0 { e } else { 1.0 } / (1.0 + e);
            }),
            Self::MeanSquaredError => {}
        }
    }
}

impl Loss {
    /// What one of `samples` counts for, if alone it counts for 1.
    pub fn share(&self, samples: usize) -> f64 {
        match self.reduction {
            Reduction::Mean => 1.0 / samples as f64,
            Reduction::Sum => 1.0,
        }
    }

    /// The loss L; `gradient`, of the outputs' shape, becomes dL/dy.
    pub fn evaluate(
        &self,
        outputs: &DMatrix<f64>,
        targets: &DMatrix<f64>,
        gradient: &mut DMatrix<f64>,
    ) -> f64 {
        let count = match self.reduction {
            Reduction::Sum => 1.0,
            Reduction::Mean => self.kind.count(outputs),
        };
        let rows = outputs.nrows();
        let mut sum = 0.0;
        for ((y, t), g) in outputs
            .as_slice()
            .chunks_exact(rows)
            .zip(targets.as_slice().chunks_exact(rows))
            .zip(gradient.as_mut_slice().chunks_exact_mut(rows))
        {
            sum += match self.kind {
                Kind::CrossEntropy => cross_entropy(y, t, g),
                Kind::BinaryCrossEntropy => elementwise(y, t, g, binary_cross_entropy),
                Kind::MeanSquaredError => elementwise(y, t, g, squared_error),
            };
            for g in g {
                *g /= count;
            }
        }
        sum / count
    }
}

/// One sample: the loss, and softmax(y) - t in `gradient`.
fn cross_entropy(y: &[f64], t: &[f64], gradient: &mut [f64]) -> f64 {
    let (top, max) = y
        .iter()
        .copied()
        .enumerate()
        .fold((0, f64::NEG_INFINITY), |best, (j, y)| {
            if y > best.1 { (j, y) } else { best }
        });
    // log sum e^y = max + log(1 + rest): rest leaves out the largest term, so that a loss far
    // below 1e-16 is still told.
    let mut rest = 0.0;
    for (j, (p, &y)) in gradient.iter_mut().zip(y).enumerate() {
        *p = libm::exp(y - max);
        if j != top {
            rest += *p;
        }
    }
    let log_rest = libm::log1p(rest);
    let mut loss = 0.0;
    for (&y, &t) in y.iter().zip(t) {
        if t != 0.0 {
            loss += t * ((max - y) + log_rest);
        }
    }
    for p in gradient.iter_mut() {
        *p /= 1.0 + rest;
    }
    // p_j - t_j = sum over k of (p_j t_k - p_k t_j), as both sum to 1: without the cancellation of
    // p_j - 1 where the answer is already certain.
    let certain = t.iter().position(|&t| t == 1.0);
    if let Some(class) = certain {
        let others: f64 = (0..t.len())
            .filter(|&k| k != class)
            .map(|k| gradient[k])
            .sum();
        gradient[class] = -others;
    } else {
        let p = gradient.to_vec();
        for (j, g) in gradient.iter_mut().enumerate() {
            *g = (0..t.len())
                .filter(|&k| k != j)
                .map(|k| p[j] * t[k] - p[k] * t[j])
                .sum();
        }
    }
    loss
}

/// One sample of a loss that is a sum over outputs.
fn elementwise(
    y: &[f64],
    t: &[f64],
    gradient: &mut [f64],
    loss: fn(f64, f64) -> (f64, f64),
) -> f64 {
    let mut sum = 0.0;
    for ((&y, &t), g) in y.iter().zip(t).zip(gradient) {
        let (value, derivative) = loss(y, t);
        sum += value;
        *g = derivative;
    }
    sum
}

/// Value, and s(y) - t written so that neither side of it is rounded to 1.
fn binary_cross_entropy(y: f64, t: f64) -> (f64, f64) {
    let e = libm::exp(-y.abs());
    let (s, rest) = if y < 0.0 { (e, 1.0) } else { (1.0, e) };
    // max(y, 0) - y t, as t times the one side and 1 - t times the other.
    let linear = if y < 0.0 { -y * t } else { y * (1.0 - t) };
    (
        linear + libm::log1p(e),
        ((1.0 - t) * s - t * rest) / (1.0 + e),
    )
}

fn squared_error(y: f64, t: f64) -> (f64, f64) {
    let d = y - t;
    (d * d, 2.0 * d)
}
