//! No input whatever makes a reader panic, hang, or read something else than it writes.
//!
//! Valid inputs are damaged at random, and each result is tried. `FUZZ_SECONDS=60` tries every
//! reader for so long (default: 1); `FUZZ_SEED=7` chooses the damage, which is otherwise always
//! the same; `FUZZ_READER=csv` tries only readers with that in their name.

use std::io::Write;
use std::panic::catch_unwind;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use gradient_flow::collapse::Collapse;
use gradient_flow::csv::{self, Header, Options, Target, Task};
use gradient_flow::experiment::Experiment;
use gradient_flow::formula::Formula;
use gradient_flow::landscape::Landscape;
use gradient_flow::lens::FORMATS;
use gradient_flow::notation::{self, Pairs};
use gradient_flow::specification::{KEYS, Specification};
use gradient_flow::stats::{self, QUANTITIES};
use gradient_flow::survey::Survey;
use gradient_flow::{bound, forecast, frame, gradient_check};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A reader under test.
struct Reader {
    name: &'static str,
    /// Valid inputs to begin from.
    corpus: &'static [&'static str],
    /// What matters to it, to be thrown in.
    tokens: &'static [&'static str],
    /// Reads an input and panics if what it makes of it is wrong; tells whether it was accepted.
    check: fn(&[u8]) -> bool,
}

const READERS: [Reader; 5] = [
    Reader {
        name: "csv::parse",
        corpus: &[
            "x,y,class\n1,2,b\n3,4,a\n5,6,b\n7,8,a\n9,10.5,a\n",
            "1;2;3\r\n4;5;6\r\n7;8;9\r\n10;11;12\r\n13;14;15\r\n",
            "\u{feff}\"a \"\"b\"\"\"\t\"c\n\"\r1\t2\r3\t4\r5\t6\r7\t8\r-9e-3\t+.5\r",
        ],
        tokens: &[
            "\"", "\"\"", ",", ";", "\t", "\r", "\n", "\r\n", "\u{feff}", "NaN", "-inf", "1e999",
            "-0", "ä", " ", "\0",
        ],
        check: table,
    },
    Reader {
        name: "notation::from_query",
        corpus: &[
            "?activation=relu&depth=5&learning-rate=0.02",
            "data=moons&noise=0%2E1&init=he%2Dnormal&seed=4294967295",
        ],
        tokens: &[
            "%", "%C3%A4", "%ff", "+", "&", "=", "?", "ä", "depth=7", "\0",
        ],
        check: |bytes| pairs(bytes, notation::from_query),
    },
    Reader {
        name: "notation::from_json",
        corpus: &[
            "{\"version\": 1, \"activation\": \"relu\", \"depth\": 5, \"noise\": 1.5e-1}",
            "{\n  \"data\": \"moo\\u006es\",\n  \"clip\": \"\\ud83d\\ude00\",\n  \"batch\": true\n}",
        ],
        tokens: &[
            "\"",
            "\\",
            "\\u",
            "\\ud800",
            "\\n",
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "null",
            "true",
            "-",
            "0",
            ".",
            "e+",
            "1e999",
            "\"depth\": 7",
            "ä",
            "\u{1f}",
        ],
        check: |bytes| pairs(bytes, notation::from_json),
    },
    Reader {
        name: "Formula::parse",
        corpus: &[
            "max(0.1*z, z)",
            "z/(1+exp(-z))",
            "if(z < 0, -2^-z, min(z, 3, pi)) - 1e-3",
            "0.5*z*erfc(-z/sqrt(2)) + tanh(ln(abs(z)**.5))",
        ],
        tokens: &[
            "(", ")", ",", "z", "x", "e", "pi", "^", "**", "-", "+", "*", "/", "<=", ">", "1e308",
            ".5", "1e-400", "exp(", "if(", "max(", "pow(", "sqrt(", "ä", "\0", " ",
        ],
        check: formula,
    },
    Reader {
        name: "Specification::from_query",
        corpus: &[
            "activation=relu&init=he-normal&depth=5&width=7&norm=batch&residual=2&batch=16",
            "activation=maxout&pieces=3&residual=1&residual-place=before&norm=layer&depth=3",
            "activation=prelu&slope-per=unit&slope=0.1&dropout=0.5&optimizer=adamw&l1=0.1&width=4",
            "activation=formula&formula=z%2F(1%2Bexp(-z))&layer-activations=tanh,,rrelu&depth=4",
            "data=sine&init=sigma&sigma-w=9&sigma-b=2&layer-widths=3,,1&reduction=sum&clip=1",
            "data=xor&rows=40&test-share=0.5&batch=9&loss=mse&output-activation=sigmoid&init=constant",
        ],
        tokens: &[
            "&",
            "=",
            ",",
            "0",
            "1",
            "-",
            "1e6",
            "0.5",
            "NaN",
            "inf",
            "1000",
            "1024",
            "none",
            "&norm=layer",
            "&residual=1",
            "&residual-place=before",
            "&activation=maxout",
            "&activation=sine",
            "&activation=tanh-shrink",
            "&gain=100",
            "&learning-rate=10",
            "&batch=2",
            "&rows=10",
            "&data=spiral",
            "&slope-per=unit",
            "&init=constant",
            "&constant=0",
            "&dropout=0.9",
            "&depth=1",
            "&width=1",
            "&loss=binary-cross-entropy",
        ],
        check: experiment,
    },
];

/// No input may take longer, on a busy machine either.
const LIMIT: Duration = Duration::from_secs(5);

/// The input being read, and since when.
static UNDER_WAY: Mutex<Option<(Instant, String)>> = Mutex::new(None);

/// Ends the whole run when an input takes too long: a reader that hangs cannot be stopped.
fn watch() -> ! {
    loop {
        thread::sleep(LIMIT / 10);
        if let Some((begin, input)) = &*UNDER_WAY.lock().unwrap()
            && begin.elapsed() > LIMIT
        {
            // Past the capture of the test's output, which would be lost.
            let report = format!("takes more than {LIMIT:?}: {input}\n");
            drop(std::io::stderr().write_all(report.as_bytes()));
            std::process::exit(1);
        }
    }
}

fn table(bytes: &[u8]) -> bool {
    // Any choice will do that the input alone decides.
    let choice: usize = bytes.iter().map(|&byte| usize::from(byte)).sum();
    let options = Options {
        header: [Header::Auto, Header::Yes, Header::No][choice % 3],
        task: [Task::Auto, Task::Class, Task::Number][choice / 3 % 3],
        label: ["", "1", "x"][choice / 9 % 3],
    };
    let Ok(table) = csv::parse(bytes, &options) else {
        return false;
    };
    let (features, rows) = table.inputs.shape();
    assert_eq!(features, table.features.len());
    assert!((csv::FEWEST_ROWS..=csv::ROWS).contains(&rows));
    assert!((1..=csv::FEATURES).contains(&features));
    assert!(table.inputs.iter().all(|number| number.is_finite()));
    let (task, labels): (_, Vec<_>) = match &table.target {
        Target::Classes { names, labels } => {
            assert!((2..=csv::CLASSES).contains(&names.len()));
            assert!((0..names.len()).all(|class| labels.contains(&class)));
            let labels = labels.iter().map(|&label| names[label].clone());
            (Task::Class, labels.collect())
        }
        Target::Numbers(numbers) => {
            assert!(numbers.iter().all(|number| number.is_finite()));
            (Task::Number, numbers.iter().map(f64::to_string).collect())
        }
    };
    assert_eq!(labels.len(), rows);

    // Written in its plainest form, it is the same table.
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut text: String = table.features.iter().map(|n| quoted(n) + ",").collect();
    text += "label\n";
    for (row, label) in table.inputs.column_iter().zip(&labels) {
        text.extend(row.iter().map(|number| format!("{number:e},")));
        text += &(quoted(label) + "\n");
    }
    let options = Options {
        header: Header::Yes,
        label: "",
        task,
    };
    assert_eq!(csv::parse(text.as_bytes(), &options), Ok(table), "{text}");
    true
}

fn pairs(bytes: &[u8], read: fn(&str) -> Result<Pairs, gradient_flow::Error>) -> bool {
    let Ok(text) = str::from_utf8(bytes) else {
        return false;
    };
    let Ok(pairs) = read(text) else {
        return false;
    };
    let borrowed = || pairs.iter().map(|(key, value)| (&**key, &**value));
    let [query, json] = [
        notation::to_query(borrowed()),
        notation::to_json(borrowed()),
    ];
    assert_eq!(notation::from_query(&query).as_ref(), Ok(&pairs), "{query}");
    assert_eq!(notation::from_json(&json).as_ref(), Ok(&pairs), "{json}");
    if let Ok(specification) = Specification::from_pairs(borrowed()) {
        specification.check().unwrap();
    }
    true
}

fn formula(bytes: &[u8]) -> bool {
    let Ok(text) = str::from_utf8(bytes) else {
        return false;
    };
    let Ok(formula) = Formula::parse(text) else {
        return false;
    };
    let again = Formula::parse(formula.text()).unwrap();
    for z in [
        0.0,
        -0.0,
        1.0,
        -1.5,
        1e-320,
        -1e300,
        800.0,
        f64::INFINITY,
        f64::NAN,
    ] {
        let bits = |(value, derivative): (f64, f64)| [value.to_bits(), derivative.to_bits()];
        assert_eq!(bits(formula.at(z)), bits(again.at(z)));
    }
    true
}

/// Accepted settings come back as they were, and a small network made from them can be trained and
/// asked everything.
fn experiment(bytes: &[u8]) -> bool {
    let Ok(text) = str::from_utf8(bytes) else {
        return false;
    };
    let Ok(specification) = Specification::from_query(text) else {
        return false;
    };
    let texts = |specification: &Specification| KEYS.each_ref().map(|key| key.text(specification));
    let query = specification.to_query();
    let back = Specification::from_query(&query).unwrap();
    assert_eq!(texts(&back), texts(&specification), "{query}");
    let json = specification.to_json();
    let back = Specification::from_json(&json).unwrap();
    assert_eq!(texts(&back), texts(&specification), "{json}");

    let is_small = specification.depth <= 12
        && (0..12).all(|layer| specification.units(layer) <= 24)
        && specification.batch <= 64
        && specification.rows <= 1000
        && specification.data.is_generated();
    if !is_small {
        return true;
    }
    let mut run = Experiment::new(specification, None).unwrap();
    for _ in 0..3 {
        run.complete();
        run.begin_step();
    }
    run.complete();
    let mut numbers = Vec::new();
    frame::write(&run, &mut numbers);
    assert_eq!(numbers.len(), frame::len(&run));
    for layer in 0..=run.layer_count() {
        gradient_check::check(&run, layer, 2);
        bound::factor(run.network(), layer);
        for quantity in QUANTITIES {
            if let Some(matrix) = run.quantity(layer, quantity) {
                stats::quantiles(matrix, &[0.0, 0.5, 1.0], &mut [0.0; 3]);
                FORMATS[0].loss(matrix);
            }
        }
    }
    Collapse::of(run.network());
    let mut survey = Survey::new(&run).unwrap();
    while survey.advance().is_none() {}
    let mut landscape = Landscape::of(&run, 1.0, 2).unwrap();
    while !landscape.advance() {}
    forecast::layers(&run);
    true
}

/// Damages an input in up to eight places.
fn damage(random: &mut ChaCha8Rng, input: &mut Vec<u8>, reader: &Reader) {
    let pick = |random: &mut ChaCha8Rng, texts: &[&'static str]| {
        texts[random.random_range(0..texts.len())].as_bytes()
    };
    for _ in 0..random.random_range(0..=8) {
        let begin = random.random_range(0..=input.len());
        let end = (begin + random.random_range(0..=8)).min(input.len());
        let new = match random.random_range(0..6) {
            0 => Vec::new(),
            1 => vec![random.random()],
            2 => pick(random, reader.tokens).to_vec(),
            // A piece of another input.
            3 => {
                let other = pick(random, reader.corpus);
                let from = random.random_range(0..other.len());
                other[from..random.random_range(from..=other.len())].to_vec()
            }
            // Twice, or often.
            4 => input[begin..end].repeat(2),
            _ => input[begin..end].repeat(random.random_range(0..300)),
        };
        // Put in, or put in the place of something.
        let end = if random.random() { end } else { begin };
        input.splice(begin..end, new);
    }
}

/// A variable of the environment, or 1.
fn setting(name: &str) -> u64 {
    let text = std::env::var(name);
    text.map_or(1, |text| {
        text.parse().unwrap_or_else(|_| panic!("{name}={text}"))
    })
}

#[test]
fn no_damage_is_too_strange() {
    let (seconds, seed) = (setting("FUZZ_SECONDS"), setting("FUZZ_SEED"));
    thread::spawn(|| watch());
    let wanted = std::env::var("FUZZ_READER").unwrap_or_default();
    for reader in READERS
        .iter()
        .filter(|reader| reader.name.contains(&wanted))
    {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let (mut tried, mut accepted, mut slowest) = (0_u64, 0_u64, Duration::ZERO);
        let end = Instant::now() + Duration::from_secs(seconds);
        while Instant::now() < end {
            let mut input = reader.corpus[random.random_range(0..reader.corpus.len())].into();
            damage(&mut random, &mut input, reader);
            let shown = format!(
                "{}, FUZZ_SEED={seed}, input {tried}: b\"{}\"",
                reader.name,
                input.escape_ascii()
            );
            let begin = Instant::now();
            *UNDER_WAY.lock().unwrap() = Some((begin, shown.clone()));
            match catch_unwind(|| (reader.check)(&input)) {
                Ok(was_accepted) => accepted += u64::from(was_accepted),
                Err(_) => panic!("{shown}"),
            }
            *UNDER_WAY.lock().unwrap() = None;
            slowest = slowest.max(begin.elapsed());
            tried += 1;
        }
        // Past the capture of a passing test's output: how much was tried must be seen.
        let report = format!(
            "{}: {tried} inputs, {accepted} accepted, the slowest in {slowest:?}\n",
            reader.name
        );
        std::io::stdout().write_all(report.as_bytes()).unwrap();
        assert!(accepted > 0, "{}: no input was accepted", reader.name);
    }
}
