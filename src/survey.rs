//! Walks of an experiment's network over a whole data set, over a grid and over chosen rows:
//! questions that change nothing, answered one layer per call so that they never block.

use nalgebra::{DMatrix, DVector};

use crate::data::Rows;
use crate::experiment::Experiment;
use crate::loss::Kind;
use crate::network::{Evaluation, Network};
use crate::score::{CHUNK, Examination, Score};

/// A copy of an experiment's network on its way over all rows: the score of training and test
/// rows, and the units that no row at all wakes.
#[derive(Clone, Debug)]
pub struct Survey {
    network: Network,
    kind: Kind,
    parts: [Rows; 2],
    walks: [Examination; 2],
    train: Option<Score>,
}

/// What a [`Survey`] finds.
#[derive(Clone, Debug, PartialEq)]
pub struct Findings {
    /// On all training rows.
    pub train: Score,
    /// On all test rows.
    pub test: Score,
    /// Of each layer, the share of units whose f'(z) is zero on every row of the data set.
    pub dead_shares: Vec<f64>,
}

impl Survey {
    /// About to begin; `None` while a pass is under way.
    pub fn new(experiment: &Experiment) -> Option<Self> {
        let data = experiment.dataset();
        Some(Self {
            network: experiment.settled_network()?.clone(),
            kind: experiment.loss().kind,
            parts: [data.train.clone(), data.test.clone()],
            walks: Default::default(),
            train: None,
        })
    }

    /// Walks one layer of a chunk of rows; what was found, at the end.
    pub fn advance(&mut self) -> Option<Findings> {
        let Self {
            network,
            kind,
            parts,
            walks,
            train,
        } = self;
        let part = usize::from(train.is_some());
        let score = walks[part].advance(network, &parts[part], *kind)?;
        let Some(train) = *train else {
            *train = Some(score);
            return None;
        };
        let dead = |(awake, also): (&Vec<bool>, &Vec<bool>)| {
            let dead = awake.iter().zip(also).filter(|(a, b)| !**a && !**b);
            dead.count() as f64 / awake.len() as f64
        };
        let [awake, also] = walks.each_ref().map(Examination::alive);
        Some(Findings {
            train,
            test: score,
            dead_shares: awake.iter().zip(also).map(dead).collect(),
        })
    }
}

/// What a network says of some inputs, as the points of a grid or rows of its data: what it has
/// learned, as a picture.
#[derive(Clone, Debug)]
pub struct Surface {
    network: Network,
    loss: Kind,
    /// (features, points).
    inputs: DMatrix<f64>,
    /// Points that walk together.
    chunk: usize,
    /// Those under way.
    walk: Option<Evaluation>,
    /// Points that have arrived.
    done: usize,
    /// (outputs, points).
    outputs: DMatrix<f64>,
}

/// Multiplications that one call makes at most, about: a millisecond or two.
const STEP: usize = 1 << 20;

/// Where the points of a [`Surface`] lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    /// The features along the two axes, counted from 0. With one feature, or twice the same one,
    /// the grid is a line.
    pub features: [usize; 2],
    /// From and to, along each axis.
    pub ranges: [[f64; 2]; 2],
    /// Points along each axis, both ends included.
    pub points: [usize; 2],
}

impl Grid {
    /// The points, (features, points of the first axis x points of the second): the first axis
    /// runs fastest. Features along neither axis are as in `rest`.
    pub fn inputs(&self, rest: &DVector<f64>) -> DMatrix<f64> {
        let [across, up] = self.points;
        let mut inputs = DMatrix::from_fn(rest.len(), across * up, |feature, _| rest[feature]);
        for (index, mut point) in inputs.column_iter_mut().enumerate() {
            let place = [index % across, index / across];
            // The first axis last: it counts where both are the same.
            for axis in [1, 0] {
                let [from, to] = self.ranges[axis];
                let steps = (self.points[axis] - 1).max(1) as f64;
                if let Some(value) = point.get_mut(self.features[axis]) {
                    *value = from + (to - from) * place[axis] as f64 / steps;
                }
            }
        }
        inputs
    }
}

impl Surface {
    /// Over a grid, all other features at their mean over the training rows; `None` while a pass
    /// is under way.
    pub fn new(experiment: &Experiment, grid: &Grid) -> Option<Self> {
        let mean = experiment.dataset().train.inputs.column_mean();
        Self::of(experiment, grid.inputs(&mean))
    }

    /// Over `inputs`, (features, points), about to begin; `None` while a pass is under way.
    pub fn of(experiment: &Experiment, inputs: DMatrix<f64>) -> Option<Self> {
        let network = experiment.settled_network()?.clone();
        let heaviest = network.layers.iter().map(|layer| layer.weights.len()).max();
        Some(Self {
            chunk: (STEP / heaviest.unwrap_or(1).max(1)).clamp(4, CHUNK),
            outputs: DMatrix::zeros(network.layers.last()?.units(), inputs.ncols()),
            network,
            loss: experiment.loss().kind,
            inputs,
            walk: None,
            done: 0,
        })
    }

    /// Walks one layer of a chunk of points; at the end, (outputs, points): the probability of
    /// every class for cross-entropy, of each output being 1 for binary cross-entropy, the outputs
    /// themselves for squared error.
    pub fn advance(&mut self) -> Option<DMatrix<f64>> {
        let count = self.chunk.min(self.inputs.ncols() - self.done);
        if count > 0 {
            let (inputs, done) = (&self.inputs, self.done);
            let walk = self
                .walk
                .get_or_insert_with(|| Evaluation::new(inputs.columns(done, count).into_owned()));
            if !walk.advance(&self.network) {
                return None;
            }
            let mut outputs = walk.outputs();
            self.loss.decide(&mut outputs);
            self.outputs.columns_mut(done, count).copy_from(&outputs);
            self.done += count;
            self.walk = None;
        }
        (self.done == self.inputs.ncols()).then(|| self.outputs.clone())
    }
}
