//! gradient-flow: see the vanishing gradient.
//!
//! A deep network learns by sending the gradient of its loss backwards, layer by layer. Each layer
//! multiplies it by its weights and by the derivative of its activation; where those factors stay
//! below one, the product dies on the way and the front layers learn nothing. This crate makes real
//! forward and backward passes and reports what arrives where; a web page draws it.
//!
//! # Symbols
//!
//! | symbol | in code | is | shape |
//! |---|---|---|---|
//! | x | `input` | a layer's inputs, one column a sample | (fan-in, batch) |
//! | W, b | `weights`, `biases` | a layer's parameters | (units, fan-in), (units) |
//! | z | `z` | pre-activation W x + b | (units, batch) |
//! | f, f' | `activation`, `derivative` | activation and its derivative | |
//! | a | `a` | activation f(z) | (units, batch) |
//! | L | `loss` | the loss of a batch | |
//! | dL/dz | `delta` | the backward signal | (units, batch) |
//! | dL/dW, dL/db | `grad_w`, `grad_b` | what learning follows | as W, b |
//!
//! # Modules, from the ground up
//!
//! [`error`] says what can be wrong; [`random`] draws; [`product`] multiplies; [`scaled`] keeps
//! numbers that f64 cannot. [`formula`] reads an activation of the reader's own; [`activation`],
//! [`init`], [`loss`] and [`data`] are catalogues. [`layer`] and [`network`] make the passes,
//! [`optimizer`] the steps, [`stats`] the statistics. [`specification`] says what is wanted,
//! [`experiment`] runs it, [`frame`] lays it out for the page, and `wasm`, in WebAssembly only,
//! hands it to JavaScript.
//! numbers that f64 cannot. [`activation`], [`init`], [`loss`] and [`data`] are catalogues, and
//! [`theory`] says what to expect of their entries before anything has learned. [`layer`] and
//! [`network`] make the passes, [`optimizer`] the steps, [`stats`] the statistics.
//! [`specification`] says what is wanted, [`experiment`] runs it, [`frame`] lays it out for the
//! page, and `wasm`, in WebAssembly only, hands it to JavaScript.
//! numbers that f64 cannot. [`csv`] reads a table. [`activation`], [`init`], [`loss`] and [`data`]
//! are catalogues. [`layer`] and [`network`] make the passes, [`optimizer`] the steps, [`stats`]
//! the statistics. [`notation`] reads and writes named values, [`specification`] says what is
//! wanted, [`experiment`] runs it, [`frame`] lays it out for the page, and `wasm`, in WebAssembly
//! only, hands it to JavaScript.

// Here and not in Cargo.toml: tests may.
#![warn(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

pub mod activation;
pub mod csv;
pub mod data;
pub mod error;
pub mod experiment;
pub mod formula;
pub mod frame;
pub mod init;
pub mod layer;
pub mod loss;
pub mod network;
pub mod notation;
pub mod optimizer;
pub mod product;
pub mod random;
pub mod scaled;
pub mod specification;
pub mod stats;
pub mod theory;
#[cfg(target_arch = "wasm32")]
pub mod wasm;

pub use error::Error;
