//! A running experiment: a network, its data, and training that advances one layer per call.
//!
//! An experiment always shows one pass: forward over a batch, then backward. A step first takes
//! the gradients of the pass that is shown to update the weights, then makes the next pass; so the
//! picture before the first step is the network as it was drawn. Every epoch ends with a walk over
//! the test rows.

mod checkpoint;
mod depth;

pub use checkpoint::Checkpoint;

use nalgebra::DMatrix;
use wide::f64x2;

use crate::Error;
use crate::data::{Dataset, Rows};
use crate::lanes;
use crate::layer::{Layer, Mode};
use crate::loss::{Loss, Reduction};
use crate::network::{Network, Pass};
use crate::norm::Norm;
use crate::optimizer::{Memory, clip, gradient_norm};
use crate::random::{Purpose, Stream};
use crate::scaled::{Scaled, copy};
use crate::score::{self, Examination, Score};
use crate::specification::Specification;
use crate::stats::{self, LayerStatistics, Magnitude, Quantity};

/// What the next call of [`Experiment::advance`] will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The forward step of a layer, counted from 0.
    Forward(usize),
    /// The backward step of a layer.
    Backward(usize),
    /// The forward step of a layer on the test rows, chunk after chunk.
    Test(usize),
    /// Nothing: the pass is complete.
    Complete,
}

impl Stage {
    /// Whether the pass has come to layer `index`, forward and backward.
    pub fn has_reached(self, index: usize) -> [bool; 2] {
        match self {
            Self::Forward(next) => [index < next, false],
            Self::Backward(next) => [true, index > next],
            Self::Test(_) | Self::Complete => [true; 2],
        }
    }
}

/// Where and when numbers left what f64 can hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Divergence {
    /// The step.
    pub step: u32,
    /// The layer, counted from 0; the output layer for the loss.
    pub layer: usize,
    /// What became infinite or undefined; `None` for the loss.
    pub quantity: Option<Quantity>,
    /// Whether it is infinite, an overflow; otherwise it is NaN, as infinity less infinity.
    pub is_overflow: bool,
}

/// A network under training, with all that its picture needs.
#[derive(Debug)]
pub struct Experiment {
    specification: Specification,
    dataset: Dataset,
    loss: Loss,
    state: State,
    order: Vec<usize>,
    batch: Rows,
    /// What the network should say to them, (outputs, batch).
    targets: DMatrix<f64>,
    pass: Pass,
    stage: Stage,
    /// Whether the pass under way was made once already, see [`Experiment::restore`].
    is_repeated: bool,
    test: Examination,
}

/// What training has come to: all that the specification and a pass over the batch of the present
/// step do not tell.
#[derive(Clone, Debug)]
struct State {
    network: Network,
    memories: Vec<Memory>,
    clip_factor: f64,
    statistics: Vec<LayerStatistics>,
    step: u32,
    score: Score,
    test_score: Score,
    test_step: Option<u32>,
    divergence: Option<Divergence>,
}

impl Experiment {
    /// An experiment about to begin its first pass. `file` is the data set's file, where its
    /// source has one.
    ///
    /// # Errors
    /// As [`Specification::check_with`] and [`Dataset::new`]; after this, nothing can fail.
    pub fn new(specification: Specification, file: Option<&[u8]>) -> Result<Self, Error> {
        specification.check()?;
        let dataset = Dataset::new(&specification.request(), file)?;
        specification.check_with(dataset.shape)?;
        let loss = Loss {
            kind: specification.loss_for(dataset.shape),
            reduction: specification.reduction,
        };
        let layers = specification.depth as usize + 1;
        let mut experiment = Self {
            loss,
            state: State {
                network: Network::default(),
                memories: vec![Memory::NONE; layers],
                clip_factor: 1.0,
                statistics: vec![LayerStatistics::UNKNOWN; layers],
                step: 0,
                score: Score::UNKNOWN,
                test_score: Score::UNKNOWN,
                test_step: None,
                divergence: None,
            },
            order: Vec::new(),
            batch: dataset.train.select(&vec![0; specification.batch as usize]),
            targets: DMatrix::zeros(
                dataset.shape.outputs(loss.kind),
                specification.batch as usize,
            ),
            pass: Pass::new(DMatrix::zeros(0, 0)),
            stage: Stage::Complete,
            is_repeated: false,
            test: Examination::default(),
            specification,
            dataset,
        };
        experiment.take_batch();
        experiment.pass = Pass::new(experiment.batch.inputs.clone());
        experiment.stage = Stage::Forward(0);
        Ok(experiment)
    }

    /// Begins the next training step; does nothing while a pass is under way.
    pub fn begin_step(&mut self) {
        if self.stage == Stage::Complete {
            self.state.step += 1;
            self.take_batch();
            self.stage = Stage::Forward(0);
        }
    }

    /// Does one layer's work and moves on to the next.
    pub fn advance(&mut self) {
        let last = self.layer_count() - 1;
        self.stage = match self.stage {
            Stage::Forward(index) => {
                if self.state.network.layers.len() == index {
                    self.state.network.layers.push(self.draw_layer(index));
                } else if !self.is_repeated {
                    self.update(index);
                }
                self.forward(index);
                if index < last {
                    Stage::Forward(index + 1)
                } else {
                    self.take_score();
                    Stage::Backward(last)
                }
            }
            Stage::Backward(index) => {
                self.backward(index);
                if index > 0 {
                    Stage::Backward(index - 1)
                } else if std::mem::take(&mut self.is_repeated) {
                    Stage::Complete
                } else if self.step() > 0 && self.step().is_multiple_of(self.steps_per_epoch()) {
                    Stage::Test(0)
                } else {
                    Stage::Complete
                }
            }
            Stage::Test(index) => {
                if self.test() {
                    Stage::Complete
                } else {
                    Stage::Test((index + 1) % (last + 1))
                }
            }
            Stage::Complete => Stage::Complete,
        };
    }

    /// Moves the parameters of layer `index` along the gradients of the pass before.
    fn update(&mut self, index: usize) {
        let state = &mut self.state;
        let (layer, memory) = (&mut state.network.layers[index], &mut state.memories[index]);
        let record = &self.pass.records[index];
        let optimizer = &self.specification.optimizer;
        optimizer.step(state.step, state.clip_factor, layer, record, memory);
        state.statistics[index].after_update(memory.update.as_ref());
        let weights = layer.weights.as_slice();
        let wrong = (lanes::count(weights, f64x2::is_finite) < weights.len())
            .then(|| weights.iter().copied().find(|weight| !weight.is_finite()));
        if let Some(weight) = wrong.flatten() {
            self.diverge(index, Some(Quantity::Update), weight);
        }
    }

    fn forward(&mut self, index: usize) {
        let layer = &self.state.network.layers[index];
        self.state.network.prepare(index, &mut self.pass);
        let forward = &mut self.pass.records[index].forward;
        if layer.draws() {
            let purpose = Purpose::Noise {
                layer: index as u16,
                step: self.state.step,
            };
            layer.draw(&mut Stream::new(self.specification.seed, purpose), forward);
        }
        let network = &mut self.state.network;
        network.forward(index, Mode::Training, &mut self.pass);
        let layer = &mut network.layers[index];
        let forward = &self.pass.records[index].forward;
        if let (Some(norm), Some(forward)) = (&mut layer.norm, &forward.norm)
            && !self.is_repeated
        {
            norm.observe(forward);
        }
        self.state.statistics[index].after_forward(&layer.activation, forward);
        self.look_for_divergence(index, [Quantity::Z, Quantity::A]);
    }

    fn backward(&mut self, index: usize) {
        self.state.network.backward(index, &mut self.pass);
        let above = self.state.statistics.get(index + 1).copied();
        let backward = &self.pass.records[index].backward;
        self.state.statistics[index].after_backward(backward, above.as_ref());
        self.look_for_divergence(
            index,
            [
                Quantity::Signal,
                Quantity::Delta,
                Quantity::GradW,
                Quantity::GradB,
            ],
        );
        if index == 0
            && let Some(limit) = self.specification.clip
        {
            self.state.clip_factor = clip(gradient_norm(&self.pass.records), limit);
        }
    }

    fn look_for_divergence(
        &mut self,
        layer: usize,
        quantities: impl IntoIterator<Item = Quantity>,
    ) {
        for quantity in quantities {
            let size = self.state.statistics[layer].of(quantity).log10_norm;
            if size.is_nan() || size == f64::INFINITY {
                self.diverge(layer, Some(quantity), size);
            }
        }
    }

    /// Keeps the first time that something is infinite or undefined.
    fn diverge(&mut self, layer: usize, quantity: Option<Quantity>, value: f64) {
        self.state.divergence.get_or_insert(Divergence {
            step: self.state.step,
            layer,
            quantity,
            is_overflow: !value.is_nan(),
        });
    }

    /// Advances to the end of the pass.
    pub fn complete(&mut self) {
        while self.stage != Stage::Complete {
            self.advance();
        }
    }

    /// What it was built from.
    pub fn specification(&self) -> &Specification {
        &self.specification
    }

    /// What [`Experiment::advance`] will do next.
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// Weight updates so far.
    pub fn step(&self) -> u32 {
        self.state.step
    }

    /// Steps that show every training row once, less a rest smaller than a batch.
    pub fn steps_per_epoch(&self) -> u32 {
        self.dataset.train.len() as u32 / self.specification.batch
    }

    /// Layers, the output layer included.
    pub fn layer_count(&self) -> usize {
        self.state.statistics.len()
    }

    /// Whether every layer is there and has gradients.
    fn has_passed(&self) -> bool {
        let is_first = self.step() == 0 || self.is_repeated;
        !is_first || matches!(self.stage, Stage::Test(_) | Stage::Complete)
    }

    /// The layers drawn so far.
    pub fn network(&self) -> &Network {
        &self.state.network
    }

    /// The pass that is shown.
    pub fn pass(&self) -> &Pass {
        &self.pass
    }

    /// A quantity of layer `index`; `None` before its first forward or backward step or update.
    pub fn quantity(&self, index: usize, quantity: Quantity) -> Option<&Scaled> {
        let done = !quantity.is_backward()
            || self.has_passed()
            || matches!(self.stage, Stage::Backward(next) if index > next);
        let record = self.pass.records.get(index).filter(|_| done)?;
        quantity.of(record, self.state.memories[index].update.as_ref())
    }

    /// The network, while no pass is under way; in between its layers are of different steps, or
    /// not there.
    pub fn settled_network(&self) -> Option<&Network> {
        (self.stage == Stage::Complete).then_some(&self.state.network)
    }

    /// Where and when something first became infinite or undefined, if it did.
    pub fn divergence(&self) -> Option<Divergence> {
        self.state.divergence
    }

    /// The rows it learns from and is tested on.
    pub fn dataset(&self) -> &Dataset {
        &self.dataset
    }

    /// The loss it descends.
    pub fn loss(&self) -> Loss {
        self.loss
    }

    /// The batch that is shown.
    pub fn batch(&self) -> &Rows {
        &self.batch
    }

    /// Where the batch that is shown stands among the training rows, counted from 0.
    pub fn batch_rows(&self) -> &[usize] {
        let batch = self.specification.batch as usize;
        let position = self.step() % self.steps_per_epoch();
        &self.order[position as usize * batch..][..batch]
    }

    /// What is known of each layer; from an earlier pass where this one has not come yet.
    pub fn statistics(&self) -> &[LayerStatistics] {
        &self.state.statistics
    }

    /// On the batch that is shown; NaN before the forward walk is through for the first time.
    pub fn score(&self) -> Score {
        self.state.score
    }

    /// On the test rows, at [`Experiment::test_step`]; NaN before the first epoch has ended.
    pub fn test_score(&self) -> Score {
        self.state.test_score
    }

    /// The step after which the test rows were last walked.
    pub fn test_step(&self) -> Option<u32> {
        self.state.test_step
    }

    /// The share of the test rows that always giving the same answer gets right.
    pub fn chance(&self) -> f64 {
        self.dataset.test.chance()
    }

    /// log10 of the norm of all gradients of the last backward walk together; NaN before the first.
    pub fn log10_gradient_norm(&self) -> f64 {
        if !self.has_passed() {
            return f64::NAN;
        }
        let layers = self.state.statistics.iter().zip(&self.pass.records);
        let sizes = layers.flat_map(|(layer, record)| {
            // The large ones are measured already.
            let [_, _, others @ ..] = record.backward.gradients();
            let measured = [Quantity::GradW, Quantity::GradB].map(|quantity| layer.of(quantity));
            measured
                .into_iter()
                .chain(others.into_iter().flatten().map(Magnitude::of))
                .map(|size| size.log10_norm)
        });
        stats::log10_hypot(&sizes.collect::<Vec<_>>())
    }

    /// What the gradients of the last complete pass are multiplied by when a step takes them:
    /// 1 where they are not clipped.
    pub fn clip_factor(&self) -> f64 {
        self.state.clip_factor
    }

    /// Inputs of layer `index`.
    pub fn fan_in(&self, index: usize) -> usize {
        match index.checked_sub(1) {
            Some(below) => self.specification.units(below),
            None => self.dataset.shape.features,
        }
    }

    /// Units of layer `index`.
    pub fn units(&self, index: usize) -> usize {
        if index + 1 == self.layer_count() {
            self.dataset.shape.outputs(self.loss.kind)
        } else {
            self.specification.units(index)
        }
    }

    fn draw_layer(&self, index: usize) -> Layer {
        let spec = &self.specification;
        let (fan_in, units) = (self.fan_in(index), self.units(index));
        let is_output = index + 1 == self.layer_count();
        let (purpose, activation) = if is_output {
            (Purpose::OutputLayer, spec.output_activation.with(|_| None))
        } else {
            (
                Purpose::HiddenLayer(index as u32 + 1),
                spec.hidden_activation(index),
            )
        };
        let rows = units * activation.pieces();
        let stream = &mut Stream::new(spec.seed, purpose);
        let (weights, biases) = spec.init.draw(rows, fan_in, stream);
        let plain = Layer::dense(weights, biases, activation);
        if is_output {
            return plain;
        }
        Layer {
            norm: spec.norm.map(|kind| Norm::new(kind, rows)),
            skip: spec.skip(index, self.dataset.shape.features),
            dropout: spec.dropout,
            ..plain
        }
    }

    /// Puts the rows into the order of the present step's epoch.
    fn shuffle(&mut self) {
        let epoch = Purpose::Epoch(self.step() / self.steps_per_epoch());
        self.order.clear();
        self.order.extend(0..self.dataset.train.len());
        Stream::new(self.specification.seed, epoch).shuffle(&mut self.order);
    }

    /// Puts the present step's batch in place.
    fn take_batch(&mut self) {
        let position = self.step() % self.steps_per_epoch();
        if position == 0 {
            self.shuffle();
        }
        let size = self.specification.batch as usize;
        let rows = &self.order[position as usize * size..][..size];
        self.dataset.train.select_into(rows, &mut self.batch);
        self.batch.write_targets(&mut self.targets);
        copy(&self.batch.inputs, &mut self.pass.input.mantissa);
    }

    fn take_score(&mut self) {
        let last = self.layer_count() - 1;
        let Loss { kind, reduction } = self.loss;
        let network = &self.state.network;
        let loss = network.loss(self.loss, &self.targets, &mut self.pass);
        if !loss.is_finite() {
            self.diverge(last, None, loss);
        }
        let outputs = self.pass.outputs();
        self.state.score = outputs.map_or(Score::UNKNOWN, |outputs| Score {
            loss: match reduction {
                Reduction::Mean => loss,
                Reduction::Sum => loss / kind.count(&outputs),
            },
            accuracy: score::accuracy(&outputs, &self.batch, kind),
        });
    }

    /// The forward step of one layer on a chunk of the test rows; `true` at the last, with the
    /// score.
    fn test(&mut self) -> bool {
        let (rows, kind) = (&self.dataset.test, self.loss.kind);
        let score = self.test.advance(&self.state.network, rows, kind);
        if let Some(score) = score {
            self.state.test_score = score;
            self.state.test_step = Some(self.state.step);
            self.test = Examination::default();
        }
        score.is_some()
    }
}
