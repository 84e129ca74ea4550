//! A reader's own table: separated values, of which one column is to be learned from the others.
//!
//! The separator is a comma, a semicolon or a tab, whichever the first line has most of. Blank
//! lines do not count, nor do spaces around a value. A row is on the line it begins on.

use std::fmt;

use csv_core::{ReadRecordResult, ReaderBuilder};
use nalgebra::DMatrix;

use crate::number;

/// The largest file, in bytes.
pub const BYTES: usize = 16 << 20;
/// The most rows, without the header.
pub const ROWS: usize = 100_000;
/// The fewest rows: one to test with, four to train.
pub const FEWEST_ROWS: usize = 5;
/// The most features.
pub const FEATURES: usize = 256;
/// The most classes.
pub const CLASSES: usize = 20;

/// How to read a table.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// Whether the first row names the columns.
    pub header: Header,
    /// The column to learn: its name, or its number from 1; the last one where nothing is said.
    pub label: &'a str,
    /// What the label is.
    pub task: Task,
}

/// Whether the first row names the columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Header {
    /// It does if a word in it stands above a number.
    #[default]
    Auto,
    /// It does.
    Yes,
    /// It does not.
    No,
}

/// What the label is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Task {
    /// Numbers if every label is one, unless all are whole and few of them different.
    #[default]
    Auto,
    /// The name of a class.
    Class,
    /// A number.
    Number,
}

/// What a table says.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The features' names; a column without one is called by its number, as in "column 3".
    pub features: Vec<String>,
    /// (features, rows).
    pub inputs: DMatrix<f64>,
    /// The label of each row.
    pub target: Target,
}

/// The labels of a table's rows.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// One class a row.
    Classes {
        /// The classes: ascending where all are numbers, else in order of appearance.
        names: Vec<String>,
        /// Each row's class, by its place in the names.
        labels: Vec<usize>,
    },
    /// One number a row.
    Numbers(Vec<f64>),
}

/// What is wrong with a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line of the file, from 1, where it is one line's fault.
    pub line: Option<u64>,
    /// A name for this kind of problem.
    pub code: &'static str,
    /// What the message names, in its order; texts in quotes.
    pub arguments: Vec<String>,
    /// What is wrong, in English.
    pub message: String,
}

/// A kind of problem: its code, and its message with a `#` for every argument.
struct Kind(&'static str, &'static str);

const FILE_SIZE: Kind = Kind("fileSize", "the file is larger than # MiB");
const UTF_8: Kind = Kind("utf8", "this is not text in UTF-8");
const OPEN_QUOTE: Kind = Kind("openQuote", "a quote is opened and never closed");
const FIELDS: Kind = Kind("fields", "found # fields, not #");
const MANY_COLUMNS: Kind = Kind("manyColumns", "# columns are too many: at most # features");
const ONE_COLUMN: Kind = Kind(
    "oneColumn",
    "there is only one column: nothing to learn from",
);
const MANY_ROWS: Kind = Kind("manyRows", "there are more than # rows");
const FEW_ROWS: Kind = Kind("fewRows", "# rows are too few: at least # are needed");
const MISSING: Kind = Kind("missingValue", "column #: the value is missing");
const NO_NUMBER: Kind = Kind("noNumber", "column #: # is not a finite number");
const MANY_CLASSES: Kind = Kind(
    "manyClasses",
    "column # has more than # classes; a quantity is to be read as a number",
);
const ONE_CLASS: Kind = Kind(
    "oneClass",
    "every row has class #: there is nothing to tell apart",
);
const ONE_NUMBER: Kind = Kind(
    "oneNumber",
    "every row has the number #: there is nothing to learn",
);
const NO_COLUMN: Kind = Kind("noColumn", "there is no column #; there are #");
const NO_COLUMN_OF: Kind = Kind(
    "noColumnOf",
    "there is no column #; there are #, and # more",
);

impl Problem {
    fn new<const N: usize>(kind: Kind, arguments: [String; N]) -> Self {
        Self::of(kind, arguments.into())
    }

    fn of(Kind(code, message): Kind, arguments: Vec<String>) -> Self {
        let mut parts = message.split('#');
        let mut message = parts.next().unwrap_or_default().to_owned();
        for (argument, part) in arguments.iter().zip(parts) {
            message += argument;
            message += part;
        }
        Self {
            line: None,
            code,
            arguments,
            message,
        }
    }

    fn on<const N: usize>(line: u64, kind: Kind, arguments: [String; N]) -> Self {
        Self {
            line: Some(line),
            ..Self::new(kind, arguments)
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}

/// Reads a table.
///
/// # Errors
/// The first [`Problem`] found: a file that is too large, not UTF-8, or not a table; a value that
/// is missing or not the number it should be; a label that does not exist or cannot be learned.
pub fn parse(bytes: &[u8], options: &Options<'_>) -> Result<Table, Problem> {
    let mut records = Records::read(bytes)?;
    let mut names: Vec<_> = (1..=records.width).map(|n| format!("column {n}")).collect();
    if records.have_header(options.header) {
        for (column, name) in names.iter_mut().enumerate() {
            match records.cell(0, column) {
                "" => {}
                own => own.clone_into(name),
            }
        }
        records.first = 1;
    }
    match records.rows().len() {
        count if count > ROWS => return Err(Problem::new(MANY_ROWS, [ROWS.to_string()])),
        count if count < FEWEST_ROWS => {
            let arguments = [count, FEWEST_ROWS].map(|count| count.to_string());
            return Err(Problem::new(FEW_ROWS, arguments));
        }
        _ => {}
    }
    if records.width == 1 {
        return Err(Problem::new(ONE_COLUMN, []));
    }
    let label = column(&names, options.label)?;
    let target = records.target(label, &names[label], options.task)?;
    let mut inputs = Vec::with_capacity(records.rows().len() * (records.width - 1));
    for row in records.rows() {
        for (column, name) in names.iter().enumerate() {
            if column != label {
                inputs.push(records.number(row, column, name)?);
            }
        }
    }
    names.remove(label);
    Ok(Table {
        inputs: DMatrix::from_vec(names.len(), records.rows().len(), inputs),
        features: names,
        target,
    })
}

/// The rows of a file, all of the same width, as text.
struct Records {
    /// Every cell's text, one after the other, and where each ends.
    text: String,
    ends: Vec<usize>,
    /// The line each row begins on.
    lines: Vec<u64>,
    width: usize,
    /// The first row that is not the header.
    first: usize,
}

impl Records {
    fn read(bytes: &[u8]) -> Result<Self, Problem> {
        if bytes.len() > BYTES {
            return Err(Problem::new(FILE_SIZE, [(BYTES >> 20).to_string()]));
        }
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let line = 1 + line_breaks(&bytes[..error.valid_up_to()]);
            Problem::on(line, UTF_8, [])
        })?;
        // With a line break at the very end, only an open quote leaves a row unfinished.
        let input = [bytes, b"\n"].concat();
        let mut reader = ReaderBuilder::new().delimiter(separator(text)).build();
        let mut cells = vec![0; input.len() + 1];
        let mut ends = [0; FEATURES + 2];
        let mut records = Self {
            text: String::new(),
            ends: Vec::new(),
            lines: Vec::new(),
            width: 0,
            first: 0,
        };
        let (mut at, mut written, mut line) = (0, 0, 1);
        let mut begin = 0;
        loop {
            while matches!(input.get(at), Some(b'\r' | b'\n')) {
                at += 1;
            }
            line += line_breaks(&input[begin..at]);
            begin = at;
            if at == input.len() {
                break;
            }
            let mut width = 0;
            loop {
                let (result, read, _, found) =
                    reader.read_record(&input[at..], &mut cells[written..], &mut ends);
                at += read;
                width += found;
                match result {
                    ReadRecordResult::Record => break,
                    // Too many: the row will be refused, but with their number.
                    ReadRecordResult::OutputEndsFull => {}
                    _ => return Err(Problem::on(line, OPEN_QUOTE, [])),
                }
            }
            if width == 1 && cells[written..][..ends[0]].trim_ascii().is_empty() {
                continue;
            }
            if records.lines.is_empty() {
                records.width = width;
            }
            if width != records.width {
                let arguments = [width, records.width].map(|count| count.to_string());
                return Err(Problem::on(line, FIELDS, arguments));
            }
            if width > FEATURES + 1 {
                let arguments = [width, FEATURES].map(|count| count.to_string());
                return Err(Problem::on(line, MANY_COLUMNS, arguments));
            }
            // One more than allowed, for the header.
            if records.lines.len() > ROWS {
                return Err(Problem::new(MANY_ROWS, [ROWS.to_string()]));
            }
            records.lines.push(line);
            let ends = &ends[..width];
            records.ends.extend(ends.iter().map(|end| written + end));
            written += ends[width - 1];
        }
        cells.truncate(written);
        records.text = String::from_utf8(cells).map_err(|_| Problem::new(UTF_8, []))?;
        Ok(records)
    }

    fn have_header(&self, header: Header) -> bool {
        // "NaN" is a wrong number rather than a name.
        let is_word = |text: &str| !text.is_empty() && number::parse(text).is_none();
        match header {
            Header::Yes => true,
            Header::No => false,
            Header::Auto => {
                self.lines.len() > 1
                    && (0..self.width).any(|column| {
                        is_word(self.cell(0, column)) && number(self.cell(1, column)).is_some()
                    })
            }
        }
    }

    /// Every row but the header.
    fn rows(&self) -> std::ops::Range<usize> {
        self.first..self.lines.len()
    }

    fn cell(&self, row: usize, column: usize) -> &str {
        let index = row * self.width + column;
        let begin = if index == 0 { 0 } else { self.ends[index - 1] };
        let text = self.text.get(begin..self.ends[index]);
        text.unwrap_or_default().trim()
    }

    fn value(&self, row: usize, column: usize, name: &str) -> Result<&str, Problem> {
        match self.cell(row, column) {
            "" => Err(Problem::on(self.lines[row], MISSING, [quoted(name)])),
            value => Ok(value),
        }
    }

    fn number(&self, row: usize, column: usize, name: &str) -> Result<f64, Problem> {
        let value = self.value(row, column, name)?;
        number(value)
            .ok_or_else(|| Problem::on(self.lines[row], NO_NUMBER, [name, value].map(quoted)))
    }

    fn target(&self, column: usize, name: &str, task: Task) -> Result<Target, Problem> {
        let numbers = || {
            let numbers = self.rows().map(|row| self.number(row, column, name));
            numbers.collect::<Result<Vec<_>, _>>()
        };
        let values = self.rows().map(|row| self.value(row, column, name));
        let values: Vec<_> = values.collect::<Result<_, _>>()?;
        let too_many = || Problem::new(MANY_CLASSES, [quoted(name), CLASSES.to_string()]);
        match (task, numbers()) {
            (Task::Number, numbers) => quantity(numbers?),
            (Task::Auto, Ok(numbers)) => match distinct(&numbers) {
                Some(kinds) if kinds.iter().all(|kind| kind.fract() == 0.0) => {
                    Ok(numbered_classes(&values, &numbers, kinds))
                }
                _ => quantity(numbers),
            },
            (Task::Class, Ok(numbers)) => {
                let kinds = distinct(&numbers).ok_or_else(too_many)?;
                Ok(numbered_classes(&values, &numbers, kinds))
            }
            (_, Err(problem)) => {
                // Where most are numbers, it is the one that is not that is wrong.
                let words = values.iter().filter(|value| number(value).is_none());
                let mistaken = task == Task::Auto && words.count() < values.len() / 2;
                let kinds =
                    distinct(&values).ok_or_else(|| if mistaken { problem } else { too_many() })?;
                Ok(Target::Classes {
                    labels: places(&values, &kinds),
                    names: kinds.into_iter().map(str::to_owned).collect(),
                })
            }
        }
        .and_then(|target| match &target {
            Target::Classes { names, .. } if names.len() == 1 => {
                Err(Problem::new(ONE_CLASS, [quoted(&names[0])]))
            }
            _ => Ok(target),
        })
    }
}

/// The column that is called, or numbered, `label`.
fn column(names: &[String], label: &str) -> Result<usize, Problem> {
    const SHOWN: usize = 20;
    let label = label.trim();
    if label.is_empty() {
        return Ok(names.len() - 1);
    }
    let numbered = || {
        let index = label.parse::<usize>().ok()?.checked_sub(1)?;
        (index < names.len()).then_some(index)
    };
    let named = names.iter().position(|name| name == label);
    named.or_else(numbered).ok_or_else(|| {
        let shown: Vec<_> = names.iter().take(SHOWN).map(|name| quoted(name)).collect();
        let shown = shown.join(", ");
        match names.len() - names.len().min(SHOWN) {
            0 => Problem::new(NO_COLUMN, [quoted(label), shown]),
            more => Problem::new(NO_COLUMN_OF, [quoted(label), shown, more.to_string()]),
        }
    })
}

/// Classes that are numbers, in their order, each called as it is first written.
fn numbered_classes(values: &[&str], numbers: &[f64], found: Vec<f64>) -> Target {
    // A sort from the library is several kilobytes of WebAssembly, for at most twenty numbers.
    let mut kinds: Vec<f64> = Vec::with_capacity(found.len());
    for kind in found {
        kinds.insert(kinds.partition_point(|&lower| lower < kind), kind);
    }
    let first = |kind| numbers.iter().position(|number| number == kind);
    let names = kinds.iter().filter_map(first).map(|row| values[row].into());
    Target::Classes {
        names: names.collect(),
        labels: places(numbers, &kinds),
    }
}

fn quantity(numbers: Vec<f64>) -> Result<Target, Problem> {
    if numbers.iter().all(|&number| number == numbers[0]) {
        return Err(Problem::new(ONE_NUMBER, [number::text(numbers[0])]));
    }
    Ok(Target::Numbers(numbers))
}

/// The different values in order of appearance; `None` where they are too many for classes.
fn distinct<T: Copy + PartialEq>(values: &[T]) -> Option<Vec<T>> {
    let mut kinds = Vec::new();
    for value in values {
        if !kinds.contains(value) {
            kinds.push(*value);
        }
        if kinds.len() > CLASSES {
            return None;
        }
    }
    Some(kinds)
}

/// The place of each value among `kinds`.
fn places<T: PartialEq>(values: &[T], kinds: &[T]) -> Vec<usize> {
    let place = |value| kinds.iter().position(|kind| kind == value);
    values.iter().filter_map(place).collect()
}

fn number(text: &str) -> Option<f64> {
    number::parse(text).filter(|number| number.is_finite())
}

/// What the first line has most of outside quotes; the first of these where it is undecided.
fn separator(text: &str) -> u8 {
    const SEPARATORS: [u8; 3] = *b",;\t";
    let mut counts = [0_usize; SEPARATORS.len()];
    let mut is_quoted = false;
    for byte in text.trim_start_matches([' ', '\r', '\n']).bytes() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            b'\r' | b'\n' => break,
            _ => {
                if let Some(index) = SEPARATORS.iter().position(|&own| own == byte) {
                    counts[index] += 1;
                }
            }
        }
    }
    let most = (0..counts.len()).rev().max_by_key(|&index| counts[index]);
    SEPARATORS[most.unwrap_or(0)]
}

/// Line breaks of any kind: LF, CR, or both together.
fn line_breaks(bytes: &[u8]) -> u64 {
    let single = bytes.iter().filter(|byte| matches!(byte, b'\r' | b'\n'));
    let double = bytes.windows(2).filter(|pair| pair == b"\r\n");
    (single.count() - double.count()) as u64
}

/// As much of a text as a message can bear.
fn quoted(text: &str) -> String {
    const SHOWN: usize = 40;
    let shown: String = text.chars().take(SHOWN).collect();
    let more = if shown.len() < text.len() { "…" } else { "" };
    format!("\"{shown}{more}\"")
}
