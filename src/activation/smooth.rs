//! Rectifiers with the kink smoothed. s is the sigmoid.

use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI};

use wide::f64x2;

use super::classic::logistic;
use super::rectifier::rectify;
use super::{Elementwise, Group, Kind, Parameter, Point, Points, Values, kind};
use crate::elementary::{erfc, exp, exponential, log1p};

pub(super) static KINDS: [Kind; 10] = [
    kind::<Elu>(Group::Smooth),
    kind::<Celu>(Group::Smooth),
    kind::<Selu>(Group::Smooth),
    kind::<Gelu>(Group::Smooth),
    kind::<GeluTanh>(Group::Smooth),
    kind::<QuickGelu>(Group::Smooth),
    kind::<Silu>(Group::Smooth),
    kind::<Swish>(Group::Smooth),
    kind::<Mish>(Group::Smooth),
    kind::<Softplus>(Group::Smooth),
];

/// The largest slope of z s(beta z), whatever beta: at beta z = 2.39936.
const SWISH_SLOPE: f64 = 1.099_839_320_128_867;

/// A derivative close to its root, as a Taylor series about it. The terms of the closed form
/// cancel there, and what they leave is noise; the distance from the root, known to twice the
/// precision of f64, does not.
struct Root {
    /// The root rounded to f64, and what the rounding took away.
    at: [f64; 2],
    /// Coefficients of d, d^2, ...
    series: [f64; 6],
}

impl Root {
    /// Within this distance the series is exact to rounding.
    const REACH: f64 = 0.004;

    fn or(&self, z: f64x2, derivative: f64x2) -> f64x2 {
        let distance = (z - f64x2::splat(self.at[0])) - f64x2::splat(self.at[1]);
        let is_close = distance.abs().simd_lt(f64x2::splat(Self::REACH));
        if !is_close.any() {
            return derivative;
        }
        let terms = self.series.iter().rev();
        let series = terms.fold(f64x2::ZERO, |sum, &coefficient| {
            (sum + f64x2::splat(coefficient)) * distance
        });
        is_close.select(series, derivative)
    }
}

const SWISH_ROOT: Root = Root {
    at: [-1.278_464_542_761_073_7, -1.094_699_418_309_343_7e-16],
    series: [
        0.217_811_705_719_800_1,
        0.146_648_796_996_946_9,
        0.018_874_814_223_782_312,
        -0.015_222_655_223_188_032,
        -0.006_606_589_138_356_696,
        0.000_126_627_410_081_122,
    ],
};

const GELU_ROOT: Root = Root {
    at: [-0.751_791_524_693_564_5, 1.495_675_917_700_988_3e-17],
    series: [
        0.431_493_992_314_046_9,
        0.388_284_982_990_552,
        -0.018_199_676_398_671_087,
        -0.114_008_233_297_221_7,
        -0.014_771_522_148_244_337,
        0.019_421_679_838_189_067,
    ],
};

const GELU_TANH_ROOT: Root = Root {
    at: [-0.752_461_422_071_016_3, 3.635_560_509_207_687e-17],
    series: [
        0.430_400_091_024_858_5,
        0.387_518_446_135_788_95,
        -0.015_782_853_521_848_03,
        -0.113_944_483_080_958_99,
        -0.016_619_328_343_052_56,
        0.019_682_309_459_833_118,
    ],
};

const MISH_ROOT: Root = Root {
    at: [-1.192_431_214_515_495_2, -4.848_482_984_803_104_4e-17],
    series: [
        0.266_947_914_049_534_5,
        0.204_731_264_080_105_86,
        0.041_907_821_043_609_87,
        -0.020_271_822_716_684_245,
        -0.015_821_126_561_733_38,
        -0.003_360_684_927_023_268_5,
    ],
};

/// z where it is at most 0, else 0.
fn left(z: f64x2) -> f64x2 {
    z.simd_le(f64x2::ZERO).select(z, f64x2::ZERO)
}

struct Elu;

impl Elementwise for Elu {
    const NAME: &'static str = "elu";
    const LABEL: &'static str = "ELU";
    const FORMULA: &'static str = "z for z > 0, else alpha (e^z - 1)";
    const DERIVATIVE: &'static str = "1 for z > 0, else alpha e^z";
    const SOURCE: &'static str = "Clevert, Unterthiner, Hochreiter 2016";
    const PARAMETERS: &'static [Parameter] = &[Parameter::new("alpha", 1.0)];

    #[inline(always)]
    fn two(z: f64x2, [alpha, _]: Values) -> Points {
        let alpha = f64x2::splat(alpha);
        let [m, e] = exponential(left(z));
        rectify(z, alpha * m, alpha * e)
    }

    fn max_derivative([alpha, _]: Values) -> f64 {
        alpha.abs().max(1.0)
    }
}

struct Celu;

impl Elementwise for Celu {
    const NAME: &'static str = "celu";
    const LABEL: &'static str = "CELU";
    const FORMULA: &'static str = "z for z > 0, else alpha (e^(z / alpha) - 1)";
    const DERIVATIVE: &'static str = "1 for z > 0, else e^(z / alpha)";
    const SOURCE: &'static str = "Barron 2017";
    const PARAMETERS: &'static [Parameter] = &[Parameter::new("alpha", 1.0)];

    #[inline(always)]
    fn two(z: f64x2, [alpha, _]: Values) -> Points {
        let alpha = f64x2::splat(alpha);
        let [m, e] = exponential(left(z) / alpha);
        rectify(z, alpha * m, e)
    }
}

struct Selu;

/// lambda and alpha make mean 0 and variance 1 a fixed point of a layer with variance 1 / fan-in.
const SELU_LAMBDA: f64 = 1.050_700_987_355_480_5;
const SELU_ALPHA: f64 = 1.673_263_242_354_377_2;

impl Elementwise for Selu {
    const NAME: &'static str = "selu";
    const LABEL: &'static str = "SELU";
    const FORMULA: &'static str = "1.0507 z for z > 0, else 1.0507 1.6733 (e^z - 1)";
    const DERIVATIVE: &'static str = "1.0507 for z > 0, else 1.7581 e^z";
    const SOURCE: &'static str = "Klambauer, Unterthiner, Mayr, Hochreiter 2017";

    #[inline(always)]
    fn two(z: f64x2, _: Values) -> Points {
        let elu = Elu::two(z, [SELU_ALPHA, f64::NAN]);
        let lambda = f64x2::splat(SELU_LAMBDA);
        Point {
            value: lambda * elu.value,
            derivative: lambda * elu.derivative,
        }
    }

    fn max_derivative(_: Values) -> f64 {
        SELU_LAMBDA * SELU_ALPHA
    }
}

struct Gelu;

impl Elementwise for Gelu {
    const NAME: &'static str = "gelu";
    const LABEL: &'static str = "GELU";
    const FORMULA: &'static str = "z P(z), P the standard normal distribution";
    const DERIVATIVE: &'static str = "P(z) + z e^(-z^2 / 2) / sqrt(2 pi)";
    const SOURCE: &'static str = "Hendrycks, Gimpel 2016";

    #[inline(always)]
    fn two(z: f64x2, _: Values) -> Points {
        // erfc, because 1 + erf is rounded to 0 where z is -8.
        let p = f64x2::HALF * erfc(-z * f64x2::splat(FRAC_1_SQRT_2));
        let peak = f64x2::splat(0.5 * FRAC_2_SQRT_PI * FRAC_1_SQRT_2);
        let density = peak * exp(f64x2::splat(-0.5) * z * z);
        Point {
            value: times(z, p),
            derivative: GELU_ROOT.or(z, p + times(z, density)),
        }
    }

    fn max_derivative(_: Values) -> f64 {
        1.128_904_145_185_154_8
    }
}

/// z * factor for a factor that vanishes faster than z grows: 0 and not NaN at infinity.
pub(super) fn times(z: f64x2, factor: f64x2) -> f64x2 {
    let is_gone = factor.simd_eq(f64x2::ZERO);
    is_gone.select(f64x2::ZERO, z * factor)
}

struct GeluTanh;

impl Elementwise for GeluTanh {
    const NAME: &'static str = "gelu-tanh";
    const LABEL: &'static str = "GELU (tanh form)";
    const FORMULA: &'static str = "z s(2 u), u = sqrt(2 / pi) (z + 0.044715 z^3)";
    const DERIVATIVE: &'static str = "s(2 u) + 2 z s(2 u) s(-2 u) u'";
    const SOURCE: &'static str = "Hendrycks, Gimpel 2016";

    #[inline(always)]
    fn two(z: f64x2, _: Values) -> Points {
        const CUBIC: f64 = 0.044_715;
        const SCALE: f64 = FRAC_2_SQRT_PI * FRAC_1_SQRT_2;
        let cubic = f64x2::splat(CUBIC) * z * z * z;
        let [s, rest] = logistic(f64x2::splat(2.0 * SCALE) * (z + cubic));
        let bent = f64x2::splat(3.0 * CUBIC) * z * z;
        let slope = f64x2::splat(SCALE) * (f64x2::ONE + bent);
        let changing = f64x2::splat(2.0) * times(z * slope, s * rest);
        Point {
            value: times(z, s),
            derivative: GELU_TANH_ROOT.or(z, s + changing),
        }
    }

    fn max_derivative(_: Values) -> f64 {
        1.128_993_068_658_771_8
    }
}

/// z s(beta z) and its derivative s + beta z s (1 - s).
fn swish(z: f64x2, beta: f64) -> Points {
    let x = f64x2::splat(beta) * z;
    let [s, rest] = logistic(x);
    Point {
        value: times(z, s),
        derivative: SWISH_ROOT.or(x, s + times(x, s * rest)),
    }
}

struct QuickGelu;

impl Elementwise for QuickGelu {
    const NAME: &'static str = "quick-gelu";
    const LABEL: &'static str = "quick GELU";
    const FORMULA: &'static str = "z s(1.702 z)";
    const DERIVATIVE: &'static str = "s + 1.702 z s (1 - s)";
    const SOURCE: &'static str = "Hendrycks, Gimpel 2016";

    #[inline(always)]
    fn two(z: f64x2, _: Values) -> Points {
        swish(z, 1.702)
    }

    fn max_derivative(_: Values) -> f64 {
        SWISH_SLOPE
    }
}

struct Silu;

impl Elementwise for Silu {
    const NAME: &'static str = "silu";
    const LABEL: &'static str = "SiLU";
    const FORMULA: &'static str = "z s(z)";
    const DERIVATIVE: &'static str = "s + z s (1 - s)";
    const SOURCE: &'static str = "Elfwing, Uchibe, Doya 2017";

    #[inline(always)]
    fn two(z: f64x2, _: Values) -> Points {
        swish(z, 1.0)
    }

    fn max_derivative(_: Values) -> f64 {
        SWISH_SLOPE
    }
}

struct Swish;

impl Elementwise for Swish {
    const NAME: &'static str = "swish";
    const LABEL: &'static str = "Swish";
    const FORMULA: &'static str = "z s(beta z)";
    const DERIVATIVE: &'static str = "s + beta z s (1 - s)";
    const SOURCE: &'static str = "Ramachandran, Zoph, Le 2017";
    const PARAMETERS: &'static [Parameter] = &[Parameter::new("beta", 1.0)];

    #[inline(always)]
    fn two(z: f64x2, [beta, _]: Values) -> Points {
        swish(z, beta)
    }

    fn max_derivative(_: Values) -> f64 {
        SWISH_SLOPE
    }
}

struct Mish;

impl Elementwise for Mish {
    const NAME: &'static str = "mish";
    const LABEL: &'static str = "Mish";
    const FORMULA: &'static str = "z tanh(ln(1 + e^z))";
    const DERIVATIVE: &'static str = "f / z + z (1 - (f / z)^2) s(z)";
    const SOURCE: &'static str = "Misra 2019";

    #[inline(always)]
    fn two(z: f64x2, _: Values) -> Points {
        // With n = e^z (e^z + 2): tanh(ln(1 + e^z)) = n / (n + 2), and its derivative is
        // 4 e^z (1 + e^z) / (n + 2)^2. For z > 0 both are written in e = e^(-z).
        let [one, two, four] = [1.0, 2.0, 4.0].map(f64x2::splat);
        let e = exp(-z.abs());
        let is_left = z.simd_lt(f64x2::ZERO);
        let n = is_left.select(e * (e + two), one + two * e);
        let d = n + is_left.select(two, two * e * e);
        let top = is_left.select(four * e, four * e * e) * (one + e);
        Point {
            value: times(z, n / d),
            derivative: MISH_ROOT.or(z, n / d + times(z, top / (d * d))),
        }
    }

    fn max_derivative(_: Values) -> f64 {
        1.088_498_161_251_728
    }
}

struct Softplus;

impl Elementwise for Softplus {
    const NAME: &'static str = "softplus";
    const LABEL: &'static str = "softplus";
    const FORMULA: &'static str = "ln(1 + e^(beta z)) / beta";
    const DERIVATIVE: &'static str = "s(beta z)";
    const SOURCE: &'static str = "Dugas, Bengio, Bélisle, Nadeau, Garcia 2001";
    const PARAMETERS: &'static [Parameter] = &[Parameter::new("beta", 1.0)];

    #[inline(always)]
    fn two(z: f64x2, [beta, _]: Values) -> Points {
        let beta = f64x2::splat(beta);
        let x = beta * z;
        // A NaN is not to the left of 0, and stays one.
        let right = x.simd_lt(f64x2::ZERO).select(f64x2::ZERO, x);
        Point {
            value: (right + log1p(exp(-x.abs()))) / beta,
            derivative: logistic(x)[0],
        }
    }
}
