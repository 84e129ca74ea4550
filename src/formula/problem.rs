//! What can be wrong with a formula.

use std::fmt;

use super::{DEPTH, FUNCTIONS, LENGTH};

/// What is wrong with a text, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The character at which it is noticed, counted from 1; one more than the text has at its end.
    pub position: usize,
    /// What was found there or is allowed.
    pub wrong: Wrong,
}

/// What is wrong at one place. A character found is `None` at the end of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// More than [`LENGTH`] characters.
    TooLong,
    /// Nothing at all.
    Empty,
    /// Nested more than [`DEPTH`] deep.
    TooDeep,
    /// A number, a name or a parenthesis should be here, not this.
    NoOperand(Option<char>),
    /// Two operands with nothing between them: what stands before and after.
    NoOperator(String, String),
    /// A character that means nothing.
    Stray(Option<char>),
    /// A number that f64 does not have.
    OutOfRange(String),
    /// A name that is no function.
    UnknownName(String),
    /// A function without its parenthesis.
    NotCalled(&'static str),
    /// A function with too few or too many arguments.
    Arguments {
        /// The function.
        name: &'static str,
        /// How many it takes.
        takes: usize,
        /// Whether it takes more, too.
        or_more: bool,
        /// How many there are.
        count: usize,
    },
    /// The first argument of `if` is no comparison: this comes instead.
    NoComparison(Option<char>),
    /// A comparison elsewhere.
    StrayComparison(Option<char>),
    /// A parenthesis that is never closed.
    NotClosed,
    /// A parenthesis that is not closed before a comma.
    NotClosedBeforeComma,
    /// A closing parenthesis too many.
    ClosesNothing,
    /// A comma outside a function's arguments.
    StrayComma,
}

impl Wrong {
    /// A name for programs: `tooLong` (the most characters), `empty`, `tooDeep` (the deepest),
    /// `noOperand` (character), `noOperator` (before, after), `stray` (character), `outOfRange`
    /// (number), `unknownName` (name), `notCalled` (function), `arguments` (function; how many it
    /// takes, as `2` or `2+`; how many there are), `noComparison` (character), `strayComparison`
    /// (character), `notClosed`, `notClosedBeforeComma`, `closesNothing` or `strayComma`. In
    /// parentheses are its [`Wrong::arguments`]; a character is empty at the end of the text.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLong => "tooLong",
            Self::Empty => "empty",
            Self::TooDeep => "tooDeep",
            Self::NoOperand(_) => "noOperand",
            Self::NoOperator(..) => "noOperator",
            Self::Stray(_) => "stray",
            Self::OutOfRange(_) => "outOfRange",
            Self::UnknownName(_) => "unknownName",
            Self::NotCalled(_) => "notCalled",
            Self::Arguments { .. } => "arguments",
            Self::NoComparison(_) => "noComparison",
            Self::StrayComparison(_) => "strayComparison",
            Self::NotClosed => "notClosed",
            Self::NotClosedBeforeComma => "notClosedBeforeComma",
            Self::ClosesNothing => "closesNothing",
            Self::StrayComma => "strayComma",
        }
    }

    /// What it names, as [`Wrong::code`] tells.
    pub fn arguments(&self) -> Vec<String> {
        match self {
            Self::TooLong => vec![LENGTH.to_string()],
            Self::TooDeep => vec![DEPTH.to_string()],
            Self::NoOperand(found)
            | Self::Stray(found)
            | Self::NoComparison(found)
            | Self::StrayComparison(found) => {
                vec![found.map_or_else(String::new, String::from)]
            }
            Self::NoOperator(before, after) => vec![before.clone(), after.clone()],
            Self::OutOfRange(text) | Self::UnknownName(text) => vec![text.clone()],
            Self::NotCalled(name) => vec![(*name).to_owned()],
            Self::Arguments {
                name,
                takes,
                or_more,
                count,
            } => {
                let more = if *or_more { "+" } else { "" };
                vec![
                    (*name).to_owned(),
                    format!("{takes}{more}"),
                    count.to_string(),
                ]
            }
            Self::Empty
            | Self::NotClosed
            | Self::NotClosedBeforeComma
            | Self::ClosesNothing
            | Self::StrayComma => Vec::new(),
        }
    }
}

/// A character in quotes, or the end.
struct Found(Option<char>);

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(c) => write!(f, "{:?}", c.to_string()),
            None => f.write_str("the end"),
        }
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => write!(f, "a formula has at most {LENGTH} characters"),
            Self::Empty => f.write_str("the formula is empty: write one in z, such as max(0, z)"),
            Self::TooDeep => write!(f, "nested more than {DEPTH} deep"),
            Self::NoOperand(found) => write!(
                f,
                "a number, z, a function or \"(\" is needed here, not {}",
                Found(*found)
            ),
            Self::NoOperator(before, after) => write!(
                f,
                "an operator is missing: write {before}*{after} for the product"
            ),
            Self::Stray(found) => write!(
                f,
                "{} means nothing here: operators are + - * / ^",
                Found(*found)
            ),
            Self::OutOfRange(text) => {
                write!(f, "{text} is out of range: 5e-324 to 1.8e308 are allowed")
            }
            Self::UnknownName(name) => {
                let names = FUNCTIONS.map(|function| function.name).join(", ");
                write!(
                    f,
                    "unknown name {name:?}: allowed are z, x, pi, e and {names}"
                )
            }
            Self::NotCalled(name) => write!(f, "\"(\" is missing after {name:?}"),
            Self::Arguments {
                name,
                takes,
                or_more,
                count,
            } => {
                let more = if *or_more { " or more" } else { "" };
                let plural = if *takes == 1 { "" } else { "s" };
                write!(
                    f,
                    "{name:?} takes {takes}{more} argument{plural}, not {count}"
                )
            }
            Self::NoComparison(found) => write!(
                f,
                "\"if\" needs one of < <= > >= here, not {}",
                Found(*found)
            ),
            Self::StrayComparison(found) => write!(
                f,
                "{} is allowed only once, in the first argument of \"if\"",
                Found(*found)
            ),
            Self::NotClosed => f.write_str("\")\" is missing"),
            Self::NotClosedBeforeComma => f.write_str("\")\" is missing before \",\""),
            Self::ClosesNothing => f.write_str("this \")\" closes nothing"),
            Self::StrayComma => f.write_str("\",\" is allowed only between a function's arguments"),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "character {}: {}", self.position, self.wrong)
    }
}

impl std::error::Error for Problem {}
