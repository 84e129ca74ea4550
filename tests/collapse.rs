//! A linear network of any depth is one matrix.

mod support;

use gradient_flow::bound::{factor, spectral_norm};
use gradient_flow::collapse::{Collapse, Walk};
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
        let inputs = &experiment.batch().inputs;
        let mut walk = Walk::new(experiment.network(), inputs).unwrap();
        let mut calls = 1;
        let (same, difference) = loop {
            if let Some((same, difference)) = walk.advance() {
                break (same.clone(), difference);
            }
            calls += 1;
        };
        assert_eq!(
            calls,
            2 * 21,
            "each layer once to multiply, once to compare"
        );
        assert_eq!(
            (&same.matrix, &same.offset),
            (&single.matrix, &single.offset)
        );
        let deep = experiment.pass().outputs().unwrap();
        assert_eq!(difference, single.difference(inputs, &deep));
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
        let batch = &experiment.batch().inputs;
        assert!(Walk::new(experiment.network(), batch).is_none());
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
    // The longest row alone is lengthened less than its neighbours together.
    let matrix = DMatrix::from_row_slice(3, 2, &[1.2, 0.0, 0.0, 1.0, 0.0, 1.0]);
    for scale in [1.0, 1e-170, 1e170] {
        let estimate = spectral_norm(&(&matrix * scale)) / scale;
        assert!(
            (estimate - std::f64::consts::SQRT_2).abs() < 1e-6,
            "{estimate}"
        );
    }
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

#[test]
fn a_formula_whose_slope_nobody_knows_has_no_bound() {
    let mut experiment = support::experiment(&[
        ("activation", "formula"),
        ("formula", "z^3"),
        ("depth", "3"),
    ]);
    experiment.complete();
    assert!(factor(experiment.network(), 0).is_nan());
}

#[test]
fn a_single_matrix_is_right_where_dropout_and_underflow_are_in_the_way() {
    for extra in [("dropout", "0.5"), ("gain", "0.1")] {
        let mut experiment = support::experiment(&[
            ("activation", "identity"),
            ("depth", "600"),
            ("width", "8"),
            extra,
        ]);
        experiment.complete();
        let batch = &experiment.batch().inputs;
        let mut walk = Walk::new(experiment.network(), batch).unwrap();
        let difference = loop {
            if let Some((_, difference)) = walk.advance() {
                break difference;
            }
        };
        assert!(difference < 1e-9, "{extra:?}: {difference}");
    }
}
