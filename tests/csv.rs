//! A reader's table is read as written, or refused with the line, the column and the value.

use gradient_flow::csv::{Header, Options, Table, Target, Task, parse};
use proptest::prelude::*;

fn read(text: &str) -> Table {
    parse(text.as_bytes(), &Options::default()).unwrap_or_else(|problem| panic!("{problem}"))
}

fn refusal(text: impl AsRef<[u8]>) -> String {
    refusal_with(text, Options::default())
}

fn refusal_with(text: impl AsRef<[u8]>, options: Options<'_>) -> String {
    match parse(text.as_ref(), &options) {
        Ok(table) => panic!("accepted: {table:?}"),
        Err(problem) => problem.to_string(),
    }
}

/// `rows` rows of two features and a class.
fn rows(rows: usize) -> String {
    (0..rows)
        .map(|row| format!("{row},{},{}\n", row * 2, ["a", "b"][row % 2]))
        .collect()
}

fn classes(table: &Table) -> (Vec<&str>, &[usize]) {
    match &table.target {
        Target::Classes { names, labels } => (names.iter().map(String::as_str).collect(), labels),
        Target::Numbers(numbers) => panic!("{numbers:?}"),
    }
}

const HEADED: &str = "x,y,class\n1,2,b\n3,4,a\n5,6,b\n7,8,a\n9,10.5,a\n";

#[test]
fn a_table_is_read_as_written() {
    let table = read(HEADED);
    assert_eq!(table.features, ["x", "y"]);
    assert_eq!(table.inputs.shape(), (2, 5));
    assert_eq!(
        table.inputs.as_slice(),
        [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.5]
    );
    assert_eq!(classes(&table), (vec!["b", "a"], &[0, 1, 0, 1, 1][..]));
}

#[test]
fn separators_line_ends_blank_lines_spaces_and_marks_make_no_difference() {
    let table = read(HEADED);
    for (from, to) in [
        (",", ";"),
        (",", "\t"),
        (",", " , "),
        ("\n", "\r"),
        ("\n", "\r\n"),
        ("\n", "\n\n"),
        ("\n", "\r\n\r\n"),
        ("\n", "\n  \n"),
        ("1,2,b", "\"1\",\"2\",\"b\""),
        ("x,", "\u{feff}x,"),
        ("x,", "\n \n\r\nx,"),
        ("5,6", "5e0,+6.0"),
        ("9,10.5,a\n", "9,10.5,a"),
    ] {
        assert_eq!(read(&HEADED.replace(from, to)), table, "{from:?} to {to:?}");
    }
}

#[test]
fn the_separator_is_what_the_first_line_has_most_of_outside_quotes() {
    let text = "\n\"x,,,\";\"y\"\"\t\t\"\n1;a\n2;b\n3;a\n4;b\n5;\"a,b,c\"\n";
    let table = read(text);
    assert_eq!(table.features, ["x,,,"]);
    assert_eq!(classes(&table).0, ["a", "b", "a,b,c"]);
    let table = read("x,y;z,t\n1,2,0\n3,4,1\n5,6,0\n7,8,0\n9,9,1\n");
    assert_eq!(table.features, ["x", "y;z"]);
    let table = read("x;y,t\n1,0\n3,1\n5,0\n7,0\n9,1\n");
    assert_eq!(table.features, ["x;y"]);
}

#[test]
fn quotes_hold_separators_quotes_and_line_breaks() {
    let table = read("\"a \"\"b\"\"\",\"c\nd\",t\n1,2,\"u,\r\nv\"\n3,4,w\n5,6,w\n7,8,w\n9,10,w\n");
    assert_eq!(table.features, ["a \"b\"", "c\nd"]);
    assert_eq!(classes(&table).0, ["u,\r\nv", "w"]);
}

#[test]
fn a_header_is_a_word_above_a_number() {
    let width = |text: &str, header| {
        let options = Options {
            header,
            ..Options::default()
        };
        parse(text.as_bytes(), &options).unwrap().inputs.ncols()
    };
    assert_eq!(width(HEADED, Header::Auto), 5);
    assert_eq!(width(&rows(6), Header::Auto), 6);
    assert_eq!(width(&rows(6), Header::Yes), 5);
    // Columns named by numbers have a header all the same where one is named by a word.
    let named = "0,1,label\n1,2,3\n1,2,4\n1,2,3\n1,2,4\n1,2,4\n";
    assert_eq!(width(named, Header::Auto), 5);
    assert_eq!(width(named, Header::No), 6);
    let numbers = named.replace("label", "7");
    assert_eq!(width(&numbers, Header::Auto), 6);
    // A mistake in the first row is no header.
    let options = Options::default();
    for first in ["NaN,2,a\n", ",2,a\n", "inf,2,a\n"] {
        let message = refusal_with(format!("{first}{}", rows(6)), options);
        assert!(message.starts_with("line 1: column"), "{message}");
    }
}

#[test]
fn columns_without_a_name_are_called_by_their_number() {
    let table = read(&rows(5));
    assert_eq!(table.features, ["column 1", "column 2"]);
    let table = read(&format!("x,,x\n{}", rows(5)));
    assert_eq!(table.features, ["x", "column 2"]);
}

#[test]
fn the_label_is_a_name_or_a_number_or_the_last_column() {
    let features = |text: &str, label| {
        let options = Options {
            label,
            ..Options::default()
        };
        parse(text.as_bytes(), &options).unwrap().features
    };
    let text = "x,y,3,1\n1,2,0,9\n3,4,0,9\n5,7,1,9.5\n8,9,1,9\n5,1,1,9\n";
    assert_eq!(features(text, ""), ["x", "y", "3"]);
    assert_eq!(features(text, " y "), ["x", "3", "1"]);
    assert_eq!(features(text, "2"), ["x", "3", "1"]);
    // A name goes before a number.
    assert_eq!(features(text, "1"), ["x", "y", "3"]);
    let options = Options {
        header: Header::No,
        label: "column 1",
        ..Options::default()
    };
    let numbers = text.replace("x,y", "0,0");
    let table = parse(numbers.as_bytes(), &options).unwrap();
    assert_eq!(table.features, ["column 2", "column 3", "column 4"]);
}

#[test]
fn a_label_that_is_not_there_is_refused_with_those_that_are() {
    for label in ["z", "0", "4", "-1", "99999999999999999999", "X"] {
        let options = Options {
            label,
            ..Options::default()
        };
        assert_eq!(
            refusal_with(HEADED, options),
            format!("there is no column \"{label}\"; there are \"x\", \"y\", \"class\"")
        );
    }
    let many = "1,".repeat(29) + "1\n";
    let options = Options {
        label: "z",
        ..Options::default()
    };
    let message = refusal_with(many.repeat(5), options);
    assert!(
        message.ends_with("\"column 19\", \"column 20\", and 10 more"),
        "{message}"
    );
}

/// A table with these labels.
fn labelled(labels: &[&str]) -> String {
    let rows = labels.iter().enumerate();
    rows.map(|(row, label)| format!("{row},{label}\n"))
        .collect()
}

fn with_task(labels: &[&str], task: Task) -> Result<Target, String> {
    let options = Options {
        header: Header::No,
        label: "",
        task,
    };
    parse(labelled(labels).as_bytes(), &options)
        .map(|table| table.target)
        .map_err(|problem| problem.to_string())
}

fn named(names: &[&str], labels: &[usize]) -> Target {
    Target::Classes {
        names: names.iter().map(|&name| name.to_owned()).collect(),
        labels: labels.to_vec(),
    }
}

#[test]
fn labels_are_classes_where_they_are_words_or_few_whole_numbers() {
    for task in [Task::Auto, Task::Class] {
        assert_eq!(
            with_task(&["10", "9", "-1", "9.0", "1e1"], task),
            Ok(named(&["-1", "9", "10"], &[2, 1, 0, 1, 2]))
        );
        assert_eq!(
            with_task(&["10", "9", "b", "9.0", "a"], task),
            Ok(named(&["10", "9", "b", "9.0", "a"], &[0, 1, 2, 3, 4]))
        );
    }
    let quarters = ["1", "2.25", "1", "1", "2"];
    let numbers = Target::Numbers(vec![1.0, 2.25, 1.0, 1.0, 2.0]);
    assert_eq!(with_task(&quarters, Task::Auto), Ok(numbers.clone()));
    assert_eq!(with_task(&quarters, Task::Number), Ok(numbers));
    assert_eq!(
        with_task(&quarters, Task::Class),
        Ok(named(&["1", "2", "2.25"], &[0, 2, 0, 0, 1]))
    );
    assert_eq!(
        with_task(&["1", "2", "1", "1", "2"], Task::Number),
        Ok(Target::Numbers(vec![1.0, 2.0, 1.0, 1.0, 2.0]))
    );
}

#[test]
fn twenty_classes_are_enough() {
    let whole: Vec<_> = (0..21).map(|n| n.to_string()).collect();
    let whole: Vec<_> = whole.iter().map(String::as_str).collect();
    let words: Vec<_> = (b'a'..=b'u').map(|c| char::from(c).to_string()).collect();
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    let classes = |target| match target {
        Ok(Target::Classes { names, .. }) => names.len(),
        other => panic!("{other:?}"),
    };
    let too_many = "column \"column 2\" has more than 20 classes; \
                    a quantity is to be read as a number";
    for labels in [&whole, &words] {
        for task in [Task::Auto, Task::Class] {
            assert_eq!(classes(with_task(&labels[..20], task)), 20);
        }
        assert_eq!(with_task(labels, Task::Class), Err(too_many.to_owned()));
    }
    assert_eq!(with_task(&words, Task::Auto), Err(too_many.to_owned()));
    assert!(matches!(
        with_task(&whole, Task::Auto),
        Ok(Target::Numbers(_))
    ));
    // One mistake among many numbers is a mistake and not a class.
    let mut mistaken = whole.clone();
    mistaken[7] = "7.1.2";
    assert_eq!(with_task(&mistaken, Task::Class), Err(too_many.to_owned()));
    assert_eq!(
        with_task(&mistaken, Task::Auto),
        Err("line 8: column \"column 2\": \"7.1.2\" is not a finite number".to_owned())
    );
}

#[test]
fn labels_that_are_all_the_same_are_refused() {
    for (label, task, message) in [
        (
            "a",
            Task::Auto,
            "every row has class \"a\": there is nothing to tell apart",
        ),
        (
            "3",
            Task::Class,
            "every row has class \"3\": there is nothing to tell apart",
        ),
        (
            "3",
            Task::Number,
            "every row has the number 3: there is nothing to learn",
        ),
        (
            "2.5",
            Task::Auto,
            "every row has the number 2.5: there is nothing to learn",
        ),
    ] {
        assert_eq!(with_task(&[label; 5], task), Err(message.to_owned()));
    }
}

#[test]
fn every_wrong_value_is_refused_with_line_column_and_value() {
    for (from, to, message) in [
        ("5,6", "5,", "line 4: column \"y\": the value is missing"),
        ("5,6", "5, ", "line 4: column \"y\": the value is missing"),
        (
            "7,8,a",
            "7,8,",
            "line 5: column \"class\": the value is missing",
        ),
        (
            "5,6",
            "NaN,6",
            "line 4: column \"x\": \"NaN\" is not a finite number",
        ),
        (
            "5,6",
            "5,-inf",
            "line 4: column \"y\": \"-inf\" is not a finite number",
        ),
        (
            "5,6",
            "5,1e999",
            "line 4: column \"y\": \"1e999\" is not a finite number",
        ),
        (
            "9,",
            "nine,",
            "line 6: column \"x\": \"nine\" is not a finite number",
        ),
        (
            "9,",
            "1 000,",
            "line 6: column \"x\": \"1 000\" is not a finite number",
        ),
        ("5,6,b", "5,6", "line 4: found 2 fields, not 3"),
        ("5,6,b", "5,6,b,", "line 4: found 4 fields, not 3"),
        ("7,8", "\"7,8", "line 5: a quote is opened and never closed"),
        (
            "a\n9",
            "\"a\n9",
            "line 5: a quote is opened and never closed",
        ),
    ] {
        assert_eq!(refusal(HEADED.replace(from, to)), message);
    }
    let options = Options {
        task: Task::Number,
        ..Options::default()
    };
    assert_eq!(
        refusal_with(HEADED, options),
        "line 2: column \"class\": \"b\" is not a finite number"
    );
}

#[test]
fn lines_are_counted_as_an_editor_counts_them() {
    for line_break in ["\n", "\r", "\r\n"] {
        // The header takes two lines, a blank one follows; the first row takes three.
        let text = "\"x\n\",y,class\n\n1,2,\"\n\nb\"\n3,4,a\n\n\n5,,b\n7,8,a\n9,10,a\n";
        let text = text.replace('\n', line_break);
        assert_eq!(
            refusal(&text),
            "line 10: column \"y\": the value is missing",
            "{line_break:?}"
        );
        let mut bytes = text.into_bytes();
        let end = bytes.len() - line_break.len();
        bytes[end - 1] = 0xff;
        assert_eq!(refusal(bytes), "line 12: this is not text in UTF-8");
    }
}

#[test]
fn long_names_and_values_are_cut_short_in_messages() {
    let long = "ä".repeat(1000);
    let message = refusal(HEADED.replace("5,6", &format!("5,{long}")));
    let shown = "ä".repeat(40);
    assert_eq!(
        message,
        format!("line 4: column \"y\": \"{shown}…\" is not a finite number")
    );
}

#[test]
fn tables_too_small_to_learn_from_are_refused() {
    let too_few = |count| format!("{count} rows are too few: at least 5 are needed");
    assert_eq!(refusal(""), too_few(0));
    assert_eq!(refusal("\u{feff}"), too_few(0));
    assert_eq!(refusal(" \n\r\n"), too_few(0));
    assert_eq!(refusal(rows(4)), too_few(4));
    assert_eq!(refusal(format!("x,y,z\n{}", rows(4))), too_few(4));
    let yes = Options {
        header: Header::Yes,
        ..Options::default()
    };
    assert_eq!(refusal_with("", yes), too_few(0));
    assert_eq!(refusal_with(rows(5), yes), too_few(4));
    assert_eq!(
        refusal("1\n2\n3\n4\n5\n"),
        "there is only one column: nothing to learn from"
    );
}

#[test]
fn tables_too_large_are_refused_and_the_largest_are_read() {
    let row = "1,".repeat(256) + "a\n";
    let other = row.replace('a', "b");
    assert_eq!(read(&(row.repeat(4) + &other)).inputs.shape(), (256, 5));
    let wide = |columns: usize| ("1,".repeat(columns - 1) + "a\n").repeat(5);
    for columns in [258, 259, 260, 1000] {
        assert_eq!(
            refusal(wide(columns)),
            format!("line 1: {columns} columns are too many: at most 256 features")
        );
        assert_eq!(
            refusal(format!("1,a\n{}", wide(columns))),
            format!("line 2: found {columns} fields, not 2")
        );
    }
    let tall = |rows: usize| "1,2\n3,4\n".repeat(rows / 2);
    assert_eq!(read(&tall(100_000)).inputs.ncols(), 100_000);
    let headed = format!("x,y\n{}", tall(100_000));
    assert_eq!(read(&headed).inputs.ncols(), 100_000);
    let message = "there are more than 100000 rows";
    assert_eq!(refusal(tall(100_002)), message);
    assert_eq!(refusal(format!("{}1,2\n", tall(100_000))), message);
    assert_eq!(refusal(format!("x,y\n1,2\n{}", tall(100_000))), message);

    let blank = |bytes: usize| rows(5) + &"\n".repeat(bytes - rows(5).len());
    assert_eq!(read(&blank(16 << 20)), read(&rows(5)));
    let message = "the file is larger than 16 MiB";
    assert_eq!(refusal(blank((16 << 20) + 1)), message);
    // The worst shapes take no longer than their size lets one expect.
    for piece in [",", "\"", "\"\"", "a", "\r", "1,2\n3\n", ",\n", "a\n"] {
        refusal(piece.repeat((2 << 20) / piece.len()));
    }
}

fn finite() -> impl Strategy<Value = f64> {
    any::<u64>()
        .prop_map(f64::from_bits)
        .prop_filter("finite", |number| number.is_finite())
}

proptest! {
    #[test]
    fn any_numbers_are_read_to_the_last_bit(
        (features, values) in (1_usize..6)
            .prop_flat_map(|features| {
                let row = prop::collection::vec(finite(), features + 1);
                (Just(features), prop::collection::vec(row, 5..20))
            }),
        separator in prop::sample::select(vec![",", ";", "\t"]),
        line_break in prop::sample::select(vec!["\n", "\r", "\r\n"]),
        // Both ways to write a number, with or without an exponent.
        exponent: bool,
    ) {
        let text: String = values
            .iter()
            .map(|row| {
                let row: Vec<_> = row
                    .iter()
                    .map(|number| if exponent { format!("{number:e}") } else { number.to_string() })
                    .collect();
                row.join(separator) + line_break
            })
            .collect();
        let options = Options { header: Header::Auto, label: "", task: Task::Number };
        let labels: Vec<_> = values.iter().map(|row| row[features]).collect();
        prop_assume!(labels.iter().any(|&label| label != labels[0]));
        let table = parse(text.as_bytes(), &options).map_err(|p| TestCaseError::fail(p.to_string()))?;
        let expected: Vec<_> = values
            .iter()
            .flat_map(|row| row[..features].iter().map(|number| number.to_bits()))
            .collect();
        let inputs: Vec<_> = table.inputs.iter().map(|number| number.to_bits()).collect();
        prop_assert_eq!(inputs, expected);
        prop_assert_eq!(table.target, Target::Numbers(labels));
    }

    #[test]
    fn no_bytes_are_too_strange(bytes: Vec<u8>, text in "[\"\r\n,;\t 1a]{0,60}") {
        for bytes in [&bytes[..], text.as_bytes()] {
            for header in [Header::Auto, Header::Yes, Header::No] {
                for task in [Task::Auto, Task::Class, Task::Number] {
                    let options = Options { header, label: "1", task };
                    drop(parse(bytes, &options));
                }
            }
        }
    }
}
