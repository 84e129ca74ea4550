//! The catalogue of activations: each with its value and its derivative side by side.
//!
//! An activation maps a pre-activation z to a = f(z), unit by unit. Backpropagation multiplies
//! by f'(z) on the way back, so a small f' is where a gradient dies. Both are computed together,
//! from the same exponential, in a form that keeps full relative accuracy in every tail: the
//! textbook s(1 - s) of the sigmoid is exactly 0 from z = 37 on, where the truth is 8.5e-17.
//!
//! To add an activation: implement `Elementwise` for it in the file of its group and append it to
//! that file's list.

mod bounded;
mod classic;
mod jump;
mod other;
mod rectifier;
mod smooth;

use wide::f64x2;

use crate::formula::Formula;

/// What is fixed about an activation: its names, its formula, its bounds and its arithmetic.
#[derive(Debug)]
pub struct Kind {
    /// The name in specifications: `leaky-relu`.
    pub name: &'static str,
    /// The name for readers: `leaky ReLU`.
    pub label: &'static str,
    /// What it is related to.
    pub group: Group,
    /// f(z) as text.
    pub formula: &'static str,
    /// f'(z) as text.
    pub derivative: &'static str,
    /// Where it was first used or named.
    pub source: &'static str,
    /// Whether both tails are flat, so that a unit can be stuck in one of them.
    pub saturates: bool,
    /// Where |z| is smaller, f' is small for another reason than a flat tail: at a peak of f.
    pub tail_from: f64,
    /// Whether f' is exactly 0 over a whole range of z, so that a unit can be dead; elsewhere an f'
    /// of 0 is one too small for f64.
    pub can_die: bool,
    /// The parameters, at most two.
    pub parameters: &'static [Parameter],
    /// What it takes beside z.
    pub nature: Nature,
    max_derivative: fn(Values) -> f64,
    apply: Apply,
}

/// A family of activations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// What networks began with.
    Classic,
    /// Straight lines with a kink.
    Rectifier,
    /// Rectifiers with the kink smoothed.
    Smooth,
    /// Flat, or nearly, on both sides.
    Bounded,
    /// The rest.
    Other,
}

impl Group {
    /// The name in lists.
    pub fn name(self) -> &'static str {
        match self {
            Self::Classic => "classic",
            Self::Rectifier => "rectifier",
            Self::Smooth => "smooth",
            Self::Bounded => "bounded",
            Self::Other => "other",
        }
    }
}

/// What an activation takes beside z and its parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// Nothing.
    Fixed,
    /// A slope that is learned, one for a layer or one for each of its units; the parameter is
    /// where it begins.
    Learned,
    /// A slope drawn anew between the two parameters for every unit and sample of a training pass;
    /// their mean otherwise.
    Drawn,
    /// Several pre-activations a unit, of which it passes on the largest; the parameter says how
    /// many.
    Pieces,
    /// A reader's own [`Formula`].
    Formula,
}

/// A number that an activation depends on.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Its key in specifications, declared in [`RANGES`].
    pub name: &'static str,
    /// Value where the specification says nothing.
    pub default: f64,
}

impl Parameter {
    const fn new(name: &'static str, default: f64) -> Self {
        Self { name, default }
    }
}

/// What may be asked of a parameter, whatever the activation: name, smallest, largest.
pub const RANGES: [(&str, f64, f64); 11] = [
    ("slope", 0.0, 1.0),
    ("alpha", 0.01, 10.0),
    ("beta", 0.01, 10.0),
    ("lambda", 0.0, 10.0),
    ("lower", 0.0, 1.0),
    ("upper", 0.0, 1.0),
    ("low", -10.0, 0.0),
    ("high", 0.01, 10.0),
    ("cutoff", -10.0, 10.0),
    ("otherwise", -20.0, 20.0),
    ("pieces", 2.0, 8.0),
];

/// The parameters' values in the order of [`Kind::parameters`], NaN where there is none.
type Values = [f64; 2];

/// From z, writes f(z) and f'(z).
type Apply = fn(Values, &[f64], &mut [f64], &mut [f64]);

/// f(z) and f'(z), of one z or, as lanes, of two.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point<T = f64> {
    /// f(z).
    pub value: T,
    /// f'(z).
    pub derivative: T,
}

/// Of two.
type Points = Point<f64x2>;

impl From<(f64, f64)> for Point {
    fn from((value, derivative): (f64, f64)) -> Self {
        Self { value, derivative }
    }
}

/// The largest |f'| of a formula is looked for up to this |z| ...
const FORMULA_REACH: i16 = 20;
/// ... at this many points for each unit of z.
const FORMULA_FINENESS: i16 = 64;

/// The arithmetic of one activation; implementors are never instantiated.
trait Elementwise {
    const NAME: &'static str;
    const LABEL: &'static str;
    const FORMULA: &'static str;
    const DERIVATIVE: &'static str;
    const SOURCE: &'static str;
    const SATURATES: bool = false;
    const TAIL_FROM: f64 = 0.0;
    const CAN_DIE: bool = false;
    const PARAMETERS: &'static [Parameter] = &[];
    const NATURE: Nature = Nature::Fixed;

    /// f(z) and f'(z) of two, in lanes.
    fn two(z: f64x2, parameters: Values) -> Points;

    /// The largest |f'| over all z.
    fn max_derivative(_parameters: Values) -> f64 {
        1.0
    }
}

/// Of two, from what is not worth writing in lanes.
fn one_by_one(z: f64x2, at: impl Fn(f64) -> Point) -> Points {
    let [a, b] = z.to_array().map(at);
    Point {
        value: f64x2::new([a.value, b.value]),
        derivative: f64x2::new([a.derivative, b.derivative]),
    }
}

/// f(z) and f'(z) of many. Compiled per activation, so that the table's indirection costs one call a
/// layer and not one an element.
fn apply<E: Elementwise>(
    parameters: Values,
    z: &[f64],
    values: &mut [f64],
    derivatives: &mut [f64],
) {
    let (pairs, rest) = z.as_chunks::<2>();
    let (value_pairs, value_rest) = values.as_chunks_mut::<2>();
    let (derivative_pairs, derivative_rest) = derivatives.as_chunks_mut::<2>();
    let out = value_pairs.iter_mut().zip(derivative_pairs);
    for (&z, (value, derivative)) in pairs.iter().zip(out) {
        let points = E::two(f64x2::new(z), parameters);
        *value = points.value.to_array();
        *derivative = points.derivative.to_array();
    }
    if let &[z] = rest {
        let point = alone(apply::<E>, z, parameters);
        value_rest.fill(point.value);
        derivative_rest.fill(point.derivative);
    }
}

/// f(z) and f'(z) of one, as one of two.
fn alone(apply: Apply, z: f64, parameters: Values) -> Point {
    let [mut values, mut derivatives] = [[0.0; 2]; 2];
    apply(parameters, &[z; 2], &mut values, &mut derivatives);
    Point {
        value: values[0],
        derivative: derivatives[0],
    }
}

/// One table entry per implementor.
const fn kind<E: Elementwise>(group: Group) -> Kind {
    Kind {
        name: E::NAME,
        label: E::LABEL,
        group,
        formula: E::FORMULA,
        derivative: E::DERIVATIVE,
        source: E::SOURCE,
        saturates: E::SATURATES,
        tail_from: E::TAIL_FROM,
        can_die: E::CAN_DIE,
        parameters: E::PARAMETERS,
        nature: E::NATURE,
        max_derivative: E::max_derivative,
        apply: apply::<E>,
    }
}

/// Every activation, in the order a list shows them.
pub fn catalogue() -> impl Iterator<Item = &'static Kind> {
    [
        classic::KINDS.as_slice(),
        rectifier::KINDS.as_slice(),
        smooth::KINDS.as_slice(),
        bounded::KINDS.as_slice(),
        other::KINDS.as_slice(),
    ]
    .into_iter()
    .flatten()
}

/// One layer's activation: a kind and the layer's own values of the parameters.
#[derive(Clone, Debug)]
pub struct Activation {
    kind: &'static Kind,
    parameters: Values,
    /// The learned slopes: one, or one a unit; empty unless [`Nature::Learned`].
    pub slopes: Vec<f64>,
    formula: Option<Formula>,
}

impl Kind {
    /// The one that a specification begins with.
    pub const SIGMOID: &'static Self = &classic::KINDS[0];

    /// f(z) = z, the output layer's unless another is asked for.
    pub const IDENTITY: &'static Self = &classic::KINDS[2];

    /// This kind with the parameters that `given` knows by name, the others at their defaults.
    pub fn with(&'static self, given: impl Fn(&str) -> Option<f64>) -> Activation {
        let mut parameters = [f64::NAN; 2];
        for (value, parameter) in parameters.iter_mut().zip(self.parameters) {
            *value = given(parameter.name).unwrap_or(parameter.default);
        }
        Activation {
            kind: self,
            parameters,
            slopes: match self.nature {
                Nature::Learned => vec![parameters[0]],
                _ => Vec::new(),
            },
            formula: (self.nature == Nature::Formula).then(Formula::default),
        }
    }
}

impl Activation {
    /// f(z) = z.
    pub fn identity() -> Self {
        Kind::IDENTITY.with(|_| None)
    }

    /// Computed by `formula`, where the kind is [`Nature::Formula`].
    pub fn with_formula(mut self, formula: Formula) -> Self {
        if self.formula.is_some() {
            self.formula = Some(formula);
        }
        self
    }

    /// What is fixed about it.
    pub fn kind(&self) -> &'static Kind {
        self.kind
    }

    /// The first parameter's present value, the mean of the slopes where they are learned; `None`
    /// where there is none.
    pub fn parameter(&self) -> Option<f64> {
        self.kind.parameters.first()?;
        Some(self.values()[0])
    }

    /// The value that the parameter called `name` was given; `None` where there is none.
    pub fn named(&self, name: &str) -> Option<f64> {
        let index = self
            .kind
            .parameters
            .iter()
            .position(|parameter| parameter.name == name)?;
        Some(self.parameters[index])
    }

    /// Pre-activations of each unit: 1, but for [`Nature::Pieces`].
    pub fn pieces(&self) -> usize {
        match self.kind.nature {
            Nature::Pieces => self.parameters[0] as usize,
            _ => 1,
        }
    }

    /// The smallest and the largest slope that a training pass draws; `None` where it draws none.
    pub fn drawn_slopes(&self) -> Option<[f64; 2]> {
        (self.kind.nature == Nature::Drawn).then_some(self.parameters)
    }

    /// f(z) and f'(z) at one point, with the mean of the slopes where there are many.
    pub fn at(&self, z: f64) -> Point {
        match &self.formula {
            Some(formula) => formula.at(z).into(),
            None => alone(self.kind.apply, z, self.values()),
        }
    }

    /// The largest |f'| over all z and units; of a reader's own formula, over a grid of z.
    pub fn max_derivative(&self) -> f64 {
        if let Some(formula) = &self.formula {
            let steps = i32::from(FORMULA_REACH) * i32::from(FORMULA_FINENESS);
            return (-steps..=steps)
                .map(|step| {
                    let z = f64::from(step) / f64::from(FORMULA_FINENESS);
                    formula.at(z).1.abs()
                })
                .fold(f64::NAN, f64::max);
        }
        if self.slopes.is_empty() {
            return (self.kind.max_derivative)(self.parameters);
        }
        self.slopes
            .iter()
            .map(|&slope| (self.kind.max_derivative)([slope, f64::NAN]))
            .fold(0.0, f64::max)
    }

    /// f(z) and f'(z) for every element, column by column: `z` and `derivatives` hold
    /// [`Activation::pieces`] numbers for each in `values`. `drawn` are the slopes of a training
    /// pass, one an element; without them, their mean is taken.
    pub fn apply(
        &self,
        z: &[f64],
        drawn: Option<&[f64]>,
        values: &mut [f64],
        derivatives: &mut [f64],
    ) {
        if let Some(slopes) = drawn {
            rectifier::leak(z, slopes, values, derivatives);
        } else if self.slopes.len() > 1 {
            let units = self.slopes.len();
            let samples = values
                .chunks_exact_mut(units)
                .zip(derivatives.chunks_exact_mut(units));
            for (z, (values, derivatives)) in z.chunks_exact(units).zip(samples) {
                rectifier::leak(z, &self.slopes, values, derivatives);
            }
        } else if self.kind.nature == Nature::Pieces {
            rectifier::maxout(z, self.pieces(), values, derivatives);
        } else if let Some(formula) = &self.formula {
            for ((&z, value), derivative) in z.iter().zip(values).zip(derivatives) {
                (*value, *derivative) = formula.at(z);
            }
        } else {
            (self.kind.apply)(self.values(), z, values, derivatives);
        }
    }

    fn values(&self) -> Values {
        if self.slopes.is_empty() {
            return self.parameters;
        }
        let mean = self.slopes.iter().sum::<f64>() / self.slopes.len() as f64;
        [mean, f64::NAN]
    }
}
