//! Data sets: generated, from files, or a reader's own, split and standardised.
//!
//! Rows are split into training and test rows by seed, and every feature is standardised (mean 0,
//! standard deviation 1) by the training rows' statistics alone; so are targets that are numbers.

mod files;
mod plane;

use nalgebra::DMatrix;

use crate::Error;
use crate::csv;
use crate::error::{Allowed, DataProblem, Limit};
use crate::loss::Kind;
use crate::random::{Purpose, Stream};

/// A data set by name.
#[derive(Debug)]
pub struct Source {
    /// The name in specifications.
    pub name: &'static str,
    /// Where the rows that come with the project stand, seen from the page.
    pub file: Option<&'static str>,
    /// What its rows look like; `None` before a reader's own file is read.
    pub shape: Option<Shape>,
    /// Who made it, where it was not generated.
    pub credit: &'static str,
    /// The features' names, where it has any of its own.
    features: &'static [&'static str],
    /// The classes' names, where it has any of its own.
    classes: &'static [&'static str],
    origin: Origin,
}

/// What the rows of a data set look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Features of a row.
    pub features: usize,
    /// What is to be told from them.
    pub task: Task,
    /// Rows in all.
    pub rows: usize,
}

/// What is to be told from a row's features.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// One of this many classes.
    Classes(usize),
    /// A number.
    Number,
}

/// Where rows come from.
#[derive(Debug)]
enum Origin {
    /// A point of a class in the plane, before noise.
    Plane(fn(class: usize, stream: &mut Stream) -> [f64; 2]),
    /// A feature and the number that belongs to it, before noise.
    Curve(fn(stream: &mut Stream) -> (f64, f64)),
    /// A file that comes with the project.
    File(fn(&[u8]) -> Option<files::Table>),
    /// A reader's own file.
    Csv,
}

/// Rows that are generated unless another number is asked for.
const GENERATED: usize = 1000;

/// Every data set, in the order a list shows them.
pub static CATALOGUE: [Source; 9] = [
    plane("moons", plane::moon),
    plane("circles", plane::circle),
    plane("spiral", plane::spiral),
    plane("xor", plane::xor),
    plane("gaussians", plane::gaussian),
    Source {
        name: "sine",
        file: None,
        shape: Some(Shape {
            features: 1,
            task: Task::Number,
            rows: GENERATED,
        }),
        credit: "",
        features: &["x"],
        classes: &[],
        origin: Origin::Curve(plane::sine),
    },
    Source {
        name: "digits",
        file: Some("digits.bin"),
        shape: Some(Shape {
            features: 64,
            task: Task::Classes(10),
            rows: 1797,
        }),
        credit: "E. Alpaydin, C. Kaynak, UCI Machine Learning Repository 1998, CC BY 4.0",
        features: &[],
        classes: &[],
        origin: Origin::File(files::digits),
    },
    Source {
        name: "iris",
        file: Some("iris.csv"),
        shape: Some(Shape {
            features: 4,
            task: Task::Classes(3),
            rows: 150,
        }),
        credit: "R. A. Fisher 1936, UCI Machine Learning Repository, CC BY 4.0",
        features: &files::IRIS_FEATURES,
        classes: &files::IRIS_CLASSES,
        origin: Origin::File(files::iris),
    },
    Source {
        name: "csv",
        file: None,
        shape: None,
        credit: "",
        features: &[],
        classes: &[],
        origin: Origin::Csv,
    },
];

const fn plane(name: &'static str, point: fn(usize, &mut Stream) -> [f64; 2]) -> Source {
    Source {
        name,
        file: None,
        shape: Some(Shape {
            features: 2,
            task: Task::Classes(2),
            rows: GENERATED,
        }),
        credit: "",
        features: &["x", "y"],
        classes: &[],
        origin: Origin::Plane(point),
    }
}

impl Source {
    /// Whether its rows are made and not read.
    pub fn is_generated(&self) -> bool {
        matches!(self.origin, Origin::Plane(_) | Origin::Curve(_))
    }
}

impl Shape {
    /// Outputs a network needs: one for a number or to tell two classes apart, but softmax has one
    /// a class.
    pub fn outputs(&self, loss: Kind) -> usize {
        match self.task {
            Task::Number => 1,
            Task::Classes(2) if loss != Kind::CrossEntropy => 1,
            Task::Classes(classes) => classes,
        }
    }

    /// The loss that goes with the task where none is asked for.
    pub fn loss(&self) -> Kind {
        match self.task {
            Task::Classes(_) => Kind::CrossEntropy,
            Task::Number => Kind::MeanSquaredError,
        }
    }
}

/// What is wanted of a data set.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// Which.
    pub source: &'static Source,
    /// Rows; 0 for as many as there are, or [`GENERATED`](CATALOGUE).
    pub rows: usize,
    /// The standard deviation of a generated point's coordinates.
    pub noise: f64,
    /// The share of the rows that test.
    pub test_share: f64,
    /// Whether features, and targets that are numbers, are standardised.
    pub standardise: bool,
    /// Of the points, of the choice of rows and of the split.
    pub seed: u32,
    /// How a reader's own file is read.
    pub csv: csv::Options<'a>,
}

/// Rows to train and to test.
#[derive(Clone, Debug)]
pub struct Dataset {
    /// What all rows together look like.
    pub shape: Shape,
    /// Rows to learn from.
    pub train: Rows,
    /// Rows to measure by.
    pub test: Rows,
    /// What stands in the columns of the inputs, one a feature.
    pub features: Vec<Column>,
    /// The classes' names, by their numbers where they have none; empty for numbers.
    pub classes: Vec<String>,
    /// How numbers to be told were standardised.
    pub target: Scale,
}

/// A feature.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name, if it has one.
    pub name: Option<String>,
    /// How it was standardised.
    pub scale: Scale,
}

/// How values were standardised: what they were before is `mean + deviation * value`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// The training rows' mean.
    pub mean: f64,
    /// Their standard deviation; 0 where all are equal.
    pub deviation: f64,
}

impl Scale {
    /// Of values that are as they were.
    pub const NONE: Self = Self {
        mean: 0.0,
        deviation: 1.0,
    };

    /// Taken of differences from the first value, over the largest: numbers of any size keep their
    /// squares, and equal ones have a deviation of exactly 0.
    fn of(values: impl ExactSizeIterator<Item = f64> + Clone) -> Self {
        let count = values.len() as f64;
        let largest = values.clone().fold(0.0, |max: f64, v| max.max(v.abs()));
        let first = values.clone().next().unwrap_or(0.0);
        if largest == 0.0 {
            return Self {
                mean: 0.0,
                deviation: 0.0,
            };
        }
        let differences = values.map(|v| v / largest - first / largest);
        let mean = differences.clone().sum::<f64>() / count;
        let squares = differences.map(|d| (d - mean) * (d - mean));
        let deviation = (squares.sum::<f64>() / count).sqrt();
        Self {
            mean: first + mean * largest,
            deviation: deviation * largest,
        }
    }

    /// A feature that never changes tells nothing: it stays at 0.
    fn standard(self, value: f64) -> f64 {
        if self.deviation > 0.0 {
            (value - self.mean) / self.deviation
        } else {
            0.0
        }
    }
}

/// Inputs and what belongs to them.
#[derive(Clone, Debug)]
pub struct Rows {
    /// (features, rows).
    pub inputs: DMatrix<f64>,
    /// What is to be told.
    pub targets: Targets,
}

/// What is to be told of each row.
#[derive(Clone, Debug, PartialEq)]
pub enum Targets {
    /// Its class.
    Classes(Vec<usize>),
    /// Its number.
    Numbers(Vec<f64>),
}

impl Rows {
    /// How many.
    pub fn len(&self) -> usize {
        self.inputs.ncols()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Some of the rows, in this order.
    pub fn select(&self, indices: &[usize]) -> Self {
        let mut some = Self {
            inputs: DMatrix::zeros(self.inputs.nrows(), indices.len()),
            targets: match self.targets {
                Targets::Classes(_) => Targets::Classes(Vec::new()),
                Targets::Numbers(_) => Targets::Numbers(Vec::new()),
            },
        };
        self.select_into(indices, &mut some);
        some
    }

    /// [`Rows::select`] of as many rows as `some` has already, which are overwritten.
    pub fn select_into(&self, indices: &[usize], some: &mut Self) {
        for (mut column, &row) in some.inputs.column_iter_mut().zip(indices) {
            column.copy_from(&self.inputs.column(row));
        }
        match (&self.targets, &mut some.targets) {
            (Targets::Classes(labels), Targets::Classes(some)) => {
                some.clear();
                some.extend(indices.iter().map(|&row| labels[row]));
            }
            (Targets::Numbers(numbers), Targets::Numbers(some)) => {
                some.clear();
                some.extend(indices.iter().map(|&row| numbers[row]));
            }
            (targets, some) => *some = targets.clone(),
        }
    }

    /// The share of each class among the rows; empty for numbers.
    pub fn class_shares(&self) -> Vec<f64> {
        let Targets::Classes(labels) = &self.targets else {
            return Vec::new();
        };
        let classes = labels.iter().max().map_or(0, |max| max + 1);
        let mut counts = vec![0_usize; classes];
        for &label in labels {
            counts[label] += 1;
        }
        let share = |count| count as f64 / labels.len() as f64;
        counts.into_iter().map(share).collect()
    }

    /// The share of the most frequent class, which always giving the same answer gets right; NaN
    /// for numbers.
    pub fn chance(&self) -> f64 {
        self.class_shares().into_iter().fold(f64::NAN, f64::max)
    }

    /// What a network with `outputs` outputs should say, (outputs, rows): the number; the class
    /// itself for one output; 1 at the class and 0 elsewhere for several.
    pub fn targets(&self, outputs: usize) -> DMatrix<f64> {
        let mut targets = DMatrix::zeros(outputs, self.len());
        self.write_targets(&mut targets);
        targets
    }

    /// [`Rows::targets`], into a matrix of their shape.
    pub fn write_targets(&self, out: &mut DMatrix<f64>) {
        let outputs = out.nrows();
        for (row, mut target) in out.column_iter_mut().enumerate() {
            match &self.targets {
                Targets::Numbers(numbers) => target.fill(numbers[row]),
                Targets::Classes(labels) => {
                    for (output, target) in target.iter_mut().enumerate() {
                        let class = if outputs == 1 { 1 } else { output };
                        *target = f64::from(u8::from(labels[row] == class));
                    }
                }
            }
        }
    }
}

impl Dataset {
    /// Makes or reads the data, takes the rows asked for, splits and standardises them. `file` is
    /// what the source reads, if it reads any.
    ///
    /// # Errors
    /// [`Error::Data`] where the file is missing or not what it should be;
    /// [`Error::InvalidValue`] for more rows than there are, or too few to be split.
    pub fn new(request: &Request, file: Option<&[u8]>) -> Result<Self, Error> {
        let source = request.source;
        let problem = |problem| Error::Data {
            name: source.name,
            problem,
        };
        let file = file.ok_or_else(|| problem(DataProblem::Missing));
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let mut names: Vec<String> = owned(source.features);
        let mut classes: Vec<String> = owned(source.classes);
        let (inputs, targets) = match source.origin {
            Origin::Plane(_) | Origin::Curve(_) => generate(request),
            Origin::File(read) => {
                let read = read(file?).filter(|(inputs, _)| {
                    source
                        .shape
                        .is_some_and(|shape| shape.rows == inputs.ncols())
                });
                read.ok_or_else(|| problem(DataProblem::Damaged))?
            }
            Origin::Csv => {
                let table = csv::parse(file?, &request.csv).map_err(|wrong| {
                    problem(DataProblem::Table {
                        line: wrong.line,
                        code: wrong.code,
                        arguments: wrong.arguments,
                        message: wrong.message,
                    })
                })?;
                names = table.features;
                let targets = match table.target {
                    csv::Target::Classes { labels, names } => {
                        classes = names;
                        Targets::Classes(labels)
                    }
                    csv::Target::Numbers(numbers) => Targets::Numbers(numbers),
                };
                (table.inputs, targets)
            }
        };
        let all = Rows { inputs, targets };
        let rows = if request.rows == 0 {
            all.len()
        } else {
            request.rows
        };
        let train_rows = train_rows(rows, request.test_share);
        if rows > all.len() || train_rows == 0 || train_rows == rows {
            return Err(Error::InvalidValue {
                key: "rows",
                value: rows.to_string(),
                allowed: Allowed::AtMost {
                    max: all.len() as f64,
                    of: Limit::SplitRows(source.name),
                },
            });
        }
        let mut order: Vec<_> = (0..all.len()).collect();
        Stream::new(request.seed, Purpose::Split).shuffle(&mut order);
        let (train, test) = order[..rows].split_at(train_rows);
        let task = match &all.targets {
            Targets::Numbers(_) => Task::Number,
            Targets::Classes(_) => Task::Classes(all.class_shares().len()),
        };
        if let Task::Classes(count) = task {
            classes.extend((classes.len()..count).map(|class| class.to_string()));
        }
        let mut names = names.into_iter();
        let mut dataset = Self {
            shape: Shape {
                features: all.inputs.nrows(),
                task,
                rows,
            },
            features: (0..all.inputs.nrows())
                .map(|_| Column {
                    name: names.next(),
                    scale: Scale::NONE,
                })
                .collect(),
            classes,
            target: Scale::NONE,
            train: all.select(train),
            test: all.select(test),
        };
        if request.standardise {
            dataset.standardise();
        }
        Ok(dataset)
    }

    /// The loss of a network that has learned nothing but how often each class comes, or what the
    /// mean of the numbers is. With p the share of a class: the sum of -p ln p for cross-entropy,
    /// the mean of -p ln p - (1 - p) ln(1 - p) for binary cross-entropy, of p (1 - p) for squared
    /// error; the variance of numbers.
    pub fn guessing_loss(&self, loss: Kind) -> f64 {
        if let Targets::Numbers(numbers) = &self.train.targets {
            let Scale { deviation, .. } = Scale::of(numbers.iter().copied());
            return deviation * deviation;
        }
        let surprise = |p: f64| if p > 0.0 { -p * libm::log(p) } else { 0.0 };
        let each = self.train.class_shares().into_iter().map(|p| match loss {
            Kind::CrossEntropy => surprise(p),
            Kind::BinaryCrossEntropy => surprise(p) + surprise(1.0 - p),
            Kind::MeanSquaredError => p * (1.0 - p),
        });
        let sum: f64 = each.sum();
        match (loss, self.shape.task) {
            (Kind::CrossEntropy, _) | (_, Task::Number) => sum,
            // A class that no training row has adds nothing and counts.
            (_, Task::Classes(classes)) => sum / classes as f64,
        }
    }

    fn standardise(&mut self) {
        for (feature, column) in self.features.iter_mut().enumerate() {
            column.scale = Scale::of(self.train.inputs.row(feature).iter().copied());
            for rows in [&mut self.train, &mut self.test] {
                let mut values = rows.inputs.row_mut(feature);
                values.apply(|value| *value = column.scale.standard(*value));
            }
        }
        if let Targets::Numbers(numbers) = &self.train.targets {
            self.target = Scale::of(numbers.iter().copied());
            for rows in [&mut self.train, &mut self.test] {
                if let Targets::Numbers(numbers) = &mut rows.targets {
                    for number in numbers {
                        *number = self.target.standard(*number);
                    }
                }
            }
        }
    }
}

/// How many of `rows` train where this share tests.
pub fn train_rows(rows: usize, test_share: f64) -> usize {
    // Rounded up, but for what rounding has put above a whole number.
    rows - (rows as f64 * test_share - 1e-9).ceil() as usize
}

/// Rows with normal noise on what was drawn; points of each class in turn.
fn generate(request: &Request) -> files::Table {
    let stream = &mut Stream::new(request.seed, Purpose::Points);
    let rows = if request.rows == 0 {
        GENERATED
    } else {
        request.rows
    };
    match request.source.origin {
        Origin::Curve(point) => {
            let (inputs, numbers): (Vec<_>, Vec<_>) = (0..rows)
                .map(|_| {
                    let (x, y) = point(stream);
                    (x, y + request.noise * stream.normal())
                })
                .unzip();
            (
                DMatrix::from_vec(1, rows, inputs),
                Targets::Numbers(numbers),
            )
        }
        Origin::Plane(point) => {
            let labels: Vec<_> = (0..rows).map(|row| row % 2).collect();
            let mut inputs = DMatrix::zeros(2, rows);
            for (mut row, &class) in inputs.column_iter_mut().zip(&labels) {
                for (coordinate, value) in row.iter_mut().zip(point(class, stream)) {
                    *coordinate = value + request.noise * stream.normal();
                }
            }
            (inputs, Targets::Classes(labels))
        }
        Origin::File(_) | Origin::Csv => (DMatrix::zeros(0, 0), Targets::Numbers(Vec::new())),
    }
}
