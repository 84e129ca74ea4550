//! What mean-field theory expects of a network before it has learned anything.
//!
//! In a wide network with independent weights the pre-activations of a layer are normal, and two
//! numbers say nearly everything: their variance q, and chi, the factor by which one layer changes
//! the squared backward signal. [`moments`] computes the expectations over the normal law,
//! [`prediction`] follows q and chi through the layers of a network, [`mod@phase`] finds where they
//! settle, and [`relu`] holds what is known in closed form for ReLU alone.
//!
//! Everything here is about wide layers and one random draw of the weights: training is not
//! covered. Sources: Poole et al. 2016; Schoenholz et al. 2017.

pub mod correlation;
pub mod moments;
pub mod phase;
pub mod prediction;
mod quadrature;
pub mod relu;

pub use correlation::{Correlation, correlation};
pub use moments::Moments;
pub use phase::{Critical, Phase, critical, fixed_point, phase};
pub use prediction::{LayerModel, LayerPrediction, predict};
