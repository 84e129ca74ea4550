//! The chain rule at one unit, as a plain object. Numbers that may be no f64 are pairs of mantissa
//! and exponent, as in `element`.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::{Experiment, pair};
use crate::chain::{Backward, Chain, Forward, Share, Term};
use crate::layer::Place;

#[wasm_bindgen]
impl Experiment {
    /// How z, dL/dz and the gradients of one unit of layer `layer` come about for one sample of the
    /// batch, with the gradient of the weight from `input`. Null where there is no such layer, unit,
    /// sample or input; without `forward` and `backward` where the pass has not come to the layer.
    pub fn chain(
        &self,
        layer: usize,
        unit: usize,
        sample: usize,
        input: usize,
    ) -> Result<JsValue, JsError> {
        let Some(chain) = Chain::of(&self.inner, layer, unit, sample, input) else {
            return Ok(JsValue::NULL);
        };
        Ok(serde_wasm_bindgen::to_value(&ChainEntry {
            forward: chain.forward.as_ref().map(ForwardEntry::of),
            backward: chain.backward.as_ref().map(BackwardEntry::of),
        })?)
    }
}

type Pair = [f64; 2];

#[derive(Serialize)]
struct ChainEntry {
    forward: Option<ForwardEntry>,
    backward: Option<BackwardEntry>,
}

#[derive(Serialize)]
struct ForwardEntry {
    row: usize,
    pieces: usize,
    terms: Vec<TermEntry>,
    bias: f64,
    z: Pair,
    norm: Option<NormEntry>,
    skip: Option<SkipEntry>,
    seen: Pair,
    derivative: f64,
    value: Pair,
    kept: Option<f64>,
    a: Pair,
}

#[derive(Serialize)]
struct NormEntry {
    kind: &'static str,
    value: Pair,
}

#[derive(Serialize)]
struct SkipEntry {
    /// Whether it ends before the activation, not after it.
    before: bool,
    scale: f64,
    value: Pair,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BackwardEntry {
    terms: Option<Vec<TermEntry>>,
    sum: Option<Pair>,
    by_skip: Option<Pair>,
    signal: Pair,
    norm: Option<Pair>,
    delta: Pair,
    weight: ShareEntry,
    bias: ShareEntry,
}

#[derive(Serialize)]
struct TermEntry {
    weight: f64,
    value: Pair,
    product: Pair,
}

#[derive(Serialize)]
struct ShareEntry {
    own: Pair,
    total: Pair,
}

impl ForwardEntry {
    fn of(forward: &Forward) -> Self {
        Self {
            row: forward.row,
            pieces: forward.pieces,
            terms: forward.terms.iter().map(TermEntry::of).collect(),
            bias: forward.bias,
            z: pair(forward.z),
            norm: forward.norm.map(|(kind, value)| NormEntry {
                kind: kind.name(),
                value: pair(value),
            }),
            skip: forward.skip.map(|skip| SkipEntry {
                before: skip.place == Place::BeforeActivation,
                scale: skip.scale,
                value: pair(skip.value),
            }),
            seen: pair(forward.seen),
            derivative: forward.derivative,
            value: pair(forward.value),
            kept: forward.kept,
            a: pair(forward.a),
        }
    }
}

impl BackwardEntry {
    fn of(backward: &Backward) -> Self {
        let terms = backward.terms.as_ref();
        Self {
            terms: terms.map(|terms| terms.iter().map(TermEntry::of).collect()),
            sum: backward.sum.map(pair),
            by_skip: backward.by_skip.map(pair),
            signal: pair(backward.signal),
            norm: backward.norm.map(pair),
            delta: pair(backward.delta),
            weight: ShareEntry::of(backward.weight),
            bias: ShareEntry::of(backward.bias),
        }
    }
}

impl TermEntry {
    fn of(term: &Term) -> Self {
        Self {
            weight: term.weight,
            value: pair(term.value),
            product: pair(term.product()),
        }
    }
}

impl ShareEntry {
    fn of(share: Share) -> Self {
        Self {
            own: pair(share.own),
            total: pair(share.total),
        }
    }
}
