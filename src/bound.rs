//! How much of the backward signal can arrive at most.
//!
//! |dL/dz| of a layer <= max |f'| ||W|| |dL/dz above|, where W are the weights of the layer above
//! and ||W|| is their spectral norm, the largest factor by which they lengthen a vector (Pascanu,
//! Mikolov, Bengio 2013). Only where ||W|| <= 1 does the sigmoid's quarter alone bound the product:
//! random square weights with Xavier's variance have a norm near 2.

use nalgebra::DMatrix;

use crate::network::Network;
use crate::product::{multiply, multiply_transposed};

/// Where the estimate has settled to this, relatively, it is done ...
const SETTLED: f64 = 1e-12;
/// ... and after this many rounds it is as good as it gets.
const ROUNDS: usize = 300;

/// ||W||, by power iteration. The estimate comes from below; what the last round left unexplained
/// is added, so that it is seldom too small and by no more than about 1e-4 too large.
pub fn spectral_norm(weights: &DMatrix<f64>) -> f64 {
    // The longest row has a good share of the direction that is lengthened most.
    let longest = weights
        .row_iter()
        .max_by(|a, b| a.norm_squared().total_cmp(&b.norm_squared()));
    let Some(mut direction) =
        longest.map(|row| DMatrix::from_column_slice(row.len(), 1, row.clone_owned().as_slice()))
    else {
        return 0.0;
    };
    let mut image = DMatrix::zeros(weights.nrows(), 1);
    let mut back = DMatrix::zeros(weights.ncols(), 1);
    let (mut estimate, mut rest) = (0.0, 0.0);
    for _ in 0..ROUNDS {
        let length = direction.norm();
        if length == 0.0 || !length.is_finite() {
            return length;
        }
        direction /= length;
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
    (estimate + rest).sqrt()
}

/// max |f'| ||W above|| of layer `index`; NaN for the output layer, and where normalisation, skip
/// connections or dropout make it no bound.
pub fn factor(network: &Network, index: usize) -> f64 {
    let (Some(layer), Some(above)) = (network.layers.get(index), network.layers.get(index + 1))
    else {
        return f64::NAN;
    };
    let is_plain = layer.norm.is_none()
        && above.norm.is_none()
        && layer.dropout == 0.0
        && network.layers.iter().all(|layer| layer.skip.is_none());
    if is_plain {
        layer.activation.max_derivative() * spectral_norm(&above.weights)
    } else {
        f64::NAN
    }
}
