//! Numbers read from text and written as text.
//!
//! In WebAssembly, `wasm/number.rs` takes the place of this file.

/// The number that `text` is.
pub(crate) fn parse(text: &str) -> Option<f64> {
    text.parse().ok()
}

/// The fewest digits that are read back to the same bits, without an exponent.
pub(crate) fn text(number: f64) -> String {
    number.to_string()
}
