//! What the catalogue says of an activation is so.

use gradient_flow::activation::{Activation, RANGES, catalogue};
use gradient_flow::formula::Formula;

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

#[test]
fn what_jumps_is_told_from_what_is_steep() {
    let kind = |name: &str| catalogue().find(|kind| kind.name == name).unwrap();
    // From -6 to 6 in steps of 1/80: 0 is the 481st point.
    let jumps = |activation: &Activation, of: usize| -> Vec<usize> {
        let all = activation.jumps(-6.0, 6.0, 961);
        assert_eq!(all.len(), 960);
        (0..960).filter(|&index| all[index][of]).collect()
    };
    let relu = kind("relu").with(|_| None);
    assert_eq!([jumps(&relu, 0), jumps(&relu, 1)], [vec![], vec![480]]);
    let hard = kind("hard-tanh").with(|_| None);
    assert!(jumps(&hard, 0).is_empty());
    assert_eq!(jumps(&hard, 1).len(), 2);
    let shrink = kind("hard-shrink").with(|_| None);
    assert_eq!([jumps(&shrink, 0).len(), jumps(&shrink, 1).len()], [2, 2]);
    for smooth in ["sigmoid", "tanh", "gelu", "softsign", "identity", "elu"] {
        let smooth = kind(smooth).with(|_| None);
        assert_eq!([jumps(&smooth, 0), jumps(&smooth, 1)], [vec![], vec![]]);
    }
    let own = |text: &str| {
        let formula = Formula::parse(text).unwrap();
        kind("formula").with(|_| None).with_formula(formula)
    };
    assert!(jumps(&own("tanh(1000000 * z)"), 0).is_empty(), "steep");
    assert!(jumps(&own("exp(z)"), 0).is_empty());
    assert_eq!(jumps(&own("if(z < 0.3, 0, 1)"), 0).len(), 1);
    assert_eq!(jumps(&own("1 / (z - 0.301)"), 0).len(), 1, "a pole");
    assert!(jumps(&own("sqrt(z)"), 0).is_empty(), "nothing left of 0");
}

#[test]
fn many_at_once_are_to_the_bit_what_each_is_alone() {
    let special = [
        0.0,
        -0.0,
        f64::MIN_POSITIVE,
        -5e-324,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
        1e308,
        -1e308,
    ];
    // An odd number: the last has no partner.
    let z: Vec<f64> = (-40..=40)
        .map(|step| f64::from(step) / 7.0)
        .chain(special)
        .chain([-2.5])
        .collect();
    assert_eq!(z.len() % 2, 1);
    for kind in catalogue() {
        let activation = kind.with(|_| None);
        if activation.pieces() > 1 {
            continue;
        }
        let mut values = vec![f64::NAN; z.len()];
        let mut derivatives = values.clone();
        activation.apply(&z, None, &mut values, &mut derivatives);
        for (index, &z) in z.iter().enumerate() {
            let point = activation.at(z);
            let pairs = [
                (values[index], point.value),
                (derivatives[index], point.derivative),
            ];
            for (many, alone) in pairs {
                // Of a NaN only that it is one is told.
                let is_same =
                    many.to_bits() == alone.to_bits() || (many.is_nan() && alone.is_nan());
                assert!(is_same, "{} at {z}: {many}, {alone}", kind.name);
            }
        }
    }
}
