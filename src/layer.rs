//! One dense layer: z = W x + b, a = f(z), and the way back.
//!
//! Matrices hold one column a sample: x is (fan-in, batch), z and a are (units, batch), W is
//! (units, fan-in).

use nalgebra::{DMatrix, DVector};

use crate::activation::Activation;
use crate::product::{multiply, multiply_by_transpose, multiply_transposed};
use crate::scaled::Scaled;

/// A layer's parameters.
#[derive(Clone, Debug)]
pub struct Layer {
    /// W, (units, fan-in).
    pub weights: DMatrix<f64>,
    /// b, one a unit.
    pub biases: DVector<f64>,
    /// f.
    pub activation: Activation,
}

/// What one pass over one batch leaves at a layer.
#[derive(Clone, Debug)]
pub struct Record {
    /// Pre-activations, (units, batch).
    pub z: DMatrix<f64>,
    /// Activations f(z), (units, batch).
    pub a: DMatrix<f64>,
    /// f'(z), (units, batch).
    pub derivative: DMatrix<f64>,
    /// dL/da until the layer's backward step, dL/dz after it; (units, batch).
    pub delta: Scaled,
    /// dL/dW, (units, fan-in).
    pub grad_w: Scaled,
    /// dL/db, (units, 1).
    pub grad_b: Scaled,
    /// dL/dslope of a learned slope, summed over units and samples.
    pub grad_slope: f64,
}

impl Record {
    /// Room for `batch` samples at `layer`.
    pub fn new(layer: &Layer, batch: usize) -> Self {
        let (units, fan_in) = layer.weights.shape();
        Self {
            z: DMatrix::zeros(units, batch),
            a: DMatrix::zeros(units, batch),
            derivative: DMatrix::zeros(units, batch),
            delta: Scaled::zeros(units, batch),
            grad_w: Scaled::zeros(units, fan_in),
            grad_b: Scaled::zeros(units, 1),
            grad_slope: 0.0,
        }
    }
}

impl Layer {
    /// z = W x + b and a = f(z), with f'(z) kept for the way back.
    pub fn forward(&self, input: &DMatrix<f64>, record: &mut Record) {
        let Record {
            z, a, derivative, ..
        } = record;
        self.evaluate(input, z, a, derivative);
    }

    /// f(W x + b) alone, for rows that nothing is learned from.
    pub fn outputs(&self, input: &DMatrix<f64>) -> DMatrix<f64> {
        let mut z = DMatrix::zeros(self.weights.nrows(), input.ncols());
        let (mut a, mut derivative) = (z.clone(), z.clone());
        self.evaluate(input, &mut z, &mut a, &mut derivative);
        a
    }

    fn evaluate(
        &self,
        input: &DMatrix<f64>,
        z: &mut DMatrix<f64>,
        a: &mut DMatrix<f64>,
        derivative: &mut DMatrix<f64>,
    ) {
        multiply(&self.weights, input, z);
        for mut sample in z.column_iter_mut() {
            sample += &self.biases;
        }
        self.activation
            .apply(z.as_slice(), a.as_mut_slice(), derivative.as_mut_slice());
    }

    /// Turns dL/da in `record.delta` into dL/dz = dL/da * f'(z), computes dL/dW = dL/dz x^T and
    /// dL/db, and writes dL/dx = W^T dL/dz, the next layer's dL/da, into `input_signal`.
    pub fn backward(&self, input: &DMatrix<f64>, record: &mut Record, input_signal: &mut Scaled) {
        let Record {
            z,
            derivative,
            delta,
            grad_w,
            grad_b,
            grad_slope,
            ..
        } = record;
        if self.activation.is_learned() {
            let gradient = self
                .activation
                .parameter_gradient(delta.mantissa.as_slice(), z.as_slice());
            *grad_slope = libm::ldexp(gradient, delta.exponent);
        }
        delta.mantissa.component_mul_assign(derivative);
        delta.rescale();

        multiply_by_transpose(&delta.mantissa, input, &mut grad_w.mantissa);
        grad_w.exponent = delta.exponent;
        sum_samples(&delta.mantissa, grad_b.mantissa.as_mut_slice());
        grad_b.exponent = delta.exponent;
        multiply_transposed(&self.weights, &delta.mantissa, &mut input_signal.mantissa);
        input_signal.exponent = delta.exponent;
    }
}

/// The sum of each row over all columns, compensated (Neumaier 1974): a bias's gradient adds up
/// signals of both signs, and what they leave may be far smaller than they are.
fn sum_samples(signals: &DMatrix<f64>, sums: &mut [f64]) {
    let mut lost = vec![0.0; sums.len()];
    sums.fill(0.0);
    for sample in signals.as_slice().chunks_exact(sums.len()) {
        for ((sum, lost), &signal) in sums.iter_mut().zip(&mut lost).zip(sample) {
            let next = *sum + signal;
            *lost += if sum.abs() >= signal.abs() {
                (*sum - next) + signal
            } else {
                (signal - next) + *sum
            };
            *sum = next;
        }
    }
    for (sum, lost) in sums.iter_mut().zip(lost) {
        // An infinite sum has lost nothing that could be told.
        if sum.is_finite() {
            *sum += lost;
        }
    }
}
