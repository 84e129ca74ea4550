//! Weights are drawn with the variance that their initialisation promises, from separate streams.

use gradient_flow::init::{CATALOGUE, Fan, Scheme};
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
            "sigma" => (1.0 / 200.0, false),
            // What is not drawn has no variance.
            "constant" => continue,
            name => panic!("no promise for {name}"),
        };
        let scheme = rule.scheme();
        assert!((scheme.weight_variance(fan_in, fan_out) - variance).abs() < 1e-15);
        let mut stream = Stream::new(1, Purpose::HiddenLayer(1));
        let (weights, biases) = scheme.draw(fan_out, fan_in, &mut stream);
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
        let (w, _) = rule.scheme().draw(units, fan_in, stream);
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
                .scheme()
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
        Purpose::Noise { layer: 0, step: 0 },
        Purpose::Noise { layer: 0, step: 1 },
        Purpose::Noise { layer: 1, step: 0 },
        Purpose::Noise {
            layer: u16::MAX,
            step: u32::MAX,
        },
        Purpose::Landscape,
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

fn scheme(name: &str) -> Scheme {
    let rule = CATALOGUE.iter().find(|rule| rule.name == name).unwrap();
    rule.scheme()
}

fn variance(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let squares = values.iter().map(|v| (v - mean) * (v - mean));
    squares.sum::<f64>() / values.len() as f64
}

#[test]
fn only_he_and_lecun_ask_which_fan() {
    let (fan_in, fan_out) = (50, 200);
    for rule in &CATALOGUE {
        let [by_in, by_out] = [Fan::In, Fan::Out].map(|fan| {
            Scheme {
                fan,
                ..rule.scheme()
            }
            .weight_variance(fan_in, fan_out)
        });
        match rule.name {
            "he-normal" | "he-uniform" => {
                assert_eq!([by_in, by_out], [2.0 / 50.0, 2.0 / 200.0]);
            }
            "lecun-normal" | "lecun-uniform" => {
                assert_eq!([by_in, by_out], [1.0 / 50.0, 1.0 / 200.0]);
            }
            name => assert_eq!(by_in, by_out, "{name}"),
        }
    }
}

#[test]
fn what_is_drawn_has_the_variances_that_are_said() {
    let (fan_in, fan_out) = (60, 400);
    for rule in CATALOGUE.iter().filter(|rule| rule.name != "constant") {
        for fan in [Fan::In, Fan::Out] {
            let scheme = Scheme {
                fan,
                gain: 1.75,
                sigma_w: 0.8,
                sigma_b: 0.3,
                ..rule.scheme()
            };
            let (mut biases, mut weights) = (Vec::new(), Vec::new());
            for seed in 0..10 {
                let mut stream = Stream::new(seed, Purpose::OutputLayer);
                let (w, b) = scheme.draw(fan_out, fan_in, &mut stream);
                weights.extend_from_slice(w.as_slice());
                biases.extend_from_slice(b.as_slice());
            }
            for (values, said) in [
                (weights, scheme.weight_variance(fan_in, fan_out)),
                (biases, scheme.bias_variance(fan_in, fan_out)),
            ] {
                let limit = 4.0 * said * (2.0 / values.len() as f64).sqrt();
                let got = variance(&values);
                assert!(
                    (got - said).abs() <= limit,
                    "{}: {got}, not {said}",
                    rule.name
                );
            }
        }
    }
}

#[test]
fn a_gain_multiplies_the_weights_and_not_the_biases() {
    for rule in CATALOGUE.iter().filter(|rule| rule.name != "constant") {
        let mut scheme = rule.scheme();
        scheme.sigma_b = 0.5;
        let stream = Stream::new(1, Purpose::OutputLayer);
        let (weights, biases) = scheme.draw(6, 8, &mut stream.clone());
        scheme.gain = 4.0;
        let (more, same) = scheme.draw(6, 8, &mut stream.clone());
        // The free rule has sigma_w for that.
        let factor = if rule.name == "sigma" { 1.0 } else { 4.0 };
        assert_eq!(rule.keys().contains(&"gain"), factor == 4.0);
        assert!((more - weights * factor).amax() < 1e-14, "{}", rule.name);
        assert_eq!(biases, same, "{}", rule.name);
    }
}

#[test]
fn sigma_and_the_constant_are_what_they_say() {
    let mut sigma = scheme("sigma");
    (sigma.sigma_w, sigma.sigma_b) = (1.5, 0.25);
    assert!((sigma.weight_variance(100, 7) - 2.25 / 100.0).abs() < 1e-15);
    assert!((sigma.bias_variance(100, 7) - 0.0625).abs() < 1e-15);
    let mut constant = scheme("constant");
    constant.constant = -0.75;
    let (weights, biases) = constant.draw(3, 4, &mut Stream::new(1, Purpose::OutputLayer));
    assert!(weights.iter().all(|w| *w == -0.75));
    assert_eq!(biases.amax(), 0.0);
    assert_eq!(constant.weight_variance(4, 3), 0.0);
}
