//! Every gradient agrees with a central difference of the loss.
//!
//! `PROPTEST_CASES=N` draws N cases instead of a few hundred.

use gradient_flow::activation::{self, Activation, Kind, Nature};
use gradient_flow::layer::{LEARNED, Layer, Mode, Place, Skip};
use gradient_flow::loss::{CATALOGUE as LOSSES, Kind as LossKind, Loss, Reduction};
use gradient_flow::network::{Network, Pass};
use gradient_flow::norm::{self, Norm};
use gradient_flow::random::{Purpose, Stream};
use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

/// Inputs and hidden units: as many, so that skip connections may begin and end anywhere.
const WIDTH: usize = 4;
const OUTPUTS: usize = 2;
const SAMPLES: usize = 6;
/// Where some activation has one.
const KINKS: [f64; 9] = [-3.0, -1.0, -0.5, 0.0, 0.5, 1.0, 3.0, 6.0, f64::INFINITY];

/// A network, described.
#[derive(Clone, Debug)]
struct Case {
    seed: u32,
    activation: &'static str,
    pieces: u8,
    slope_per_unit: bool,
    output_activation: &'static str,
    loss: LossKind,
    reduction: Reduction,
    hidden: usize,
    norm: Option<norm::Kind>,
    residual: usize,
    scale: f64,
    place: Place,
    dropout: f64,
}

fn kind(name: &str) -> &'static Kind {
    activation::catalogue()
        .find(|kind| kind.name == name)
        .unwrap()
}

fn normals(rows: usize, columns: usize, size: f64, stream: &mut Stream) -> DMatrix<f64> {
    DMatrix::from_fn(rows, columns, |_, _| size * stream.normal())
}

impl Case {
    fn layer(&self, index: usize, stream: &mut Stream) -> Layer {
        let is_output = index == self.hidden;
        let (units, mut activation) = if is_output {
            (OUTPUTS, kind(self.output_activation).with(|_| None))
        } else {
            let given = |name: &str| (name == "pieces").then_some(f64::from(self.pieces));
            (WIDTH, kind(self.activation).with(given))
        };
        if self.slope_per_unit && activation.kind().nature == Nature::Learned {
            activation.slopes = (0..units).map(|_| stream.uniform()).collect();
        }
        let rows = units * activation.pieces();
        let biases = DVector::from_fn(rows, |_, _| 0.5 * stream.normal());
        let plain = Layer::dense(normals(rows, WIDTH, 0.6, stream), biases, activation);
        if is_output {
            return plain;
        }
        let norm = self.norm.map(|kind| {
            let mut norm = Norm::new(kind, rows);
            for gamma in &mut norm.gamma {
                *gamma += 0.5 * stream.normal();
            }
            for beta in &mut norm.beta {
                *beta += 0.5 * stream.normal();
            }
            norm
        });
        let ends = self.residual > 0 && (index + 1).is_multiple_of(self.residual);
        // One a row of v: maxout has more rows than its input has.
        let fits = self.place == Place::AfterActivation || rows == units;
        Layer {
            norm,
            skip: (ends && fits).then_some(Skip {
                back: self.residual,
                scale: self.scale,
                place: self.place,
            }),
            dropout: self.dropout,
            ..plain
        }
    }

    fn loss(&self) -> Loss {
        Loss {
            kind: self.loss,
            reduction: self.reduction,
        }
    }

    /// Compares all gradients, or says which is wrong. How many there are, and how many of them
    /// could be compared.
    fn compare(&self) -> Result<(usize, usize), String> {
        let stream = &mut Stream::new(self.seed, Purpose::Points);
        let layers = (0..=self.hidden)
            .map(|index| self.layer(index, stream))
            .collect();
        let mut network = Network { layers };
        let mut pass = Pass::new(normals(WIDTH, SAMPLES, 1.0, stream));
        let targets = DMatrix::from_fn(OUTPUTS, SAMPLES, |output, sample| {
            f64::from(u8::from(sample % 2 == output))
        });
        for index in 0..network.layers.len() {
            network.prepare(index, &mut pass);
            network.layers[index].draw(stream, &mut pass.records[index].forward);
        }
        let loss = |network: &Network, pass: &mut Pass| {
            for index in 0..network.layers.len() {
                network.forward(index, Mode::Training, pass);
            }
            network.loss(self.loss(), &targets, pass)
        };
        loss(&network, &mut pass);
        for index in (0..network.layers.len()).rev() {
            network.backward(index, &mut pass);
        }
        let before = regions(&network, &pass);

        let (mut count, mut compared) = (0, 0);
        let mut trial = pass.clone();
        for parameter in parameters(&network, &pass) {
            count += 1;
            let gradient = parameter.gradient(&pass);
            // A kink between two points has no derivative to compare with.
            let mut crossed = false;
            let mut largest = 0.0_f64;
            let mut difference = |step: f64| {
                let [above, below] = [step, -step].map(|step| {
                    let old = *parameter.place(&mut network, &mut trial);
                    *parameter.place(&mut network, &mut trial) += step;
                    let loss = loss(&network, &mut trial);
                    *parameter.place(&mut network, &mut trial) = old;
                    crossed |= regions(&network, &trial) != before;
                    largest = largest.max(loss.abs());
                    loss
                });
                (above - below) / (2.0 * step)
            };
            let [coarse, fine] = [2e-5, 1e-5].map(&mut difference);
            // Without the term of the third derivative, which is told by how much the two differ.
            let bent = (coarse - fine) / 3.0;
            let difference = fine - bent;
            if crossed || bent.abs() > 1e-4 * (fine.abs() + 1e-3) {
                continue;
            }
            compared += 1;
            // The difference of two losses carries their rounding, 1e-16 / 1e-5.
            let limit = 1e-6 * gradient.abs() + 1e-2 * bent.abs() + 5e-10 * (1.0 + largest);
            if (difference - gradient).abs() > limit || gradient.is_nan() {
                return Err(format!(
                    "{parameter:?}: {gradient:e}, difference {difference:e}"
                ));
            }
        }
        Ok((count, compared))
    }
}

/// A number that the loss depends on.
#[derive(Clone, Copy, Debug)]
enum Parameter {
    /// Of a layer: which of [`LEARNED`], and which of these.
    Learned(usize, &'static str, usize),
    Input(usize),
}

fn parameters(network: &Network, pass: &Pass) -> Vec<Parameter> {
    let layers = network.layers.iter().enumerate();
    layers
        .flat_map(|(layer, own)| {
            LEARNED
                .iter()
                .zip(own.parameters())
                .flat_map(move |(name, values)| {
                    (0..values.len()).map(move |index| Parameter::Learned(layer, name, index))
                })
        })
        .chain((0..pass.input.mantissa.len()).map(Parameter::Input))
        .collect()
}

fn learned(name: &str) -> usize {
    LEARNED.iter().position(|own| *own == name).unwrap()
}

impl Parameter {
    fn place<'a>(self, network: &'a mut Network, pass: &'a mut Pass) -> &'a mut f64 {
        match self {
            Self::Learned(layer, name, index) => {
                let [parameters, ..] = {
                    let mut all = network.layers[layer].parameters_mut();
                    all.swap(0, learned(name));
                    all
                };
                &mut parameters[index]
            }
            Self::Input(index) => &mut pass.input.mantissa[index],
        }
    }

    fn gradient(self, pass: &Pass) -> f64 {
        match self {
            Self::Learned(layer, name, index) => {
                let gradients = pass.records[layer].backward.gradients();
                gradients[learned(name)].unwrap().to_f64()[index]
            }
            Self::Input(index) => pass.input_signal.to_f64()[index],
        }
    }
}

/// On which side of every kink each v is, and which piece of each maxout unit wins.
fn regions(network: &Network, pass: &Pass) -> Vec<usize> {
    let layers = network.layers.iter().zip(&pass.records);
    layers
        .flat_map(|(layer, record)| {
            let v = record.forward.seen().to_f64();
            let winners: Vec<_> = match layer.activation.pieces() {
                1 => Vec::new(),
                pieces => v
                    .as_slice()
                    .chunks_exact(pieces)
                    .map(|unit| DVector::from_column_slice(unit).imax())
                    .collect(),
            };
            let region = |v: &f64| KINKS.iter().filter(|kink| *v > **kink).count();
            let sides: Vec<_> = v.iter().map(region).collect();
            sides.into_iter().chain(winners)
        })
        .collect()
}

#[test]
fn every_activation_with_every_loss() {
    for (seed, (kind, loss)) in activation::catalogue()
        .flat_map(|kind| LOSSES.map(|loss| (kind, loss)))
        .enumerate()
    {
        let case = Case {
            seed: seed as u32,
            activation: kind.name,
            pieces: 2,
            slope_per_unit: false,
            output_activation: Activation::identity().kind().name,
            loss,
            reduction: Reduction::Mean,
            hidden: 2,
            norm: None,
            residual: 0,
            scale: 1.0,
            place: Place::AfterActivation,
            dropout: 0.0,
        };
        let (count, compared) = case
            .compare()
            .unwrap_or_else(|problem| panic!("{case:?}: {problem}"));
        assert!(
            (count - compared) * 20 < count,
            "{case:?} compares {compared} of {count}"
        );
    }
}

fn cases() -> impl Strategy<Value = Case> {
    let names = |only: fn(&Kind) -> bool| {
        let names = activation::catalogue().filter(|kind| only(kind));
        proptest::sample::select(names.map(|kind| kind.name).collect::<Vec<_>>())
    };
    let network = (
        any::<u32>(),
        // What takes more than z has more that can be wrong.
        prop_oneof![
            3 => names(|_| true),
            1 => names(|kind| kind.nature != Nature::Fixed),
        ],
        2..=4_u8,
        any::<bool>(),
        prop_oneof![
            Just(Activation::identity().kind().name),
            names(|kind| kind.nature == Nature::Fixed),
        ],
        1..=4_usize,
    );
    let loss = (
        proptest::sample::select(LOSSES.to_vec()),
        proptest::sample::select(vec![Reduction::Mean, Reduction::Sum]),
    );
    let wrapping = (
        proptest::sample::select(vec![None, Some(norm::Kind::Batch), Some(norm::Kind::Layer)]),
        0..=3_usize,
        proptest::sample::select(vec![1.0, 0.5, 1.25]),
        proptest::sample::select(vec![Place::AfterActivation, Place::BeforeActivation]),
        proptest::sample::select(vec![0.0, 0.0, 0.25]),
    );
    (network, loss, wrapping).prop_map(
        |(
            (seed, activation, pieces, slope_per_unit, output_activation, hidden),
            (loss, reduction),
            (norm, residual, scale, place, dropout),
        )| Case {
            seed,
            activation,
            pieces,
            slope_per_unit,
            output_activation,
            loss,
            reduction,
            hidden,
            norm,
            residual,
            scale,
            place,
            dropout,
        },
    )
}

/// No fewer than a few hundred.
fn config() -> ProptestConfig {
    let cases = ProptestConfig::default().cases.max(600);
    ProptestConfig {
        cases,
        // Few cases may have so many kinks that they say nothing.
        max_global_rejects: cases / 10,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]
    #[test]
    fn every_combination_of_what_a_layer_can_have(case in cases()) {
        let (count, compared) = case.compare().map_err(TestCaseError::fail)?;
        if 2 * compared < count {
            return Err(TestCaseError::reject("kinks everywhere"));
        }
    }
}
