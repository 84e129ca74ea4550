//! Per-layer statistics of a pass, reduced to what a screen can show.
//!
//! Sizes are log10 of true magnitudes: -infinity is exactly zero, +infinity an overflow, NaN
//! undefined.

use nalgebra::DMatrix;

use crate::activation::Activation;
use crate::layer::Record;
use crate::scaled::{self, Scaled, power_of_two};

/// A pre-activation counts as saturated where |f'(z)| is below this share of the largest |f'|:
/// |z| > 3.6 for the sigmoid, |z| > 1.8 for tanh.
pub const SATURATED_BELOW: f64 = 0.1;

/// How large the elements of a matrix are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Magnitude {
    /// log10 of the root of the sum of squares.
    pub log10_norm: f64,
    /// log10 of the root of the mean square.
    pub log10_rms: f64,
    /// log10 of the largest absolute value.
    pub log10_max: f64,
}

impl Magnitude {
    /// Nothing measured yet.
    pub const UNKNOWN: Self = Self {
        log10_norm: f64::NAN,
        log10_rms: f64::NAN,
        log10_max: f64::NAN,
    };

    /// Of `values * 2^exponent`.
    pub fn of(values: &[f64], exponent: i32) -> Self {
        let (squares, max, shift) = scaled_squares(values);
        Self {
            log10_norm: scaled::log10(squares.sqrt(), exponent + shift),
            log10_rms: scaled::log10(mean_root(squares, values), exponent + shift),
            log10_max: scaled::log10(if squares.is_nan() { f64::NAN } else { max }, exponent),
        }
    }
}

/// The norm of `values * 2^exponent` as an f64: 0 or infinity where that is its nearest.
pub fn norm(values: &[f64], exponent: i32) -> f64 {
    let (squares, _, shift) = scaled_squares(values);
    libm::ldexp(squares.sqrt(), exponent + shift)
}

/// The root of the mean of `squares`, the sum over `values`.
fn mean_root(squares: f64, values: &[f64]) -> f64 {
    (squares / values.len() as f64).sqrt()
}

/// Sum of squares, largest absolute value, and the power of two whose square the sum has to be
/// multiplied by: squares leave the range of f64 long before the values do.
fn scaled_squares(values: &[f64]) -> (f64, f64, i32) {
    let (squares, max) = squares_and_max(values, 1.0);
    if (1e-280..1e280).contains(&squares) || squares.is_nan() || max == 0.0 || max.is_infinite() {
        return (squares, max, 0);
    }
    // 2^1074, which the smallest subnormal asks for, is no f64; 2^1022 is enough.
    let shift = libm::ilogb(max).max(-1022);
    (squares_and_max(values, power_of_two(-shift)).0, max, shift)
}

/// Sum of squares and largest absolute value of `values * factor`, in four lanes: a fixed order
/// that the compiler can put into vector registers. A NaN shows in the sum only.
fn squares_and_max(values: &[f64], factor: f64) -> (f64, f64) {
    let mut squares = [0.0; 4];
    let mut max = [0.0_f64; 4];
    let mut add = |lane: usize, value: f64| {
        let value = value * factor;
        squares[lane] += value * value;
        let size = value.abs();
        max[lane] = if size > max[lane] { size } else { max[lane] };
    };
    let (chunks, rest) = values.as_chunks::<4>();
    for chunk in chunks {
        for (lane, &value) in chunk.iter().enumerate() {
            add(lane, value);
        }
    }
    for (lane, &value) in rest.iter().enumerate() {
        add(lane, value);
    }
    (squares.iter().sum(), max.iter().fold(0.0, |a, &b| b.max(a)))
}

/// What is reported of one layer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LayerStatistics {
    /// Of the pre-activations z.
    pub z: Magnitude,
    /// Of the activations a.
    pub a: Magnitude,
    /// Of dL/dz.
    pub delta: Magnitude,
    /// Of dL/dW.
    pub grad_w: Magnitude,
    /// Share of the units whose f'(z) is exactly zero on every sample of the batch: none of
    /// these samples can teach them anything.
    pub dead_share: f64,
    /// Share of the pre-activations at which |f'(z)| is below [`SATURATED_BELOW`] of its largest
    /// value; NaN for an activation that does not saturate.
    pub saturated_share: f64,
    /// The activation's parameter; NaN where it has none.
    pub parameter: f64,
}

impl LayerStatistics {
    /// Nothing measured yet.
    pub const UNKNOWN: Self = Self {
        z: Magnitude::UNKNOWN,
        a: Magnitude::UNKNOWN,
        delta: Magnitude::UNKNOWN,
        grad_w: Magnitude::UNKNOWN,
        dead_share: f64::NAN,
        saturated_share: f64::NAN,
        parameter: f64::NAN,
    };

    /// Takes what is known after the layer's forward step.
    pub fn after_forward(&mut self, activation: Activation, record: &Record) {
        self.z = Magnitude::of(record.z.as_slice(), 0);
        self.a = Magnitude::of(record.a.as_slice(), 0);
        self.dead_share = dead_share(&record.derivative);
        self.saturated_share = saturated_share(activation, &record.derivative);
        self.parameter = activation.parameter().unwrap_or(f64::NAN);
    }

    /// Takes what is known after the layer's backward step.
    pub fn after_backward(&mut self, record: &Record) {
        self.delta = Magnitude::of(record.delta.mantissa.as_slice(), record.delta.exponent);
        self.grad_w = Magnitude::of(record.grad_w.mantissa.as_slice(), record.grad_w.exponent);
    }
}

/// Share of rows (units) that are zero throughout.
fn dead_share(derivative: &DMatrix<f64>) -> f64 {
    let units = derivative.nrows();
    let mut alive = vec![false; units];
    for sample in derivative.as_slice().chunks_exact(units) {
        for (alive, &derivative) in alive.iter_mut().zip(sample) {
            *alive |= derivative != 0.0;
        }
    }
    alive.iter().filter(|&&alive| !alive).count() as f64 / units as f64
}

fn saturated_share(activation: Activation, derivative: &DMatrix<f64>) -> f64 {
    if !activation.kind().saturates {
        return f64::NAN;
    }
    let limit = SATURATED_BELOW * activation.max_derivative();
    let flat = derivative
        .iter()
        .filter(|derivative| derivative.abs() < limit)
        .count();
    flat as f64 / derivative.len() as f64
}

/// Counts `values` in equal bins over [low, high): `counts[0]` is what lies below, the last what
/// lies above, NaN is not counted.
pub fn histogram(values: &[f64], low: f64, high: f64, counts: &mut [f64]) {
    counts.fill(0.0);
    let Some(bins) = counts.len().checked_sub(2).filter(|&bins| bins > 0) else {
        return;
    };
    let per_unit = bins as f64 / (high - low);
    for &value in values {
        let position = ((value - low) * per_unit).floor();
        if !position.is_nan() {
            // `as` saturates: far outside is still outside.
            let bin = (position.clamp(-1.0, bins as f64) + 1.0) as usize;
            counts[bin] += 1.0;
        }
    }
}

/// Reduces a matrix to at most `rows` by `columns` cells and writes log10 of each cell's RMS to
/// `cells`, column by column. A cell is -infinity only where every element in it is exactly zero.
/// Returns the number of rows and columns written.
pub fn cells(matrix: &Scaled, rows: usize, columns: usize, cells: &mut [f32]) -> (usize, usize) {
    let (units, fan_in) = matrix.mantissa.shape();
    let (rows, columns) = (rows.min(units), columns.min(fan_in));
    let mut covered = Vec::new();
    for column in 0..columns {
        let inputs = column * fan_in / columns..(column + 1) * fan_in / columns;
        for row in 0..rows {
            let (first, last) = (row * units / rows, (row + 1) * units / rows);
            covered.clear();
            for input in inputs.clone() {
                covered
                    .extend_from_slice(&matrix.mantissa.as_slice()[input * units..][first..last]);
            }
            let (squares, _, shift) = scaled_squares(&covered);
            let rms = mean_root(squares, &covered);
            cells[column * rows + row] = scaled::log10(rms, matrix.exponent + shift) as f32;
        }
    }
    (rows, columns)
}
