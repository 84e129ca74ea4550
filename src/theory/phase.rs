//! Where deep networks settle: ordered, where gradients vanish, chaotic, where they explode, and
//! the critical line between (Poole et al. 2016; Schoenholz et al. 2017).
//!
//! sw2 is fan-in * Var W, sb2 is Var b, the same in every layer.

use super::Moments;
use crate::activation::Activation;

/// A variance below this is 0.
const SMALLEST: f64 = 1e-12;

/// A variance above this has run away.
const LARGEST: f64 = 1e12;

/// Two variances that differ by less, relatively, are the same.
const TOLERANCE: f64 = 1e-13;

/// A deep network far from its input.
#[derive(Clone, Copy, Debug)]
pub struct Phase {
    /// q*, the variance of z at which it stays.
    pub q: f64,
    /// sw2 E f'^2 at q*: the factor on |dL/dz|^2 from layer to layer.
    pub chi: f64,
    /// sw2 d E f^2 / dq at q*: the factor on a deviation from q*. Beyond -1 .. 1, q* is unstable.
    pub chi_q: f64,
    /// -1 / ln chi, in layers: |dL/dz|^2 falls by e over so many; negative where it grows.
    pub depth_scale_gradient: f64,
    /// -1 / ln |chi_q|, in layers: a deviation from q* falls by e over so many.
    pub depth_scale_q: f64,
}

/// A point of the critical line.
#[derive(Clone, Copy, Debug)]
pub struct Critical {
    /// q*, the variance of z at which it stays.
    pub q: f64,
    /// sw2, which makes chi = 1 at q*.
    pub weight_variance: f64,
}

/// The phase of a network whose z have variance 1 in the first layer; `None` where q runs away.
/// Where q* = 0, what chi and chi_q tend to on the way there.
pub fn phase(f: &Activation, sw2: f64, sb2: f64) -> Option<Phase> {
    let q = fixed_point(f, sw2, sb2, 1.0)?;
    let moments = near(f, q);
    let chi = sw2 * moments.slope_second;
    let chi_q = sw2 * moments.growth;
    Some(Phase {
        q,
        chi,
        chi_q,
        depth_scale_gradient: -1.0 / libm::log(chi),
        depth_scale_q: -1.0 / libm::log(chi_q.abs()),
    })
}

/// The fixed point of q -> sw2 E f^2 + sb2 that is next to `start` on the side the map points to,
/// which is where iterating an increasing map ends; `start` itself where it is fixed to rounding,
/// as every q is for ReLU with sw2 = 2. 0 where q falls below 1e-12, `None` where it exceeds 1e12
/// or is not a number.
pub fn fixed_point(f: &Activation, sw2: f64, sb2: f64, start: f64) -> Option<f64> {
    settle(|q| sw2 * Moments::new(f, 0.0, q).second() + sb2, start)
}

/// The sw2 and q* where chi = 1 and q* is fixed: q - sb2 = E f^2 / E f'^2 and sw2 = 1 / E f'^2
/// (Hayou et al. 2019). Of several such q, the one next to 1 on the side to which E f^2 / E f'^2 +
/// sb2 points from there. It may be unstable: ask [`phase()`].
///
/// With sb2 = 0 every q is critical for ReLU and its like, and 1 is returned; tanh is critical in
/// the limit q* = 0 only. `None` where no q in 0 .. 1e12 is critical.
pub fn critical(f: &Activation, sb2: f64) -> Option<Critical> {
    let required = |q: f64| {
        let moments = near(f, q);
        moments.second() / moments.slope_second + sb2
    };
    let q = settle(required, 1.0)?;
    // Where f' vanishes with z, weights would have to grow without bound on the way to 0.
    if q == 0.0 && (required(SMALLEST) / SMALLEST - 1.0).abs() > 1e-6 {
        return None;
    }
    Some(Critical {
        q,
        weight_variance: 1.0 / near(f, q).slope_second,
    })
}

/// The moments at variance q, or just above 0, because a kink at 0 has no derivative to go by.
fn near(f: &Activation, q: f64) -> Moments {
    Moments::new(f, 0.0, q.max(SMALLEST))
}

/// The root of map(q) = q next to `start` on the side the map points to.
fn settle(map: impl Fn(f64) -> f64, start: f64) -> Option<f64> {
    let excess = |q: f64| map(q) / q - 1.0;
    let first = excess(start);
    if first.is_nan() {
        return None;
    }
    if first.abs() <= TOLERANCE {
        return Some(start);
    }
    let step = if first > 0.0 { 2.0 } else { 0.5 };
    // The last q from where the map clearly still points the way it did. Rounding may turn it
    // around where it only comes close to its argument, as ReLU's with biases does far up.
    let mut before = start;
    let mut q = start * step;
    while (SMALLEST..LARGEST).contains(&q) {
        let value = excess(q);
        if value.is_nan() {
            return None;
        }
        if value.abs() > TOLERANCE {
            if (value > 0.0) != (first > 0.0) {
                return Some(bisect(|q| excess(q) > 0.0, before.min(q), before.max(q)));
            }
            before = q;
        }
        q *= step;
    }
    (q < SMALLEST).then_some(0.0)
}

/// Where `is_low` changes between two numbers, to the last bits.
fn bisect(is_low: impl Fn(f64) -> bool, low: f64, high: f64) -> f64 {
    let at_low = is_low(low);
    let (mut low, mut high) = (low, high);
    loop {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            return middle;
        }
        if is_low(middle) == at_low {
            low = middle;
        } else {
            high = middle;
        }
    }
}
