//! The catalogue of activations: each with its value and its derivative side by side.
//!
//! An activation maps a pre-activation z to a = f(z), unit by unit. Backpropagation multiplies
//! by f'(z) on the way back, so a small f' is where a gradient dies. Both are computed together,
//! from the same exponential, in a form that keeps full relative accuracy in every tail: the
//! textbook s(1 - s) of the sigmoid is exactly 0 from z = 37 on, where the truth is 8.5e-17.
//!
//! To add an activation: implement `Elementwise` for it here and append it to [`CATALOGUE`].

/// What is fixed about an activation: its names, its formula, its bounds and its arithmetic.
#[derive(Debug)]
pub struct Kind {
    /// The name in specifications: `leaky-relu`.
    pub name: &'static str,
    /// The name for readers: `leaky ReLU`.
    pub label: &'static str,
    /// f(z) as text.
    pub formula: &'static str,
    /// f'(z) as text.
    pub derivative: &'static str,
    /// Where it was first used or named.
    pub source: &'static str,
    /// Whether both tails are flat, so that a unit can be stuck in one of them.
    pub saturates: bool,
    /// The parameter, where there is one.
    pub parameter: Option<Parameter>,
    max_derivative: fn(f64) -> f64,
    point: fn(f64, f64) -> Point,
    apply: fn(f64, &[f64], &mut [f64], &mut [f64]),
}

/// The negative slope of the leaky family.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Value where the specification says nothing.
    pub default: f64,
    /// Whether training changes it.
    pub learned: bool,
}

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
    const PARAMETER: Option<Parameter> = None;

    /// f(z) and f'(z); `slope` is the parameter, NaN where there is none.
    fn at(z: f64, slope: f64) -> Point;

    /// The largest |f'| over all z.
    fn max_derivative(_slope: f64) -> f64 {
        1.0
    }
}

/// One table entry per implementor. The loop over a layer is compiled per activation, so that the
/// indirection costs one call a layer and not one an element.
const fn kind<E: Elementwise>() -> Kind {
    Kind {
        name: E::NAME,
        label: E::LABEL,
        formula: E::FORMULA,
        derivative: E::DERIVATIVE,
        source: E::SOURCE,
        saturates: E::SATURATES,
        parameter: E::PARAMETER,
        max_derivative: E::max_derivative,
        point: E::at,
        apply: |slope, z, values, derivatives| {
            for ((&z, value), derivative) in z.iter().zip(values).zip(derivatives) {
                let point = E::at(z, slope);
                *value = point.value;
                *derivative = point.derivative;
            }
        },
    }
}

/// Every activation, in the order a list shows them.
pub static CATALOGUE: [Kind; 6] = [
    kind::<Sigmoid>(),
    kind::<Tanh>(),
    kind::<Relu>(),
    kind::<LeakyRelu>(),
    kind::<PRelu>(),
    kind::<Identity>(),
];

/// One layer's activation: a kind and the layer's own value of the parameter.
#[derive(Clone, Copy, Debug)]
pub struct Activation {
    kind: &'static Kind,
    parameter: f64,
}

impl Kind {
    /// This kind with `parameter`, or with its default; ignored where there is no parameter.
    pub fn with(&'static self, parameter: Option<f64>) -> Activation {
        let parameter = match self.parameter {
            Some(own) => parameter.unwrap_or(own.default),
            None => f64::NAN,
        };
        Activation {
            kind: self,
            parameter,
        }
    }
}

impl Activation {
    /// f(z) = z, the output layer's activation.
    pub fn identity() -> Self {
        CATALOGUE[CATALOGUE.len() - 1].with(None)
    }

    /// What is fixed about it.
    pub fn kind(&self) -> &'static Kind {
        self.kind
    }

    /// The parameter's present value; `None` where there is none.
    pub fn parameter(&self) -> Option<f64> {
        self.kind.parameter.map(|_| self.parameter)
    }

    /// Whether training changes the parameter.
    pub fn is_learned(&self) -> bool {
        self.kind
            .parameter
            .is_some_and(|parameter| parameter.learned)
    }

    /// f(z) and f'(z) at one point.
    pub fn at(&self, z: f64) -> Point {
        (self.kind.point)(z, self.parameter)
    }

    /// The largest |f'| over all z.
    pub fn max_derivative(&self) -> f64 {
        (self.kind.max_derivative)(self.parameter)
    }

    /// f(z) and f'(z) for every element; the three slices have one length.
    pub fn apply(&self, z: &[f64], values: &mut [f64], derivatives: &mut [f64]) {
        (self.kind.apply)(self.parameter, z, values, derivatives);
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

    /// Takes a step of `-learning_rate * gradient`, if the parameter is a learned one.
    pub fn learn(&mut self, learning_rate: f64, gradient: f64) {
        if self.is_learned() {
            self.parameter -= learning_rate * gradient;
        }
    }
}

struct Sigmoid;

impl Elementwise for Sigmoid {
    const NAME: &'static str = "sigmoid";
    const LABEL: &'static str = "sigmoid";
    const FORMULA: &'static str = "1 / (1 + e^(-z))";
    const DERIVATIVE: &'static str = "f (1 - f)";
    const SOURCE: &'static str = "Verhulst 1845; Rumelhart, Hinton, Williams 1986";
    const SATURATES: bool = true;

    fn at(z: f64, _slope: f64) -> Point {
        // e = e^(-|z|) never overflows; f' = e / (1 + e)^2 is even in z.
        let e = libm::exp(-z.abs());
        let d = 1.0 + e;
        Point {
            value: if z < 0.0 { e / d } else { 1.0 / d },
            derivative: e / (d * d),
        }
    }

    fn max_derivative(_slope: f64) -> f64 {
        0.25
    }
}

struct Tanh;

impl Elementwise for Tanh {
    const NAME: &'static str = "tanh";
    const LABEL: &'static str = "tanh";
    const FORMULA: &'static str = "(e^z - e^(-z)) / (e^z + e^(-z))";
    const DERIVATIVE: &'static str = "1 - f^2";
    const SOURCE: &'static str = "LeCun, Bottou, Orr, Müller 1998";
    const SATURATES: bool = true;

    fn at(z: f64, _slope: f64) -> Point {
        // With m = e^(-2|z|) - 1: |f| = -m / (2 + m) and f' = 4 (1 + m) / (2 + m)^2. Close to 0,
        // m must come from expm1 (1 - e cancels); far out, 1 + m must come from exp.
        let x = -2.0 * z.abs();
        let (m, e) = if x > -1.0 {
            let m = libm::expm1(x);
            (m, 1.0 + m)
        } else {
            let e = libm::exp(x);
            (e - 1.0, e)
        };
        let d = 2.0 + m;
        Point {
            value: (-m / d).copysign(z),
            derivative: 4.0 * e / (d * d),
        }
    }
}

struct Relu;

impl Elementwise for Relu {
    const NAME: &'static str = "relu";
    const LABEL: &'static str = "ReLU";
    const FORMULA: &'static str = "max(0, z)";
    const DERIVATIVE: &'static str = "1 for z > 0, else 0";
    const SOURCE: &'static str = "Nair, Hinton 2010; Glorot, Bordes, Bengio 2011";

    fn at(z: f64, _slope: f64) -> Point {
        rectify(z, 0.0, 0.0)
    }
}

struct LeakyRelu;

impl Elementwise for LeakyRelu {
    const NAME: &'static str = "leaky-relu";
    const LABEL: &'static str = "leaky ReLU";
    const FORMULA: &'static str = "z for z > 0, else slope z";
    const DERIVATIVE: &'static str = "1 for z > 0, else slope";
    const SOURCE: &'static str = "Maas, Hannun, Ng 2013";
    const PARAMETER: Option<Parameter> = Some(Parameter {
        default: 0.01,
        learned: false,
    });

    fn at(z: f64, slope: f64) -> Point {
        rectify(z, slope * z, slope)
    }

    fn max_derivative(slope: f64) -> f64 {
        slope.abs().max(1.0)
    }
}

struct PRelu;

impl Elementwise for PRelu {
    const NAME: &'static str = "prelu";
    const LABEL: &'static str = "PReLU";
    const FORMULA: &'static str = "z for z > 0, else slope z, with the slope learned";
    const DERIVATIVE: &'static str = LeakyRelu::DERIVATIVE;
    const SOURCE: &'static str = "He, Zhang, Ren, Sun 2015";
    const PARAMETER: Option<Parameter> = Some(Parameter {
        default: 0.25,
        learned: true,
    });

    fn at(z: f64, slope: f64) -> Point {
        LeakyRelu::at(z, slope)
    }

    fn max_derivative(slope: f64) -> f64 {
        LeakyRelu::max_derivative(slope)
    }
}

struct Identity;

impl Elementwise for Identity {
    const NAME: &'static str = "identity";
    const LABEL: &'static str = "identity (linear)";
    const FORMULA: &'static str = "z";
    const DERIVATIVE: &'static str = "1";
    const SOURCE: &'static str = "";

    fn at(z: f64, _slope: f64) -> Point {
        Point {
            value: z,
            derivative: 1.0,
        }
    }
}

/// (z, 1) for z > 0, else the given branch; a NaN stays one, so that it is seen.
fn rectify(z: f64, value: f64, derivative: f64) -> Point {
    if z <= 0.0 {
        Point { value, derivative }
    } else {
        Point {
            value: z,
            derivative: 1.0,
        }
    }
}
