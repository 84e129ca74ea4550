//! A trend is the mean move from layer to layer, and its range holds that of other networks.

mod support;

use std::f64::consts::{FRAC_1_SQRT_2, LN_10};

use gradient_flow::stats::Quantity;
use gradient_flow::trend::Trend;

const NONE: f64 = f64::NAN;

fn assert_close(got: f64, expected: f64) {
    let error = (got - expected).abs();
    assert!(error <= 1.1e-4 * expected.abs(), "{got}, not {expected}");
}

/// Half of the range over the mean's standard error.
fn quantile(moves: usize) -> f64 {
    // Every second move is 0, the others 1.
    let sizes: Vec<_> = (0..=moves).map(|x| f64::from(x as i32 / 2)).collect();
    let trend = Trend::of(&sizes).unwrap();
    let count = moves as f64;
    let mean = sizes[moves] / count;
    let squares: f64 = sizes
        .windows(2)
        .map(|pair| (pair[1] - pair[0] - mean) * (pair[1] - pair[0] - mean))
        .sum();
    assert_close(trend.mean, mean);
    assert_close(trend.high - trend.mean, trend.mean - trend.low);
    (trend.high - trend.mean) / (squares / (count - 1.0) / count).sqrt()
}

#[test]
fn a_line_has_its_slope_and_no_range_to_speak_of() {
    let sizes: Vec<_> = (0..20).map(|x| -3.0 - 0.62 * f64::from(x)).collect();
    let Trend { mean, low, high } = Trend::of(&sizes).unwrap();
    for value in [mean, low, high] {
        assert!((value + 0.62).abs() < 1e-14, "{value}");
    }
}

#[test]
fn scattered_points_have_the_range_worked_out_by_hand() {
    // Moves 2, -1, 2, 1: mean 1, squares 1 + 4 + 1 + 0 = 6, error sqrt(6 / 3 / 4).
    let Trend { mean, low, high } = Trend::of(&[1.0, 3.0, 2.0, 4.0, 5.0]).unwrap();
    assert!((mean - 1.0).abs() < 1e-15);
    assert_close(low, 1.0 - 3.182_446_31 * FRAC_1_SQRT_2);
    assert_close(high, 1.0 + 3.182_446_31 * FRAC_1_SQRT_2);
}

#[test]
fn moves_from_and_to_what_is_not_finite_are_left_out() {
    let (zero, infinite) = (f64::NEG_INFINITY, f64::INFINITY);
    let sizes = [zero, 1.0, 1.5, NONE, 9.0, 9.5, infinite, 3.0, zero, zero];
    let Trend { mean, low, high } = Trend::of(&sizes).unwrap();
    for value in [mean, low, high] {
        assert!((value - 0.5).abs() < 1e-15, "{value}");
    }
}

#[test]
fn one_move_has_no_range_and_none_no_trend() {
    let trend = Trend::of(&[NONE, -1.0, -4.0]).unwrap();
    assert_eq!(trend.mean, -3.0);
    assert!(trend.low.is_nan() && trend.high.is_nan());
    for sizes in [&[][..], &[1.0], &[1.0, NONE, 1.0, f64::INFINITY]] {
        assert_eq!(Trend::of(sizes), None);
    }
}

#[test]
fn the_range_takes_students_quantiles() {
    for (moves, expected) in [
        (2, 12.706_204_74),
        (3, 4.302_652_73),
        (4, 3.182_446_31),
        (5, 2.776_445_11),
        (6, 2.570_581_84),
        (11, 2.228_138_85),
        (20, 2.093_024_05),
        (1001, 1.962_339_08),
    ] {
        assert_close(quantile(moves), expected);
    }
}

#[test]
fn the_range_of_one_network_holds_the_mean_of_many() {
    // ReLU with He's weights at width 16: ln of the squared size falls by 0.176 a layer on average.
    let truth = -0.176_397 / (2.0 * LN_10);
    let networks = 100;
    let held = (0..networks).filter(|seed| {
        let mut experiment = support::experiment(&[
            ("activation", "relu"),
            ("init", "he-normal"),
            ("depth", "30"),
            ("width", "16"),
            ("batch", "1"),
            ("seed", &seed.to_string()),
        ]);
        experiment.complete();
        // One sample: the same random walk that the number is of.
        let sizes: Vec<_> = experiment.statistics()[..30]
            .iter()
            .map(|layer| layer.of(Quantity::Delta).log10_norm)
            .rev()
            .collect();
        let Trend { low, high, .. } = Trend::of(&sizes).unwrap();
        low <= truth && truth <= high
    });
    let held = held.count();
    // 95 expected; a standard deviation is 2.2.
    assert!((86..=100).contains(&held), "{held} of {networks}");
}
