//! The check that the page can ask for finds right gradients right, and would find wrong ones.

mod support;

use gradient_flow::gradient_check::{Report, check};

fn reports(settings: &[(&str, &str)]) -> Vec<Report> {
    let mut experiment = support::experiment(settings);
    experiment.complete();
    experiment.begin_step();
    experiment.complete();
    (0..=experiment.layer_count())
        .map(|layer| check(&experiment, layer, 12))
        .collect()
}

#[test]
fn every_layer_of_a_running_network_is_right_however_small_its_gradient() {
    for settings in [
        &[("activation", "sigmoid"), ("depth", "60")][..],
        &[
            ("activation", "prelu"),
            ("slope-per", "unit"),
            ("norm", "batch"),
            ("depth", "6"),
        ],
        &[
            ("activation", "gelu"),
            ("norm", "layer"),
            ("residual", "2"),
            ("depth", "6"),
        ],
        &[("activation", "maxout"), ("dropout", "0.3"), ("depth", "4")],
        &[
            ("activation", "rrelu"),
            ("residual", "1"),
            ("residual-place", "before"),
            ("depth", "4"),
        ],
        &[
            ("activation", "tanh"),
            ("data", "sine"),
            ("reduction", "sum"),
            ("depth", "3"),
        ],
        &[
            ("activation", "relu"),
            ("loss", "binary-cross-entropy"),
            ("depth", "3"),
        ],
    ] {
        for (layer, report) in reports(settings).iter().enumerate() {
            assert!(
                report.compared > 0,
                "{settings:?}, layer {layer}: {report:?}"
            );
            let worst = report.worst.unwrap();
            assert!(
                worst.relative_error < 1e-4,
                "{settings:?}, layer {layer}: {worst:?}"
            );
            assert!(report.compared > report.at_kinks);
        }
    }
}

#[test]
fn everything_that_can_be_moved_is_moved() {
    let mut experiment = support::experiment(&[
        ("activation", "prelu"),
        ("norm", "layer"),
        ("residual", "1"),
        ("depth", "2"),
        ("width", "4"),
    ]);
    experiment.complete();
    // Weights, biases, slope, gamma, beta, inputs and skip of four units each.
    let report = check(&experiment, 1, 4);
    let all = 4 + 4 + 1 + 4 + 4 + 4 + 4;
    assert_eq!(report.compared + report.at_kinks + report.unresolved, all);
    assert_eq!(check(&experiment, 3, 4).worst.unwrap().what, "outputs");
}
