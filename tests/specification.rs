//! A wrong request is refused with the key, the value and what is allowed; a right one is kept.

use gradient_flow::Error;
use gradient_flow::experiment::Experiment;
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
        ("loss", "hinge", "cross-entropy, binary-cross-entropy, mse"),
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
    assert!(message.starts_with("unknown key \"dept\": allowed are activation, slope, alpha"));
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
    assert_eq!(limit, 1 << 30);
    // Weights and gradients alone are 999 * 1024^2 * 16 bytes.
    assert!((16_762_000_000..50_000_000_000).contains(&bytes), "{bytes}");
    let message = Error::TooLarge { bytes, limit }.to_string();
    assert!(message.contains(" MiB; the limit is 1024 MiB"), "{message}");
}

#[test]
fn every_key_reads_back_what_it_wrote() {
    let other = [
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
        ("depth", "3"),
        ("width", "5"),
        ("init", "lecun-uniform"),
        ("data", "digits"),
        ("noise", "0.25"),
        ("loss", "mse"),
        ("optimizer", "nesterov"),
        ("learning-rate", "0.001"),
        ("momentum", "0.5"),
        ("weight-decay", "0.0001"),
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
