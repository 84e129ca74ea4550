//! Rectifiers: straight lines with a kink. At the kink, f' is that of the left side.

use wide::f64x2;

use super::{Elementwise, Group, Kind, Nature, Parameter, Point, Values, kind};

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

/// (z, 1) for z > 0, else the given branch; a NaN stays one, so that it is seen.
pub(super) fn rectify(z: f64, value: f64, derivative: f64) -> Point {
    if z <= 0.0 {
        Point { value, derivative }
    } else {
        Point {
            value: z,
            derivative: 1.0,
        }
    }
}

/// [`rectify`] of many, two at a time: signs are as good as random, and a branch would be guessed wrong
/// half of the time. `left` is f where z <= 0.
fn rectify_all(
    z: &[f64],
    left: impl Fn(f64x2) -> f64x2,
    slope: f64,
    values: &mut [f64],
    derivatives: &mut [f64],
) {
    let rectify = |z: f64x2| {
        let is_left = z.simd_le(f64x2::ZERO);
        let value = is_left.select(left(z), z);
        let derivative = is_left.select(f64x2::splat(slope), f64x2::splat(1.0));
        (value.to_array(), derivative.to_array())
    };
    let (pairs, rest) = z.as_chunks::<2>();
    let (value_pairs, value_rest) = values.as_chunks_mut::<2>();
    let (derivative_pairs, derivative_rest) = derivatives.as_chunks_mut::<2>();
    let out = value_pairs.iter_mut().zip(derivative_pairs);
    for (&z, (value, derivative)) in pairs.iter().zip(out) {
        (*value, *derivative) = rectify(f64x2::new(z));
    }
    let out = value_rest.iter_mut().zip(derivative_rest);
    for (&z, (value, derivative)) in rest.iter().zip(out) {
        let ([one, _], [slope, _]) = rectify(f64x2::splat(z));
        (*value, *derivative) = (one, slope);
    }
}

/// [`rectify`] with a slope for each element.
pub(super) fn leak(z: &[f64], slopes: &[f64], values: &mut [f64], derivatives: &mut [f64]) {
    let out = values.iter_mut().zip(derivatives);
    for ((&z, &slope), (value, derivative)) in z.iter().zip(slopes).zip(out) {
        let point = rectify(z, slope * z, slope);
        *value = point.value;
        *derivative = point.derivative;
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

    fn at(z: f64, _: Values) -> Point {
        rectify(z, 0.0, 0.0)
    }

    fn apply(_: Values, z: &[f64], values: &mut [f64], derivatives: &mut [f64]) {
        rectify_all(z, |_| f64x2::ZERO, 0.0, values, derivatives);
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

    fn at(z: f64, [slope, _]: Values) -> Point {
        rectify(z, slope * z, slope)
    }

    fn apply([slope, _]: Values, z: &[f64], values: &mut [f64], derivatives: &mut [f64]) {
        let slopes = f64x2::splat(slope);
        rectify_all(z, |z| slopes * z, slope, values, derivatives);
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

    fn at(z: f64, parameters: Values) -> Point {
        LeakyRelu::at(z, parameters)
    }

    fn apply(parameters: Values, z: &[f64], values: &mut [f64], derivatives: &mut [f64]) {
        LeakyRelu::apply(parameters, z, values, derivatives);
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

    fn at(z: f64, [lower, upper]: Values) -> Point {
        let slope = f64::midpoint(lower, upper);
        rectify(z, slope * z, slope)
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

    fn at(z: f64, _: Values) -> Point {
        if z >= 6.0 {
            Point {
                value: 6.0,
                derivative: 0.0,
            }
        } else {
            rectify(z, 0.0, 0.0)
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

    fn at(z: f64, [cutoff, otherwise]: Values) -> Point {
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

    fn at(z: f64, [lambda, _]: Values) -> Point {
        if z.abs() <= lambda {
            Point {
                value: 0.0,
                derivative: 0.0,
            }
        } else {
            Point {
                value: z,
                derivative: 1.0,
            }
        }
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

    fn at(z: f64, _: Values) -> Point {
        Point {
            value: z,
            derivative: 1.0,
        }
    }
}
