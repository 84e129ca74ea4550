//! Back at a checkpoint, everything is bit for bit as it was, and goes on as it did.

mod support;

use gradient_flow::experiment::{Experiment, Stage};
use gradient_flow::random::{Purpose, Stream};
use gradient_flow::specification::Specification;
use gradient_flow::stats::Quantity;
use serde_json::Value;

fn train(experiment: &mut Experiment, steps: usize) {
    for _ in 0..steps {
        experiment.begin_step();
        experiment.complete();
    }
}

/// Trains for `before` steps, takes a checkpoint, trains on for `beyond` and `more` steps, goes
/// back, and goes the same way again.
fn there_and_back(settings: &[(&str, &str)], [before, beyond, more]: [usize; 3]) {
    let told = format!("{settings:?}, {before} + {beyond} + {more} steps");
    let mut run = support::experiment(settings);
    run.complete();
    train(&mut run, before);
    let (checkpoint, then) = (run.checkpoint().unwrap(), support::everything(&run));
    assert_eq!(checkpoint.step(), before as u32);
    train(&mut run, beyond);
    let later = support::everything(&run);
    // Not only from between two passes.
    if more % 2 == 1 {
        run.begin_step();
        run.advance();
    }

    // Into the same experiment, and into one that has not begun.
    for run in [&mut run, &mut support::experiment(settings)] {
        run.restore(&checkpoint).unwrap();
        assert_eq!(run.stage(), Stage::Forward(0));
        run.complete();
        assert!(support::everything(run) == then, "{told}");
        train(run, beyond);
        assert!(support::everything(run) == later, "{told}");
        // A network that has been evaluated shows the running statistics too.
        train(run, more);
    }
    // Uninterrupted.
    let mut straight = support::experiment(settings);
    straight.complete();
    train(&mut straight, before + beyond + more);
    assert!(
        support::everything(&run) == support::everything(&straight),
        "{told}"
    );
}

#[test]
fn recorded_and_drawn_settings_go_there_and_back() {
    // The settings of the digests choose everything there is to choose; the steps are drawn.
    let text = include_str!("digests.json");
    let cases: Vec<Value> = serde_json::from_str(text).unwrap();
    for (index, case) in cases.iter().enumerate() {
        let settings = case["settings"].as_object().unwrap();
        let settings: Vec<_> = settings
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str().unwrap()))
            .collect();
        let mut stream = Stream::new(index as u32, Purpose::Landscape);
        let steps = [9, 12, 6].map(|most| (stream.uniform() * f64::from(most)) as usize);
        there_and_back(&settings, steps);
    }
}

#[test]
fn every_optimiser_keeps_its_memory_and_its_clipping() {
    for rule in ["sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw"] {
        for clip in ["", "0.01"] {
            let settings = [
                ("optimizer", rule),
                ("clip", clip),
                ("activation", "prelu"),
                ("slope-per", "unit"),
                ("norm", "batch"),
                ("dropout", "0.3"),
                ("depth", "4"),
                ("width", "6"),
                ("weight-decay", "0.01"),
            ];
            there_and_back(&settings, [3, 4, 3]);
            // From the first pass, before any memory.
            there_and_back(&settings, [0, 2, 1]);
        }
    }
}

#[test]
fn an_epochs_end_is_passed_forth_and_back() {
    // Eight steps an epoch; the test rows are walked with the running statistics of batch
    // normalisation, which must not have counted a batch twice.
    let settings = [
        ("rows", "40"),
        ("batch", "4"),
        ("norm", "batch"),
        ("activation", "rrelu"),
        ("depth", "3"),
        ("width", "5"),
    ];
    for before in [6, 7, 8, 9, 15, 16] {
        there_and_back(&settings, [before, 9, 8]);
    }
}

#[test]
fn a_walk_over_the_test_rows_that_was_left_is_forgotten() {
    let settings = [("rows", "40"), ("batch", "4"), ("depth", "3")];
    let mut run = support::experiment(&settings);
    run.complete();
    let checkpoint = run.checkpoint().unwrap();
    train(&mut run, 15);
    run.begin_step();
    while run.stage() != Stage::Test(2) {
        run.advance();
    }
    run.restore(&checkpoint).unwrap();
    run.complete();
    train(&mut run, 8);
    let mut straight = support::experiment(&settings);
    straight.complete();
    train(&mut straight, 8);
    assert_eq!(run.test_score(), straight.test_score());
    assert!(support::everything(&run) == support::everything(&straight));
}

#[test]
fn a_pass_that_is_made_again_walks_no_test_rows_and_shows_nothing_of_another_step() {
    let mut run = support::experiment(&[("rows", "40"), ("batch", "4"), ("depth", "3")]);
    run.complete();
    train(&mut run, 8);
    assert_eq!(run.test_step(), Some(8));
    let (checkpoint, score) = (run.checkpoint().unwrap(), run.test_score());
    let batch = run.batch().inputs.clone();
    train(&mut run, 9);
    assert_ne!(run.test_score(), score);
    run.restore(&checkpoint).unwrap();
    assert_eq!(
        (run.step(), run.test_step(), run.test_score()),
        (8, Some(8), score)
    );
    assert_eq!(run.batch().inputs, batch);
    assert!(run.checkpoint().is_none() && run.settled_network().is_none());
    assert!(run.log10_gradient_norm().is_nan());
    for layer in 0..4 {
        assert!(run.quantity(layer, Quantity::A).is_none());
        run.advance();
        assert!(run.quantity(layer, Quantity::A).is_some());
        assert!(run.quantity(layer, Quantity::Delta).is_none());
    }
    for layer in (0..4).rev() {
        assert!(run.quantity(layer, Quantity::Delta).is_none());
        run.advance();
        assert!(run.quantity(layer, Quantity::Delta).is_some());
    }
    assert_eq!(run.stage(), Stage::Complete);
}

#[test]
fn divergence_stays_what_it_was() {
    let settings = [
        ("activation", "identity"),
        ("init", "he-normal"),
        ("depth", "60"),
        ("learning-rate", "10"),
    ];
    let mut run = support::experiment(&settings);
    run.complete();
    let sound = run.checkpoint().unwrap();
    while run.divergence().is_none() {
        train(&mut run, 1);
    }
    let first = run.divergence();
    train(&mut run, 3);
    let broken = run.checkpoint().unwrap();
    run.restore(&sound).unwrap();
    run.complete();
    assert_eq!(run.divergence(), None);
    run.restore(&broken).unwrap();
    run.complete();
    assert_eq!(run.divergence(), first);
    there_and_back(&settings, [first.unwrap().step as usize, 2, 1]);
}

#[test]
fn a_checkpoint_of_another_experiment_is_refused_and_changes_nothing() {
    let mut other = support::experiment(&[("depth", "3")]);
    assert!(other.checkpoint().is_none(), "a pass is under way");
    other.complete();
    let mut run = support::experiment(&[("depth", "4")]);
    run.complete();
    let before = support::everything(&run);
    let error = run.restore(&other.checkpoint().unwrap()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "checkpoint: it is of an experiment with other settings: version=1&depth=3"
    );
    assert_eq!(run.stage(), Stage::Complete);
    assert!(support::everything(&run) == before);
}

#[test]
fn a_table_of_another_shape_is_another_experiment() {
    let table = |columns: usize| {
        let row = |row: usize| "1,".repeat(columns) + ["a\n", "b\n"][row % 2];
        (0..40).map(row).collect::<String>()
    };
    let [mut one, mut two] = [1, 2].map(|columns| {
        let settings = [("data", "csv"), ("batch", "8"), ("depth", "2")];
        let specification = Specification::from_pairs(settings).unwrap();
        let mut run = Experiment::new(specification, Some(table(columns).as_bytes())).unwrap();
        run.complete();
        run
    });
    let error = two.restore(&one.checkpoint().unwrap()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "checkpoint: it is of an experiment with other data"
    );
    let own = one.checkpoint().unwrap();
    one.restore(&own).unwrap();
}

#[test]
fn the_size_of_a_checkpoint_is_that_of_what_is_learned() {
    for (rule, doubles_a_weight) in [("sgd", 2), ("adam", 4)] {
        let mut run = support::experiment(&[("depth", "10"), ("width", "64"), ("optimizer", rule)]);
        run.complete();
        train(&mut run, 1);
        let weights = 64 * 2 + 9 * 64 * 64 + 2 * 64;
        let least = 8 * doubles_a_weight * weights;
        let bytes = run.checkpoint().unwrap().bytes();
        assert!((least..least + 50_000).contains(&bytes), "{bytes}, {least}");
        assert_eq!(run.checkpoint_bytes(), bytes);
    }
}
