//! The specification: everything an experiment depends on, as named values.
//!
//! Element attributes, URL parameters and saved settings are the same keys with the same text
//! values, and all pass through [`Specification::set`], which refuses by name.

use std::str::FromStr;

use crate::activation::{self, Activation, Kind};
use crate::data::{self, Source};
use crate::init::{self, Initialisation};
use crate::{Error, loss, optimizer};

/// Memory one experiment may take, in bytes.
pub const MEMORY_LIMIT: u64 = 1 << 30;

/// What a layer takes beside its numbers: its statistics, and the allocator's share.
const LAYER_OVERHEAD: u64 = 1024;

/// All that an experiment depends on. The same specification gives the same bits everywhere.
#[derive(Clone, Debug)]
pub struct Specification {
    /// Activation of the hidden layers; the output layer is linear.
    pub activation: &'static Kind,
    /// The activation's parameters, in the order of [`activation::RANGES`]; the activation's own
    /// defaults where nothing is said.
    pub parameters: [Option<f64>; activation::RANGES.len()],
    /// Hidden layers.
    pub depth: u32,
    /// Units of each hidden layer.
    pub width: u32,
    /// How the weights are drawn.
    pub init: &'static Initialisation,
    /// Data set.
    pub data: &'static Source,
    /// Standard deviation of the noise in generated data.
    pub noise: f64,
    /// Loss, as the mean over a batch.
    pub loss: loss::Kind,
    /// How gradients move parameters.
    pub optimizer: optimizer::Rule,
    /// Learning rate.
    pub learning_rate: f64,
    /// Momentum, where the optimiser has one.
    pub momentum: f64,
    /// Weight decay.
    pub weight_decay: f64,
    /// The largest norm that all gradients together may have; not clipped where nothing is said.
    pub clip: Option<f64>,
    /// Samples per step.
    pub batch: u32,
    /// Seed of every random stream.
    pub seed: u32,
}

impl Default for Specification {
    fn default() -> Self {
        Self {
            activation: Kind::SIGMOID,
            parameters: Default::default(),
            depth: 20,
            width: 24,
            init: &init::CATALOGUE[0],
            data: &data::CATALOGUE[0],
            noise: 0.1,
            loss: loss::Kind::CrossEntropy,
            optimizer: optimizer::Rule::Sgd,
            momentum: 0.9,
            weight_decay: 0.0,
            // Twenty ReLU layers still learn steadily with it; with 0.1 they fall back now and then.
            learning_rate: 0.02,
            clip: None,
            batch: 64,
            seed: 1,
        }
    }
}

/// One key of the specification.
#[derive(Debug)]
pub struct Key {
    /// As written in attributes, URLs and JSON.
    pub name: &'static str,
    /// What it accepts, and where it stands in a [`Specification`].
    pub field: Field,
}

type Names = fn() -> Vec<&'static str>;
type Get<T> = fn(&Specification) -> T;
type Set<T> = fn(&mut Specification, T);

/// What a key accepts, with the way to its field.
#[derive(Debug)]
pub enum Field {
    /// One of a catalogue's names.
    Choice {
        /// The names.
        names: Names,
        /// The name in force.
        get: Get<&'static str>,
        /// Takes an index into the names.
        set: Set<usize>,
    },
    /// A whole number.
    Integer {
        /// The smallest allowed.
        min: u32,
        /// The largest allowed.
        max: u32,
        /// The number in force.
        get: Get<u32>,
        /// Takes a number in range.
        set: Set<u32>,
    },
    /// A number.
    Number {
        /// The smallest allowed.
        min: f64,
        /// The largest allowed.
        max: f64,
        /// The number in force.
        get: Get<f64>,
        /// Takes a number in range.
        set: Set<f64>,
    },
    /// A number that need not be given.
    Optional {
        /// The smallest allowed.
        min: f64,
        /// The largest allowed.
        max: f64,
        /// The number in force, if any.
        get: Get<Option<f64>>,
        /// Takes a number in range.
        set: Set<f64>,
    },
    /// A parameter of the activation, by its place in [`activation::RANGES`].
    Parameter(usize),
}

const fn choice(name: &'static str, names: Names, get: Get<&'static str>, set: Set<usize>) -> Key {
    Key {
        name,
        field: Field::Choice { names, get, set },
    }
}

const fn integer(name: &'static str, [min, max]: [u32; 2], get: Get<u32>, set: Set<u32>) -> Key {
    Key {
        name,
        field: Field::Integer { min, max, get, set },
    }
}

const fn number(name: &'static str, [min, max]: [f64; 2], get: Get<f64>, set: Set<f64>) -> Key {
    Key {
        name,
        field: Field::Number { min, max, get, set },
    }
}

const fn optional(
    name: &'static str,
    [min, max]: [f64; 2],
    get: Get<Option<f64>>,
    set: Set<f64>,
) -> Key {
    Key {
        name,
        field: Field::Optional { min, max, get, set },
    }
}

const fn parameter(index: usize) -> Key {
    Key {
        name: activation::RANGES[index].0,
        field: Field::Parameter(index),
    }
}

/// Every key.
pub static KEYS: [Key; 24] = [
    choice(
        "activation",
        || activation::catalogue().map(|kind| kind.name).collect(),
        |spec| spec.activation.name,
        |spec, index| {
            if let Some(kind) = activation::catalogue().nth(index) {
                spec.activation = kind;
            }
        },
    ),
    parameter(0),
    parameter(1),
    parameter(2),
    parameter(3),
    parameter(4),
    parameter(5),
    parameter(6),
    parameter(7),
    parameter(8),
    parameter(9),
    integer(
        "depth",
        [1, 1000],
        |spec| spec.depth,
        |spec, depth| spec.depth = depth,
    ),
    integer(
        "width",
        [1, 1024],
        |spec| spec.width,
        |spec, width| spec.width = width,
    ),
    choice(
        "init",
        || init::CATALOGUE.each_ref().map(|rule| rule.name).into(),
        |spec| spec.init.name,
        |spec, index| spec.init = &init::CATALOGUE[index],
    ),
    choice(
        "data",
        || data::CATALOGUE.each_ref().map(|source| source.name).into(),
        |spec| spec.data.name,
        |spec, index| spec.data = &data::CATALOGUE[index],
    ),
    number(
        "noise",
        [0.0, 1.0],
        |spec| spec.noise,
        |spec, noise| spec.noise = noise,
    ),
    choice(
        "loss",
        || loss::CATALOGUE.each_ref().map(|kind| kind.name()).into(),
        |spec| spec.loss.name(),
        |spec, index| spec.loss = loss::CATALOGUE[index],
    ),
    choice(
        "optimizer",
        || optimizer::CATALOGUE.map(|rule| rule.name()).into(),
        |spec| spec.optimizer.name(),
        |spec, index| spec.optimizer = optimizer::CATALOGUE[index],
    ),
    number(
        "learning-rate",
        [0.0, 10.0],
        |spec| spec.learning_rate,
        |spec, rate| spec.learning_rate = rate,
    ),
    number(
        "momentum",
        [0.0, 0.999],
        |spec| spec.momentum,
        |spec, mu| spec.momentum = mu,
    ),
    number(
        "weight-decay",
        [0.0, 1.0],
        |spec| spec.weight_decay,
        |spec, decay| spec.weight_decay = decay,
    ),
    optional(
        "clip",
        [1e-6, 1e6],
        |spec| spec.clip,
        |spec, norm| spec.clip = Some(norm),
    ),
    integer(
        "batch",
        [1, 4096],
        |spec| spec.batch,
        |spec, batch| spec.batch = batch,
    ),
    integer(
        "seed",
        [0, u32::MAX],
        |spec| spec.seed,
        |spec, seed| spec.seed = seed,
    ),
];

impl Key {
    /// Sets this key from text.
    fn parse(&self, specification: &mut Specification, text: &str) -> Result<(), Error> {
        fn within<T: FromStr + PartialOrd>(text: &str, min: T, max: T) -> Option<T> {
            text.trim()
                .parse()
                .ok()
                .filter(|value| (min..=max).contains(value))
        }
        let accepted = match self.field {
            Field::Choice { names, set, .. } => names()
                .iter()
                .position(|&name| name == text.trim())
                .map(|index| set(specification, index)),
            Field::Integer { min, max, set, .. } => {
                within(text, min, max).map(|value| set(specification, value))
            }
            Field::Number { min, max, set, .. } | Field::Optional { min, max, set, .. } => {
                within(text, min, max).map(|value| set(specification, value))
            }
            Field::Parameter(index) => {
                let (_, min, max) = activation::RANGES[index];
                within(text, min, max).map(|value| specification.parameters[index] = Some(value))
            }
        };
        accepted.ok_or_else(|| Error::InvalidValue {
            key: self.name,
            value: text.to_owned(),
            allowed: match self.field {
                Field::Choice { names, .. } => names().join(", "),
                Field::Integer { min, max, .. } => format!("a whole number from {min} to {max}"),
                Field::Number { min, max, .. } | Field::Optional { min, max, .. } => {
                    a_number(min, max)
                }
                Field::Parameter(index) => {
                    let (_, min, max) = activation::RANGES[index];
                    a_number(min, max)
                }
            },
        })
    }

    /// The value in force, as text that [`Specification::set`] reads back to the same bits; `None`
    /// where none was given and the default depends on other keys.
    pub fn text(&self, specification: &Specification) -> Option<String> {
        match self.field {
            Field::Choice { get, .. } => Some(get(specification).to_owned()),
            Field::Integer { get, .. } => Some(get(specification).to_string()),
            Field::Number { get, .. } => Some(get(specification).to_string()),
            Field::Optional { get, .. } => get(specification).map(|value| value.to_string()),
            Field::Parameter(index) => {
                specification.parameters[index].map(|value| value.to_string())
            }
        }
    }
}

fn a_number(min: f64, max: f64) -> String {
    format!("a number from {min} to {max}")
}

impl Specification {
    /// The default specification with `values` set in order, checked as a whole.
    ///
    /// # Errors
    /// As [`Specification::set`] and [`Specification::check`].
    pub fn from_pairs<'a>(
        values: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Error> {
        let mut specification = Self::default();
        for (key, value) in values {
            specification.set(key, value)?;
        }
        specification.check()?;
        Ok(specification)
    }

    /// Sets one key from text.
    ///
    /// # Errors
    /// [`Error::UnknownKey`] or [`Error::InvalidValue`]; the specification is then unchanged.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), Error> {
        KEYS.iter()
            .find(|own| own.name == key)
            .ok_or_else(|| Error::UnknownKey {
                key: key.to_owned(),
                allowed: KEYS.each_ref().map(|key| key.name).join(", "),
            })?
            .parse(self, value)
    }

    /// Checks what no single key can tell.
    ///
    /// # Errors
    /// [`Error::InvalidValue`] for a batch larger than the data's training part or a lower bound
    /// above its upper one, and
    /// [`Error::TooLarge`] for a network over [`MEMORY_LIMIT`].
    pub fn check(&self) -> Result<(), Error> {
        let rows = self.data.train_rows();
        if self.batch as usize > rows {
            return Err(Error::InvalidValue {
                key: "batch",
                value: self.batch.to_string(),
                allowed: format!("at most {rows}, the training rows of {}", self.data.name),
            });
        }
        let [lower, upper] = ["lower", "upper"].map(|name| self.hidden_activation().named(name));
        if let (Some(lower), Some(upper)) = (lower, upper)
            && lower > upper
        {
            return Err(Error::InvalidValue {
                key: "lower",
                value: lower.to_string(),
                allowed: format!("at most {upper}, the value of upper"),
            });
        }
        let bytes = self.memory();
        if bytes > MEMORY_LIMIT {
            return Err(Error::TooLarge {
                bytes,
                limit: MEMORY_LIMIT,
            });
        }
        Ok(())
    }

    /// The activation of the hidden layers, with the parameters given.
    pub fn hidden_activation(&self) -> Activation {
        self.activation.with(|name| {
            let index = activation::RANGES
                .iter()
                .position(|range| range.0 == name)?;
            self.parameters[index]
        })
    }

    /// Bytes an experiment needs at its peak, at least: weights and their gradients; z, a, f'(z)
    /// and dL/dz of every layer and sample; the data; the widest layer's pass over the test rows;
    /// the packed operands of the largest product; and what every layer takes however small.
    pub fn memory(&self) -> u64 {
        let [depth, width, batch] = [self.depth, self.width, self.batch].map(u64::from);
        let [features, rows] = [self.data.features, self.data.rows].map(|n| n as u64);
        let outputs = self.data.outputs(self.loss) as u64;
        let units = depth * width + outputs;
        let weights = features * width + (depth - 1) * width * width + width * outputs;
        let test = rows - self.data.train_rows() as u64;
        let widest = width.max(features).max(outputs).next_multiple_of(4);
        let samples = batch.max(test).next_multiple_of(4);
        // Both moments are kept whatever the rule needs, if it needs any.
        let moments = if self.optimizer.memory() > 0 { 2 } else { 0 };
        let doubles = (2 + moments) * (weights + units)
            + 4 * batch * units
            + 3 * batch * features
            + 2 * rows * features
            + 4 * test * widest
            + widest * (widest + samples)
            + LAYER_OVERHEAD / 8 * (depth + 1);
        8 * doubles
    }
}
