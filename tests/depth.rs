//! A layer keeps its weights and its forward pass when the depth changes: dragging there and back
//! gives the same bits, whether what stays is computed again or taken over.

mod support;

use gradient_flow::experiment::{Experiment, Stage};
use gradient_flow::frame;
use gradient_flow::specification::Specification;
use serde_json::Value;

fn at_depth(depth: &str) -> Experiment {
    let mut experiment = support::experiment(&[("depth", depth), ("width", "64")]);
    experiment.complete();
    experiment
}

fn bits(experiment: &Experiment) -> Vec<u64> {
    let mut values = Vec::new();
    frame::write(experiment, &mut values);
    values.into_iter().map(f64::to_bits).collect()
}

#[test]
fn depth_10_after_depth_50_shows_the_same_bits() {
    let before = bits(&at_depth("10"));
    let between = bits(&at_depth("50"));
    assert_ne!(before, between);
    assert_eq!(before, bits(&at_depth("10")));
}

#[test]
fn layers_have_the_same_weights_at_every_depth() {
    let [shallow, deep] = ["10", "50"].map(at_depth);
    let [shallow, deep] = [&shallow, &deep].map(|experiment| &experiment.network().layers);
    for (shallow, deep) in shallow[..10].iter().zip(deep) {
        assert_eq!(shallow.weights, deep.weights);
    }
    assert_eq!(shallow[10].weights, deep[50].weights, "the output layer");
    for (layer, above) in deep[1..50].iter().zip(&deep[2..50]) {
        assert_ne!(layer.weights, above.weights);
    }
}

#[test]
fn another_seed_draws_other_weights() {
    let [one, two] = ["1", "2"].map(|seed| {
        let mut experiment = support::experiment(&[("seed", seed)]);
        experiment.complete();
        experiment.network().layers[3].weights.clone()
    });
    assert_ne!(one, two);
}

/// Every frame of a pass and of three steps, and all that there is after each.
fn run(mut experiment: Experiment) -> Vec<Vec<u64>> {
    let mut seen = Vec::new();
    for _ in 0..4 {
        while experiment.stage() != Stage::Complete {
            experiment.advance();
            seen.push(bits(&experiment));
        }
        seen.push(support::everything(&experiment));
        experiment.begin_step();
    }
    seen
}

/// `settings` at `depth`, from one at `before` that has made `walked` advances.
fn inherited(settings: &[(&str, &str)], before: usize, walked: usize, depth: usize) -> Experiment {
    let [mut previous, mut next] = [before, depth].map(|depth| {
        let depth = depth.to_string();
        support::experiment(&[settings, &[("depth", &depth)]].concat())
    });
    for _ in 0..walked {
        previous.advance();
    }
    next.inherit(previous);
    next
}

#[test]
fn what_is_taken_over_is_to_the_bit_what_would_be_computed() {
    // The settings of the digests choose everything there is to choose.
    let text = include_str!("digests.json");
    let cases: Vec<Value> = serde_json::from_str(text).unwrap();
    for case in &cases {
        let settings = case["settings"].as_object().unwrap();
        let settings: Vec<_> = settings
            .iter()
            .filter(|(key, _)| *key != "depth")
            .map(|(key, value)| (key.as_str(), value.as_str().unwrap()))
            .collect();
        for (before, walked, depth, shared) in [
            (4, 10, 6, 4),
            (6, 14, 4, 4),
            (5, 12, 5, 5),
            // In the middle of the way there, and of the way back.
            (7, 3, 5, 3),
            (5, 8, 6, 5),
        ] {
            let next = inherited(&settings, before, walked, depth);
            assert_eq!(next.stage(), Stage::Forward(shared), "{settings:?}");
            let fresh = inherited(&settings, before, 0, depth);
            assert_eq!(fresh.stage(), Stage::Forward(0));
            let (taken, computed) = (run(next), run(fresh));
            assert!(taken == computed[shared..], "{settings:?}");
        }
    }
}

#[test]
fn nothing_is_taken_over_from_what_is_not_the_same() {
    let one = [("seed", "5"), ("batch", "8"), ("width", "6")];
    let take = |change: &dyn Fn(&mut Experiment), settings: &[(&str, &str)]| {
        let [mut previous, mut next] = [&one, settings].map(support::experiment);
        previous.complete();
        change(&mut previous);
        next.inherit(previous);
        next.stage()
    };
    let same = &|_: &mut Experiment| {};
    assert_eq!(take(same, &one), Stage::Forward(20));
    for (key, value) in [
        ("seed", "6"),
        ("batch", "9"),
        ("width", "7"),
        ("activation", "tanh"),
        ("noise", "0.5"),
        ("learning-rate", "0.9"),
        ("layer-widths", "6,5"),
    ] {
        let others: Vec<(&str, &str)> = one.iter().filter(|pair| pair.0 != key).copied().collect();
        let other = [&others[..], &[(key, value)]].concat();
        assert_eq!(take(same, &other), Stage::Forward(0), "{key}");
    }
    // Trained: its weights are others.
    assert_eq!(take(&Experiment::begin_step, &one), Stage::Forward(0));

    // Another table with the same settings.
    let of = |table: &str| {
        let settings = [("data", "csv"), ("batch", "4")];
        let specification = Specification::from_pairs(settings).unwrap();
        Experiment::new(specification, Some(table.as_bytes())).unwrap()
    };
    let rows = |last: i32| -> String {
        let row = |n: i32| format!("{},{},{}\n", n, (n * last) % 11, ["a", "b"][n as usize % 2]);
        (1..20).map(row).collect()
    };
    let tables = [rows(3), rows(4)];
    for (table, shared) in tables.iter().zip([20, 0]) {
        let mut previous = of(&tables[0]);
        previous.complete();
        let mut next = of(table);
        next.inherit(previous);
        assert_eq!(next.stage(), Stage::Forward(shared));
    }

    // One that has begun goes on as it was.
    let mut begun = support::experiment(&one);
    begun.advance();
    let mut previous = support::experiment(&one);
    previous.complete();
    begun.inherit(previous);
    assert_eq!(begun.stage(), Stage::Forward(1));
}

#[test]
fn a_divergence_is_taken_over_with_its_layer() {
    // The signal overflows on its way up, at a layer that only the deeper one has.
    let settings = [
        ("activation", "identity"),
        ("gain", "50"),
        ("init", "he-normal"),
    ];
    let at = |experiment: &Experiment| experiment.divergence().map(|found| found.layer);
    let deep = &[&settings[..], &[("depth", "400")]].concat();
    let mut computed = support::experiment(deep);
    computed.complete();
    let layer = at(&computed).unwrap();
    assert!((10..380).contains(&layer), "{layer}");
    for depth in [layer + 1, layer] {
        let next = inherited(&settings, 400, 900, depth);
        let fresh = inherited(&settings, 400, 0, depth);
        assert!(run(next).last() == run(fresh).last());
    }
    let back = inherited(&settings, 400, 900, layer);
    assert_eq!(at(&back), None);
    let there = inherited(&settings, 400, 900, layer + 5);
    assert_eq!(at(&there), Some(layer));

    // What is wrong on the way back is another way back's affair: 0 times the infinite slope of a root.
    let settings = [
        ("activation", "formula"),
        ("formula", "sqrt(x)"),
        ("init", "constant"),
        ("constant", "0"),
    ];
    for depth in [6, 3] {
        let mut next = inherited(&settings, 4, 99, depth);
        assert_eq!(at(&next), None);
        next.complete();
        assert_eq!(at(&next), Some(depth - 1));
    }
}
