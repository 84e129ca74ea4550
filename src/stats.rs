//! Per-layer statistics of a pass, reduced to what a screen can show.
//!
//! Sizes are log10 of true magnitudes: -infinity is exactly zero, +infinity an overflow, NaN
//! undefined.

use nalgebra::DMatrix;
use wide::f64x2;

use crate::activation::Activation;
use crate::lanes;
use crate::layer::{Backward, Forward, Record};
use crate::network::alive;
use crate::scaled::{self, Extent, Scaled, power_of_two};

/// A pre-activation counts as saturated where it lies in a flat tail: |f'(z)| is below this share of
/// the largest |f'| and stays so. That is |z| > 3.6 for the sigmoid, |z| > 1.8 for tanh; the
/// Gaussian's peak, where f' is 0 as well, is no tail.
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
    /// The share of elements that are exactly 0.
    pub zero_share: f64,
}

impl Magnitude {
    /// Nothing measured yet.
    pub const UNKNOWN: Self = Self {
        log10_norm: f64::NAN,
        log10_rms: f64::NAN,
        log10_max: f64::NAN,
        zero_share: f64::NAN,
    };

    /// Of all elements.
    pub fn of(matrix: &Scaled) -> Self {
        Self::measured(matrix, matrix.extent())
    }

    /// Of all elements, whose extent is known.
    fn measured(matrix: &Scaled, extent: Extent) -> Self {
        let (values, exponent) = (matrix.mantissa.as_slice(), matrix.exponent);
        let Extent { max, zeros, .. } = extent;
        let (squares, shift) = scaled_squares(values, extent);
        Self {
            zero_share: zeros as f64 / values.len() as f64,
            log10_norm: scaled::log10(squares.sqrt(), exponent + shift),
            log10_rms: scaled::log10(root_of_mean(squares, values), exponent + shift),
            log10_max: scaled::log10(if squares.is_nan() { f64::NAN } else { max }, exponent),
        }
    }
}

/// The norm of `values * 2^exponent` as an f64: 0 or infinity where that is its nearest.
pub fn norm(values: &[f64], exponent: i32) -> f64 {
    let (squares, shift) = scaled_squares(values, Extent::of(values, 1.0));
    libm::ldexp(squares.sqrt(), exponent + shift)
}

/// The root of the mean square.
pub fn rms(values: &[f64]) -> f64 {
    norm(values, 0) / (values.len() as f64).sqrt()
}

/// log10 of the root of the sum of the squares of 10^size.
pub fn log10_hypot(sizes: &[f64]) -> f64 {
    let larger = |max: f64, size: &f64| {
        if size.is_nan() || *size > max {
            *size
        } else {
            max
        }
    };
    let largest = sizes.iter().fold(f64::NEG_INFINITY, larger);
    if !largest.is_finite() {
        return largest;
    }
    let squares = sizes
        .iter()
        .map(|size| libm::pow(10.0, 2.0 * (size - largest)));
    largest + 0.5 * libm::log10(squares.sum())
}

/// The root of the mean of `squares`, the sum over `values`.
fn root_of_mean(squares: f64, values: &[f64]) -> f64 {
    (squares / values.len() as f64).sqrt()
}

/// The sum of squares, and the power of two whose square it has to be multiplied by: squares leave
/// the range of f64 long before the values do.
fn scaled_squares(values: &[f64], Extent { squares, max, .. }: Extent) -> (f64, i32) {
    if (1e-280..1e280).contains(&squares) || squares.is_nan() || max == 0.0 || max.is_infinite() {
        return (squares, 0);
    }
    // 2^1074, which the smallest subnormal asks for, is no f64; 2^1022 is enough.
    let shift = libm::ilogb(max).max(-1022);
    (Extent::of(values, power_of_two(-shift)).squares, shift)
}

/// Something that a pass leaves at every layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// Pre-activations z.
    Z,
    /// Activations a.
    A,
    /// dL/da.
    Signal,
    /// dL/dz.
    Delta,
    /// dL/dW.
    GradW,
    /// dL/db.
    GradB,
    /// The last change of the weights over their RMS.
    Update,
}

/// Every quantity, in the order of a frame.
pub const QUANTITIES: [Quantity; 7] = [
    Quantity::Z,
    Quantity::A,
    Quantity::Signal,
    Quantity::Delta,
    Quantity::GradW,
    Quantity::GradB,
    Quantity::Update,
];

impl Quantity {
    /// The name in frames.
    pub fn name(self) -> &'static str {
        match self {
            Self::Z => "z",
            Self::A => "a",
            Self::Signal => "signal",
            Self::Delta => "delta",
            Self::GradW => "grad",
            Self::GradB => "gradB",
            Self::Update => "update",
        }
    }

    /// Where it is kept; `None` for an update before the first step.
    pub fn of<'a>(self, record: &'a Record, update: Option<&'a Scaled>) -> Option<&'a Scaled> {
        let Record { forward, backward } = record;
        Some(match self {
            Self::Z => &forward.z,
            Self::A => &forward.a,
            Self::Signal => &backward.signal,
            Self::Delta => &backward.delta,
            Self::GradW => &backward.grad_w,
            Self::GradB => &backward.grad_b,
            Self::Update => return update,
        })
    }

    /// Whether a backward step makes it.
    pub fn is_backward(self) -> bool {
        matches!(self, Self::Signal | Self::Delta | Self::GradW | Self::GradB)
    }
}

/// What a layer multiplied the norm of the backward signal by, from dL/dz of the layer above to
/// its own dL/dz, in log10: the sum of the three is the whole change, to rounding.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Why {
    /// The weights of the layer above, and what skip connections bring: |dL/da| over |dL/dz above|.
    pub log10_weights: f64,
    /// The activation's slope, with dropout and a skip connection's scale: |dL/du| over |dL/da|.
    pub log10_slope: f64,
    /// Normalisation: |dL/dz| over |dL/du|; 0 where there is none.
    pub log10_norm: f64,
}

impl Why {
    const UNKNOWN: Self = Self {
        log10_weights: f64::NAN,
        log10_slope: f64::NAN,
        log10_norm: f64::NAN,
    };
}

/// What is reported of one layer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LayerStatistics {
    /// Of each of [`QUANTITIES`].
    pub magnitudes: [Magnitude; QUANTITIES.len()],
    /// Where the change of the backward signal comes from; NaN for the output layer.
    pub why: Why,
    /// Share of the units whose f'(z) is exactly zero on every sample of the batch: none of
    /// these samples can teach them anything.
    pub dead_share: f64,
    /// Share of the pre-activations in a tail where |f'(z)| is below [`SATURATED_BELOW`] of its
    /// largest value; NaN for an activation that does not saturate.
    pub saturated_share: f64,
    /// The activation's parameter, the mean of learned slopes; NaN where it has none.
    pub parameter: f64,
}

impl LayerStatistics {
    /// Nothing measured yet.
    pub const UNKNOWN: Self = Self {
        magnitudes: [Magnitude::UNKNOWN; QUANTITIES.len()],
        why: Why::UNKNOWN,
        dead_share: f64::NAN,
        saturated_share: f64::NAN,
        parameter: f64::NAN,
    };

    /// Of one quantity.
    pub fn of(&self, quantity: Quantity) -> Magnitude {
        self.magnitudes[quantity as usize]
    }

    fn take(&mut self, quantity: Quantity, matrix: &Scaled, extent: Extent) {
        self.magnitudes[quantity as usize] = Magnitude::measured(matrix, extent);
    }

    /// Takes what is known after the layer's weights have moved.
    pub fn after_update(&mut self, update: Option<&Scaled>) {
        self.magnitudes[Quantity::Update as usize] =
            update.map_or(Magnitude::UNKNOWN, Magnitude::of);
    }

    /// Takes what is known after the layer's forward step.
    pub fn after_forward(&mut self, activation: &Activation, forward: &Forward) {
        self.take(Quantity::Z, &forward.z, forward.z_extent);
        self.take(Quantity::A, &forward.a, forward.a_extent);
        let dead = alive(activation, &forward.derivative).filter(|alive| !alive);
        self.dead_share = dead.count() as f64 / forward.a.mantissa.nrows() as f64;
        self.saturated_share = saturated_share(activation, forward);
        self.parameter = activation.parameter().unwrap_or(f64::NAN);
    }

    /// What is known after the layer's forward step, without what came after it.
    pub fn of_forward(&self) -> Self {
        let mut known = Self {
            magnitudes: Self::UNKNOWN.magnitudes,
            why: Why::UNKNOWN,
            ..*self
        };
        for quantity in [Quantity::Z, Quantity::A] {
            known.magnitudes[quantity as usize] = self.of(quantity);
        }
        known
    }

    /// Takes what is known after the layer's backward step; `above` is what is known of the layer
    /// above, if there is one.
    pub fn after_backward(&mut self, backward: &Backward, above: Option<&Self>) {
        self.take(Quantity::Delta, &backward.delta, backward.delta_extent);
        for (quantity, matrix) in [
            (Quantity::Signal, &backward.signal),
            (Quantity::GradW, &backward.grad_w),
            (Quantity::GradB, &backward.grad_b),
        ] {
            self.take(quantity, matrix, matrix.extent());
        }
        let norm = |quantity| self.of(quantity).log10_norm;
        let (signal, delta) = (norm(Quantity::Signal), norm(Quantity::Delta));
        let inner = match &backward.norm {
            Some(norm) => Magnitude::of(&norm.signal).log10_norm,
            None => delta,
        };
        let above = above.map_or(f64::NAN, |above| above.of(Quantity::Delta).log10_norm);
        self.why = Why {
            log10_weights: signal - above,
            log10_slope: inner - signal,
            log10_norm: delta - inner,
        };
    }
}

/// Share of the pre-activations at which f'(z) is exactly 0: nothing passes there, for now. NaN
/// where f' is nowhere exactly 0.
pub fn zero_slope_share(activation: &Activation, derivative: &DMatrix<f64>) -> f64 {
    if !activation.kind().can_die {
        return f64::NAN;
    }
    let zeros = lanes::count(derivative.as_slice(), |slope| slope.simd_eq(f64x2::ZERO));
    zeros as f64 / derivative.len() as f64
}

fn saturated_share(activation: &Activation, forward: &Forward) -> f64 {
    let kind = activation.kind();
    if !kind.saturates {
        return f64::NAN;
    }
    let limit = SATURATED_BELOW * activation.max_derivative();
    let slopes = forward.derivative.as_slice();
    let flat = if kind.tail_from == 0.0 {
        let limit = f64x2::splat(limit);
        lanes::count(slopes, |slope| slope.abs().simd_lt(limit))
    } else {
        let seen = forward.seen();
        let tail = libm::ldexp(kind.tail_from, -seen.exponent);
        let seen = seen.mantissa.iter().zip(slopes);
        seen.filter(|(z, slope)| z.abs() > tail && slope.abs() < limit)
            .count()
    };
    flat as f64 / forward.derivative.len() as f64
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
            let (squares, shift) = scaled_squares(&covered, Extent::of(&covered, 1.0));
            let rms = root_of_mean(squares, &covered);
            cells[column * rows + row] = scaled::log10(rms, matrix.exponent + shift) as f32;
        }
    }
    (rows, columns)
}

/// Writes log10 of the quantiles of the absolute values at `shares` (0 the smallest, 1 the largest;
/// the nearest element from below) to `out`; NaN where a value is.
pub fn quantiles(matrix: &Scaled, shares: &[f64], out: &mut [f64]) {
    let mut sizes: Vec<_> = matrix.mantissa.iter().map(|value| value.abs()).collect();
    out.fill(f64::NAN);
    if sizes.is_empty() || sizes.iter().any(|size| size.is_nan()) {
        return;
    }
    let last = (sizes.len() - 1) as f64;
    for (&share, out) in shares.iter().zip(out) {
        let place = (share.clamp(0.0, 1.0) * last) as usize;
        let (_, size, _) = sizes.select_nth_unstable_by(place, f64::total_cmp);
        *out = scaled::log10(*size, matrix.exponent);
    }
}
