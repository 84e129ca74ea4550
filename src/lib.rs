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
//! | u, v | `u`, `seen` | z normalised; with a skip connection, what f sees | (units, batch) |
//! | f, f' | `activation`, `derivative` | activation and its derivative | |
//! | a | `a` | activation f(v) | (units, batch) |
//! | L | `loss` | the loss of a batch | |
//! | dL/da | `signal` | what a layer hears from above | (units, batch) |
//! | dL/dz | `delta` | the backward signal | (units, batch) |
//! | dL/dW, dL/db | `grad_w`, `grad_b` | what learning follows | as W, b |
//!
//! # Modules, from the ground up
//!
//! `number` reads and writes numbers as text; [`error`] says what can be wrong; [`random`] draws;
//! [`lanes`] goes through many numbers, [`product`] multiplies; [`elementary`] knows powers of e;
//! [`scaled`] keeps numbers that f64 cannot. [`formula`] and [`csv`] read what a reader brings,
//! [`notation`] reads and writes settings. [`activation`], [`init`], [`loss`] and [`data`] are
//! catalogues.
//!
//! [`layer`], with its [`norm`], and [`network`] make the passes, [`optimizer`] the steps.
//! [`stats`] and [`lens`] say how large things are, [`trend`] how that changes from layer to layer,
//! [`bound`] and [`theory`] how large they can and should be, [`collapse`] what a linear network
//! comes down to.
//!
//! [`specification`] says what is wanted, [`preset`] names some, [`experiment`] runs it and
//! comes back to where it was, [`score`] says how well it does, [`forecast`] is what theory says of
//! it; [`survey`], [`landscape`], [`gradient_check`] and [`chain`] ask it questions. [`frame`] lays
//! it out for the page, and `wasm`, in WebAssembly only, hands it to JavaScript.

// Here and not in Cargo.toml: tests may.
#![warn(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

pub mod activation;
pub mod bound;
pub mod chain;
pub mod collapse;
pub mod csv;
pub mod data;
pub mod elementary;
pub mod error;
pub mod experiment;
pub mod forecast;
pub mod formula;
pub mod frame;
pub mod gradient_check;
pub mod init;
pub mod landscape;
pub mod lanes;
pub mod layer;
pub mod lens;
pub mod loss;
pub mod network;
pub mod norm;
pub mod notation;
#[cfg_attr(target_arch = "wasm32", path = "wasm/number.rs")]
mod number;
pub mod optimizer;
pub mod preset;
pub mod product;
pub mod random;
pub mod scaled;
pub mod score;
pub mod specification;
pub mod stats;
pub mod survey;
pub mod theory;
pub mod trend;
#[cfg(target_arch = "wasm32")]
pub mod wasm;

pub use error::Error;
