//! The same specification gives the same bits: natively here, as WebAssembly in Node
//! (`tests/wasm`) and in a browser (`tests/browser`), all against `tests/digests.json`.
//!
//! After a change that is meant to change numbers, `UPDATE_DIGESTS=1 cargo test --release --test
//! digests` writes the file anew.

mod support;

use std::path::Path;

use gradient_flow::experiment::Experiment;
use gradient_flow::{frame, stats};
use serde_json::{Map, Value};

/// 64-bit FNV-1a over the bits of f64 values, every NaN counted as the same one.
fn digest(values: impl IntoIterator<Item = f64>) -> String {
    let hash = values
        .into_iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, value| {
            let bits = if value.is_nan() { f64::NAN } else { value }.to_bits();
            bits.to_le_bytes().iter().fold(hash, |hash, &byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
            })
        });
    format!("{hash:016x}")
}

/// A full frame: the statistics, the heat map at 32 by 16 cells, every layer's histogram.
fn picture(experiment: &Experiment) -> Vec<f64> {
    let mut values = Vec::new();
    frame::write(experiment, &mut values);
    for index in 0..experiment.layer_count() {
        let mut cells = vec![f32::NAN; 32 * 16];
        stats::cells(experiment.gradient(index).unwrap(), 32, 16, &mut cells);
        values.extend(cells.into_iter().map(f64::from));
    }
    for record in &experiment.pass().records {
        let mut counts = vec![0.0; 42];
        stats::histogram(record.z.as_slice(), -6.0, 6.0, &mut counts);
        values.extend(counts);
    }
    values
}

#[test]
fn a_frame_after_twenty_steps_has_the_recorded_bits() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/digests.json");
    let mut cases: Vec<Map<String, Value>> =
        serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let mut differing = Vec::new();
    for case in &mut cases {
        let settings: Vec<_> = case["settings"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str().unwrap()))
            .collect();
        let mut experiment = support::experiment(&settings);
        experiment.complete();
        for _ in 0..20 {
            experiment.begin_step();
            experiment.complete();
        }
        let digest = digest(picture(&experiment));
        if case["digest"] != digest.as_str() {
            differing.push(format!(
                "{:?}: {digest}, not {}",
                case["settings"], case["digest"]
            ));
            case.insert("digest".to_owned(), digest.into());
        }
    }
    if std::env::var_os("UPDATE_DIGESTS").is_some() {
        std::fs::write(&file, serde_json::to_string_pretty(&cases).unwrap() + "\n").unwrap();
    } else {
        assert!(differing.is_empty(), "{}", differing.join("\n"));
    }
}
