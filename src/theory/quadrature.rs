//! Integrals of several functions at once, bisected where they are rough.
//!
//! A panel is estimated by Kronrod's 15 points, and judged by Gauss's 7 among them (Kronrod 1965;
//! Piessens et al. 1983). Panels with a kink or a jump are halved until what they can be wrong by
//! no longer counts, so nobody needs to say where the kinks are.

use std::collections::VecDeque;

/// Distance from the panel's middle in half widths, Kronrod's weight, Gauss's weight.
const NODES: [[f64; 3]; 8] = [
    [0.0, 0.209_482_141_084_727_83, 0.417_959_183_673_469_4],
    [0.207_784_955_007_898_47, 0.204_432_940_075_298_9, 0.0],
    [
        0.405_845_151_377_397_2,
        0.190_350_578_064_785_4,
        0.381_830_050_505_118_9,
    ],
    [0.586_087_235_467_691_1, 0.169_004_726_639_267_9, 0.0],
    [
        0.741_531_185_599_394_4,
        0.140_653_259_715_525_92,
        0.279_705_391_489_276_67,
    ],
    [0.864_864_423_359_769_1, 0.104_790_010_322_250_18, 0.0],
    [
        0.949_107_912_342_758_5,
        0.063_092_092_629_978_56,
        0.129_484_966_168_869_7,
    ],
    [0.991_455_371_120_812_6, 0.022_935_322_010_529_224, 0.0],
];

/// So many panels may be halved, a few dozen for each kink: it ends the search where a function is
/// rough everywhere.
const HALVINGS: usize = 3000;

/// An interval and what 15 points say of it.
struct Panel<const N: usize> {
    ends: [f64; 2],
    integral: [f64; N],
    /// Integral of the absolute values.
    size: [f64; N],
    error: [f64; N],
}

impl<const N: usize> Panel<N> {
    fn new(integrand: &impl Fn(f64) -> [f64; N], ends: [f64; 2]) -> Self {
        let middle = f64::midpoint(ends[0], ends[1]);
        let half = (ends[1] - ends[0]) / 2.0;
        let mut panel = Self {
            ends,
            integral: [0.0; N],
            size: [0.0; N],
            error: [0.0; N],
        };
        let mut add = |x: f64, kronrod: f64, gauss: f64| {
            for (i, value) in integrand(x).into_iter().enumerate() {
                panel.integral[i] += kronrod * half * value;
                panel.size[i] += kronrod * half * value.abs();
                panel.error[i] += (kronrod - gauss) * half * value;
            }
        };
        for [distance, kronrod, gauss] in NODES {
            add(middle - distance * half, kronrod, gauss);
            if distance > 0.0 {
                add(middle + distance * half, kronrod, gauss);
            }
        }
        panel
    }

    /// Whether halving it would help; it cannot where a value is not finite.
    fn is_rough(&self, tolerance: &[f64; N]) -> bool {
        self.error
            .iter()
            .zip(tolerance)
            .any(|(error, tolerance)| error.is_finite() && error.abs() > *tolerance)
    }
}

/// The integrals of `integrand` from the first of `ends` to the last. `tolerance` says how wrong a
/// panel may be, given the integrals of the absolute values. NaN where the integrand is too rough
/// for that, NaN or infinite where it is.
///
/// The panels between `ends` are where the search begins: a feature much narrower than its panel
/// can fall between all points.
pub(super) fn integrate<const N: usize>(
    integrand: impl Fn(f64) -> [f64; N],
    ends: &[f64],
    tolerance: impl Fn([f64; N]) -> [f64; N],
) -> [f64; N] {
    let mut queue: VecDeque<_> = ends
        .windows(2)
        .map(|ends| Panel::new(&integrand, [ends[0], ends[1]]))
        .collect();
    let mut size = [0.0; N];
    for panel in &queue {
        add_to(&mut size, &panel.size);
    }
    let tolerance = tolerance(size);

    let mut integral = [0.0; N];
    let mut halvings = 0;
    while let Some(panel) = queue.pop_front() {
        if panel.is_rough(&tolerance) {
            halvings += 1;
            if halvings > HALVINGS {
                return [f64::NAN; N];
            }
            let middle = f64::midpoint(panel.ends[0], panel.ends[1]);
            queue.push_back(Panel::new(&integrand, [panel.ends[0], middle]));
            queue.push_back(Panel::new(&integrand, [middle, panel.ends[1]]));
        } else {
            add_to(&mut integral, &panel.integral);
        }
    }
    integral
}

fn add_to<const N: usize>(sums: &mut [f64; N], terms: &[f64; N]) {
    for (sum, term) in sums.iter_mut().zip(terms) {
        *sum += term;
    }
}
