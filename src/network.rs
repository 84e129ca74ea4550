//! The stack of layers, and passes over it that advance one layer per call.
//!
//! Layers are counted from 0, the first hidden one; the last is the output layer.

use nalgebra::DMatrix;

use crate::layer::{Layer, Record};
use crate::loss::Loss;
use crate::scaled::Scaled;

/// Dense layers, each feeding the next.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// From the first hidden layer to the output layer.
    pub layers: Vec<Layer>,
}

/// One forward and backward walk over a batch.
#[derive(Clone, Debug)]
pub struct Pass {
    /// The batch, (features, samples).
    pub input: DMatrix<f64>,
    /// What the walk has left at each layer so far.
    pub records: Vec<Record>,
    /// dL/dx, once the backward walk has come to the first layer; (features, samples).
    pub input_signal: Scaled,
}

impl Pass {
    /// A walk over batches of `samples` rows that has not begun; its input is still zero.
    pub fn new(features: usize, samples: usize) -> Self {
        Self {
            input: DMatrix::zeros(features, samples),
            records: Vec::new(),
            input_signal: Scaled::zeros(features, samples),
        }
    }

    /// The network's outputs, once the forward walk has come to the last layer.
    pub fn outputs(&self) -> Option<&DMatrix<f64>> {
        self.records.last().map(|record| &record.a)
    }
}

impl Network {
    /// The forward step of layer `index`; layer `index - 1` must have had its own.
    pub fn forward(&self, index: usize, pass: &mut Pass) {
        let layer = &self.layers[index];
        if pass.records.len() == index {
            pass.records.push(Record::new(layer, pass.input.ncols()));
        }
        let (below, rest) = pass.records.split_at_mut(index);
        let input = below.last().map_or(&pass.input, |record| &record.a);
        layer.forward(input, &mut rest[0]);
    }

    /// The loss of the outputs against `targets` (outputs, samples); its gradient is left at the
    /// last layer for the backward walk.
    pub fn loss(&self, loss: Loss, targets: &DMatrix<f64>, pass: &mut Pass) -> f64 {
        let Some(record) = pass.records.last_mut() else {
            return f64::NAN;
        };
        record.delta.exponent = 0;
        loss.evaluate(&record.a, targets, &mut record.delta.mantissa)
    }

    /// The backward step of layer `index`; the layer above, or [`Network::loss`], must have come
    /// first.
    pub fn backward(&self, index: usize, pass: &mut Pass) {
        let (below, rest) = pass.records.split_at_mut(index);
        let record = &mut rest[0];
        match below.last_mut() {
            Some(below) => self.layers[index].backward(&below.a, record, &mut below.delta),
            None => self.layers[index].backward(&pass.input, record, &mut pass.input_signal),
        }
    }
}
