//! A slice of the loss landscape shows what the network computes, not how its weights are scaled.

mod support;

use gradient_flow::activation;
use gradient_flow::landscape::Landscape;
use gradient_flow::layer::Layer;
use gradient_flow::loss::{Kind, Loss, Reduction};
use gradient_flow::network::Network;
use gradient_flow::random::{Purpose, Stream};
use nalgebra::{DMatrix, DVector};

fn losses(mut landscape: Landscape) -> Vec<f64> {
    while !landscape.advance() {}
    landscape.losses().to_vec()
}

#[test]
fn rescaled_layers_that_compute_the_same_have_the_same_slice() {
    let relu = activation::catalogue()
        .find(|kind| kind.name == "relu")
        .unwrap();
    let identity = activation::Kind::IDENTITY;
    let stream = &mut Stream::new(4, Purpose::Points);
    let experiment = support::experiment(&[]);
    let network = |factors: [f64; 3]| {
        let stream = &mut Stream::new(4, Purpose::OutputLayer);
        let layers = [(6, 2), (6, 6), (2, 6)].into_iter().zip(factors);
        Network {
            layers: layers
                .enumerate()
                .map(|(index, ((units, fan_in), factor))| {
                    let weights = DMatrix::from_fn(units, fan_in, |_, _| factor * stream.normal());
                    let kind = if index < 2 { relu } else { identity };
                    Layer::dense(weights, DVector::zeros(units), kind.with(|_| None))
                })
                .collect(),
        }
    };
    let loss = Loss {
        kind: Kind::CrossEntropy,
        reduction: Reduction::Mean,
    };
    let rows = experiment
        .dataset()
        .train
        .select(&(0..50).collect::<Vec<_>>());
    let slice = |network: &Network| losses(Landscape::new(network, loss, &rows, 1.0, 7, 3));
    let plain = slice(&network([1.0; 3]));
    let rescaled = slice(&network([7.0, 3.0 / 7.0, 1.0 / 3.0]));
    for (a, b) in plain.iter().zip(&rescaled) {
        assert!((a / b - 1.0).abs() < 1e-12, "{a} {b}");
    }
    // And it is a landscape: another network has another one.
    assert!(
        plain
            .iter()
            .zip(slice(&network([1.0, 1.0, 2.0])))
            .any(|(a, b)| (a / b - 1.0).abs() > 0.1)
    );
    assert!(stream.uniform() < 1.0);
}

#[test]
fn the_middle_is_the_present_loss_and_the_rest_is_drawn_by_the_seed() {
    for setting in [
        ("norm", "none"),
        ("norm", "batch"),
        ("activation", "maxout"),
        ("dropout", "0.5"),
        ("activation", "rrelu"),
    ] {
        let made = |seed| {
            let mut experiment = support::experiment(&[("depth", "3"), setting, ("seed", seed)]);
            experiment.complete();
            let slice = losses(Landscape::of(&experiment, 0.5, 5).unwrap());
            (experiment.score().loss, slice)
        };
        let (loss, slice) = made("1");
        assert_eq!(slice.len(), 25);
        assert_eq!(slice[12], loss, "{setting:?}");
        assert_eq!(slice, made("1").1);
        assert_ne!(slice, made("2").1);
    }
}

#[test]
fn a_direction_has_the_norm_of_each_units_weights() {
    // Along x alone: the far end of the slice moves each row by its own length.
    let mut experiment = support::experiment(&[("depth", "1"), ("width", "3")]);
    experiment.complete();
    let slice = losses(Landscape::of(&experiment, 1e-4, 3).unwrap());
    // Close by, the loss changes by the gradient: at most |gradient| times |direction|.
    let weights: f64 = experiment
        .network()
        .layers
        .iter()
        .map(|l| l.weights.norm_squared())
        .sum();
    let most = libm::pow(10.0, experiment.log10_gradient_norm()) * 1e-4 * weights.sqrt() * 1.01;
    for loss in [slice[3], slice[5]] {
        assert!((loss - slice[4]).abs() <= most);
        assert_ne!(loss, slice[4]);
    }
}
