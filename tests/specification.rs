//! A wrong request is refused with the key, the value and what is allowed; a right one is kept.

mod support;

use gradient_flow::Error;
use gradient_flow::experiment::Experiment;
use gradient_flow::loss::Kind;
use gradient_flow::specification::{KEYS, Specification};

fn refusal(key: &str, value: &str) -> String {
    match Specification::from_pairs([(key, value)]) {
        Ok(specification) => panic!("{key}={value} was accepted: {specification:?}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn every_wrong_value_is_refused_by_name() {
    for (key, value, allowed) in [
        ("activation", "sigmoidal", "sigmoid, tanh, identity"),
        ("activation", "", "sigmoid, tanh"),
        ("init", "zeros", "xavier-normal, xavier-uniform, he-normal"),
        ("data", "mnist", "moons, circles"),
        (
            "loss",
            "hinge",
            "auto, cross-entropy, binary-cross-entropy, mse",
        ),
        ("depth", "0", "a whole number from 1 to 1000"),
        ("depth", "1001", "a whole number from 1 to 1000"),
        ("depth", "-3", "a whole number from 1 to 1000"),
        ("depth", "2.5", "a whole number from 1 to 1000"),
        (
            "depth",
            "99999999999999999999",
            "a whole number from 1 to 1000",
        ),
        ("width", "0", "a whole number from 1 to 1024"),
        ("width", "NaN", "a whole number from 1 to 1024"),
        ("batch", "5000", "a whole number from 1 to 4096"),
        ("batch", "801", "at most 800, the training rows of moons"),
        ("seed", "4294967296", "a whole number from 0 to 4294967295"),
        ("slope", "1.5", "a number from 0 to 1"),
        ("slope", "NaN", "a number from 0 to 1"),
        ("noise", "-0.1", "a number from 0 to 1"),
        ("learning-rate", "inf", "a number from 0 to 10"),
        ("learning-rate", "fast", "a number from 0 to 10"),
    ] {
        let message = refusal(key, value);
        assert!(
            message.starts_with(&format!("{key}: \"{value}\" is not allowed")),
            "{message}"
        );
        assert!(message.contains(allowed), "{message}");
    }
}

#[test]
fn an_unknown_key_is_refused_with_those_that_exist() {
    let message = refusal("dept", "3");
    assert!(
        message.starts_with("unknown key \"dept\": allowed are version, activation, slope, alpha")
    );
}

#[test]
fn a_refused_value_leaves_the_last_good_one() {
    let mut specification = Specification::default();
    specification.set("depth", "7").unwrap();
    specification.set("depth", "seven").unwrap_err();
    assert_eq!(specification.depth, 7);
}

#[test]
fn a_network_over_the_limit_is_refused_with_its_size_before_it_is_built() {
    let specification =
        Specification::from_pairs([("depth", "1000"), ("width", "1024"), ("batch", "800")]);
    let Err(Error::TooLarge { bytes, limit }) = specification else {
        panic!("{specification:?}")
    };
    assert_eq!(limit, (1 << 32) / 3);
    // Weights, gradients and updates are 999 * 1024^2 * 24 bytes, and z, f'(z), a, dL/da and dL/dz
    // 1000 * 1024 * 800 * 40.
    let least = 999 * 1024 * 1024 * 24 + 1000 * 1024 * 800 * 40;
    assert!((least..least + (1 << 27)).contains(&bytes), "{bytes}");
    let message = Error::TooLarge { bytes, limit }.to_string();
    assert!(message.contains(" MiB; the limit is 1365 MiB"), "{message}");
}

#[test]
fn every_key_reads_back_what_it_wrote() {
    let other = [
        ("version", "1"),
        ("activation", "prelu"),
        ("slope", "0.30000000000000004"),
        ("alpha", "0.5"),
        ("beta", "2.5"),
        ("lambda", "0.1"),
        ("lower", "0.2"),
        ("upper", "0.4"),
        ("low", "-0.5"),
        ("high", "3"),
        ("cutoff", "0.1"),
        ("otherwise", "-20"),
        ("pieces", "3"),
        ("formula", "z*z"),
        ("slope-per", "unit"),
        ("layer-activations", "relu,,tanh"),
        ("output-activation", "tanh"),
        ("depth", "3"),
        ("width", "5"),
        ("layer-widths", ",7"),
        ("init", "lecun-uniform"),
        ("fan", "out"),
        ("gain", "1.5"),
        ("sigma-w", "1.25"),
        ("sigma-b", "0.05"),
        ("constant", "-0.5"),
        ("norm", "layer"),
        ("residual", "2"),
        ("residual-scale", "0.5"),
        ("residual-place", "before"),
        ("dropout", "0.125"),
        ("data", "digits"),
        ("csv-header", "no"),
        ("csv-label", "a column"),
        ("csv-task", "number"),
        ("rows", "1000"),
        ("noise", "0.25"),
        ("test-share", "0.5"),
        ("standardise", "no"),
        ("loss", "mse"),
        ("reduction", "sum"),
        ("optimizer", "nesterov"),
        ("learning-rate", "0.001"),
        ("momentum", "0.5"),
        ("weight-decay", "0.0001"),
        ("l1", "0.001"),
        ("clip", "2.5"),
        ("batch", "7"),
        ("seed", "4294967295"),
    ];
    assert_eq!(
        other.map(|(key, _)| key),
        KEYS.each_ref().map(|key| key.name)
    );
    let specification = Specification::from_pairs(other).unwrap();
    for (key, (_, value)) in KEYS.iter().zip(other) {
        assert_eq!(
            key.text(&specification).as_deref(),
            Some(value),
            "{}",
            key.name
        );
    }
}

#[test]
fn digits_without_or_with_a_damaged_file_are_refused() {
    let digits = || Specification::from_pairs([("data", "digits")]).unwrap();
    let message = Experiment::new(digits(), None).unwrap_err().to_string();
    assert_eq!(message, "data: digits: its file has not been loaded");
    for file in [&[][..], &[0; 65], &[17; 1797 * 65], &[10; 1797 * 65]] {
        let message = Experiment::new(digits(), Some(file))
            .unwrap_err()
            .to_string();
        assert_eq!(message, "data: digits: its file is damaged");
    }
}

#[test]
fn bounds_in_the_wrong_order_are_refused_where_they_matter() {
    let rrelu = |lower, upper| {
        Specification::from_pairs([("activation", "rrelu"), ("lower", lower), ("upper", upper)])
    };
    rrelu("0.2", "0.2").unwrap();
    let message = rrelu("0.5", "0.2").unwrap_err().to_string();
    assert_eq!(
        message,
        "lower: \"0.5\" is not allowed; allowed is at most 0.2, the value of upper"
    );
    Specification::from_pairs([("lower", "0.5"), ("upper", "0.2")]).unwrap();
}

#[test]
fn a_number_is_told_by_squared_error_and_no_other_loss() {
    for loss in ["cross-entropy", "binary-cross-entropy"] {
        let refused = Specification::from_pairs([("data", "sine"), ("loss", loss)]);
        assert_eq!(
            refused.unwrap_err().to_string(),
            format!(
                "loss: \"{loss}\" is not allowed; allowed is auto or mse, because sine asks for a number"
            )
        );
    }
    for (data, asked, loss) in [
        ("sine", "auto", Kind::MeanSquaredError),
        ("sine", "mse", Kind::MeanSquaredError),
        ("moons", "auto", Kind::CrossEntropy),
        ("iris", "auto", Kind::CrossEntropy),
        ("iris", "mse", Kind::MeanSquaredError),
    ] {
        let experiment = support::experiment(&[("data", data), ("loss", asked)]);
        assert_eq!(experiment.loss().kind, loss, "{data} {asked}");
    }
}

#[test]
fn what_does_not_go_together_is_refused_by_name() {
    for (pairs, message) in [
        (
            [("norm", "batch"), ("batch", "1")],
            "batch: \"1\" is not allowed; allowed is at least 2 with batch normalisation",
        ),
        (
            [("activation", "maxout"), ("pieces", "2.5")],
            "pieces: \"2.5\" is not allowed; allowed is a whole number",
        ),
        (
            [("data", "iris"), ("rows", "151")],
            "rows: \"151\" is not allowed; allowed is at most 150, the rows of iris",
        ),
        (
            [("rows", "50"), ("batch", "41")],
            "batch: \"41\" is not allowed; allowed is at most 40, the training rows of moons with so few rows",
        ),
        (
            [("test-share", "0.95"), ("batch", "51")],
            "batch: \"51\" is not allowed; allowed is at most 50, the training rows of moons",
        ),
    ] {
        let refused = Specification::from_pairs(pairs);
        assert_eq!(refused.unwrap_err().to_string(), message);
    }
    for (key, value, problem) in [
        (
            "layer-widths",
            "3,0",
            "\"0\" is no whole number from 1 to 1024",
        ),
        (
            "layer-activations",
            "relu,no",
            "\"no\" is no activation; there are sigmoid",
        ),
    ] {
        let message = refusal(key, value);
        assert!(message.contains(problem), "{message}");
    }
}

#[test]
fn what_is_written_holds_the_version_and_what_differs_and_reads_back_the_same() {
    let given = [
        ("activation", "formula"),
        ("formula", "max(0.1*z, z) + 1e-3"),
        ("layer-widths", "3,,5"),
        ("noise", "0.30000000000000004"),
        ("seed", "4294967295"),
        ("csv-label", "a & b = \"c\" + 100 %"),
    ];
    let specification = Specification::from_pairs(given).unwrap();
    let differences = specification.differences();
    assert_eq!(differences[0], ("version", "1".to_owned()));
    assert_eq!(differences.len(), 1 + given.len());
    for text in [specification.to_query(), specification.to_json()] {
        let back = if text.starts_with('{') {
            Specification::from_json(&text)
        } else {
            Specification::from_query(&text)
        };
        let back = back.unwrap();
        for key in &KEYS {
            assert_eq!(key.text(&back), key.text(&specification), "{}", key.name);
        }
    }
    assert_eq!(Specification::default().to_query(), "version=1");
    let unknown = Specification::from_query("?depth=7&colour=red").unwrap_err();
    assert!(unknown.to_string().starts_with("unknown key \"colour\""));
    let version = Specification::from_json("{\"version\": 2}").unwrap_err();
    assert_eq!(
        version.to_string(),
        "version: \"2\" is not allowed; allowed is 1"
    );
}

#[test]
fn nothing_takes_back_what_need_not_be_given() {
    for key in ["clip", "slope"] {
        let mut specification = Specification::from_pairs([(key, "0.5")]).unwrap();
        specification.set(key, "").unwrap();
        let own = KEYS.iter().find(|own| own.name == key).unwrap();
        assert_eq!(own.text(&specification), None);
    }
}

#[test]
fn a_share_of_the_rows_is_taken_as_said() {
    for (share, train) in [
        ("0.9", 100),
        ("0.2", 800),
        ("0.3", 700),
        ("0.95", 50),
        ("0.15", 850),
    ] {
        let most = train.to_string();
        Specification::from_pairs([("test-share", share), ("batch", &most)]).unwrap();
        let more = (train + 1).to_string();
        Specification::from_pairs([("test-share", share), ("batch", &more)]).unwrap_err();
    }
}
