//! The line through sizes has the slope and the range that the textbook gives.

use gradient_flow::trend::Trend;

const NONE: f64 = f64::NAN;

fn assert_close(got: f64, expected: f64) {
    let error = (got - expected).abs();
    assert!(error <= 1.1e-4 * expected.abs(), "{got}, not {expected}");
}

/// Half of the range over the slope's standard error.
fn quantile(points: usize) -> f64 {
    // A zigzag: no line goes through it.
    let sizes: Vec<_> = (0..points).map(|x| f64::from(x as i32 % 2)).collect();
    let trend = Trend::of(&sizes).unwrap();
    let count = points as f64;
    let (mean_x, mean_y) = ((count - 1.0) / 2.0, sizes.iter().sum::<f64>() / count);
    let s_xx = count * (count * count - 1.0) / 12.0;
    let residuals = sizes.iter().enumerate().map(|(x, y)| {
        let off = y - mean_y - trend.slope * (x as f64 - mean_x);
        off * off
    });
    let error = (residuals.sum::<f64>() / (count - 2.0) / s_xx).sqrt();
    assert_close(trend.high - trend.slope, trend.slope - trend.low);
    (trend.high - trend.slope) / error
}

#[test]
fn a_line_has_its_slope_and_no_range_to_speak_of() {
    let sizes: Vec<_> = (0..20).map(|x| -3.0 - 0.62 * f64::from(x)).collect();
    let Trend { slope, low, high } = Trend::of(&sizes).unwrap();
    for value in [slope, low, high] {
        assert!((value + 0.62).abs() < 1e-14, "{value}");
    }
}

#[test]
fn scattered_points_have_the_range_worked_out_by_hand() {
    // x mean 1.5, y mean 2.5: Sxx = 5, Sxy =
    // (-1.5)(-1.5) + (-0.5)(0.5) + (0.5)(-0.5) + (1.5)(1.5) = 4, slope 0.8.
    // Off the line: -0.3, 0.9, -0.9, 0.3; R = 1.8, error = sqrt(1.8 / 2 / 5) = 0.424264.
    let Trend { slope, low, high } = Trend::of(&[1.0, 3.0, 2.0, 4.0]).unwrap();
    assert!((slope - 0.8).abs() < 1e-15);
    assert_close(low, 0.8 - 4.302_652_73 * 0.424_264_07);
    assert_close(high, 0.8 + 4.302_652_73 * 0.424_264_07);
}

#[test]
fn what_is_not_finite_is_left_out_and_keeps_its_place() {
    let trend = Trend::of(&[f64::NEG_INFINITY, 1.0, NONE, 2.0, f64::INFINITY, 3.0, NONE]);
    let Trend { slope, low, high } = trend.unwrap();
    for value in [slope, low, high] {
        assert!((value - 0.5).abs() < 1e-15, "{value}");
    }
}

#[test]
fn two_points_have_no_range_and_fewer_no_slope() {
    let trend = Trend::of(&[NONE, -1.0, -4.0]).unwrap();
    assert_eq!(trend.slope, -3.0);
    assert!(trend.low.is_nan() && trend.high.is_nan());
    for sizes in [&[][..], &[1.0], &[NONE, 1.0, f64::INFINITY]] {
        assert_eq!(Trend::of(sizes), None);
    }
}

#[test]
fn the_range_takes_students_quantiles() {
    for (points, expected) in [
        (3, 12.706_204_74),
        (4, 4.302_652_73),
        (5, 3.182_446_31),
        (6, 2.776_445_11),
        (7, 2.570_581_84),
        (12, 2.228_138_85),
        (21, 2.093_024_05),
        (1002, 1.962_339_08),
    ] {
        assert_close(quantile(points), expected);
    }
}
