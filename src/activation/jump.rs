//! Where an activation or its slope jumps: what a picture must not join by a line.

use super::{Activation, Point};

/// A smaller difference between neighbours is none that a picture shows.
const VISIBLE: f64 = 0.02;
/// Halvings that bring two neighbours as close as numbers can be, wherever they are drawn.
const HALVINGS: usize = 64;

impl Activation {
    /// Whether f, and whether f', jumps between each of `points` equally spaced points and the
    /// next.
    pub fn jumps(&self, low: f64, high: f64, points: usize) -> Vec<[bool; 2]> {
        let z = |index: usize| low + (high - low) * index as f64 / (points - 1).max(1) as f64;
        (1..points)
            .map(|index| {
                let ends = [z(index - 1), z(index)];
                [
                    self.jumps_between(ends, |point| point.value),
                    self.jumps_between(ends, |point| point.derivative),
                ]
            })
            .collect()
    }

    /// Follows the half that changes more: what is continuous changes less and less there, however
    /// steep it is; what jumps keeps its difference.
    fn jumps_between(&self, mut z: [f64; 2], of: fn(Point) -> f64) -> bool {
        let mut values = z.map(|z| of(self.at(z)));
        let whole = (values[1] - values[0]).abs();
        if whole.is_nan() || whole <= VISIBLE {
            return false;
        }
        for _ in 0..HALVINGS {
            let middle = z[0] + (z[1] - z[0]) / 2.0;
            if middle <= z[0] || middle >= z[1] {
                break;
            }
            let value = of(self.at(middle));
            let changes = values.map(|end| (value - end).abs());
            if changes[0] < whole / 4.0 && changes[1] < whole / 4.0 {
                return false;
            }
            let nearer = usize::from(changes[0] >= changes[1]);
            z[nearer] = middle;
            values[nearer] = value;
        }
        true
    }
}
