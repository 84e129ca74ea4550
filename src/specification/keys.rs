//! The keys of a specification: what each accepts, and where it stands.

use super::Specification;
use crate::Error;
use crate::activation::{self, Kind, Nature};
use crate::error::{Allowed, TextProblem};
use crate::formula::{self, Formula};
use crate::init::{self, Fan};
use crate::layer::Place;
use crate::loss::{self, Reduction};
use crate::{csv, data, norm, number, optimizer};

/// One key of the specification.
#[derive(Debug)]
pub struct Key {
    /// As written in attributes, URLs and JSON.
    pub name: &'static str,
    /// What it means, in a line of Markdown.
    pub about: &'static str,
    /// What it accepts, and where it stands in a [`Specification`].
    pub field: Field,
}

type Names = fn() -> Vec<&'static str>;
type Get<T> = fn(&Specification) -> T;
type Set<T> = fn(&mut Specification, T);
type SetText = fn(&mut Specification, &str) -> Result<(), TextProblem>;

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
        /// Takes a number in range, or none.
        set: Set<Option<f64>>,
    },
    /// A parameter of the activation, by its place in [`activation::RANGES`].
    Parameter(usize),
    /// A text.
    Text {
        /// What it is to be.
        allowed: &'static str,
        /// The text in force.
        get: Get<String>,
        /// Takes a text, or says what is wrong with it.
        set: SetText,
    },
}

const fn text(
    name: &'static str,
    about: &'static str,
    allowed: &'static str,
    get: Get<String>,
    set: SetText,
) -> Key {
    Key {
        name,
        about,
        field: Field::Text { allowed, get, set },
    }
}

const fn choice(
    name: &'static str,
    about: &'static str,
    names: Names,
    get: Get<&'static str>,
    set: Set<usize>,
) -> Key {
    Key {
        name,
        about,
        field: Field::Choice { names, get, set },
    }
}

const fn integer(
    name: &'static str,
    about: &'static str,
    [min, max]: [u32; 2],
    get: Get<u32>,
    set: Set<u32>,
) -> Key {
    Key {
        name,
        about,
        field: Field::Integer { min, max, get, set },
    }
}

const fn number(
    name: &'static str,
    about: &'static str,
    [min, max]: [f64; 2],
    get: Get<f64>,
    set: Set<f64>,
) -> Key {
    Key {
        name,
        about,
        field: Field::Number { min, max, get, set },
    }
}

const fn optional(
    name: &'static str,
    about: &'static str,
    [min, max]: [f64; 2],
    get: Get<Option<f64>>,
    set: Set<Option<f64>>,
) -> Key {
    Key {
        name,
        about,
        field: Field::Optional { min, max, get, set },
    }
}

const fn parameter(index: usize, about: &'static str) -> Key {
    Key {
        name: activation::RANGES[index].0,
        about,
        field: Field::Parameter(index),
    }
}

/// Entries of a comma-separated list for the first layers, an empty one meaning nothing special.
const LIST: &str = "separated by commas, one for each of the first hidden layers; an empty place, \
                    and the layers beyond, are like all others";

/// The version of the keys and of what they mean.
pub const VERSION: &str = "1";

/// Every key.
pub static KEYS: [Key; 49] = [
    choice(
        "version",
        "version of the keys and of what they mean",
        || vec![VERSION],
        |_| VERSION,
        |_, _| {},
    ),
    choice(
        "activation",
        "activation of the hidden layers",
        activation_names,
        |spec| spec.activation.name,
        |spec, index| {
            if let Some(kind) = activation::catalogue().nth(index) {
                spec.activation = kind;
            }
        },
    ),
    parameter(0, "slope of `leaky-relu`; where that of `prelu` begins"),
    parameter(1, "scale of the negative side"),
    parameter(2, "steepness"),
    parameter(3, "width of the dead zone"),
    parameter(4, "smallest slope drawn"),
    parameter(5, "largest slope drawn"),
    parameter(6, "lower bound"),
    parameter(7, "upper bound"),
    parameter(8, "where it begins to pass z on"),
    parameter(9, "what it says below"),
    parameter(10, "pre-activations a unit"),
    text(
        "formula",
        "your own f(z), where the activation is `formula`",
        "an expression in z, such as max(0.1*z, z)",
        |spec| spec.formula.text().to_owned(),
        |spec, text| {
            spec.formula = Formula::parse(text).map_err(of_formula)?;
            Ok(())
        },
    ),
    choice(
        "slope-per",
        "what has a learned slope of its own",
        || vec!["layer", "unit"],
        |spec| if spec.slope_per_unit { "unit" } else { "layer" },
        |spec, index| spec.slope_per_unit = index == 1,
    ),
    text(
        "layer-activations",
        "activations of the first hidden layers, where they differ",
        LIST,
        |spec| list_text(&spec.layer_activations, |kind| kind.name.to_owned()),
        |spec, text| {
            spec.layer_activations = list(text, |name| {
                activation::catalogue()
                    .find(|kind| kind.name == name)
                    .ok_or_else(|| TextProblem {
                        code: "activation",
                        arguments: vec![name.to_owned()],
                        position: None,
                        message: format!(
                            "\"{name}\" is no activation; there are {}",
                            activation_names().join(", ")
                        ),
                    })
            })?;
            Ok(())
        },
    ),
    choice(
        "output-activation",
        "activation of the output layer, with its default parameters",
        output_activation_names,
        |spec| spec.output_activation.name,
        |spec, index| {
            if let Some(kind) = output_activations().nth(index) {
                spec.output_activation = kind;
            }
        },
    ),
    integer(
        "depth",
        "hidden layers",
        [1, 1000],
        |spec| spec.depth,
        |spec, depth| spec.depth = depth,
    ),
    integer(
        "width",
        "units of a hidden layer",
        WIDTH,
        |spec| spec.width,
        |spec, width| spec.width = width,
    ),
    text(
        "layer-widths",
        "units of the first hidden layers, where they differ",
        LIST,
        |spec| list_text(&spec.layer_widths, u32::to_string),
        |spec, text| {
            let [min, max] = WIDTH;
            spec.layer_widths = list(text, |width| {
                width
                    .parse()
                    .ok()
                    .filter(|width| (min..=max).contains(width))
                    .ok_or_else(|| TextProblem {
                        code: "width",
                        arguments: vec![width.to_owned(), min.to_string(), max.to_string()],
                        position: None,
                        message: format!("\"{width}\" is no whole number from {min} to {max}"),
                    })
            })?;
            Ok(())
        },
    ),
    choice(
        "init",
        "how the weights are drawn",
        || init::CATALOGUE.each_ref().map(|rule| rule.name).into(),
        |spec| spec.init.rule.name,
        |spec, index| spec.init.rule = &init::CATALOGUE[index],
    ),
    choice(
        "fan",
        "the fan that He and LeCun go by",
        || vec!["in", "out"],
        |spec| match spec.init.fan {
            Fan::In => "in",
            Fan::Out => "out",
        },
        |spec, index| spec.init.fan = [Fan::In, Fan::Out][index],
    ),
    number(
        "gain",
        "what drawn weights are multiplied by, but for `sigma`",
        [0.0, 100.0],
        |spec| spec.init.gain,
        |spec, gain| spec.init.gain = gain,
    ),
    number(
        "sigma-w",
        "Var W = sigma-w² / fan-in, of `sigma`",
        [0.0, 100.0],
        |spec| spec.init.sigma_w,
        |spec, sigma| spec.init.sigma_w = sigma,
    ),
    number(
        "sigma-b",
        "Var b = sigma-b², of `sigma`",
        [0.0, 100.0],
        |spec| spec.init.sigma_b,
        |spec, sigma| spec.init.sigma_b = sigma,
    ),
    number(
        "constant",
        "every weight, of `constant`",
        [-100.0, 100.0],
        |spec| spec.init.constant,
        |spec, weight| spec.init.constant = weight,
    ),
    choice(
        "norm",
        "normalisation before the activation of the hidden layers",
        || {
            let names = norm::CATALOGUE.iter().map(|kind| kind.name());
            std::iter::once("none").chain(names).collect()
        },
        |spec| spec.norm.map_or("none", norm::Kind::name),
        |spec, index| {
            spec.norm = index
                .checked_sub(1)
                .and_then(|index| norm::CATALOGUE.get(index).copied());
        },
    ),
    integer(
        "residual",
        "a skip connection ends at every so many hidden layers; 0 for none",
        [0, 1000],
        |spec| spec.residual,
        |spec, every| spec.residual = every,
    ),
    number(
        "residual-scale",
        "what a layer's own part is multiplied by where one ends",
        [0.0, 10.0],
        |spec| spec.residual_scale,
        |spec, scale| spec.residual_scale = scale,
    ),
    choice(
        "residual-place",
        "where it ends: after or before the activation",
        || vec!["after", "before"],
        |spec| match spec.residual_place {
            Place::AfterActivation => "after",
            Place::BeforeActivation => "before",
        },
        |spec, index| {
            spec.residual_place = [Place::AfterActivation, Place::BeforeActivation][index];
        },
    ),
    number(
        "dropout",
        "share of the hidden activations that a training step drops",
        [0.0, 0.95],
        |spec| spec.dropout,
        |spec, share| spec.dropout = share,
    ),
    choice(
        "data",
        "data set",
        || data::CATALOGUE.each_ref().map(|source| source.name).into(),
        |spec| spec.data.name,
        |spec, index| spec.data = &data::CATALOGUE[index],
    ),
    choice(
        "csv-header",
        "whether the first row of your own file names the columns",
        || vec!["auto", "yes", "no"],
        |spec| match spec.csv.header {
            csv::Header::Auto => "auto",
            csv::Header::Yes => "yes",
            csv::Header::No => "no",
        },
        |spec, index| {
            spec.csv.header = [csv::Header::Auto, csv::Header::Yes, csv::Header::No][index];
        },
    ),
    text(
        "csv-label",
        "the column of your own file to be told",
        "the name of a column or its number; nothing for the last",
        |spec| spec.csv.label.clone(),
        |spec, label| {
            spec.csv.label = label.to_owned();
            Ok(())
        },
    ),
    choice(
        "csv-task",
        "whether it holds classes or numbers",
        || vec!["auto", "class", "number"],
        |spec| match spec.csv.task {
            csv::Task::Auto => "auto",
            csv::Task::Class => "class",
            csv::Task::Number => "number",
        },
        |spec, index| {
            spec.csv.task = [csv::Task::Auto, csv::Task::Class, csv::Task::Number][index];
        },
    ),
    integer(
        "rows",
        "rows of the data; 0 for all, or 1000 where they are generated",
        [0, 100_000],
        |spec| spec.rows,
        |spec, rows| spec.rows = rows,
    ),
    number(
        "noise",
        "standard deviation of the noise in generated data",
        [0.0, 1.0],
        |spec| spec.noise,
        |spec, noise| spec.noise = noise,
    ),
    number(
        "test-share",
        "share of the rows that test",
        [0.05, 0.95],
        |spec| spec.test_share,
        |spec, share| spec.test_share = share,
    ),
    choice(
        "standardise",
        "whether features, and numbers to be told, get mean 0 and deviation 1",
        || vec!["yes", "no"],
        |spec| if spec.standardise { "yes" } else { "no" },
        |spec, index| spec.standardise = index == 0,
    ),
    choice(
        "loss",
        "loss; by itself cross-entropy for classes and mse for numbers",
        || {
            let names = loss::CATALOGUE.iter().map(|kind| kind.name());
            std::iter::once("auto").chain(names).collect()
        },
        |spec| spec.loss.map_or("auto", loss::Kind::name),
        |spec, index| {
            spec.loss = index
                .checked_sub(1)
                .and_then(|index| loss::CATALOGUE.get(index).copied());
        },
    ),
    choice(
        "reduction",
        "what the loss of a batch is: a mean or a sum",
        || vec!["mean", "sum"],
        |spec| match spec.reduction {
            Reduction::Mean => "mean",
            Reduction::Sum => "sum",
        },
        |spec, index| spec.reduction = [Reduction::Mean, Reduction::Sum][index],
    ),
    choice(
        "optimizer",
        "how gradients move the weights",
        || optimizer::CATALOGUE.map(|rule| rule.name()).into(),
        |spec| spec.optimizer.rule.name(),
        |spec, index| spec.optimizer.rule = optimizer::CATALOGUE[index],
    ),
    number(
        "learning-rate",
        "learning rate",
        [0.0, 10.0],
        |spec| spec.optimizer.learning_rate,
        |spec, rate| spec.optimizer.learning_rate = rate,
    ),
    number(
        "momentum",
        "of `momentum` and `nesterov`",
        [0.0, 0.999],
        |spec| spec.optimizer.momentum,
        |spec, mu| spec.optimizer.momentum = mu,
    ),
    number(
        "weight-decay",
        "share of a weight added to its gradient, of `adamw` taken from the weight; biases, slopes, gamma and beta do not decay",
        [0.0, 1.0],
        |spec| spec.optimizer.weight_decay,
        |spec, decay| spec.optimizer.weight_decay = decay,
    ),
    number(
        "l1",
        "added, with the weight's sign, to its gradient",
        [0.0, 1.0],
        |spec| spec.optimizer.l1,
        |spec, penalty| spec.optimizer.l1 = penalty,
    ),
    optional(
        "clip",
        "largest norm of all gradients together; nothing for no clipping",
        [1e-6, 1e6],
        |spec| spec.clip,
        |spec, norm| spec.clip = norm,
    ),
    integer(
        "batch",
        "samples per step, at most the training rows",
        [1, 4096],
        |spec| spec.batch,
        |spec, batch| spec.batch = batch,
    ),
    integer(
        "seed",
        "seed of weights, data, order and noise",
        [0, u32::MAX],
        |spec| spec.seed,
        |spec, seed| spec.seed = seed,
    ),
];

const WIDTH: [u32; 2] = [1, 1024];

/// No list and no text of a specification is longer.
const TEXT_LIMIT: usize = 8192;

fn activation_names() -> Vec<&'static str> {
    activation::catalogue().map(|kind| kind.name).collect()
}

/// What the output layer may have: one pre-activation an output, and nothing drawn or learned.
fn output_activations() -> impl Iterator<Item = &'static Kind> {
    activation::catalogue().filter(|kind| kind.nature == Nature::Fixed)
}

fn output_activation_names() -> Vec<&'static str> {
    output_activations().map(|kind| kind.name).collect()
}

fn of_formula(problem: formula::Problem) -> TextProblem {
    TextProblem {
        code: problem.wrong.code(),
        arguments: problem.wrong.arguments(),
        position: Some(problem.position),
        message: problem.wrong.to_string(),
    }
}

/// The entries of a list for the first layers.
fn list<T>(
    text: &str,
    parse: impl Fn(&str) -> Result<T, TextProblem>,
) -> Result<Vec<Option<T>>, TextProblem> {
    let mut entries = text
        .split(',')
        .map(str::trim)
        .map(|entry| match entry {
            "" => Ok(None),
            entry => parse(entry).map(Some),
        })
        .collect::<Result<Vec<_>, _>>()?;
    // What is like all others needs no place at the end.
    while entries.last().is_some_and(Option::is_none) {
        entries.pop();
    }
    Ok(entries)
}

fn list_text<T>(entries: &[Option<T>], text: impl Fn(&T) -> String) -> String {
    let texts: Vec<_> = entries
        .iter()
        .map(|entry| entry.as_ref().map_or_else(String::new, &text))
        .collect();
    texts.join(",")
}

impl Key {
    /// Sets this key from text.
    pub(super) fn parse(&self, specification: &mut Specification, text: &str) -> Result<(), Error> {
        let within =
            |min, max| number::parse(text.trim()).filter(|value| (min..=max).contains(value));
        let accepted = match self.field {
            Field::Choice { names, set, .. } => names()
                .iter()
                .position(|&name| name == text.trim())
                .map(|index| set(specification, index)),
            Field::Integer { min, max, set, .. } => text
                .trim()
                .parse()
                .ok()
                .filter(|value| (min..=max).contains(value))
                .map(|value| set(specification, value)),
            Field::Number { min, max, set, .. } => {
                within(min, max).map(|value| set(specification, value))
            }
            // Nothing takes back what was given.
            Field::Optional { set, .. } if text.trim().is_empty() => {
                set(specification, None);
                Some(())
            }
            Field::Optional { min, max, set, .. } => {
                within(min, max).map(|value| set(specification, Some(value)))
            }
            Field::Parameter(index) if text.trim().is_empty() => {
                specification.parameters[index] = None;
                Some(())
            }
            Field::Parameter(index) => {
                let (_, min, max) = activation::RANGES[index];
                within(min, max).map(|value| specification.parameters[index] = Some(value))
            }
            Field::Text { set, .. } => {
                let result = if text.len() > TEXT_LIMIT {
                    Err(TextProblem {
                        code: "tooLong",
                        arguments: vec![TEXT_LIMIT.to_string()],
                        position: None,
                        message: format!("is longer than {TEXT_LIMIT} bytes"),
                    })
                } else {
                    set(specification, text.trim())
                };
                return result.map_err(|problem| Error::InvalidText {
                    key: self.name,
                    value: text.chars().take(TEXT_LIMIT).collect(),
                    problem,
                });
            }
        };
        accepted.ok_or_else(|| Error::InvalidValue {
            key: self.name,
            value: text.to_owned(),
            allowed: self.allowed(),
        })
    }

    /// What it accepts.
    pub fn allowed(&self) -> Allowed {
        let number = |min, max| Allowed::Range {
            min,
            max,
            is_whole: false,
        };
        match self.field {
            Field::Choice { names, .. } => Allowed::Choices(names()),
            Field::Integer { min, max, .. } => Allowed::Range {
                min: min.into(),
                max: max.into(),
                is_whole: true,
            },
            Field::Number { min, max, .. } | Field::Optional { min, max, .. } => number(min, max),
            Field::Parameter(index) => {
                let (_, min, max) = activation::RANGES[index];
                number(min, max)
            }
            Field::Text { allowed, .. } => Allowed::Words(allowed),
        }
    }

    /// The value in force, as text that [`Specification::set`] reads back to the same bits; `None`
    /// where none was given and the default depends on other keys.
    pub fn text(&self, specification: &Specification) -> Option<String> {
        match self.field {
            Field::Choice { get, .. } => Some(get(specification).to_owned()),
            Field::Integer { get, .. } => Some(get(specification).to_string()),
            Field::Number { get, .. } => Some(number::text(get(specification))),
            Field::Optional { get, .. } => get(specification).map(number::text),
            Field::Parameter(index) => specification.parameters[index].map(number::text),
            Field::Text { get, .. } => Some(get(specification)),
        }
    }
}
