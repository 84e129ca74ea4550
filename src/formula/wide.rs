//! Numbers that neither overflow nor vanish: an f64 times a power of 2^512.
//!
//! Between 2^-256 and 2^256 the arithmetic is that of f64, bit for bit. Beyond, only the exponent
//! grows: e^800 is an infinity to f64, which makes NaN of the derivative of z / (1 + e^(-z)) at
//! -800; here it is one more number.

use std::cmp::Ordering;
use std::f64::consts::LN_2;
use std::ops::{Add, Div, Mul, Neg, Sub};

const DIGIT: i32 = 512;
const RADIX: f64 = f64::from_bits((1023 + 512) << 52);
const MIN: f64 = f64::from_bits((1023 - 256) << 52);
const MAX: f64 = f64::from_bits((1023 + 256) << 52);

/// `mantissa * RADIX^exponent`, the mantissa's magnitude in MIN .. MAX. Zeros have the smallest
/// exponent there is, infinities and NaN the largest, so that a sum need not treat them apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Wide {
    mantissa: f64,
    exponent: i64,
}

impl Wide {
    pub(super) const ZERO: Self = Self {
        mantissa: 0.0,
        exponent: i64::MIN,
    };
    pub(super) const ONE: Self = Self {
        mantissa: 1.0,
        exponent: 0,
    };

    fn new(mantissa: f64, exponent: i64) -> Self {
        if (MIN..MAX).contains(&mantissa.abs()) {
            Self { mantissa, exponent }
        } else {
            Self::rescaled(mantissa, exponent)
        }
    }

    /// Apart from `new`, and never inlined, because it is rare.
    #[cold]
    fn rescaled(mantissa: f64, exponent: i64) -> Self {
        let size = mantissa.abs();
        if size == 0.0 || !size.is_finite() {
            let exponent = if size == 0.0 { i64::MIN } else { i64::MAX };
            Self { mantissa, exponent }
        } else if size < MIN {
            Self::new(mantissa * RADIX, exponent.saturating_sub(1))
        } else {
            Self::new(mantissa / RADIX, exponent.saturating_add(1))
        }
    }

    pub(super) fn is_zero(self) -> bool {
        self.mantissa == 0.0
    }

    /// The nearest f64: an infinity or zero where the number is beyond them.
    pub(super) fn to_f64(self) -> f64 {
        match self.exponent {
            0 => self.mantissa,
            exponent => libm::ldexp(self.mantissa, exponent.clamp(-4, 4) as i32 * DIGIT),
        }
    }

    pub(super) fn abs(self) -> Self {
        Self {
            mantissa: self.mantissa.abs(),
            ..self
        }
    }

    /// -1, 0 or 1.
    pub(super) fn sign(self) -> Self {
        if self.is_zero() {
            self
        } else {
            Self::from(self.mantissa.signum())
        }
    }

    /// f(v) for an f that is v itself close to 0.
    pub(super) fn through(self, f: fn(f64) -> f64) -> Self {
        if self.exponent < 0 {
            self
        } else {
            Self::from(f(self.to_f64()))
        }
    }

    pub(super) fn sqrt(self) -> Self {
        let odd = if self.exponent & 1 == 1 { RADIX } else { 1.0 };
        Self::new((self.mantissa * odd).sqrt(), self.exponent >> 1)
    }

    pub(super) fn ln(self) -> Self {
        let digits = self.exponent as f64;
        Self::from(libm::log(self.mantissa) + digits * (f64::from(DIGIT) * LN_2))
    }

    /// ln(1 + v).
    pub(super) fn log1p(self) -> Self {
        if self.exponent > 0 {
            self.ln()
        } else {
            self.through(libm::log1p)
        }
    }

    /// e^v: with n the integer next to v / ln RADIX, the exponent is n and the mantissa e^rest.
    pub(super) fn exp(self) -> Self {
        // ln RADIX in two parts, the first short enough that n times it is exact.
        const HIGH: f64 = 512.0 * 6.931_471_803_691_238e-1;
        const LOW: f64 = 512.0 * 1.908_214_929_270_587_7e-10;
        // e^(10^15) stands for all that is larger, but an infinity.
        const LIMIT: f64 = 1e15;
        if self.mantissa.is_infinite() {
            return Self::from(libm::exp(self.mantissa));
        }
        let x = self.to_f64().clamp(-LIMIT, LIMIT);
        let n = (x / (HIGH + LOW)).round();
        let (far, near) = (x - n * HIGH, n * LOW);
        let rest = far - near;
        // What this difference has rounded away, and exp would magnify.
        let lost = (far - rest) - near;
        let e = libm::exp(rest);
        Self::new(e + e * lost, n as i64)
    }

    /// v^b.
    pub(super) fn power(self, b: Self) -> Self {
        let base = self.to_f64();
        let plain = libm::pow(base, b.to_f64());
        let ordinary = !self.is_zero() && self.mantissa.is_finite() && !b.is_zero();
        if !ordinary || base.is_normal() && plain.is_normal() {
            return Self::from(plain);
        }
        // For the sign: NaN where v < 0 and b is no integer.
        let sign = libm::pow(self.mantissa.signum(), b.to_f64());
        Self::from(sign) * (b * self.abs().ln()).exp()
    }
}

impl From<f64> for Wide {
    fn from(value: f64) -> Self {
        Self::new(value, 0)
    }
}

impl Add for Wide {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        match self.exponent.saturating_sub(other.exponent) {
            0 => Self::new(self.mantissa + other.mantissa, self.exponent),
            1 => Self::new(self.mantissa + other.mantissa / RADIX, self.exponent),
            // Below half a unit in the last place from here on.
            2.. => self,
            _ => other + self,
        }
    }
}

impl Neg for Wide {
    type Output = Self;

    fn neg(self) -> Self {
        Self {
            mantissa: -self.mantissa,
            ..self
        }
    }
}

impl Sub for Wide {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for Wide {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        Self::new(
            self.mantissa * other.mantissa,
            self.exponent.saturating_add(other.exponent),
        )
    }
}

impl Div for Wide {
    type Output = Self;

    fn div(self, other: Self) -> Self {
        Self::new(
            self.mantissa / other.mantissa,
            self.exponent.saturating_sub(other.exponent),
        )
    }
}

impl PartialOrd for Wide {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        if self.exponent == other.exponent {
            // Also two infinities, whose difference is none.
            return self.mantissa.partial_cmp(&other.mantissa);
        }
        (*self - *other).mantissa.partial_cmp(&0.0)
    }
}
