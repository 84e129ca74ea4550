//! A linear network of any depth is one matrix.

mod support;

use gradient_flow::bound::{factor, spectral_norm};
use gradient_flow::collapse::Collapse;
use gradient_flow::random::{Purpose, Stream};
use gradient_flow::stats::Quantity;
use nalgebra::DMatrix;

#[test]
fn twenty_linear_layers_say_what_their_single_matrix_says() {
    for extra in [
        ("seed", "1"),
        ("residual", "2"),
        ("residual-scale", "0.5"),
        ("init", "pytorch"),
    ] {
        let mut experiment = support::experiment(&[
            ("activation", "identity"),
            ("data", "digits"),
            (
                "residual",
                if extra.0 == "residual-scale" {
                    "1"
                } else {
                    "0"
                },
            ),
            ("residual-place", "before"),
            extra,
        ]);
        experiment.complete();
        for _ in 0..3 {
            experiment.begin_step();
            experiment.complete();
        }
        let single = Collapse::of(experiment.network()).unwrap();
        assert_eq!(single.matrix.shape(), (10, 64));
        assert!(single.offset.amax() > 0.0);
        let pass = experiment.pass();
        let difference = single.difference(&pass.input.mantissa, &pass.outputs().unwrap());
        assert!(difference < 1e-12, "{extra:?}: {difference:e}");
    }
}

#[test]
fn a_network_that_bends_or_normalises_is_not_one_matrix() {
    for settings in [
        ("activation", "relu"),
        ("norm", "layer"),
        ("layer-activations", ",,tanh"),
    ] {
        let mut experiment = support::experiment(&[("activation", "identity"), settings]);
        experiment.complete();
        assert!(Collapse::of(experiment.network()).is_none(), "{settings:?}");
    }
}

#[test]
fn the_spectral_norm_is_the_largest_singular_value() {
    let stream = &mut Stream::new(1, Purpose::Points);
    for (rows, columns) in [(1, 1), (1, 7), (7, 1), (5, 9), (30, 30), (64, 40)] {
        let matrix = DMatrix::from_fn(rows, columns, |_, _| stream.normal());
        let exact = matrix.singular_values().max();
        let estimate = spectral_norm(&matrix);
        assert!(
            estimate >= exact * (1.0 - 1e-9) && estimate <= exact * (1.0 + 1e-3),
            "{rows} x {columns}: {estimate}, not {exact}"
        );
    }
    assert_eq!(spectral_norm(&DMatrix::zeros(3, 4)), 0.0);
}

#[test]
fn no_layer_passes_on_more_than_its_bound() {
    for activation in ["sigmoid", "tanh", "relu", "gelu", "selu", "prelu"] {
        let mut experiment = support::experiment(&[
            ("activation", activation),
            ("init", "xavier-normal"),
            ("width", "32"),
            ("batch", "8"),
        ]);
        experiment.complete();
        let norms: Vec<_> = experiment
            .statistics()
            .iter()
            .map(|layer| layer.of(Quantity::Delta).log10_norm)
            .collect();
        for layer in 0..20 {
            let bound = factor(experiment.network(), layer);
            let log10 = norms[layer] - norms[layer + 1];
            assert!(log10 <= libm::log10(bound), "{activation}, layer {layer}");
        }
        assert!(factor(experiment.network(), 20).is_nan());
    }
}

#[test]
fn where_something_else_passes_signals_on_there_is_no_bound() {
    for setting in [("norm", "batch"), ("residual", "3"), ("dropout", "0.1")] {
        let mut experiment = support::experiment(&[setting]);
        experiment.complete();
        assert!(factor(experiment.network(), 5).is_nan(), "{setting:?}");
    }
}
