//! What can be asked of an experiment beside its frame; long walks are classes that go on for a
//! given time per call.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::{Experiment, Refusal, clock, within};
use crate::score::Score;
use crate::survey::Grid;
use crate::trend::Trend;
use crate::{bound, collapse, experiment, forecast, gradient_check, landscape, survey};

/// Numbers that the inputs and outputs of a walk may have.
const SURFACE_NUMBERS: usize = 1 << 22;
/// Points along each side of a landscape.
const LANDSCAPE_POINTS: usize = 501;

/// The mean of what log10 sizes, one a layer, move by from one layer to the next, and the two ends of
/// its range. Moves from or to what is not finite are left out; undefined where there are no others.
#[wasm_bindgen]
pub fn trend(values: &[f64]) -> Option<Vec<f64>> {
    Trend::of(values).map(|Trend { mean, low, high }| vec![mean, low, high])
}

#[wasm_bindgen(typescript_custom_section)]
const SINGLE_LAYER: &str = "
/** The single layer that a linear network equals. */
export interface SingleLayer {
  outputs: number;
  /** One row of weights an output. */
  matrix: number[];
  offset: number[];
  /** The largest difference of its outputs for the batch from the network's, over the largest of these. */
  difference: number;
}
";

#[wasm_bindgen]
impl Experiment {
    /// What mean-field theory expects of the network as it was drawn.
    pub fn forecast(&self) -> Result<JsValue, JsError> {
        let phase = forecast::phase(&self.inner);
        let critical = forecast::critical(&self.inner);
        let correlation = forecast::correlation(&self.inner);
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
            correlation: correlation.map(|end| end.limit),
            depth_scale_correlation: correlation.map(|end| end.depth_scale),
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

    /// The same for a wide layer, which takes seconds, as a walk.
    #[wasm_bindgen(js_name = boundWalk)]
    pub fn bound_walk(&self, layer: usize) -> Result<Bound, JsError> {
        Ok(Bound {
            inner: bound::Factor::new(self.inner.network(), layer),
            clock: clock()?,
        })
    }

    /// A walk to the single matrix and offset that a linear network equals; undefined for a
    /// network that is not linear.
    pub fn collapse(&self) -> Result<Option<Collapse>, JsError> {
        let network = self.inner.settled_network().ok_or_else(under_way)?;
        let walk = collapse::Walk::new(network, &self.inner.batch().inputs);
        let made = walk.map(|inner| clock().map(|clock| Collapse { inner, clock }));
        made.transpose()
    }

    /// Checks the gradients of layer `layer` (one beyond the last: of the loss) against central
    /// differences, at up to `numbers` numbers of everything that can be moved.
    #[wasm_bindgen(js_name = gradientCheck)]
    pub fn gradient_check(&self, layer: usize, numbers: usize) -> Result<JsValue, JsError> {
        self.inner.settled_network().ok_or_else(under_way)?;
        let report = gradient_check::check(&self.inner, layer, numbers);
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

    /// What this moment of training can be brought back from.
    pub fn checkpoint(&self) -> Result<Checkpoint, JsError> {
        let inner = self.inner.checkpoint().ok_or_else(under_way)?;
        Ok(Checkpoint { inner })
    }

    /// Bytes that a checkpoint would take now.
    #[wasm_bindgen(getter, js_name = checkpointBytes)]
    pub fn checkpoint_bytes(&self) -> usize {
        self.inner.checkpoint_bytes()
    }

    /// Goes back to the beginning of a checkpoint's pass; to complete it is to make it again as it
    /// was.
    pub fn restore(&mut self, checkpoint: &Checkpoint) -> Result<(), Refusal> {
        Ok(self.inner.restore(&checkpoint.inner)?)
    }

    /// A walk over all rows, with the present weights.
    pub fn survey(&self) -> Result<Survey, JsError> {
        Ok(Survey {
            inner: survey::Survey::new(&self.inner).ok_or_else(under_way)?,
            clock: clock()?,
        })
    }

    /// A walk over a grid of inputs: `across` by `up` points, the features `x` and `y` (counted
    /// from 0) in the given `ranges`, [x from, x to, y from, y to], all others at their mean over
    /// the training rows.
    pub fn surface(
        &self,
        x: usize,
        y: usize,
        ranges: &[f64],
        across: usize,
        up: usize,
    ) -> Result<Surface, JsError> {
        let [x_from, x_to, y_from, y_to] = *ranges else {
            return Err(JsError::new("ranges: four numbers are needed"));
        };
        self.few_enough(across.saturating_mul(up))?;
        let grid = Grid {
            features: [x, y],
            ranges: [[x_from, x_to], [y_from, y_to]],
            points: [across, up],
        };
        surface(survey::Surface::new(&self.inner, &grid))
    }

    /// A walk over up to `count` rows of `part`, `train` or `test`, from row `from`.
    pub fn predictions(&self, part: &str, from: usize, count: usize) -> Result<Surface, JsError> {
        let (rows, range) = self.part(part, from, count)?;
        self.few_enough(range.len())?;
        let inputs = rows.inputs.columns_range(range).into_owned();
        surface(survey::Surface::of(&self.inner, inputs))
    }

    /// A slice of the loss landscape on the present batch: `points` by `points`, from `-reach` to
    /// `reach` along two filter-normalised directions.
    pub fn landscape(&self, reach: f64, points: usize) -> Result<Landscape, JsError> {
        at_most("points", points, LANDSCAPE_POINTS)?;
        Ok(Landscape {
            inner: landscape::Landscape::of(&self.inner, reach, points).ok_or_else(under_way)?,
            clock: clock()?,
        })
    }
}

impl Experiment {
    fn few_enough(&self, points: usize) -> Result<(), JsError> {
        let outputs = self.inner.units(self.inner.layer_count() - 1);
        let numbers = self.inner.fan_in(0) + outputs;
        at_most("points", points, SURFACE_NUMBERS / numbers)
    }
}

fn surface(inner: Option<survey::Surface>) -> Result<Surface, JsError> {
    Ok(Surface {
        inner: inner.ok_or_else(under_way)?,
        clock: clock()?,
    })
}

/// Between two passes alone is there a network to ask.
fn under_way() -> JsError {
    JsError::new("a pass is under way: ask when it is complete")
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

/// A point of training to come back to.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Checkpoint {
    inner: experiment::Checkpoint,
}

#[wasm_bindgen]
impl Checkpoint {
    /// The step it was taken at.
    #[wasm_bindgen(getter)]
    pub fn step(&self) -> u32 {
        self.inner.step()
    }

    /// Bytes it takes, about.
    #[wasm_bindgen(getter)]
    pub fn bytes(&self) -> usize {
        self.inner.bytes()
    }
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

/// The largest factor of a layer, under way.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Bound {
    inner: bound::Factor,
    clock: web_sys::Performance,
}

#[wasm_bindgen]
impl Bound {
    /// Goes on until done or `budget_ms` is spent: the factor, or undefined.
    pub fn run(&mut self, budget_ms: f64) -> Option<f64> {
        within(&self.clock, budget_ms, || self.inner.advance())
    }
}

/// A walk over the points of a grid, or over rows, under way.
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

/// A linear network on its way to the single layer that it equals.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Collapse {
    inner: collapse::Walk,
    clock: web_sys::Performance,
}

#[wasm_bindgen]
impl Collapse {
    /// Goes on until done or `budget_ms` is spent: the single layer, or undefined.
    #[wasm_bindgen(unchecked_return_type = "SingleLayer | undefined")]
    pub fn run(&mut self, budget_ms: f64) -> Result<JsValue, JsError> {
        let found = within(&self.clock, budget_ms, || {
            let (single, difference) = self.inner.advance()?;
            Some(SingleLayerEntry {
                outputs: single.matrix.nrows(),
                matrix: single.matrix.transpose().as_slice().to_vec(),
                offset: single.offset.as_slice().to_vec(),
                difference,
            })
        });
        Ok(match found {
            None => JsValue::UNDEFINED,
            Some(single) => serde_wasm_bindgen::to_value(&single)?,
        })
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
    correlation: Option<f64>,
    depth_scale_correlation: Option<f64>,
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
struct SingleLayerEntry {
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
