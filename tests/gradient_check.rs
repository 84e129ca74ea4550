//! Every gradient agrees with a central difference of the loss.

use gradient_flow::activation::{self, Activation};
use gradient_flow::layer::Layer;
use gradient_flow::loss::{CATALOGUE as LOSSES, Loss, Reduction};
use gradient_flow::network::{Network, Pass};
use gradient_flow::random::{Purpose, Stream};
use nalgebra::{DMatrix, DVector};

const UNITS: [usize; 4] = [3, 5, 4, 2];
const SAMPLES: usize = 6;
/// Where some activation has one.
const KINKS: [f64; 8] = [-3.0, -1.0, -0.5, 0.0, 0.5, 1.0, 3.0, 6.0];

fn normals(rows: usize, columns: usize, stream: &mut Stream) -> DMatrix<f64> {
    DMatrix::from_fn(rows, columns, |_, _| stream.normal())
}

fn loss_of(network: &Network, loss: Loss, targets: &DMatrix<f64>, pass: &mut Pass) -> f64 {
    for index in 0..network.layers.len() {
        network.forward(index, pass);
    }
    network.loss(loss, targets, pass)
}

/// One parameter of a network, by layer.
#[derive(Clone, Copy, Debug)]
enum Parameter {
    Weight(usize, usize),
    Bias(usize, usize),
    Slope(usize),
}

impl Parameter {
    fn nudge(self, network: &mut Network, by: f64) {
        match self {
            Self::Weight(layer, index) => network.layers[layer].weights[index] += by,
            Self::Bias(layer, index) => network.layers[layer].biases[index] += by,
            Self::Slope(layer) => *network.layers[layer].activation.learned().unwrap() += by,
        }
    }

    fn gradient(self, pass: &Pass) -> f64 {
        match self {
            Self::Weight(layer, index) => pass.records[layer].grad_w.to_f64()[index],
            Self::Bias(layer, index) => pass.records[layer].grad_b.to_f64()[index],
            Self::Slope(layer) => pass.records[layer].grad_slope,
        }
    }
}

#[test]
fn every_activation_with_every_loss() {
    for (seed, (kind, loss)) in activation::catalogue()
        .flat_map(|kind| LOSSES.map(|loss| (kind, loss)))
        .enumerate()
    {
        let loss = Loss {
            kind: loss,
            reduction: Reduction::Mean,
        };
        let mut stream = Stream::new(seed as u32, Purpose::Points);
        let layers: Vec<_> = UNITS
            .windows(2)
            .enumerate()
            .map(|(index, units)| Layer {
                weights: normals(units[1], units[0], &mut stream),
                biases: DVector::from_fn(units[1], |_, _| stream.normal()),
                activation: if index + 2 < UNITS.len() {
                    kind.with(|_| None)
                } else {
                    Activation::identity()
                },
            })
            .collect();
        let mut network = Network { layers };
        let mut pass = Pass::new(UNITS[0], SAMPLES);
        pass.input = normals(UNITS[0], SAMPLES, &mut stream);
        let targets = DMatrix::from_fn(2, SAMPLES, |output, sample| {
            f64::from(u8::from(sample % 2 == output))
        });
        loss_of(&network, loss, &targets, &mut pass);
        for index in (0..network.layers.len()).rev() {
            network.backward(index, &mut pass);
        }

        let mut parameters = Vec::new();
        for (index, layer) in network.layers.iter().enumerate() {
            parameters.extend((0..layer.weights.len()).map(|i| Parameter::Weight(index, i)));
            parameters.extend((0..layer.biases.len()).map(|i| Parameter::Bias(index, i)));
            if layer.activation.is_learned() {
                parameters.push(Parameter::Slope(index));
            }
        }
        let regions = |pass: &Pass| -> Vec<usize> {
            let region = |z: &f64| KINKS.iter().filter(|kink| *z > **kink).count();
            pass.records
                .iter()
                .flat_map(|record| record.z.iter().map(region))
                .collect()
        };
        let before = regions(&pass);
        let mut crossings = 0;
        let count = parameters.len();
        let mut trial = pass.clone();
        for parameter in parameters {
            let step = 1e-5;
            parameter.nudge(&mut network, step);
            let above = loss_of(&network, loss, &targets, &mut trial);
            let crossed = regions(&trial) != before;
            parameter.nudge(&mut network, -2.0 * step);
            let below = loss_of(&network, loss, &targets, &mut trial);
            let crossed = crossed || regions(&trial) != before;
            parameter.nudge(&mut network, step);
            // A kink between the two points has no derivative to compare with.
            if crossed {
                crossings += 1;
                continue;
            }
            let difference = (above - below) / (2.0 * step);
            let gradient = parameter.gradient(&pass);
            // The difference of two losses carries their rounding, 1e-16 / 1e-5.
            let limit = 1e-6 * gradient.abs() + 1e-10 * (1.0 + above.abs());
            assert!(
                (difference - gradient).abs() <= limit,
                "{} {loss:?} {parameter:?}: {gradient:e}, difference {difference:e}",
                kind.name
            );
        }
        assert!(
            crossings * 20 < count,
            "seed {seed} puts {crossings} of {count} at a kink"
        );
    }
}
