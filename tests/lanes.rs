//! What goes through numbers two at a time against what takes them one by one.

use gradient_flow::lanes;
use gradient_flow::scaled::{Extent, row_sums, sum};
use nalgebra::DMatrix;
use wide::f64x2;

fn numbers(count: usize) -> Vec<f64> {
    let number = |index| ((index * 7919 + 3) % 13) as f64 - 6.0;
    (0..count).map(number).collect()
}

#[test]
fn nothing_is_left_out() {
    for count in 0..12 {
        let (a, b) = (numbers(count), numbers(count + 1));
        let b = &b[1..];
        let both = || a.iter().zip(b);

        let mut out = vec![f64::NAN; count];
        lanes::combine(&a, b, &mut out, |a, b| a * b + a);
        let expected: Vec<_> = both().map(|(a, b)| a * b + a).collect();
        assert_eq!(out, expected);

        lanes::map(&a, &mut out, |a| a - f64x2::ONE);
        let expected: Vec<_> = a.iter().map(|a| a - 1.0).collect();
        assert_eq!(out, expected);

        out.copy_from_slice(&a);
        lanes::update(&mut out, b, |a, b| a / b);
        for (out, (a, b)) in out.iter().zip(both()) {
            assert_eq!(out.to_bits(), (a / b).to_bits());
        }

        let positive = a.iter().filter(|&&a| a > 0.0).count();
        assert_eq!(lanes::count(&a, |a| a.simd_gt(f64x2::ZERO)), positive);
    }
}

#[test]
fn an_extent_is_of_all_numbers() {
    for count in 0..23 {
        let values = numbers(count);
        let extent = Extent::of(&values, 0.5);
        let halves = values.iter().map(|value| value / 2.0);
        // Of small whole numbers, in whatever order.
        assert_eq!(extent.squares, halves.clone().map(|half| half * half).sum());
        assert_eq!(extent.max, halves.map(f64::abs).fold(0.0, f64::max));
        assert_eq!(extent.zeros, values.iter().filter(|&&v| v == 0.0).count());
    }
}

#[test]
fn an_extent_tells_of_infinity_and_of_what_is_no_number() {
    for place in 0..9 {
        let mut values = numbers(9);
        // What is largest comes before it, in the same lane.
        values[place % 4] = 100.0;
        values[place] = f64::NAN;
        let others = values.iter().filter(|value| !value.is_nan());
        let max = others.fold(0.0, |max: f64, value| max.max(value.abs()));
        let extent = Extent::of(&values, 1.0);
        assert!(extent.squares.is_nan());
        assert_eq!(extent.max, max);

        values[place] = f64::NEG_INFINITY;
        let extent = Extent::of(&values, 1.0);
        assert_eq!([extent.squares, extent.max], [f64::INFINITY; 2]);
        assert_eq!(extent.order(), None);
    }
}

#[test]
fn every_row_is_summed_alone() {
    for rows in 1..6 {
        for columns in 0..5 {
            // The large ones cancel, and only a compensated sum keeps the small ones.
            let matrix = DMatrix::from_fn(rows, columns, |row, column| match column {
                0 => 1e20,
                3 => -1e20,
                _ => (row + column) as f64,
            });
            let mut sums = vec![f64::NAN; rows];
            row_sums(&matrix, &mut sums);
            for (row, one) in sums.iter().enumerate() {
                let expected = sum(matrix.row(row).iter().copied());
                assert_eq!(one.to_bits(), expected.to_bits());
            }
        }
    }
}
