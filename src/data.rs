//! Data sets: points in the plane, generated, and handwritten digits, real.
//!
//! Rows are split into training and test rows by seed, and every feature is standardised (mean 0,
//! standard deviation 1) by the training rows' statistics alone.

use std::f64::consts::{PI, TAU};

use nalgebra::DMatrix;

use crate::Error;
use crate::loss::Kind;
use crate::random::{Purpose, Stream};

/// A data set by name.
#[derive(Debug)]
pub struct Source {
    /// The name in specifications.
    pub name: &'static str,
    /// Features of a row.
    pub features: usize,
    /// Classes to tell apart.
    pub classes: usize,
    /// Rows in all.
    pub rows: usize,
    origin: Origin,
}

/// Where rows come from.
#[derive(Debug)]
enum Origin {
    /// A point of a class in the plane, before noise.
    Plane(fn(class: usize, stream: &mut Stream) -> [f64; 2]),
    /// A file that the caller must hand over.
    Digits,
}

/// Every data set, in the order a list shows them.
pub static CATALOGUE: [Source; 6] = [
    plane("moons", moon),
    plane("circles", circle),
    plane("spiral", spiral),
    plane("xor", xor),
    plane("gaussians", gaussian),
    Source {
        name: "digits",
        features: DIGIT_PIXELS,
        classes: 10,
        rows: 1797,
        origin: Origin::Digits,
    },
];

const fn plane(name: &'static str, point: fn(usize, &mut Stream) -> [f64; 2]) -> Source {
    Source {
        name,
        features: 2,
        classes: 2,
        rows: 1000,
        origin: Origin::Plane(point),
    }
}

/// 8 by 8 pixels of 0 to 16.
const DIGIT_PIXELS: usize = 64;
const DIGIT_INK: u8 = 16;

/// Four of five rows train, one tests.
const TRAIN_SHARE: f64 = 0.8;

impl Source {
    /// Whether its rows come from a file that the caller must hand over.
    pub fn is_file(&self) -> bool {
        matches!(self.origin, Origin::Digits)
    }

    /// Rows that train.
    pub fn train_rows(&self) -> usize {
        (self.rows as f64 * TRAIN_SHARE) as usize
    }

    /// The loss of a network that has learned nothing but how many classes there are: each gets
    /// its share p of the rows as its probability. ln of the number of classes for cross-entropy,
    /// -p ln p - (1 - p) ln(1 - p) for binary cross-entropy, p (1 - p) for squared error.
    pub fn guessing_loss(&self, loss: Kind) -> f64 {
        let p = 1.0 / self.classes as f64;
        match loss {
            Kind::CrossEntropy => -libm::log(p),
            Kind::BinaryCrossEntropy => -p * libm::log(p) - (1.0 - p) * libm::log1p(-p),
            Kind::MeanSquaredError => p * (1.0 - p),
        }
    }

    /// Outputs a network needs for it: one logit tells two classes apart, softmax has one a class.
    pub fn outputs(&self, loss: Kind) -> usize {
        if self.classes == 2 && loss != Kind::CrossEntropy {
            1
        } else {
            self.classes
        }
    }
}

/// Standardised rows, ready to train and to test.
#[derive(Clone, Debug)]
pub struct Dataset {
    /// Rows to learn from.
    pub train: Rows,
    /// Rows to measure by.
    pub test: Rows,
}

/// Inputs and the classes they belong to.
#[derive(Clone, Debug)]
pub struct Rows {
    /// (features, rows).
    pub inputs: DMatrix<f64>,
    /// The class of each row.
    pub labels: Vec<usize>,
}

impl Rows {
    /// The inputs (features, indices) of some rows.
    pub fn select(&self, indices: &[usize]) -> DMatrix<f64> {
        self.inputs.select_columns(indices)
    }

    /// The share of the most frequent class: what always giving the same answer gets right.
    pub fn chance(&self) -> f64 {
        let classes = self.labels.iter().max().map_or(0, |max| max + 1);
        let mut counts = vec![0_usize; classes];
        for &label in &self.labels {
            counts[label] += 1;
        }
        counts.into_iter().max().unwrap_or(0) as f64 / self.labels.len() as f64
    }

    /// What a network with `outputs` outputs should say for some rows, (outputs, indices): the
    /// class itself for one output, 1 at the class and 0 elsewhere for several.
    pub fn targets(&self, indices: &[usize], outputs: usize) -> DMatrix<f64> {
        DMatrix::from_fn(outputs, indices.len(), |output, column| {
            let class = self.labels[indices[column]];
            f64::from(u8::from(if outputs == 1 {
                class == 1
            } else {
                class == output
            }))
        })
    }
}

impl Dataset {
    /// Makes or reads the data of `source`, splits and standardises it. `noise` is the standard
    /// deviation of a generated point's coordinates; `file` is what [`Source::is_file`] asks for.
    ///
    /// # Errors
    /// [`Error::Data`] where the file is missing or not the data set it should be.
    pub fn new(
        source: &'static Source,
        noise: f64,
        seed: u32,
        file: Option<&[u8]>,
    ) -> Result<Self, Error> {
        let rows = match source.origin {
            Origin::Plane(point) => points(
                source,
                point,
                noise,
                &mut Stream::new(seed, Purpose::Points),
            ),
            Origin::Digits => {
                let problem = |problem: &str| Error::Data {
                    name: source.name,
                    problem: problem.to_owned(),
                };
                digits(
                    source,
                    file.ok_or_else(|| problem("its file has not been loaded"))?,
                )
                .ok_or_else(|| problem("its file is damaged"))?
            }
        };
        let mut order: Vec<_> = (0..source.rows).collect();
        Stream::new(seed, Purpose::Split).shuffle(&mut order);
        let (train, test) = order.split_at(source.train_rows());
        let part = |indices: &[usize]| Rows {
            inputs: rows.select(indices),
            labels: indices.iter().map(|&row| rows.labels[row]).collect(),
        };
        let mut dataset = Self {
            train: part(train),
            test: part(test),
        };
        dataset.standardise();
        Ok(dataset)
    }

    fn standardise(&mut self) {
        for feature in 0..self.train.inputs.nrows() {
            let values = self.train.inputs.row(feature);
            let count = values.len() as f64;
            let mean = values.iter().sum::<f64>() / count;
            let variance = values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / count;
            // A feature that never changes tells nothing: it stays at 0.
            let scale = if variance > 0.0 {
                1.0 / variance.sqrt()
            } else {
                0.0
            };
            for rows in [&mut self.train, &mut self.test] {
                rows.inputs
                    .row_mut(feature)
                    .apply(|value| *value = (*value - mean) * scale);
            }
        }
    }
}

/// Points of each class in turn, with normal noise on both coordinates.
fn points(
    source: &Source,
    point: fn(usize, &mut Stream) -> [f64; 2],
    noise: f64,
    stream: &mut Stream,
) -> Rows {
    let labels: Vec<_> = (0..source.rows).map(|row| row % source.classes).collect();
    let mut inputs = DMatrix::zeros(source.features, source.rows);
    for (mut row, &class) in inputs.column_iter_mut().zip(&labels) {
        for (coordinate, value) in row.iter_mut().zip(point(class, stream)) {
            *coordinate = value + noise * stream.normal();
        }
    }
    Rows { inputs, labels }
}

/// Two interleaved half circles.
fn moon(class: usize, stream: &mut Stream) -> [f64; 2] {
    let (sin, cos) = libm::sincos(PI * stream.uniform());
    if class == 0 {
        [cos, sin]
    } else {
        [1.0 - cos, 0.5 - sin]
    }
}

/// A circle in a circle of twice its radius.
fn circle(class: usize, stream: &mut Stream) -> [f64; 2] {
    let (sin, cos) = libm::sincos(TAU * stream.uniform());
    let radius = if class == 0 { 1.0 } else { 0.5 };
    [radius * cos, radius * sin]
}

/// Two arms of a spiral, one turn and a quarter each.
fn spiral(class: usize, stream: &mut Stream) -> [f64; 2] {
    let along = stream.uniform();
    let (sin, cos) = libm::sincos(1.25 * TAU * along + PI * class as f64);
    // Apart from the start, where the arms would meet.
    let radius = 0.2 + 1.8 * along;
    [radius * cos, radius * sin]
}

/// Quarters of a square: one class where the signs of the coordinates agree.
fn xor(class: usize, stream: &mut Stream) -> [f64; 2] {
    let [x, y] = [stream.uniform(), stream.uniform()].map(|size| 0.1 + 0.9 * size);
    let x = if stream.uniform() < 0.5 { x } else { -x };
    [
        x,
        if class == 0 {
            y.copysign(x)
        } else {
            y.copysign(-x)
        },
    ]
}

/// Two round clouds beside each other.
fn gaussian(class: usize, stream: &mut Stream) -> [f64; 2] {
    let centre = if class == 0 { -1.0 } else { 1.0 };
    [(); 2].map(|()| centre + 0.4 * stream.normal())
}

/// 64 bytes of pixels and a byte of label per row; `None` where it is anything else.
fn digits(source: &Source, file: &[u8]) -> Option<Rows> {
    let (rows, rest) = file.as_chunks::<{ DIGIT_PIXELS + 1 }>();
    let in_range = |row: &[u8; DIGIT_PIXELS + 1]| {
        row[..DIGIT_PIXELS].iter().all(|&ink| ink <= DIGIT_INK)
            && usize::from(row[DIGIT_PIXELS]) < source.classes
    };
    if rows.len() != source.rows || !rest.is_empty() || !rows.iter().all(in_range) {
        return None;
    }
    Some(Rows {
        inputs: DMatrix::from_fn(DIGIT_PIXELS, rows.len(), |pixel, row| {
            f64::from(rows[row][pixel])
        }),
        labels: rows
            .iter()
            .map(|row| usize::from(row[DIGIT_PIXELS]))
            .collect(),
    })
}
