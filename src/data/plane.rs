//! Points of two classes in the plane, and a wave.

use std::f64::consts::{PI, TAU};

use crate::random::Stream;

/// Two interleaved half circles.
pub(super) fn moon(class: usize, stream: &mut Stream) -> [f64; 2] {
    let (sin, cos) = libm::sincos(PI * stream.uniform());
    if class == 0 {
        [cos, sin]
    } else {
        [1.0 - cos, 0.5 - sin]
    }
}

/// A circle in a circle of twice its radius.
pub(super) fn circle(class: usize, stream: &mut Stream) -> [f64; 2] {
    let (sin, cos) = libm::sincos(TAU * stream.uniform());
    let radius = if class == 0 { 1.0 } else { 0.5 };
    [radius * cos, radius * sin]
}

/// Two arms of a spiral, one turn and a quarter each.
pub(super) fn spiral(class: usize, stream: &mut Stream) -> [f64; 2] {
    let along = stream.uniform();
    let (sin, cos) = libm::sincos(1.25 * TAU * along + PI * class as f64);
    // Apart from the start, where the arms would meet.
    let radius = 0.2 + 1.8 * along;
    [radius * cos, radius * sin]
}

/// Quarters of a square: one class where the signs of the coordinates agree.
pub(super) fn xor(class: usize, stream: &mut Stream) -> [f64; 2] {
    let [x, y] = [stream.uniform(), stream.uniform()].map(|size| 0.1 + 0.9 * size);
    let x = if stream.uniform() < 0.5 { x } else { -x };
    [
        x,
        if class == 0 {
            y.copysign(x)
        } else {
            y.copysign(-x)
        },
    ]
}

/// Two round clouds beside each other.
pub(super) fn gaussian(class: usize, stream: &mut Stream) -> [f64; 2] {
    let centre = if class == 0 { -1.0 } else { 1.0 };
    [(); 2].map(|()| centre + 0.4 * stream.normal())
}

/// One and a half periods of a sine: where, and how high.
pub(super) fn sine(stream: &mut Stream) -> (f64, f64) {
    let x = 1.5 * PI * (2.0 * stream.uniform() - 1.0);
    (x, libm::sin(x))
}
