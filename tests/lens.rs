//! What smaller number formats would lose is told from true magnitudes.

mod support;

use gradient_flow::lens::{FORMATS, Lost};
use gradient_flow::scaled::Scaled;
use gradient_flow::stats::Quantity;
use nalgebra::DMatrix;

/// 1 x 1: mantissa 2^exponent.
fn one(mantissa: f64, exponent: i32) -> Scaled {
    Scaled {
        mantissa: DMatrix::from_element(1, 1, mantissa),
        exponent,
    }
}

#[test]
fn a_product_of_quarters_is_first_lost_after_13_67_and_75_layers() {
    for (format, first) in FORMATS.iter().zip([13, 67, 75]) {
        let lost = |layers: i32| format.loss(&one(1.0, -2 * layers)).zero == 1.0;
        let found = (1..100).find(|&layers| lost(layers));
        assert_eq!(found, Some(first), "{}", format.name);
        assert!((first..200).all(lost));
    }
}

#[test]
fn a_number_above_half_the_smallest_is_kept_and_half_itself_is_not() {
    for format in &FORMATS {
        let half = format.smallest - 1;
        assert_eq!(format.loss(&one(-1.0, half)).zero, 1.0, "{}", format.name);
        let above = format.loss(&one(-1.0 - f64::EPSILON, half));
        assert_eq!([above.zero, above.subnormal], [0.0, 1.0]);
    }
}

#[test]
fn float32_agrees_with_the_machine() {
    let mut mantissa = 1.0;
    for exponent in -160..140 {
        mantissa = if mantissa > 1.9 { 1.0 } else { mantissa + 0.03 };
        let stored = libm::ldexp(mantissa, exponent) as f32;
        let expected = Lost {
            zero: f64::from(u8::from(stored == 0.0)),
            subnormal: f64::from(u8::from(stored.is_subnormal())),
            overflow: f64::from(u8::from(stored.is_infinite())),
        };
        assert_eq!(
            FORMATS[2].loss(&one(mantissa, exponent)),
            expected,
            "{exponent}"
        );
    }
}

#[test]
fn zero_is_not_lost_and_shares_are_of_all_elements() {
    let matrix = Scaled {
        mantissa: DMatrix::from_row_slice(1, 5, &[0.0, 1.0, 1e-6, 1e-9, f64::INFINITY]),
        exponent: 0,
    };
    let expected = Lost {
        zero: 0.2,
        subnormal: 0.2,
        overflow: 0.2,
    };
    assert_eq!(FORMATS[0].loss(&matrix), expected);
}

#[test]
fn the_front_of_a_deep_sigmoid_network_is_lost_in_every_format() {
    let mut experiment = support::experiment(&[("depth", "100"), ("width", "8")]);
    experiment.complete();
    for format in &FORMATS {
        let zero = |layer| {
            let matrix = experiment.quantity(layer, Quantity::GradW).unwrap();
            format.loss(matrix).zero
        };
        assert_eq!(zero(0), 1.0, "{}", format.name);
        assert!(zero(99) < 0.2, "{}", format.name);
    }
}

#[test]
fn what_rounds_up_to_a_power_of_two_that_is_too_large_overflows() {
    let half = &FORMATS[0];
    assert_eq!(half.loss(&one(65519.9, 0)).overflow, 0.0);
    assert_eq!(half.loss(&one(-65520.0, 0)).overflow, 1.0);
    let single = &FORMATS[2];
    for number in [f64::from(f32::MAX), 3.402_823_567e38, 3.402_823_6e38] {
        let expected = f64::from(u8::from((number as f32).is_infinite()));
        assert_eq!(
            single.loss(&one(number, 0)).overflow,
            expected,
            "{number:e}"
        );
    }
}
