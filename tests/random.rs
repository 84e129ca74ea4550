//! Weights are drawn with the variance that their initialisation promises, from separate streams.

use gradient_flow::init::CATALOGUE;
use gradient_flow::random::{Purpose, Stream};

#[test]
fn the_sample_variance_is_that_of_the_rule() {
    let (fan_in, fan_out) = (200, 500);
    let count = f64::from(200 * 500);
    for rule in &CATALOGUE {
        let (kind, distribution) = rule.name.split_once('-').unwrap();
        let variance = match kind {
            "xavier" => 2.0 / 700.0,
            "he" => 2.0 / 200.0,
            "lecun" => 1.0 / 200.0,
            _ => panic!("no promise for {}", rule.name),
        };
        assert_eq!(rule.variance(fan_in, fan_out), variance);
        let mut weights = vec![0.0; fan_in * fan_out];
        rule.fill(
            fan_in,
            fan_out,
            &mut Stream::new(1, Purpose::HiddenLayer(1)),
            &mut weights,
        );
        let mean = weights.iter().sum::<f64>() / count;
        let sample = weights.iter().map(|w| (w - mean) * (w - mean)).sum::<f64>() / count;
        // Standard deviations of s^2 / variance: sqrt(2 / N) normal, sqrt(0.8 / N) uniform.
        let spread = if distribution == "normal" { 2.0 } else { 0.8 };
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
        let max = weights.iter().fold(0.0_f64, |max, w| max.max(w.abs()));
        let bound = (3.0 * variance).sqrt();
        assert_eq!(max <= bound, distribution == "uniform", "{}", rule.name);
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
