//! A refusal as an `Error` whose own properties are what its message is made of, so that a page can
//! word it in another language.
//!
//! | `kind` | beside it |
//! |---|---|
//! | `unknownKey` | `key`, `allowed` |
//! | `value` | `key`, `value`, `allowed` |
//! | `text` | `key`, `value`, `problem`, `code`, `arguments`, `position` where it is known |
//! | `form` | `form` (`URL` or `JSON`), `problem` |
//! | `tooLarge` | `needed`, `limit`, in MiB |
//! | `data` | `key`, `value` (the data set), `problem`, `code` (`missing`, `damaged` or that of [`csv::Problem`](crate::csv::Problem)), `arguments`, `line` where it is known |
//! | `checkpoint` | `problem` |
//!
//! `problem` is in English and without its place; `code` and `arguments` are those of
//! [`TextProblem`](crate::error::TextProblem). `allowed` has a `type`:
//!
//! | `type` | beside it |
//! |---|---|
//! | `choices` | `names`; `of: 'numberData'` and `data` where these data allow no others |
//! | `range` | `min`, `max`, `integer` |
//! | `whole` | nothing |
//! | `atMost` | `max`, `of`: `rows`, `splitRows` or `trainingRows` (with `data`), or `upper`; `fewRows`, whether fewer rows are asked for than there could be |
//! | `atLeast` | `min`, `of: 'batchNorm'` |
//! | `split` | `training`, how many rows would train as things are |
//! | `words` | `text`, in English |

use js_sys::Object;
use serde::Serialize;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

use crate::Error;
use crate::error::{Allowed, DataProblem, Limit, mebibytes};

/// An error on its way to JavaScript.
#[derive(Debug)]
pub struct Refusal(JsValue);

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let thrown = js_sys::Error::new(&error.to_string());
        // Without its properties it is still an error.
        if let Ok(properties) = serde_wasm_bindgen::to_value(&Properties::of(&error)) {
            Object::assign(&thrown, properties.unchecked_ref());
        }
        Self(thrown.into())
    }
}

impl From<JsError> for Refusal {
    fn from(error: JsError) -> Self {
        Self(error.into())
    }
}

impl From<Refusal> for JsValue {
    fn from(refusal: Refusal) -> Self {
        refusal.0
    }
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
enum Properties<'a> {
    UnknownKey {
        key: &'a str,
        allowed: AllowedEntry<'a>,
    },
    Value {
        key: &'a str,
        value: &'a str,
        allowed: AllowedEntry<'a>,
    },
    Text {
        key: &'a str,
        value: &'a str,
        problem: &'a str,
        code: &'a str,
        arguments: &'a [String],
        #[serde(skip_serializing_if = "Option::is_none")]
        position: Option<usize>,
    },
    Form {
        form: &'a str,
        problem: &'a str,
    },
    TooLarge {
        needed: u32,
        limit: u32,
    },
    Data {
        key: &'a str,
        value: &'a str,
        problem: &'a str,
        code: &'a str,
        arguments: &'a [String],
        #[serde(skip_serializing_if = "Option::is_none")]
        line: Option<f64>,
    },
    Checkpoint {
        problem: &'a str,
    },
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct AllowedEntry<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    names: Option<&'a [&'a str]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    integer: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    few_rows: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    training: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

impl<'a> Properties<'a> {
    fn of(error: &'a Error) -> Self {
        match error {
            Error::UnknownKey { key, allowed } => Self::UnknownKey {
                key,
                allowed: AllowedEntry::of(allowed),
            },
            Error::InvalidValue {
                key,
                value,
                allowed,
            } => Self::Value {
                key,
                value,
                allowed: AllowedEntry::of(allowed),
            },
            Error::InvalidText {
                key,
                value,
                problem,
            } => Self::Text {
                key,
                value,
                problem: &problem.message,
                code: problem.code,
                arguments: &problem.arguments,
                position: problem.position,
            },
            Error::Text { form, problem } => Self::Form { form, problem },
            Error::TooLarge { bytes, limit } => {
                let [needed, limit] = mebibytes(*bytes, *limit).map(|mebibytes| mebibytes as u32);
                Self::TooLarge { needed, limit }
            }
            Error::Data { name, problem } => {
                let (code, arguments, line) = match problem {
                    DataProblem::Missing => ("missing", &[][..], None),
                    DataProblem::Damaged => ("damaged", &[][..], None),
                    DataProblem::Table {
                        line,
                        code,
                        arguments,
                        ..
                    } => (*code, &arguments[..], *line),
                };
                Self::Data {
                    key: "data",
                    value: name,
                    problem: problem.message(),
                    code,
                    arguments,
                    line: line.map(|line| line as f64),
                }
            }
            Error::Checkpoint { problem } => Self::Checkpoint { problem },
        }
    }
}

impl<'a> AllowedEntry<'a> {
    fn of(allowed: &'a Allowed) -> Self {
        let none = Self::default();
        match allowed {
            Allowed::Choices(names) => Self {
                kind: "choices",
                names: Some(names),
                ..none
            },
            Allowed::NumberChoices { names, data } => Self {
                kind: "choices",
                names: Some(names),
                of: Some("numberData"),
                data: Some(data),
                ..none
            },
            Allowed::Range { min, max, is_whole } => Self {
                kind: "range",
                min: Some(*min),
                max: Some(*max),
                integer: Some(*is_whole),
                ..none
            },
            Allowed::Whole => Self {
                kind: "whole",
                ..none
            },
            Allowed::AtMost { max, of } => {
                let (of, data, few_rows) = match of {
                    Limit::Rows(data) => ("rows", Some(*data), None),
                    Limit::SplitRows(data) => ("splitRows", Some(*data), None),
                    Limit::TrainingRows { data, is_few } => {
                        ("trainingRows", Some(*data), Some(*is_few))
                    }
                    Limit::Upper => ("upper", None, None),
                };
                Self {
                    kind: "atMost",
                    max: Some(*max),
                    of: Some(of),
                    data,
                    few_rows,
                    ..none
                }
            }
            Allowed::AtLeastForBatchNorm { min } => Self {
                kind: "atLeast",
                min: Some(f64::from(*min)),
                of: Some("batchNorm"),
                ..none
            },
            Allowed::Split { training } => Self {
                kind: "split",
                training: Some(*training),
                ..none
            },
            Allowed::Words(text) => Self {
                kind: "words",
                text: Some(text),
                ..none
            },
        }
    }
}
