//! How much of the backward signal can arrive at most.
//!
//! |dL/dz| of a layer <= max |f'| ||W|| |dL/dz above|, where W are the weights of the layer above
//! and ||W|| is their spectral norm, the largest factor by which they lengthen a vector (Pascanu,
//! Mikolov, Bengio 2013). Only where ||W|| <= 1 does the sigmoid's quarter alone bound the product:
//! random square weights with Xavier's variance have a norm near 2.

use nalgebra::DMatrix;

use crate::activation::Nature;
use crate::network::Network;
use crate::product::{multiply, multiply_transposed};
use crate::random::{Purpose, Stream};

/// Where the estimate has settled to this, relatively, it is done ...
const SETTLED: f64 = 1e-12;
/// ... and after this many rounds it is as good as it gets.
const ROUNDS: usize = 300;

/// ||W||, by power iteration. The estimate comes from below; what the last round left unexplained
/// is added, so that it is seldom too small and by no more than about 1e-4 too large.
pub fn spectral_norm(weights: &DMatrix<f64>) -> f64 {
    // Squares of what is left stay in range.
    let largest = weights.amax();
    if largest == 0.0 || !largest.is_finite() {
        return largest;
    }
    let weights = &(weights / largest);
    // Some of every direction.
    let stream = &mut Stream::new(0, Purpose::Landscape);
    let mut direction = DMatrix::from_fn(weights.ncols(), 1, |_, _| stream.normal());
    let mut image = DMatrix::zeros(weights.nrows(), 1);
    let mut back = DMatrix::zeros(weights.ncols(), 1);
    let (mut estimate, mut rest) = (0.0, 0.0);
    for _ in 0..ROUNDS {
        direction /= direction.norm();
        multiply(weights, &direction, &mut image);
        multiply_transposed(weights, &image, &mut back);
        // W^T W v = square v + rest, with v the direction.
        let square = image.norm_squared();
        rest = (&back - &direction * square).norm();
        let settled = (square - estimate).abs() <= SETTLED * square;
        estimate = square;
        if settled {
            break;
        }
        direction.copy_from(&back);
    }
    largest * (estimate + rest).sqrt()
}

/// max |f'| ||W above|| of layer `index`; NaN for the output layer, where normalisation, skip
/// connections or dropout make it no bound, and for a reader's own formula, whose largest |f'| is
/// not known.
pub fn factor(network: &Network, index: usize) -> f64 {
    let (Some(layer), Some(above)) = (network.layers.get(index), network.layers.get(index + 1))
    else {
        return f64::NAN;
    };
    let is_plain = layer.norm.is_none()
        && layer.activation.kind().nature != Nature::Formula
        && layer.dropout == 0.0
        && network.layers.iter().all(|layer| layer.skip.is_none());
    if is_plain {
        layer.activation.max_derivative() * spectral_norm(&above.weights)
    } else {
        f64::NAN
    }
}
