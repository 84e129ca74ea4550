//! The boundary to JavaScript; the only file that knows it exists.
//!
//! | what crosses | as | when |
//! |---|---|---|
//! | settings in | a plain object, keys as in the specification, values text or numbers | on change |
//! | catalogue, specification out | plain objects | once; on change |
//! | frame, heat-map cells, curve, histogram | a flat array copied into the caller's buffer | per picture |
//! | an experiment | a class with `free()` | per element |
//! | an error | a thrown `Error` whose message names key, value and what is allowed | on change |

use js_sys::{Float32Array, Float64Array, Object, Reflect, Uint8Array};
use serde::Serialize;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

use crate::activation::Parameter;
use crate::experiment::{self, Stage};
use crate::specification::{Field, KEYS, Specification};
use crate::{activation, data, frame, init, optimizer, stats};

/// Sends the message of a panic, which would be a fault of this crate, to the console.
#[wasm_bindgen(start)]
fn start() {
    std::panic::set_hook(Box::new(|panic| {
        web_sys::console::error_1(&panic.to_string().into());
    }));
}

/// A fresh seed from the system's source of randomness.
#[wasm_bindgen(js_name = randomSeed)]
pub fn random_seed() -> Result<u32, JsError> {
    getrandom::u32().map_err(|error| JsError::new(&error.to_string()))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Catalogue {
    activations: Vec<ActivationEntry>,
    initialisations: Vec<InitialisationEntry>,
    data: Vec<DataEntry>,
    optimizers: Vec<OptimizerEntry>,
    keys: Vec<KeyEntry>,
    frame_header: &'static [&'static str],
    frame_layer: &'static [&'static str],
    saturated_below: f64,
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
    parameters: Vec<ParameterEntry>,
}

#[derive(Serialize)]
struct ParameterEntry {
    name: &'static str,
    default: f64,
    learned: bool,
}

#[derive(Serialize)]
struct InitialisationEntry {
    name: &'static str,
    label: &'static str,
    formula: &'static str,
    source: &'static str,
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
    features: usize,
    classes: usize,
    rows: usize,
    train_rows: usize,
    is_file: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct KeyEntry {
    name: &'static str,
    /// The allowed names; null for a number.
    choices: Option<Vec<&'static str>>,
    integer: bool,
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
                parameters: kind
                    .parameters
                    .iter()
                    .map(
                        |&Parameter {
                             name,
                             default,
                             learned,
                         }| ParameterEntry {
                            name,
                            default,
                            learned,
                        },
                    )
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
            })
            .collect(),
        data: data::CATALOGUE
            .iter()
            .map(|source| DataEntry {
                name: source.name,
                features: source.features,
                classes: source.classes,
                rows: source.rows,
                train_rows: source.train_rows(),
                is_file: source.is_file(),
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
                };
                KeyEntry {
                    name: key.name,
                    choices,
                    integer: matches!(key.field, Field::Integer { .. }),
                    min: range.map(|(min, _)| min),
                    max: range.map(|(_, max)| max),
                    default: key.text(&defaults),
                }
            })
            .collect(),
        frame_header: &frame::HEADER,
        frame_layer: &frame::LAYER,
        saturated_below: stats::SATURATED_BELOW,
    };
    Ok(serde_wasm_bindgen::to_value(&catalogue)?)
}

/// Checks `settings` as a whole, and throws what is wrong with them.
#[wasm_bindgen]
pub fn check(settings: &Object) -> Result<(), JsError> {
    specification(settings).map(|_| ())
}

/// A running experiment.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Experiment {
    inner: experiment::Experiment,
    clock: web_sys::Performance,
    frame: Vec<f64>,
    cells: Vec<f32>,
}

#[wasm_bindgen]
impl Experiment {
    /// Checks `settings`; `file` is the data set's file where it has one. Nothing is computed yet.
    #[wasm_bindgen(constructor)]
    pub fn new(settings: &Object, file: Option<Uint8Array>) -> Result<Self, JsError> {
        let specification = specification(settings)?;
        let file = file.map(|file| file.to_vec());
        let inner = experiment::Experiment::new(specification, file.as_deref())?;
        let clock = Reflect::get(&js_sys::global(), &"performance".into())
            .ok()
            .filter(|clock| clock.is_object())
            .ok_or_else(|| JsError::new("this environment has no performance.now()"))?;
        Ok(Self {
            inner,
            clock: clock.unchecked_into(),
            frame: Vec::new(),
            cells: Vec::new(),
        })
    }

    /// The settings in force, defaults included, as an object of texts.
    pub fn specification(&self) -> Result<Object, JsError> {
        let object = Object::new();
        for key in &KEYS {
            if let Some(text) = key.text(self.inner.specification()) {
                Reflect::set(&object, &key.name.into(), &text.into())
                    .map_err(|_| JsError::new("settings cannot be written"))?;
            }
        }
        Ok(object)
    }

    /// The loss of a network that only guesses.
    #[wasm_bindgen(getter, js_name = guessingLoss)]
    pub fn guessing_loss(&self) -> f64 {
        let specification = self.inner.specification();
        specification.data.guessing_loss(specification.loss)
    }

    /// Begins the next training step; does nothing while a pass is under way.
    #[wasm_bindgen(js_name = beginStep)]
    pub fn begin_step(&mut self) {
        self.inner.begin_step();
    }

    /// Does one layer's work.
    pub fn advance(&mut self) {
        self.inner.advance();
    }

    /// Whether the pass has come to its end.
    #[wasm_bindgen(getter, js_name = isComplete)]
    pub fn is_complete(&self) -> bool {
        self.inner.stage() == Stage::Complete
    }

    /// Advances until the pass is complete or `budget_ms` is spent, by at least one layer; tells
    /// whether it is complete.
    pub fn run(&mut self, budget_ms: f64) -> bool {
        let end = self.clock.now() + budget_ms;
        loop {
            self.inner.advance();
            if self.is_complete() {
                return true;
            }
            if self.clock.now() >= end {
                return false;
            }
        }
    }

    /// Numbers in a frame.
    #[wasm_bindgen(getter, js_name = frameLength)]
    pub fn frame_length(&self) -> usize {
        frame::len(&self.inner)
    }

    /// Writes the frame to `out`, in the layout the catalogue gives.
    pub fn frame(&mut self, out: &Float64Array) -> Result<(), JsError> {
        frame::write(&self.inner, &mut self.frame);
        fits("frame", self.frame.len(), out.length())?;
        out.copy_from(&self.frame);
        Ok(())
    }

    /// Writes log10 |dL/dW| of every layer, reduced to at most `rows` (units) by `columns`
    /// (inputs) cells, to `out`: `rows * columns` numbers a layer, of which the first
    /// min(rows, units) * min(columns, fan-in) are used, column by column; NaN before the layer's
    /// first backward step.
    pub fn cells(
        &mut self,
        rows: usize,
        columns: usize,
        out: &Float32Array,
    ) -> Result<(), JsError> {
        let stride = rows.saturating_mul(columns);
        let length = stride.saturating_mul(self.inner.layer_count());
        fits("cells", length, out.length())?;
        if stride > 0 {
            self.cells.clear();
            self.cells.resize(length, f32::NAN);
            for (index, cells) in self.cells.chunks_exact_mut(stride).enumerate() {
                if let Some(gradient) = self.inner.gradient(index) {
                    stats::cells(gradient, rows, columns, cells);
                }
            }
        }
        out.copy_from(&self.cells[..length]);
        Ok(())
    }

    /// Writes how many of layer `layer`'s pre-activations lie below `low`, in each of equal bins
    /// up to `high`, and above it, to `out`; all zero before the layer's first forward step.
    pub fn histogram(
        &self,
        layer: usize,
        low: f64,
        high: f64,
        out: &Float64Array,
    ) -> Result<(), JsError> {
        let mut counts = vec![0.0; out.length() as usize];
        if let Some(record) = self.inner.pass().records.get(layer) {
            stats::histogram(record.z.as_slice(), low, high, &mut counts);
        }
        out.copy_from(&counts);
        Ok(())
    }

    /// Writes f at equally spaced points from `low` to `high` to the first half of `out` and f'
    /// to the second, for the activation of layer `layer` with its present slope; the layer has
    /// no curve before its first forward step, and `false` says so.
    pub fn curve(&self, layer: usize, low: f64, high: f64, out: &Float64Array) -> bool {
        let Some(layer) = self.inner.network().layers.get(layer) else {
            return false;
        };
        let points = out.length() as usize / 2;
        let mut curve = vec![0.0; out.length() as usize];
        for index in 0..points {
            let z = low + (high - low) * index as f64 / (points - 1).max(1) as f64;
            let point = layer.activation.at(z);
            curve[index] = point.value;
            curve[points + index] = point.derivative;
        }
        out.copy_from(&curve);
        true
    }

    /// The largest |f'| of layer `layer`'s activation; NaN before its first forward step.
    #[wasm_bindgen(js_name = maxDerivative)]
    pub fn max_derivative(&self, layer: usize) -> f64 {
        let layer = self.inner.network().layers.get(layer);
        layer.map_or(f64::NAN, |layer| layer.activation.max_derivative())
    }
}

/// The specification that `settings` ask for; undefined values count as not given.
fn specification(settings: &Object) -> Result<Specification, JsError> {
    let mut pairs = Vec::new();
    for entry in Object::entries(settings) {
        let [key, value] = [0, 1].map(|index| js_sys::Array::from(&entry).get(index));
        if !value.is_undefined() {
            pairs.push((key.as_string().unwrap_or_default(), text(&value)));
        }
    }
    let pairs = pairs
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()));
    Ok(Specification::from_pairs(pairs)?)
}

fn fits(what: &str, needed: usize, got: u32) -> Result<(), JsError> {
    if needed == got as usize {
        return Ok(());
    }
    Err(JsError::new(&format!(
        "{what}: the buffer holds {got} numbers, not {needed}"
    )))
}

/// A setting's value as the text it would be in an attribute.
fn text(value: &JsValue) -> String {
    value
        .as_string()
        .or_else(|| value.as_f64().map(|number| number.to_string()))
        .or_else(|| {
            js_sys::JSON::stringify(value)
                .ok()
                .and_then(|json| json.as_string())
        })
        // Undefined has no JSON, a BigInt refuses to.
        .unwrap_or_else(|| format!("{value:?}"))
}
