//! What can be wrong with a request, in words that name the culprit.
//!
//! Every part that a sentence is made of is there by itself too, for those who word it in another
//! language.

use std::fmt;

use crate::number;

/// Why a specification, or the data it asks for, was refused.
#[derive(Clone, Debug, PartialEq)]
pub enum Error {
    /// A key that no specification has.
    UnknownKey {
        /// The key as given.
        key: String,
        /// Every key there is.
        allowed: Allowed,
    },
    /// A value outside the key's domain.
    InvalidValue {
        /// The key as given.
        key: &'static str,
        /// The value as given.
        value: String,
        /// What would have been accepted.
        allowed: Allowed,
    },
    /// A text that says nothing that could be used.
    InvalidText {
        /// The key as given.
        key: &'static str,
        /// The text as given.
        value: String,
        /// What is wrong with it, and where.
        problem: TextProblem,
    },
    /// A text that is not in the form it should be.
    Text {
        /// The form.
        form: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// A network that would need more memory than one experiment may take.
    TooLarge {
        /// Estimated need in bytes.
        bytes: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// A data set that is missing or not what it claims to be.
    Data {
        /// The data set's name.
        name: &'static str,
        /// What is wrong with it.
        problem: DataProblem,
    },
    /// A checkpoint that is of another experiment.
    Checkpoint {
        /// In what it differs.
        problem: String,
    },
}

/// What a key accepts, where other keys may have a say.
#[derive(Clone, Debug, PartialEq)]
pub enum Allowed {
    /// One of these names.
    Choices(Vec<&'static str>),
    /// One of these names, because a number is to be told.
    NumberChoices {
        /// The names.
        names: Vec<&'static str>,
        /// The data set whose rows have numbers.
        data: &'static str,
    },
    /// A number in a range.
    Range {
        /// The smallest.
        min: f64,
        /// The largest.
        max: f64,
        /// Whether it must be whole.
        is_whole: bool,
    },
    /// Any whole number.
    Whole,
    /// A number up to what something else says.
    AtMost {
        /// The largest.
        max: f64,
        /// What says so.
        of: Limit,
    },
    /// A batch that has a variance, for batch normalisation.
    AtLeastForBatchNorm {
        /// The smallest.
        min: u32,
    },
    /// Rows that leave some to train and some to test.
    Split {
        /// How many would train as things are: none, or all.
        training: usize,
    },
    /// What these words say.
    Words(&'static str),
}

/// What limits a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// The rows of this data set.
    Rows(&'static str),
    /// The rows of this data set, which must be split too.
    SplitRows(&'static str),
    /// The training rows.
    TrainingRows {
        /// The data set.
        data: &'static str,
        /// Whether fewer rows are asked for than there could be.
        is_few: bool,
    },
    /// The key `upper`.
    Upper,
}

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq)]
pub struct TextProblem {
    /// A name for this kind of problem: `activation` for a name that is none and `width` for no
    /// number of units, in a list; `tooLong` for any text; of a formula as
    /// [`Wrong::code`](crate::formula::Wrong::code).
    pub code: &'static str,
    /// What the message names, in its order.
    pub arguments: Vec<String>,
    /// The character at which it is noticed, from 1 and without the space before the text, where
    /// that is known; one more than there are at its end.
    pub position: Option<usize>,
    /// What is wrong, in English.
    pub message: String,
}

/// What is wrong with a data set.
#[derive(Clone, Debug, PartialEq)]
pub enum DataProblem {
    /// Its file is not there.
    Missing,
    /// Its file is not the one that belongs to the project.
    Damaged,
    /// A reader's own file is no table that could be learned from.
    Table {
        /// The line, from 1, where it is one line's fault.
        line: Option<u64>,
        /// A name for this kind of problem, as [`csv::Problem`](crate::csv::Problem) has it.
        code: &'static str,
        /// What the message names, in its order.
        arguments: Vec<String>,
        /// What is wrong, in English.
        message: String,
    },
}

impl DataProblem {
    /// What is wrong, without its place.
    pub fn message(&self) -> &str {
        match self {
            Self::Missing => "its file has not been loaded",
            Self::Damaged => "its file is damaged",
            Self::Table { message, .. } => message,
        }
    }
}

/// A mebibyte.
const MIB: u64 = 1 << 20;

/// Bytes in whole mebibytes: of a need rounded up, of a limit down.
pub fn mebibytes(bytes: u64, limit: u64) -> [u64; 2] {
    [bytes.div_ceil(MIB), limit / MIB]
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownKey { key, allowed } => {
                write!(f, "unknown key \"{key}\": allowed are {allowed}")
            }
            Self::InvalidValue {
                key,
                value,
                allowed,
            } => {
                write!(f, "{key}: \"{value}\" is not allowed; allowed is {allowed}")
            }
            Self::InvalidText {
                key,
                value,
                problem,
            } => write!(f, "{key}: \"{value}\": {problem}"),
            Self::Text { form, problem } => write!(f, "{form}: {problem}"),
            Self::TooLarge { bytes, limit } => {
                let [needed, limit] = mebibytes(*bytes, *limit);
                write!(
                    f,
                    "the network is too large: depth, width and batch together need {needed} MiB; \
                     the limit is {limit} MiB"
                )
            }
            Self::Data { name, problem } => write!(f, "data: {name}: {problem}"),
            Self::Checkpoint { problem } => write!(f, "checkpoint: {problem}"),
        }
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Allowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Choices(names) => f.write_str(&names.join(", ")),
            Self::NumberChoices { names, data } => {
                write!(
                    f,
                    "{}, because {data} asks for a number",
                    names.join(" or ")
                )
            }
            Self::Range { min, max, is_whole } => {
                let kind = if *is_whole { "whole number" } else { "number" };
                write!(
                    f,
                    "a {kind} from {} to {}",
                    number::text(*min),
                    number::text(*max)
                )
            }
            Self::Whole => f.write_str("a whole number"),
            Self::AtMost { max, of } => {
                let max = number::text(*max);
                match of {
                    Limit::Rows(data) => write!(f, "at most {max}, the rows of {data}"),
                    Limit::SplitRows(data) => write!(
                        f,
                        "a number that can be split in two, at most {max}, the rows of {data}"
                    ),
                    Limit::TrainingRows { data, is_few } => {
                        let few = if *is_few { " with so few rows" } else { "" };
                        write!(f, "at most {max}, the training rows of {data}{few}")
                    }
                    Limit::Upper => write!(f, "at most {max}, the value of upper"),
                }
            }
            Self::AtLeastForBatchNorm { min } => {
                write!(f, "at least {min} with batch normalisation")
            }
            Self::Split { training } => write!(
                f,
                "enough to leave both training and test rows (here {training})"
            ),
            Self::Words(words) => f.write_str(words),
        }
    }
}

impl fmt::Display for TextProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(position) = self.position {
            write!(f, "character {position}: ")?;
        }
        f.write_str(&self.message)
    }
}

impl fmt::Display for DataProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::Table {
            line: Some(line), ..
        } = self
        {
            write!(f, "line {line}: ")?;
        }
        f.write_str(self.message())
    }
}
