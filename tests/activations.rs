//! What the catalogue says of an activation is so.

use gradient_flow::activation::{RANGES, catalogue};

/// Points from -60 to 60, dense around 0.
fn points() -> impl Iterator<Item = f64> {
    (-60_000..=60_000).map(|i| f64::from(i) * 1e-3)
}

#[test]
fn the_largest_derivative_is_reached_and_not_exceeded() {
    for kind in catalogue() {
        let activation = kind.with(|_| None);
        let largest = points().fold(0.0_f64, |max, z| max.max(activation.at(z).derivative.abs()));
        let said = activation.max_derivative();
        assert!(
            largest <= said * (1.0 + 1e-14),
            "{}: {largest}, not {said}",
            kind.name
        );
        // hard swish only approaches its own, as z comes to 3 from below.
        assert!(
            largest >= said * (1.0 - 1e-3),
            "{}: {largest}, not {said}",
            kind.name
        );
    }
}

#[test]
fn an_activation_saturates_where_both_tails_are_flat() {
    for kind in catalogue() {
        let activation = kind.with(|_| None);
        let flat = |z: f64| {
            let derivative = activation.at(z).derivative.abs();
            derivative < 0.01 * activation.max_derivative()
        };
        let saturates = [20.0, 37.5, 60.0].iter().all(|&z| flat(z) && flat(-z));
        assert_eq!(saturates, kind.saturates, "{}", kind.name);
    }
}

#[test]
fn derivatives_agree_with_central_differences() {
    for kind in catalogue() {
        let activation = kind.with(|_| None);
        let mut differing = 0;
        for z in points().filter(|z| z.abs() < 8.0) {
            let step = 1e-6;
            let slope =
                (activation.at(z + step).value - activation.at(z - step).value) / (2.0 * step);
            differing += u32::from((slope - activation.at(z).derivative).abs() > 1e-8);
        }
        // Only at kinks, of which none has more than two.
        assert!(differing <= 2, "{}: at {differing} points", kind.name);
    }
}

#[test]
fn a_nan_stays_one() {
    for kind in catalogue() {
        assert!(
            kind.with(|_| None).at(f64::NAN).value.is_nan(),
            "{}",
            kind.name
        );
    }
}

#[test]
fn every_parameter_has_a_range_that_its_default_is_in() {
    for kind in catalogue() {
        assert!(kind.parameters.len() <= 2);
        for parameter in kind.parameters {
            let (_, min, max) = RANGES
                .iter()
                .find(|range| range.0 == parameter.name)
                .unwrap();
            assert!((*min..=*max).contains(&parameter.default), "{}", kind.name);
        }
    }
    let mut names: Vec<_> = catalogue().map(|kind| kind.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), catalogue().count(), "names are unique");
}
