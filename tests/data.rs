//! The data are what their names say, split and standardised by the training rows alone.

mod support;

use std::fmt::Write;

use gradient_flow::data::{CATALOGUE, Dataset, Request, Rows, Shape, Source, Targets, Task};
use gradient_flow::loss::{self, Kind, Loss, Reduction};
use nalgebra::DMatrix;
use support::{labels, request};

fn load(name: &str, seed: u32) -> Dataset {
    support::load(&request(name, 0.1, seed))
}

#[test]
fn digits_are_split_1437_to_360_and_moons_800_to_200() {
    for (name, train, test, features, classes) in
        [("digits", 1437, 360, 64, 10), ("moons", 800, 200, 2, 2)]
    {
        let data = load(name, 1);
        assert_eq!(data.train.inputs.shape(), (features, train));
        assert_eq!(data.test.inputs.shape(), (features, test));
        let mut counts = vec![0_usize; classes];
        for &label in labels(&data.train).iter().chain(labels(&data.test)) {
            counts[label] += 1;
        }
        let even = (train + test) / classes;
        assert!(
            counts.iter().all(|count| count.abs_diff(even) <= 8),
            "{name} {counts:?}"
        );
    }
}

#[test]
fn training_features_have_mean_0_and_deviation_1_or_are_constant() {
    for name in ["digits", "moons"] {
        let inputs = load(name, 3).train.inputs;
        let mut constant = 0;
        for feature in inputs.row_iter() {
            let mean = feature.mean();
            let variance = feature.iter().map(|x| (x - mean).powi_2()).sum::<f64>() / 1.0;
            let variance = variance / feature.len() as f64;
            assert!(mean.abs() < 1e-12, "{mean}");
            if feature.iter().all(|x| *x == 0.0) {
                constant += 1;
            } else {
                assert!((variance - 1.0).abs() < 1e-12, "{variance}");
            }
        }
        assert!(constant < 10, "{constant} features of {name} never change");
    }
}

trait Square {
    fn powi_2(self) -> f64;
}

impl Square for f64 {
    fn powi_2(self) -> f64 {
        self * self
    }
}

#[test]
fn the_seed_decides_the_split() {
    let [one, again, two] = [1, 1, 2].map(|seed| load("digits", seed).test);
    assert_eq!(one.inputs, again.inputs);
    assert_ne!(one.targets, two.targets);
}

#[test]
fn moons_without_noise_lie_on_two_half_circles() {
    let data = load_plane("moons");
    // Standardising stretches the axes: undo it by the known extent of each class.
    let extent = |rows: &Rows, class: usize, feature: usize| {
        let values = labels(rows)
            .iter()
            .enumerate()
            .filter(|(_, label)| **label == class);
        values.fold(
            (f64::INFINITY, f64::NEG_INFINITY),
            |(low, high), (row, _)| {
                let value = rows.inputs[(feature, row)];
                (low.min(value), high.max(value))
            },
        )
    };
    let (left, right) = extent(&data.train, 0, 0);
    let (bottom, top) = extent(&data.train, 0, 1);
    let unit = [(right - left) / 2.0, top - bottom];
    let centre = [(left + right) / 2.0, bottom];
    for (row, &label) in labels(&data.train).iter().enumerate() {
        let [x, y] = [0, 1].map(|f| (data.train.inputs[(f, row)] - centre[f]) / unit[f]);
        let radius = if label == 0 {
            x * x + y * y
        } else {
            (x - 1.0).powi_2() + (y - 0.5).powi_2()
        };
        assert!(
            (radius - 1.0).abs() < 0.02,
            "class {label}: {x} {y} {radius}"
        );
    }
}

/// The share of test rows whose nearest training row is of their class.
fn nearest_is_right(data: &Dataset) -> f64 {
    let right = data
        .test
        .inputs
        .column_iter()
        .zip(labels(&data.test))
        .filter(|(point, label)| {
            let distance = |row: usize| (data.train.inputs.column(row) - point).norm_squared();
            let nearest = (0..labels(&data.train).len())
                .min_by(|&a, &b| distance(a).total_cmp(&distance(b)))
                .unwrap();
            labels(&data.train)[nearest] == **label
        });
    right.count() as f64 / labels(&data.test).len() as f64
}

/// The best share of rows that a straight line through the middle tells apart.
fn line_is_right(data: &Dataset) -> f64 {
    let rows = &data.train;
    (0..180)
        .map(|degrees| {
            let (sin, cos) = libm::sincos(f64::from(degrees).to_radians());
            let right = rows
                .inputs
                .column_iter()
                .zip(labels(rows))
                .filter(|(point, label)| (point[0] * cos + point[1] * sin > 0.0) == (**label == 1));
            let share = right.count() as f64 / labels(rows).len() as f64;
            share.max(1.0 - share)
        })
        .fold(0.0, f64::max)
}

#[test]
fn every_plane_can_be_learned_and_only_clouds_by_a_line() {
    let is_plane = |source: &&Source| {
        let two = |shape: Shape| (shape.features, shape.task) == (2, Task::Classes(2));
        source.is_generated() && source.shape.is_some_and(two)
    };
    assert_eq!(CATALOGUE.iter().filter(is_plane).count(), 5);
    for source in CATALOGUE.iter().filter(is_plane) {
        let data = load_plane(source.name);
        assert!(
            nearest_is_right(&data) >= 0.97,
            "{}: {}",
            source.name,
            nearest_is_right(&data)
        );
        let by_line = line_is_right(&data);
        let range = match source.name {
            "gaussians" => 0.97..=1.0,
            "moons" => 0.7..=0.9,
            _ => 0.5..=0.7,
        };
        assert!(range.contains(&by_line), "{}: {by_line}", source.name);
    }
}

#[test]
fn the_inner_circle_has_half_the_radius() {
    let data = load_plane("circles");
    let mean = |class: usize| {
        let radii: Vec<_> = data
            .train
            .inputs
            .column_iter()
            .zip(labels(&data.train))
            .filter(|(_, label)| **label == class)
            .map(|(point, _)| point.norm())
            .collect();
        radii.iter().sum::<f64>() / radii.len() as f64
    };
    assert!((mean(0) / mean(1) - 2.0).abs() < 0.02);
}

fn load_plane(name: &str) -> Dataset {
    support::load(&request(name, 0.0, 1))
}

#[test]
fn noise_moves_points_along_both_axes() {
    // How many standard deviations the points span: bounded without noise, more with it.
    let span = |noise: f64, feature: usize| {
        let inputs = support::load(&request("moons", noise, 1)).train.inputs;
        inputs.row(feature).max() - inputs.row(feature).min()
    };
    for feature in 0..2 {
        assert!(
            span(0.5, feature) > span(0.0, feature) + 1.0,
            "feature {feature}"
        );
    }
}

#[test]
fn two_classes_need_one_output_unless_softmax_tells_them_apart() {
    let moons = support::source("moons").shape.unwrap();
    assert_eq!(moons.outputs(Kind::CrossEntropy), 2);
    assert_eq!(moons.outputs(Kind::BinaryCrossEntropy), 1);
    assert_eq!(moons.outputs(Kind::MeanSquaredError), 1);
    let digits = support::source("digits").shape.unwrap();
    assert_eq!(digits.outputs(Kind::BinaryCrossEntropy), 10);
    let rows = load("moons", 1).train.select(&[0, 1, 2]);
    let one = rows.targets(1);
    let two = rows.targets(2);
    for sample in 0..3 {
        assert_eq!(one[sample] as usize, labels(&rows)[sample]);
        assert_eq!(two.column(sample).imax(), labels(&rows)[sample]);
        assert_eq!(two.column(sample).sum(), 1.0);
    }
}

#[test]
fn guessing_costs_what_the_best_constant_answer_costs() {
    for source in CATALOGUE.iter().filter(|source| source.shape.is_some()) {
        let data = load(source.name, 1);
        for kind in loss::CATALOGUE {
            if data.shape.task == Task::Number && kind != Kind::MeanSquaredError {
                continue;
            }
            let targets = data.train.targets(data.shape.outputs(kind));
            // What is best follows from each output's mean.
            let answers = targets.column_mean().map(|mean| match kind {
                Kind::CrossEntropy => libm::log(mean),
                Kind::BinaryCrossEntropy => libm::log(mean / (1.0 - mean)),
                Kind::MeanSquaredError => mean,
            });
            let answer = DMatrix::from_fn(targets.nrows(), targets.ncols(), |row, _| answers[row]);
            let loss = Loss {
                kind,
                reduction: Reduction::Mean,
            };
            let measured = loss.evaluate(&answer, &targets, &mut answer.clone());
            assert!(
                (measured - data.guessing_loss(kind)).abs() < 1e-12,
                "{} {kind:?}",
                source.name
            );
        }
    }
}

fn numbers(rows: &Rows) -> &[f64] {
    match &rows.targets {
        Targets::Numbers(numbers) => numbers,
        Targets::Classes(_) => panic!("these rows have classes"),
    }
}

#[test]
fn the_wave_is_a_number_for_a_number() {
    let raw = support::load(&Request {
        standardise: false,
        ..request("sine", 0.0, 1)
    });
    assert_eq!((raw.shape.features, raw.shape.task), (1, Task::Number));
    assert_eq!([raw.train.len(), raw.test.len()], [800, 200]);
    for (x, y) in raw.train.inputs.iter().zip(numbers(&raw.train)) {
        assert_eq!(*y, libm::sin(*x));
        assert!(x.abs() <= 1.5 * std::f64::consts::PI);
    }
    assert!(raw.train.inputs.min() < -4.6 && raw.train.inputs.max() > 4.6);
    // The targets are standardised as the features are, by the training rows alone.
    let data = support::load(&request("sine", 0.0, 1));
    let count = 800.0;
    let (before, after) = (numbers(&raw.train), numbers(&data.train));
    let mean = before.iter().sum::<f64>() / count;
    let square = before.iter().map(|y| (y - mean).powi_2()).sum::<f64>() / count;
    for (rows, raw) in [(&data.train, &raw.train), (&data.test, &raw.test)] {
        for (y, raw) in numbers(rows).iter().zip(numbers(raw)) {
            assert!((y - (raw - mean) / square.sqrt()).abs() < 1e-13);
        }
    }
    let sum: f64 = after.iter().sum();
    let squares: f64 = after.iter().map(|y| y * y).sum();
    assert!(sum.abs() < 1e-10 && (squares / count - 1.0).abs() < 1e-12);
    assert!(raw.test.chance().is_nan() && raw.test.class_shares().is_empty());
    assert_eq!(data.train.targets(1).as_slice(), after);
}

#[test]
fn irises_are_three_classes_of_fifty() {
    let data = support::load(&Request {
        standardise: false,
        ..request("iris", 0.0, 1)
    });
    assert_eq!(
        data.shape,
        Shape {
            features: 4,
            task: Task::Classes(3),
            rows: 150,
        }
    );
    let mut counts = [0; 3];
    for rows in [&data.train, &data.test] {
        labels(rows).iter().for_each(|label| counts[*label] += 1);
        assert!(rows.inputs.min() > 0.0 && rows.inputs.max() < 8.0);
    }
    assert_eq!(counts, [50; 3]);
    let shares = data.train.class_shares();
    assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-15);
    // Fisher's second table: the first flower, a setosa.
    let first = [5.1, 3.5, 1.4, 0.2];
    let rows = [&data.train, &data.test].into_iter().flat_map(|rows| {
        let columns = rows.inputs.column_iter();
        columns.zip(labels(rows)).collect::<Vec<_>>()
    });
    let found: Vec<_> = rows
        .filter(|(row, _)| row.as_slice() == first)
        .map(|(_, label)| *label)
        .collect();
    assert_eq!(found, [0]);
    assert!(nearest_is_right(&load("iris", 1)) > 0.85);
}

#[test]
fn damaged_irises_are_refused() {
    let text = std::str::from_utf8(support::IRIS).unwrap();
    let lines: Vec<_> = text.lines().collect();
    let refused = |file: &str| {
        let message = Dataset::new(&request("iris", 0.0, 1), Some(file.as_bytes()))
            .unwrap_err()
            .to_string();
        assert_eq!(message, "data: iris: its file is damaged", "{file}");
    };
    refused("");
    refused(lines[0]);
    refused(&lines[..150].join("\n"));
    refused(&(lines.join("\n") + "\n" + lines[1]));
    for wrong in [
        "5.1,3.5,1.4,0.2,3",
        "5.1,3.5,1.4,0",
        "5.1,3.5,x,0.2,0",
        "5.1,3.5,inf,0.2,0",
        "5.1,3.5,1.4,0.2,0,1",
    ] {
        let mut lines = lines.clone();
        lines[60] = wrong;
        refused(&lines.join("\n"));
    }
    let missing = Dataset::new(&request("iris", 0.0, 1), None).unwrap_err();
    assert_eq!(
        missing.to_string(),
        "data: iris: its file has not been loaded"
    );
}

#[test]
fn rows_and_their_split_are_as_many_as_asked_for() {
    for (name, rows, share, train) in [
        ("moons", 0, 0.5, 500),
        ("moons", 60, 0.25, 45),
        ("sine", 10, 0.3, 7),
        ("iris", 30, 0.2, 24),
        ("iris", 150, 0.2, 120),
        ("digits", 100, 0.95, 5),
    ] {
        let data = support::load(&Request {
            rows,
            test_share: share,
            ..request(name, 0.1, 1)
        });
        let all = match rows {
            0 => support::source(name).shape.unwrap().rows,
            rows => rows,
        };
        assert_eq!(data.train.len(), train, "{name}");
        assert_eq!(data.test.len(), all - train, "{name}");
        assert_eq!(data.shape.rows, all);
    }
    // Of a file, rows from everywhere, not the first ones.
    let some = support::load(&Request {
        rows: 60,
        ..request("iris", 0.0, 1)
    });
    assert_eq!(some.train.class_shares().len(), 3);
    for (name, rows) in [("iris", 151), ("digits", 1798), ("moons", 1), ("iris", 1)] {
        let request = Request {
            rows,
            ..request(name, 0.0, 1)
        };
        let error = Dataset::new(&request, support::file(request.source).as_deref());
        let message = error.unwrap_err().to_string();
        assert!(
            message.starts_with(&format!("rows: \"{rows}\" is not allowed")),
            "{message}"
        );
    }
}

#[test]
fn what_is_not_standardised_is_as_it_was_made() {
    let load = |standardise| {
        support::load(&Request {
            standardise,
            ..request("digits", 0.0, 1)
        })
    };
    let (raw, data) = (load(false), load(true));
    assert_eq!(raw.train.targets, data.train.targets);
    assert!(
        raw.train
            .inputs
            .iter()
            .all(|ink| (0.0..=16.0).contains(ink) && ink.fract() == 0.0)
    );
    assert_eq!(raw.train.inputs.max(), 16.0);
    for (raw, standard) in raw
        .train
        .inputs
        .row_iter()
        .zip(data.train.inputs.row_iter())
    {
        let mean = raw.mean();
        let deviation = raw.map(|x| (x - mean).powi_2()).mean().sqrt();
        for (raw, standard) in raw.iter().zip(standard.iter()) {
            let expected = if deviation > 0.0 {
                (raw - mean) / deviation
            } else {
                0.0
            };
            assert!((standard - expected).abs() < 1e-12);
        }
    }
}

#[test]
fn features_of_any_size_are_standardised_and_constant_ones_stay_at_0() {
    let mut table = String::from("constant,tiny,huge,far,label\n");
    for row in 0..1000 {
        let _ = writeln!(
            table,
            "0.1,{}e-200,{}e200,{},{}",
            row % 5,
            row % 7,
            1e9 + f64::from(row % 3),
            row % 2
        );
    }
    let data = Dataset::new(&request("csv", 0.0, 1), Some(table.as_bytes())).unwrap();
    let deviation = |feature: usize| {
        let row = data.train.inputs.row(feature);
        (row.norm_squared() / row.len() as f64).sqrt()
    };
    assert_eq!(deviation(0), 0.0);
    for feature in 1..4 {
        assert!((deviation(feature) - 1.0).abs() < 1e-6, "{feature}");
    }
}
