//! What several tests need: the digits, and experiments from pairs of text.
#![allow(dead_code, reason = "each test uses its part")]

use std::io::Read;

use gradient_flow::experiment::Experiment;
use gradient_flow::specification::Specification;

/// The file that the page loads for the digits, unpacked as the page unpacks it.
pub(crate) fn digits() -> Vec<u8> {
    let packed = include_bytes!("../../www/data/digits.bin");
    let mut rows = Vec::new();
    flate2::read::GzDecoder::new(&packed[..])
        .read_to_end(&mut rows)
        .unwrap();
    rows
}

/// An experiment with these settings, about to begin its first pass.
pub(crate) fn experiment(settings: &[(&str, &str)]) -> Experiment {
    let specification = Specification::from_pairs(settings.iter().copied()).unwrap();
    let file = specification.data.is_file().then(digits);
    Experiment::new(specification, file.as_deref()).unwrap()
}
