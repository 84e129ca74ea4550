//! Every list and limit that the page shows.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::activation::{Nature, Parameter};
use crate::data::Task;
use crate::lens::FORMATS;
use crate::preset::{LADDER, PRESETS};
use crate::specification::{Field, KEYS, MEMORY_LIMIT, Specification};
use crate::stats::{QUANTITIES, Quantity};
use crate::{activation, data, formula, frame, init, optimizer, stats};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Catalogue {
    activations: Vec<ActivationEntry>,
    initialisations: Vec<InitialisationEntry>,
    data: Vec<DataEntry>,
    optimizers: Vec<OptimizerEntry>,
    keys: Vec<KeyEntry>,
    presets: Vec<PresetEntry>,
    /// The repair ladder: each rung is set on top of those before.
    ladder: Vec<PresetEntry>,
    /// What a formula may use.
    functions: Vec<&'static str>,
    /// Quantities of a layer, in the order of a frame.
    quantities: Vec<&'static str>,
    /// Number formats of the float lens.
    formats: Vec<FormatEntry>,
    frame_header: &'static [&'static str],
    frame_layer: Vec<String>,
    saturated_below: f64,
    limits: Limits,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Limits {
    /// Bytes that one experiment may take.
    memory_bytes: f64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ActivationEntry {
    name: &'static str,
    label: &'static str,
    formula: &'static str,
    derivative: &'static str,
    source: &'static str,
    group: &'static str,
    saturates: bool,
    /// Whether its slope is exactly 0 over a whole range of z.
    can_die: bool,
    is_learned: bool,
    parameters: Vec<ParameterEntry>,
}

#[derive(Serialize)]
struct PresetEntry {
    name: &'static str,
    title: &'static str,
    settings: &'static [(&'static str, &'static str)],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FormatEntry {
    name: &'static str,
    /// log10 of half the smallest number: that and less is stored as zero.
    log10_zero: f64,
    /// log10 of the smallest number with all digits.
    log10_normal: f64,
}

#[derive(Serialize)]
struct ParameterEntry {
    name: &'static str,
    default: f64,
}

#[derive(Serialize)]
struct InitialisationEntry {
    name: &'static str,
    label: &'static str,
    formula: &'static str,
    source: &'static str,
    /// Keys that matter to it.
    keys: Vec<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OptimizerEntry {
    name: &'static str,
    has_momentum: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DataEntry {
    name: &'static str,
    /// Null before a reader's own file is read, as are classes and rows.
    features: Option<usize>,
    /// 0 where a number is to be told.
    classes: Option<usize>,
    rows: Option<usize>,
    /// Where its file stands, seen from the page.
    file: Option<&'static str>,
    is_generated: bool,
    credit: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct KeyEntry {
    name: &'static str,
    /// What it means, in a line of Markdown.
    about: &'static str,
    /// The allowed names; null for a number or a text.
    choices: Option<Vec<&'static str>>,
    integer: bool,
    text: bool,
    min: Option<f64>,
    max: Option<f64>,
    /// As text; null where it depends on other keys.
    default: Option<String>,
}

/// Every list and limit that the page shows, and the layout of a frame.
#[wasm_bindgen]
pub fn catalogue() -> Result<JsValue, JsError> {
    let defaults = Specification::default();
    let catalogue = Catalogue {
        activations: activation::catalogue()
            .map(|kind| ActivationEntry {
                name: kind.name,
                label: kind.label,
                formula: kind.formula,
                derivative: kind.derivative,
                source: kind.source,
                group: kind.group.name(),
                saturates: kind.saturates,
                can_die: kind.can_die,
                is_learned: kind.nature == Nature::Learned,
                parameters: kind
                    .parameters
                    .iter()
                    .map(|&Parameter { name, default }| ParameterEntry { name, default })
                    .collect(),
            })
            .collect(),
        initialisations: init::CATALOGUE
            .iter()
            .map(|rule| InitialisationEntry {
                name: rule.name,
                label: rule.label,
                formula: rule.formula,
                source: rule.source,
                keys: rule.keys(),
            })
            .collect(),
        data: data::CATALOGUE
            .iter()
            .map(|source| DataEntry {
                name: source.name,
                features: source.shape.map(|shape| shape.features),
                classes: source.shape.map(|shape| match shape.task {
                    Task::Classes(classes) => classes,
                    Task::Number => 0,
                }),
                rows: source.shape.map(|shape| shape.rows),
                file: source.file,
                is_generated: source.is_generated(),
                credit: source.credit,
            })
            .collect(),
        optimizers: optimizer::CATALOGUE
            .map(|rule| OptimizerEntry {
                name: rule.name(),
                has_momentum: rule.has_momentum(),
            })
            .into(),
        keys: KEYS
            .iter()
            .map(|key| {
                let (choices, range) = match key.field {
                    Field::Choice { names, .. } => (Some(names()), None),
                    Field::Integer { min, max, .. } => (None, Some((min.into(), max.into()))),
                    Field::Number { min, max, .. } | Field::Optional { min, max, .. } => {
                        (None, Some((min, max)))
                    }
                    Field::Parameter(index) => {
                        let (_, min, max) = activation::RANGES[index];
                        (None, Some((min, max)))
                    }
                    Field::Text { .. } => (None, None),
                };
                KeyEntry {
                    name: key.name,
                    about: key.about,
                    choices,
                    integer: matches!(key.field, Field::Integer { .. }),
                    text: matches!(key.field, Field::Text { .. }),
                    min: range.map(|(min, _)| min),
                    max: range.map(|(_, max)| max),
                    default: key.text(&defaults),
                }
            })
            .collect(),
        presets: PRESETS
            .iter()
            .map(|preset| PresetEntry {
                name: preset.name,
                title: preset.title,
                settings: preset.settings,
            })
            .collect(),
        ladder: LADDER
            .iter()
            .map(|rung| PresetEntry {
                name: rung.name,
                title: "",
                settings: rung.settings,
            })
            .collect(),
        functions: formula::FUNCTIONS
            .iter()
            .map(|function| function.name)
            .collect(),
        quantities: QUANTITIES.map(Quantity::name).into(),
        formats: FORMATS
            .iter()
            .map(|format| FormatEntry {
                name: format.name,
                log10_zero: f64::from(format.smallest - 1) * std::f64::consts::LOG10_2,
                log10_normal: f64::from(format.smallest_normal) * std::f64::consts::LOG10_2,
            })
            .collect(),
        frame_header: &frame::HEADER,
        frame_layer: frame::layer(),
        saturated_below: stats::SATURATED_BELOW,
        limits: Limits {
            memory_bytes: MEMORY_LIMIT as f64,
        },
    };
    Ok(serde_wasm_bindgen::to_value(&catalogue)?)
}
