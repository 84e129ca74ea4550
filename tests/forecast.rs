//! What theory says of an experiment is what the experiment measures.

mod support;

use gradient_flow::experiment::Experiment;
use gradient_flow::forecast;
use gradient_flow::preset::{LADDER, PRESETS};
use gradient_flow::stats::Quantity;

fn shown(settings: &[(&str, &str)]) -> Experiment {
    let mut experiment = support::experiment(settings);
    experiment.complete();
    experiment
}

/// Mean over seeds of log10 |dL/dz| of the first hidden layer over the last, and what is forecast.
fn measured_and_forecast(settings: &[(&str, &str)], seeds: u32) -> [f64; 2] {
    let mut sums = [0.0; 2];
    for seed in 0..seeds {
        let seed = seed.to_string();
        let mut settings = settings.to_vec();
        settings.push(("seed", &seed));
        let experiment = shown(&settings);
        let size = |layer: usize| {
            experiment.statistics()[layer]
                .of(Quantity::Delta)
                .log10_norm
        };
        let last = experiment.layer_count() - 2;
        let first = forecast::layers(&experiment)[0];
        sums[0] += size(0) - size(last);
        sums[1] += first.log10_delta + first.log10_bias;
    }
    sums.map(|sum| sum / f64::from(seeds))
}

#[test]
fn plain_networks_lose_what_is_forecast() {
    for (activation, init) in [
        ("sigmoid", "xavier-normal"),
        ("tanh", "he-normal"),
        ("relu", "he-normal"),
        ("relu", "pytorch"),
        ("selu", "lecun-uniform"),
        ("silu", "xavier-uniform"),
        ("softsign", "orthogonal"),
    ] {
        let settings = [
            ("activation", activation),
            ("init", init),
            ("data", "digits"),
            ("depth", "20"),
            ("width", "64"),
        ];
        let [measured, forecast] = measured_and_forecast(&settings, 8);
        // One network's spread over 19 layers of 64, with kappa 5, over 8 seeds: 4 of it.
        let tolerance = 4.0 * (5.0_f64 * 19.0 / (64.0 * 8.0)).sqrt() / 4.605 + 0.3;
        assert!(
            (measured - forecast).abs() < tolerance,
            "{activation}, {init}: {measured}, not {forecast}"
        );
    }
}

#[test]
fn normalised_and_residual_networks_grow_as_is_forecast() {
    for settings in [
        &[("norm", "batch"), ("activation", "relu"), ("batch", "256")][..],
        &[("norm", "layer"), ("activation", "sigmoid")],
        &[("norm", "layer"), ("activation", "tanh")],
        // Wide, because a stream of positive means counts for more than theory says by 1 / width.
        &[
            ("residual", "1"),
            ("activation", "relu"),
            ("init", "he-normal"),
            ("width", "256"),
        ],
        &[
            ("dropout", "0.5"),
            ("activation", "relu"),
            ("init", "he-normal"),
        ],
        &[("norm", "layer"), ("activation", "tanh"), ("gain", "0.001")],
        &[("norm", "batch"), ("activation", "tanh"), ("gain", "0.001")],
        &[
            ("activation", "rrelu"),
            ("lower", "0"),
            ("upper", "1"),
            ("init", "he-normal"),
        ],
        &[
            ("residual", "2"),
            ("activation", "tanh"),
            ("residual-scale", "0.5"),
        ],
    ] {
        let mut all = vec![("data", "digits"), ("depth", "12"), ("width", "64")];
        all.extend(settings);
        let [measured, forecast] = measured_and_forecast(&all, 6);
        assert!(
            (measured - forecast).abs() < 0.25 + 0.1 * forecast.abs(),
            "{settings:?}: {measured}, not {forecast}"
        );
    }
}

#[test]
fn an_orthogonal_linear_network_forecasts_no_change() {
    let experiment = shown(&[
        ("activation", "identity"),
        ("init", "orthogonal"),
        ("data", "digits"),
        ("width", "64"),
    ]);
    let layers = forecast::layers(&experiment);
    assert_eq!(layers.len(), 20);
    for layer in layers {
        assert!(layer.log10_delta.abs() < 1e-12);
        // It is exactly isometric at any width.
        assert_eq!((layer.log10_bias, layer.log10_sd), (0.0, 0.0));
    }
}

#[test]
fn layers_of_their_own_kind_and_width_are_forecast_as_they_are() {
    let experiment = shown(&[
        ("activation", "relu"),
        ("init", "he-normal"),
        ("layer-activations", ",identity"),
        ("layer-widths", "64,16,32"),
        ("depth", "4"),
    ]);
    let layers = forecast::layers(&experiment);
    // chi of layer l: n_l Var W^{l+1} E f'^2, with He's Var W = 2 / n_l, times 1/2 for ReLU.
    for (layer, expected) in layers.iter().zip([1.0, 2.0, 1.0]) {
        assert!((layer.chi - expected).abs() < 1e-9, "{}", layer.chi);
    }
}

#[test]
fn where_theory_has_nothing_to_say_nothing_is_said() {
    for setting in [("activation", "maxout"), ("init", "constant")] {
        let experiment = shown(&[setting]);
        assert!(forecast::layers(&experiment).is_empty());
        assert!(forecast::phase(&experiment).is_none());
        assert!(forecast::critical(&experiment).is_none());
    }
}

#[test]
fn the_edge_of_chaos_preset_is_at_the_edge() {
    let preset = PRESETS
        .iter()
        .find(|preset| preset.name == "edge-of-chaos")
        .unwrap();
    let experiment = shown(preset.settings);
    let phase = forecast::phase(&experiment).unwrap();
    assert!((phase.chi - 1.0).abs() < 1e-6, "{}", phase.chi);
    let critical = forecast::critical(&experiment).unwrap();
    assert!((critical.weight_variance - 1.760_954_64).abs() < 1e-7);
}

#[test]
fn a_narrow_network_is_probably_born_dead() {
    let experiment = shown(&[("width", "3"), ("depth", "10")]);
    assert!((forecast::born_dead(&experiment) - 0.736_924).abs() < 1e-6);
}

/// What arrives at the first layer, in decades of the last.
fn arrives(settings: &[(&str, &str)]) -> f64 {
    let experiment = shown(settings);
    let size = |layer: usize| {
        experiment.statistics()[layer]
            .of(Quantity::Delta)
            .log10_norm
    };
    size(0) - size(experiment.layer_count() - 2)
}

#[test]
fn every_preset_shows_what_its_title_says() {
    for preset in &PRESETS {
        let arrives = arrives(preset.settings);
        let range = match preset.name {
            "vanishing-sigmoid" => -7.0..-4.5,
            "relu-to-the-rescue" | "dying-relu" | "edge-of-chaos" => -1.5..1.5,
            "linear-collapse" => -2.0..2.0,
            "exploding" => 5.0..20.0,
            "nielsens-four-layers" => -3.0..-0.5,
            "born-dead" => {
                let experiment = shown(preset.settings);
                let dead: f64 = experiment.statistics()[..10]
                    .iter()
                    .map(|l| l.dead_share)
                    .sum();
                assert!(dead >= 2.0, "{dead} layers' worth of dead units");
                continue;
            }
            name => panic!("no promise for {name}"),
        };
        assert!(range.contains(&arrives), "{}: {arrives}", preset.name);
    }
}

#[test]
fn the_ladder_climbs_from_a_lost_signal_to_one_that_arrives() {
    let mut settings = vec![("data", "digits"), ("depth", "30"), ("width", "32")];
    let mut sizes = Vec::new();
    for rung in &LADDER {
        settings.extend(rung.settings);
        sizes.push(arrives(&settings));
    }
    assert!(sizes[0] < -10.0, "sigmoid: {sizes:?}");
    assert!(sizes[1] > -2.0, "tanh repairs most of it: {sizes:?}");
    assert!(
        sizes[2] < -3.0,
        "ReLU with Xavier's weights is worse: {sizes:?}"
    );
    assert!(sizes[3..].iter().all(|size| *size > -2.0), "{sizes:?}");
}
