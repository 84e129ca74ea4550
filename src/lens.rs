//! The float lens: what a smaller number format would have made of a matrix.
//!
//! Training frameworks often compute in 16 or 32 bits. From the true magnitudes, which
//! [`crate::scaled`] keeps, it can be told which of them such a format would have stored as zero,
//! as a subnormal number with few digits left, or as infinity.

use crate::scaled::{Scaled, power_of_two};

/// A binary floating-point format (IEEE 754, or bfloat16 after it).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// The name for readers.
    pub name: &'static str,
    /// The smallest subnormal number is 2 to this power; half of it and less is stored as zero.
    pub smallest: i32,
    /// The smallest number with all digits is 2 to this power.
    pub smallest_normal: i32,
    /// All numbers are smaller than 2 to this power.
    pub overflow: i32,
    /// Binary digits of a number, the leading 1 included.
    pub digits: i32,
}

/// The formats, the coarsest first.
pub static FORMATS: [Format; 3] = [
    Format {
        name: "float16",
        smallest: -24,
        smallest_normal: -14,
        overflow: 16,
        digits: 11,
    },
    Format {
        name: "bfloat16",
        smallest: -133,
        smallest_normal: -126,
        overflow: 128,
        digits: 8,
    },
    Format {
        name: "float32",
        smallest: -149,
        smallest_normal: -126,
        overflow: 128,
        digits: 24,
    },
];

/// Shares of the elements of a matrix.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Lost {
    /// Not zero in truth, and zero in the format.
    pub zero: f64,
    /// With fewer digits than the format has.
    pub subnormal: f64,
    /// Beyond the format's range.
    pub overflow: f64,
}

impl Format {
    /// What the format loses of `matrix`.
    pub fn loss(&self, matrix: &Scaled) -> Lost {
        let mut loss = Lost::default();
        for &value in matrix.mantissa.iter().filter(|&&value| value != 0.0) {
            if value.is_nan() {
                continue;
            }
            // 2^order <= |value| < 2^(order + 1), infinity far above.
            let order = if value.is_infinite() {
                i32::MAX
            } else {
                libm::ilogb(value) + matrix.exponent
            };
            // Half the smallest number itself is a tie, and goes to zero, which is even.
            let is_half = order == self.smallest - 1 && is_power_of_two(value);
            if order < self.smallest - 1 || is_half {
                loss.zero += 1.0;
            } else if order < self.smallest_normal {
                loss.subnormal += 1.0;
            } else if order >= self.overflow
                || (order == self.overflow - 1 && self.rounds_up(value))
            {
                loss.overflow += 1.0;
            }
        }
        let share = |count| count / matrix.mantissa.len() as f64;
        Lost {
            zero: share(loss.zero),
            subnormal: share(loss.subnormal),
            overflow: share(loss.overflow),
        }
    }
}

impl Format {
    /// Whether a number's digits are so close to the next power of two that it is stored as that.
    fn rounds_up(&self, value: f64) -> bool {
        libm::frexp(value.abs()).0 >= 1.0 - power_of_two(-self.digits - 1)
    }
}

fn is_power_of_two(value: f64) -> bool {
    libm::frexp(value.abs()).0 == 0.5
}
