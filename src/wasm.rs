//! The boundary to JavaScript; the only file that knows it exists.
//!
//! | what crosses | as | when |
//! |---|---|---|
//! | settings in | a plain object, keys as in the specification, values text or numbers | on change |
//! | catalogue, specification out | plain objects | once; on change |
//! | frame, heat-map cells, curve, histogram | a flat array copied into the caller's buffer | per picture |
//! | an experiment, and what is asked of it | classes with `free()` | per element |
//! | an error | a thrown `Error` whose message names key, value and what is allowed | on change |

use js_sys::{Float32Array, Float64Array, Object, Reflect, Uint8Array};
use serde::Serialize;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

use crate::activation::{Nature, Parameter};
use crate::collapse::Collapse;
use crate::data::Task;
use crate::experiment::{self, Score, Stage};
use crate::lens::FORMATS;
use crate::preset::{LADDER, PRESETS};
use crate::specification::{Field, KEYS, Specification};
use crate::stats::{QUANTITIES, Quantity};
use crate::survey::Grid;
use crate::{
    activation, bound, data, forecast, formula, frame, gradient_check, init, landscape, notation,
    optimizer, stats, survey,
};

/// Numbers that the widest layer may have on its way over a grid.
const SURFACE_NUMBERS: usize = 1 << 22;
/// Points along each side of a landscape.
const LANDSCAPE_POINTS: usize = 501;

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
    presets: Vec<PresetEntry>,
    /// The repair ladder: each rung is set on top of those before.
    ladder: Vec<PresetEntry>,
    /// What a formula may use.
    functions: Vec<[&'static str; 2]>,
    /// Quantities of a layer, in the order of a frame.
    quantities: Vec<&'static str>,
    /// Number formats of the float lens.
    formats: Vec<FormatEntry>,
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
            .map(|function| [function.name, function.meaning])
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

/// The query of a URL for `settings`: what differs from the defaults.
#[wasm_bindgen(js_name = toQuery)]
pub fn to_query(settings: &Object) -> Result<String, JsError> {
    Ok(specification(settings)?.to_query())
}

/// The JSON for `settings`: what differs from the defaults.
#[wasm_bindgen(js_name = toJson)]
pub fn to_json(settings: &Object) -> Result<String, JsError> {
    Ok(specification(settings)?.to_json())
}

/// The settings in the query of a URL, not yet checked.
#[wasm_bindgen(js_name = fromQuery)]
pub fn from_query(text: &str) -> Result<Object, JsError> {
    object(notation::from_query(text)?)
}

/// The settings in a flat JSON object, not yet checked.
#[wasm_bindgen(js_name = fromJson)]
pub fn from_json(text: &str) -> Result<Object, JsError> {
    object(notation::from_json(text)?)
}

fn object(pairs: notation::Pairs) -> Result<Object, JsError> {
    let object = Object::new();
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
    pub fn new(settings: &Object, file: Option<Uint8Array>) -> Result<Self, JsError> {
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
        Ok(matrix.and_then(|matrix| {
            let mantissa = *matrix.mantissa.get((row, column))?;
            Some(vec![mantissa, f64::from(matrix.exponent)])
        }))
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

    /// What mean-field theory expects of the network as it was drawn.
    pub fn forecast(&self) -> Result<JsValue, JsError> {
        let phase = forecast::phase(&self.inner);
        let critical = forecast::critical(&self.inner);
        let layers = forecast::layers(&self.inner);
        Ok(serde_wasm_bindgen::to_value(&Forecast {
            layers: layers
                .iter()
                .map(|layer| LayerForecast {
                    q: layer.q,
                    second_moment: layer.second_moment,
                    chi: layer.chi,
                    log10_delta: layer.log10_delta,
                    log10_bias: layer.log10_bias,
                    log10_deviation: layer.log10_sd,
                })
                .collect(),
            q: phase.map(|phase| phase.q),
            chi: phase.map(|phase| phase.chi),
            chi_q: phase.map(|phase| phase.chi_q),
            depth_scale: phase.map(|phase| phase.depth_scale_gradient),
            depth_scale_q: phase.map(|phase| phase.depth_scale_q),
            critical_sigma_w: critical.map(|critical| critical.weight_variance.sqrt()),
            critical_q: critical.map(|critical| critical.q),
            born_dead: forecast::born_dead(&self.inner),
        })?)
    }

    /// The largest factor from |dL/dz| of the layer above to that of layer `layer`: max |f'| times
    /// the spectral norm of the weights above; NaN where there is no such bound.
    pub fn bound(&self, layer: usize) -> f64 {
        bound::factor(self.inner.network(), layer)
    }

    /// The single matrix and offset that a linear network equals, and how far its outputs for the
    /// batch are from the network's own; null for a network that is not linear.
    pub fn collapse(&self) -> Result<JsValue, JsError> {
        let single = Collapse::of(self.passed()?.network());
        let deep = self.inner.pass().outputs();
        let Some((single, deep)) = single.zip(deep) else {
            return Ok(JsValue::NULL);
        };
        Ok(serde_wasm_bindgen::to_value(&CollapseEntry {
            outputs: single.matrix.nrows(),
            difference: single.difference(&self.inner.pass().input.mantissa, &deep),
            matrix: single.matrix.transpose().as_slice().to_vec(),
            offset: single.offset.as_slice().to_vec(),
        })?)
    }

    /// Checks the gradients of layer `layer` (one beyond the last: of the loss) against central
    /// differences, at up to `numbers` numbers of everything that can be moved.
    #[wasm_bindgen(js_name = gradientCheck)]
    pub fn gradient_check(&self, layer: usize, numbers: usize) -> Result<JsValue, JsError> {
        let report = gradient_check::check(self.passed()?, layer, numbers);
        Ok(serde_wasm_bindgen::to_value(&CheckEntry {
            compared: report.compared,
            at_kinks: report.at_kinks,
            unresolved: report.unresolved,
            worst_relative_error: report.worst.map(|worst| worst.relative_error),
            what: report.worst.map(|worst| worst.what),
            index: report.worst.map(|worst| worst.index),
            gradient: report.worst.map(|worst| worst.gradient),
            difference: report.worst.map(|worst| worst.difference),
        })?)
    }

    /// A walk over all rows, with the present weights.
    pub fn survey(&self) -> Result<Survey, JsError> {
        Ok(Survey {
            inner: survey::Survey::new(self.passed()?),
            clock: clock()?,
        })
    }

    /// A walk over a grid of inputs: `across` by `up` points, the features `x` and `y` (counted
    /// from 0) from `-reach` to `reach`, all others 0.
    pub fn surface(
        &self,
        x: usize,
        y: usize,
        reach: f64,
        across: usize,
        up: usize,
    ) -> Result<Surface, JsError> {
        let layers = 0..self.inner.layer_count();
        let widest = layers.map(|layer| self.inner.fan_in(layer).max(self.inner.units(layer)));
        let most = SURFACE_NUMBERS / widest.max().unwrap_or(1);
        at_most("points", across.saturating_mul(up), most)?;
        Ok(Surface {
            inner: survey::Surface::new(
                self.passed()?,
                &Grid {
                    features: [x, y],
                    ranges: [[-reach, reach]; 2],
                    points: [across, up],
                },
            ),
            clock: clock()?,
        })
    }

    /// A slice of the loss landscape on the present batch: `points` by `points`, from `-reach` to
    /// `reach` along two filter-normalised directions.
    pub fn landscape(&self, reach: f64, points: usize) -> Result<Landscape, JsError> {
        at_most("points", points, LANDSCAPE_POINTS)?;
        Ok(Landscape {
            inner: landscape::Landscape::of(self.passed()?, reach, points),
            clock: clock()?,
        })
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

    /// The largest |f'| of layer `layer`'s activation; NaN before its first forward step.
    #[wasm_bindgen(js_name = maxDerivative)]
    pub fn max_derivative(&self, layer: usize) -> f64 {
        let layer = self.inner.network().layers.get(layer);
        layer.map_or(f64::NAN, |layer| layer.activation.max_derivative())
    }
}

impl Experiment {
    /// The experiment, once there is a whole network to ask.
    fn passed(&self) -> Result<&experiment::Experiment, JsError> {
        if self.inner.has_passed() {
            Ok(&self.inner)
        } else {
            Err(JsError::new("the first pass is not complete"))
        }
    }
}

/// At most `max` of something that costs memory or time.
fn at_most(name: &str, value: usize, max: usize) -> Result<(), JsError> {
    if value <= max {
        return Ok(());
    }
    Err(JsError::new(&format!(
        "{name}: \"{value}\" is not allowed; allowed is at most {max}"
    )))
}

/// A walk over all rows, under way.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Survey {
    inner: survey::Survey,
    clock: web_sys::Performance,
}

#[wasm_bindgen]
impl Survey {
    /// Walks on until done or `budget_ms` is spent: what was found, or null.
    pub fn run(&mut self, budget_ms: f64) -> Result<JsValue, JsError> {
        let findings = within(&self.clock, budget_ms, || self.inner.advance());
        let entry = |Score { loss, accuracy }| ScoreEntry { loss, accuracy };
        Ok(match findings {
            None => JsValue::NULL,
            Some(findings) => serde_wasm_bindgen::to_value(&SurveyEntry {
                train: entry(findings.train),
                test: entry(findings.test),
                dead_shares: findings.dead_shares,
            })?,
        })
    }
}

/// A walk over a grid, under way.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Surface {
    inner: survey::Surface,
    clock: web_sys::Performance,
}

#[wasm_bindgen]
impl Surface {
    /// Walks on until done or `budget_ms` is spent: what the network says at every point, all
    /// outputs of one point together; or undefined.
    pub fn run(&mut self, budget_ms: f64) -> Option<Vec<f64>> {
        let outputs = within(&self.clock, budget_ms, || self.inner.advance());
        outputs.map(|outputs| outputs.as_slice().to_vec())
    }
}

/// A slice of the loss landscape, under way.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Landscape {
    inner: landscape::Landscape,
    clock: web_sys::Performance,
}

#[wasm_bindgen]
impl Landscape {
    /// Goes on until done or `budget_ms` is spent: the losses so far, x running fastest.
    pub fn run(&mut self, budget_ms: f64) -> Vec<f64> {
        within(&self.clock, budget_ms, || {
            self.inner.advance().then_some(())
        });
        self.inner.losses().to_vec()
    }
}

#[derive(Serialize)]
struct ScoreEntry {
    loss: f64,
    accuracy: f64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SurveyEntry {
    train: ScoreEntry,
    test: ScoreEntry,
    dead_shares: Vec<f64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Forecast {
    layers: Vec<LayerForecast>,
    q: Option<f64>,
    chi: Option<f64>,
    chi_q: Option<f64>,
    depth_scale: Option<f64>,
    depth_scale_q: Option<f64>,
    critical_sigma_w: Option<f64>,
    critical_q: Option<f64>,
    born_dead: f64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LayerForecast {
    q: f64,
    second_moment: f64,
    chi: f64,
    log10_delta: f64,
    log10_bias: f64,
    log10_deviation: f64,
}

#[derive(Serialize)]
struct CollapseEntry {
    outputs: usize,
    /// Row by row.
    matrix: Vec<f64>,
    offset: Vec<f64>,
    difference: f64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CheckEntry {
    compared: usize,
    at_kinks: usize,
    unresolved: usize,
    worst_relative_error: Option<f64>,
    what: Option<&'static str>,
    index: Option<usize>,
    gradient: Option<f64>,
    difference: Option<f64>,
}

fn clock() -> Result<web_sys::Performance, JsError> {
    let clock = Reflect::get(&js_sys::global(), &"performance".into())
        .ok()
        .filter(|clock| clock.is_object())
        .ok_or_else(|| JsError::new("this environment has no performance.now()"))?;
    Ok(clock.unchecked_into())
}

/// Takes steps until one has a result or `budget_ms` is spent, at least one.
fn within<T>(
    clock: &web_sys::Performance,
    budget_ms: f64,
    mut step: impl FnMut() -> Option<T>,
) -> Option<T> {
    let end = clock.now() + budget_ms;
    loop {
        if let Some(result) = step() {
            return Some(result);
        }
        if clock.now() >= end {
            return None;
        }
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
