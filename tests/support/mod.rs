//! What several tests need: the files, requests for data, and experiments from pairs of text.
#![allow(dead_code, reason = "each test uses its part")]

use std::io::Read;

use gradient_flow::csv;
use gradient_flow::data::{CATALOGUE, Dataset, Request, Rows, Source, Targets};
use gradient_flow::experiment::Experiment;
use gradient_flow::specification::Specification;
use gradient_flow::stats::QUANTITIES;
use gradient_flow::{frame, stats};

/// The file that the page loads for the digits, unpacked as the page unpacks it.
pub(crate) fn digits() -> Vec<u8> {
    let packed = include_bytes!("../../www/data/digits.bin");
    let mut rows = Vec::new();
    flate2::read::GzDecoder::new(&packed[..])
        .read_to_end(&mut rows)
        .unwrap();
    rows
}

/// The file that the page loads for the irises.
pub(crate) const IRIS: &[u8] = include_bytes!("../../www/data/iris.csv");

/// The file that this source reads.
pub(crate) fn file(source: &Source) -> Option<Vec<u8>> {
    source.file.map(|name| match name {
        "digits.bin" => digits(),
        "iris.csv" => IRIS.to_vec(),
        name => panic!("no file {name}"),
    })
}

/// The data set called `name`.
pub(crate) fn source(name: &str) -> &'static Source {
    CATALOGUE.iter().find(|source| source.name == name).unwrap()
}

/// What a specification that says nothing else asks for.
pub(crate) fn request(name: &str, noise: f64, seed: u32) -> Request<'static> {
    Request {
        source: source(name),
        rows: 0,
        noise,
        test_share: 0.2,
        standardise: true,
        seed,
        csv: csv::Options::default(),
    }
}

/// The data set that this asks for.
pub(crate) fn load(request: &Request) -> Dataset {
    Dataset::new(request, file(request.source).as_deref()).unwrap()
}

/// The class of each row.
pub(crate) fn labels(rows: &Rows) -> &[usize] {
    match &rows.targets {
        Targets::Classes(labels) => labels,
        Targets::Numbers(_) => panic!("these rows have numbers"),
    }
}

/// An experiment with these settings, about to begin its first pass.
pub(crate) fn experiment(settings: &[(&str, &str)]) -> Experiment {
    let specification = Specification::from_pairs(settings.iter().copied()).unwrap();
    let file = file(specification.data);
    Experiment::new(specification, file.as_deref()).unwrap()
}

/// Everything that a page can ask of a complete pass, as bits; every NaN counts as the same one.
pub(crate) fn everything(experiment: &Experiment) -> Vec<u64> {
    let mut values = Vec::new();
    frame::write(experiment, &mut values);
    values.extend(experiment.batch().inputs.iter());
    for layer in 0..experiment.layer_count() {
        for quantity in QUANTITIES {
            let Some(matrix) = experiment.quantity(layer, quantity) else {
                continue;
            };
            values.push(f64::from(matrix.exponent));
            values.extend(matrix.mantissa.iter());
            let mut quantiles = [0.0; 3];
            stats::quantiles(matrix, &[0.0, 0.5, 1.0], &mut quantiles);
            values.extend(quantiles);
        }
        values.extend(experiment.network().layers[layer].parameters().concat());
        let seen = experiment.pass().records[layer].forward.seen();
        values.extend(seen.to_f64().iter());
    }
    values.extend(experiment.pass().input_signal.mantissa.iter());
    values
        .into_iter()
        .map(|value| if value.is_nan() { f64::NAN } else { value }.to_bits())
        .collect()
}
