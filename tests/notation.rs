//! Pairs come back from text as they went in; any other text is refused by name and place.

use gradient_flow::Error;
use gradient_flow::notation::{Pairs, from_json, from_query, to_json, to_query};
use proptest::prelude::*;

fn pairs(pairs: &[(&str, &str)]) -> Pairs {
    let owned = |&(key, value): &(&str, &str)| (key.to_owned(), value.to_owned());
    pairs.iter().map(owned).collect()
}

fn borrowed(pairs: &Pairs) -> impl Iterator<Item = (&str, &str)> {
    pairs.iter().map(|(key, value)| (&**key, &**value))
}

fn refusal(read: Result<Pairs, Error>) -> String {
    match read {
        Ok(pairs) => panic!("accepted: {pairs:?}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_query_is_read_with_and_without_its_question_mark() {
    for (text, expected) in [
        ("", &[][..]),
        ("?", &[]),
        ("&&", &[]),
        (
            "?activation=relu&depth=5",
            &[("activation", "relu"), ("depth", "5")],
        ),
        ("depth=5&", &[("depth", "5")]),
        ("depth", &[("depth", "")]),
        ("=", &[("", "")]),
        ("??a=b=c", &[("?a", "b=c")]),
        ("a=1+%2B%201", &[("a", "1 + 1")]),
        ("%61=%c3%A4%00&b=\u{e4}", &[("a", "ä\0"), ("b", "ä")]),
        ("%2525=%26%3d", &[("%25", "&=")]),
    ] {
        assert_eq!(from_query(text), Ok(pairs(expected)), "{text}");
    }
}

#[test]
fn a_wrong_query_is_refused_with_the_part_that_is_wrong() {
    for (text, message) in [
        ("a=1&b=2&%61=3", "URL: \"a\" is given twice"),
        ("a&a", "URL: \"a\" is given twice"),
        ("a=%", "URL: \"%\" has a wrong percent sequence"),
        ("a=100%", "URL: \"100%\" has a wrong percent sequence"),
        ("a=%4", "URL: \"%4\" has a wrong percent sequence"),
        ("a=%4g", "URL: \"%4g\" has a wrong percent sequence"),
        ("a=%g4", "URL: \"%g4\" has a wrong percent sequence"),
        ("a=%%41", "URL: \"%%41\" has a wrong percent sequence"),
        ("a=%+4", "URL: \"%+4\" has a wrong percent sequence"),
        ("%ff=1", "URL: \"%ff\" has a wrong percent sequence"),
        ("a=%c3", "URL: \"%c3\" has a wrong percent sequence"),
        (
            "a=%ed%a0%80",
            "URL: \"%ed%a0%80\" has a wrong percent sequence",
        ),
    ] {
        assert_eq!(refusal(from_query(text)), message);
    }
}

#[test]
fn a_query_is_written_so_that_every_server_and_mail_program_keeps_it() {
    let written = to_query([("learning-rate", "0.02"), ("f", "max(0, x)+ä~_"), ("", "")]);
    assert_eq!(
        written,
        "learning-rate=0.02&f=max%280%2C%20x%29%2B%C3%A4~_&="
    );
    assert_eq!(to_query([]), "");
}

#[test]
fn json_is_read_with_its_numbers_as_they_are_written() {
    for (text, expected) in [
        ("{}", &[][..]),
        (" {\r\n\t} \n", &[]),
        (
            "{\"a\":1,\"b\" : -0.10e+05 , \"c\":true,\"d\":false}",
            &[
                ("a", "1"),
                ("b", "-0.10e+05"),
                ("c", "true"),
                ("d", "false"),
            ],
        ),
        (
            "{\"seed\": 123456789012345678901234567890}",
            &[("seed", "123456789012345678901234567890")],
        ),
        ("{\"\": \"\"}", &[("", "")]),
        (
            r#"{"\u0061": "\"\\\/\b\f\n\r\t\u00e4\ud83d\ude00ä"}"#,
            &[("a", "\"\\/\u{8}\u{c}\n\r\tä😀ä")],
        ),
        (
            "{\"a\": \"1\", \"b\": \"true\"}",
            &[("a", "1"), ("b", "true")],
        ),
        (
            "{\"a\": 0, \"b\": -0, \"c\": 0e0, \"d\": 10.5E-3}",
            &[("a", "0"), ("b", "-0"), ("c", "0e0"), ("d", "10.5E-3")],
        ),
    ] {
        assert_eq!(from_json(text), Ok(pairs(expected)), "{text}");
    }
}

#[test]
fn wrong_json_is_refused_with_line_and_column() {
    let brace = "expected an object in braces";
    let key = "expected a key in quotes";
    let comma = "expected a comma or a closing brace";
    let value = "\"a\" must be a text, a number, true or false";
    let open = "this text is never closed by a quote";
    let escape = "this text has a wrong escape sequence";
    let control = "this text has a control character that is not escaped";
    let more = "there is more after the object";
    for (text, line, column, problem) in [
        ("", 1, 1, brace),
        ("[]", 1, 1, brace),
        ("\n  1", 2, 3, brace),
        ("\u{feff}{}", 1, 1, brace),
        ("{", 1, 2, key),
        ("{a: 1}", 1, 2, key),
        ("{\"a\": 1,}", 1, 9, key),
        ("{,}", 1, 2, key),
        ("{\"a\" 1}", 1, 6, "expected a colon"),
        ("{\"a\": 1", 1, 8, comma),
        ("{\"a\": 1 \"b\": 2}", 1, 9, comma),
        ("{\"a\": 01}", 1, 8, comma),
        ("{\"a\": 1.5.5}", 1, 10, comma),
        ("{\"a\": 0x10}", 1, 8, comma),
        ("{\"a\": truest}", 1, 11, comma),
        ("{\"a\":\n\n  null}", 3, 3, value),
        ("{\"a\": [1]}", 1, 7, value),
        ("{\"a\": {\"b\": 1}}", 1, 7, value),
        ("{\"a\": }", 1, 7, value),
        ("{\"a\":", 1, 6, value),
        ("{\"a\": tru}", 1, 7, value),
        ("{\"a\": True}", 1, 7, value),
        ("{\"a\": +1}", 1, 7, value),
        ("{\"a\": .5}", 1, 7, value),
        ("{\"a\": NaN}", 1, 7, value),
        ("{\"a\": 'b'}", 1, 7, value),
        ("{\"a\": -}", 1, 8, value),
        ("{\"a\": 1.}", 1, 9, value),
        ("{\"a\": 1e+}", 1, 10, value),
        ("{\"ä\": 1, \"a\": }", 1, 15, value),
        ("{\"a", 1, 3, open),
        ("{\"a\": \"b}", 1, 8, open),
        ("{\"a\": \"\\", 1, 8, escape),
        ("{\"a\": \"\\x\"}", 1, 8, escape),
        ("{\"a\": \"\\u12\"}", 1, 8, escape),
        ("{\"a\": \"\\ud800\"}", 1, 8, escape),
        ("{\"a\": \"\\ud800\\u0041\"}", 1, 8, escape),
        ("{\"a\": \"\\udc00\"}", 1, 8, escape),
        ("{\"a\": \"b\n\"}", 1, 8, control),
        ("{\"a\": \"\u{1f}\"}", 1, 8, control),
        ("{} {}", 1, 4, more),
        ("{\"a\": 1}}", 1, 9, more),
        ("{\"a\": 1,\n\"a\": 2}", 2, 4, "\"a\" is given twice"),
        ("{\"a\": 1, \"\\u0061\": 1}", 1, 18, "\"a\" is given twice"),
    ] {
        assert_eq!(
            refusal(from_json(text)),
            format!("JSON: line {line}, column {column}: {problem}"),
            "{text}"
        );
    }
}

#[test]
fn json_is_written_with_numbers_as_numbers_and_all_else_in_quotes() {
    let written = to_json([
        ("version", "1"),
        ("rate", "-1.50e-3"),
        ("a", "01"),
        ("b", "1."),
        ("c", " 1"),
        ("d", ""),
        ("e", "true"),
        ("f", "\"\\\n\u{1f} ä"),
        ("g", "inf"),
        ("h", "1 2"),
        ("i", "-"),
    ]);
    assert_eq!(
        written,
        "{\"version\": 1, \"rate\": -1.50e-3, \"a\": \"01\", \"b\": \"1.\", \"c\": \" 1\", \
         \"d\": \"\", \"e\": \"true\", \"f\": \"\\\"\\\\\\u000a\\u001f ä\", \"g\": \"inf\", \
         \"h\": \"1 2\", \"i\": \"-\"}"
    );
    assert_eq!(to_json([]), "{}");
}

#[test]
fn too_much_text_and_too_many_keys_are_refused() {
    let query = |length: usize| format!("a={}", "b".repeat(length - 2));
    assert_eq!(from_query(&query(65_536)).unwrap()[0].1.len(), 65_534);
    assert_eq!(
        refusal(from_query(&query(65_537))),
        "URL: the text is longer than 64 KiB"
    );
    let json = |length: usize| format!("{{\"a\":\"{}\"}}", "b".repeat(length - 8));
    assert_eq!(from_json(&json(65_536)).unwrap()[0].1.len(), 65_528);
    assert_eq!(
        refusal(from_json(&json(65_537))),
        "JSON: line 1, column 1: the text is longer than 64 KiB"
    );
    let many = |keys: usize| -> Pairs {
        (0..keys)
            .map(|key| (key.to_string(), String::new()))
            .collect()
    };
    let [most, over] = [1000, 1001].map(many);
    assert_eq!(from_query(&to_query(borrowed(&most))), Ok(most.clone()));
    assert_eq!(from_json(&to_json(borrowed(&most))), Ok(most));
    assert_eq!(
        refusal(from_query(&to_query(borrowed(&over)))),
        "URL: there are more than 1000 keys"
    );
    let message = refusal(from_json(&to_json(borrowed(&over))));
    assert!(
        message.ends_with(": there are more than 1000 keys"),
        "{message}"
    );
}

/// Any pairs with different keys, numbers and signs among them.
fn any_pairs() -> impl Strategy<Value = Pairs> {
    let text = || {
        prop_oneof![
            any::<String>(),
            any::<f64>().prop_map(|number| number.to_string()),
            "[-+.0-9eE]{0,6}",
            "[\"\\\\%&=?+ {}\u{0}-\u{20}\u{7f}-\u{a0}\u{2028}]{0,6}",
        ]
    };
    prop::collection::btree_map(text(), text(), 0..8).prop_map(|pairs| pairs.into_iter().collect())
}

proptest! {
    #[test]
    fn any_pairs_come_back_from_text_exactly(pairs in any_pairs()) {
        let query = to_query(borrowed(&pairs));
        prop_assert!(query.bytes().all(|byte| byte.is_ascii_graphic()));
        let json = to_json(borrowed(&pairs));
        for read in [from_query(&query), from_query(&format!("?{query}")), from_json(&json)] {
            prop_assert_eq!(read.as_ref(), Ok(&pairs));
        }
    }

    #[test]
    fn what_is_written_is_json_to_others_too(pairs in any_pairs()) {
        let text = to_json(borrowed(&pairs));
        // Not every JSON number is an f64.
        if let Ok(value) = serde_json::from_str::<serde_json::Value>(&text) {
            for (key, own) in &pairs {
                match &value[key] {
                    serde_json::Value::String(other) => prop_assert_eq!(other, own),
                    number => prop_assert_eq!(number.as_f64(), own.parse().ok()),
                }
            }
        } else {
            prop_assert!(pairs.iter().any(|(_, own)| own.parse() == Ok(f64::INFINITY) || own.parse() == Ok(-f64::INFINITY)));
        }
    }

    #[test]
    fn what_others_refuse_is_refused(text in "[ \n]{0,2}\\{?(\"[\\\\u0-9a-d\u{1f}]{0,6}\" ?:? ?(\"[^\"]{0,3}\"|[-+.0-9eE]{1,6}|true|null|[{}\\[\\]]) ?,? ?){0,3}\\}?") {
        if from_json(&text).is_ok() {
            let others = serde_json::from_str::<serde_json::Value>(&text);
            prop_assert!(others.is_ok() || text.contains(['e', 'E']), "{:?}", others);
        }
    }

    #[test]
    fn no_text_is_too_strange(text: String) {
        drop(from_query(&text));
        drop(from_json(&text));
        drop(from_json(&format!("{{\"a\": {text}")));
        drop(from_json(&format!("{{\"a\": \"{text}")));
    }
}
