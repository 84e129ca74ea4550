//! The specification: everything an experiment depends on, as named values.
//!
//! Element attributes, URL parameters and saved JSON are the same keys with the same text values,
//! and all pass through [`Specification::set`], which refuses by name. What is written holds the
//! version of the keys and whatever differs from the defaults.

mod keys;
mod limits;

pub use keys::{Field, KEYS, Key, VERSION};
pub use limits::MEMORY_LIMIT;

use crate::activation::{self, Activation, Kind, Nature};
use crate::data::{self, Request, Shape, Source};
use crate::error::Allowed;
use crate::formula::Formula;
use crate::init::{self, Scheme};
use crate::layer::{Place, Skip};
use crate::loss::Reduction;
use crate::optimizer::{Optimizer, Rule};
use crate::{Error, csv, loss, norm, notation};

/// All that an experiment depends on, but for a reader's own data. The same specification gives the
/// same bits everywhere.
#[derive(Clone, Debug)]
pub struct Specification {
    /// Activation of the hidden layers.
    pub activation: &'static Kind,
    /// The activation's parameters, in the order of [`activation::RANGES`]; the activation's own
    /// defaults where nothing is said.
    pub parameters: [Option<f64>; activation::RANGES.len()],
    /// A reader's own activation, used where the activation is the one called `formula`.
    pub formula: Formula,
    /// Whether a learned slope is one for each unit, not one for all of a layer.
    pub slope_per_unit: bool,
    /// Activations of the first hidden layers, where they differ from the others'.
    pub layer_activations: Vec<Option<&'static Kind>>,
    /// Activation of the output layer, with its default parameters.
    pub output_activation: &'static Kind,
    /// Hidden layers.
    pub depth: u32,
    /// Units of each hidden layer.
    pub width: u32,
    /// Units of the first hidden layers, where they differ from the others'.
    pub layer_widths: Vec<Option<u32>>,
    /// How the weights are drawn.
    pub init: Scheme,
    /// Normalisation in the hidden layers.
    pub norm: Option<norm::Kind>,
    /// Every how many hidden layers a skip connection ends; 0 for none.
    pub residual: u32,
    /// What a layer's own part is multiplied by where a skip connection ends.
    pub residual_scale: f64,
    /// Where a skip connection ends.
    pub residual_place: Place,
    /// The share of the hidden layers' activations that training passes drop.
    pub dropout: f64,
    /// Data set.
    pub data: &'static Source,
    /// How a reader's own file is read.
    pub csv: CsvOptions,
    /// Rows of the data set; 0 for all there are.
    pub rows: u32,
    /// Standard deviation of the noise in generated data.
    pub noise: f64,
    /// The share of the rows that test.
    pub test_share: f64,
    /// Whether the data are standardised.
    pub standardise: bool,
    /// Loss; what goes with the data where nothing is said.
    pub loss: Option<loss::Kind>,
    /// What the loss of a batch is divided by.
    pub reduction: Reduction,
    /// How gradients move parameters.
    pub optimizer: Optimizer,
    /// The largest norm that all gradients together may have; not clipped where nothing is said.
    pub clip: Option<f64>,
    /// Samples per step.
    pub batch: u32,
    /// Seed of every random stream.
    pub seed: u32,
}

/// How a reader's own file is read, as [`csv::Options`] take it.
#[derive(Clone, Debug)]
pub struct CsvOptions {
    /// Whether the first row names the columns.
    pub header: csv::Header,
    /// The column to be told, by name or by number from 1; empty for the last.
    pub label: String,
    /// Whether it holds classes or numbers.
    pub task: csv::Task,
}

impl Default for Specification {
    fn default() -> Self {
        Self {
            activation: Kind::SIGMOID,
            parameters: Default::default(),
            formula: Formula::default(),
            slope_per_unit: false,
            layer_activations: Vec::new(),
            output_activation: Kind::IDENTITY,
            depth: 20,
            width: 24,
            layer_widths: Vec::new(),
            init: init::CATALOGUE[0].scheme(),
            norm: None,
            residual: 0,
            residual_scale: 1.0,
            residual_place: Place::AfterActivation,
            dropout: 0.0,
            data: &data::CATALOGUE[0],
            csv: CsvOptions {
                header: csv::Header::Auto,
                label: String::new(),
                task: csv::Task::Auto,
            },
            rows: 0,
            noise: 0.1,
            test_share: 0.2,
            standardise: true,
            loss: None,
            reduction: Reduction::Mean,
            optimizer: Optimizer {
                rule: Rule::Sgd,
                // Twenty ReLU layers still learn steadily with it; with 0.1 they fall back now and
                // then.
                learning_rate: 0.02,
                momentum: 0.9,
                weight_decay: 0.0,
                l1: 0.0,
            },
            clip: None,
            batch: 64,
            seed: 1,
        }
    }
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

    /// From the query of a URL.
    ///
    /// # Errors
    /// As [`notation::from_query`] and [`Specification::from_pairs`].
    pub fn from_query(text: &str) -> Result<Self, Error> {
        let pairs = notation::from_query(text)?;
        Self::from_pairs(pairs.iter().map(|(key, value)| (&**key, &**value)))
    }

    /// From a flat JSON object.
    ///
    /// # Errors
    /// As [`notation::from_json`] and [`Specification::from_pairs`].
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let pairs = notation::from_json(text)?;
        Self::from_pairs(pairs.iter().map(|(key, value)| (&**key, &**value)))
    }

    /// The query of a URL that [`Specification::from_query`] reads back to the same bits.
    pub fn to_query(&self) -> String {
        notation::to_query(borrowed(&self.differences()))
    }

    /// The JSON that [`Specification::from_json`] reads back to the same bits.
    pub fn to_json(&self) -> String {
        notation::to_json(borrowed(&self.differences()))
    }

    /// The version, and every key whose value differs from the default, with its text.
    pub fn differences(&self) -> Vec<(&'static str, String)> {
        let default = Self::default();
        KEYS.iter()
            .filter_map(|key| Some((key, key.text(self)?)))
            .filter(|(key, text)| {
                key.name == "version" || key.text(&default).as_ref() != Some(text)
            })
            .map(|(key, text)| (key.name, text))
            .collect()
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
                allowed: Allowed::Choices(KEYS.each_ref().map(|key| key.name).into()),
            })?
            .parse(self, value)
    }

    /// Every activation that some hidden layer has.
    pub(super) fn kinds(&self) -> impl Iterator<Item = &'static Kind> {
        let layers = self.layer_activations.iter().take(self.depth as usize);
        std::iter::once(self.activation).chain(layers.flatten().copied())
    }

    /// The activation of hidden layer `index`, counted from 0, with the parameters given.
    pub fn hidden_activation(&self, index: usize) -> Activation {
        let own = self.layer_activations.get(index).copied().flatten();
        let mut activation = self.with_parameters(own.unwrap_or(self.activation));
        if self.slope_per_unit && activation.kind().nature == Nature::Learned {
            activation.slopes = vec![activation.slopes[0]; self.units(index)];
        }
        activation
    }

    pub(super) fn with_parameters(&self, kind: &'static Kind) -> Activation {
        let activation = kind.with(|name| {
            let index = activation::RANGES
                .iter()
                .position(|range| range.0 == name)?;
            self.parameters[index]
        });
        match kind.nature {
            Nature::Formula => activation.with_formula(self.formula.clone()),
            _ => activation,
        }
    }

    /// Units of hidden layer `index`, counted from 0.
    pub fn units(&self, index: usize) -> usize {
        let own = self.layer_widths.get(index).copied().flatten();
        own.unwrap_or(self.width) as usize
    }

    /// The skip connection that ends at hidden layer `index`, counted from 0, where the inputs of
    /// the first layer are `features` wide: layers k, 2 k, ... have one, unless the two ends differ
    /// in width.
    pub fn skip(&self, index: usize, features: usize) -> Option<Skip> {
        let back = self.residual as usize;
        if back == 0 || !(index + 1).is_multiple_of(back) {
            return None;
        }
        let begins = match (index + 1).checked_sub(back + 1) {
            Some(below) => self.units(below),
            None => features,
        };
        let place = match self.hidden_activation(index).pieces() {
            1 => self.residual_place,
            // The largest of skip + scale u is skip + scale times the largest u.
            _ => Place::AfterActivation,
        };
        (begins == self.units(index)).then_some(Skip {
            back,
            scale: self.residual_scale,
            place,
        })
    }

    /// What is wanted of the data.
    pub fn request(&self) -> Request<'_> {
        Request {
            source: self.data,
            rows: self.rows as usize,
            noise: self.noise,
            test_share: self.test_share,
            standardise: self.standardise,
            seed: self.seed,
            csv: csv::Options {
                header: self.csv.header,
                label: &self.csv.label,
                task: self.csv.task,
            },
        }
    }

    /// The loss in force for data of this shape.
    pub fn loss_for(&self, shape: Shape) -> loss::Kind {
        self.loss.unwrap_or_else(|| shape.loss())
    }
}

fn borrowed<'a>(pairs: &'a [(&'static str, String)]) -> impl Iterator<Item = (&'a str, &'a str)> {
    pairs.iter().map(|(key, text)| (*key, &**text))
}
