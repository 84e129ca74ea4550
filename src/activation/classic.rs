//! What networks began with: sigmoid, tanh, and no activation at all.

use super::{Elementwise, Group, Kind, Point, Values, kind};

pub(super) static KINDS: [Kind; 3] = [
    kind::<Sigmoid>(Group::Classic),
    kind::<Tanh>(Group::Classic),
    kind::<Identity>(Group::Classic),
];

/// s(z) and 1 - s(z) from e^(-|z|), which never overflows: neither is rounded to 1 or 0 early.
pub(super) fn logistic(z: f64) -> (f64, f64) {
    let e = libm::exp(-z.abs());
    let (large, small) = (1.0 / (1.0 + e), e / (1.0 + e));
    if z < 0.0 {
        (small, large)
    } else {
        (large, small)
    }
}

struct Sigmoid;

impl Elementwise for Sigmoid {
    const NAME: &'static str = "sigmoid";
    const LABEL: &'static str = "sigmoid";
    const FORMULA: &'static str = "1 / (1 + e^(-z))";
    const DERIVATIVE: &'static str = "f (1 - f)";
    const SOURCE: &'static str = "Verhulst 1845; Rumelhart, Hinton, Williams 1986";
    const SATURATES: bool = true;

    fn at(z: f64, _: Values) -> Point {
        let e = libm::exp(-z.abs());
        let d = 1.0 + e;
        Point {
            value: if z < 0.0 { e / d } else { 1.0 / d },
            // Even in z.
            derivative: e / (d * d),
        }
    }

    fn max_derivative(_: Values) -> f64 {
        0.25
    }
}

/// tanh and its derivative.
///
/// With m = e^(-2|z|) - 1: |f| = -m / (2 + m) and f' = 4 (1 + m) / (2 + m)^2. Close to 0, m must
/// come from expm1 (1 - e cancels); far out, 1 + m must come from exp.
pub(super) fn tanh(z: f64) -> Point {
    let x = -2.0 * z.abs();
    let (m, e) = if x > -1.0 {
        let m = libm::expm1(x);
        (m, 1.0 + m)
    } else {
        let e = libm::exp(x);
        (e - 1.0, e)
    };
    let d = 2.0 + m;
    Point {
        value: (-m / d).copysign(z),
        derivative: 4.0 * e / (d * d),
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

    fn at(z: f64, _: Values) -> Point {
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

    fn at(z: f64, _: Values) -> Point {
        Point {
            value: z,
            derivative: 1.0,
        }
    }
}
