//! The random streams: one generator (`ChaCha8`), one seed, and a stream of its own for every use.
//!
//! A layer draws from its own stream, so that layer 7 has the same weights at depth 10 and at
//! depth 50. What is drawn is part of the project's promise: the same seed gives the same picture
//! on every machine and in every release that carries the same [`NAME`].

use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Name and version of the way random numbers are made.
pub const NAME: &str = "gradient-flow 1";

/// What a stream is for.
#[derive(Clone, Copy, Debug)]
pub enum Purpose {
    /// The weights of hidden layer 1, 2, ...
    HiddenLayer(u32),
    /// The weights of the output layer, whatever the depth.
    OutputLayer,
    /// The points of a generated data set.
    Points,
    /// The split into training and test rows.
    Split,
    /// The order of the training rows in epoch 0, 1, ...
    Epoch(u32),
    /// What dropout and RReLU draw at a layer, counted from 0, in a step.
    Noise {
        /// The layer.
        layer: u16,
        /// The step.
        step: u32,
    },
    /// The directions of a slice of the loss landscape.
    Landscape,
}

/// A reproducible sequence of random numbers.
#[derive(Clone, Debug)]
pub struct Stream {
    generator: ChaCha8Rng,
    /// Box-Muller makes normals in pairs; this is the second of a pair.
    spare: Option<f64>,
}

impl Stream {
    /// The stream of `seed` for `purpose`.
    pub fn new(seed: u32, purpose: Purpose) -> Self {
        let mut key = [0; 32];
        key[..NAME.len()].copy_from_slice(NAME.as_bytes());
        key[28..].copy_from_slice(&seed.to_le_bytes());
        let (family, index) = match purpose {
            Purpose::HiddenLayer(layer) => (0, layer),
            Purpose::OutputLayer => (1, 0),
            Purpose::Points => (2, 0),
            Purpose::Split => (3, 0),
            Purpose::Epoch(epoch) => (4, epoch),
            Purpose::Landscape => (5, 0),
            Purpose::Noise { layer, step } => ((1 << 16) + u64::from(layer), step),
        };
        let mut generator = ChaCha8Rng::from_seed(key);
        generator.set_stream((family << 32) | u64::from(index));
        Self {
            generator,
            spare: None,
        }
    }

    /// Uniform on [0, 1).
    pub fn uniform(&mut self) -> f64 {
        self.generator.random()
    }

    /// Uniform on [-bound, bound).
    pub fn within(&mut self, bound: f64) -> f64 {
        bound * (2.0 * self.uniform() - 1.0)
    }

    /// Standard normal, by Box and Muller (1958) through libm: the crates that offer a faster
    /// method can be switched to the platform's logarithm by a feature of another crate.
    pub fn normal(&mut self) -> f64 {
        if let Some(normal) = self.spare.take() {
            return normal;
        }
        // 1 - u lies in (0, 1]: its logarithm is finite.
        let radius = (-2.0 * libm::log(1.0 - self.uniform())).sqrt();
        let (sin, cos) = libm::sincos(std::f64::consts::TAU * self.uniform());
        self.spare = Some(radius * sin);
        radius * cos
    }

    /// Puts `items` into a random order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        items.shuffle(&mut self.generator);
    }
}
