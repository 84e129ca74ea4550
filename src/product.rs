//! Matrix products with one summation order on every machine.
//!
//! Each element of a product is summed in one accumulator, k = 0, 1, 2, ...: the same bits as a
//! triple loop, natively and in WebAssembly. Four by four elements are computed at a time, which
//! the compiler keeps in vector registers.

use nalgebra::DMatrix;

/// Rows and columns of the block of elements computed together.
const TILE: usize = 4;

/// out = A B, with A (m, k), B (k, n) and out (m, n).
pub fn multiply(a: &DMatrix<f64>, b: &DMatrix<f64>, out: &mut DMatrix<f64>) {
    debug_assert_eq!(a.ncols(), b.nrows());
    let k = b.nrows();
    let b = b.as_slice();
    product(a, out, |column, row| b[column * k + row]);
}

/// out = A B^T, with A (m, k), B (n, k) and out (m, n).
pub fn multiply_by_transpose(a: &DMatrix<f64>, b: &DMatrix<f64>, out: &mut DMatrix<f64>) {
    debug_assert_eq!(a.ncols(), b.ncols());
    let n = b.nrows();
    let b = b.as_slice();
    product(a, out, |column, row| b[row * n + column]);
}

/// out = A^T B, with A (k, m), B (k, n) and out (m, n).
pub fn multiply_transposed(a: &DMatrix<f64>, b: &DMatrix<f64>, out: &mut DMatrix<f64>) {
    // Turning A costs k m, the product k m n.
    multiply(&a.transpose(), b, out);
}

/// out = A B with B given by column and row.
fn product(a: &DMatrix<f64>, out: &mut DMatrix<f64>, b: impl Fn(usize, usize) -> f64) {
    let (m, k) = a.shape();
    let n = out.ncols();
    debug_assert_eq!(out.nrows(), m);
    let a = a.as_slice();
    let out = out.as_mut_slice();
    if m == 0 || k == 0 {
        out.fill(0.0);
        return;
    }
    let mut panel = vec![[0.0; TILE]; k];
    for column in (0..n).step_by(TILE) {
        let columns = TILE.min(n - column);
        for (row, packed) in panel.iter_mut().enumerate() {
            for (j, packed) in packed[..columns].iter_mut().enumerate() {
                *packed = b(column + j, row);
            }
        }
        for row in (0..m).step_by(TILE) {
            let rows = TILE.min(m - row);
            let block = if rows == TILE {
                full_block(&a[row..], m, &panel)
            } else {
                edge_block(&a[row..], m, rows, &panel)
            };
            for (j, sums) in block[..columns].iter().enumerate() {
                let start = (column + j) * m + row;
                out[start..start + rows].copy_from_slice(&sums[..rows]);
            }
        }
    }
}

/// Four rows of A (stride `m`) times a panel of four columns.
fn full_block(a: &[f64], m: usize, panel: &[[f64; TILE]]) -> [[f64; TILE]; TILE] {
    let mut block = [[0.0; TILE]; TILE];
    for (a, b) in a.chunks(m).zip(panel) {
        let Some(a) = a.first_chunk::<TILE>() else {
            break;
        };
        for (sums, &b) in block.iter_mut().zip(b) {
            for (sum, &a) in sums.iter_mut().zip(a) {
                *sum += a * b;
            }
        }
    }
    block
}

/// The same for the last one to three rows.
fn edge_block(a: &[f64], m: usize, rows: usize, panel: &[[f64; TILE]]) -> [[f64; TILE]; TILE] {
    let mut block = [[0.0; TILE]; TILE];
    for (a, b) in a.chunks(m).zip(panel) {
        for (sums, &b) in block.iter_mut().zip(b) {
            for (sum, &a) in sums.iter_mut().zip(&a[..rows]) {
                *sum += a * b;
            }
        }
    }
    block
}
