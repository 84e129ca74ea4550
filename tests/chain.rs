//! The chain rule's terms are those of the pass: they come to what the pass came to.

mod support;

use gradient_flow::chain::{Chain, Term};
use gradient_flow::experiment::{Experiment, Stage};
use gradient_flow::layer::Place;
use gradient_flow::loss::Kind;
use gradient_flow::norm;
use gradient_flow::scaled::{Number, halves};

/// A number as a multiple of 2^exponent.
fn over(number: Number, exponent: i32) -> f64 {
    let [half, rest] = halves(number.exponent - exponent);
    number.mantissa * half * rest
}

fn plain(number: Number) -> f64 {
    over(number, 0)
}

/// Both are the same to rounding, for numbers far below f64 too; `size` is that of what they were
/// summed from.
fn assert_close(got: Number, expected: Number, size: Number, what: &str) {
    let exponent = size.exponent;
    let [got, expected, size] = [got, expected, size].map(|number| over(number, exponent));
    assert!(
        (got - expected).abs() <= 1e-12 * size.abs(),
        "{what}: {got:e}, not {expected:e}, of {size:e}"
    );
}

/// The sum of the terms, and of their sizes.
fn summed(terms: &[Term]) -> [Number; 2] {
    let exponent = terms[0].value.exponent;
    let mut sums = [0.0; 2];
    for term in terms {
        let product = over(term.product(), exponent);
        assert_eq!(product, term.weight * over(term.value, exponent));
        sums[0] += product;
        sums[1] += product.abs();
    }
    sums.map(|mantissa| Number { mantissa, exponent })
}

fn add(number: Number, value: f64) -> Number {
    Number {
        mantissa: over(number, 0) + value,
        exponent: 0,
    }
}

fn scale(number: Number, factor: f64) -> Number {
    Number {
        mantissa: number.mantissa * factor,
        ..number
    }
}

/// Checks the chain at every unit of every layer, for a few samples, by itself and against the pass.
fn check(run: &Experiment) {
    let samples = run.batch().len();
    for layer in 0..run.layer_count() {
        let record = &run.pass().records[layer];
        for unit in 0..run.units(layer) {
            let input = (unit * 7 + layer) % run.fan_in(layer);
            let mut own = Vec::new();
            let mut totals = Vec::new();
            for sample in 0..samples {
                let chain = Chain::of(run, layer, unit, sample, input).unwrap();
                let told = format!("layer {layer}, unit {unit}, sample {sample}");
                let (forward, backward) = (chain.forward.unwrap(), chain.backward.unwrap());

                // Forward: the terms, then what stands between z and f, then f.
                let at = (forward.row, sample);
                assert_eq!(forward.row / forward.pieces, unit);
                assert_eq!(forward.terms.len(), run.fan_in(layer));
                let [sum, size] = summed(&forward.terms);
                let [z, size] = if forward.bias == 0.0 {
                    [sum, size]
                } else {
                    [add(sum, forward.bias), add(size, forward.bias.abs())]
                };
                assert_close(forward.z, z, size, &told);
                assert_eq!(Some(forward.z), record.forward.z.get(at));
                let inner = forward.norm.map_or(forward.z, |(_, u)| u);
                let (mut seen, mut a) = (inner, scale(forward.value, forward.kept.unwrap_or(1.0)));
                let mut steps = forward.kept.unwrap_or(1.0) * forward.derivative;
                if let Some(skip) = forward.skip {
                    let with_skip = |own| add(scale(own, skip.scale), plain(skip.value));
                    steps *= skip.scale;
                    match skip.place {
                        Place::BeforeActivation => seen = with_skip(seen),
                        Place::AfterActivation => a = with_skip(a),
                    }
                }
                assert_close(forward.seen, seen, seen, &told);
                assert_close(forward.a, a, a, &told);
                assert_eq!(Some(forward.a), record.forward.a.get((unit, sample)));
                let activation = &run.network().layers[layer].activation;
                if activation.drawn_slopes().is_none() && activation.slopes.len() < 2 {
                    let point = activation.at(plain(forward.seen));
                    assert_eq!(forward.derivative, point.derivative);
                    let value = Number {
                        mantissa: point.value,
                        exponent: 0,
                    };
                    if record.forward.seen().exponent == 0 {
                        assert_eq!(plain(forward.value), point.value);
                    }
                    assert_close(forward.value, value, value, &told);
                } else {
                    let value = scale(forward.seen, forward.derivative);
                    assert_close(forward.value, value, value, &told);
                }

                // Backward: the terms, what a skip connection brings, and the way through f.
                let mut signal = backward.by_skip;
                if let Some(terms) = &backward.terms {
                    assert_eq!(terms.len(), run.network().layers[layer + 1].weights.nrows());
                    let [sum, size] = summed(terms);
                    assert_close(backward.sum.unwrap(), sum, size, &told);
                    signal = Some(match signal {
                        None => sum,
                        Some(by_skip) => add(sum, plain(by_skip)),
                    });
                    assert_close(backward.signal, signal.unwrap(), size, &told);
                } else {
                    assert_eq!(layer + 1, run.layer_count());
                    assert_eq!((backward.sum, signal), (None, None));
                }
                let signal = record.backward.signal.get((unit, sample));
                assert_eq!(Some(backward.signal), signal);
                let delta = scale(backward.signal, steps);
                assert_eq!(backward.norm.is_some(), forward.norm.is_some());
                assert_close(backward.norm.unwrap_or(backward.delta), delta, delta, &told);
                assert_eq!(Some(backward.delta), record.backward.delta.get(at));

                let value = forward.terms[input].value;
                let product = Number {
                    mantissa: backward.delta.mantissa * value.mantissa,
                    exponent: backward.delta.exponent + value.exponent,
                };
                assert_eq!(backward.weight.own, product);
                assert_eq!(backward.bias.own, backward.delta);
                // Of maxout's rows the batch's gradient is each its own.
                own.push((forward.row, [backward.weight.own, backward.bias.own]));
                totals.push((forward.row, [backward.weight.total, backward.bias.total]));
            }
            for (row, [weight, bias]) in totals {
                for (part, total) in [(0, weight), (1, bias)] {
                    let mine = own.iter().filter(|(own, _)| *own == row);
                    let (mut sum, mut size) = (0.0, 0.0);
                    for (_, own) in mine {
                        sum += over(own[part], total.exponent);
                        size += over(own[part], total.exponent).abs();
                    }
                    if part == 1 && has_batch_norm(run, layer) {
                        assert_eq!(total.mantissa, 0.0);
                        continue;
                    }
                    let number = |mantissa| Number {
                        mantissa,
                        exponent: total.exponent,
                    };
                    let told = format!("layer {layer}, unit {unit}, gradient {part}");
                    assert_close(number(sum), total, number(size), &told);
                }
            }
        }
    }
}

fn has_batch_norm(run: &Experiment, layer: usize) -> bool {
    let norm = run.network().layers[layer].norm.as_ref();
    norm.is_some_and(|norm| norm.kind == norm::Kind::Batch)
}

/// After three steps.
fn run(settings: &[(&str, &str)]) -> Experiment {
    let base = [("depth", "5"), ("width", "6"), ("batch", "5")];
    let settings = [&base[..], settings].concat();
    let mut run = support::experiment(&settings);
    run.complete();
    for _ in 0..3 {
        run.begin_step();
        run.complete();
    }
    run
}

#[test]
fn the_terms_of_plain_networks_come_to_the_pass() {
    for activation in [
        "sigmoid", "tanh", "identity", "relu", "softplus", "gelu", "prelu", "formula",
    ] {
        for init in ["xavier-normal", "sigma"] {
            let run = run(&[
                ("activation", activation),
                ("init", init),
                ("sigma-b", "0.3"),
            ]);
            check(&run);
            let chain = Chain::of(&run, 2, 3, 1, 0).unwrap();
            let (forward, backward) = (chain.forward.unwrap(), chain.backward.unwrap());
            assert_eq!((forward.row, forward.pieces), (3, 1));
            assert_eq!(
                (forward.norm, forward.skip, forward.kept),
                (None, None, None)
            );
            assert_eq!((backward.norm, backward.by_skip), (None, None));
        }
    }
}

#[test]
fn slopes_of_a_unit_or_drawn_are_the_ones_used() {
    check(&run(&[("activation", "prelu"), ("slope-per", "unit")]));
    check(&run(&[("activation", "rrelu")]));
}

#[test]
fn of_maxout_the_row_that_won_is_told() {
    let run = run(&[("activation", "maxout"), ("pieces", "3"), ("residual", "2")]);
    check(&run);
    let mut winners = [0; 3];
    for sample in 0..5 {
        for unit in 0..6 {
            let forward = Chain::of(&run, 1, unit, sample, 0)
                .unwrap()
                .forward
                .unwrap();
            assert_eq!(forward.pieces, 3);
            winners[forward.row - 3 * unit] += 1;
            let z = &run.pass().records[1].forward.z.mantissa;
            for piece in 0..3 {
                assert!(z[(3 * unit + piece, sample)] <= plain(forward.z));
            }
        }
    }
    assert!(winners.iter().all(|count| *count > 0), "{winners:?}");
}

#[test]
fn normalisation_skips_and_dropout_are_told_where_they_stand() {
    for norm in ["batch", "layer"] {
        let run = run(&[("norm", norm), ("activation", "tanh")]);
        check(&run);
        let chain = Chain::of(&run, 2, 3, 1, 0).unwrap();
        let (kind, u) = chain.forward.unwrap().norm.unwrap();
        assert_eq!(kind.name(), norm);
        let record = &run.pass().records[2];
        assert_eq!(Some(u), record.forward.norm.as_ref().unwrap().u.get((3, 1)));
        let signal = &record.backward.norm.as_ref().unwrap().signal;
        assert_eq!(chain.backward.unwrap().norm, signal.get((3, 1)));
        let output = Chain::of(&run, 5, 0, 1, 0).unwrap();
        assert_eq!(output.forward.unwrap().norm, None);
    }
    for (place, expected) in [
        ("after", Place::AfterActivation),
        ("before", Place::BeforeActivation),
    ] {
        let run = run(&[
            ("residual", "2"),
            ("residual-scale", "0.5"),
            ("residual-place", place),
            ("activation", "tanh"),
            ("norm", "layer"),
        ]);
        check(&run);
        // The second ends at layer 3 and brings the inputs of layer 2, the activations of layer 1.
        let at = |layer| Chain::of(&run, layer, 4, 2, 0).unwrap();
        let skip = at(3).forward.unwrap().skip.unwrap();
        assert_eq!((skip.place, skip.scale), (expected, 0.5));
        assert_eq!(skip.value, at(1).forward.unwrap().a);
        assert_eq!(at(2).forward.unwrap().skip, None);
        let to_skip = run.pass().records[3].backward.to_skip.as_ref().unwrap();
        assert_eq!(at(1).backward.unwrap().by_skip, to_skip.get((4, 2)));
        assert_eq!(at(2).backward.unwrap().by_skip, None);
    }
    let run = run(&[("dropout", "0.5")]);
    check(&run);
    let mut seen = [false; 2];
    for unit in 0..6 {
        let forward = Chain::of(&run, 2, unit, 0, 0).unwrap().forward.unwrap();
        let kept = forward.kept.unwrap();
        seen[usize::from(kept > 0.0)] = true;
        assert!(plain(forward.value) > 0.0, "dropped or not");
        assert_eq!(plain(forward.a), kept * plain(forward.value));
    }
    assert_eq!(seen, [true; 2]);
}

#[test]
fn a_chain_far_below_f64_has_its_numbers() {
    let run = run(&[("depth", "600"), ("batch", "2"), ("width", "3")]);
    check(&run);
    let backward = Chain::of(&run, 0, 0, 0, 0).unwrap().backward.unwrap();
    assert!(backward.delta.mantissa != 0.0 && backward.delta.exponent < -1074);
    assert_eq!(plain(backward.delta), 0.0);
    // Straight at 0: the activations themselves go there.
    let tiny = self::run(&[
        ("depth", "200"),
        ("activation", "tanh"),
        ("gain", "0.001"),
        ("batch", "2"),
        ("width", "3"),
        ("learning-rate", "0"),
    ]);
    let chain = Chain::of(&tiny, 199, 0, 0, 0).unwrap();
    let (forward, backward) = (chain.forward.unwrap(), chain.backward.unwrap());
    assert!(forward.value.mantissa != 0.0 && forward.value.exponent < -1074);
    assert_close(forward.value, forward.a, forward.a, "tanh");
    let [sum, size] = summed(&forward.terms);
    assert_close(forward.z, sum, size, "z");
    let (own, value) = (backward.weight.own, forward.terms[0].value);
    assert_eq!(own.exponent, backward.delta.exponent + value.exponent);
    assert!(value.exponent < -1074);
}

#[test]
fn the_signal_of_the_output_layer_is_the_losss() {
    let run = run(&[("loss", "mse"), ("reduction", "sum"), ("data", "sine")]);
    assert_eq!(run.loss().kind, Kind::MeanSquaredError);
    let targets = run.batch().targets(1);
    for sample in 0..5 {
        let chain = Chain::of(&run, 5, 0, sample, 0).unwrap();
        let (forward, backward) = (chain.forward.unwrap(), chain.backward.unwrap());
        assert_eq!((backward.terms, backward.sum), (None, None));
        let expected = 2.0 * (plain(forward.a) - targets[sample]);
        assert!((plain(backward.signal) - expected).abs() < 1e-15);
    }
}

#[test]
fn what_the_pass_has_not_come_to_is_not_there() {
    let mut run = support::experiment(&[("depth", "3"), ("width", "4"), ("batch", "5")]);
    let there = |run: &Experiment| {
        [0, 1, 2, 3].map(|layer| {
            let chain = Chain::of(run, layer, 1, 2, 0).unwrap();
            (chain.forward.is_some(), chain.backward.is_some())
        })
    };
    for step in 0..2 {
        for index in 0..4 {
            assert_eq!(run.stage(), Stage::Forward(index));
            let chains = there(&run);
            for (layer, chain) in chains.into_iter().enumerate() {
                assert_eq!(chain, (layer < index, false), "step {step}");
            }
            run.advance();
        }
        for index in (0..4).rev() {
            assert_eq!(run.stage(), Stage::Backward(index));
            for (layer, chain) in there(&run).into_iter().enumerate() {
                assert_eq!(chain, (true, layer > index));
            }
            run.advance();
        }
        assert_eq!(there(&run), [(true, true); 4]);
        run.begin_step();
    }
}

#[test]
fn there_is_no_chain_beyond_the_last_layer_unit_sample_or_input() {
    let run = run(&[]);
    assert!(Chain::of(&run, 5, 1, 4, 5).is_some());
    for [layer, unit, sample, input] in [
        [6, 0, 0, 0],
        [5, 2, 0, 0],
        [4, 6, 0, 0],
        [4, 0, 5, 0],
        [4, 0, 0, 6],
        [0, 0, 0, 2],
        [usize::MAX; 4],
    ] {
        assert_eq!(Chain::of(&run, layer, unit, sample, input), None);
    }
}
