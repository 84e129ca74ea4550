//! What a specification may not ask for, although every key by itself allows it.

use super::Specification;
use crate::activation::Nature;
use crate::data::{self, Shape, Task};
use crate::error::{Allowed, Limit};
use crate::score::CHUNK;
use crate::{Error, loss, norm, number};

/// Memory one experiment may take, in bytes: a third of what WebAssembly can address, since the one
/// that is shown, the one that takes its place and one that is tried may be there at once.
pub const MEMORY_LIMIT: u64 = (1 << 32) / 3;

/// What a layer takes beside its numbers: its statistics, and the allocator's share.
const LAYER_OVERHEAD: u64 = 1024;

impl Specification {
    /// Checks what no single key can tell, of data whose shape is known before they are read.
    ///
    /// # Errors
    /// As [`Specification::check_with`]; a reader's own data are checked when they are read.
    pub fn check(&self) -> Result<(), Error> {
        match self.shape() {
            Some(shape) => self.check_with(shape),
            None => Ok(()),
        }
    }

    /// The shape of the data with as many rows as are asked for; `None` before a reader's own are
    /// read.
    fn shape(&self) -> Option<Shape> {
        let shape = self.data.shape?;
        Some(match self.rows {
            0 => shape,
            rows => Shape {
                rows: rows as usize,
                ..shape
            },
        })
    }

    /// Checks what no single key can tell.
    ///
    /// # Errors
    /// [`Error::InvalidValue`] for a batch larger than the data's training part or too small for
    /// batch normalisation, more rows than there are, a loss that does not go with the data, or a
    /// lower bound above its upper one; [`Error::TooLarge`] for a network over [`MEMORY_LIMIT`].
    pub fn check_with(&self, shape: Shape) -> Result<(), Error> {
        let invalid = |key, value: String, allowed| {
            Err(Error::InvalidValue {
                key,
                value,
                allowed,
            })
        };
        if let Some(there) = self.data.shape
            && !self.data.is_generated()
            && shape.rows > there.rows
        {
            let allowed = Allowed::AtMost {
                max: there.rows as f64,
                of: Limit::Rows(self.data.name),
            };
            return invalid("rows", shape.rows.to_string(), allowed);
        }
        let train = data::train_rows(shape.rows, self.test_share);
        if train == 0 || train == shape.rows {
            let allowed = Allowed::Split { training: train };
            return invalid("rows", shape.rows.to_string(), allowed);
        }
        if self.batch as usize > train {
            let allowed = Allowed::AtMost {
                max: train as f64,
                of: Limit::TrainingRows {
                    data: self.data.name,
                    is_few: self.rows != 0,
                },
            };
            return invalid("batch", self.batch.to_string(), allowed);
        }
        if self.batch == 1 && self.norm == Some(norm::Kind::Batch) {
            let allowed = Allowed::AtLeastForBatchNorm { min: 2 };
            return invalid("batch", "1".to_owned(), allowed);
        }
        if let (Some(loss), Task::Number) = (self.loss, shape.task)
            && loss != loss::Kind::MeanSquaredError
        {
            let allowed = Allowed::NumberChoices {
                names: vec!["auto", loss::Kind::MeanSquaredError.name()],
                data: self.data.name,
            };
            return invalid("loss", loss.name().to_owned(), allowed);
        }
        for kind in self.kinds() {
            let activation = self.with_parameters(kind);
            let [lower, upper] = ["lower", "upper"].map(|name| activation.named(name));
            if let (Some(lower), Some(upper)) = (lower, upper)
                && lower > upper
            {
                let allowed = Allowed::AtMost {
                    max: upper,
                    of: Limit::Upper,
                };
                return invalid("lower", number::text(lower), allowed);
            }
            let pieces = activation.named("pieces");
            if let Some(pieces) = pieces.filter(|pieces| pieces.fract() != 0.0) {
                return invalid("pieces", number::text(pieces), Allowed::Whole);
            }
        }
        let bytes = self.memory(shape);
        if bytes > MEMORY_LIMIT {
            return Err(Error::TooLarge {
                bytes,
                limit: MEMORY_LIMIT,
            });
        }
        Ok(())
    }

    /// Bytes an experiment with data of this shape needs at its peak, at least: weights with their
    /// gradients, updates and moments; what the two steps of every layer keep for every sample;
    /// the data; a walk over the other rows; the packed operands of the largest product; and what
    /// every layer takes however small.
    pub fn memory(&self, shape: Shape) -> u64 {
        let batch = u64::from(self.batch);
        let [features, rows] = [shape.features, shape.rows].map(|n| n as u64);
        // On their way through the network together.
        let walk = rows.min(CHUNK as u64);
        // z, f'(z), a, dL/da and dL/dz; xhat, u, dL/du and scratch; sum and signal of a skip
        // connection; what dropout and RReLU draw.
        let per_sample = 5
            + if self.norm.is_some() { 5 } else { 0 }
            + if self.residual > 0 { 2 } else { 0 }
            + u64::from(self.dropout > 0.0)
            + u64::from(self.kinds().any(|kind| kind.nature == Nature::Drawn));
        let outputs = shape.outputs(self.loss_for(shape));
        let (mut weights, mut units, mut widest) = (0, 0, features);
        let mut fan_in = features;
        for index in 0..=self.depth as usize {
            let (layer, pieces) = if index == self.depth as usize {
                (outputs, 1)
            } else {
                (self.units(index), self.hidden_activation(index).pieces())
            };
            let rows = (layer * pieces) as u64;
            weights += rows * fan_in;
            units += rows;
            widest = widest.max(rows);
            fan_in = layer as u64;
        }
        let widest = widest.next_multiple_of(4);
        let samples = batch.next_multiple_of(4);
        // Both moments are kept whatever the rule needs, if it needs any.
        let moments = if self.optimizer.rule.memory() > 0 {
            2
        } else {
            0
        };
        // Input, z, f'(z), a and what two skip connections bring.
        let walked = 6;
        let doubles = (3 + moments) * (weights + units)
            + per_sample * batch * units
            + 3 * batch * features
            + 2 * rows * features
            + walked * walk * widest
            + widest * (widest.max(samples) + samples)
            + LAYER_OVERHEAD / 8 * (u64::from(self.depth) + 1);
        8 * doubles
    }
}
