//! Matrix products with one summation order on every machine.
//!
//! Each element of a product is summed in one accumulator, k = 0, 1, 2, ...: the same bits as a
//! triple loop, natively and in WebAssembly. The innermost loop makes four rows by four columns at a
//! time, in vectors of two lanes: a lane rounds as a number by itself does. It takes the left
//! operand in panels of four rows, packed so that it walks straight through them, and the right one
//! as four columns: where a matrix is stored that way, which is by columns, it is not copied.

use std::cell::RefCell;

use nalgebra::{DMatrix, DVector};
use wide::f64x2;

/// Rows and columns that are made at a time.
const TILE: usize = 4;

/// Four rows of the left operand, for each k.
type Panel = [[f64x2; 2]];

/// Room that the next product uses again.
#[derive(Default)]
struct Room {
    /// The left operand in panels, one after the other.
    panels: Vec<[f64x2; 2]>,
    /// The right one, where its rows have to become columns.
    columns: Vec<f64>,
}

thread_local! {
    static ROOM: RefCell<Room> = RefCell::default();
}

/// out = A B, with A (m, k), B (k, n) and out (m, n).
pub fn multiply(a: &DMatrix<f64>, b: &DMatrix<f64>, out: &mut DMatrix<f64>) {
    multiply_and_offset(a, b, &[], out);
}

/// out = A B + c, with A (m, k), B (k, n), out (m, n), and c (m) added to each column.
pub fn affine(a: &DMatrix<f64>, b: &DMatrix<f64>, c: &DVector<f64>, out: &mut DMatrix<f64>) {
    debug_assert_eq!(c.len(), out.nrows());
    multiply_and_offset(a, b, c.as_slice(), out);
}

fn multiply_and_offset(a: &DMatrix<f64>, b: &DMatrix<f64>, c: &[f64], out: &mut DMatrix<f64>) {
    debug_assert_eq!(a.ncols(), b.nrows());
    ROOM.with_borrow_mut(|Room { panels, .. }| {
        pack_rows(a, panels);
        product(panels, b.as_slice(), a.ncols(), c, out);
    });
}

/// out = A B^T, with A (m, k), B (n, k) and out (m, n).
pub fn multiply_by_transpose(a: &DMatrix<f64>, b: &DMatrix<f64>, out: &mut DMatrix<f64>) {
    debug_assert_eq!(a.ncols(), b.ncols());
    ROOM.with_borrow_mut(|Room { panels, columns }| {
        pack_rows(a, panels);
        transpose(b, columns);
        product(panels, columns, a.ncols(), &[], out);
    });
}

/// out = A^T B, with A (k, m), B (k, n) and out (m, n).
pub fn multiply_transposed(a: &DMatrix<f64>, b: &DMatrix<f64>, out: &mut DMatrix<f64>) {
    debug_assert_eq!(a.nrows(), b.nrows());
    ROOM.with_borrow_mut(|Room { panels, .. }| {
        pack_columns(a, panels);
        product(panels, b.as_slice(), a.nrows(), &[], out);
    });
}

/// Up to four numbers as four, filled up with zeros.
#[inline(always)]
fn four(values: &[f64]) -> [f64x2; 2] {
    let [a, b, c, d] = match *values {
        // By far the most common.
        [a, b, c, d, ..] => [a, b, c, d],
        [a, b, c] => [a, b, c, 0.0],
        [a, b] => [a, b, 0.0, 0.0],
        [a] => [a, 0.0, 0.0, 0.0],
        [] => [0.0; TILE],
    };
    [f64x2::new([a, b]), f64x2::new([c, d])]
}

/// Panels of four rows each, the last filled up with zeros.
fn pack_rows(matrix: &DMatrix<f64>, panels: &mut Vec<[f64x2; 2]>) {
    let rows = matrix.nrows();
    panels.clear();
    for first in (0..rows).step_by(TILE) {
        let columns = matrix.as_slice().chunks_exact(rows);
        panels.extend(columns.map(|column| four(&column[first..])));
    }
}

/// Panels of four columns each, the last filled up with the last column.
fn pack_columns(matrix: &DMatrix<f64>, panels: &mut Vec<[f64x2; 2]>) {
    let (k, columns) = matrix.shape();
    panels.clear();
    for first in (0..columns).step_by(TILE) {
        let [a, b, c, d] = columns_from(matrix.as_slice(), k, first);
        let both = a.iter().zip(b).zip(c).zip(d);
        panels.extend(both.map(|(((&a, &b), &c), &d)| [f64x2::new([a, b]), f64x2::new([c, d])]));
    }
}

/// The transpose, by columns: four rows at a time, which lie beside each other.
fn transpose(matrix: &DMatrix<f64>, out: &mut Vec<f64>) {
    let (rows, k) = matrix.shape();
    out.clear();
    out.resize(rows * k, 0.0);
    for (row, out) in (0..rows).step_by(TILE).zip(out.chunks_mut(TILE * k.max(1))) {
        let columns = matrix.as_slice().chunks_exact(rows);
        if out.len() == TILE * k {
            let (a, rest) = out.split_at_mut(k);
            let (b, rest) = rest.split_at_mut(k);
            let (c, d) = rest.split_at_mut(k);
            for ((((column, a), b), c), d) in columns.zip(a).zip(b).zip(c).zip(d) {
                if let Some(four) = column[row..].first_chunk::<TILE>() {
                    [*a, *b, *c, *d] = *four;
                }
            }
        } else {
            for (row, out) in (row..rows).zip(out.chunks_exact_mut(k)) {
                for (column, out) in columns.clone().zip(out) {
                    *out = column[row];
                }
            }
        }
    }
}

/// Four columns of `k` numbers, the last of all standing in for those beyond it.
#[inline(always)]
fn columns_from(matrix: &[f64], k: usize, first: usize) -> [&[f64]; TILE] {
    let column = |column: usize| {
        let start = (column * k).min(matrix.len() - k);
        &matrix[start..start + k]
    };
    [
        column(first),
        column(first + 1),
        column(first + 2),
        column(first + 3),
    ]
}

/// The product of what `panels` and `right` hold, plus `offsets` to each column where there are
/// any.
fn product(panels: &Panel, right: &[f64], k: usize, offsets: &[f64], out: &mut DMatrix<f64>) {
    let (m, n) = out.shape();
    let out = out.as_mut_slice();
    for column in (0..n).step_by(TILE) {
        let right = columns_from(right, k, column);
        for row in (0..m).step_by(TILE) {
            let left = &panels[row / TILE * k..][..k];
            let [low, high] = four(offsets.get(row..).unwrap_or_default());
            let block = block(left, right);
            let rows = TILE.min(m - row);
            for (&[a, b], column) in block.iter().zip(column..n) {
                let place = &mut out[column * m + row..][..rows];
                store([a + low, b + high], place);
            }
        }
    }
}

/// Writes four numbers, or as many of them as `out` takes.
#[inline(always)]
fn store([low, high]: [f64x2; 2], out: &mut [f64]) {
    let ([a, b], [c, d]) = (low.to_array(), high.to_array());
    let four = [a, b, c, d];
    // Of a known length, the copy is two instructions instead of a call.
    match out.first_chunk_mut::<TILE>() {
        Some(out) => *out = four,
        None => out.copy_from_slice(&four[..out.len()]),
    }
}

/// Four rows times four columns, by column.
#[inline(always)]
fn block(left: &Panel, [b0, b1, b2, b3]: [&[f64]; TILE]) -> [[f64x2; 2]; TILE] {
    // By name, so that all eight sums stay in registers at every level of optimisation.
    let zero = f64x2::ZERO;
    let (mut a0, mut a1, mut a2, mut a3) = (zero, zero, zero, zero);
    let (mut c0, mut c1, mut c2, mut c3) = (zero, zero, zero, zero);
    for ((((&[low, high], &b0), &b1), &b2), &b3) in left.iter().zip(b0).zip(b1).zip(b2).zip(b3) {
        let by = f64x2::splat(b0);
        a0 += low * by;
        c0 += high * by;
        let by = f64x2::splat(b1);
        a1 += low * by;
        c1 += high * by;
        let by = f64x2::splat(b2);
        a2 += low * by;
        c2 += high * by;
        let by = f64x2::splat(b3);
        a3 += low * by;
        c3 += high * by;
    }
    [[a0, c0], [a1, c1], [a2, c2], [a3, c3]]
}
