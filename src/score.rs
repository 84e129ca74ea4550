//! How well a network does on some rows.

use nalgebra::DMatrix;

use crate::data::{Rows, Targets};
use crate::loss::{Kind, Loss, Reduction};
use crate::network::{Evaluation, Network};

/// How well a network does on some rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// The mean loss.
    pub loss: f64,
    /// The share of rows told right; NaN where numbers are told.
    pub accuracy: f64,
}

impl Score {
    /// Not known.
    pub const UNKNOWN: Self = Self {
        loss: f64::NAN,
        accuracy: f64::NAN,
    };

    /// Of a network's outputs, (outputs, rows), for all of `rows`.
    pub fn of(outputs: &DMatrix<f64>, rows: &Rows, kind: Kind) -> Self {
        let targets = rows.targets(outputs.nrows());
        let mean = Loss {
            kind,
            reduction: Reduction::Mean,
        };
        Self {
            loss: mean.evaluate(outputs, &targets, &mut outputs.clone()),
            accuracy: accuracy(outputs, rows, kind),
        }
    }
}

/// The share of `rows` told right by a network's outputs, (outputs, rows); NaN where numbers are
/// told.
pub fn accuracy(outputs: &DMatrix<f64>, rows: &Rows, kind: Kind) -> f64 {
    let right = match &rows.targets {
        Targets::Classes(labels) => right(kind, outputs, labels) as f64,
        Targets::Numbers(_) => f64::NAN,
    };
    right / rows.len() as f64
}

/// How many columns decide for their label: by the largest output, or for a single output by
/// whether it is past the middle (logit 0, or 1/2 for a squared error).
fn right(kind: Kind, outputs: &DMatrix<f64>, labels: &[usize]) -> usize {
    let middle = match kind {
        Kind::MeanSquaredError => 0.5,
        _ => 0.0,
    };
    let decided = outputs.column_iter().zip(labels).filter(|(y, label)| {
        // NaN decides for nothing.
        let decision = if y.iter().any(|y| y.is_nan()) {
            usize::MAX
        } else if y.len() == 1 {
            usize::from(y[0] > middle)
        } else {
            y.imax()
        };
        decision == **label
    });
    decided.count()
}

/// Rows that walk through a network together: more would hold a page up and fill its memory.
pub const CHUNK: usize = 4096;

/// A walk over rows of any number, one layer of one chunk per call.
#[derive(Clone, Debug, Default)]
pub struct Examination {
    walk: Option<Evaluation>,
    done: usize,
    /// Losses and rights so far, as sums over rows.
    sums: [f64; 2],
    /// Whether each unit of each layer had f'(z) other than 0 on some row so far.
    alive: Vec<Vec<bool>>,
}

impl Examination {
    /// Walks one layer; the score at the end. The caller passes the same network and rows each
    /// time.
    pub fn advance(&mut self, network: &Network, rows: &Rows, kind: Kind) -> Option<Score> {
        let chunk: Vec<_> = (self.done..rows.len()).take(CHUNK).collect();
        if !chunk.is_empty() {
            let walk = self
                .walk
                .get_or_insert_with(|| Evaluation::new(rows.inputs.select_columns(&chunk)));
            if !walk.advance(network) {
                return None;
            }
            let score = Score::of(&walk.outputs(), &rows.select(&chunk), kind);
            for (sum, mean) in self.sums.iter_mut().zip([score.loss, score.accuracy]) {
                *sum += mean * chunk.len() as f64;
            }
            let walked = std::mem::take(&mut walk.alive);
            if self.alive.is_empty() {
                self.alive = walked;
            } else {
                for (alive, now) in self.alive.iter_mut().flatten().zip(walked.iter().flatten()) {
                    *alive |= now;
                }
            }
            self.done += chunk.len();
            self.walk = None;
        }
        (self.done == rows.len()).then(|| {
            let [loss, accuracy] = self.sums.map(|sum| sum / rows.len() as f64);
            Score { loss, accuracy }
        })
    }

    /// Of each layer, whether each unit had f'(z) other than 0 on some of the rows so far.
    pub fn alive(&self) -> &[Vec<bool>] {
        &self.alive
    }
}
