//! Bounded activations: flat, or nearly, on both sides.

use wide::f64x2;

use super::classic::tanh;
use super::smooth::times;
use super::{Elementwise, Group, Kind, Parameter, Point, Points, Values, kind, one_by_one};
use crate::elementary::exp;

pub(super) static KINDS: [Kind; 5] = [
    kind::<Softsign>(Group::Bounded),
    kind::<HardTanh>(Group::Bounded),
    kind::<HardSigmoid>(Group::Bounded),
    kind::<LecunTanh>(Group::Bounded),
    kind::<Gaussian>(Group::Bounded),
];

struct Softsign;

impl Elementwise for Softsign {
    const NAME: &'static str = "softsign";
    const LABEL: &'static str = "softsign";
    const FORMULA: &'static str = "z / (1 + |z|)";
    const DERIVATIVE: &'static str = "1 / (1 + |z|)^2";
    const SOURCE: &'static str = "Bergstra, Desjardins, Lamblin, Bengio 2009";
    const SATURATES: bool = true;

    fn two(z: f64x2, _: Values) -> Points {
        one_by_one(z, |z| {
            let d = 1.0 + z.abs();
            Point {
                value: z / d,
                derivative: 1.0 / (d * d),
            }
        })
    }
}

/// The line between two values of z, `below` and `above` beyond them and at them.
fn clip(z: f64, [low, high]: Values, line: Point, [below, above]: [f64; 2]) -> Point {
    if z <= low {
        Point {
            value: below,
            derivative: 0.0,
        }
    } else if z >= high {
        Point {
            value: above,
            derivative: 0.0,
        }
    } else {
        line
    }
}

struct HardTanh;

impl Elementwise for HardTanh {
    const NAME: &'static str = "hard-tanh";
    const LABEL: &'static str = "hard tanh";
    const FORMULA: &'static str = "min(max(low, z), high)";
    const DERIVATIVE: &'static str = "1 for low < z < high, else 0";
    const SOURCE: &'static str = "Collobert 2004";
    const CAN_DIE: bool = true;
    const SATURATES: bool = true;
    const PARAMETERS: &'static [Parameter] =
        &[Parameter::new("low", -1.0), Parameter::new("high", 1.0)];

    fn two(z: f64x2, bounds: Values) -> Points {
        one_by_one(z, |z| {
            clip(
                z,
                bounds,
                Point {
                    value: z,
                    derivative: 1.0,
                },
                bounds,
            )
        })
    }
}

struct HardSigmoid;

impl Elementwise for HardSigmoid {
    const NAME: &'static str = "hard-sigmoid";
    const LABEL: &'static str = "hard sigmoid";
    const FORMULA: &'static str = "min(max(0, z / 6 + 1/2), 1)";
    const DERIVATIVE: &'static str = "1/6 for -3 < z < 3, else 0";
    const SOURCE: &'static str = "Courbariaux, Bengio, David 2015";
    const CAN_DIE: bool = true;
    const SATURATES: bool = true;

    fn two(z: f64x2, _: Values) -> Points {
        one_by_one(z, |z| {
            let line = Point {
                value: (z + 3.0) / 6.0,
                derivative: 1.0 / 6.0,
            };
            clip(z, [-3.0, 3.0], line, [0.0, 1.0])
        })
    }

    fn max_derivative(_: Values) -> f64 {
        1.0 / 6.0
    }
}

struct LecunTanh;

impl LecunTanh {
    const HEIGHT: f64 = 1.7159;
    const STRETCH: f64 = 2.0 / 3.0;
}

impl Elementwise for LecunTanh {
    const NAME: &'static str = "lecun-tanh";
    const LABEL: &'static str = "LeCun tanh";
    const FORMULA: &'static str = "1.7159 tanh(2/3 z)";
    const DERIVATIVE: &'static str = "1.1439 (1 - tanh(2/3 z)^2)";
    const SOURCE: &'static str = "LeCun, Bottou, Orr, Müller 1998";
    const SATURATES: bool = true;

    fn two(z: f64x2, parameters: Values) -> Points {
        let Point { value, derivative } = tanh(f64x2::splat(Self::STRETCH) * z);
        Point {
            value: f64x2::splat(Self::HEIGHT) * value,
            derivative: f64x2::splat(Self::max_derivative(parameters)) * derivative,
        }
    }

    fn max_derivative(_: Values) -> f64 {
        Self::HEIGHT * Self::STRETCH
    }
}

struct Gaussian;

impl Elementwise for Gaussian {
    const NAME: &'static str = "gaussian";
    const LABEL: &'static str = "Gaussian";
    const FORMULA: &'static str = "e^(-z^2)";
    const DERIVATIVE: &'static str = "-2 z e^(-z^2)";
    const SOURCE: &'static str = "Broomhead, Lowe 1988";
    const SATURATES: bool = true;
    /// |f'| is largest there; within, it falls to 0 at the peak.
    const TAIL_FROM: f64 = std::f64::consts::FRAC_1_SQRT_2;

    fn two(z: f64x2, _: Values) -> Points {
        let value = exp(-z * z);
        Point {
            value,
            derivative: times(f64x2::splat(-2.0) * z, value),
        }
    }

    /// sqrt(2 / e), at |z| = 1 / sqrt(2).
    fn max_derivative(_: Values) -> f64 {
        0.857_763_884_960_706_8
    }
}
