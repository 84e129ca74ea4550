//! A running experiment: a network, its data, and training that advances one layer per call.
//!
//! An experiment always shows one pass: forward over a batch, then backward. A step first takes
//! the gradients of the pass that is shown to update the weights, then makes the next pass; so the
//! picture before the first step is the network as it was drawn. Every epoch ends with a walk over
//! the test rows.

use nalgebra::DMatrix;

use crate::Error;
use crate::activation::Activation;
use crate::data::Dataset;
use crate::layer::Layer;
use crate::loss::{self, Loss, Reduction};
use crate::network::{Network, Pass};
use crate::optimizer::{Memory, Optimizer, clip, gradient_norm};
use crate::random::{Purpose, Stream};
use crate::scaled::Scaled;
use crate::specification::Specification;
use crate::stats::LayerStatistics;

/// What the next call of [`Experiment::advance`] will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The forward step of a layer, counted from 0.
    Forward(usize),
    /// The backward step of a layer.
    Backward(usize),
    /// The forward step of a layer on the test rows.
    Test(usize),
    /// Nothing: the pass is complete.
    Complete,
}

/// How well the network does on some rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// The mean loss.
    pub loss: f64,
    /// The share of rows told right.
    pub accuracy: f64,
}

impl Score {
    const UNKNOWN: Self = Self {
        loss: f64::NAN,
        accuracy: f64::NAN,
    };
}

/// A network under training, with all that its picture needs.
#[derive(Debug)]
pub struct Experiment {
    specification: Specification,
    dataset: Dataset,
    loss: Loss,
    optimizer: Optimizer,
    memories: Vec<Memory>,
    clip_factor: f64,
    network: Network,
    pass: Pass,
    targets: DMatrix<f64>,
    labels: Vec<usize>,
    statistics: Vec<LayerStatistics>,
    stage: Stage,
    step: u32,
    order: Vec<usize>,
    score: Score,
    test_input: DMatrix<f64>,
    test_score: Score,
    test_step: Option<u32>,
}

impl Experiment {
    /// An experiment about to begin its first pass. `file` is the data set's file, where its
    /// source has one.
    ///
    /// # Errors
    /// As [`Specification::check`] and [`Dataset::new`]; after this, nothing can fail.
    pub fn new(specification: Specification, file: Option<&[u8]>) -> Result<Self, Error> {
        specification.check()?;
        let Specification {
            data, noise, seed, ..
        } = specification;
        let dataset = Dataset::new(data, noise, seed, file)?;
        let loss = Loss {
            kind: specification.loss,
            reduction: Reduction::Mean,
        };
        let layers = specification.depth as usize + 1;
        let optimizer = Optimizer {
            rule: specification.optimizer,
            learning_rate: specification.learning_rate,
            momentum: specification.momentum,
            weight_decay: specification.weight_decay,
        };
        let mut experiment = Self {
            loss,
            optimizer,
            memories: vec![Memory::default(); layers],
            clip_factor: 1.0,
            network: Network::default(),
            pass: Pass::new(data.features, specification.batch as usize),
            targets: DMatrix::zeros(0, 0),
            labels: Vec::new(),
            statistics: vec![LayerStatistics::UNKNOWN; layers],
            stage: Stage::Complete,
            step: 0,
            order: Vec::new(),
            score: Score::UNKNOWN,
            test_input: DMatrix::zeros(0, 0),
            test_score: Score::UNKNOWN,
            test_step: None,
            specification,
            dataset,
        };
        experiment.take_batch();
        experiment.stage = Stage::Forward(0);
        Ok(experiment)
    }

    /// Begins the next training step; does nothing while a pass is under way.
    pub fn begin_step(&mut self) {
        if self.stage == Stage::Complete {
            self.step += 1;
            self.take_batch();
            self.stage = Stage::Forward(0);
        }
    }

    /// Does one layer's work and moves on to the next.
    pub fn advance(&mut self) {
        let last = self.layer_count() - 1;
        self.stage = match self.stage {
            Stage::Forward(index) => {
                if self.network.layers.len() == index {
                    self.network.layers.push(self.draw_layer(index));
                } else {
                    self.optimizer.step(
                        self.step,
                        self.clip_factor,
                        &mut self.network.layers[index],
                        &self.pass.records[index],
                        &mut self.memories[index],
                    );
                }
                self.network.forward(index, &mut self.pass);
                let activation = self.network.layers[index].activation;
                self.statistics[index].after_forward(activation, &self.pass.records[index]);
                if index < last {
                    Stage::Forward(index + 1)
                } else {
                    self.take_score();
                    Stage::Backward(last)
                }
            }
            Stage::Backward(index) => {
                self.network.backward(index, &mut self.pass);
                self.statistics[index].after_backward(&self.pass.records[index]);
                if index == 0
                    && let Some(limit) = self.specification.clip
                {
                    self.clip_factor = clip(gradient_norm(&self.pass.records), limit);
                }
                if index > 0 {
                    Stage::Backward(index - 1)
                } else if self.step > 0 && self.step.is_multiple_of(self.steps_per_epoch()) {
                    Stage::Test(0)
                } else {
                    Stage::Complete
                }
            }
            Stage::Test(index) => {
                self.test(index);
                if index < last {
                    Stage::Test(index + 1)
                } else {
                    Stage::Complete
                }
            }
            Stage::Complete => Stage::Complete,
        };
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
        self.step
    }

    /// Steps that show every training row once, less a rest smaller than a batch.
    pub fn steps_per_epoch(&self) -> u32 {
        self.dataset.train.labels.len() as u32 / self.specification.batch
    }

    /// Layers, the output layer included.
    pub fn layer_count(&self) -> usize {
        self.statistics.len()
    }

    /// The layers drawn so far.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The pass that is shown.
    pub fn pass(&self) -> &Pass {
        &self.pass
    }

    /// dL/dW of layer `index`; `None` before its first backward step.
    pub fn gradient(&self, index: usize) -> Option<&Scaled> {
        let done = self.step > 0
            || match self.stage {
                Stage::Forward(_) => false,
                Stage::Backward(next) => index > next,
                Stage::Test(_) | Stage::Complete => true,
            };
        self.pass
            .records
            .get(index)
            .filter(|_| done)
            .map(|record| &record.grad_w)
    }

    /// What is known of each layer; from an earlier pass where this one has not come yet.
    pub fn statistics(&self) -> &[LayerStatistics] {
        &self.statistics
    }

    /// On the batch that is shown; NaN before the forward walk is through for the first time.
    pub fn score(&self) -> Score {
        self.score
    }

    /// On the test rows, at [`Experiment::test_step`]; NaN before the first epoch has ended.
    pub fn test_score(&self) -> Score {
        self.test_score
    }

    /// The step after which the test rows were last walked.
    pub fn test_step(&self) -> Option<u32> {
        self.test_step
    }

    /// The share of the test rows that always giving the same answer gets right.
    pub fn chance(&self) -> f64 {
        self.dataset.test.chance()
    }

    /// What the gradients of the last complete pass are multiplied by when a step takes them:
    /// 1 where they are not clipped.
    pub fn clip_factor(&self) -> f64 {
        self.clip_factor
    }

    /// Inputs of layer `index`.
    pub fn fan_in(&self, index: usize) -> usize {
        if index == 0 {
            self.specification.data.features
        } else {
            self.specification.width as usize
        }
    }

    /// Units of layer `index`.
    pub fn units(&self, index: usize) -> usize {
        if index + 1 == self.layer_count() {
            self.specification.data.outputs(self.specification.loss)
        } else {
            self.specification.width as usize
        }
    }

    fn draw_layer(&self, index: usize) -> Layer {
        let Specification { init, seed, .. } = self.specification;
        let (fan_in, units) = (self.fan_in(index), self.units(index));
        let (purpose, activation) = if index + 1 == self.layer_count() {
            (Purpose::OutputLayer, Activation::identity())
        } else {
            (
                Purpose::HiddenLayer(index as u32 + 1),
                self.specification.hidden_activation(),
            )
        };
        let (weights, biases) = init.draw(units, fan_in, &mut Stream::new(seed, purpose));
        Layer {
            weights,
            biases,
            activation,
        }
    }

    /// Puts the present step's batch in place.
    fn take_batch(&mut self) {
        let batch = self.specification.batch as usize;
        let (epoch, position) = (
            self.step / self.steps_per_epoch(),
            self.step % self.steps_per_epoch(),
        );
        if position == 0 {
            self.order = (0..self.dataset.train.labels.len()).collect();
            Stream::new(self.specification.seed, Purpose::Epoch(epoch)).shuffle(&mut self.order);
        }
        let rows = &self.order[position as usize * batch..][..batch];
        let outputs = self.units(self.layer_count() - 1);
        self.pass.input = self.dataset.train.select(rows);
        self.targets = self.dataset.train.targets(rows, outputs);
        self.labels = rows
            .iter()
            .map(|&row| self.dataset.train.labels[row])
            .collect();
    }

    fn take_score(&mut self) {
        let loss = self.network.loss(self.loss, &self.targets, &mut self.pass);
        let accuracy = self.pass.outputs().map_or(f64::NAN, |outputs| {
            accuracy(self.loss.kind, outputs, &self.labels)
        });
        self.score = Score { loss, accuracy };
    }

    /// The forward step of one layer on the test rows; at the last, the score.
    fn test(&mut self, index: usize) {
        let test = &self.dataset.test;
        let input = if index == 0 {
            &test.inputs
        } else {
            &self.test_input
        };
        let layer = &self.network.layers[index];
        self.test_input = layer.outputs(input);
        if index + 1 == self.layer_count() {
            let outputs = std::mem::replace(&mut self.test_input, DMatrix::zeros(0, 0));
            let rows: Vec<_> = (0..test.labels.len()).collect();
            let targets = test.targets(&rows, outputs.nrows());
            let mut gradient = outputs.clone();
            self.test_score = Score {
                loss: self.loss.evaluate(&outputs, &targets, &mut gradient),
                accuracy: accuracy(self.loss.kind, &outputs, &test.labels),
            };
            self.test_step = Some(self.step);
        }
    }
}

/// Share of columns whose decision is the label: the largest output, or for a single output
/// whether it is past the middle (logit 0, or 1/2 for a squared error).
fn accuracy(loss: loss::Kind, outputs: &DMatrix<f64>, labels: &[usize]) -> f64 {
    let middle = if loss == loss::Kind::MeanSquaredError {
        0.5
    } else {
        0.0
    };
    let right = outputs
        .column_iter()
        .zip(labels)
        .filter(|(y, label)| {
            // NaN decides for nothing.
            let decision = if y.iter().any(|y| y.is_nan()) {
                usize::MAX
            } else if y.len() == 1 {
                usize::from(y[0] > middle)
            } else {
                y.imax()
            };
            decision == **label
        })
        .count();
    right as f64 / labels.len() as f64
}
