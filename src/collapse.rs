//! Linear collapse: with linear activations, a network of any depth is one matrix and one offset.
//!
//! W_L (... W_2 (W_1 x + b_1) + b_2 ...) + b_L = M x + c: whatever depth adds, it does not add
//! anything that could be computed. Skip connections, being sums, change nothing about that.

use nalgebra::{DMatrix, DVector};

use crate::activation::Kind;
use crate::network::{Evaluation, Network};
use crate::product::multiply;

/// The single layer that a linear network equals.
#[derive(Clone, Debug)]
pub struct Collapse {
    /// M, (outputs, features).
    pub matrix: DMatrix<f64>,
    /// c, one an output.
    pub offset: DVector<f64>,
}

impl Collapse {
    /// `None` unless every layer is linear: activations f(z) = z, and no normalisation. Dropout
    /// counts as switched off.
    pub fn of(network: &Network) -> Option<Self> {
        let features = network.layers.first()?.weights.ncols();
        // What each layer takes in, as M x + c: M beside c, (units, features + 1).
        let mut inputs = vec![DMatrix::identity(features, features).insert_column(features, 0.0)];
        for (index, layer) in network.layers.iter().enumerate() {
            let is_linear = std::ptr::eq(layer.activation.kind(), Kind::IDENTITY);
            if layer.norm.is_some() || !is_linear {
                return None;
            }
            let mut outputs = DMatrix::zeros(layer.units(), features + 1);
            multiply(&layer.weights, &inputs[index], &mut outputs);
            let mut offset = outputs.column_mut(features);
            offset += &layer.biases;
            if let Some(skip) = layer.skip {
                // Before or after f(z) = z is the same.
                outputs *= skip.scale;
                outputs += &inputs[index + 1 - skip.back];
            }
            inputs.push(outputs);
        }
        let last = inputs.pop()?;
        Some(Self {
            matrix: last.columns(0, features).into_owned(),
            offset: last.column(features).into_owned(),
        })
    }

    /// M x + c for every column of `inputs`, (outputs, rows).
    pub fn outputs(&self, inputs: &DMatrix<f64>) -> DMatrix<f64> {
        let mut outputs = DMatrix::zeros(self.matrix.nrows(), inputs.ncols());
        multiply(&self.matrix, inputs, &mut outputs);
        for mut row in outputs.column_iter_mut() {
            row += &self.offset;
        }
        outputs
    }

    /// How far the single layer's outputs for `inputs` are from those of the network that it was
    /// made from, over the largest of these: nothing but rounding.
    pub fn difference(&self, network: &Network, inputs: &DMatrix<f64>) -> f64 {
        let mut walk = Evaluation::new(inputs.clone());
        while !walk.advance(network) {}
        let deep = walk.outputs();
        let difference = (self.outputs(inputs) - &deep).amax();
        if difference == 0.0 {
            difference
        } else {
            difference / deep.amax()
        }
    }
}
