//! What is known in closed form for ReLU.

use std::f64::consts::PI;

/// The probability that a ReLU network without biases is dead at birth for one given input: that
/// some layer has all its units at 0. 1 - prod(1 - 2^-N) over the layers' widths N, for weights
/// drawn symmetrically about 0 (Lu et al. 2019).
pub fn born_dead(widths: impl Iterator<Item = usize>) -> f64 {
    // In logarithms: 1 less a product would lose 2^-N from N = 54 on.
    let log_alive: f64 = widths
        .map(|width| libm::log1p(-libm::exp2(-(width as f64))))
        .sum();
    -libm::expm1(log_alive)
}

/// The correlation of a He-initialised ReLU network's input gradients at two orthogonal inputs,
/// after `depth` layers: prod(1 - arccos(c) / pi) over the layers, the share of units active for
/// both of those active for one, where c, the correlation of the two signals, begins at 0 and
/// rises with every layer: c -> (sqrt(1 - c^2) + c (pi - arccos c)) / pi.
///
/// Gradients shatter with depth (Balduzzi et al. 2017), but more slowly than the 2^-depth of
/// layers whose signals stay uncorrelated.
pub fn relu_gradient_correlation(depth: usize) -> f64 {
    let (mut correlation, mut product) = (0.0_f64, 1.0);
    for _ in 0..depth {
        let angle = libm::acos(correlation);
        product *= 1.0 - angle / PI;
        let sine = ((1.0 - correlation) * (1.0 + correlation)).sqrt();
        // Rounding must not carry it beyond 1, where no angle is.
        correlation = ((sine + correlation * (PI - angle)) / PI).min(1.0);
    }
    product
}
