//! A formula's value and derivative are those of what it says, and what it cannot say is refused.

use gradient_flow::activation::catalogue;
use gradient_flow::formula::{FUNCTIONS, Formula};

fn formula(text: &str) -> Formula {
    Formula::parse(text).unwrap_or_else(|problem| panic!("{text}: {problem}"))
}

fn value(text: &str) -> f64 {
    formula(text).at(0.0).0
}

fn refusal(text: &str) -> String {
    match Formula::parse(text) {
        Ok(_) => panic!("{text} is accepted"),
        Err(problem) => problem.to_string(),
    }
}

/// Whether the two agree to a relative `tolerance`, or are both below all f64 of full precision.
fn close(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * b.abs() + 1e-300
}

fn grid() -> impl Iterator<Item = f64> {
    (-3000..=3000).map(|i| f64::from(i) / 100.0)
}

#[track_caller]
fn is_the_catalogues(text: &str, name: &str, points: impl Iterator<Item = f64>) {
    let formula = formula(text);
    let kind = catalogue().find(|kind| kind.name == name).unwrap();
    let activation = kind.with(|_| None);
    for z in points {
        let (value, derivative) = formula.at(z);
        let truth = activation.at(z);
        assert!(
            close(value, truth.value, 1e-12),
            "{text} at {z}: {value}, not {}",
            truth.value
        );
        // About its root the derivative cancels, and the catalogue's does not.
        assert!(
            close(derivative, truth.derivative, 1e-12)
                || truth.derivative.abs() < 0.05
                    && (z + 1.0).abs() < 0.5
                    && (derivative - truth.derivative).abs() < 1e-15,
            "{text} at {z}: derivative {derivative}, not {}",
            truth.derivative
        );
    }
}

#[test]
fn the_catalogue_can_be_written_as_formulas() {
    for (text, name) in [
        ("z", "identity"),
        ("x", "identity"),
        ("1/(1+exp(-z))", "sigmoid"),
        ("1/(1+e^-z)", "sigmoid"),
        ("sigmoid(z)", "sigmoid"),
        ("tanh(z)", "tanh"),
        (
            "if(z < 0, expm1(2*z)/(1+exp(2*z)), -expm1(-2*z)/(1+exp(-2*z)))",
            "tanh",
        ),
        ("max(0, z)", "relu"),
        ("max(z, 0)", "relu"),
        ("relu(z)", "relu"),
        ("-min(-z, 0)", "relu"),
        ("if(z > 0, z, 0)", "relu"),
        ("max(0.01*z, z)", "leaky-relu"),
        ("max(z, 0.01*z)", "leaky-relu"),
        ("if(z < 6, max(z, 0), 6)", "relu6"),
        ("if(z > 0, z, expm1(z))", "elu"),
        ("z*0.5*erfc(-z/sqrt(2))", "gelu"),
        ("z*sigmoid(2*sqrt(2/pi)*(z + 0.044715*z^3))", "gelu-tanh"),
        ("z/(1+exp(-z))", "silu"),
        ("z*sigmoid(1.702*z)", "quick-gelu"),
        ("z*tanh(softplus(z))", "mish"),
        ("z*tanh(log1p(exp(z)))", "mish"),
        ("softplus(z)", "softplus"),
        ("log1p(exp(z))", "softplus"),
        ("z/(1+abs(z))", "softsign"),
    ] {
        is_the_catalogues(text, name, grid());
    }
}

#[test]
fn gelu_through_erf_is_the_catalogues_where_the_sum_does_not_cancel() {
    let right = grid().filter(|z| *z >= -0.5);
    is_the_catalogues("0.5*z*(1+erf(z/sqrt(2)))", "gelu", right);
}

#[test]
fn every_function_has_the_derivative_of_its_values() {
    let points =
        |from: f64, to: f64| (1..400).map(move |i| from + (to - from) * f64::from(i) / 400.0);
    for function in FUNCTIONS {
        let (text, from, to) = match function.name {
            name @ ("ln" | "log" | "sqrt") => (format!("{name}(z)"), 0.1, 5.0),
            "log1p" => ("log1p(z)".into(), -0.9, 5.0),
            "asin" => ("asin(z)".into(), -0.95, 0.95),
            "tan" => ("tan(z)".into(), -1.2, 1.2),
            "pow" => ("pow(z + 4, z/2) + pow(z, 3) + pow(2, z)".into(), -3.0, 3.0),
            name @ ("min" | "max") => (format!("{name}(z^2, 2 - z, sin(z), 1)"), -3.0, 3.0),
            "if" => ("if(z^2 < 2, sin(z), exp(z))".into(), -3.0, 3.0),
            name => (format!("{name}(z)"), -3.0, 3.0),
        };
        // Inside another function, so that the chain rule takes part.
        for text in [text.clone(), format!("({text})^2 * z / (2 + cos({text}))")] {
            let formula = formula(&text);
            let mut differing = 0;
            for z in points(from, to) {
                let step = 1e-5;
                let slope = (formula.at(z + step).0 - formula.at(z - step).0) / (2.0 * step);
                let derivative = formula.at(z).1;
                let fits = (slope - derivative).abs() < 1e-6 * (1.0 + derivative.abs());
                differing += u32::from(!fits);
            }
            // Only at a kink or jump that is a point of the grid.
            let kinks = u32::from(["abs", "sign", "relu", "min"].contains(&function.name));
            assert!(differing <= kinks, "{text}: at {differing} points");
        }
    }
}

#[test]
fn operators_bind_as_in_mathematics() {
    for (text, expected) in [
        ("1 + 2*3", 7.0),
        ("(1 + 2)*3", 9.0),
        ("10 - 4 - 3", 3.0),
        ("24/4/2", 3.0),
        ("24/4*2", 12.0),
        ("2^3^2", 512.0),
        ("2**3**2", 512.0),
        ("2*3^2", 18.0),
        ("-2^2", -4.0),
        ("(-2)^2", 4.0),
        ("2^-1", 0.5),
        ("2^-2^2", 0.0625),
        ("--2", 2.0),
        ("-+-2", 2.0),
        ("2--3", 5.0),
        ("2*-3", -6.0),
        ("-2*-3", 6.0),
        ("1e-3*1000", 1.0),
        (".5+5.", 5.5),
        ("1E2", 100.0),
        ("2*e", 2.0 * std::f64::consts::E),
        ("cos(pi)", -1.0),
        (" 1\t+\n2 ", 3.0),
        ("min(3, 1, 2)", 1.0),
        ("max(1, 3, 2)", 3.0),
        ("pow(2, 10)", 1024.0),
        ("if(1 <= 1, 2, 3)", 2.0),
        ("if(1 < 1, 2, 3)", 3.0),
        ("if(1 >= 1, 2, 3)", 2.0),
        ("if(1 > 1, 2, 3)", 3.0),
        ("if(1+1 < 3, if(2 > 3, 4, 5), 6)", 5.0),
        ("0^0", 1.0),
        ("(-8)^3", -512.0),
        ("ln(e) + log(e)", 2.0),
        ("sign(-3) + sign(0) + sign(5)*10", 9.0),
    ] {
        assert_eq!(value(text), expected, "{text}");
    }
}

#[test]
fn a_kink_has_the_slope_from_its_left() {
    for (text, slope) in [
        ("max(0, z)", 0.0),
        ("max(z, 0)", 0.0),
        ("relu(z)", 0.0),
        ("max(0.1*z, z)", 0.1),
        ("max(z, 0.1*z)", 0.1),
        ("min(0, z)", 1.0),
        ("min(z, 0)", 1.0),
        ("max(z, -z, 0)", -1.0),
        ("min(z, -z, 0)", 1.0),
        ("if(z > 0, z, 0)", 0.0),
        ("abs(z)", 0.0),
        ("sign(z)", 0.0),
    ] {
        assert_eq!(formula(text).at(0.0), (0.0, slope), "{text}");
    }
}

#[test]
fn an_infinite_slope_does_not_bend_a_constant() {
    assert_eq!(formula("sqrt(relu(z))").at(-1.0), (0.0, 0.0));
    assert_eq!(formula("z*sqrt(z)").at(0.0), (0.0, 0.0));
    assert_eq!(formula("z^0").at(0.0), (1.0, 0.0));
    assert_eq!(formula("0^z").at(2.0), (0.0, 0.0));
    assert_eq!(formula("(-2)^2 + 0*z").at(1.0), (4.0, 0.0));
    assert_eq!(formula("exp(-1/z^2)").at(0.0), (0.0, 0.0));
    assert_eq!(formula("sqrt(z)").at(0.0), (0.0, f64::INFINITY));
}

#[test]
fn the_tails_are_those_of_the_truth() {
    let zero = |_: f64| (0.0, 0.0);
    type Truth = fn(f64) -> (f64, f64);
    let cases: [(&str, Truth, Truth); 12] = [
        ("z/(1+exp(-z))", zero, |z| (z, 1.0)),
        ("1/(1+exp(-z))", zero, |_| (1.0, 0.0)),
        ("exp(z)/(1+exp(z))", zero, |_| (1.0, 0.0)),
        ("log(1+exp(z))", zero, |z| (z, 1.0)),
        ("softplus(z)", zero, |z| (z, 1.0)),
        (
            "(exp(z)-exp(-z))/(exp(z)+exp(-z))",
            |_| (-1.0, 0.0),
            |_| (1.0, 0.0),
        ),
        ("z*tanh(log(1+exp(z)))", zero, |z| (z, 1.0)),
        ("exp(-z^2)", zero, zero),
        ("tanh(z)", |_| (-1.0, 0.0), |_| (1.0, 0.0)),
        ("sinh(z)/cosh(z)", |_| (-1.0, 0.0), |_| (1.0, 0.0)),
        ("z*erfc(-z)/2", zero, |z| (z, 1.0)),
        ("1/(1+exp(exp(z)))", |_| (0.5, 0.0), zero),
    ];
    for (text, left, right) in cases {
        let formula = formula(text);
        for z in [800.0, 745.2, 1000.0, 3333.3, 1e4] {
            for (z, truth) in [(-z, left(-z)), (z, right(z))] {
                let (value, derivative) = formula.at(z);
                let fits = close(value, truth.0, 1e-12) && close(derivative, truth.1, 1e-12);
                assert!(fits, "{text} at {z}: {value}, {derivative}");
            }
        }
    }
}

#[test]
fn no_written_form_of_the_catalogue_has_a_nan_anywhere() {
    for text in [
        "z/(1+exp(-z))",
        "1/(1+exp(-z))",
        "exp(z)/(1+exp(z))",
        "log(1+exp(z))",
        "(exp(z)-exp(-z))/(exp(z)+exp(-z))",
        "z*tanh(log(1+exp(z)))",
        "exp(-z^2)",
        "z*exp(-exp(z))",
        "exp(-exp(-z))",
    ] {
        let formula = formula(text);
        for z in (-20_000..=20_000).map(|i| f64::from(i) / 2.0) {
            let (value, derivative) = formula.at(z);
            let finite = value.is_finite() && derivative.is_finite();
            assert!(finite, "{text} at {z}: {value}, {derivative}");
        }
    }
}

#[test]
fn what_leaves_the_range_of_f64_comes_back_into_it() {
    for (text, expected) in [
        ("exp(2000)/exp(1999)", std::f64::consts::E),
        ("exp(-2000)*exp(2000)", 1.0),
        ("ln(exp(5000))", 5000.0),
        ("ln(exp(-5000))", -5000.0),
        ("sqrt(exp(3000))/exp(1500)", 1.0),
        ("sqrt(exp(-3001))*exp(1500.5)", 1.0),
        ("sqrt(exp(400))/exp(200)", 1.0),
        ("exp(800)^2/exp(1600)", 1.0),
        ("exp(800)^-0.5*exp(400)", 1.0),
        ("(-exp(800))^3/exp(2400)", -1.0),
        ("(exp(800) + exp(801))/exp(800)", 1.0 + std::f64::consts::E),
        ("(exp(100) - exp(300))/exp(300)", -1.0),
        ("(1e300*1e300 + 1e300)/1e300/1e300", 1.0),
        ("expm1(800)/exp(800)", 1.0),
        ("log1p(exp(800))", 800.0),
        ("sinh(800)/exp(800)", 0.5),
        ("cosh(-800)/exp(800)", 0.5),
        ("tanh(exp(-800))/exp(-800)", 1.0),
        ("sin(exp(-800))/exp(-800)", 1.0),
        ("erf(exp(-800))/exp(-800)", std::f64::consts::FRAC_2_SQRT_PI),
        ("erfc(30)*exp(900)", 0.018_795_888_861_416_75),
        ("erfc(22)*exp(484)", 0.025_618_570_005_879_453),
        ("if(exp(1000) < exp(1001), 1, 0)", 1.0),
        ("max(exp(1000), exp(1001), 3)/exp(1001)", 1.0),
        ("abs(-exp(800))/exp(800)", 1.0),
        ("sign(-exp(-800))", -1.0),
    ] {
        assert!(
            close(value(text), expected, 2e-12),
            "{text}: {}",
            value(text)
        );
    }
}

#[test]
fn derivatives_of_saturating_functions_keep_their_tails() {
    for z in [20.0, 40.0, 300.0_f64, 700.0] {
        let e = libm::exp(-z);
        assert!(close(formula("sigmoid(z)").at(z).1, e, 1e-8));
        assert!(close(formula("sigmoid(-z)").at(z).1, -e, 1e-8));
        assert!(close(formula("1/(1+exp(-z))").at(z).1, e, 1e-8));
        assert!(close(formula("tanh(z/2)").at(z).1, 2.0 * e, 1e-8));
        assert!(close(formula("softplus(-z)").at(z).1, -e, 1e-8));
    }
}

#[test]
fn functions_are_exact_where_their_definitions_cancel() {
    let ulps = |a: f64, b: f64| ((a - b) / b / f64::EPSILON).abs();
    for z in [1e-10, -1e-10, 1e-100, 5e-324] {
        for name in ["sinh", "tanh", "expm1", "log1p", "sin", "asin", "atan"] {
            let value = formula(&format!("{name}(z)")).at(z).0;
            assert!((value - z).abs() <= z * z, "{name} at {z}: {value}");
        }
    }
    for z in [-200.0, -690.5, 190.7, 700.3] {
        assert!(ulps(formula("exp(z)").at(z).0, libm::exp(z)) < 2.0, "{z}");
    }
    assert_eq!(formula("z^1").at(0.0), (0.0, 1.0));
    assert_eq!(formula("z^2").at(0.0), (0.0, 0.0));
    assert_eq!(formula("z^3").at(-2.0), (-8.0, 12.0));
}

#[test]
fn a_nan_stays_one() {
    for text in [
        "z",
        "1",
        "max(0, z)",
        "relu(z)",
        "if(z > 0, 1, 2)",
        "sign(z)",
        "z^0",
    ] {
        let (value, derivative) = formula(text).at(f64::NAN);
        assert!(value.is_nan() && derivative.is_nan(), "{text}");
    }
    for text in [
        "ln(z)",
        "sqrt(z)",
        "max(0, ln(z))",
        "min(ln(z), 0)",
        "if(ln(z) < 0, 1, 2)",
        "sign(sqrt(z))",
        "asin(2*z)",
        "z^0.5",
    ] {
        let (value, derivative) = formula(text).at(-1.0);
        assert!(value.is_nan() && derivative.is_nan(), "{text}");
    }
}

#[test]
fn every_problem_is_named_with_its_place() {
    for (text, expected) in [
        (
            "",
            "character 1: the formula is empty: write one in z, such as max(0, z)",
        ),
        (
            "  \t ",
            "character 1: the formula is empty: write one in z, such as max(0, z)",
        ),
        (
            "2z",
            "character 2: an operator is missing: write 2*z for the product",
        ),
        (
            "3 sin(z)",
            "character 3: an operator is missing: write 3*sin for the product",
        ),
        (
            "2(z+1)",
            "character 2: an operator is missing: write 2*( for the product",
        ),
        (
            "(z)(z)",
            "character 4: an operator is missing: write )*( for the product",
        ),
        (
            "z 1.5",
            "character 3: an operator is missing: write z*1.5 for the product",
        ),
        (
            "z(2)",
            "character 2: an operator is missing: write z*( for the product",
        ),
        (
            "2e",
            "character 2: an operator is missing: write 2*e for the product",
        ),
        (
            "1.2.3",
            "character 4: an operator is missing: write 1.2*.3 for the product",
        ),
        ("tanh(z", "character 7: \")\" is missing"),
        ("(z + 1 ", "character 8: \")\" is missing"),
        ("(1, 2)", "character 3: \")\" is missing before \",\""),
        ("z)", "character 2: this \")\" closes nothing"),
        (
            "1, 2",
            "character 2: \",\" is allowed only between a function's arguments",
        ),
        (
            "1 +",
            "character 4: a number, z, a function or \"(\" is needed here, not the end",
        ),
        (
            "1 + * 2",
            "character 5: a number, z, a function or \"(\" is needed here, not \"*\"",
        ),
        (
            "2 * * 3",
            "character 5: a number, z, a function or \"(\" is needed here, not \"*\"",
        ),
        (
            "()",
            "character 2: a number, z, a function or \"(\" is needed here, not \")\"",
        ),
        (
            "sin()",
            "character 5: a number, z, a function or \"(\" is needed here, not \")\"",
        ),
        (
            "max(1,)",
            "character 7: a number, z, a function or \"(\" is needed here, not \")\"",
        ),
        (
            ".",
            "character 1: a number, z, a function or \"(\" is needed here, not \".\"",
        ),
        (
            "z + $",
            "character 5: a number, z, a function or \"(\" is needed here, not \"$\"",
        ),
        (
            "z $ 2",
            "character 3: \"$\" means nothing here: operators are + - * / ^",
        ),
        (
            "z\0",
            "character 2: \"\\0\" means nothing here: operators are + - * / ^",
        ),
        (
            "z²",
            "character 2: \"²\" means nothing here: operators are + - * / ^",
        ),
        (
            "z − 1",
            "character 3: \"−\" means nothing here: operators are + - * / ^",
        ),
        (
            "(z = 1)",
            "character 4: \"=\" means nothing here: operators are + - * / ^",
        ),
        (
            "z < 1",
            "character 3: \"<\" is allowed only once, in the first argument of \"if\"",
        ),
        (
            "sin(z >= 1)",
            "character 7: \">\" is allowed only once, in the first argument of \"if\"",
        ),
        (
            "if(0 < z < 1, 1, 2)",
            "character 10: \"<\" is allowed only once, in the first argument of \"if\"",
        ),
        (
            "if(z, 1, 2)",
            "character 5: \"if\" needs one of < <= > >= here, not \",\"",
        ),
        (
            "if(z < 1, 2)",
            "character 1: \"if\" takes 3 arguments, not 2",
        ),
        (
            "1 + if(z < 1, 2, 3, 4)",
            "character 5: \"if\" takes 3 arguments, not 4",
        ),
        ("sin(1, 2)", "character 1: \"sin\" takes 1 argument, not 2"),
        ("z*pow(z)", "character 3: \"pow\" takes 2 arguments, not 1"),
        (
            "2 + max(z)",
            "character 5: \"max\" takes 2 or more arguments, not 1",
        ),
        ("sin z", "character 5: \"(\" is missing after \"sin\""),
        ("exp", "character 4: \"(\" is missing after \"exp\""),
        (
            "1e999",
            "character 1: 1e999 is out of range: 5e-324 to 1.8e308 are allowed",
        ),
        (
            "z + 1.5e-999",
            "character 5: 1.5e-999 is out of range: 5e-324 to 1.8e308 are allowed",
        ),
    ] {
        assert_eq!(refusal(text), expected, "{text:?}");
    }
    let unknown = refusal("1 + Exp(z)");
    assert!(
        unknown.starts_with("character 5: unknown name \"Exp\": allowed are z, x, pi, e and exp,")
    );
    for function in FUNCTIONS {
        assert!(unknown.contains(function.name));
    }
    assert_eq!(
        value("0e-999"),
        0.0,
        "a zero is in range whatever its exponent"
    );
    assert_eq!(Formula::parse("é + 1").unwrap_err().position, 1);
    assert_eq!(Formula::parse("1 + é").unwrap_err().position, 5);
    assert_eq!(
        Formula::parse("  1 + é").unwrap_err().position,
        7,
        "in the text as given"
    );
}

#[test]
fn length_and_depth_are_bounded() {
    let long = |n: usize| format!("z{}", "+z".repeat((n - 1) / 2));
    assert_eq!(formula(&long(199)).at(1.0), (100.0, 100.0));
    assert_eq!(
        refusal(&long(201)),
        "character 201: a formula has at most 200 characters"
    );
    assert_eq!(
        refusal(&"é".repeat(1 << 20)),
        "character 201: a formula has at most 200 characters"
    );

    let nested = |n: usize| format!("{}z{}", "(".repeat(n), ")".repeat(n));
    assert_eq!(formula(&nested(32)).at(3.0), (3.0, 1.0));
    assert_eq!(
        refusal(&nested(33)),
        "character 34: nested more than 32 deep"
    );
    assert_eq!(formula(&format!("{}z", "-".repeat(32))).at(3.0), (3.0, 1.0));
    assert_eq!(
        refusal(&"-".repeat(200)),
        "character 34: nested more than 32 deep"
    );
    assert_eq!(formula(&format!("z{}", "^z".repeat(31))).at(1.0).0, 1.0);
    assert!(refusal(&format!("z{}", "^z".repeat(99))).ends_with("nested more than 32 deep"));
    // Two values wait at each level: more than fit although the parentheses would.
    let waiting = |n: usize| format!("{}z{}", "z+z*(".repeat(n), ")".repeat(n));
    assert_eq!(formula(&waiting(15)).at(1.0).0, 16.0);
    assert!(refusal(&waiting(16)).ends_with("nested more than 32 deep"));
}

#[test]
fn no_text_brings_the_parser_down() {
    let pieces = [
        "z", "x", "1", ".5", "2e", "1e9", "e", "pi", "+", "-", "*", "/", "^", "**", "(", ")", ",",
        "<", "<=", ">", "if(", "max(", "min(", "pow(", "exp(", "ln(", "erfc(", "tanh(", "relu(",
        "if(z<1,", " ", "\0", "é", "²", "𝛑", "\u{301}", "\u{feff}", "_", "\"", "1e309", "=", "\n",
        "z)", "z,", "z+", "(z*", "z)*", "-z)",
    ];
    for piece in pieces {
        for count in [1, 31, 32, 33, 66, 100, 200, 201, 100_000] {
            drop(Formula::parse(&piece.repeat(count)));
        }
    }
    let mut state = 1_u64;
    let mut accepted = 0;
    for _ in 0..200_000 {
        let mut text = String::new();
        let length = state >> 59;
        for _ in 0..=length {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            text.push_str(pieces[(state >> 33) as usize % pieces.len()]);
        }
        if let Ok(formula) = Formula::parse(&text) {
            accepted += 1;
            for z in [
                0.0,
                -0.0,
                1.0,
                -1e4,
                1e308,
                5e-324,
                f64::INFINITY,
                f64::NEG_INFINITY,
            ] {
                formula.at(z);
            }
        } else {
            let position = Formula::parse(&text).unwrap_err().position;
            assert!(
                (1..=text.chars().count() + 1).contains(&position),
                "{text:?}"
            );
        }
    }
    assert!(accepted > 1000, "{accepted} are formulas");
}

#[test]
fn a_formula_can_be_shared_and_knows_its_text() {
    fn shared<T: Send + Sync + Clone>(_: &T) {}
    let formula = formula("  z + 1 ");
    shared(&formula);
    assert_eq!(formula.text(), "z + 1");
    assert_eq!(formula.clone(), formula);
    assert_ne!(formula, Formula::parse("z+1").unwrap());
}

#[test]
fn functions_have_unique_names() {
    let mut names: Vec<_> = FUNCTIONS.iter().map(|function| function.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), FUNCTIONS.len());
}
