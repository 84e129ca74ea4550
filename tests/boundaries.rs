//! What may know of what, as a search.

use std::fs;
use std::path::{Path, PathBuf};

/// Source files below a folder of the project, with their text.
fn files(folder: &str, extension: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() && !["node_modules", "pkg", "dist", "bindgen"].contains(&&*name) {
                folders.push(path);
            } else if path.extension().is_some_and(|own| own == extension) {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    assert!(!found.is_empty());
    found
}

fn name(path: &Path) -> &str {
    path.file_name().unwrap().to_str().unwrap()
}

#[test]
fn only_the_wasm_module_knows_javascript() {
    for (path, text) in files("src", "rs") {
        for module in ["wasm_bindgen", "js_sys", "web_sys", "getrandom"] {
            assert!(
                path.parent().map(name) == Some("wasm") || !text.contains(module),
                "{path:?} uses {module}"
            );
        }
    }
}

#[test]
fn modules_import_downwards_only() {
    let order = [
        "number",
        "error",
        "random",
        "lanes",
        "product",
        "elementary",
        "scaled",
        "formula",
        "activation",
        "init",
        "loss",
        "csv",
        "data",
        "norm",
        "layer",
        "network",
        "score",
        "collapse",
        "bound",
        "theory",
        "stats",
        "trend",
        "lens",
        "optimizer",
        "notation",
        "specification",
        "preset",
        "experiment",
        "forecast",
        "survey",
        "landscape",
        "gradient_check",
        "chain",
        "frame",
        "wasm",
    ];
    for (path, text) in files("src", "rs") {
        // The files of a folder are one module.
        let own = match path.parent().map(name) {
            Some("src") => name(&path).trim_end_matches(".rs"),
            Some(folder) => folder,
            None => "",
        };
        let Some(level) = order.iter().position(|module| *module == own) else {
            assert_eq!(own, "lib", "give {own} a place in the order");
            continue;
        };
        for above in &order[level + 1..] {
            for line in text.lines().filter(|line| line.starts_with("use crate")) {
                let imported = line.split(|c: char| !c.is_alphanumeric() && c != '_');
                assert!(
                    !imported.into_iter().any(|word| word == *above),
                    "{own} imports {above}"
                );
            }
        }
    }
}

#[test]
fn only_engine_js_imports_the_generated_bindings() {
    for (path, text) in files("www", "js") {
        let imports = text
            .lines()
            .any(|line| line.contains("pkg/gradient_flow.js") && line.contains("import"));
        assert_eq!(imports, name(&path) == "engine.js", "{path:?}");
    }
}

#[test]
fn draw_functions_touch_no_document() {
    for (path, text) in files("www/draw", "js") {
        for word in ["document", "window", "querySelector", "addEventListener"] {
            assert!(!text.contains(word), "{path:?} uses {word}");
        }
    }
}

#[test]
fn the_product_that_differs_by_platform_is_not_in_the_lock_file() {
    let lock =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock")).unwrap();
    assert!(!lock.contains("matrixmultiply"));
}
