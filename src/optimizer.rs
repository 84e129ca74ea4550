//! Stochastic gradient descent: w <- w - learning_rate * dL/dw.

use nalgebra::{Dim, Matrix, RawStorageMut};

use crate::layer::{Layer, Record};
use crate::scaled::{Scaled, halves};

/// Takes one step on all parameters of `layer` along the gradients in `record`.
pub fn sgd(learning_rate: f64, layer: &mut Layer, record: &Record) {
    descend(learning_rate, &mut layer.weights, &record.grad_w);
    descend(learning_rate, &mut layer.biases, &record.grad_b);
    layer.activation.learn(learning_rate, record.grad_slope);
}

fn descend<R: Dim, C: Dim>(
    learning_rate: f64,
    parameters: &mut Matrix<f64, R, C, impl RawStorageMut<f64, R, C>>,
    gradient: &Scaled,
) {
    let [half, rest] = halves(gradient.exponent);
    for (parameter, gradient) in parameters.iter_mut().zip(gradient.mantissa.iter()) {
        *parameter -= learning_rate * gradient * half * rest;
    }
}
