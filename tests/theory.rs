//! What arrives at the first layer is what mean-field theory says.

mod support;

use gradient_flow::stats::Quantity;

/// Mean over seeds of log10 |dL/dz| at the first hidden layer over the last, on real data whose
/// 64 features make every layer 64 wide.
fn mean_log10_ratio(activation: &str, init: &str, depth: usize, seeds: u32) -> f64 {
    let sum: f64 = (0..seeds)
        .map(|seed| {
            let mut experiment = support::experiment(&[
                ("activation", activation),
                ("init", init),
                ("depth", &depth.to_string()),
                ("width", "64"),
                ("data", "digits"),
                ("seed", &seed.to_string()),
            ]);
            experiment.complete();
            let layers = experiment.statistics();
            layers[0].of(Quantity::Delta).log10_norm
                - layers[depth - 1].of(Quantity::Delta).log10_norm
        })
        .sum();
    sum / f64::from(seeds)
}

/// 4 sqrt(5 (L - 1) / (n S)) + 5 (L - 1) / (2 n) for ln of the squared norm, in decades of the norm.
fn tolerance(depth: f64, width: f64, seeds: f64) -> f64 {
    let spread = 5.0 * (depth - 1.0) / width;
    (4.0 * (spread / seeds).sqrt() + spread / 2.0) / (2.0 * std::f64::consts::LN_10)
}

#[test]
fn fifty_sigmoid_layers_with_xavier_lose_thirty_decades() {
    let measured = mean_log10_ratio("sigmoid", "xavier-normal", 50, 20);
    assert!(
        (measured + 30.77).abs() < tolerance(50.0, 64.0, 20.0),
        "{measured}"
    );
}

#[test]
fn fifty_relu_layers_with_he_lose_nothing() {
    let measured = mean_log10_ratio("relu", "he-normal", 50, 20);
    assert!(measured.abs() < tolerance(50.0, 64.0, 20.0), "{measured}");
}

#[test]
fn fifty_relu_layers_with_xavier_lose_half_the_variance_each() {
    let measured = mean_log10_ratio("relu", "xavier-normal", 50, 20);
    assert!(
        (measured + 7.38).abs() < tolerance(50.0, 64.0, 20.0),
        "{measured}"
    );
}

#[test]
fn fifty_tanh_layers_with_xavier_lose_only_one_decade() {
    let measured = mean_log10_ratio("tanh", "xavier-uniform", 50, 20);
    assert!(
        (measured + 0.92).abs() < tolerance(50.0, 64.0, 20.0),
        "{measured}"
    );
}

#[test]
fn fifty_linear_layers_with_orthogonal_weights_keep_the_signal_exactly() {
    let mut experiment = support::experiment(&[
        ("activation", "identity"),
        ("init", "orthogonal"),
        ("depth", "50"),
        ("width", "64"),
        ("data", "digits"),
    ]);
    experiment.complete();
    let last = experiment.statistics()[49].of(Quantity::Delta).log10_norm;
    for layer in &experiment.statistics()[..50] {
        assert!((layer.of(Quantity::Delta).log10_norm - last).abs() < 1e-12);
    }
}

#[test]
fn fifty_relu_layers_with_pytorchs_default_lose_five_sixths_of_the_variance_each() {
    // Biases move the forward signal only: each layer takes 1/3 (weights) times 1/2 (ReLU).
    let measured = mean_log10_ratio("relu", "pytorch", 50, 20);
    assert!(
        (measured + 19.06).abs() < tolerance(50.0, 64.0, 20.0),
        "{measured}"
    );
}
