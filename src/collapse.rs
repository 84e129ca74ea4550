//! Linear collapse: with linear activations, a network of any depth is one matrix and one offset.
//!
//! W_L (... W_2 (W_1 x + b_1) + b_2 ...) + b_L = M x + c: whatever depth adds, it does not add
//! anything that could be computed. Skip connections, being sums, change nothing about that.

use nalgebra::{DMatrix, DVector};

use crate::activation::Kind;
use crate::layer::Layer;
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
        let mut composition = Composition::new(network)?;
        loop {
            if let Some(single) = composition.advance(network) {
                return Some(single);
            }
        }
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

    /// How far the single layer's outputs for `inputs` are from `deep`, those of the network that
    /// it was made from, over the largest of these: nothing but rounding.
    pub fn difference(&self, inputs: &DMatrix<f64>, deep: &DMatrix<f64>) -> f64 {
        let difference = (self.outputs(inputs) - deep).amax();
        if difference == 0.0 {
            difference
        } else {
            difference / deep.amax()
        }
    }
}

/// The layers multiplied together so far.
#[derive(Clone, Debug)]
struct Composition {
    /// What each layer takes in, as M x + c: M beside c, (units, features + 1).
    inputs: Vec<DMatrix<f64>>,
    features: usize,
}

impl Composition {
    fn new(network: &Network) -> Option<Self> {
        let is_linear = |layer: &Layer| {
            layer.norm.is_none() && std::ptr::eq(layer.activation.kind(), Kind::IDENTITY)
        };
        let features = network.layers.first()?.weights.ncols();
        network.layers.iter().all(is_linear).then(|| Self {
            inputs: vec![DMatrix::identity(features, features).insert_column(features, 0.0)],
            features,
        })
    }

    /// One layer more; all of them, at the end.
    fn advance(&mut self, network: &Network) -> Option<Collapse> {
        let index = self.inputs.len() - 1;
        let inputs = &mut self.inputs;
        if let Some(layer) = network.layers.get(index) {
            let mut outputs = DMatrix::zeros(layer.units(), self.features + 1);
            multiply(&layer.weights, &inputs[index], &mut outputs);
            let mut offset = outputs.column_mut(self.features);
            offset += &layer.biases;
            if let Some(skip) = layer.skip {
                // Before or after f(z) = z is the same.
                outputs *= skip.scale;
                outputs += &inputs[index + 1 - skip.back];
            }
            inputs.push(outputs);
        }
        let last = inputs
            .last()
            .filter(|_| inputs.len() > network.layers.len())?;
        Some(Collapse {
            matrix: last.columns(0, self.features).into_owned(),
            offset: last.column(self.features).into_owned(),
        })
    }
}

/// An experiment's network on its way to a single layer, then the present batch on its way through
/// the network, for comparison: one layer per call.
#[derive(Clone, Debug)]
pub struct Walk {
    network: Network,
    composition: Composition,
    single: Option<Collapse>,
    batch: DMatrix<f64>,
    walk: Evaluation,
}

impl Walk {
    /// About to begin; `None` for a network that is not linear.
    pub fn new(network: &Network, batch: &DMatrix<f64>) -> Option<Self> {
        Some(Self {
            composition: Composition::new(network)?,
            network: network.clone(),
            single: None,
            batch: batch.clone(),
            walk: Evaluation::new(batch.clone()),
        })
    }

    /// One layer on; at the end the single layer, and how far its outputs for the batch are from
    /// the network's own.
    pub fn advance(&mut self) -> Option<(&Collapse, f64)> {
        if self.single.is_none() {
            self.single = self.composition.advance(&self.network);
            return None;
        }
        if !self.walk.advance(&self.network) {
            return None;
        }
        let single = self.single.as_ref()?;
        Some((single, single.difference(&self.batch, &self.walk.outputs())))
    }
}
