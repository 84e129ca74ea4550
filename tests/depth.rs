//! A layer keeps its weights when the depth changes: dragging there and back gives the same bits.

mod support;

use gradient_flow::experiment::Experiment;
use gradient_flow::frame;

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
