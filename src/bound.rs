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
    let mut iteration = SpectralNorm::new(weights);
    loop {
        if let Some(norm) = iteration.advance() {
            return norm;
        }
    }
}

/// ||W|| under way: the rounds of a wide layer take seconds together.
#[derive(Clone, Debug)]
pub struct SpectralNorm {
    largest: f64,
    /// Over the largest, so that squares of what is left stay in range.
    weights: DMatrix<f64>,
    direction: DMatrix<f64>,
    image: DMatrix<f64>,
    back: DMatrix<f64>,
    estimate: f64,
    rounds: usize,
}

impl SpectralNorm {
    /// Nothing done yet.
    pub fn new(weights: &DMatrix<f64>) -> Self {
        let largest = weights.amax();
        // Some of every direction.
        let stream = &mut Stream::new(0, Purpose::Landscape);
        Self {
            largest,
            weights: weights / largest,
            direction: DMatrix::from_fn(weights.ncols(), 1, |_, _| stream.normal()),
            image: DMatrix::zeros(weights.nrows(), 1),
            back: DMatrix::zeros(weights.ncols(), 1),
            estimate: 0.0,
            rounds: 0,
        }
    }

    /// One round; the norm when it is the last.
    pub fn advance(&mut self) -> Option<f64> {
        if self.largest == 0.0 || !self.largest.is_finite() {
            return Some(self.largest);
        }
        self.direction /= self.direction.norm();
        multiply(&self.weights, &self.direction, &mut self.image);
        multiply_transposed(&self.weights, &self.image, &mut self.back);
        // W^T W v = square v + rest, with v the direction.
        let square = self.image.norm_squared();
        let rest = (&self.back - &self.direction * square).norm();
        let settled = (square - self.estimate).abs() <= SETTLED * square;
        self.estimate = square;
        self.rounds += 1;
        if settled || self.rounds >= ROUNDS {
            return Some(self.largest * (square + rest).sqrt());
        }
        self.direction.copy_from(&self.back);
        None
    }
}

/// max |f'| ||W above|| of layer `index`; NaN for the output layer, where normalisation, skip
/// connections or dropout make it no bound, and for a reader's own formula, whose largest |f'| is
/// not known.
pub fn factor(network: &Network, index: usize) -> f64 {
    let mut factor = Factor::new(network, index);
    loop {
        if let Some(factor) = factor.advance() {
            return factor;
        }
    }
}

/// [`factor()`] under way.
#[derive(Clone, Debug)]
pub struct Factor {
    /// The largest |f'| and the norm; `None` where there is no bound.
    parts: Option<(f64, SpectralNorm)>,
}

impl Factor {
    /// Of layer `index`; nothing done yet.
    pub fn new(network: &Network, index: usize) -> Self {
        let layers = &network.layers;
        let parts = layers.get(index).zip(layers.get(index + 1));
        let parts = parts.filter(|(layer, _)| {
            layer.norm.is_none()
                && layer.activation.kind().nature != Nature::Formula
                && layer.dropout == 0.0
                && layers.iter().all(|layer| layer.skip.is_none())
        });
        Self {
            parts: parts.map(|(layer, above)| {
                let slope = layer.activation.max_derivative();
                (slope, SpectralNorm::new(&above.weights))
            }),
        }
    }

    /// One round; the factor when it is the last.
    pub fn advance(&mut self) -> Option<f64> {
        match &mut self.parts {
            None => Some(f64::NAN),
            Some((slope, norm)) => norm.advance().map(|norm| *slope * norm),
        }
    }
}
