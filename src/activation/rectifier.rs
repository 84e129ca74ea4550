//! Rectifiers: straight lines with a kink. At the kink, f' is that of the left side.

use wide::f64x2;

use super::{Elementwise, Group, Kind, Nature, Parameter, Point, Points, Values, kind, one_by_one};

pub(super) static KINDS: [Kind; 8] = [
    kind::<Relu>(Group::Rectifier),
    kind::<LeakyRelu>(Group::Rectifier),
    kind::<PRelu>(Group::Rectifier),
    kind::<RRelu>(Group::Rectifier),
    kind::<Relu6>(Group::Rectifier),
    kind::<Threshold>(Group::Rectifier),
    kind::<HardShrink>(Group::Rectifier),
    kind::<Maxout>(Group::Rectifier),
];

/// (z, 1) for z > 0, else the given branch; a NaN stays one, so that it is seen. Selected and not
/// branched to: signs are as good as random, and half of the guesses would be wrong.
pub(super) fn rectify(z: f64x2, value: f64x2, derivative: f64x2) -> Points {
    let is_left = z.simd_le(f64x2::ZERO);
    Point {
        value: is_left.select(value, z),
        derivative: is_left.select(derivative, f64x2::ONE),
    }
}

/// (0, 0) for |z| up to lambda, else the given value on a line of slope 1; a NaN stays one.
pub(super) fn shrink(z: f64x2, lambda: f64, value: f64x2) -> Points {
    let is_small = z.abs().simd_le(f64x2::splat(lambda));
    Point {
        value: is_small.select(f64x2::ZERO, value),
        derivative: is_small.select(f64x2::ZERO, f64x2::ONE),
    }
}

/// [`rectify`] with a straight line on the left.
fn leaky(z: f64x2, slope: f64) -> Points {
    let slope = f64x2::splat(slope);
    rectify(z, slope * z, slope)
}

/// [`leaky`] with a slope for each element.
pub(super) fn leak(z: &[f64], slopes: &[f64], values: &mut [f64], derivatives: &mut [f64]) {
    let out = values.iter_mut().zip(derivatives);
    for ((&z, &slope), (value, derivative)) in z.iter().zip(slopes).zip(out) {
        let is_left = z <= 0.0;
        *value = if is_left { slope * z } else { z };
        *derivative = if is_left { slope } else { 1.0 };
    }
}

/// The largest of each `pieces` numbers, the first of equals; its derivative is 1, the others' 0.
pub(super) fn maxout(z: &[f64], pieces: usize, values: &mut [f64], derivatives: &mut [f64]) {
    derivatives.fill(0.0);
    let units = z
        .chunks_exact(pieces)
        .zip(derivatives.chunks_exact_mut(pieces));
    for (value, (z, derivatives)) in values.iter_mut().zip(units) {
        let mut winner = 0;
        for (piece, &z_piece) in z.iter().enumerate() {
            // A NaN wins, so that it is seen.
            if z_piece > z[winner] || z_piece.is_nan() {
                winner = piece;
            }
        }
        *value = z[winner];
        derivatives[winner] = 1.0;
    }
}

struct Relu;

impl Elementwise for Relu {
    const NAME: &'static str = "relu";
    const LABEL: &'static str = "ReLU";
    const FORMULA: &'static str = "max(0, z)";
    const DERIVATIVE: &'static str = "1 for z > 0, else 0";
    const SOURCE: &'static str = "Nair, Hinton 2010; Glorot, Bordes, Bengio 2011";
    const CAN_DIE: bool = true;

    #[inline(always)]
    fn two(z: f64x2, _: Values) -> Points {
        rectify(z, f64x2::ZERO, f64x2::ZERO)
    }
}

struct LeakyRelu;

impl Elementwise for LeakyRelu {
    const NAME: &'static str = "leaky-relu";
    const LABEL: &'static str = "leaky ReLU";
    const FORMULA: &'static str = "z for z > 0, else slope z";
    const DERIVATIVE: &'static str = "1 for z > 0, else slope";
    const SOURCE: &'static str = "Maas, Hannun, Ng 2013";
    const CAN_DIE: bool = true;
    const PARAMETERS: &'static [Parameter] = &[Parameter::new("slope", 0.01)];

    #[inline(always)]
    fn two(z: f64x2, [slope, _]: Values) -> Points {
        leaky(z, slope)
    }

    fn max_derivative([slope, _]: Values) -> f64 {
        slope.abs().max(1.0)
    }
}

struct PRelu;

impl Elementwise for PRelu {
    const NAME: &'static str = "prelu";
    const LABEL: &'static str = "PReLU";
    const FORMULA: &'static str = "z for z > 0, else slope z, with the slope learned";
    const DERIVATIVE: &'static str = LeakyRelu::DERIVATIVE;
    const SOURCE: &'static str = "He, Zhang, Ren, Sun 2015";
    const CAN_DIE: bool = true;
    const PARAMETERS: &'static [Parameter] = &[Parameter::new("slope", 0.25)];
    const NATURE: Nature = Nature::Learned;

    #[inline(always)]
    fn two(z: f64x2, [slope, _]: Values) -> Points {
        leaky(z, slope)
    }

    fn max_derivative(parameters: Values) -> f64 {
        LeakyRelu::max_derivative(parameters)
    }
}

/// A point is as in evaluation, with the mean of the slopes that training draws.
struct RRelu;

impl Elementwise for RRelu {
    const NAME: &'static str = "rrelu";
    const LABEL: &'static str = "RReLU";
    const FORMULA: &'static str =
        "z for z > 0, else z times a slope drawn between lower and upper, their mean in tests";
    const DERIVATIVE: &'static str = "1 for z > 0, else the slope";
    const SOURCE: &'static str = "Xu, Wang, Chen, Li 2015";
    const CAN_DIE: bool = true;
    const PARAMETERS: &'static [Parameter] = &[
        Parameter::new("lower", 1.0 / 8.0),
        Parameter::new("upper", 1.0 / 3.0),
    ];
    const NATURE: Nature = Nature::Drawn;

    #[inline(always)]
    fn two(z: f64x2, [lower, upper]: Values) -> Points {
        leaky(z, f64::midpoint(lower, upper))
    }

    fn max_derivative([lower, upper]: Values) -> f64 {
        f64::midpoint(lower, upper).abs().max(1.0)
    }
}

struct Relu6;

impl Elementwise for Relu6 {
    const NAME: &'static str = "relu6";
    const LABEL: &'static str = "ReLU6";
    const FORMULA: &'static str = "min(max(0, z), 6)";
    const DERIVATIVE: &'static str = "1 for 0 < z < 6, else 0";
    const SOURCE: &'static str = "Krizhevsky 2010";
    const CAN_DIE: bool = true;
    const SATURATES: bool = true;

    #[inline(always)]
    fn two(z: f64x2, _: Values) -> Points {
        let Point { value, derivative } = rectify(z, f64x2::ZERO, f64x2::ZERO);
        let six = f64x2::splat(6.0);
        let is_full = z.simd_ge(six);
        Point {
            value: is_full.select(six, value),
            derivative: is_full.select(f64x2::ZERO, derivative),
        }
    }
}

struct Threshold;

impl Elementwise for Threshold {
    const NAME: &'static str = "threshold";
    const LABEL: &'static str = "threshold";
    const FORMULA: &'static str = "z for z > cutoff, else otherwise";
    const DERIVATIVE: &'static str = "1 for z > cutoff, else 0";
    const SOURCE: &'static str = "Konda, Memisevic, Krueger 2015";
    const CAN_DIE: bool = true;
    const PARAMETERS: &'static [Parameter] = &[
        Parameter::new("cutoff", 1.0),
        Parameter::new("otherwise", 0.0),
    ];

    fn two(z: f64x2, [cutoff, otherwise]: Values) -> Points {
        one_by_one(z, |z| {
            if z <= cutoff {
                Point {
                    value: otherwise,
                    derivative: 0.0,
                }
            } else {
                Point {
                    value: z,
                    derivative: 1.0,
                }
            }
        })
    }
}

struct HardShrink;

impl Elementwise for HardShrink {
    const NAME: &'static str = "hard-shrink";
    const LABEL: &'static str = "hard shrink";
    const FORMULA: &'static str = "z for |z| > lambda, else 0";
    const DERIVATIVE: &'static str = "1 for |z| > lambda, else 0";
    const SOURCE: &'static str = "Donoho, Johnstone 1994";
    const CAN_DIE: bool = true;
    const PARAMETERS: &'static [Parameter] = &[Parameter::new("lambda", 0.5)];

    fn two(z: f64x2, [lambda, _]: Values) -> Points {
        shrink(z, lambda, z)
    }
}

/// A point is of one piece: a straight line.
struct Maxout;

impl Elementwise for Maxout {
    const NAME: &'static str = "maxout";
    const LABEL: &'static str = "maxout";
    const FORMULA: &'static str = "the largest of several z";
    const DERIVATIVE: &'static str = "1 for the largest z, 0 for the others";
    const SOURCE: &'static str = "Goodfellow, Warde-Farley, Mirza, Courville, Bengio 2013";
    const PARAMETERS: &'static [Parameter] = &[Parameter::new("pieces", 2.0)];
    const NATURE: Nature = Nature::Pieces;

    fn two(z: f64x2, _: Values) -> Points {
        Point {
            value: z,
            derivative: f64x2::ONE,
        }
    }
}
