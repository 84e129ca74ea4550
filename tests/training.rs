//! Training on real data shows what the subject is about: the deep sigmoid network learns nothing.

mod support;

use gradient_flow::experiment::Experiment;

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
