//! Every pass agrees with values computed at 60 digits, at a grade without absolute tolerance.
//!
//! `tests/oracle/*.json` hold networks with explicit weights and what each pass over them gives.
//! `ORACLE_CASES=DIR` runs the cases of another folder instead.

use std::io::Write;
use std::path::{Path, PathBuf};

use gradient_flow::activation::{self, Activation};
use gradient_flow::layer::{Layer, Mode, Place, Skip};
use gradient_flow::loss::{Kind, Loss, Reduction};
use gradient_flow::network::{Network, Pass};
use gradient_flow::norm::{self, Norm};
use gradient_flow::optimizer;
use gradient_flow::scaled::{self, Scaled};
use nalgebra::{DMatrix, DVector};
use serde_json::Value;

#[test]
fn every_case_in_f64_agrees_exactly() {
    let folder = std::env::var_os("ORACLE_CASES").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle"),
        PathBuf::from,
    );
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .collect();
    files.sort();

    let (mut ran, mut left_out, mut failed) = (0, Vec::new(), Vec::new());
    for file in &files {
        let case: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        match Expressed::new(&case["spec"]) {
            Err(reason) => left_out.push(format!("{name}: {reason}")),
            Ok(expressed) => {
                ran += 1;
                let problems = expressed.compare(&case);
                failed.extend(
                    problems
                        .into_iter()
                        .map(|problem| format!("{name}: {problem}")),
                );
            }
        }
    }
    // Past the capture of a passing test's output: what was left out must be seen.
    let report = format!(
        "{ran} cases ran, {} left out:\n  {}\n",
        left_out.len(),
        left_out.join("\n  ")
    );
    std::io::stdout().write_all(report.as_bytes()).unwrap();
    assert!(
        left_out.iter().all(|reason| reason.ends_with("is float32")),
        "a case in f64 is left out"
    );
    assert!(
        failed.is_empty(),
        "{} differences:\n  {}",
        failed.len(),
        failed.join("\n  ")
    );
}

/// A case's network after one forward and backward pass.
struct Expressed {
    network: Network,
    pass: Pass,
    loss: f64,
}

impl Expressed {
    /// Runs the case, or says what it uses that the engine does not have.
    fn new(spec: &Value) -> Result<Self, String> {
        const KNOWN: [&str; 14] = [
            "name",
            "note",
            "layers",
            "weights",
            "biases",
            "inputs",
            "targets",
            "loss",
            "activation",
            "output_activation",
            "dtype",
            "clip_max_norm",
            "norm",
            "residual",
        ];
        if let Some(key) = spec
            .as_object()
            .unwrap()
            .keys()
            .find(|key| !KNOWN.contains(&&***key))
        {
            return Err(format!("uses {key}"));
        }
        if spec["dtype"]
            .as_str()
            .is_some_and(|dtype| dtype != "float64")
        {
            return Err("is float32".to_owned());
        }
        let weights = spec["weights"].as_array().unwrap();
        let hidden = weights.len() - 1;
        let mut layers = Vec::new();
        for (index, weights) in weights.iter().enumerate() {
            let activation = if index == hidden {
                match &spec["output_activation"] {
                    Value::Null => Activation::identity(),
                    activation => activation_of(activation)?,
                }
            } else {
                activation_of(match &spec["activation"] {
                    Value::Array(each) => &each[index],
                    one => one,
                })?
            };
            let biases = DVector::from_vec(numbers(&spec["biases"][index]));
            let mut layer = Layer::dense(matrix(weights).transpose(), biases, activation);
            if index < hidden {
                layer.norm = norm_of(&spec["norm"], index, layer.weights.nrows())?;
                layer.skip = skip_of(&spec["residual"], index, &spec["layers"])?;
            }
            layers.push(layer);
        }
        let mut pass = Pass::new(matrix(&spec["inputs"]));
        let network = Network { layers };
        for index in 0..=hidden {
            network.forward(index, Mode::Training, &mut pass);
        }
        let outputs = network.layers[hidden].weights.nrows();
        let loss = network.loss(loss_of(&spec["loss"])?, &targets(spec, outputs), &mut pass);
        for index in (0..=hidden).rev() {
            network.backward(index, &mut pass);
        }
        Ok(Self {
            network,
            pass,
            loss,
        })
    }

    /// Every difference from what the case expects.
    fn compare(&self, case: &Value) -> Vec<String> {
        let check = Check {
            tolerance: case["tol"]["array_rel"].as_f64().unwrap(),
            each: case["spec"]["name"].as_str().unwrap().starts_with("edge_"),
            zeros: if case["spec"]["norm"].is_null() {
                0.0
            } else {
                1e-10
            },
        };
        let records = &self.pass.records;
        let plain = |scaled: &Scaled| scaled.to_f64().as_slice().to_vec();
        let mut problems = Vec::new();
        for (key, expected) in case["expected"].as_object().unwrap() {
            let got: Vec<Vec<f64>> = match key.as_str() {
                "dtype" => continue,
                "skips" => {
                    let ends = self.network.layers.iter().enumerate();
                    vec![
                        ends.filter_map(|(index, layer)| Some((index + 1, layer.skip?.back)))
                            .flat_map(|(end, back)| [(end - back) as f64, end as f64])
                            .collect(),
                    ]
                }
                "clip" => {
                    let norm = optimizer::gradient_norm(records);
                    let limit = case["spec"]["clip_max_norm"].as_f64().unwrap();
                    for (name, got) in
                        [("total_norm", norm), ("coef", optimizer::clip(norm, limit))]
                    {
                        if let Some(problem) = check.array(&numbers(&expected[name]), &[got]) {
                            problems.push(format!("clip.{name}: {problem}"));
                        }
                    }
                    continue;
                }
                "loss" => vec![vec![self.loss]],
                "outputs" => vec![plain(&Scaled::plain(
                    self.pass.outputs().unwrap().into_owned(),
                ))],
                "grad_input" => vec![plain(&self.pass.input_signal)],
                "pre_activations" => records.iter().map(|r| plain(&r.forward.z)).collect(),
                "activations" => records.iter().map(|r| plain(&r.forward.a)).collect(),
                "delta" => records.iter().map(|r| plain(&r.backward.delta)).collect(),
                "grad_W" => records
                    .iter()
                    .map(|r| r.backward.grad_w.to_f64().transpose().as_slice().to_vec())
                    .collect(),
                "grad_b" => records.iter().map(|r| plain(&r.backward.grad_b)).collect(),
                // What the activations of the hidden layers see.
                "normalized" => records[..records.len() - 1]
                    .iter()
                    .map(|r| plain(r.forward.seen()))
                    .collect(),
                "grad_gamma" | "grad_beta" => records
                    .iter()
                    .map(|r| {
                        let norm = r.backward.norm.as_ref();
                        norm.map_or_else(Vec::new, |norm| match key.as_str() {
                            "grad_gamma" => plain(&norm.grad_gamma),
                            _ => plain(&norm.grad_beta),
                        })
                    })
                    .collect(),
                "grad_prelu" => records
                    .iter()
                    .map(|r| plain(&r.backward.grad_slopes))
                    .collect(),
                "log10_max_abs_delta" => {
                    let got = records.iter().map(|record| {
                        let delta = &record.backward.delta;
                        scaled::log10(delta.mantissa.amax(), delta.exponent)
                    });
                    problems.extend(
                        got.zip(expected.as_array().unwrap())
                            .enumerate()
                            .filter(|(_, (got, expected))| !same_log(*got, expected))
                            .map(|(layer, (got, expected))| {
                                format!("{key} of layer {layer}: {got}, not {expected}")
                            }),
                    );
                    continue;
                }
                _ => {
                    problems.push(format!("{key} is expected and not computed"));
                    continue;
                }
            };
            let per_layer = !matches!(key.as_str(), "loss" | "outputs" | "grad_input" | "skips");
            let expected: Vec<&Value> = if per_layer {
                expected.as_array().unwrap().iter().collect()
            } else {
                vec![expected]
            };
            if expected.len() != got.len() {
                problems.push(format!(
                    "{key}: {} layers, not {}",
                    got.len(),
                    expected.len()
                ));
            }
            for (layer, (expected, got)) in expected.into_iter().zip(&got).enumerate() {
                if let Some(problem) = check.array(&numbers(expected), got) {
                    problems.push(format!("{key}[{layer}]: {problem}"));
                }
            }
        }
        problems
    }
}

/// The checker of the oracle, at its exact grade.
struct Check {
    /// Relative to an array's largest value ...
    tolerance: f64,
    /// ... or to 1e-9 for each element by itself.
    each: bool,
    /// Normalisation subtracts means: what is exactly zero in truth is the rounding of a sum. The
    /// oracle's checker then lets an array of zeros be up to this.
    zeros: f64,
}

impl Check {
    fn array(&self, expected: &[f64], got: &[f64]) -> Option<String> {
        if expected.len() != got.len() {
            return Some(format!("{} values, not {}", got.len(), expected.len()));
        }
        let max = expected
            .iter()
            .filter(|e| e.is_finite())
            .fold(0.0, |m: f64, e| m.max(e.abs()));
        expected
            .iter()
            .zip(got)
            .enumerate()
            .find_map(|(index, (&expected, &got))| {
                let limit = if self.each {
                    1e-9 * expected.abs()
                } else {
                    self.tolerance * max
                };
                let limit = if max == 0.0 { self.zeros } else { limit };
                // Subnormal numbers are not tested bit for bit.
                let limit = limit.max(1e-300);
                let agree = expected == got
                    || (expected.is_nan() && got.is_nan())
                    || (expected - got).abs() <= limit;
                (!agree).then(|| format!("element {index} is {got:e}, not {expected:e}"))
            })
    }
}

/// Within 1e-9, absolutely; an exact zero has no logarithm.
fn same_log(got: f64, expected: &Value) -> bool {
    match numbers(expected)[..] {
        [] => got == f64::NEG_INFINITY,
        [expected] => got == expected || (got - expected).abs() <= 1e-9,
        _ => false,
    }
}

fn activation_of(spec: &Value) -> Result<Activation, String> {
    let name = match spec["name"].as_str().unwrap() {
        "hardtanh" => "hard-tanh",
        "hardsigmoid" => "hard-sigmoid",
        "hardswish" => "hard-swish",
        "hardshrink" => "hard-shrink",
        "softshrink" => "soft-shrink",
        "tanhshrink" => "tanh-shrink",
        "logsigmoid" => "log-sigmoid",
        "sin" => "sine",
        name => &name.replace('_', "-"),
    };
    let kind = activation::catalogue()
        .find(|kind| kind.name == name)
        .ok_or_else(|| format!("uses {name}"))?;
    let (mut given, mut slopes) = (Vec::new(), Vec::new());
    for (key, value) in spec.as_object().unwrap() {
        let parameter = match key.as_str() {
            "name" => continue,
            "negative_slope" | "a" => "slope",
            "min_val" => "low",
            "max_val" => "high",
            "threshold" => "cutoff",
            "k" => "pieces",
            "value" => "otherwise",
            key => key,
        };
        let known = kind.parameters.iter().any(|own| own.name == parameter);
        match value.as_f64() {
            Some(value) if known => given.push((parameter.to_owned(), value)),
            None if parameter == "slope" => slopes = numbers(value),
            _ => return Err(format!("uses {name} with {key} {value}")),
        }
    }
    let mut activation = kind.with(|name| {
        given
            .iter()
            .find(|(given, _)| given == name)
            .map(|(_, value)| *value)
    });
    if !slopes.is_empty() {
        activation.slopes = slopes;
    }
    Ok(activation)
}

fn norm_of(spec: &Value, layer: usize, units: usize) -> Result<Option<Norm>, String> {
    if spec.is_null() {
        return Ok(None);
    }
    let kind = match spec["type"].as_str() {
        Some("batchnorm") => norm::Kind::Batch,
        Some("layernorm") => norm::Kind::Layer,
        other => return Err(format!("uses norm {other:?}")),
    };
    let mut norm = Norm::new(kind, units);
    norm.epsilon = spec["eps"].as_f64().unwrap();
    for (key, values) in [("gamma", &mut norm.gamma), ("beta", &mut norm.beta)] {
        if !spec[key].is_null() {
            *values = numbers(&spec[key][layer]);
        }
    }
    Ok(Some(norm))
}

fn skip_of(spec: &Value, index: usize, widths: &Value) -> Result<Option<Skip>, String> {
    let Some(every) = spec["every"].as_u64().map(|every| every as usize) else {
        return Ok(None);
    };
    let end = index + 1;
    if !end.is_multiple_of(every) || widths[end] != widths[end - every] {
        return Ok(None);
    }
    Ok(Some(Skip {
        back: every,
        scale: spec["scale"].as_f64().unwrap_or(1.0),
        place: match spec["mode"].as_str() {
            None | Some("post_activation") => Place::AfterActivation,
            Some("pre_activation") => Place::BeforeActivation,
            Some(other) => return Err(format!("uses mode {other}")),
        },
    }))
}

fn loss_of(spec: &Value) -> Result<Loss, String> {
    let name = spec["name"].as_str().or(spec.as_str()).unwrap();
    let kind = match name {
        "mse" => Kind::MeanSquaredError,
        "softmax_ce" => Kind::CrossEntropy,
        "bce" => Kind::BinaryCrossEntropy,
        _ => return Err(format!("uses loss {name}")),
    };
    let reduction = match spec["reduction"].as_str() {
        None | Some("mean") => Reduction::Mean,
        Some("sum") => Reduction::Sum,
        Some(other) => return Err(format!("uses reduction {other}")),
    };
    Ok(Loss { kind, reduction })
}

/// Targets as (outputs, samples): class indices become one-hot columns.
fn targets(spec: &Value, outputs: usize) -> DMatrix<f64> {
    let targets = &spec["targets"];
    if targets[0].is_array() {
        return matrix(targets);
    }
    let classes = numbers(targets);
    DMatrix::from_fn(outputs, classes.len(), |output, column| {
        f64::from(u8::from(classes[column] == output as f64))
    })
}

/// A list of rows as a matrix with one column a row.
fn matrix(rows: &Value) -> DMatrix<f64> {
    let columns = rows.as_array().unwrap().len();
    let values = numbers(rows);
    DMatrix::from_vec(values.len() / columns, columns, values)
}

/// All numbers in nested lists, in order; non-finite ones are written as strings.
fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(values) => values.iter().flat_map(numbers).collect(),
        Value::String(text) => vec![text.parse().unwrap()],
        value => vec![value.as_f64().unwrap()],
    }
}

#[test]
fn activations_agree_at_every_point_of_the_table() {
    let table: Value = serde_json::from_str(include_str!("activation_table.json")).unwrap();
    let (mut ran, mut failed) = (0, Vec::new());
    for (name, entry) in table.as_object().unwrap() {
        let activation = activation_of(&entry["activation"]).unwrap();
        let [x, f, df] = ["x", "f", "df"].map(|key| numbers(&entry[key]));
        for ((x, f), df) in x.into_iter().zip(f).zip(df) {
            let point = activation.at(x);
            for (what, expected, got) in [("f", f, point.value), ("f'", df, point.derivative)] {
                ran += 1;
                let limit = (1e-12 * expected.abs()).max(1e-300);
                if expected != got && (expected - got).abs() > limit {
                    failed.push(format!(
                        "{name}: {what}({x:e}) is {got:e}, not {expected:e}"
                    ));
                }
            }
        }
    }
    assert!(ran > 0, "no point checked");
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
