//! From text to program, by recursive descent.

use std::cmp::Ordering;
use std::f64::consts::{E, PI};

use super::dual::{Binary, Dual, FUNCTIONS, Function, Rule, negate};
use super::wide::Wide;
use super::{DEPTH, LENGTH, Op, Problem, run};

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
        let message = format!("a formula has at most {LENGTH} characters");
        return Err(problem(LENGTH, message));
    }
    if parser.peek().is_none() {
        let message = "the formula is empty: write one in z, such as max(0, z)";
        return Err(problem(0, message));
    }
    parser.sum()?;
    match parser.peek() {
        None => Ok(parser.program),
        Some(')') => Err(parser.problem("this \")\" closes nothing")),
        Some(',') => Err(parser.problem("\",\" is allowed only between a function's arguments")),
        Some(_) => Err(parser.stray()),
    }
}

/// `at` counts from 0.
fn problem(at: usize, message: impl Into<String>) -> Problem {
    Problem {
        position: at + 1,
        message: message.into(),
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
        let Ok(number) = text.parse::<f64>() else {
            return Err(self.no_operand());
        };
        let zero = !text
            .chars()
            .take(digit_count)
            .any(|c| matches!(c, '1'..='9'));
        if number.is_infinite() || (number == 0.0) != zero {
            let message = format!("{text} is out of range: 5e-324 to 1.8e308 are allowed");
            return Err(self.problem(message));
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
                    let names = FUNCTIONS.map(|function| function.name).join(", ");
                    let allowed = format!("allowed are z, x, pi, e and {names}");
                    return Err(self.problem(format!("unknown name {name:?}: {allowed}")));
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
            return Err(self.problem(format!("\"(\" is missing after {name:?}")));
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
        let (fits, takes) = match function.rule {
            Rule::One(_) => (count == 1, "1 argument"),
            Rule::Two(_) => (count == 2, "2 arguments"),
            Rule::Many(_) => (count > 1, "2 or more arguments"),
            Rule::Choice => (count == 3, "3 arguments"),
        };
        if !fits {
            return Err(problem(
                start,
                format!("{name:?} takes {takes}, not {count}"),
            ));
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
        let found = self.found();
        Err(self.problem(format!("\"if\" needs one of < <= > >= here, not {found}")))
    }

    fn close(&mut self) -> Parsed {
        if self.eats(")") {
            return Ok(());
        }
        Err(match self.peek() {
            None => self.problem("\")\" is missing"),
            Some(',') => self.problem("\")\" is missing before \",\""),
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

    fn problem(&self, message: impl Into<String>) -> Problem {
        problem(self.at, message)
    }

    /// What comes next, for a message.
    fn found(&mut self) -> String {
        match self.peek() {
            Some(c) => format!("{:?}", c.to_string()),
            None => "the end".into(),
        }
    }

    fn too_deep(&mut self) -> Problem {
        self.peek();
        self.problem(format!("nested more than {DEPTH} deep"))
    }

    fn no_operand(&mut self) -> Problem {
        let found = self.found();
        self.problem(format!(
            "a number, z, a function or \"(\" is needed here, not {found}"
        ))
    }

    /// Something that can follow no operand.
    fn stray(&mut self) -> Problem {
        let found = self.found();
        if let Some('<' | '>') = self.peek() {
            return self.problem(format!(
                "{found} is allowed only once, in the first argument of \"if\""
            ));
        }
        self.problem(format!(
            "{found} means nothing here: operators are + - * / ^"
        ))
    }

    fn juxtaposed(&mut self) -> Problem {
        let before: String = self.text[self.token..self.at].iter().collect();
        let before = before.trim_end();
        let rest = &self.text[self.at..];
        let word = rest
            .iter()
            .take_while(|c| in_name(**c) || **c == '.')
            .count();
        let after: String = rest.iter().take(word.max(1)).collect();
        self.problem(format!(
            "an operator is missing: write {before}*{after} for the product"
        ))
    }
}
