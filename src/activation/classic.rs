//! What networks began with: sigmoid, tanh, and no activation at all.

use wide::f64x2;

use super::{Elementwise, Group, Kind, Point, Points, Values, kind};
use crate::elementary::{exp, exponential};

pub(super) static KINDS: [Kind; 3] = [
    kind::<Sigmoid>(Group::Classic),
    kind::<Tanh>(Group::Classic),
    kind::<Identity>(Group::Classic),
];

/// s(z) and 1 - s(z) from e^(-|z|), which never overflows: neither is rounded to 1 or 0 early.
pub(super) fn logistic(z: f64x2) -> [f64x2; 2] {
    let e = exp(-z.abs());
    let d = f64x2::ONE + e;
    let (large, small) = (f64x2::ONE / d, e / d);
    let is_left = z.simd_lt(f64x2::ZERO);
    [is_left.select(small, large), is_left.select(large, small)]
}

struct Sigmoid;

impl Elementwise for Sigmoid {
    const NAME: &'static str = "sigmoid";
    const LABEL: &'static str = "sigmoid";
    const FORMULA: &'static str = "1 / (1 + e^(-z))";
    const DERIVATIVE: &'static str = "f (1 - f)";
    const SOURCE: &'static str = "Verhulst 1845; Rumelhart, Hinton, Williams 1986";
    const SATURATES: bool = true;

    #[inline(always)]
    fn two(z: f64x2, _: Values) -> Points {
        let e = exp(-z.abs());
        let d = f64x2::ONE + e;
        Point {
            value: z.simd_lt(f64x2::ZERO).select(e, f64x2::ONE) / d,
            // Even in z.
            derivative: e / (d * d),
        }
    }

    fn max_derivative(_: Values) -> f64 {
        0.25
    }
}

/// tanh and its derivative: with m = e^(-2|z|) - 1, |f| = -m / (2 + m) and
/// f' = 4 (1 + m) / (2 + m)^2.
#[inline(always)]
pub(super) fn tanh(z: f64x2) -> Points {
    let [m, e] = exponential(f64x2::splat(-2.0) * z.abs());
    let d = f64x2::splat(2.0) + m;
    Point {
        value: (-m / d).copysign(z),
        derivative: f64x2::splat(4.0) * e / (d * d),
    }
}

struct Tanh;

impl Elementwise for Tanh {
    const NAME: &'static str = "tanh";
    const LABEL: &'static str = "tanh";
    const FORMULA: &'static str = "(e^z - e^(-z)) / (e^z + e^(-z))";
    const DERIVATIVE: &'static str = "1 - f^2";
    const SOURCE: &'static str = "LeCun, Bottou, Orr, Müller 1998";
    const SATURATES: bool = true;

    #[inline(always)]
    fn two(z: f64x2, _: Values) -> Points {
        tanh(z)
    }
}

struct Identity;

impl Elementwise for Identity {
    const NAME: &'static str = "identity";
    const LABEL: &'static str = "identity (linear)";
    const FORMULA: &'static str = "z";
    const DERIVATIVE: &'static str = "1";
    const SOURCE: &'static str = "Widrow, Hoff 1960";

    fn two(z: f64x2, _: Values) -> Points {
        Point {
            value: z,
            derivative: f64x2::ONE,
        }
    }
}
