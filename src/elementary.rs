//! Elementary functions of two numbers at a time, to the bit as `libm` has them.
//!
//! The algorithms are those of FreeBSD's msun, by Sun Microsystems (1993), which `libm` follows one
//! number at a time: the same operations in the same order, with both sides of every branch computed
//! and one of them selected. Where that does not pay, `libm` is asked itself.
//!
//! What a loop over a layer calls for every pair is inlined at every level of optimisation: a call
//! would take two numbers through memory and back.

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

/// x = k ln 2 + r, with |r| at most ln 2 / 2, for x <= 0.
struct Reduced {
    /// A whole number.
    k: f64x2,
    /// r = high - low, to more digits than an f64 has.
    high: f64x2,
    low: f64x2,
    r: f64x2,
}

impl Reduced {
    #[inline(always)]
    fn of(x: f64x2) -> Self {
        /// e^x is 0 from here on down.
        const GONE: f64 = -746.0;
        /// -ln 2 / 2 in its upper half; above, there is nothing to reduce.
        const FROM: f64 = f64::from_bits(0xbfd6_2e43_0000_0000);
        /// ln 2 in two parts, the upper with zeros at its end.
        const LN_2: [f64; 2] = [6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10];

        let gone = f64x2::splat(GONE);
        let x = x.simd_lt(gone).select(gone, x);
        let nearest = f64x2::splat(std::f64::consts::LOG2_E) * x - f64x2::HALF;
        let k = nearest.trunc() & x.simd_le(f64x2::splat(FROM));
        let high = x - k * f64x2::splat(LN_2[0]);
        let low = k * f64x2::splat(LN_2[1]);
        let r = high - low;
        Self { k, high, low, r }
    }

    /// Numerator and denominator of the quotient that [`Reduced::exp`] takes.
    #[inline(always)]
    fn exp_quotient(&self) -> [f64x2; 2] {
        let r = self.r;
        let square = r * r;
        // About r (e^r + 1) / (e^r - 1) - 2, over r^2.
        let series = polynomial!(square;
            1.666_666_666_666_660_2e-1,
            -2.777_777_777_701_559_3e-3,
            6.613_756_321_437_934e-5,
            -1.653_390_220_546_525_2e-6,
            4.138_136_797_057_238_5e-8
        );
        let c = r - square * series;
        [r * c, f64x2::splat(2.0) - c]
    }

    /// e^x, but for tiny x.
    #[inline(always)]
    fn exp(&self, quotient: f64x2) -> f64x2 {
        let power = f64x2::ONE + (quotient - self.low + self.high);
        // 2^k may be too small for an f64, and what it leaves of the power must be rounded once:
        // the first factor changes no digit.
        let first = self.first_of_k();
        power * power_of_two(first) * power_of_two(self.k - first)
    }

    /// Numerator and denominator of the quotient that [`Reduced::less_one`] takes.
    #[inline(always)]
    fn expm1_quotient(&self) -> [f64x2; 2] {
        let r = self.r;
        let half = f64x2::HALF * r;
        let square = r * half;
        let series = polynomial!(square;
            1.0,
            -3.333_333_333_333_313e-2,
            1.587_301_587_254_814_6e-3,
            -7.936_507_578_674_88e-5,
            4.008_217_827_329_362e-6,
            -2.010_992_181_836_243_7e-7
        );
        let t = f64x2::splat(3.0) - series * half;
        [series - t, f64x2::splat(6.0) - r * t]
    }

    /// e^(high - low) - 1.
    #[inline(always)]
    fn less_one(&self, quotient: f64x2) -> f64x2 {
        let square = self.r * (f64x2::HALF * self.r);
        let c = (self.high - self.r) - self.low;
        self.r - ((self.r * (square * quotient - c) - c) - square)
    }

    /// e^x - 1 from [`Reduced::less_one`] where k is 0 or -1.
    #[inline(always)]
    fn near(&self, less_one: f64x2) -> f64x2 {
        let halved = f64x2::HALF * less_one - f64x2::HALF;
        self.k.simd_eq(f64x2::ZERO).select(less_one, halved)
    }

    /// k, or the last at which 2^k is far from too small.
    #[inline(always)]
    fn first_of_k(&self) -> f64x2 {
        let last = f64x2::splat(-900.0);
        self.k.simd_lt(last).select(last, self.k)
    }
}

/// 2^k, for whole numbers from -1022 to 1023.
#[inline(always)]
fn power_of_two(k: f64x2) -> f64x2 {
    // Adding this leaves the whole number in the last bits of the mantissa.
    let shifted = k + f64x2::splat(1.5 / f64::EPSILON + 1023.0);
    f64x2::from_bits(shifted.to_bits() << 52)
}

/// e^x, for x <= 0.
#[inline(always)]
pub fn exp(x: f64x2) -> f64x2 {
    /// From here on up, it is 1 + x.
    const TINY: f64 = f64::from_bits(0xbe30_0000_ffff_ffff);

    let reduced = Reduced::of(x);
    let [numerator, denominator] = reduced.exp_quotient();
    let is_tiny = x.simd_ge(f64x2::splat(TINY));
    is_tiny.select(f64x2::ONE + x, reduced.exp(numerator / denominator))
}

/// e^x - 1, for x <= 0.
#[inline(always)]
pub fn expm1(x: f64x2) -> f64x2 {
    let reduced = Reduced::of(x);
    let [numerator, denominator] = reduced.expm1_quotient();
    let less_one = reduced.less_one(numerator / denominator);
    let power = power_of_two(reduced.first_of_k());
    let far = (less_one + f64x2::ONE) * power - f64x2::ONE;
    let is_far = reduced.k.simd_lt(-f64x2::ONE);
    is_far.select(far, reduced.near(less_one))
}

/// e^x - 1 and e^x for x <= 0, each as precise as can be: above -1 the first comes from expm1, as
/// e^x - 1 would cancel, and the second is one more; from there on down it is the other way round.
#[inline(always)]
pub fn decay(x: f64x2) -> [f64x2; 2] {
    let is_near = x.simd_gt(-f64x2::ONE);
    let reduced = Reduced::of(x);
    // One division for both.
    let [near, far] = [reduced.expm1_quotient(), reduced.exp_quotient()];
    let quotient = is_near.select(near[0], far[0]) / is_near.select(near[1], far[1]);
    let near = reduced.near(reduced.less_one(quotient));
    let far = reduced.exp(quotient);
    [
        is_near.select(near, far - f64x2::ONE),
        is_near.select(near + f64x2::ONE, far),
    ]
}

/// ln(1 + x).
pub fn log1p(x: f64x2) -> f64x2 {
    each(x, libm::log1p)
}

/// 1 - erf(x), without the cancellation for large x.
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
