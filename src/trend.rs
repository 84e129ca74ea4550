//! The trend of a size over the layers: the least-squares line through (layer, log10 size).
//!
//! With x the layer's index and y its log10 size: slope = Sxy / Sxx, where Sxy is the sum of
//! (x - mean x)(y - mean y) and Sxx of (x - mean x)^2; a size is multiplied by 10^slope from one
//! layer to the next. Its range is slope -+ t sqrt(R / (n - 2) / Sxx), with R the sum of squared
//! distances from the line and t Student's 97.5 % quantile of n - 2 degrees of freedom: it holds the
//! true slope in 95 of 100 cases if the distances are independent and normal. Those of neighbouring
//! layers are not quite independent, so the range says how straight the line is rather than how
//! sure the slope.

/// A line's slope and its range, in log10 per layer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trend {
    /// The slope.
    pub slope: f64,
    /// The lower end of its range; NaN with two points, through which a line always goes.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Trend {
    /// Through the finite ones of `sizes`, one a layer; `None` where there are fewer than two.
    pub fn of(sizes: &[f64]) -> Option<Self> {
        let points = sizes.iter().enumerate().filter(|(_, y)| y.is_finite());
        let points: Vec<_> = points.map(|(x, &y)| (x as f64, y)).collect();
        if points.len() < 2 {
            return None;
        }
        let count = points.len() as f64;
        let mean = |values: &dyn Fn(&(f64, f64)) -> f64| {
            let sum: f64 = points.iter().map(values).sum();
            sum / count
        };
        let (mean_x, mean_y) = (mean(&|(x, _)| *x), mean(&|(_, y)| *y));
        // Apart from the means: squares of the sizes themselves would leave few digits.
        let apart = || points.iter().map(|(x, y)| (x - mean_x, y - mean_y));
        let s_xx: f64 = apart().map(|(x, _)| x * x).sum();
        let s_xy: f64 = apart().map(|(x, y)| x * y).sum();
        let slope = s_xy / s_xx;
        let freedom = count - 2.0;
        let half = if freedom > 0.0 {
            let distances = apart().map(|(x, y)| y - slope * x);
            let squares: f64 = distances.map(|distance| distance * distance).sum();
            t_quantile(freedom) * (squares / freedom / s_xx).sqrt()
        } else {
            f64::NAN
        };
        Some(Self {
            slope,
            low: slope - half,
            high: slope + half,
        })
    }
}

/// Student's 97.5 % quantile for a whole number of degrees of freedom from 1; right to 1.1e-4.
fn t_quantile(freedom: f64) -> f64 {
    const FEW: [f64; 4] = [
        12.706_204_736_432_1,
        4.302_652_729_696_14,
        3.182_446_305_284_26,
        2.776_445_105_197_8,
    ];
    if let Some(quantile) = FEW.get(freedom as usize - 1) {
        return *quantile;
    }
    // The normal quantile and four terms in 1 / freedom (Fisher, Cornish 1960).
    const TERMS: [f64; 5] = [
        1.589_534_053_393_8,
        2.555_849_679_507_7,
        2.822_498_615_739_8,
        2.372_271_230_298_6,
        1.959_963_984_540_1,
    ];
    TERMS.iter().fold(0.0, |sum, term| sum / freedom + term)
}
