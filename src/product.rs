//! Matrix products with one summation order on every machine.
//!
//! Each element of a product is summed in one accumulator, k = 0, 1, 2, ...: the same bits as a
//! triple loop, natively and in WebAssembly. Both operands are first packed into panels of four
//! rows or columns, so that the innermost loop walks straight through memory and computes four by
//! four elements at a time, in vectors of two lanes: a lane rounds as a number by itself does.

use std::cell::RefCell;

use nalgebra::DMatrix;
use wide::f64x2;

/// Rows of the left panel, columns of the right one.
const TILE: usize = 4;

/// For each k, the elements of four rows (or columns).
type Panel = [[f64; TILE]];

/// Panels, one after the other.
type Panels = Vec<[f64; TILE]>;

thread_local! {
    /// Of the left and of the right operand: room that the next product uses again.
    static PANELS: RefCell<[Panels; 2]> = const { RefCell::new([Vec::new(), Vec::new()]) };
}

/// out = A B, with A (m, k), B (k, n) and out (m, n).
pub fn multiply(a: &DMatrix<f64>, b: &DMatrix<f64>, out: &mut DMatrix<f64>) {
    debug_assert_eq!(a.ncols(), b.nrows());
    product((a, pack_rows), (b, pack_columns), a.ncols(), out);
}

/// out = A B^T, with A (m, k), B (n, k) and out (m, n).
pub fn multiply_by_transpose(a: &DMatrix<f64>, b: &DMatrix<f64>, out: &mut DMatrix<f64>) {
    debug_assert_eq!(a.ncols(), b.ncols());
    product((a, pack_rows), (b, pack_rows), a.ncols(), out);
}

/// out = A^T B, with A (k, m), B (k, n) and out (m, n).
pub fn multiply_transposed(a: &DMatrix<f64>, b: &DMatrix<f64>, out: &mut DMatrix<f64>) {
    debug_assert_eq!(a.nrows(), b.nrows());
    product((a, pack_columns), (b, pack_columns), a.nrows(), out);
}

/// Panels of four rows each, the last filled up with zeros.
fn pack_rows(matrix: &DMatrix<f64>, panels: &mut Panels) {
    let (rows, k) = matrix.shape();
    panels.clear();
    panels.resize(rows.div_ceil(TILE) * k, [0.0; TILE]);
    for (step, column) in matrix.as_slice().chunks_exact(rows.max(1)).enumerate() {
        for (panel, four) in column.chunks(TILE).enumerate() {
            store(four, &mut panels[panel * k + step]);
        }
    }
}

/// Panels of four columns each, the last filled up with zeros.
fn pack_columns(matrix: &DMatrix<f64>, panels: &mut Panels) {
    let (k, columns) = matrix.shape();
    panels.clear();
    panels.resize(columns.div_ceil(TILE) * k, [0.0; TILE]);
    for (column, values) in matrix.as_slice().chunks_exact(k.max(1)).enumerate() {
        let panel = &mut panels[column / TILE * k..][..k];
        for (packed, &value) in panel.iter_mut().zip(values) {
            packed[column % TILE] = value;
        }
    }
}

/// An operand, and how it is packed.
type Operand<'a> = (&'a DMatrix<f64>, fn(&DMatrix<f64>, &mut Panels));

fn product((a, pack_a): Operand, (b, pack_b): Operand, k: usize, out: &mut DMatrix<f64>) {
    if k == 0 {
        out.fill(0.0);
        return;
    }
    PANELS.with_borrow_mut(|[left, right]| {
        pack_a(a, left);
        pack_b(b, right);
        multiply_panels(left, right, k, out);
    });
}

fn multiply_panels(left: &Panel, right: &Panel, k: usize, out: &mut DMatrix<f64>) {
    let (m, n) = out.shape();
    let out = out.as_mut_slice();
    for (right, column) in right.chunks_exact(k).zip((0..n).step_by(TILE)) {
        for (left, row) in left.chunks_exact(k).zip((0..m).step_by(TILE)) {
            let block = block(left, right);
            let rows = TILE.min(m - row);
            for (sums, column) in block.iter().zip(column..n) {
                store(&sums[..rows], &mut out[column * m + row..]);
            }
        }
    }
}

/// Writes up to four numbers to the front of `out`. Four are by far the most common: of a known
/// length, the copy is two instructions instead of a call.
fn store(values: &[f64], out: &mut [f64]) {
    if let (Some(four), Some(out)) = (values.first_chunk::<TILE>(), out.first_chunk_mut::<TILE>()) {
        *out = *four;
    } else {
        out[..values.len()].copy_from_slice(values);
    }
}

/// Four rows times four columns, by column.
fn block(left: &Panel, right: &Panel) -> [[f64; TILE]; TILE] {
    // By name, so that all eight sums stay in registers at every level of optimisation.
    let zero = f64x2::ZERO;
    let (mut a0, mut a1, mut b0, mut b1) = (zero, zero, zero, zero);
    let (mut c0, mut c1, mut d0, mut d1) = (zero, zero, zero, zero);
    for (a, b) in left.iter().zip(right) {
        let low = f64x2::new([a[0], a[1]]);
        let high = f64x2::new([a[2], a[3]]);
        let by = f64x2::splat(b[0]);
        a0 += low * by;
        a1 += high * by;
        let by = f64x2::splat(b[1]);
        b0 += low * by;
        b1 += high * by;
        let by = f64x2::splat(b[2]);
        c0 += low * by;
        c1 += high * by;
        let by = f64x2::splat(b[3]);
        d0 += low * by;
        d1 += high * by;
    }
    let column = |low: f64x2, high: f64x2| {
        let ([a, b], [c, d]) = (low.to_array(), high.to_array());
        [a, b, c, d]
    };
    [
        column(a0, a1),
        column(b0, b1),
        column(c0, c1),
        column(d0, d1),
    ]
}
