//! The data are what their names say, split and standardised by the training rows alone.

mod support;

use gradient_flow::data::{CATALOGUE, Dataset, Rows};
use gradient_flow::loss::Kind;

fn load(name: &str, seed: u32) -> Dataset {
    let source = CATALOGUE.iter().find(|source| source.name == name).unwrap();
    Dataset::new(source, 0.1, seed, Some(&support::digits())).unwrap()
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
        for &label in data.train.labels.iter().chain(&data.test.labels) {
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
    assert_ne!(one.labels, two.labels);
}

#[test]
fn moons_without_noise_lie_on_two_half_circles() {
    let source = &CATALOGUE[0];
    let data = Dataset::new(source, 0.0, 1, None).unwrap();
    // Standardising stretches the axes: undo it by the known extent of each class.
    let extent = |rows: &Rows, class: usize, feature: usize| {
        let values = rows
            .labels
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
    for (row, &label) in data.train.labels.iter().enumerate() {
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
        .zip(&data.test.labels)
        .filter(|(point, label)| {
            let distance = |row: usize| (data.train.inputs.column(row) - point).norm_squared();
            let nearest = (0..data.train.labels.len())
                .min_by(|&a, &b| distance(a).total_cmp(&distance(b)))
                .unwrap();
            data.train.labels[nearest] == **label
        });
    right.count() as f64 / data.test.labels.len() as f64
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
                .zip(&rows.labels)
                .filter(|(point, label)| (point[0] * cos + point[1] * sin > 0.0) == (**label == 1));
            let share = right.count() as f64 / rows.labels.len() as f64;
            share.max(1.0 - share)
        })
        .fold(0.0, f64::max)
}

#[test]
fn every_plane_can_be_learned_and_only_clouds_by_a_line() {
    for source in CATALOGUE.iter().filter(|source| !source.is_file()) {
        let data = Dataset::new(source, 0.0, 1, None).unwrap();
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
            .zip(&data.train.labels)
            .filter(|(_, label)| **label == class)
            .map(|(point, _)| point.norm())
            .collect();
        radii.iter().sum::<f64>() / radii.len() as f64
    };
    assert!((mean(0) / mean(1) - 2.0).abs() < 0.02);
}

fn load_plane(name: &str) -> Dataset {
    let source = CATALOGUE.iter().find(|source| source.name == name).unwrap();
    Dataset::new(source, 0.0, 1, None).unwrap()
}

#[test]
fn noise_moves_points_along_both_axes() {
    // How many standard deviations the points span: bounded without noise, more with it.
    let span = |noise: f64, feature: usize| {
        let inputs = Dataset::new(&CATALOGUE[0], noise, 1, None)
            .unwrap()
            .train
            .inputs;
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
    assert_eq!(CATALOGUE[0].outputs(Kind::CrossEntropy), 2);
    assert_eq!(CATALOGUE[0].outputs(Kind::BinaryCrossEntropy), 1);
    assert_eq!(CATALOGUE[0].outputs(Kind::MeanSquaredError), 1);
    let digits = CATALOGUE
        .iter()
        .find(|source| source.name == "digits")
        .unwrap();
    assert_eq!(digits.outputs(Kind::BinaryCrossEntropy), 10);
    let rows = load("moons", 1).train;
    let one = rows.targets(&[0, 1, 2], 1);
    let two = rows.targets(&[0, 1, 2], 2);
    for sample in 0..3 {
        assert_eq!(one[sample] as usize, rows.labels[sample]);
        assert_eq!(two.column(sample).imax(), rows.labels[sample]);
        assert_eq!(two.column(sample).sum(), 1.0);
    }
}

#[test]
fn guessing_costs_the_entropy_of_the_classes() {
    use gradient_flow::loss::{Loss, Reduction};
    use nalgebra::DMatrix;
    for source in &CATALOGUE {
        let p = 1.0 / source.classes as f64;
        for kind in gradient_flow::loss::CATALOGUE {
            let outputs = source.outputs(kind);
            // One row of every class, and the best constant answer to all of them.
            let labels: Vec<_> = (0..source.classes).collect();
            let rows = Rows {
                inputs: DMatrix::zeros(1, labels.len()),
                labels: labels.clone(),
            };
            let constant = match kind {
                Kind::CrossEntropy => 0.0,
                Kind::BinaryCrossEntropy => libm::log(p / (1.0 - p)),
                Kind::MeanSquaredError => p,
            };
            let answer = DMatrix::from_element(outputs, labels.len(), constant);
            let loss = Loss {
                kind,
                reduction: Reduction::Mean,
            };
            let measured = loss.evaluate(
                &answer,
                &rows.targets(&labels, outputs),
                &mut answer.clone(),
            );
            assert!(
                (measured - source.guessing_loss(kind)).abs() < 1e-12,
                "{kind:?}"
            );
        }
    }
}
