//! How alike a deep network makes two different inputs (Poole et al. 2016; Schoenholz et al. 2017).
//!
//! Let two inputs' pre-activations have variance q and correlation c. With a_k = E f(sqrt(q) Z)
//! h_k(Z), where h_k are Hermite's polynomials of norm 1, the next layer's correlation is
//! C(c) = (sw2 sum of c^k a_k^2 + sb2) / q (Mehler 1866). C(1) = 1. In the ordered phase all
//! inputs end there; in the chaotic phase at c* < 1, however alike they began.

use super::moments::{FRAC_1_SQRT_2PI, ends};
use super::quadrature::integrate;
use crate::activation::Activation;

/// Coefficients taken; what is left out is below c^96.
const TERMS: usize = 96;

/// Correlations closer than this are the same.
const TOLERANCE: f64 = 1e-14;

/// So many layers are followed; close to the critical line it takes longer, and c* is then near 1.
const LAYERS: usize = 100_000;

/// Where the correlation of two inputs ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Correlation {
    /// c*.
    pub limit: f64,
    /// -1 / ln C'(c*), in layers: a deviation from c* falls by e over so many.
    pub depth_scale: f64,
}

/// Where the correlation of two inputs of variance `q`, a fixed point, ends in a network whose
/// chi is `chi`.
pub fn correlation(f: &Activation, sw2: f64, sb2: f64, q: f64, chi: f64) -> Correlation {
    if chi <= 1.0 || q == 0.0 {
        return Correlation {
            limit: 1.0,
            depth_scale: -1.0 / libm::log(chi),
        };
    }
    let squares = coefficients(f, q).map(|a| a * a);
    // The map grows and is convex: from 0 it climbs to the lower of its fixed points.
    let map = |c: f64| (sw2 * squares.iter().rev().fold(0.0, |sum, a| sum * c + a) + sb2) / q;
    let mut limit = 0.0;
    for _ in 0..LAYERS {
        let next: f64 = map(limit);
        let step = next - limit;
        limit = next;
        if step.is_nan() || step <= TOLERANCE {
            break;
        }
    }
    let terms = squares.iter().enumerate().skip(1).rev();
    let slope = terms.fold(0.0, |sum, (k, a)| sum * limit + k as f64 * a);
    Correlation {
        limit,
        depth_scale: -1.0 / libm::log(sw2 * slope / q),
    }
}

/// a_k for k = 0, 1, ...
fn coefficients(f: &Activation, q: f64) -> [f64; TERMS] {
    let deviation = q.sqrt();
    let integrand = |x: f64| {
        let density = FRAC_1_SQRT_2PI * libm::exp(-x * x / 2.0);
        let mut terms = [0.0; TERMS];
        // h_{k+1} = (x h_k - sqrt(k) h_{k-1}) / sqrt(k + 1).
        let (mut before, mut h) = (0.0, density * f.at(deviation * x).value);
        for (k, term) in terms.iter_mut().enumerate() {
            *term = h;
            let k = k as f64;
            (before, h) = (h, (x * h - k.sqrt() * before) / (k + 1.0).sqrt());
        }
        terms
    };
    integrate(integrand, &ends(0.0, deviation), |size| {
        size.map(|size| 1e-12 * size)
    })
}
