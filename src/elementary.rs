//! Elementary functions of two numbers at a time, the same bits on every machine.
//!
//! What a loop over a layer calls for every pair is inlined at every level of optimisation: a call
//! would take two numbers through memory and back.

use std::f64::consts::LOG2_E;

use wide::f64x2;

/// a + x (b + x (c + ...)), written out: a loop would walk the coefficients in memory.
macro_rules! polynomial {
    ($x:expr; $last:expr) => {
        f64x2::splat($last)
    };
    ($x:expr; $first:expr, $($rest:expr),+) => {
        f64x2::splat($first) + $x * polynomial!($x; $($rest),+)
    };
}

/// One after the other.
#[cold]
#[inline(never)]
fn each(x: f64x2, f: fn(f64) -> f64) -> f64x2 {
    let [a, b] = x.to_array();
    f64x2::new([f(a), f(b)])
}

/// e^x - 1 and e^x for x <= 0, both to about one unit of their last digit, however small they are.
///
/// x = k ln 2 + r with a whole k and |r| at most ln 2 / 2; then with p = e^r - 1, a polynomial, and
/// s = 2^k: e^x - 1 = s p + (s - 1) and e^x = s p + s. Neither cancels.
#[inline(always)]
pub fn exponential(x: f64x2) -> [f64x2; 2] {
    /// e^x is 0 well above.
    const GONE: f64 = -1100.0;
    /// ln 2 in two parts, the upper with zeros at its end: k times it is exact.
    const LN_2: [f64; 2] = [6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10];
    /// Adding this to a number leaves its nearest whole number in the last bits, and there 1023 more,
    /// as in the exponent of an f64.
    const WHOLE: f64 = 1.5 / f64::EPSILON + 1023.0;
    /// 2^k is no f64 much further down.
    const LAST: f64 = -1000.0;

    // A NaN stays one.
    let gone = f64x2::splat(GONE);
    let x = x.simd_lt(gone).select(gone, x);
    let whole = f64x2::splat(WHOLE);
    let k = (x * f64x2::splat(LOG2_E) + whole) - whole;
    let r = (x - k * f64x2::splat(LN_2[0])) - k * f64x2::splat(LN_2[1]);
    let p = exponential_less_one(r);
    // Where 2^k is no f64, its first factor is, and e^x is rounded once, by the second.
    let first = k.fast_max(f64x2::splat(LAST));
    // Not as an array: at the level of optimisation for size it would go through memory.
    let power = |k: f64x2| f64x2::from_bits((k + whole).to_bits() << 52);
    let (s, rest) = (power(first), power(k - first));
    let sp = s * p;
    [sp + (s - f64x2::ONE), (sp + s) * rest]
}

/// e^r - 1 for |r| up to ln 2 / 2.
#[inline(always)]
fn exponential_less_one(r: f64x2) -> f64x2 {
    // (e^r - 1 - r) / r^2 to 1.1e-16, as the polynomial that misses it least (Remez 1934), in pairs
    // (Estrin 1960): there is less to wait for than in nested brackets.
    let pair = |a, b| f64x2::splat(a) + f64x2::splat(b) * r;
    let square = r * r;
    let fourth = square * square;
    let low = pair(0.500_000_000_000_000_1, 1.666_666_666_666_667_4e-1)
        + pair(4.166_666_666_662_412e-2, 8.333_333_333_322_207e-3) * square;
    let high = pair(1.388_888_891_721_745_7e-3, 1.984_126_988_658_91e-4)
        + pair(2.480_152_129_097_334_5e-5, 2.755_724_233_668_035_7e-6) * square;
    let highest = pair(2.762_009_051_849_942_7e-7, 2.511_004_989_585_871_6e-8);
    r + square * (low + fourth * (high + fourth * highest))
}

/// e^x, for x <= 0.
#[inline(always)]
pub fn exp(x: f64x2) -> f64x2 {
    exponential(x)[1]
}

/// ln(1 + x).
pub fn log1p(x: f64x2) -> f64x2 {
    each(x, libm::log1p)
}

/// 1 - erf(x), without the cancellation for large x: to the bit as `libm` has it, which follows
/// FreeBSD's msun by Sun Microsystems (1993), with both sides of a branch computed and one selected.
pub fn erfc(x: f64x2) -> f64x2 {
    let size = x.abs();
    if !size.simd_lt(f64x2::splat(1.25)).all() {
        return each(x, libm::erfc);
    }
    let is_near = size.simd_lt(f64x2::splat(0.843_75));
    // erf(x) / x - 1 is p / q in x^2.
    let square = x * x;
    let near_p = polynomial!(square;
        1.283_791_670_955_125_6e-1,
        -3.250_421_072_470_015e-1,
        -2.848_174_957_559_851e-2,
        -5.770_270_296_489_442e-3,
        -2.376_301_665_665_016_3e-5
    );
    let near_q = polynomial!(square;
        1.0,
        3.979_172_239_591_553_5e-1,
        6.502_224_998_876_73e-2,
        5.081_306_281_875_766e-3,
        1.324_947_380_043_216_4e-4,
        -3.960_228_278_775_368e-6
    );
    // Further out, erf(|x|) less about erf(1) is p / q in |x| - 1.
    let beyond = size - f64x2::ONE;
    let middle_p = polynomial!(beyond;
        -2.362_118_560_752_659_4e-3,
        4.148_561_186_837_483_3e-1,
        -3.722_078_760_357_013e-1,
        3.183_466_199_011_617_5e-1,
        -1.108_946_942_823_966_8e-1,
        3.547_830_432_561_823_6e-2,
        -2.166_375_594_868_791e-3
    );
    let middle_q = polynomial!(beyond;
        1.0,
        1.064_208_804_008_442_3e-1,
        5.403_979_177_021_71e-1,
        7.182_865_441_419_627e-2,
        1.261_712_198_087_616_4e-1,
        1.363_708_391_202_905e-2,
        1.198_449_984_679_910_7e-2
    );
    let quotient = is_near.select(near_p, middle_p) / is_near.select(near_q, middle_q);
    let more = x * quotient;
    // Above 1/4, what is taken from 1 is more than a quarter of it.
    let near = x.simd_lt(f64x2::splat(0.25)).select(
        f64x2::ONE - (x + more),
        f64x2::HALF - (x - f64x2::HALF + more),
    );
    let middle = f64x2::splat(1.0 - 8.450_629_115_104_675e-1) - quotient;
    let is_left = x.simd_lt(f64x2::ZERO);
    let middle = is_left.select(f64x2::splat(2.0) - middle, middle);
    is_near.select(near, middle)
}
