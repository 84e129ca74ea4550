//! A reader's own activation: an expression in z, its value and its exact derivative.
//!
//! The text is parsed once into a program for a stack of dual numbers, each a value and its
//! derivative: (g h)' = g' h + g h' and so on, so the derivative is exact as the value is, up to
//! rounding, and never a difference quotient. Intermediate results neither overflow nor vanish:
//! z / (1 + exp(-z)) has its derivative at -800, although exp(800) is beyond f64. What the text
//! cancels stays cancelled: 1 - tanh(z)^2 is 0 from z = 20 on.
//!
//! At a kink the slope is that from the left: max(0, z) has 0 at 0, min(z, 6) has 1 at 6.
//! The exceptions are abs and sign with 0. Where an infinite slope meets a zero one, as in
//! sqrt(relu(z)), their product is 0.
//!
//! The grammar, from the loosest binding to the tightest:
//!
//! ```text
//! sum      product, then any number of + product or - product
//! product  signed, then any number of * signed or / signed
//! signed   - signed, + signed, or power
//! power    operand, or operand ^ signed; ** is ^
//! operand  a number, z or x, pi, e, ( sum ), or function ( sum , ... )
//! ```

mod dual;
mod parse;
mod problem;
mod wide;

use std::sync::Arc;

pub use dual::{FUNCTIONS, Function};
pub use problem::{Problem, Wrong};

use dual::{Binary, Dual, Unary};
use wide::Wide;

/// The longest text, in characters.
pub const LENGTH: usize = 200;

/// How many parentheses, signs and powers may be open at once, and how many values may wait.
pub const DEPTH: usize = 32;

/// The formula of a reader who has not written one yet.
const DEFAULT: &str = "max(0.1*z, z)";

/// A parsed expression in z.
#[derive(Clone, Debug)]
pub struct Formula {
    text: Arc<str>,
    /// Leaves one value on the stack and never more than `DEPTH`: the parser has counted.
    program: Arc<[Op]>,
}

/// One step of a program: takes its arguments from the top of the stack, leaves its result there.
#[derive(Clone, Copy, Debug)]
enum Op {
    Z,
    Number(Dual),
    One(Unary),
    Two(Binary),
    Three(fn(Dual, Dual, Dual) -> Dual),
}

impl Op {
    fn arguments(self) -> usize {
        match self {
            Self::Z | Self::Number(_) => 0,
            Self::One(_) => 1,
            Self::Two(_) => 2,
            Self::Three(_) => 3,
        }
    }
}

impl Formula {
    /// Reads a formula. The error is the first thing wrong with it and where.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        Ok(Self {
            program: parse::program(text)?.into(),
            text: text.trim().into(),
        })
    }

    /// The text as given, without the space around it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// f(z) and f'(z): both NaN where z or f(z) is.
    pub fn at(&self, z: f64) -> (f64, f64) {
        let Dual { value, derivative } = run(&self.program, z);
        let value = value.to_f64();
        if z.is_nan() || value.is_nan() {
            (f64::NAN, f64::NAN)
        } else {
            (value, derivative.to_f64())
        }
    }
}

/// Two formulas are equal if their texts are.
impl PartialEq for Formula {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

fn run(program: &[Op], z: f64) -> Dual {
    let z = Dual {
        value: Wide::from(z),
        derivative: Wide::ONE,
    };
    let mut stack = [z; DEPTH];
    // One past the top.
    let mut top = 0;
    for &op in program {
        top -= op.arguments();
        stack[top] = match op {
            Op::Z => z,
            Op::Number(number) => number,
            Op::One(f) => stack[top].through(f),
            Op::Two(f) => f(stack[top], stack[top + 1]),
            Op::Three(f) => f(stack[top], stack[top + 1], stack[top + 2]),
        };
        top += 1;
    }
    stack[0]
}

/// A leaky ReLU.
impl Default for Formula {
    fn default() -> Self {
        let program = parse::program(DEFAULT).unwrap_or_else(|_| vec![Op::Z]);
        Self {
            text: DEFAULT.into(),
            program: program.into(),
        }
    }
}
