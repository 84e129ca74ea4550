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

/// Rows of panels that are taken through all columns before the next: as many as stay in the cache
/// of a core, 128 KiB.
const BLOCK: usize = (128 << 10) / size_of::<[f64x2; 2]>();

/// Four rows of the left operand, for each k.
type Panel = [[f64x2; 2]];

/// Room that the next product uses again.
#[derive(Default)]
struct Room {
    /// The left operand in panels, one after the other.
    panels: Vec<[f64x2; 2]>,
    /// The right one, where its rows have to become columns.
    columns: Vec<f64>,
    /// What is added to each column, four rows at a time.
    offsets: Vec<[f64x2; 2]>,
    /// Columns that nobody asked for.
    spare: Vec<f64>,
}

impl Room {
    /// Takes what is to be added to each column; nothing where `offsets` is empty.
    fn offset_by(&mut self, offsets: &[f64], rows: usize) {
        self.offsets.clear();
        self.offsets.extend(offsets.chunks(TILE).map(four));
        self.offsets.resize(rows.div_ceil(TILE), [f64x2::ZERO; 2]);
    }

    /// The product of what the panels and `right` hold, plus the offsets.
    fn product(&mut self, right: &[f64], k: usize, out: &mut DMatrix<f64>) {
        let Self {
            panels,
            offsets,
            spare,
            ..
        } = self;
        let m = out.nrows();
        spare.resize(TILE * m, 0.0);
        let tiles = (BLOCK / k.max(1)).max(1);
        for first in (0..offsets.len()).step_by(tiles) {
            let rows = first * TILE..m.min((first + tiles) * TILE);
            for (group, out) in out.as_mut_slice().chunks_mut(TILE * m).enumerate() {
                let right = columns_from(right, k, group * TILE);
                let (mut own, mut spare) = (out.chunks_mut(m), spare.chunks_mut(m));
                let mut column = || {
                    let column = own.next().or_else(|| spare.next()).unwrap_or_default();
                    column[rows.clone()].chunks_mut(TILE)
                };
                let out = column().zip(column()).zip(column()).zip(column());
                for (tile, (((a, b), c), d)) in (first..).zip(out) {
                    let sums = block(&panels[tile * k..][..k], right);
                    let [low, high] = offsets[tile];
                    let add = |[a, b]: [f64x2; 2]| [a + low, b + high];
                    store(add(sums[0]), a);
                    store(add(sums[1]), b);
                    store(add(sums[2]), c);
                    store(add(sums[3]), d);
                }
            }
        }
    }
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
    ROOM.with_borrow_mut(|room| {
        pack_rows(a, &mut room.panels);
        room.offset_by(c, out.nrows());
        room.product(b.as_slice(), a.ncols(), out);
    });
}

/// out = A B^T, with A (m, k), B (n, k) and out (m, n).
pub fn multiply_by_transpose(a: &DMatrix<f64>, b: &DMatrix<f64>, out: &mut DMatrix<f64>) {
    debug_assert_eq!(a.ncols(), b.ncols());
    ROOM.with_borrow_mut(|room| {
        pack_rows(a, &mut room.panels);
        room.offset_by(&[], out.nrows());
        let mut columns = std::mem::take(&mut room.columns);
        transpose(b, &mut columns);
        room.product(&columns, a.ncols(), out);
        room.columns = columns;
    });
}

/// out = A^T B, with A (k, m), B (k, n) and out (m, n).
pub fn multiply_transposed(a: &DMatrix<f64>, b: &DMatrix<f64>, out: &mut DMatrix<f64>) {
    debug_assert_eq!(a.nrows(), b.nrows());
    ROOM.with_borrow_mut(|room| {
        pack_columns(a, &mut room.panels);
        room.offset_by(&[], out.nrows());
        room.product(b.as_slice(), a.nrows(), out);
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

/// Writes four numbers, or as many of them as `out` takes.
#[inline(always)]
fn store([low, high]: [f64x2; 2], out: &mut [f64]) {
    let (low, high) = (low.to_array(), high.to_array());
    // Of a known length, the copy is one instruction.
    match out.as_chunks_mut::<2>() {
        ([first, second], _) => (*first, *second) = (low, high),
        ([first], rest) => {
            *first = low;
            rest.copy_from_slice(&high[..rest.len()]);
        }
        (_, rest) => rest.copy_from_slice(&low[..rest.len()]),
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
