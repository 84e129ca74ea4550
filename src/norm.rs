//! Normalisation between a layer's weights and its activation: u = gamma xhat + beta, with
//! xhat = (z - mean) / sqrt(variance + epsilon).
//!
//! Batch normalisation (Ioffe, Szegedy 2015) takes mean and variance of each unit over the batch,
//! layer normalisation (Ba, Kiros, Hinton 2016) of each sample over the units. Both divide by the
//! count, not by the count less one. Matrices are (units, samples).

use nalgebra::DMatrix;

use crate::scaled::{Scaled, halves, row_sums, sum};

/// What is added to the variance, as in PyTorch.
pub const EPSILON: f64 = 1e-5;

/// Weight of the newest batch in the running statistics, as in PyTorch.
const RUNNING: f64 = 0.1;

/// What is averaged over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The samples of a batch, for each unit.
    Batch,
    /// The units, for each sample.
    Layer,
}

/// Every kind, in the order a list shows them.
pub static CATALOGUE: [Kind; 2] = [Kind::Batch, Kind::Layer];

impl Kind {
    /// The name in specifications.
    pub fn name(self) -> &'static str {
        match self {
            Self::Batch => "batch",
            Self::Layer => "layer",
        }
    }
}

/// A layer's normalisation.
#[derive(Clone, Debug)]
pub struct Norm {
    /// What is averaged over.
    pub kind: Kind,
    /// What is added to the variance.
    pub epsilon: f64,
    /// The learned scale of each unit, 1 at first.
    pub gamma: Vec<f64>,
    /// The learned offset of each unit, 0 at first.
    pub beta: Vec<f64>,
    /// Mean and variance of each unit over the batches so far, which batch normalisation takes
    /// when it is evaluated: an exponential average that begins with the first batch.
    running: Option<[Vec<f64>; 2]>,
}

/// What a forward step leaves.
#[derive(Clone, Debug)]
pub struct Forward {
    /// xhat, (units, samples).
    pub xhat: Scaled,
    /// u, (units, samples).
    pub u: Scaled,
    /// Mean of each unit (batch) or sample (layer).
    mean: Vec<f64>,
    /// Variance of each, divided by the count.
    variance: Vec<f64>,
    /// 1 / sqrt(variance + epsilon) of each.
    factor: Vec<f64>,
}

/// Gradients of what is learned.
#[derive(Clone, Debug)]
pub struct Backward {
    /// dL/du, (units, samples).
    pub signal: Scaled,
    /// dL/dgamma, (units, 1).
    pub grad_gamma: Scaled,
    /// dL/dbeta, (units, 1).
    pub grad_beta: Scaled,
    /// Room for two means of each group.
    means: [Vec<f64>; 2],
}

impl Forward {
    /// Room for `samples` columns of `units`.
    pub fn new(units: usize, samples: usize) -> Self {
        Self {
            xhat: Scaled::zeros(units, samples),
            u: Scaled::zeros(units, samples),
            mean: Vec::new(),
            variance: Vec::new(),
            factor: Vec::new(),
        }
    }
}

impl Backward {
    /// Room for `samples` columns of `units`.
    pub fn new(units: usize, samples: usize) -> Self {
        Self {
            signal: Scaled::zeros(units, samples),
            grad_gamma: Scaled::zeros(units, 1),
            grad_beta: Scaled::zeros(units, 1),
            means: [Vec::new(), Vec::new()],
        }
    }
}

impl Norm {
    /// With gamma 1 and beta 0 for each of `units`.
    pub fn new(kind: Kind, units: usize) -> Self {
        Self {
            kind,
            epsilon: EPSILON,
            gamma: vec![1.0; units],
            beta: vec![0.0; units],
            running: None,
        }
    }

    /// u from z. In training, and wherever nothing has run yet, batch normalisation takes the
    /// batch's own mean and variance; in evaluation the running ones.
    pub fn forward(&self, z: &Scaled, training: bool, out: &mut Forward) {
        let Forward {
            xhat,
            u,
            mean,
            variance,
            factor,
        } = out;
        xhat.copy_from(z);
        let groups = Groups::of(self.kind, z);
        let [half, rest] = halves(2 * z.exponent);
        match &self.running {
            Some([means, variances]) if !training && self.kind == Kind::Batch => {
                let offsets: Vec<_> = means.iter().map(|mean| -mean).collect();
                xhat.offset_rows(&offsets);
                mean.clone_from(means);
                variance.clone_from(variances);
            }
            _ => {
                let values = xhat.mantissa.as_slice();
                groups.means(|index| values[index], mean);
                groups.each(&mut xhat.mantissa, |x, group| *x -= mean[group]);
                let values = xhat.mantissa.as_slice();
                groups.means(|index| values[index] * values[index], variance);
                for variance in &mut *variance {
                    *variance = *variance * half * rest;
                }
                let [half, rest] = halves(z.exponent);
                for mean in &mut *mean {
                    *mean = *mean * half * rest;
                }
            }
        }
        factor.clear();
        let deviations = variance
            .iter()
            .map(|variance| (variance + self.epsilon).sqrt());
        factor.extend(deviations.map(|deviation| 1.0 / deviation));
        groups.each(&mut xhat.mantissa, |x, group| *x *= factor[group]);
        u.copy_from(xhat);
        for mut sample in u.mantissa.column_iter_mut() {
            for (u, gamma) in sample.iter_mut().zip(&self.gamma) {
                *u *= gamma;
            }
        }
        u.offset_rows(&self.beta);
    }

    /// Lets the running statistics take in a training pass's batch; the variance is counted as an
    /// estimate of all samples' (divided by the count less one), as in PyTorch.
    pub fn observe(&mut self, forward: &Forward) {
        if self.kind == Kind::Layer {
            return;
        }
        let samples = forward.u.mantissa.ncols() as f64;
        let unbiased = samples / (samples - 1.0).max(1.0);
        let variance = forward.variance.iter().map(|v| v * unbiased);
        match &mut self.running {
            None => self.running = Some([forward.mean.clone(), variance.collect()]),
            Some([means, variances]) => {
                for (running, mean) in means.iter_mut().zip(&forward.mean) {
                    *running += RUNNING * (mean - *running);
                }
                for (running, variance) in variances.iter_mut().zip(variance) {
                    *running += RUNNING * (variance - *running);
                }
            }
        }
    }

    /// From dL/du in `backward.signal`: dL/dgamma, dL/dbeta, and dL/dz in `delta`. With
    /// g = gamma dL/du: dL/dz = (g - mean g - xhat mean(g xhat)) / sqrt(variance + epsilon).
    pub fn backward(&self, forward: &Forward, backward: &mut Backward, delta: &mut Scaled) {
        let Backward {
            signal,
            grad_gamma,
            grad_beta,
            means: [constant, along],
        } = backward;
        let xhat = &forward.xhat;
        let units = signal.mantissa.nrows();
        for (unit, gradient) in grad_gamma.mantissa.iter_mut().enumerate() {
            let signal = signal.mantissa.as_slice()[unit..].iter().step_by(units);
            let xhat = xhat.mantissa.as_slice()[unit..].iter().step_by(units);
            *gradient = sum(signal.zip(xhat).map(|(signal, xhat)| signal * xhat));
        }
        grad_gamma.exponent = signal.exponent + xhat.exponent;
        let gradients = grad_beta.mantissa.as_mut_slice();
        row_sums(&signal.mantissa, gradients);
        grad_beta.exponent = signal.exponent;

        delta.copy_from(signal);
        for mut sample in delta.mantissa.column_iter_mut() {
            for (g, gamma) in sample.iter_mut().zip(&self.gamma) {
                *g *= gamma;
            }
        }
        let groups = Groups::of(self.kind, signal);
        let xhat = xhat.as_f64();
        let xhat = xhat.as_slice();
        let values = delta.mantissa.as_slice();
        groups.means(|index| values[index] * xhat[index], along);
        groups.means(|index| values[index], constant);
        let mut index = 0;
        groups.each(&mut delta.mantissa, |g, group| {
            let x = xhat[index];
            *g = forward.factor[group] * ((*g - constant[group]) - x * along[group]);
            index += 1;
        });
    }
}

/// How elements are averaged.
struct Groups {
    kind: Kind,
    units: usize,
    samples: usize,
}

impl Groups {
    fn of(kind: Kind, matrix: &Scaled) -> Self {
        let (units, samples) = matrix.mantissa.shape();
        Self {
            kind,
            units,
            samples,
        }
    }

    /// The mean of each group, of values by their place in the matrix, summed as differences from
    /// its first element: of equal numbers it is that number, and their variance exactly 0.
    fn means(&self, value: impl Fn(usize) -> f64, out: &mut Vec<f64>) {
        let Self { units, samples, .. } = *self;
        let (groups, count, apart, step) = match self.kind {
            Kind::Batch => (units, samples, 1, units),
            Kind::Layer => (samples, units, units, 1),
        };
        out.clear();
        out.extend((0..groups).map(|group| {
            let first = value(group * apart);
            let differences = (1..count).map(|n| value(group * apart + n * step) - first);
            first + sum(differences) / count as f64
        }));
    }

    /// Changes every element, knowing its group.
    fn each(&self, matrix: &mut DMatrix<f64>, mut change: impl FnMut(&mut f64, usize)) {
        for (sample, mut column) in matrix.column_iter_mut().enumerate() {
            for (unit, value) in column.iter_mut().enumerate() {
                let group = match self.kind {
                    Kind::Batch => unit,
                    Kind::Layer => sample,
                };
                change(value, group);
            }
        }
    }
}
