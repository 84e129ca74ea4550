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
mod other;
mod rectifier;
mod smooth;

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
    /// The parameters, at most two.
    pub parameters: &'static [Parameter],
    max_derivative: fn(Values) -> f64,
    point: fn(f64, Values) -> Point,
    apply: fn(Values, &[f64], &mut [f64], &mut [f64]),
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

/// A number that an activation depends on.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Its key in specifications, declared in [`RANGES`].
    pub name: &'static str,
    /// Value where the specification says nothing.
    pub default: f64,
    /// Whether training changes it.
    pub learned: bool,
}

impl Parameter {
    const fn new(name: &'static str, default: f64) -> Self {
        Self {
            name,
            default,
            learned: false,
        }
    }
}

/// What may be asked of a parameter, whatever the activation: name, smallest, largest.
pub const RANGES: [(&str, f64, f64); 10] = [
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
];

/// The parameters' values in the order of [`Kind::parameters`], NaN where there is none.
type Values = [f64; 2];

/// f(z) and f'(z).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// f(z).
    pub value: f64,
    /// f'(z).
    pub derivative: f64,
}

/// The arithmetic of one activation; implementors are never instantiated.
trait Elementwise {
    const NAME: &'static str;
    const LABEL: &'static str;
    const FORMULA: &'static str;
    const DERIVATIVE: &'static str;
    const SOURCE: &'static str;
    const SATURATES: bool = false;
    const PARAMETERS: &'static [Parameter] = &[];

    /// f(z) and f'(z).
    fn at(z: f64, parameters: Values) -> Point;

    /// The largest |f'| over all z.
    fn max_derivative(_parameters: Values) -> f64 {
        1.0
    }
}

/// One table entry per implementor. The loop over a layer is compiled per activation, so that the
/// indirection costs one call a layer and not one an element.
const fn kind<E: Elementwise>(group: Group) -> Kind {
    Kind {
        name: E::NAME,
        label: E::LABEL,
        group,
        formula: E::FORMULA,
        derivative: E::DERIVATIVE,
        source: E::SOURCE,
        saturates: E::SATURATES,
        parameters: E::PARAMETERS,
        max_derivative: E::max_derivative,
        point: E::at,
        apply: |parameters, z, values, derivatives| {
            for ((&z, value), derivative) in z.iter().zip(values).zip(derivatives) {
                let point = E::at(z, parameters);
                *value = point.value;
                *derivative = point.derivative;
            }
        },
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
#[derive(Clone, Copy, Debug)]
pub struct Activation {
    kind: &'static Kind,
    parameters: Values,
}

impl Kind {
    /// The one that a specification begins with.
    pub const SIGMOID: &'static Self = &classic::KINDS[0];

    /// This kind with the parameters that `given` knows by name, the others at their defaults.
    pub fn with(&'static self, given: impl Fn(&str) -> Option<f64>) -> Activation {
        let mut parameters = [f64::NAN; 2];
        for (value, parameter) in parameters.iter_mut().zip(self.parameters) {
            *value = given(parameter.name).unwrap_or(parameter.default);
        }
        Activation {
            kind: self,
            parameters,
        }
    }
}

impl Activation {
    /// f(z) = z, the output layer's activation.
    pub fn identity() -> Self {
        Self {
            kind: &classic::IDENTITY,
            parameters: [f64::NAN; 2],
        }
    }

    /// What is fixed about it.
    pub fn kind(&self) -> &'static Kind {
        self.kind
    }

    /// The first parameter's present value; `None` where there is none.
    pub fn parameter(&self) -> Option<f64> {
        self.kind.parameters.first().map(|_| self.parameters[0])
    }

    /// The present value of the parameter called `name`; `None` where there is none.
    pub fn named(&self, name: &str) -> Option<f64> {
        let index = self
            .kind
            .parameters
            .iter()
            .position(|parameter| parameter.name == name)?;
        Some(self.parameters[index])
    }

    /// Whether training changes the first parameter.
    pub fn is_learned(&self) -> bool {
        self.kind
            .parameters
            .first()
            .is_some_and(|parameter| parameter.learned)
    }

    /// f(z) and f'(z) at one point.
    pub fn at(&self, z: f64) -> Point {
        (self.kind.point)(z, self.parameters)
    }

    /// The largest |f'| over all z.
    pub fn max_derivative(&self) -> f64 {
        (self.kind.max_derivative)(self.parameters)
    }

    /// f(z) and f'(z) for every element; the three slices have one length.
    pub fn apply(&self, z: &[f64], values: &mut [f64], derivatives: &mut [f64]) {
        (self.kind.apply)(self.parameters, z, values, derivatives);
    }

    /// dL/dslope = sum of dL/da * min(0, z) over a layer's units and samples: a sum, because they
    /// all share the one slope (He et al. 2015).
    pub fn parameter_gradient(&self, signal: &[f64], z: &[f64]) -> f64 {
        signal
            .iter()
            .zip(z)
            .map(|(signal, z)| signal * z.min(0.0))
            .sum()
    }

    /// The first parameter, to be changed by training; `None` where it is not a learned one.
    pub fn learned(&mut self) -> Option<&mut f64> {
        self.is_learned().then_some(&mut self.parameters[0])
    }
}
