//! What an experiment is taken along in: its parameters, its rows, and what a pass has drawn.
//!
//! All of these can be asked at any time. While a pass is under way, layers are of different steps;
//! whoever wants the network as one thing asks when the pass is complete.

use std::ops::Range;

use js_sys::{Float64Array, Object, Reflect};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::Experiment;
use crate::data::{Rows, Targets, Task};
use crate::layer::{Forward, Layer};

#[wasm_bindgen(typescript_custom_section)]
const ROWS: &str = "
/** Rows to learn from or to measure by; `targets` are classes from 0, or numbers. */
export interface Rows {
  /** Row by row. */
  inputs: Float64Array;
  features: number;
  targets: Float64Array;
  /** 0 where numbers are to be told. */
  classes: number;
}

/**
 * How values were standardised: what they were before is mean + deviation * value. `low` and `high`
 * are the smallest and the largest of all rows, as standardised.
 */
export interface Scale {
  mean: number;
  deviation: number;
  low: number;
  high: number;
}

/** What the rows are of. */
export interface Columns {
  features: (Scale & { name?: string })[];
  /** The classes' names, or numbers as text; empty where numbers are to be told. */
  classes: string[];
  /** Of the numbers to be told; from 0 to the last class where classes are. */
  target: Scale;
  /** How many there are. */
  trainRows: number;
  testRows: number;
}
";

#[wasm_bindgen]
impl Experiment {
    /// W of layer `layer`, row by row: the weights of its first unit (of maxout, of its first
    /// piece) to each input, then of the next. Undefined before the layer is drawn, as are the
    /// parameters below.
    pub fn weights(&self, layer: usize) -> Option<Vec<f64>> {
        let weights = &self.layer(layer)?.weights;
        Some(weights.transpose().as_slice().to_vec())
    }

    /// b of layer `layer`, one for each row of W.
    pub fn biases(&self, layer: usize) -> Option<Vec<f64>> {
        let [_, biases, ..] = self.layer(layer)?.parameters();
        Some(biases.to_vec())
    }

    /// The learned slopes of layer `layer`, one or one a unit; empty where none are learned.
    pub fn slopes(&self, layer: usize) -> Option<Vec<f64>> {
        let [_, _, slopes, ..] = self.layer(layer)?.parameters();
        Some(slopes.to_vec())
    }

    /// The scale that normalisation has learned for each row of W; empty where there is none.
    pub fn gamma(&self, layer: usize) -> Option<Vec<f64>> {
        let [.., gamma, _] = self.layer(layer)?.parameters();
        Some(gamma.to_vec())
    }

    /// The offset that normalisation has learned for each row of W; empty where there is none.
    pub fn beta(&self, layer: usize) -> Option<Vec<f64>> {
        let [.., beta] = self.layer(layer)?.parameters();
        Some(beta.to_vec())
    }

    /// Which activations of layer `layer` the present pass's dropout has kept, 1 or 0, sample by
    /// sample; undefined where nothing was drawn.
    pub fn kept(&self, layer: usize) -> Option<Vec<u8>> {
        let kept = self.drawn(layer)?.kept.as_ref()?;
        Some(kept.iter().map(|&factor| u8::from(factor != 0.0)).collect())
    }

    /// The slopes that the present pass has drawn at layer `layer`, sample by sample; undefined
    /// where none were.
    #[wasm_bindgen(js_name = drawnSlopes)]
    pub fn drawn_slopes(&self, layer: usize) -> Option<Vec<f64>> {
        let slopes = self.drawn(layer)?.slopes.as_ref()?;
        Some(slopes.as_slice().to_vec())
    }

    /// The rows it learns from, standardised where that was asked for.
    #[wasm_bindgen(js_name = trainRows, unchecked_return_type = "Rows")]
    pub fn train_rows(&self) -> Result<Object, JsError> {
        self.rows("train", 0, usize::MAX)
    }

    /// The rows it is tested on, as [`Experiment::train_rows`].
    #[wasm_bindgen(js_name = testRows, unchecked_return_type = "Rows")]
    pub fn test_rows(&self) -> Result<Object, JsError> {
        self.rows("test", 0, usize::MAX)
    }

    /// Up to `count` rows of `part`, `train` or `test`, from row `from`, as
    /// [`Experiment::train_rows`].
    #[wasm_bindgen(unchecked_return_type = "Rows")]
    pub fn rows(&self, part: &str, from: usize, count: usize) -> Result<Object, JsError> {
        let (rows, range) = self.part(part, from, count)?;
        let targets: Vec<f64> = match &rows.targets {
            Targets::Classes(labels) => labels[range.clone()].iter().map(|&l| l as f64).collect(),
            Targets::Numbers(numbers) => numbers[range.clone()].to_vec(),
        };
        let classes = match self.inner.dataset().shape.task {
            Task::Classes(classes) => classes,
            Task::Number => 0,
        };
        let inputs = rows.inputs.columns_range(range).into_owned();
        let object = Object::new();
        for (key, value) in [
            ("inputs", Float64Array::from(inputs.as_slice()).into()),
            ("features", JsValue::from(inputs.nrows() as u32)),
            ("targets", Float64Array::from(&targets[..]).into()),
            ("classes", JsValue::from(classes as u32)),
        ] {
            Reflect::set(&object, &key.into(), &value)
                .map_err(|_| JsError::new("rows cannot be written"))?;
        }
        Ok(object)
    }

    /// What the features and the classes are called, and what a standardised value was before.
    #[wasm_bindgen(unchecked_return_type = "Columns")]
    pub fn columns(&self) -> Result<JsValue, JsError> {
        let data = self.inner.dataset();
        let parts = [&data.train, &data.test];
        let [low, high] = match data.shape.task {
            Task::Classes(classes) => [0.0, classes as f64 - 1.0],
            Task::Number => ends(parts.iter().flat_map(|rows| match &rows.targets {
                Targets::Numbers(numbers) => numbers.clone(),
                Targets::Classes(_) => Vec::new(),
            })),
        };
        Ok(serde_wasm_bindgen::to_value(&ColumnsEntry {
            features: data
                .features
                .iter()
                .enumerate()
                .map(|(feature, column)| {
                    let values = parts.iter().flat_map(|rows| rows.inputs.column_iter());
                    let [low, high] = ends(values.map(|row| row[feature]));
                    ColumnEntry {
                        name: column.name.as_deref(),
                        mean: column.scale.mean,
                        deviation: column.scale.deviation,
                        low,
                        high,
                    }
                })
                .collect(),
            classes: &data.classes,
            target: ScaleEntry {
                mean: data.target.mean,
                deviation: data.target.deviation,
                low,
                high,
            },
            train_rows: data.train.len(),
            test_rows: data.test.len(),
        })?)
    }

    /// Where the batch that is shown stands among the training rows, counted from 0.
    #[wasm_bindgen(getter, js_name = batchRows)]
    pub fn batch_rows(&self) -> Vec<u32> {
        let rows = self.inner.batch_rows().iter();
        rows.map(|&row| row as u32).collect()
    }
}

impl Experiment {
    fn layer(&self, layer: usize) -> Option<&Layer> {
        self.inner.network().layers.get(layer)
    }

    fn drawn(&self, layer: usize) -> Option<&Forward> {
        let record = self.inner.pass().records.get(layer)?;
        Some(&record.forward)
    }

    /// The rows of a part, and those of them that were asked for as far as they are there.
    pub(super) fn part(
        &self,
        part: &str,
        from: usize,
        count: usize,
    ) -> Result<(&Rows, Range<usize>), JsError> {
        let data = self.inner.dataset();
        let rows = match part {
            "train" => &data.train,
            "test" => &data.test,
            _ => {
                return Err(JsError::new(&format!(
                    "part: \"{part}\" is not allowed; allowed is train, test"
                )));
            }
        };
        let from = from.min(rows.len());
        Ok((rows, from..from.saturating_add(count).min(rows.len())))
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ColumnsEntry<'a> {
    features: Vec<ColumnEntry<'a>>,
    classes: &'a [String],
    target: ScaleEntry,
    train_rows: usize,
    test_rows: usize,
}

#[derive(Serialize)]
struct ColumnEntry<'a> {
    name: Option<&'a str>,
    mean: f64,
    deviation: f64,
    low: f64,
    high: f64,
}

#[derive(Serialize)]
struct ScaleEntry {
    mean: f64,
    deviation: f64,
    low: f64,
    high: f64,
}

/// The smallest and the largest.
fn ends(values: impl Iterator<Item = f64>) -> [f64; 2] {
    values.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], value| {
        [low.min(value), high.max(value)]
    })
}
