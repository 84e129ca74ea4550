//! From text to program, by recursive descent.

use std::cmp::Ordering;
use std::f64::consts::{E, PI};

use super::dual::{Binary, Dual, FUNCTIONS, Function, Rule, negate};
use super::wide::Wide;
use super::{DEPTH, LENGTH, Op, Problem, Wrong, run};
use crate::number;

type Parsed<T = ()> = Result<T, Problem>;

/// How a comparison is written, the longer ones first, and how it is made.
const COMPARISONS: [(&str, Binary); 4] = [
    ("<=", |a, b| a.compare(b, Ordering::is_le)),
    (">=", |a, b| a.compare(b, Ordering::is_ge)),
    ("<", |a, b| a.compare(b, Ordering::is_lt)),
    (">", |a, b| a.compare(b, Ordering::is_gt)),
];

pub(super) fn program(text: &str) -> Parsed<Vec<Op>> {
    let mut parser = Parser {
        text: text.chars().take(LENGTH + 1).collect(),
        ..Parser::default()
    };
    if parser.text.len() > LENGTH {
        return Err(problem(LENGTH, Wrong::TooLong));
    }
    if parser.peek().is_none() {
        return Err(problem(0, Wrong::Empty));
    }
    parser.sum()?;
    match parser.peek() {
        None => Ok(parser.program),
        Some(')') => Err(parser.problem(Wrong::ClosesNothing)),
        Some(',') => Err(parser.problem(Wrong::StrayComma)),
        Some(_) => Err(parser.stray()),
    }
}

/// `at` counts from 0.
fn problem(at: usize, wrong: Wrong) -> Problem {
    Problem {
        position: at + 1,
        wrong,
    }
}

fn constant(value: f64) -> Op {
    Op::Number(Dual::constant(Wide::from(value)))
}

fn in_name(c: char) -> bool {
    c.is_alphabetic() || c.is_ascii_digit()
}

#[derive(Default)]
struct Parser {
    text: Vec<char>,
    /// The next character.
    at: usize,
    /// Where the last token began.
    token: usize,
    /// Calls of `signed` under way: every recursion passes through it.
    depth: usize,
    /// Values on the stack at this point of the program.
    height: usize,
    program: Vec<Op>,
}

impl Parser {
    /// sum = product { ("+" | "-") product }
    fn sum(&mut self) -> Parsed {
        self.product()?;
        loop {
            if self.eats("+") {
                self.product()?;
                self.emit(Op::Two(Dual::plus))?;
            } else if self.eats("-") {
                self.product()?;
                self.emit(Op::Two(Dual::minus))?;
            } else {
                return Ok(());
            }
        }
    }

    /// product = signed { ("*" | "/") signed }
    fn product(&mut self) -> Parsed {
        self.signed()?;
        loop {
            // No "**" can be left here: the power has taken it.
            if self.eats("*") {
                self.signed()?;
                self.emit(Op::Two(Dual::times))?;
            } else if self.eats("/") {
                self.signed()?;
                self.emit(Op::Two(Dual::over))?;
            } else {
                return Ok(());
            }
        }
    }

    /// signed = ("-" | "+") signed | power
    fn signed(&mut self) -> Parsed {
        if self.depth > DEPTH {
            return Err(self.too_deep());
        }
        self.depth += 1;
        if self.eats("-") {
            self.signed()?;
            self.emit(Op::One(negate))?;
        } else if self.eats("+") {
            self.signed()?;
        } else {
            self.power()?;
        }
        self.depth -= 1;
        Ok(())
    }

    /// power = operand [ ("^" | "**") signed ]
    fn power(&mut self) -> Parsed {
        self.operand()?;
        if self.eats("^") || self.eats("**") {
            self.signed()?;
            self.emit(Op::Two(Dual::power))?;
        }
        Ok(())
    }

    /// operand = number | name | function "(" ... ")" | "(" sum ")"
    fn operand(&mut self) -> Parsed {
        match self.peek() {
            Some(c) if c.is_alphabetic() => self.name()?,
            Some('0'..='9' | '.') => self.number()?,
            Some('(') => {
                self.eats("(");
                self.sum()?;
                self.close()?;
            }
            _ => return Err(self.no_operand()),
        }
        match self.peek() {
            Some(c) if in_name(c) || c == '.' || c == '(' => Err(self.juxtaposed()),
            _ => Ok(()),
        }
    }

    fn number(&mut self) -> Parsed {
        let digits = |mut at: usize| {
            while self.text.get(at).is_some_and(char::is_ascii_digit) {
                at += 1;
            }
            at
        };
        let mut end = digits(self.at);
        if self.text.get(end) == Some(&'.') {
            end = digits(end + 1);
        }
        let digit_count = end - self.at;
        if let Some('e' | 'E') = self.text.get(end) {
            let sign = usize::from(matches!(self.text.get(end + 1), Some('+' | '-')));
            let exponent = end + 1 + sign;
            // Else it is the constant e, and an operator is missing.
            if digits(exponent) > exponent {
                end = digits(exponent);
            }
        }
        let text: String = self.text[self.at..end].iter().collect();
        let Some(number) = number::parse(&text) else {
            return Err(self.no_operand());
        };
        let zero = !text
            .chars()
            .take(digit_count)
            .any(|c| matches!(c, '1'..='9'));
        if number.is_infinite() || (number == 0.0) != zero {
            return Err(self.problem(Wrong::OutOfRange(text)));
        }
        self.advance(end);
        self.emit(constant(number))
    }

    fn name(&mut self) -> Parsed {
        let rest = self.text[self.at..].iter();
        let name: String = rest.take_while(|c| in_name(**c)).collect();
        let end = self.at + name.chars().count();
        let op = match name.as_str() {
            "z" | "x" => Op::Z,
            "pi" => constant(PI),
            "e" => constant(E),
            _ => {
                let Some(function) = FUNCTIONS.iter().find(|function| function.name == name) else {
                    return Err(self.problem(Wrong::UnknownName(name)));
                };
                self.advance(end);
                return self.call(function);
            }
        };
        self.advance(end);
        self.emit(op)
    }

    fn call(&mut self, function: &Function) -> Parsed {
        let name = function.name;
        let start = self.token;
        if !self.eats("(") {
            return Err(self.problem(Wrong::NotCalled(name)));
        }
        let mut count = 0;
        loop {
            if count == 0 && matches!(function.rule, Rule::Choice) {
                self.comparison()?;
            } else {
                self.sum()?;
            }
            count += 1;
            if let Rule::Many(f) = function.rule
                && count > 1
            {
                self.emit(Op::Two(f))?;
            }
            if !self.eats(",") {
                break;
            }
        }
        self.close()?;
        let (takes, or_more) = match function.rule {
            Rule::One(_) => (1, false),
            Rule::Two(_) => (2, false),
            Rule::Many(_) => (2, true),
            Rule::Choice => (3, false),
        };
        if count < takes || (count > takes && !or_more) {
            let wrong = Wrong::Arguments {
                name,
                takes,
                or_more,
                count,
            };
            return Err(problem(start, wrong));
        }
        match function.rule {
            Rule::One(f) => self.emit(Op::One(f)),
            Rule::Two(f) => self.emit(Op::Two(f)),
            Rule::Many(_) => Ok(()),
            Rule::Choice => self.emit(Op::Three(Dual::choose)),
        }
    }

    /// comparison = sum ("<" | "<=" | ">" | ">=") sum
    fn comparison(&mut self) -> Parsed {
        self.sum()?;
        for (symbol, compare) in COMPARISONS {
            if self.eats(symbol) {
                self.sum()?;
                return self.emit(Op::Two(compare));
            }
        }
        let found = self.peek();
        Err(self.problem(Wrong::NoComparison(found)))
    }

    fn close(&mut self) -> Parsed {
        if self.eats(")") {
            return Ok(());
        }
        Err(match self.peek() {
            None => self.problem(Wrong::NotClosed),
            Some(',') => self.problem(Wrong::NotClosedBeforeComma),
            Some(_) => self.stray(),
        })
    }

    /// Appends to the program; what depends on numbers alone becomes a number at once.
    fn emit(&mut self, op: Op) -> Parsed {
        self.height = self.height + 1 - op.arguments();
        if self.height > DEPTH {
            return Err(self.too_deep());
        }
        let start = self.program.len() - op.arguments();
        let mut arguments = self.program[start..].iter();
        let fixed = arguments.all(|op| matches!(op, Op::Number(_)));
        self.program.push(op);
        if fixed && op.arguments() > 0 {
            let number = run(&self.program[start..], f64::NAN);
            self.program.truncate(start);
            self.program.push(Op::Number(number));
        }
        Ok(())
    }

    /// The next character that is no space.
    fn peek(&mut self) -> Option<char> {
        while self.text.get(self.at).is_some_and(|c| c.is_whitespace()) {
            self.at += 1;
        }
        self.text.get(self.at).copied()
    }

    /// Whether `symbol` comes next; if so, it is behind us now.
    fn eats(&mut self, symbol: &str) -> bool {
        self.peek();
        let next = self.text[self.at..].iter().take(symbol.len()).copied();
        let comes = symbol.chars().eq(next);
        if comes {
            self.advance(self.at + symbol.len());
        }
        comes
    }

    fn advance(&mut self, end: usize) {
        self.token = self.at;
        self.at = end;
    }

    fn problem(&self, wrong: Wrong) -> Problem {
        problem(self.at, wrong)
    }

    fn too_deep(&mut self) -> Problem {
        self.peek();
        self.problem(Wrong::TooDeep)
    }

    fn no_operand(&mut self) -> Problem {
        let found = self.peek();
        self.problem(Wrong::NoOperand(found))
    }

    /// Something that can follow no operand.
    fn stray(&mut self) -> Problem {
        let found = self.peek();
        self.problem(match found {
            Some('<' | '>') => Wrong::StrayComparison(found),
            _ => Wrong::Stray(found),
        })
    }

    fn juxtaposed(&mut self) -> Problem {
        let before: String = self.text[self.token..self.at].iter().collect();
        let rest = &self.text[self.at..];
        let word = rest
            .iter()
            .take_while(|c| in_name(**c) || **c == '.')
            .count();
        let after: String = rest.iter().take(word.max(1)).collect();
        self.problem(Wrong::NoOperator(before.trim_end().to_owned(), after))
    }
}
