//! The stack of layers, and passes over it that advance one layer per call.
//!
//! Layers are counted from 0, the first hidden one; the last is the output layer.

use std::borrow::Cow;

use nalgebra::DMatrix;

use crate::activation::Activation;
use crate::layer::{Forward, Layer, Mode, Record};
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
    pub input: Scaled,
    /// What the walk has left at each layer so far.
    pub records: Vec<Record>,
    /// dL/dx, once the backward walk has come to the first layer; (features, samples).
    pub input_signal: Scaled,
}

impl Pass {
    /// A walk over `input` that has not begun.
    pub fn new(input: DMatrix<f64>) -> Self {
        let (features, samples) = input.shape();
        Self {
            input: Scaled::plain(input),
            records: Vec::new(),
            input_signal: Scaled::zeros(features, samples),
        }
    }

    /// The network's outputs, (outputs, samples), once the forward walk has come to the last layer.
    pub fn outputs(&self) -> Option<Cow<'_, DMatrix<f64>>> {
        self.records.last().map(|record| record.forward.a.as_f64())
    }

    /// What layer `index` takes in: the activations below it, or the batch.
    pub fn input_of(&self, index: usize) -> &Scaled {
        match index.checked_sub(1) {
            Some(below) => &self.records[below].forward.a,
            None => &self.input,
        }
    }
}

impl Network {
    /// Makes room for layer `index` in `pass`, and draws nothing.
    pub fn prepare(&self, index: usize, pass: &mut Pass) {
        if pass.records.len() == index {
            let samples = pass.input.mantissa.ncols();
            pass.records.push(Record::new(&self.layers[index], samples));
        }
    }

    /// The forward step of layer `index`; layer `index - 1` must have had its own.
    pub fn forward(&self, index: usize, mode: Mode, pass: &mut Pass) {
        self.prepare(index, pass);
        let (below, rest) = pass.records.split_at_mut(index);
        let input = &pass.input;
        let activations = |index: usize| match index.checked_sub(1) {
            Some(below_it) => &below[below_it].forward.a,
            None => input,
        };
        self.step(index, mode, activations, &mut rest[0].forward);
    }

    /// The forward step of layer `index` with `activations(i)`, the inputs of each layer i up to
    /// it.
    fn step<'a>(
        &self,
        index: usize,
        mode: Mode,
        activations: impl Fn(usize) -> &'a Scaled,
        forward: &mut Forward,
    ) {
        let layer = &self.layers[index];
        let skip = self.skip_source(index).map(&activations);
        layer.forward(activations(index), skip, mode, forward);
    }

    /// The layer whose input the skip connection of layer `index` brings along, if it has one.
    pub fn skip_source(&self, index: usize) -> Option<usize> {
        let skip = self.layers[index].skip?;
        (index + 1).checked_sub(skip.back)
    }

    /// The loss of the outputs against `targets` (outputs, samples); its gradient is left at the
    /// last layer for the backward walk.
    pub fn loss(&self, loss: Loss, targets: &DMatrix<f64>, pass: &mut Pass) -> f64 {
        let Some(Record { forward, backward }) = pass.records.last_mut() else {
            return f64::NAN;
        };
        let signal = &mut backward.signal;
        signal.exponent = 0;
        loss.evaluate(&forward.a.as_f64(), targets, &mut signal.mantissa)
    }

    /// The backward step of layer `index`; the layer above, or [`Network::loss`], must have come
    /// first.
    pub fn backward(&self, index: usize, pass: &mut Pass) {
        let (below, rest) = pass.records.split_at_mut(index);
        let layer = &self.layers[index];
        let signal = match below.last_mut() {
            Some(Record { forward, backward }) => {
                layer.backward(&forward.a, &mut rest[0], &mut backward.signal);
                &mut backward.signal
            }
            None => {
                layer.backward(&pass.input, &mut rest[0], &mut pass.input_signal);
                &mut pass.input_signal
            }
        };
        // What left here by a skip connection comes back by it.
        for (above, record) in rest.iter().enumerate() {
            if let Some(to_skip) = &record.backward.to_skip
                && self.skip_source(index + above) == Some(index)
            {
                signal.add(1.0, to_skip);
            }
        }
    }
}

/// A forward walk in evaluation mode over rows from which nothing is learned.
#[derive(Clone, Debug)]
pub struct Evaluation {
    /// The inputs of layers 0, 1, ... as far as a later layer still asks for them.
    activations: Vec<Option<Scaled>>,
    /// Whether each unit of each layer walked so far has f'(z) other than 0 on some row.
    pub alive: Vec<Vec<bool>>,
}

impl Evaluation {
    /// A walk over `input`, (features, rows), that has not begun.
    pub fn new(input: DMatrix<f64>) -> Self {
        Self {
            activations: vec![Some(Scaled::plain(input))],
            alive: Vec::new(),
        }
    }

    /// The layer that comes next.
    pub fn next(&self) -> usize {
        self.alive.len()
    }

    /// Walks one layer; `true` when the outputs are there.
    pub fn advance(&mut self, network: &Network) -> bool {
        let index = self.next();
        let Some(layer) = network.layers.get(index) else {
            return true;
        };
        let empty = Scaled::zeros(0, 0);
        let activations = |index: usize| self.activations[index].as_ref().unwrap_or(&empty);
        let mut forward = Forward::new(layer, activations(index).mantissa.ncols());
        network.step(index, Mode::Evaluation, activations, &mut forward);
        self.alive
            .push(alive(&layer.activation, &forward.derivative).collect());
        self.activations.push(Some(forward.a));
        // What no layer above begins a skip connection from is no longer needed.
        for (source, activations) in self.activations[..=index].iter_mut().enumerate() {
            let above = index + 1..network.layers.len();
            if activations.is_some()
                && above
                    .into_iter()
                    .all(|above| network.skip_source(above) != Some(source))
            {
                *activations = None;
            }
        }
        index + 1 == network.layers.len()
    }

    /// What the walk has come to: the outputs (outputs, rows) at its end.
    pub fn outputs(&self) -> DMatrix<f64> {
        match self.activations.last() {
            Some(Some(a)) => a.to_f64(),
            _ => DMatrix::zeros(0, 0),
        }
    }
}

/// Whether each unit has f'(z) other than 0 on some sample. Where f' is nowhere exactly 0 but can be
/// too small for f64, every unit counts as alive; so do maxout's, of which some piece always wins.
pub fn alive(activation: &Activation, derivative: &DMatrix<f64>) -> impl Iterator<Item = bool> {
    let rows = derivative.nrows();
    let can_die = activation.kind().can_die;
    (0..rows / activation.pieces()).map(move |unit| {
        let mut slopes = derivative.as_slice()[unit..].iter().step_by(rows);
        !can_die || slopes.any(|&slope| slope != 0.0)
    })
}
