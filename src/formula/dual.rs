//! Dual numbers: a value and its derivative with respect to z, through every rule at once.

use std::cmp::Ordering;
use std::f64::consts::FRAC_2_SQRT_PI;

use super::wide::Wide;

/// g(z) and g'(z) of a part g of the formula.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dual {
    pub(super) value: Wide,
    pub(super) derivative: Wide,
}

/// f(v) and f'(v).
pub(super) type Unary = fn(Wide) -> [Wide; 2];

/// What two values make.
pub(super) type Binary = fn(Dual, Dual) -> Dual;

/// What a function makes of its arguments.
#[derive(Clone, Copy, Debug)]
pub(super) enum Rule {
    /// One argument.
    One(Unary),
    /// Two arguments.
    Two(Binary),
    /// Two or more, two at a time from the left.
    Many(Binary),
    /// A comparison and two arguments.
    Choice,
}

/// A function that formulas may call.
#[derive(Clone, Copy, Debug)]
pub struct Function {
    /// What it is called by.
    pub name: &'static str,
    pub(super) rule: Rule,
}

const fn function(name: &'static str, rule: Rule) -> Function {
    Function { name, rule }
}

/// Every function there is, in the order a list shows them.
pub const FUNCTIONS: [Function; 25] = [
    function("exp", Rule::One(exp)),
    function("expm1", Rule::One(expm1)),
    function("ln", Rule::One(ln)),
    function("log", Rule::One(ln)),
    function("log1p", Rule::One(log1p)),
    function("sqrt", Rule::One(sqrt)),
    function("pow", Rule::Two(Dual::power)),
    function("abs", Rule::One(abs)),
    function("sign", Rule::One(sign)),
    function("min", Rule::Many(Dual::min)),
    function("max", Rule::Many(Dual::max)),
    function("if", Rule::Choice),
    function("sin", Rule::One(sin)),
    function("cos", Rule::One(cos)),
    function("tan", Rule::One(tan)),
    function("asin", Rule::One(asin)),
    function("atan", Rule::One(atan)),
    function("sinh", Rule::One(sinh)),
    function("cosh", Rule::One(cosh)),
    function("tanh", Rule::One(tanh)),
    function("sigmoid", Rule::One(sigmoid)),
    function("softplus", Rule::One(softplus)),
    function("relu", Rule::One(relu)),
    function("erf", Rule::One(erf)),
    function("erfc", Rule::One(erfc)),
];

/// a b, with 0 for 0 times infinity: an outer slope that is infinite does not bend a constant.
fn product(a: Wide, b: Wide) -> Wide {
    if a.is_zero() || b.is_zero() {
        Wide::ZERO
    } else {
        a * b
    }
}

impl Dual {
    pub(super) fn constant(value: Wide) -> Self {
        Self {
            value,
            derivative: Wide::ZERO,
        }
    }

    pub(super) fn through(self, f: Unary) -> Self {
        let [value, slope] = f(self.value);
        Self {
            value,
            derivative: product(slope, self.derivative),
        }
    }

    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            value: self.value + other.value,
            derivative: self.derivative + other.derivative,
        }
    }

    pub(super) fn minus(self, other: Self) -> Self {
        Self {
            value: self.value - other.value,
            derivative: self.derivative - other.derivative,
        }
    }

    pub(super) fn times(self, other: Self) -> Self {
        Self {
            value: self.value * other.value,
            derivative: product(self.derivative, other.value)
                + product(self.value, other.derivative),
        }
    }

    /// (a / b)' = (a' - (a / b) b') / b.
    pub(super) fn over(self, other: Self) -> Self {
        let value = self.value / other.value;
        Self {
            value,
            derivative: (self.derivative - product(value, other.derivative)) / other.value,
        }
    }

    /// (a^b)' = b a^(b - 1) a' + a^b ln(a) b'.
    pub(super) fn power(self, exponent: Self) -> Self {
        let (a, b) = (self.value, exponent.value);
        let value = a.power(b);
        let by_base = if a.is_zero() {
            product(b, a.power(b - Wide::ONE))
        } else {
            b * value / a
        };
        let mut derivative = product(by_base, self.derivative);
        // The logarithm is costly, and mostly the exponent is a constant.
        if !exponent.derivative.is_zero() {
            derivative = derivative + product(product(value, a.ln()), exponent.derivative);
        }
        Self { value, derivative }
    }

    /// The larger; of two equal ones that which is larger to the left of z, so that the slope is
    /// the left one.
    fn max(self, other: Self) -> Self {
        match self.value.partial_cmp(&other.value) {
            Some(Ordering::Greater) => self,
            Some(Ordering::Less) => other,
            Some(Ordering::Equal) if self.derivative < other.derivative => self,
            Some(Ordering::Equal) => other,
            None => Self::constant(Wide::from(f64::NAN)),
        }
    }

    /// The smaller, as `max`.
    fn min(self, other: Self) -> Self {
        self.through(negate)
            .max(other.through(negate))
            .through(negate)
    }

    /// 1 where the comparison holds, else 0.
    pub(super) fn compare(self, other: Self, holds: fn(Ordering) -> bool) -> Self {
        Self::constant(match self.value.partial_cmp(&other.value) {
            Some(ordering) if holds(ordering) => Wide::ONE,
            Some(_) => Wide::ZERO,
            None => Wide::from(f64::NAN),
        })
    }

    /// What a comparison chooses.
    pub(super) fn choose(self, then: Self, otherwise: Self) -> Self {
        if self.value.is_zero() {
            otherwise
        } else if self.value == Wide::ONE {
            then
        } else {
            self
        }
    }
}

pub(super) fn negate(v: Wide) -> [Wide; 2] {
    [-v, -Wide::ONE]
}

fn exp(v: Wide) -> [Wide; 2] {
    let e = v.exp();
    [e, e]
}

fn expm1(v: Wide) -> [Wide; 2] {
    let e = v.exp();
    // The 1 is lost there, and libm would overflow later.
    let value = if v > Wide::from(100.0) {
        e
    } else {
        v.through(libm::expm1)
    };
    [value, e]
}

fn ln(v: Wide) -> [Wide; 2] {
    [v.ln(), Wide::ONE / v]
}

fn log1p(v: Wide) -> [Wide; 2] {
    [v.log1p(), Wide::ONE / (Wide::ONE + v)]
}

fn sqrt(v: Wide) -> [Wide; 2] {
    let root = v.sqrt();
    [root, Wide::from(0.5) / root]
}

fn abs(v: Wide) -> [Wide; 2] {
    [v.abs(), v.sign()]
}

fn sign(v: Wide) -> [Wide; 2] {
    [v.sign(), Wide::ZERO]
}

fn sin(v: Wide) -> [Wide; 2] {
    [v.through(libm::sin), cosine(v)]
}

fn cos(v: Wide) -> [Wide; 2] {
    [cosine(v), -v.through(libm::sin)]
}

fn cosine(v: Wide) -> Wide {
    Wide::from(libm::cos(v.to_f64()))
}

fn tan(v: Wide) -> [Wide; 2] {
    let tan = v.through(libm::tan);
    [tan, Wide::ONE + tan * tan]
}

fn asin(v: Wide) -> [Wide; 2] {
    let cos = ((Wide::ONE - v) * (Wide::ONE + v)).sqrt();
    [v.through(libm::asin), Wide::ONE / cos]
}

fn atan(v: Wide) -> [Wide; 2] {
    [v.through(libm::atan), Wide::ONE / (Wide::ONE + v * v)]
}

fn sinh(v: Wide) -> [Wide; 2] {
    let e = v.exp();
    let inverse = Wide::ONE / e;
    let half = Wide::from(0.5);
    let value = if v.abs() < Wide::ONE {
        // The difference cancels.
        v.through(libm::sinh)
    } else {
        half * (e - inverse)
    };
    [value, half * (e + inverse)]
}

fn cosh(v: Wide) -> [Wide; 2] {
    let [sinh, cosh] = sinh(v);
    [cosh, sinh]
}

/// The slope 1 - f^2 cancels; 1 / cosh^2 does not.
fn tanh(v: Wide) -> [Wide; 2] {
    let [_, cosh] = sinh(v);
    [v.through(libm::tanh), Wide::ONE / (cosh * cosh)]
}

/// The slope s (1 - s) cancels; s^2 e^(-v) does not.
fn sigmoid(v: Wide) -> [Wide; 2] {
    let e = (-v).exp();
    let s = Wide::ONE / (Wide::ONE + e);
    [s, s * s * e]
}

fn softplus(v: Wide) -> [Wide; 2] {
    let [slope, _] = sigmoid(v);
    [v.exp().log1p(), slope]
}

fn relu(v: Wide) -> [Wide; 2] {
    if v <= Wide::ZERO {
        [Wide::ZERO; 2]
    } else {
        [v, Wide::ONE]
    }
}

fn gauss(v: Wide) -> Wide {
    Wide::from(FRAC_2_SQRT_PI) * (-(v * v)).exp()
}

fn erf(v: Wide) -> [Wide; 2] {
    // libm's is v times this constant well before v is lost to f64.
    let value = if v.abs() < Wide::from(1e-70) {
        Wide::from(FRAC_2_SQRT_PI) * v
    } else {
        Wide::from(libm::erf(v.to_f64()))
    };
    [value, gauss(v)]
}

fn erfc(v: Wide) -> [Wide; 2] {
    let slope = -gauss(v);
    // libm's vanishes at 27; from 20 on the asymptotic series is exact to rounding.
    let value = if v > Wide::from(20.0) {
        let t = 0.5 / (v * v).to_f64();
        let series = (1..10)
            .rev()
            .fold(1.0, |sum, n| 1.0 - f64::from(2 * n - 1) * t * sum);
        Wide::from(-0.5 * series) * slope / v
    } else {
        Wide::from(libm::erfc(v.to_f64()))
    };
    [value, slope]
}
