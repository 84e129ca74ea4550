//! The trend of a size over the layers: the mean of what every layer adds to its log10.
//!
//! From one layer to the next a log10 size moves by d; with n such moves and their mean m, a size is
//! multiplied by 10^m a layer, the geometric mean of the layers' factors. The range is
//! m -+ t s / sqrt(n), where s is the standard deviation of the moves and t Student's 97.5 % quantile
//! of n - 1 degrees of freedom: it holds the mean of such layers in 95 of 100 cases if the moves are
//! independent and normal. At random weights they nearly are (Hanin, Nica 2018), so that the sizes
//! are a random walk: what they are off a straight line is not independent, and the range of such a
//! line's slope would be several times too narrow.

/// A mean move and its range, in log10 per layer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trend {
    /// The mean of the moves.
    pub mean: f64,
    /// The lower end of its range; NaN with a single move, which shows no spread.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Trend {
    /// Of the moves between neighbours of `sizes`, one a layer, that are both finite; `None` where
    /// there is no such move.
    pub fn of(sizes: &[f64]) -> Option<Self> {
        let moves = sizes.windows(2).map(|pair| pair[1] - pair[0]);
        let moves: Vec<_> = moves.filter(|step| step.is_finite()).collect();
        if moves.is_empty() {
            return None;
        }
        let count = moves.len() as f64;
        let mean = moves.iter().sum::<f64>() / count;
        let freedom = count - 1.0;
        let half = if freedom > 0.0 {
            let squares: f64 = moves.iter().map(|step| (step - mean) * (step - mean)).sum();
            t_quantile(freedom) * (squares / freedom / count).sqrt()
        } else {
            f64::NAN
        };
        Some(Self {
            mean,
            low: mean - half,
            high: mean + half,
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
