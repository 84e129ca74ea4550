//! Numbers far below 1e-308: a matrix of mantissas and one exponent.
//!
//! The true value of an element is `mantissa * 2^exponent`. Backward signals are kept like this,
//! because a product of a thousand factors of 1/4 is 1e-602: an f64 would call it zero, and a
//! vanished gradient is not zero. Multiplying by a power of two is exact, so rescaling changes no
//! mantissa's bits, but for elements 1e-300 times smaller than the largest of their layer.

use nalgebra::DMatrix;

/// The largest element is brought back to [1, 2) when it has left 2^-64 .. 2^64.
const SLACK: i32 = 64;

/// A matrix of `mantissa * 2^exponent`.
#[derive(Clone, Debug)]
pub struct Scaled {
    /// What is multiplied by the power of two.
    pub mantissa: DMatrix<f64>,
    /// The power of two.
    pub exponent: i32,
}

impl Scaled {
    /// Zeros of this shape.
    pub fn zeros(rows: usize, columns: usize) -> Self {
        Self {
            mantissa: DMatrix::zeros(rows, columns),
            exponent: 0,
        }
    }

    /// Moves powers of two from the mantissas to the exponent where they have grown very large or
    /// very small. Zeros, infinities and NaN stay what they are.
    pub fn rescale(&mut self) {
        let max = self
            .mantissa
            .iter()
            .fold(0.0, |max: f64, value| max.max(value.abs()));
        if max == 0.0 || !max.is_finite() {
            return;
        }
        let shift = libm::ilogb(max);
        if shift.abs() <= SLACK {
            return;
        }
        let [half, rest] = halves(-shift);
        self.mantissa.apply(|value| *value = *value * half * rest);
        self.exponent += shift;
    }

    /// The elements as plain f64: below 5e-324 they become zero.
    pub fn to_f64(&self) -> DMatrix<f64> {
        self.mantissa.map(|value| libm::ldexp(value, self.exponent))
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
