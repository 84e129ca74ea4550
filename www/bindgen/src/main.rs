//! `bindgen INPUT.wasm OUT_DIR` writes the JavaScript and TypeScript side of the engine.

use std::env;
use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [input, out_dir] = arguments.as_slice() else {
        eprintln!("usage: bindgen INPUT.wasm OUT_DIR");
        return ExitCode::from(2);
    };
    match generate(input, out_dir) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bindgen: {input}: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn generate(input: &str, out_dir: &str) -> Result<(), impl std::fmt::Display> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(input)
        .typescript(true)
        // The page says where the wasm is, so the bindings need no `import.meta.url`.
        .omit_default_module_path(true)
        // Function names and tool versions weigh on every download, and the page shows neither.
        .remove_name_section(true)
        .remove_producers_section(true);
    bindgen.web(true)?.generate(out_dir)
}
