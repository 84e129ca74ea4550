//! The same specification gives the same bits: natively here, as WebAssembly in Node
//! (`tests/wasm`) and in a browser (`tests/browser`), all against `tests/digests.json`.
//!
//! Some cases are named, the others were drawn. After a change that is meant to change numbers, `UPDATE_DIGESTS=1 cargo test --release --test
//! digests` writes the file anew; what is missing of the drawn cases is drawn.

mod support;

use std::path::{Path, PathBuf};

use gradient_flow::activation::{self, RANGES};
use gradient_flow::experiment::Experiment;
use gradient_flow::random::{Purpose, Stream};
use gradient_flow::specification::{Field, KEYS, Key, Specification};
use gradient_flow::stats::Quantity;
use gradient_flow::{frame, stats};
use serde_json::{Map, Value, json};

/// Cases that were chosen by hand; they come first.
const NAMED: usize = 13;
const DRAWN: usize = 50;

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
        stats::cells(
            experiment.quantity(index, Quantity::GradW).unwrap(),
            32,
            16,
            &mut cells,
        );
        values.extend(cells.into_iter().map(f64::from));
    }
    for record in &experiment.pass().records {
        let mut counts = vec![0.0; 42];
        let seen = record.forward.seen().to_f64();
        stats::histogram(seen.as_slice(), -6.0, 6.0, &mut counts);
        values.extend(counts);
    }
    values
}

type Case = Map<String, Value>;

fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/digests.json")
}

fn cases() -> Vec<Case> {
    serde_json::from_str(&std::fs::read_to_string(file()).unwrap()).unwrap()
}

fn settings(case: &Case) -> Vec<(&str, &str)> {
    let settings = case["settings"].as_object().unwrap();
    settings
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str().unwrap()))
        .collect()
}

/// The experiment after twenty steps.
fn run(settings: &[(&str, &str)]) -> Experiment {
    let mut experiment = support::experiment(settings);
    experiment.complete();
    for _ in 0..20 {
        experiment.begin_step();
        experiment.complete();
    }
    experiment
}

/// A value for `key` that costs little time and keeps most networks from exploding; `None` for
/// what a drawn case says nothing of.
fn draw_value(key: &Key, case: usize, stream: &mut Stream) -> Option<String> {
    let mut below = |count: usize| (stream.uniform() * count as f64) as usize;
    // Every activation has its turn.
    let activations: Vec<_> = activation::catalogue().map(|kind| kind.name).collect();
    if key.name == "activation" {
        return Some(activations[case % activations.len()].to_owned());
    }
    let always = ["depth", "width", "batch"].contains(&key.name);
    if below(2) == 0 && !always {
        return None;
    }
    Some(match (&key.field, key.name) {
        (_, "csv-header" | "csv-label" | "csv-task" | "formula" | "version") => return None,
        (_, "layer-activations") => {
            let [one, other] = [(); 2].map(|()| activations[below(activations.len())]);
            format!("{one},,{other}")
        }
        (_, "layer-widths") => format!("{},,{}", below(16) + 1, below(16) + 1),
        (Field::Choice { names, .. }, _) => {
            let names: Vec<_> = names().into_iter().filter(|name| *name != "csv").collect();
            names[below(names.len())].to_owned()
        }
        (Field::Integer { .. }, name) => {
            let (least, most) = match name {
                "depth" => (1, 12),
                "width" => (1, 16),
                "batch" => (2, 32),
                "residual" => (0, 4),
                "rows" => (64, 150),
                _ => (0, 1000),
            };
            (least + below(most - least + 1)).to_string()
        }
        (Field::Parameter(index), "pieces") => {
            let (_, least, _) = RANGES[*index];
            (least as usize + below(3)).to_string()
        }
        (field, name) => {
            let [least, most] = match (name, field) {
                ("learning-rate", _) => [0.0, 0.1],
                ("gain" | "sigma-w", _) => [0.5, 1.5],
                ("sigma-b" | "l1" | "weight-decay", _) => [0.0, 0.1],
                ("constant", _) => [-0.3, 0.3],
                ("residual-scale", _) => [0.0, 1.0],
                ("clip", _) => [0.1, 10.0],
                (_, Field::Parameter(index)) => [RANGES[*index].1, RANGES[*index].2],
                (_, Field::Number { min, max, .. } | Field::Optional { min, max, .. }) => {
                    [*min, *max]
                }
                _ => panic!("no value for {name}"),
            };
            let value = least + (most - least) * stream.uniform();
            format!("{:.4}", value.clamp(least, most))
        }
    })
}

/// Settings drawn for drawn case `case`: allowed ones, whose gradients stay finite and not nothing.
fn draw_settings(case: usize) -> Value {
    let stream = &mut Stream::new(case as u32, Purpose::Landscape);
    for _ in 0..1000 {
        let drawn: Vec<_> = KEYS
            .iter()
            .filter_map(|key| Some((key.name, draw_value(key, case, stream)?)))
            .collect();
        let settings: Vec<_> = drawn
            .iter()
            .map(|(key, value)| (*key, value.as_str()))
            .collect();
        if Specification::from_pairs(settings.iter().copied()).is_err() {
            continue;
        }
        let experiment = run(&settings);
        if experiment.divergence().is_none() && experiment.log10_gradient_norm() > -9.0 {
            return drawn
                .iter()
                .map(|(key, value)| ((*key).to_owned(), json!(value)))
                .collect::<Map<_, _>>()
                .into();
        }
    }
    panic!("no settings for case {case}");
}

#[test]
fn the_recorded_cases_choose_everything_there_is_to_choose() {
    let cases = cases();
    assert_eq!(cases.len(), NAMED + DRAWN);
    let together = |pairs: [(&str, &str); 2]| {
        let has = |case: &Case| {
            pairs
                .iter()
                .all(|(key, value)| case["settings"][*key] == *value)
        };
        assert!(cases.iter().any(has), "{pairs:?}");
    };
    together([("activation", "prelu"), ("slope-per", "unit")]);
    together([("norm", "batch"), ("residual-place", "before")]);
    together([("norm", "layer"), ("residual-place", "after")]);
    for key in &KEYS {
        let given: Vec<_> = cases
            .iter()
            .filter_map(|case| case["settings"][key.name].as_str())
            .collect();
        // A reader's own file and formula have tests of their own.
        if key.name.starts_with("csv-") || ["version", "formula"].contains(&key.name) {
            continue;
        }
        assert!(!given.is_empty(), "{}", key.name);
        // As many again as there are activations.
        if key.name == "output-activation" {
            continue;
        }
        if let Field::Choice { names, .. } = key.field {
            for name in names().into_iter().filter(|name| *name != "csv") {
                let default = key.text(&Specification::default());
                assert!(
                    given.contains(&name) || default.as_deref() == Some(name),
                    "{}={name}",
                    key.name
                );
            }
        }
    }
}

#[test]
fn a_frame_after_twenty_steps_has_the_recorded_bits() {
    let mut cases = cases();
    let update = std::env::var_os("UPDATE_DIGESTS").is_some();
    if update {
        for case in cases.len()..NAMED + DRAWN {
            let settings = draw_settings(case - NAMED);
            let case = json!({ "settings": settings, "digest": "" });
            cases.extend(case.as_object().cloned());
        }
    }
    let mut differing = Vec::new();
    for case in &mut cases {
        let digest = digest(picture(&run(&settings(case))));
        if case["digest"] != digest.as_str() {
            differing.push(format!(
                "{:?}: {digest}, not {}",
                case["settings"], case["digest"]
            ));
            case.insert("digest".to_owned(), digest.into());
        }
    }
    if update {
        std::fs::write(file(), serde_json::to_string_pretty(&cases).unwrap() + "\n").unwrap();
    } else {
        assert!(differing.is_empty(), "{}", differing.join("\n"));
    }
}
