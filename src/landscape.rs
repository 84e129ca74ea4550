//! A slice of the loss landscape through the present parameters: L(w + x d + y e) on a grid of x
//! and y, for two random directions d and e.
//!
//! The directions are filter-normalised (Li, Xu, Taylor, Studer, Goldstein 2018): the part of a
//! direction that belongs to one unit's weights has the norm of those weights. Without that, a
//! ReLU network whose layers are rescaled, and which computes just the same, would show another
//! landscape. Biases and what normalisation learns stay as they are, as in the paper.

use nalgebra::DMatrix;

use crate::data::Rows;
use crate::experiment::Experiment;
use crate::layer::{Mode, Record};
use crate::loss::Loss;
use crate::network::{Network, Pass};
use crate::random::{Purpose, Stream};

/// A slice under way. Drawing its directions and copying the network take as long as some passes,
/// so they too are done a layer per call.
#[derive(Clone, Debug)]
pub struct Landscape {
    network: Network,
    directions: [Vec<DMatrix<f64>>; 2],
    stream: Stream,
    loss: Loss,
    targets: DMatrix<f64>,
    pass: Pass,
    /// What dropout has kept and which slopes were drawn, by layer.
    drawn: Vec<[Option<DMatrix<f64>>; 2]>,
    reach: f64,
    points: usize,
    losses: Vec<f64>,
    layer: usize,
    moved: Network,
}

impl Landscape {
    /// The loss on `rows` at `points` by `points` points with x and y from -`reach` to `reach`, the
    /// directions drawn from `seed`.
    pub fn new(
        network: &Network,
        loss: Loss,
        rows: &Rows,
        reach: f64,
        points: usize,
        seed: u32,
    ) -> Self {
        let outputs = network.layers.last().map_or(0, |layer| layer.units());
        Self {
            network: network.clone(),
            moved: Network::default(),
            directions: [Vec::new(), Vec::new()],
            stream: Stream::new(seed, Purpose::Landscape),
            loss,
            targets: rows.targets(outputs),
            pass: Pass::new(rows.inputs.clone()),
            drawn: Vec::new(),
            reach,
            points,
            losses: Vec::new(),
            layer: 0,
        }
    }

    /// On an experiment's present batch, with what its pass has drawn and with its seed; `None`
    /// while a pass is under way.
    pub fn of(experiment: &Experiment, reach: f64, points: usize) -> Option<Self> {
        let network = experiment.settled_network()?;
        let (loss, rows) = (experiment.loss(), experiment.batch());
        let seed = experiment.specification().seed;
        let records = experiment.pass().records.iter();
        let drawn = records
            .map(|Record { forward, .. }| [forward.kept.clone(), forward.slopes.clone()])
            .collect();
        Some(Self {
            drawn,
            ..Self::new(network, loss, rows, reach, points, seed)
        })
    }

    /// Losses so far, x running fastest; NaN or infinite where the network overflows.
    pub fn losses(&self) -> &[f64] {
        &self.losses
    }

    /// Draws one layer's part of a direction, or walks one layer at one point; `true` when all
    /// points are done.
    pub fn advance(&mut self) -> bool {
        let done = self.losses.len();
        let layers = &self.network.layers;
        if done == self.points * self.points || layers.is_empty() {
            return true;
        }
        if let Some(direction) = self
            .directions
            .iter_mut()
            .find(|direction| direction.len() < layers.len())
        {
            let weights = &layers[direction.len()].weights;
            direction.push(filter_normalised(weights, &mut self.stream));
            return false;
        }
        let index = self.layer;
        if self.moved.layers.len() == index {
            self.moved.layers.push(layers[index].clone());
            self.moved.prepare(index, &mut self.pass);
            if let Some([kept, slopes]) = self.drawn.get_mut(index) {
                let forward = &mut self.pass.records[index].forward;
                (forward.kept, forward.slopes) = (kept.take(), slopes.take());
            }
        }
        let steps = (self.points - 1).max(1) as f64;
        let [x, y] = [done % self.points, done / self.points]
            .map(|place| self.reach * (2.0 * place as f64 / steps - 1.0));
        let weights = &mut self.moved.layers[index].weights;
        let [first, second] = self.directions.each_ref().map(|layers| &layers[index]);
        weights.copy_from(&self.network.layers[index].weights);
        for ((weight, d), e) in weights.iter_mut().zip(first).zip(second) {
            *weight += x * d + y * e;
        }
        self.moved.forward(index, Mode::Training, &mut self.pass);
        self.layer += 1;
        if self.layer == self.network.layers.len() {
            let loss = self.moved.loss(self.loss, &self.targets, &mut self.pass);
            self.losses.push(loss);
            self.layer = 0;
        }
        self.losses.len() == self.points * self.points
    }
}

/// Normal numbers, each row brought to the norm of the row of `weights`.
fn filter_normalised(weights: &DMatrix<f64>, stream: &mut Stream) -> DMatrix<f64> {
    let mut direction = DMatrix::from_fn(weights.nrows(), weights.ncols(), |_, _| stream.normal());
    for (mut row, unit) in direction.row_iter_mut().zip(weights.row_iter()) {
        let norm = row.norm();
        if norm > 0.0 {
            row *= unit.norm() / norm;
        }
    }
    direction
}
