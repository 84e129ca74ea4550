//! Numbers far below 1e-308: a matrix of mantissas and one exponent.
//!
//! The true value of an element is `mantissa * 2^exponent`. Signals are kept like this, because a
//! product of a thousand factors of 1/4 is 1e-602: an f64 would call it zero, and a vanished
//! gradient is not zero. Multiplying by a power of two is exact, so rescaling changes no
//! mantissa's bits, but for elements 1e-300 times smaller than the largest of their layer.

use std::borrow::Cow;

use nalgebra::DMatrix;
use wide::{f64x2, u64x2};

/// The largest element is brought back to [1, 2) when it has left 2^-64 .. 2^64.
const SLACK: i32 = 64;

/// Forward signals are plain f64 down to this power of two.
const PLAIN: i32 = -500;

/// A matrix of `mantissa * 2^exponent`.
#[derive(Clone, Debug)]
pub struct Scaled {
    /// What is multiplied by the power of two.
    pub mantissa: DMatrix<f64>,
    /// The power of two.
    pub exponent: i32,
}

/// One of them, `mantissa * 2^exponent`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number {
    /// What is multiplied by the power of two.
    pub mantissa: f64,
    /// The power of two.
    pub exponent: i32,
}

impl Number {
    /// The product of both.
    pub fn times(self, other: Self) -> Self {
        Self {
            mantissa: self.mantissa * other.mantissa,
            exponent: self.exponent + other.exponent,
        }
    }
}

impl Scaled {
    /// Zeros of this shape.
    pub fn zeros(rows: usize, columns: usize) -> Self {
        Self {
            mantissa: DMatrix::zeros(rows, columns),
            exponent: 0,
        }
    }

    /// Plain numbers.
    pub fn plain(values: DMatrix<f64>) -> Self {
        Self {
            mantissa: values,
            exponent: 0,
        }
    }

    /// As plain f64, but what is too small for that has the smallest normal size, and its sign.
    pub fn to_f64_never_zero(&self) -> DMatrix<f64> {
        self.mantissa.map(|value| {
            let plain = libm::ldexp(value, self.exponent);
            if plain == 0.0 && value != 0.0 {
                f64::MIN_POSITIVE.copysign(value)
            } else {
                plain
            }
        })
    }

    /// Moves powers of two from the mantissas to the exponent where they have grown very large or
    /// very small. Zeros, infinities and NaN stay what they are. Returns the mantissas' extent.
    pub fn rescale(&mut self) -> Extent {
        let extent = self.extent();
        let shift = extent.order().unwrap_or(0);
        let exponent = if shift.abs() > SLACK {
            self.exponent + shift
        } else {
            self.exponent
        };
        self.express_measured(exponent, extent)
    }

    /// Makes the numbers plain, with exponent 0, unless all are so small that f64 would soon lose
    /// them; then the largest mantissa is brought to [1, 2). Returns the mantissas' extent.
    pub fn settle(&mut self) -> Extent {
        let extent = self.extent();
        let exponent = match extent.order().map(|order| order + self.exponent) {
            Some(order) if order < PLAIN => order,
            _ => 0,
        };
        self.express_measured(exponent, extent)
    }

    /// [`Scaled::express`] of what has been measured.
    fn express_measured(&mut self, exponent: i32, extent: Extent) -> Extent {
        if exponent == self.exponent {
            return extent;
        }
        self.express(exponent);
        self.extent()
    }

    /// Of the mantissas.
    pub fn extent(&self) -> Extent {
        Extent::of(self.mantissa.as_slice(), 1.0)
    }

    /// Writes the same values with another exponent.
    fn express(&mut self, exponent: i32) {
        if exponent != self.exponent {
            let [half, rest] = halves(self.exponent - exponent);
            self.mantissa.apply(|value| *value = *value * half * rest);
            self.exponent = exponent;
        }
    }

    /// The power of two of the largest mantissa; `None` for zero and for what is not finite.
    fn order(&self) -> Option<i32> {
        self.extent().order()
    }

    /// Adds factor * other, element by element.
    pub fn add(&mut self, factor: f64, other: &Self) {
        self.add_to_columns(other.order(), other.exponent, |column| {
            let rows = other.mantissa.nrows();
            (factor, &other.mantissa.as_slice()[column * rows..][..rows])
        });
    }

    /// Adds `offsets[i]` to every element of row i.
    pub fn offset_rows(&mut self, offsets: &[f64]) {
        if self.exponent == 0 {
            let rows = self.mantissa.nrows().max(1);
            for column in self.mantissa.as_mut_slice().chunks_exact_mut(rows) {
                for (own, offset) in column.iter_mut().zip(offsets) {
                    *own += offset;
                }
            }
        } else if offsets.iter().any(|&offset| offset != 0.0) {
            self.add_to_columns(Extent::of(offsets, 1.0).order(), 0, |_| (1.0, offsets));
        }
    }

    /// Adds factor * values * 2^exponent to each column, `order` being the power of two of the
    /// largest of all values: the sum takes the exponent of the larger side.
    fn add_to_columns<'a>(
        &mut self,
        order: Option<i32>,
        exponent: i32,
        values: impl Fn(usize) -> (f64, &'a [f64]),
    ) {
        let larger = match (self.order(), order) {
            (Some(own), Some(order)) if order + exponent > own + self.exponent => exponent,
            (None, Some(_)) => exponent,
            _ => self.exponent,
        };
        self.express(larger);
        let [half, rest] = halves(exponent - larger);
        let rows = self.mantissa.nrows().max(1);
        let columns = self.mantissa.as_mut_slice().chunks_exact_mut(rows);
        for (index, column) in columns.enumerate() {
            let (factor, values) = values(index);
            for (own, value) in column.iter_mut().zip(values) {
                *own += factor * (value * half * rest);
            }
        }
    }

    /// Takes the values of `other`, and its shape.
    pub fn copy_from(&mut self, other: &Self) {
        copy(&other.mantissa, &mut self.mantissa);
        self.exponent = other.exponent;
    }

    /// One element; `None` where there is none.
    pub fn get(&self, (row, column): (usize, usize)) -> Option<Number> {
        Some(Number {
            mantissa: *self.mantissa.get((row, column))?,
            exponent: self.exponent,
        })
    }

    /// The elements as plain f64: below 5e-324 they become zero.
    pub fn to_f64(&self) -> DMatrix<f64> {
        self.as_f64().into_owned()
    }

    /// [`Scaled::to_f64`], without a copy where they are plain already.
    pub fn as_f64(&self) -> Cow<'_, DMatrix<f64>> {
        if self.exponent == 0 {
            return Cow::Borrowed(&self.mantissa);
        }
        Cow::Owned(self.mantissa.map(|value| libm::ldexp(value, self.exponent)))
    }
}

/// Copies a matrix, into the same memory where it has the same shape.
pub fn copy(from: &DMatrix<f64>, to: &mut DMatrix<f64>) {
    if from.shape() == to.shape() {
        to.as_mut_slice().copy_from_slice(from.as_slice());
    } else {
        *to = from.clone();
    }
}

/// What one walk over numbers tells of their size.
#[derive(Clone, Copy, Debug, Default)]
pub struct Extent {
    /// The sum of the squares.
    pub squares: f64,
    /// The largest absolute value, NaN aside.
    pub max: f64,
    /// How many are exactly 0.
    pub zeros: usize,
}

impl Extent {
    /// Of `values * factor`. Squares are summed in four lanes, a fixed order; a NaN shows in their
    /// sum only.
    pub fn of(values: &[f64], factor: f64) -> Self {
        let by = f64x2::splat(factor);
        let (fours, _) = values.as_chunks::<2>().0.as_chunks::<2>();
        let rest = &values[4 * fours.len()..];
        let (mut even, mut odd) = (Lanes::default(), Lanes::default());
        for &[first, second] in fours {
            even.add(f64x2::new(first) * by);
            odd.add(f64x2::new(second) * by);
        }
        // What is left over fills lanes from the first on; zeros add nothing to the others but
        // themselves.
        let mut last = [0.0; 4];
        last[..rest.len()].copy_from_slice(rest);
        let [a, b, c, d] = last;
        even.add(f64x2::new([a, b]) * by);
        odd.add(f64x2::new([c, d]) * by);
        let four = |[even, odd]: [f64x2; 2]| [even.to_array(), odd.to_array()];
        let squares: f64 = four([even.squares, odd.squares])
            .as_flattened()
            .iter()
            .sum();
        // Whether a NaN is larger differs between machines.
        let max = if squares.is_nan() {
            let larger = |max, value: &f64| f64::max(max, (value * factor).abs());
            values.iter().fold(0.0, larger)
        } else {
            let max = four([even.max, odd.max]);
            max.as_flattened().iter().fold(0.0_f64, |a, &b| a.max(b))
        };
        let zeros = (even.zeros + odd.zeros).to_array();
        Self {
            squares,
            max,
            zeros: zeros[0] as usize + zeros[1] as usize + rest.len() - 4,
        }
    }

    /// The power of two of the largest; `None` for zero and for what is not finite.
    pub fn order(self) -> Option<i32> {
        (self.max != 0.0 && self.max.is_finite()).then(|| libm::ilogb(self.max))
    }
}

/// [`Extent`] in the making, of two lanes.
#[derive(Default)]
struct Lanes {
    squares: f64x2,
    max: f64x2,
    zeros: u64x2,
}

impl Lanes {
    #[inline(always)]
    fn add(&mut self, values: f64x2) {
        self.squares += values * values;
        self.max = self.max.fast_max(values.abs());
        // A lane in which it holds is all ones, which is -1.
        self.zeros -= values.simd_eq(f64x2::ZERO).to_bits();
    }
}

/// Two powers of two whose product is 2^exponent, which need be no f64 itself: the smallest
/// subnormal takes 2^1074 to become 1. Beyond what a product with an f64 can reach, the nearest.
pub fn halves(exponent: i32) -> [f64; 2] {
    let exponent = exponent.clamp(-2100, 2046);
    [
        power_of_two(exponent / 2),
        power_of_two(exponent - exponent / 2),
    ]
}

/// 2^exponent; 0 below 2^-1074, infinity above 2^1023.
pub fn power_of_two(exponent: i32) -> f64 {
    libm::ldexp(1.0, exponent)
}

/// log10 of `magnitude * 2^exponent`, for a magnitude >= 0: -infinity for zero.
pub fn log10(magnitude: f64, exponent: i32) -> f64 {
    libm::log10(magnitude) + f64::from(exponent) * std::f64::consts::LOG10_2
}

/// A sum, compensated (Neumaier 1974): gradients add up signals of both signs, and what they leave
/// may be far smaller than they are.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sum {
    sum: f64,
    lost: f64,
}

impl Sum {
    /// Adds one value.
    pub fn add(&mut self, value: f64) {
        let next = self.sum + value;
        self.lost += if self.sum.abs() >= value.abs() {
            (self.sum - next) + value
        } else {
            (value - next) + self.sum
        };
        self.sum = next;
    }

    /// What all values come to.
    pub fn total(self) -> f64 {
        // An infinite sum has lost nothing that could be told.
        if self.sum.is_finite() {
            self.sum + self.lost
        } else {
            self.sum
        }
    }
}

/// The compensated sum of all values.
pub fn sum(values: impl Iterator<Item = f64>) -> f64 {
    let mut sum = Sum::default();
    values.for_each(|value| sum.add(value));
    sum.total()
}

/// The compensated sum of each row, into `out`: as [`Sum`] does, for two rows at a time.
pub fn row_sums(matrix: &DMatrix<f64>, out: &mut [f64]) {
    let rows = matrix.nrows();
    let (pairs, last) = out.as_chunks_mut::<2>();
    for (pair, out) in pairs.iter_mut().enumerate() {
        let (mut sum, mut lost) = (f64x2::ZERO, f64x2::ZERO);
        for column in matrix.as_slice().chunks_exact(rows) {
            let Some(&value) = column[2 * pair..].first_chunk::<2>() else {
                continue;
            };
            let value = f64x2::new(value);
            let next = sum + value;
            let is_larger = sum.abs().simd_ge(value.abs());
            lost += is_larger.select((sum - next) + value, (value - next) + sum);
            sum = next;
        }
        let ([a, b], [c, d]) = (sum.to_array(), lost.to_array());
        *out = [Sum { sum: a, lost: c }, Sum { sum: b, lost: d }].map(Sum::total);
    }
    if let [last] = last {
        let columns = matrix.as_slice().chunks_exact(rows);
        *last = sum(columns.map(|column| column[rows - 1]));
    }
}
