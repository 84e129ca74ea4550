//! Weights are drawn with the variance that their initialisation promises, from separate streams.

use gradient_flow::init::CATALOGUE;
use gradient_flow::random::{Purpose, Stream};

#[test]
fn the_sample_variance_is_that_of_the_rule() {
    let (fan_in, fan_out) = (200, 500);
    let count = f64::from(200 * 500);
    for rule in &CATALOGUE {
        let (variance, is_bounded) = match rule.name {
            "xavier-normal" => (2.0 / 700.0, false),
            "xavier-uniform" => (2.0 / 700.0, true),
            "he-normal" => (2.0 / 200.0, false),
            "he-uniform" => (2.0 / 200.0, true),
            "lecun-normal" => (1.0 / 200.0, false),
            "lecun-uniform" => (1.0 / 200.0, true),
            "orthogonal" => (1.0 / 500.0, false),
            "pytorch" => (1.0 / 600.0, true),
            name => panic!("no promise for {name}"),
        };
        assert!((rule.variance(fan_in, fan_out) - variance).abs() < 1e-15);
        let mut stream = Stream::new(1, Purpose::HiddenLayer(1));
        let (weights, biases) = rule.draw(fan_out, fan_in, &mut stream);
        assert_eq!(weights.shape(), (fan_out, fan_in));
        let mean = weights.iter().sum::<f64>() / count;
        let sample = weights.iter().map(|w| (w - mean) * (w - mean)).sum::<f64>() / count;
        // Standard deviations of s^2 / variance: sqrt(2 / N) normal, sqrt(0.8 / N) uniform.
        let spread = if is_bounded { 0.8 } else { 2.0 };
        assert!(
            (sample / variance - 1.0).abs() < 4.0 * (spread / count).sqrt(),
            "{}",
            rule.name
        );
        assert!(
            mean.abs() < 4.0 * (variance / count).sqrt(),
            "{}",
            rule.name
        );
        let bound = (3.0 * variance).sqrt();
        assert_eq!(weights.amax() <= bound, is_bounded, "{}", rule.name);
        if rule.name == "pytorch" {
            assert!(biases.amax() <= bound && biases.amax() > 0.9 * bound);
        } else {
            assert_eq!(biases.amax(), 0.0, "{}", rule.name);
        }
    }
}

#[test]
fn orthogonal_weights_keep_every_length_they_can() {
    let rule = CATALOGUE
        .iter()
        .find(|rule| rule.name == "orthogonal")
        .unwrap();
    for (units, fan_in) in [(7, 7), (5, 9), (9, 5), (1, 4), (4, 1)] {
        let stream = &mut Stream::new(3, Purpose::HiddenLayer(1));
        let (w, _) = rule.draw(units, fan_in, stream);
        let product = if units < fan_in {
            &w * w.transpose()
        } else {
            w.transpose() * &w
        };
        let identity = nalgebra::DMatrix::identity(product.nrows(), product.ncols());
        assert!((product - identity).amax() < 1e-14, "{units} x {fan_in}");
    }
}

#[test]
fn orthogonal_weights_prefer_no_direction() {
    let rule = CATALOGUE
        .iter()
        .find(|rule| rule.name == "orthogonal")
        .unwrap();
    for units in [1, 2, 3] {
        let count = 400;
        // The mean of every entry is 0, its variance 1 / units.
        let mut sum = nalgebra::DMatrix::<f64>::zeros(units, units);
        for seed in 0..count {
            sum += rule
                .draw(
                    units,
                    units,
                    &mut Stream::new(seed, Purpose::HiddenLayer(1)),
                )
                .0;
        }
        let limit = 4.0 * (f64::from(count) / units as f64).sqrt();
        assert!(sum.amax() < limit, "{units}: {sum}");
    }
}

#[test]
fn every_purpose_has_a_stream_of_its_own() {
    let purposes = [
        Purpose::HiddenLayer(1),
        Purpose::HiddenLayer(2),
        Purpose::OutputLayer,
        Purpose::Points,
        Purpose::Split,
        Purpose::Epoch(0),
        Purpose::Epoch(1),
    ];
    let mut first: Vec<_> = purposes
        .iter()
        .map(|&purpose| Stream::new(1, purpose).uniform().to_bits())
        .collect();
    first.extend(
        purposes
            .iter()
            .map(|&purpose| Stream::new(2, purpose).uniform().to_bits()),
    );
    first.sort_unstable();
    first.dedup();
    assert_eq!(first.len(), 2 * purposes.len());
}
