//! A training step takes the memory that the first step took.

use gradient_flow::experiment::{Experiment, Stage};

mod support;

fn step(run: &mut Experiment) {
    run.begin_step();
    while run.stage() != Stage::Complete {
        run.advance();
    }
}

/// Whatever may ask for memory of its own.
const CASES: [&[(&str, &str)]; 13] = [
    &[("activation", "tanh")],
    &[("activation", "relu"), ("optimizer", "adam")],
    &[("activation", "prelu")],
    &[("activation", "prelu"), ("slope-per", "unit")],
    &[("activation", "rrelu")],
    &[("activation", "maxout")],
    &[("activation", "gelu"), ("dropout", "0.2")],
    &[("residual", "2")],
    &[("residual", "2"), ("residual-place", "before")],
    &[("norm", "batch")],
    &[("norm", "layer")],
    &[("data", "digits"), ("clip", "1")],
    &[("loss", "mse"), ("reduction", "sum")],
];

#[test]
fn a_step_allocates_nothing() {
    for settings in CASES {
        let mut run = support::experiment(settings);
        run.complete();
        step(&mut run);
        let info = allocation_counter::measure(|| step(&mut run));
        assert_eq!(info.count_total, 0, "{settings:?}");
    }
}
