//! What the statistics say of a layer is what the layer holds.

mod support;

use gradient_flow::activation;
use gradient_flow::network::alive;
use gradient_flow::scaled::Scaled;
use gradient_flow::stats::{self, Magnitude, QUANTITIES, Quantity};
use nalgebra::DMatrix;

fn magnitude(values: &[f64], exponent: i32) -> Magnitude {
    Magnitude::of(&Scaled {
        mantissa: DMatrix::from_row_slice(1, values.len(), values),
        exponent,
    })
}

/// log10 to within rounding.
fn assert_log(got: f64, expected: f64) {
    assert!(
        (got - expected).abs() <= 1e-12 * expected.abs().max(1.0),
        "{got}, not {expected}"
    );
}

#[test]
fn sizes_are_right_where_squares_leave_f64() {
    for scale in [1e-300, 1e-170, 1.0, 1e170, 1e300] {
        let magnitude = magnitude(&[3.0 * scale, -4.0 * scale, 0.0, 0.0, 0.0], 0);
        assert_log(magnitude.log10_norm, (5.0_f64).log10_of(scale));
        assert_log(magnitude.log10_rms, (5.0_f64.sqrt()).log10_of(scale));
        assert_log(magnitude.log10_max, (4.0_f64).log10_of(scale));
    }
}

trait Log10 {
    /// log10 of self times a power of ten.
    fn log10_of(self, scale: f64) -> f64;
}

impl Log10 for f64 {
    fn log10_of(self, scale: f64) -> f64 {
        libm::log10(self) + libm::log10(scale).round()
    }
}

#[test]
fn an_exponent_moves_sizes_far_below_what_f64_holds() {
    let magnitude = magnitude(&[1.0, 1.0], -10_000);
    assert_log(magnitude.log10_max, -10_000.0 * std::f64::consts::LOG10_2);
    assert_log(magnitude.log10_rms, -10_000.0 * std::f64::consts::LOG10_2);
}

#[test]
fn zero_overflow_and_undefined_are_told_apart() {
    assert_eq!(magnitude(&[0.0, -0.0], 0).log10_max, f64::NEG_INFINITY);
    assert_eq!(magnitude(&[0.0, -0.0], 0).log10_norm, f64::NEG_INFINITY);
    assert_eq!(magnitude(&[1.0, f64::INFINITY], 0).log10_rms, f64::INFINITY);
    let undefined = magnitude(&[1.0, f64::NAN, f64::INFINITY], 0);
    assert!(undefined.log10_max.is_nan() && undefined.log10_norm.is_nan());
    assert!(magnitude(&[5e-324], 0).log10_norm.is_finite());
}

#[test]
fn rescaling_keeps_every_bit() {
    let values = [1.25e-200, -3.7e-210, 0.0, 1e-180];
    let mut scaled = Scaled {
        mantissa: DMatrix::from_row_slice(1, 4, &values),
        exponent: 0,
    };
    scaled.rescale();
    assert_ne!(scaled.exponent, 0);
    assert_eq!(scaled.to_f64().as_slice(), values);
    for extreme in [5e-324, 1.7e308] {
        let mut scaled = Scaled {
            mantissa: DMatrix::from_element(1, 1, extreme),
            exponent: -7,
        };
        scaled.rescale();
        assert!((1.0..2.0).contains(&scaled.mantissa[0]));
        assert_eq!(
            libm::ldexp(scaled.mantissa[0], scaled.exponent + 7),
            extreme
        );
    }
}

#[test]
fn a_histogram_counts_every_value_once_and_no_nan() {
    let values = [
        -9.0,
        -6.0,
        -0.1,
        0.0,
        5.9,
        6.0,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
    ];
    let mut counts = [7.0; 6];
    stats::histogram(&values, -6.0, 6.0, &mut counts);
    assert_eq!(counts, [2.0, 1.0, 1.0, 1.0, 1.0, 2.0]);
}

#[test]
fn a_cell_is_the_rms_of_what_it_covers_and_zero_only_if_all_of_that_is() {
    let mut gradient = Scaled {
        mantissa: DMatrix::from_row_slice(4, 2, &[3.0, 0.0, 4.0, 0.0, 0.0, 0.0, 0.0, 1e-200]),
        exponent: -2000,
    };
    let mut cells = [f32::NAN; 6];
    assert_eq!(stats::cells(&gradient, 2, 3, &mut cells), (2, 2));
    let shift = -2000.0 * std::f64::consts::LOG10_2;
    assert_eq!(cells[0], (libm::log10((12.5_f64).sqrt()) + shift) as f32);
    assert_eq!(cells[1..3], [f32::NEG_INFINITY; 2]);
    assert!(
        (f64::from(cells[3]) - (shift - 200.0)).abs() < 0.3,
        "{}",
        cells[3]
    );
    assert!(
        cells[4..].iter().all(|cell| cell.is_nan()),
        "beyond the last cell"
    );

    gradient.mantissa *= 1e200;
    stats::cells(&gradient, 2, 2, &mut cells);
    assert_eq!(
        cells[0],
        (libm::log10((12.5_f64).sqrt()) + shift + 200.0) as f32
    );
    assert!((f64::from(cells[3]) - shift).abs() < 0.31, "{}", cells[3]);

    gradient.mantissa[0] = f64::NAN;
    stats::cells(&gradient, 2, 2, &mut cells);
    assert!(cells[0].is_nan() && cells[1] == f32::NEG_INFINITY);
    gradient.mantissa[0] = f64::INFINITY;
    stats::cells(&gradient, 2, 2, &mut cells);
    assert_eq!(cells[0], f32::INFINITY);
}

#[test]
fn dead_units_are_those_no_sample_wakes() {
    let mut experiment = support::experiment(&[
        ("activation", "relu"),
        ("init", "he-normal"),
        ("width", "12"),
    ]);
    experiment.complete();
    let relu = &experiment.network().layers[0].activation;
    let mut seen = 0;
    for (layer, record) in experiment.statistics()[..20]
        .iter()
        .zip(&experiment.pass().records)
    {
        let dead = record
            .forward
            .z
            .to_f64()
            .row_iter()
            .filter(|unit| unit.iter().all(|z| *z <= 0.0))
            .count();
        assert_eq!(layer.dead_share, dead as f64 / 12.0);
        let z = record.forward.z.to_f64();
        let asleep = z.iter().filter(|z| **z <= 0.0).count();
        let share = stats::zero_slope_share(relu, &record.forward.derivative);
        assert_eq!(share, asleep as f64 / z.len() as f64);
        assert!(share >= layer.dead_share);
        assert!(layer.saturated_share.is_nan(), "ReLU does not saturate");
        // A dead unit's row of dL/dW is exactly zero.
        let zero_rows = record
            .backward
            .grad_w
            .mantissa
            .row_iter()
            .filter(|row| row.iter().all(|w| *w == 0.0))
            .count();
        assert_eq!(zero_rows, dead);
        seen += dead;
    }
    assert!(seen > 0, "no dead unit to count: choose another seed");
    assert_eq!(
        experiment.statistics()[20].dead_share,
        0.0,
        "the output layer is linear"
    );
}

#[test]
fn saturated_means_a_slope_under_a_tenth_of_the_largest() {
    // 1 - tanh(z)^2 < 0.1, and s(z) (1 - s(z)) < 0.025.
    let tanh = libm::atanh(0.9_f64.sqrt());
    let sigmoid = 2.0 * tanh;
    for (activation, limit) in [("tanh", tanh), ("sigmoid", sigmoid)] {
        let mut experiment = support::experiment(&[
            ("activation", activation),
            ("init", "he-normal"),
            ("data", "digits"),
            ("seed", "2"),
        ]);
        experiment.complete();
        let mut seen = 0;
        for (layer, record) in experiment.statistics()[..20]
            .iter()
            .zip(&experiment.pass().records)
        {
            let z = record.forward.z.to_f64();
            let flat = z.iter().filter(|z| z.abs() > limit).count();
            assert_eq!(layer.saturated_share, flat as f64 / z.len() as f64);
            assert_eq!(layer.dead_share, 0.0);
            let kind = &experiment.network().layers[0].activation;
            let share = stats::zero_slope_share(kind, &record.forward.derivative);
            assert!(share.is_nan(), "nowhere exactly 0");
            seen += flat;
        }
        assert!(seen > 0, "{activation}");
    }
}

#[test]
fn only_flat_tails_count_as_saturated() {
    let gaussian: &[(&str, &str)] = &[("activation", "gaussian"), ("depth", "12")];
    for more in [&[][..], &[("norm", "batch")], &[("residual", "1")]] {
        let mut experiment = support::experiment(&[gaussian, more].concat());
        experiment.complete();
        let (mut tails, mut peaks) = (0, 0);
        for (layer, record) in experiment.statistics()[..12]
            .iter()
            .zip(&experiment.pass().records)
        {
            let z = record.forward.seen().to_f64();
            // 2 |z| e^(-z^2) < 0.0858 beyond 1.9543, and within 0.043 of the peak.
            let far = z.iter().filter(|z| z.abs() > 1.9543).count();
            assert_eq!(layer.saturated_share, far as f64 / z.len() as f64);
            tails += far;
            peaks += z.iter().filter(|z| z.abs() < 0.042).count();
        }
        assert!(peaks > 0, "{more:?}");
        assert!(tails > 0 || more.is_empty(), "{more:?}");
    }
}

#[test]
fn a_saturating_slope_rises_nowhere_beyond_its_tail() {
    for kind in activation::catalogue().filter(|kind| kind.saturates) {
        let activation = kind.with(|_| None);
        let limit = stats::SATURATED_BELOW * activation.max_derivative();
        for sign in [-1.0, 1.0] {
            let flat = (0..4000)
                .map(|step| f64::from(step) / 100.0)
                .filter(|&z| z > kind.tail_from)
                .map(|z| activation.at(sign * z).derivative.abs() < limit);
            let flat: Vec<_> = flat.collect();
            let first = flat.iter().position(|is| *is).unwrap();
            // ReLU6 is flat below 0, and not again before 6.
            assert!(flat[first..].iter().all(|is| *is), "{}", kind.name);
        }
    }
}

#[test]
fn quantiles_and_zeros_are_those_of_the_sorted_sizes() {
    let mut experiment = support::experiment(&[
        ("activation", "relu"),
        ("init", "he-normal"),
        ("depth", "30"),
        ("dropout", "0.25"),
    ]);
    experiment.complete();
    experiment.begin_step();
    experiment.complete();
    let shares = [0.0, 0.05, 0.25, 0.5, 0.9, 1.0];
    for index in 0..experiment.layer_count() {
        for quantity in QUANTITIES {
            let matrix = experiment.quantity(index, quantity).unwrap();
            let mut sizes: Vec<_> = matrix.mantissa.iter().map(|value| value.abs()).collect();
            sizes.sort_by(f64::total_cmp);
            let mut got = [f64::NAN; 6];
            stats::quantiles(matrix, &shares, &mut got);
            for (share, got) in shares.iter().zip(got) {
                let place = (share * (sizes.len() - 1) as f64).floor() as usize;
                let expected = libm::log10(sizes[place])
                    + f64::from(matrix.exponent) * std::f64::consts::LOG10_2;
                assert!(
                    got == expected || (got - expected).abs() < 1e-12,
                    "{quantity:?} {share}: {got}, not {expected}"
                );
            }
            let zeros = sizes.iter().take_while(|size| **size == 0.0).count();
            let told = experiment.statistics()[index].of(quantity);
            assert_eq!(told.zero_share, zeros as f64 / sizes.len() as f64);
            assert!(got.is_sorted());
            assert_log(told.log10_max, got[5]);
        }
    }
    let zeros = experiment.statistics()[3].of(Quantity::A).zero_share;
    assert!((0.3..0.9).contains(&zeros), "{zeros}");
}

#[test]
fn quantiles_of_what_is_undefined_or_nothing_are_undefined() {
    for values in [&[1.0, f64::NAN, 2.0][..], &[]] {
        let matrix = Scaled::plain(DMatrix::from_row_slice(1, values.len(), values));
        let mut out = [1.0; 2];
        stats::quantiles(&matrix, &[0.0, 1.0], &mut out);
        assert!(out.iter().all(|quantile| quantile.is_nan()));
    }
    let matrix = Scaled::plain(DMatrix::from_row_slice(1, 2, &[f64::INFINITY, 0.0]));
    let mut out = [1.0; 3];
    stats::quantiles(&matrix, &[0.0, 0.99, 1.0], &mut out);
    assert_eq!(out, [f64::NEG_INFINITY, f64::NEG_INFINITY, f64::INFINITY]);
}

#[test]
fn a_maxout_unit_lives_as_long_as_one_of_its_pieces() {
    let derivative = DMatrix::from_row_slice(2, 2, &[0.0, 1.0, 0.0, 0.0]);
    let kind = |name: &str| {
        activation::catalogue()
            .find(|kind| kind.name == name)
            .unwrap()
    };
    let alive =
        |name: &str| -> Vec<bool> { alive(&kind(name).with(|_| None), &derivative).collect() };
    assert_eq!(alive("relu"), [true, false]);
    assert_eq!(alive("maxout"), [true], "one unit of two pieces");
    assert_eq!(
        alive("sigmoid"),
        [true, true],
        "too small for f64 is not dead"
    );
    let mut experiment = support::experiment(&[
        ("activation", "maxout"),
        ("pieces", "4"),
        ("init", "lecun-normal"),
    ]);
    experiment.complete();
    for layer in &experiment.statistics()[..20] {
        assert_eq!(layer.dead_share, 0.0, "some piece always wins");
        // And three of four lose.
        assert_eq!(layer.of(Quantity::Delta).zero_share, 0.75);
        assert_eq!(layer.of(Quantity::Signal).zero_share, 0.0);
    }
}
