//! The rest of the family.

use wide::f64x2;

use super::classic::{logistic, tanh};
use super::rectifier::shrink;
use super::{Elementwise, Group, Kind, Nature, Parameter, Point, Points, Values, kind, one_by_one};
use crate::elementary::{exp, log1p};

pub(super) static KINDS: [Kind; 6] = [
    kind::<HardSwish>(Group::Other),
    kind::<LogSigmoid>(Group::Other),
    kind::<TanhShrink>(Group::Other),
    kind::<SoftShrink>(Group::Other),
    kind::<Sine>(Group::Other),
    kind::<Own>(Group::Other),
];

struct HardSwish;

impl Elementwise for HardSwish {
    const NAME: &'static str = "hard-swish";
    const LABEL: &'static str = "hard swish";
    const FORMULA: &'static str = "z min(max(0, z / 6 + 1/2), 1)";
    const DERIVATIVE: &'static str = "0 for z <= -3, 1 for z >= 3, else (2 z + 3) / 6";
    const SOURCE: &'static str = "Howard et al. 2019";
    const CAN_DIE: bool = true;

    fn two(z: f64x2, _: Values) -> Points {
        one_by_one(z, |z| {
            if z <= -3.0 {
                Point {
                    value: 0.0,
                    derivative: 0.0,
                }
            } else if z >= 3.0 {
                Point {
                    value: z,
                    derivative: 1.0,
                }
            } else {
                Point {
                    value: z * (z + 3.0) / 6.0,
                    derivative: (2.0 * z + 3.0) / 6.0,
                }
            }
        })
    }

    /// Approached at z = 3 from the left.
    fn max_derivative(_: Values) -> f64 {
        1.5
    }
}

struct LogSigmoid;

impl Elementwise for LogSigmoid {
    const NAME: &'static str = "log-sigmoid";
    const LABEL: &'static str = "log-sigmoid";
    const FORMULA: &'static str = "-ln(1 + e^(-z))";
    const DERIVATIVE: &'static str = "s(-z), s the sigmoid";
    const SOURCE: &'static str = "Torch; Collobert, Kavukcuoglu, Farabet 2011";

    fn two(z: f64x2, _: Values) -> Points {
        // A NaN is not to the right of 0, and stays one.
        let left = z.simd_gt(f64x2::ZERO).select(f64x2::ZERO, z);
        Point {
            value: left - log1p(exp(-z.abs())),
            derivative: logistic(z)[1],
        }
    }
}

struct TanhShrink;

impl Elementwise for TanhShrink {
    const NAME: &'static str = "tanh-shrink";
    const LABEL: &'static str = "tanh shrink";
    const FORMULA: &'static str = "z - tanh(z)";
    const DERIVATIVE: &'static str = "tanh(z)^2";
    const SOURCE: &'static str = "Torch; Collobert, Kavukcuoglu, Farabet 2011";

    fn two(z: f64x2, _: Values) -> Points {
        one_by_one(z, |z| {
            let t = tanh(f64x2::splat(z)).value.to_array()[0];
            Point {
                value: if z.abs() < 1.0 { z_less_tanh(z) } else { z - t },
                derivative: t * t,
            }
        })
    }
}

/// z - tanh(z) without the cancellation close to 0: Lambert's fraction (1770) says
/// tanh z = z / (1 + c) with c = z^2 / (3 + z^2 / (5 + ...)), so the difference is z c / (1 + c).
fn z_less_tanh(z: f64) -> f64 {
    let square = z * z;
    let c = (1..=10).rev().fold(0.0, |below, level| {
        square / (f64::from(2 * level + 1) + below)
    });
    z * c / (1.0 + c)
}

struct SoftShrink;

impl Elementwise for SoftShrink {
    const NAME: &'static str = "soft-shrink";
    const LABEL: &'static str = "soft shrink";
    const FORMULA: &'static str = "z - lambda for z > lambda, z + lambda for z < -lambda, else 0";
    const DERIVATIVE: &'static str = "1 for |z| > lambda, else 0";
    const SOURCE: &'static str = "Donoho 1995";
    const CAN_DIE: bool = true;
    const PARAMETERS: &'static [Parameter] = &[Parameter::new("lambda", 0.5)];

    fn two(z: f64x2, [lambda, _]: Values) -> Points {
        shrink(z, lambda, z - f64x2::splat(lambda).copysign(z))
    }
}

struct Sine;

impl Elementwise for Sine {
    const NAME: &'static str = "sine";
    const LABEL: &'static str = "sine";
    const FORMULA: &'static str = "sin(z)";
    const DERIVATIVE: &'static str = "cos(z)";
    const SOURCE: &'static str = "Sitzmann, Martel, Bergman, Lindell, Wetzstein 2020";

    fn two(z: f64x2, _: Values) -> Points {
        one_by_one(z, |z| {
            let (value, derivative) = libm::sincos(z);
            Point { value, derivative }
        })
    }
}

/// A reader's own formula takes the place of this one.
struct Own;

impl Elementwise for Own {
    const NAME: &'static str = "formula";
    const LABEL: &'static str = "own formula";
    const FORMULA: &'static str = "an expression in z";
    const DERIVATIVE: &'static str = "exact, by the chain rule";
    const SOURCE: &'static str = "";
    const CAN_DIE: bool = true;
    const NATURE: Nature = Nature::Formula;

    fn two(z: f64x2, _: Values) -> Points {
        Point {
            value: z,
            derivative: f64x2::ONE,
        }
    }
}
