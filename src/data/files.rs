//! Data sets that come as files.

use nalgebra::DMatrix;

use super::Targets;
use crate::number;

/// 8 by 8 pixels of 0 to 16.
const DIGIT_PIXELS: usize = 64;
const DIGIT_INK: u8 = 16;

/// Inputs (features, rows) and what belongs to them.
pub(super) type Table = (DMatrix<f64>, Targets);

/// 64 bytes of pixels and a byte of label per row; `None` where it is anything else.
pub(super) fn digits(file: &[u8]) -> Option<Table> {
    let (rows, rest) = file.as_chunks::<{ DIGIT_PIXELS + 1 }>();
    let in_range = |row: &[u8; DIGIT_PIXELS + 1]| {
        row[..DIGIT_PIXELS].iter().all(|&ink| ink <= DIGIT_INK) && row[DIGIT_PIXELS] < 10
    };
    if !rest.is_empty() || !rows.iter().all(in_range) {
        return None;
    }
    let inputs = DMatrix::from_fn(DIGIT_PIXELS, rows.len(), |pixel, row| {
        f64::from(rows[row][pixel])
    });
    let labels = rows.iter().map(|row| usize::from(row[DIGIT_PIXELS]));
    Some((inputs, Targets::Classes(labels.collect())))
}

/// In the order of the columns.
pub(super) const IRIS_FEATURES: [&str; 4] = [
    "sepal length (cm)",
    "sepal width (cm)",
    "petal length (cm)",
    "petal width (cm)",
];
/// In the order of their numbers.
pub(super) const IRIS_CLASSES: [&str; 3] = ["setosa", "versicolor", "virginica"];

/// Four measurements in cm and a class per line, after a line that names the classes; `None` where
/// it is anything else.
pub(super) fn iris(file: &[u8]) -> Option<Table> {
    const MEASUREMENTS: usize = 4;
    let (mut values, mut labels) = (Vec::new(), Vec::new());
    for line in std::str::from_utf8(file).ok()?.lines().skip(1) {
        let mut cells = line.split(',');
        for _ in 0..MEASUREMENTS {
            values.push(number::parse(cells.next()?).filter(|cm| cm.is_finite())?);
        }
        labels.push(
            cells
                .next()?
                .parse()
                .ok()
                .filter(|&class: &usize| class < 3)?,
        );
        if cells.next().is_some() {
            return None;
        }
    }
    let inputs = DMatrix::from_vec(MEASUREMENTS, labels.len(), values);
    Some((inputs, Targets::Classes(labels)))
}
