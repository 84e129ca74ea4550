//! The README's tables are those of the catalogue.
//!
//! `UPDATE_README=1 cargo test --release --test readme` writes them anew.

use std::fmt::Write;
use std::path::Path;

use gradient_flow::specification::{Field, KEYS, Specification};
use gradient_flow::{activation, data, init, preset};

fn row(cells: &[&str]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

fn header(names: &[&str]) -> String {
    row(names) + &row(&vec!["---"; names.len()]).replace(' ', "")
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

/// A formula in a table: its bars must not end a cell.
fn formula(text: &str) -> String {
    text.replace('|', "\\|").replace('*', "\\*")
}

fn keys() -> String {
    let defaults = Specification::default();
    let mut table = header(&["attribute", "means", "allowed", "default"]);
    for key in &KEYS {
        let allowed = match key.field {
            Field::Choice { names, .. } if names().len() < 15 => {
                let names: Vec<_> = names().into_iter().map(code).collect();
                names.join(", ")
            }
            Field::Choice { .. } => "see the table of activations".to_owned(),
            _ => key.allowed().to_string(),
        };
        let default = match key.field {
            Field::Parameter(_) => {
                let mut defaults: Vec<_> = activation::catalogue()
                    .flat_map(|kind| kind.parameters)
                    .filter(|parameter| parameter.name == key.name)
                    .map(|parameter| format!("{:.4}", parameter.default))
                    .map(|text| text.trim_end_matches('0').trim_end_matches('.').to_owned())
                    .collect();
                defaults.dedup();
                defaults.join("; ")
            }
            _ => key.text(&defaults).unwrap_or_default(),
        };
        let default = if default.is_empty() {
            default
        } else {
            code(&default)
        };
        table += &row(&[&code(key.name), key.about, &allowed, &default]);
    }
    table
}

fn activations() -> String {
    let mut table = header(&["name", "f(z)", "f′(z)", "max \\|f′\\|", "group", "source"]);
    for kind in activation::catalogue() {
        let max = format!("{:.4}", kind.with(|_| None).max_derivative());
        let max = max.trim_end_matches('0').trim_end_matches('.');
        let group = if kind.saturates {
            format!("{}, saturates", kind.group.name())
        } else {
            kind.group.name().to_owned()
        };
        table += &row(&[
            &code(kind.name),
            &formula(kind.formula),
            &formula(kind.derivative),
            max,
            &group,
            kind.source,
        ]);
    }
    table
}

fn initialisations() -> String {
    let mut table = header(&["name", "Var W", "source"]);
    for rule in &init::CATALOGUE {
        table += &row(&[&code(rule.name), rule.formula, rule.source]);
    }
    table
}

fn data_sets() -> String {
    let mut table = header(&["name", "rows", "features", "to be told", "source"]);
    for source in &data::CATALOGUE {
        let shape = source.shape;
        let told = shape.map(|shape| match shape.task {
            data::Task::Classes(classes) => format!("{classes} classes"),
            data::Task::Number => "a number".to_owned(),
        });
        let number = |count: Option<usize>| count.map_or_else(String::new, |n| n.to_string());
        let from = match (source.is_generated(), shape) {
            (true, _) => "generated",
            (false, Some(_)) => source.credit,
            (false, None) => "your own file",
        };
        table += &row(&[
            &code(source.name),
            &number(shape.map(|shape| shape.rows)),
            &number(shape.map(|shape| shape.features)),
            &told.unwrap_or_default(),
            from,
        ]);
    }
    table
}

fn presets() -> String {
    let mut table = header(&["name", "shows", "settings"]);
    for preset in &preset::PRESETS {
        let mut settings = String::new();
        for (key, value) in preset.settings {
            let separator = if settings.is_empty() { "" } else { "&" };
            write!(settings, "{separator}{key}={value}").unwrap();
        }
        table += &row(&[&code(preset.name), preset.title, &code(&settings)]);
    }
    table
}

#[test]
fn the_tables_of_the_readme_are_current() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let before = std::fs::read_to_string(&file).unwrap();
    let mut readme = before.clone();
    for (name, table) in [
        ("keys", keys()),
        ("activations", activations()),
        ("initialisations", initialisations()),
        ("data", data_sets()),
        ("presets", presets()),
    ] {
        let (begin, end) = (format!("<!-- {name} -->\n\n"), "\n<!-- end -->");
        let from = readme.find(&begin).expect(name) + begin.len();
        let to = from + readme[from..].find(end).expect(name);
        readme.replace_range(from..to, &table);
    }
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(&file, readme).unwrap();
    } else {
        assert!(
            readme == before,
            "run UPDATE_README=1 cargo test --release --test readme"
        );
    }
}
