//! The boundary to JavaScript; the only module that knows it exists.
//!
//! | what crosses | as | when |
//! |---|---|---|
//! | settings in | a plain object, keys as in the specification, values text or numbers | on change |
//! | catalogue, specification out | plain objects | once; on change |
//! | frame, heat-map cells, curve, histogram | a flat array copied into the caller's buffer | per picture |
//! | an experiment, and what is asked of it | classes with `free()` | per element |
//! | its parameters and rows | fresh arrays, the caller's own | per export |
//! | a refusal | a thrown `Error` that names key, value and what is allowed, in words and as properties | on change |

mod catalogue;
mod chain;
mod export;
mod questions;
mod refusal;

pub use catalogue::catalogue;
pub use questions::{Checkpoint, Collapse, Landscape, Surface, Survey, trend};
pub use refusal::Refusal;

use js_sys::{Float32Array, Float64Array, Object, Reflect, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

use crate::Error;
use crate::experiment::{self, Stage};
use crate::lens::FORMATS;
use crate::scaled::Number;
use crate::specification::{KEYS, Specification};
use crate::stats::{QUANTITIES, Quantity};
use crate::{frame, notation, number, stats};

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

/// Checks `settings` as a whole, and throws what is wrong with them.
#[wasm_bindgen]
pub fn check(settings: &Object) -> Result<(), Refusal> {
    specification(settings)?;
    Ok(())
}

/// The query of a URL for `settings`: what differs from the defaults.
#[wasm_bindgen(js_name = toQuery)]
pub fn to_query(settings: &Object) -> Result<String, Refusal> {
    Ok(specification(settings)?.to_query())
}

/// The JSON for `settings`: what differs from the defaults.
#[wasm_bindgen(js_name = toJson)]
pub fn to_json(settings: &Object) -> Result<String, Refusal> {
    Ok(specification(settings)?.to_json())
}

/// The settings in the query of a URL, not yet checked.
#[wasm_bindgen(js_name = fromQuery)]
pub fn from_query(text: &str) -> Result<Object, Refusal> {
    Ok(object(notation::from_query(text)?)?)
}

/// The settings in a flat JSON object, not yet checked.
#[wasm_bindgen(js_name = fromJson)]
pub fn from_json(text: &str) -> Result<Object, Refusal> {
    Ok(object(notation::from_json(text)?)?)
}

fn object(pairs: notation::Pairs) -> Result<Object, JsError> {
    // Without a prototype, any key is a key.
    let object = Object::create(JsValue::NULL.unchecked_ref());
    for (key, value) in pairs {
        Reflect::set(&object, &key.into(), &value.into())
            .map_err(|_| JsError::new("settings cannot be written"))?;
    }
    Ok(object)
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
    pub fn new(settings: &Object, file: Option<Uint8Array>) -> Result<Self, Refusal> {
        let specification = specification(settings)?;
        let file = file.map(|file| file.to_vec());
        let inner = experiment::Experiment::new(specification, file.as_deref())?;
        Ok(Self {
            inner,
            clock: clock()?,
            frame: Vec::new(),
            cells: Vec::new(),
        })
    }

    /// Takes over from another one, which ends, the layers that are the same at this depth; they are
    /// walked already then.
    pub fn inherit(&mut self, previous: Self) {
        self.inner.inherit(previous.inner);
    }

    /// The settings in force, defaults included, as an object of texts.
    pub fn specification(&self) -> Result<Object, JsError> {
        let specification = self.inner.specification();
        let pairs = KEYS
            .iter()
            .filter_map(|key| Some((key.name.to_owned(), key.text(specification)?)));
        object(pairs.collect())
    }

    /// The loss of a network that only guesses.
    #[wasm_bindgen(getter, js_name = guessingLoss)]
    pub fn guessing_loss(&self) -> f64 {
        self.inner.dataset().guessing_loss(self.inner.loss().kind)
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
        within(&self.clock, budget_ms, || {
            self.inner.advance();
            (self.inner.stage() == Stage::Complete).then_some(())
        })
        .is_some()
    }

    /// Bytes that it needs at its peak, as was known before any were taken.
    #[wasm_bindgen(getter, js_name = memoryBytes)]
    pub fn memory_bytes(&self) -> f64 {
        let shape = self.inner.dataset().shape;
        self.inner.specification().memory(shape) as f64
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

    /// Writes log10 of the size of a quantity at every layer, reduced to at most `rows` (units) by
    /// `columns` (inputs or samples) cells, to `out`: `rows * columns` numbers a layer, of which
    /// the first min(rows, units) * min(columns, there are) are used, column by column; NaN while
    /// the layer does not have it.
    pub fn cells(
        &mut self,
        quantity: &str,
        rows: usize,
        columns: usize,
        out: &Float32Array,
    ) -> Result<(), JsError> {
        let quantity = named(quantity)?;
        let stride = rows.saturating_mul(columns);
        let length = stride.saturating_mul(self.inner.layer_count());
        fits("cells", length, out.length())?;
        if stride > 0 {
            self.cells.clear();
            self.cells.resize(length, f32::NAN);
            for (index, cells) in self.cells.chunks_exact_mut(stride).enumerate() {
                if let Some(matrix) = self.inner.quantity(index, quantity) {
                    stats::cells(matrix, rows, columns, cells);
                }
            }
        }
        out.copy_from(&self.cells[..length]);
        Ok(())
    }

    /// The same for one layer, so that a page can do large layers one by one: `rows * columns`
    /// numbers; `false` while the layer does not have the quantity.
    #[wasm_bindgen(js_name = layerCells)]
    pub fn layer_cells(
        &mut self,
        quantity: &str,
        layer: usize,
        rows: usize,
        columns: usize,
        out: &Float32Array,
    ) -> Result<bool, JsError> {
        let quantity = named(quantity)?;
        let length = rows.saturating_mul(columns);
        fits("cells", length, out.length())?;
        let Some(matrix) = self.inner.quantity(layer, quantity) else {
            return Ok(false);
        };
        self.cells.clear();
        self.cells.resize(length, f32::NAN);
        stats::cells(matrix, rows, columns, &mut self.cells);
        out.copy_from(&self.cells);
        Ok(true)
    }

    /// One element of a quantity, as mantissa and exponent: its value is mantissa 2^exponent, which
    /// may be no f64. Undefined where there is none.
    pub fn element(
        &self,
        quantity: &str,
        layer: usize,
        row: usize,
        column: usize,
    ) -> Result<Option<Vec<f64>>, JsError> {
        let matrix = self.inner.quantity(layer, named(quantity)?);
        let element = matrix.and_then(|matrix| matrix.get((row, column)));
        Ok(element.map(|element| pair(element).to_vec()))
    }

    /// Rows and columns of a quantity at a layer; undefined while the layer does not have it.
    pub fn shape(&self, quantity: &str, layer: usize) -> Result<Option<Vec<u32>>, JsError> {
        let matrix = self.inner.quantity(layer, named(quantity)?);
        Ok(matrix.map(|matrix| {
            let (rows, columns) = matrix.mantissa.shape();
            vec![rows as u32, columns as u32]
        }))
    }

    /// Writes log10 of the quantiles of a quantity's absolute values at `shares` (0 to 1) to `out`,
    /// layer by layer; NaN while a layer does not have it.
    pub fn quantiles(
        &self,
        quantity: &str,
        shares: &[f64],
        out: &Float64Array,
    ) -> Result<(), JsError> {
        let quantity = named(quantity)?;
        let length = shares.len().saturating_mul(self.inner.layer_count());
        fits("quantiles", length, out.length())?;
        let mut all = vec![f64::NAN; length];
        for (index, values) in all.chunks_exact_mut(shares.len().max(1)).enumerate() {
            if let Some(matrix) = self.inner.quantity(index, quantity) {
                stats::quantiles(matrix, shares, values);
            }
        }
        out.copy_from(&all);
        Ok(())
    }

    /// The same of one layer, for those who have many large ones to go through; undefined while it
    /// does not have the quantity.
    #[wasm_bindgen(js_name = layerQuantiles)]
    pub fn layer_quantiles(
        &self,
        quantity: &str,
        layer: usize,
        shares: &[f64],
    ) -> Result<Option<Vec<f64>>, JsError> {
        let matrix = self.inner.quantity(layer, named(quantity)?);
        Ok(matrix.map(|matrix| {
            let mut values = vec![f64::NAN; shares.len()];
            stats::quantiles(matrix, shares, &mut values);
            values
        }))
    }

    /// Writes what each number format would lose of a quantity to `out`, layer by layer and format
    /// by format: the shares that become zero, subnormal, infinite; NaN while a layer does not have
    /// it.
    pub fn lens(&self, quantity: &str, out: &Float64Array) -> Result<(), JsError> {
        let quantity = named(quantity)?;
        let mut all = Vec::new();
        for index in 0..self.inner.layer_count() {
            let matrix = self.inner.quantity(index, quantity);
            for format in &FORMATS {
                let loss = matrix.map(|matrix| format.loss(matrix));
                all.extend(loss.map_or([f64::NAN; 3], |loss| {
                    [loss.zero, loss.subnormal, loss.overflow]
                }));
            }
        }
        fits("lens", all.len(), out.length())?;
        out.copy_from(&all);
        Ok(())
    }

    /// Writes how many of what layer `layer`'s activation sees lie below `low`, in each of equal bins
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
            stats::histogram(
                record.forward.seen().to_f64().as_slice(),
                low,
                high,
                &mut counts,
            );
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

    /// Where the curve of layer `layer` must not be drawn through, for each of `points` equally
    /// spaced points and the next: 1 where f jumps between them, 2 where f' does, 3 where both do.
    /// Undefined before the layer's first forward step.
    pub fn jumps(&self, layer: usize, low: f64, high: f64, points: usize) -> Option<Vec<u8>> {
        let layer = self.inner.network().layers.get(layer)?;
        let jumps = layer.activation.jumps(low, high, points).into_iter();
        Some(
            jumps
                .map(|[f, slope]| u8::from(f) + 2 * u8::from(slope))
                .collect(),
        )
    }

    /// The share of what layer `layer`'s activation sees at which f' is exactly 0; NaN where f' is
    /// nowhere exactly 0, and before the layer's first forward step.
    #[wasm_bindgen(js_name = zeroSlopeShare)]
    pub fn zero_slope_share(&self, layer: usize) -> f64 {
        let record = self.inner.pass().records.get(layer);
        let layer = self.inner.network().layers.get(layer);
        layer.zip(record).map_or(f64::NAN, |(layer, record)| {
            stats::zero_slope_share(&layer.activation, &record.forward.derivative)
        })
    }

    /// The largest |f'| of layer `layer`'s activation; NaN before its first forward step.
    #[wasm_bindgen(js_name = maxDerivative)]
    pub fn max_derivative(&self, layer: usize) -> f64 {
        let layer = self.inner.network().layers.get(layer);
        layer.map_or(f64::NAN, |layer| layer.activation.max_derivative())
    }
}

/// A number that may be no f64, as mantissa and exponent.
fn pair(Number { mantissa, exponent }: Number) -> [f64; 2] {
    [mantissa, f64::from(exponent)]
}

fn clock() -> Result<web_sys::Performance, JsError> {
    let clock = Reflect::get(&js_sys::global(), &"performance".into())
        .ok()
        .filter(|clock| clock.is_object())
        .ok_or_else(|| JsError::new("this environment has no performance.now()"))?;
    Ok(clock.unchecked_into())
}

/// Takes steps until one has a result or `budget_ms` is spent, at least one; none is begun of which,
/// if it takes as long as the one before, more than half would lie beyond.
fn within<T>(
    clock: &web_sys::Performance,
    budget_ms: f64,
    mut step: impl FnMut() -> Option<T>,
) -> Option<T> {
    let mut began = clock.now();
    let end = began + budget_ms;
    loop {
        if let Some(result) = step() {
            return Some(result);
        }
        let now = clock.now();
        if now + (now - began) / 2.0 >= end {
            return None;
        }
        began = now;
    }
}

fn named(quantity: &str) -> Result<Quantity, JsError> {
    let found = QUANTITIES.iter().find(|own| own.name() == quantity);
    found.copied().ok_or_else(|| {
        let names = QUANTITIES.map(Quantity::name).join(", ");
        JsError::new(&format!(
            "quantity: \"{quantity}\" is not allowed; allowed is {names}"
        ))
    })
}

/// The specification that `settings` ask for; undefined values count as not given.
fn specification(settings: &Object) -> Result<Specification, Error> {
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
    Specification::from_pairs(pairs)
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
        .or_else(|| value.as_f64().map(number::text))
        .or_else(|| {
            js_sys::JSON::stringify(value)
                .ok()
                .and_then(|json| json.as_string())
        })
        // Undefined has no JSON, a BigInt refuses to.
        .unwrap_or_else(|| format!("{value:?}"))
}
