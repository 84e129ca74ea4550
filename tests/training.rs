//! Training on real data shows what the subject is about: the deep sigmoid network learns nothing.

mod support;

use gradient_flow::experiment::Experiment;
use gradient_flow::preset::PRESETS;

/// Ten hidden layers of 32 units on the digits, SGD 0.05, batch 64, 20 epochs.
fn train(activation: &str, init: &str) -> Experiment {
    let mut experiment = support::experiment(&[
        ("data", "digits"),
        ("activation", activation),
        ("init", init),
        ("depth", "10"),
        ("width", "32"),
        ("learning-rate", "0.05"),
        ("batch", "64"),
    ]);
    experiment.complete();
    for _ in 0..20 * experiment.steps_per_epoch() {
        experiment.begin_step();
        experiment.complete();
    }
    experiment
}

#[test]
fn ten_sigmoid_layers_stay_at_chance() {
    let experiment = train("sigmoid", "xavier-normal");
    let score = experiment.test_score();
    assert_eq!(experiment.test_step(), Some(experiment.step()));
    assert!(score.accuracy <= 0.15, "{score:?}");
}

#[test]
fn ten_relu_layers_with_he_learn() {
    let score = train("relu", "he-normal").test_score();
    assert!(score.accuracy > 0.90, "{score:?}");
}

#[test]
fn the_slopes_of_prelu_are_learned_and_those_of_leaky_relu_are_not() {
    let slopes = |experiment: Experiment| -> Vec<f64> {
        experiment.statistics()[..10]
            .iter()
            .map(|layer| layer.parameter)
            .collect()
    };
    let learned = slopes(train("prelu", "he-normal"));
    assert!(
        learned
            .iter()
            .all(|slope| slope.is_finite() && *slope != 0.25),
        "{learned:?}"
    );
    assert_eq!(slopes(train("leaky-relu", "he-normal")), [0.01; 10]);
}

/// A preset after some steps, before and after: the share of hidden units that are dead, and the test
/// rows that are told right.
fn preset(name: &str, steps: usize) -> [(f64, f64); 2] {
    let preset = PRESETS.iter().find(|preset| preset.name == name).unwrap();
    let mut experiment = support::experiment(preset.settings);
    experiment.complete();
    let dead = |experiment: &Experiment| {
        let hidden = &experiment.statistics()[..experiment.layer_count() - 1];
        hidden.iter().map(|layer| layer.dead_share).sum::<f64>() / hidden.len() as f64
    };
    let before = (dead(&experiment), f64::NAN);
    for _ in 0..steps {
        experiment.begin_step();
        experiment.complete();
    }
    [
        before,
        (dead(&experiment), experiment.test_score().accuracy),
    ]
}

#[test]
fn the_presets_that_train_do_what_their_titles_say() {
    let [_, (_, sigmoid)] = preset("vanishing-sigmoid", 10 * 22);
    assert!(sigmoid < 0.2, "{sigmoid}");
    let [_, (_, relu)] = preset("relu-to-the-rescue", 10 * 22);
    assert!(relu > 0.7, "{relu}");
    let [(before, _), (after, accuracy)] = preset("dying-relu", 2 * 12);
    assert!(before < 0.25 && after > 0.6, "{before} {after}");
    assert!(accuracy < 0.6, "{accuracy}");
}
