//! Expectations of an activation under z ~ N(mean, variance).

use super::quadrature::integrate;
use crate::activation::Activation;

/// Beyond so many standard deviations the normal law holds less than 1e-32.
const REACH: f64 = 12.0;

/// How wrong a panel may be, relative to the whole.
const TOLERANCE: f64 = 1e-13;

/// What the theory needs to know of f under z ~ N(mean, variance); no units.
#[derive(Clone, Copy, Debug)]
pub struct Moments {
    /// E f.
    pub mean: f64,
    /// Var f, computed without subtracting squares that nearly cancel.
    pub variance: f64,
    /// E f'^2.
    pub slope_second: f64,
    /// E f'^4.
    pub slope_fourth: f64,
    /// d E f^2 / d variance. By Stein's lemma this is E f^2 (Z^2 - 1) / (2 variance), Z the
    /// standardised z, which needs no f'' and counts the jumps of f, as E f'^2 + f f'' would not.
    /// Rounding makes it wrong by 1e-16 f(mean)^2 / variance; NaN at variance 0.
    pub growth: f64,
}

impl Moments {
    /// The moments of `f`; those of the point `mean` where the variance is 0. NaN where the mean,
    /// the variance or f is not finite, and where the variance is negative.
    ///
    /// Relative errors are about 1e-13, wherever f has its kinks and jumps, unless f varies over
    /// distances below 1/1000 of both 1 and the standard deviation.
    pub fn new(f: &Activation, mean: f64, variance: f64) -> Self {
        let centre = f.at(mean);
        if variance == 0.0 {
            let square = centre.derivative * centre.derivative;
            return Self {
                mean: centre.value,
                variance: 0.0,
                slope_second: square,
                slope_fourth: square * square,
                growth: f64::NAN,
            };
        }
        if !(variance > 0.0 && variance.is_finite() && mean.is_finite()) {
            return Self {
                mean: f64::NAN,
                variance: f64::NAN,
                slope_second: f64::NAN,
                slope_fourth: f64::NAN,
                growth: f64::NAN,
            };
        }

        // r = (f(z) - f(mean)) / deviation is of the order of f', however small the variance is.
        let deviation = variance.sqrt();
        let offset = centre.value / deviation;
        let integrand = |x: f64| {
            let point = f.at(mean + deviation * x);
            let r = (point.value - centre.value) / deviation;
            let slope = point.derivative * point.derivative;
            // f^2 less the constant f(mean)^2, which has no part in its change.
            let square = r * (r + 2.0 * offset);
            let density = libm::exp(-x * x / 2.0) * FRAC_1_SQRT_2PI;
            [r, r * r, slope, slope * slope, square * (x * x - 1.0)].map(|value| density * value)
        };
        // Where f(z) and f(mean) have leading digits in common, r is good to `noise` only, and no
        // halving makes it better.
        let noise = 4.0 * f64::EPSILON * offset.abs();
        let [r, r_second, slope_second, slope_fourth, growth] =
            integrate(integrand, &ends(mean, deviation), |size| {
                let noise = [
                    noise,
                    noise * size[0],
                    0.0,
                    0.0,
                    noise * (size[0] + offset.abs()),
                ];
                std::array::from_fn(|i| TOLERANCE * size[i] + noise[i])
            });
        Self {
            mean: centre.value + deviation * r,
            variance: variance * (r_second - r * r),
            slope_second,
            slope_fourth,
            growth: growth / 2.0,
        }
    }

    /// E f^2.
    pub fn second(&self) -> f64 {
        self.mean * self.mean + self.variance
    }

    /// E f'^2 / Var f at z ~ N(0, 1): what a layer of a deep network with batch normalisation
    /// before its activations does to |dL/dz|^2, whatever its weights; at least 1 (Yang et al.
    /// 2019).
    pub fn batch_norm_factor(f: &Activation) -> f64 {
        let moments = Self::new(f, 0.0, 1.0);
        moments.slope_second / moments.variance
    }

    /// E f'^2 / E f^2 at z ~ N(0, 1): the same for layer normalisation; below 1 for sigmoid.
    pub fn layer_norm_factor(f: &Activation) -> f64 {
        let moments = Self::new(f, 0.0, 1.0);
        moments.slope_second / moments.second()
    }

    /// n times the relative variance that the derivatives of n units give to |dL/dz|^2, whose dL/da
    /// is normal: 3 (E f'^4 / (E f'^2)^2 - 1), which is 0 for a line and 3 for ReLU.
    pub fn slope_spread(&self) -> f64 {
        3.0 * (self.slope_fourth / (self.slope_second * self.slope_second) - 1.0)
    }
}

/// 1 / sqrt(2 pi).
pub(super) const FRAC_1_SQRT_2PI: f64 = 0.398_942_280_401_432_7;

/// Where the search for kinks begins, in standard deviations from the mean: points that suit the
/// normal law, and points that suit activations, which are curved close to z = 0 and are given
/// kinks at small integers. The latter find sigmoid's slope in a law a thousand times as wide.
pub(super) fn ends(mean: f64, deviation: f64) -> Vec<f64> {
    let mut ends = vec![-REACH, REACH];
    let mut add = |distance: f64, scale: f64, shift: f64| {
        for z in [-distance, distance] {
            let x = (z - shift) / scale;
            if x.abs() < REACH {
                // In order: a few, for which a sort would be more to load.
                let place = ends.partition_point(|end: &f64| end.total_cmp(&x).is_lt());
                ends.insert(place, x);
            }
        }
    };
    for x in [2.0, 4.0, 6.0, 9.0] {
        add(x, 1.0, 0.0);
    }
    for z in [0.0, 1.0 / 16.0] {
        add(z, deviation, mean);
    }
    let mut z = 1.0;
    while z < mean.abs() + REACH * deviation && z < f64::MAX / 4.0 {
        add(z, deviation, mean);
        add(1.5 * z, deviation, mean);
        z *= 2.0;
    }
    ends.dedup();
    ends
}
