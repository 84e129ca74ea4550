//! A refusal has its parts by themselves, beside the sentence made of them.

mod support;

use gradient_flow::Error;
use gradient_flow::data::Dataset;
use gradient_flow::error::{Allowed, DataProblem, Limit, mebibytes};
use gradient_flow::formula::Formula;
use gradient_flow::specification::{KEYS, Specification};

fn refused(settings: &[(&str, &str)]) -> Error {
    Specification::from_pairs(settings.iter().copied()).unwrap_err()
}

#[test]
fn what_is_allowed_is_told_in_parts_and_in_words() {
    let at_most = |max, of| Allowed::AtMost { max, of };
    let range = |min, max, is_whole| Allowed::Range { min, max, is_whole };
    for (settings, key, value, allowed, words) in [
        (
            &[("fan", "both")][..],
            "fan",
            "both",
            Allowed::Choices(vec!["in", "out"]),
            "in, out",
        ),
        (
            &[("seed", "-1")],
            "seed",
            "-1",
            range(0.0, f64::from(u32::MAX), true),
            "a whole number from 0 to 4294967295",
        ),
        (
            &[("dropout", "1")],
            "dropout",
            "1",
            range(0.0, 0.95, false),
            "a number from 0 to 0.95",
        ),
        (
            &[("clip", "0")],
            "clip",
            "0",
            range(1e-6, 1e6, false),
            "a number from 0.000001 to 1000000",
        ),
        (
            &[("cutoff", "11")],
            "cutoff",
            "11",
            range(-10.0, 10.0, false),
            "a number from -10 to 10",
        ),
        (
            &[("data", "iris"), ("rows", "151"), ("batch", "8")],
            "rows",
            "151",
            at_most(150.0, Limit::Rows("iris")),
            "at most 150, the rows of iris",
        ),
        (
            &[("rows", "1"), ("batch", "1")],
            "rows",
            "1",
            Allowed::Split { training: 0 },
            "enough to leave both training and test rows (here 0)",
        ),
        (
            &[("batch", "801")],
            "batch",
            "801",
            at_most(
                800.0,
                Limit::TrainingRows {
                    data: "moons",
                    is_few: false,
                },
            ),
            "at most 800, the training rows of moons",
        ),
        (
            &[("rows", "50"), ("batch", "41")],
            "batch",
            "41",
            at_most(
                40.0,
                Limit::TrainingRows {
                    data: "moons",
                    is_few: true,
                },
            ),
            "at most 40, the training rows of moons with so few rows",
        ),
        (
            &[("batch", "1"), ("norm", "batch")],
            "batch",
            "1",
            Allowed::AtLeastForBatchNorm { min: 2 },
            "at least 2 with batch normalisation",
        ),
        (
            &[("loss", "cross-entropy"), ("data", "sine")],
            "loss",
            "cross-entropy",
            Allowed::NumberChoices {
                names: vec!["auto", "mse"],
                data: "sine",
            },
            "auto or mse, because sine asks for a number",
        ),
        (
            &[("activation", "rrelu"), ("lower", "0.5"), ("upper", "0.25")],
            "lower",
            "0.5",
            at_most(0.25, Limit::Upper),
            "at most 0.25, the value of upper",
        ),
        (
            &[("activation", "maxout"), ("pieces", "2.5")],
            "pieces",
            "2.5",
            Allowed::Whole,
            "a whole number",
        ),
    ] {
        let error = refused(settings);
        assert_eq!(
            error.to_string(),
            format!("{key}: \"{value}\" is not allowed; allowed is {words}")
        );
        let expected = Error::InvalidValue {
            key,
            value: value.to_owned(),
            allowed,
        };
        assert_eq!(error, expected);
    }
}

#[test]
fn rows_that_cannot_be_split_are_told_with_how_many_there_are() {
    let mut request = support::request("csv", 0.0, 1);
    request.rows = 30;
    let table: String = (0..20).map(|row| format!("{row},{}\n", row % 3)).collect();
    let error = Dataset::new(&request, Some(table.as_bytes())).unwrap_err();
    assert_eq!(
        error,
        Error::InvalidValue {
            key: "rows",
            value: "30".to_owned(),
            allowed: Allowed::AtMost {
                max: 20.0,
                of: Limit::SplitRows("csv"),
            },
        }
    );
    assert_eq!(
        error.to_string(),
        "rows: \"30\" is not allowed; allowed is a number that can be split in two, at most 20, \
         the rows of csv"
    );
}

#[test]
fn an_unknown_key_comes_with_all_there_are() {
    let Error::UnknownKey { key, allowed } = refused(&[("dept", "3")]) else {
        panic!();
    };
    assert_eq!(key, "dept");
    let names = KEYS.each_ref().map(|key| key.name);
    assert_eq!(allowed, Allowed::Choices(names.into()));
}

#[test]
fn a_formulas_problem_has_a_code_its_arguments_and_a_place() {
    let deep = "(".repeat(40);
    let long = "z+".repeat(100) + "z";
    for (text, position, code, arguments) in [
        (&*long, 201, "tooLong", &["200"][..]),
        (" ", 1, "empty", &[]),
        (&deep, 34, "tooDeep", &["32"]),
        ("z+*", 3, "noOperand", &["*"]),
        ("z+", 3, "noOperand", &[""]),
        ("2z", 2, "noOperator", &["2", "z"]),
        ("z$", 2, "stray", &["$"]),
        ("1e999", 1, "outOfRange", &["1e999"]),
        ("foo(z)", 1, "unknownName", &["foo"]),
        ("sin z", 5, "notCalled", &["sin"]),
        ("sin(z,z)", 1, "arguments", &["sin", "1", "2"]),
        ("pow(z)", 1, "arguments", &["pow", "2", "1"]),
        ("pow(z,1,2)", 1, "arguments", &["pow", "2", "3"]),
        ("max(z)", 1, "arguments", &["max", "2+", "1"]),
        ("if(z<0,1)", 1, "arguments", &["if", "3", "2"]),
        ("if(z,1,2)", 5, "noComparison", &[","]),
        ("if(z", 5, "noComparison", &[""]),
        ("z<1", 2, "strayComparison", &["<"]),
        ("(z", 3, "notClosed", &[]),
        ("(z,1)", 3, "notClosedBeforeComma", &[]),
        ("z)", 2, "closesNothing", &[]),
        ("z,1", 2, "strayComma", &[]),
    ] {
        let Error::InvalidText {
            key,
            value,
            problem,
        } = refused(&[("formula", text)])
        else {
            panic!("{text}");
        };
        assert_eq!((key, &*value), ("formula", text));
        assert_eq!(problem.position, Some(position), "{text}");
        assert_eq!(problem.code, code, "{text}");
        assert_eq!(problem.arguments, arguments, "{text}");
        let own = Formula::parse(text).unwrap_err();
        assert_eq!(problem.to_string(), own.to_string());
        assert_eq!(
            problem.to_string(),
            format!("character {position}: {}", problem.message)
        );
    }
}

#[test]
fn a_lists_problem_has_a_code_and_its_arguments() {
    let long = ",".repeat(9000);
    for (key, text, code, arguments) in [
        (
            "layer-activations",
            "relu,sofa",
            "activation",
            &["sofa"][..],
        ),
        ("layer-widths", "3,0", "width", &["0", "1", "1024"]),
        ("layer-widths", &long, "tooLong", &["8192"]),
        ("csv-label", &long, "tooLong", &["8192"]),
    ] {
        let Error::InvalidText { problem, .. } = refused(&[(key, text)]) else {
            panic!("{key}");
        };
        assert_eq!((problem.code, problem.position), (code, None));
        assert_eq!(problem.arguments, arguments);
        assert_eq!(problem.to_string(), problem.message);
        assert!(problem.message.contains(arguments[0]));
    }
}

#[test]
fn a_need_is_rounded_up_and_a_limit_down() {
    assert_eq!(mebibytes(1, (1 << 20) - 1), [1, 0]);
    assert_eq!(mebibytes(3 << 20, 3 << 20), [3, 3]);
}

#[test]
fn data_are_missing_damaged_or_no_table() {
    let problem =
        |name, file: Option<&[u8]>| match Dataset::new(&support::request(name, 0.0, 1), file)
            .unwrap_err()
        {
            Error::Data { name: own, problem } => {
                assert_eq!(own, name);
                problem
            }
            error => panic!("{error}"),
        };
    assert_eq!(problem("digits", None), DataProblem::Missing);
    assert_eq!(problem("iris", Some(b"1,2")), DataProblem::Damaged);
    let table = problem("csv", Some(b"x,y\n1,a\n2,b\nthree,a\n4,b\n5,a\n6,b\n"));
    let wrong = DataProblem::Table {
        line: Some(4),
        code: "noNumber",
        arguments: vec!["\"x\"".to_owned(), "\"three\"".to_owned()],
        message: "column \"x\": \"three\" is not a finite number".to_owned(),
    };
    assert_eq!(table, wrong);
    assert_eq!(table.to_string(), format!("line 4: {}", table.message()));
    let table = problem("csv", Some(b""));
    assert_eq!(table.to_string(), table.message());
}
