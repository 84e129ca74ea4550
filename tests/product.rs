//! Products against a triple loop, to the bit, in every shape of panels and what is left over.

use gradient_flow::product::{affine, multiply, multiply_by_transpose, multiply_transposed};
use nalgebra::{DMatrix, DVector};

/// Numbers of both signs whose sums depend on their order.
fn matrix(rows: usize, columns: usize) -> DMatrix<f64> {
    DMatrix::from_fn(rows, columns, |row, column| {
        let number = (row * 7919 + column * 104_729) % 1013;
        (number as f64 - 500.0) / 3.0
    })
}

/// `sum over p of left(i, p) right(p, j)`, p in order.
fn triple_loop(
    [m, n, k]: [usize; 3],
    left: impl Fn(usize, usize) -> f64,
    right: impl Fn(usize, usize) -> f64,
) -> DMatrix<f64> {
    DMatrix::from_fn(m, n, |i, j| {
        (0..k).fold(0.0, |sum, p| sum + left(i, p) * right(p, j))
    })
}

fn check(shape @ [m, n, k]: [usize; 3]) {
    let mut out = DMatrix::from_element(m, n, f64::NAN);
    let (a, b) = (matrix(m, k), matrix(k, n));
    let expected = triple_loop(shape, |i, p| a[(i, p)], |p, j| b[(p, j)]);
    multiply(&a, &b, &mut out);
    assert_eq!(out, expected, "A B, {shape:?}");

    let c = DVector::from_fn(m, |row, _| 0.1 * row as f64 - 0.7);
    affine(&a, &b, &c, &mut out);
    let expected = DMatrix::from_fn(m, n, |i, j| expected[(i, j)] + c[i]);
    assert_eq!(out, expected, "A B + c, {shape:?}");

    let b = matrix(n, k);
    let expected = triple_loop(shape, |i, p| a[(i, p)], |p, j| b[(j, p)]);
    multiply_by_transpose(&a, &b, &mut out);
    assert_eq!(out, expected, "A B^T, {shape:?}");

    let (a, b) = (matrix(k, m), matrix(k, n));
    let expected = triple_loop(shape, |i, p| a[(p, i)], |p, j| b[(p, j)]);
    multiply_transposed(&a, &b, &mut out);
    assert_eq!(out, expected, "A^T B, {shape:?}");
}

#[test]
fn small_ones() {
    for m in 0..10 {
        for n in 0..10 {
            for k in 0..6 {
                check([m, n, k]);
            }
        }
    }
}

#[test]
fn more_rows_than_go_through_the_columns_together() {
    check([19, 6, 1500]);
    check([9, 5, 5000]);
}
