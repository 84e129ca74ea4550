#!/usr/bin/env bash
# Builds, serves, tests and measures gradient-flow; `./build.sh help` lists the commands.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# The paths below hold even where the caller keeps build output elsewhere.
export CARGO_TARGET_DIR=$PWD/target
unset CARGO_BUILD_TARGET

usage() {
  cat <<'END'
usage: ./build.sh COMMAND

  build             build the page into www/dist
  serve [--port N]  build, then serve the page on http://127.0.0.1:8080/
  test              every check: format, lints, docs, types, tests in Rust, Node, Chromium, Firefox, WebKit
  bench [--json FILE]
                    build, then measure: a training step beside other libraries in Node and Chromium, its share of
                    the machine's peak, its growth, memory, download, and the page; Markdown on standard output,
                    all numbers in FILE (target/bench.json)
  help              show this
END
}

die() {
  echo "$*" >&2
  exit 1
}

# step NAME COMMAND...: one line when it works, the command's whole output when it does not.
step() {
  current=$1
  local started=$SECONDS
  printf '%s ... ' "$current"
  "${@:2}" >"$log" 2>&1
  echo "$((SECONDS - started)) s"
  current=
}

# show NAME COMMAND...: the same for tests, whose output is what one wants to see.
show() {
  current=$1
  local started=$SECONDS
  echo "$current ..."
  shown=yes
  "${@:2}" 2>&1
  shown=
  echo "$current: $((SECONDS - started)) s"
  current=
}

finish() {
  if [ $? -ne 0 ] && [ -n "$current" ]; then
    echo failed
    [ -n "$shown" ] || cat "$log" >&2
    echo "Failed: $current" >&2
  fi
  rm -f "$log"
}

# at_least WANTED FOUND, as versions
at_least() {
  [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]
}

prerequisites() {
  local rust node
  rust=$(sed -n 's/^rust-version *= *"\(.*\)".*/\1/p' Cargo.toml)
  command -v cargo >/dev/null || die "cargo is missing: install Rust $rust or later with rustup (https://rustup.rs)"
  at_least "$rust" "$(rustc --version 2>/dev/null | cut -d ' ' -f 2)" ||
    die "Rust $rust or later is needed, this is $(rustc --version 2>&1 | head -n 1): run 'rustup update stable'"
  command -v node >/dev/null || die "node is missing: install Node.js 20 or later (https://nodejs.org)"
  node=$(node --version)
  at_least 20 "${node#v}" || die "Node.js 20 or later is needed, this is $node: install a newer one (https://nodejs.org)"
  command -v npm >/dev/null || die "npm is missing: install it beside Node.js (https://nodejs.org)"

  if [ ! -d "$(rustc --print target-libdir --target wasm32-unknown-unknown)" ]; then
    command -v rustup >/dev/null || die "The wasm32-unknown-unknown target is missing: install Rust with rustup (https://rustup.rs)"
    step 'Add the wasm target' rustup target add wasm32-unknown-unknown
  fi
}

# Installs what DIR/package-lock.json names, unless that was done already.
packages() {
  cmp -s "$1/package-lock.json" "$1/node_modules/.installed.json" && return
  step "Install the packages of $1" npm ci --include=dev --prefix "$1"
  cp "$1/package-lock.json" "$1/node_modules/.installed.json"
}

build() {
  step 'Build the bindings generator' cargo build --locked --manifest-path www/bindgen/Cargo.toml --target-dir target/bindgen
  packages www
  # What others download holds no paths of this machine: the same bytes wherever it is built.
  local folder flags=
  for folder in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*; do flags+="'--remap-path-prefix=$folder=crates',"; done
  step 'Compile the engine to wasm' cargo build --profile wasm --locked --lib --target wasm32-unknown-unknown \
    --config "target.wasm32-unknown-unknown.rustflags=[$flags]"
  step 'Generate the bindings' target/bindgen/debug/bindgen target/wasm32-unknown-unknown/wasm/gradient_flow.wasm www/pkg
  node www/build.mjs
}

# Sets CHROMIUM, installing the browser where the system's package manager can.
need_chromium() {
  if [ -z "${CHROMIUM:-}" ]; then find_chromium || install_chromium; fi
  [ -x "$CHROMIUM" ] || die "CHROMIUM is '$CHROMIUM', which is not the path of a program"
  export CHROMIUM
}

find_chromium() {
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    CHROMIUM=$(type -P "$name") && return
  done
  return 1
}

install_chromium() {
  system_packages Chromium 'Chromium is missing: install it (and a Korean font), or set CHROMIUM to its path' chromium fonts-noto-cjk
  find_chromium || die 'Chromium was installed but is not on PATH: set CHROMIUM to its path'
}

# system_packages NAME OTHERWISE PACKAGE...: installs packages of the system, or says what to do OTHERWISE.
system_packages() {
  local root=()
  if [ "$(id -u)" -ne 0 ]; then root=(sudo -n); fi
  if ! command -v apt-get >/dev/null || ! "${root[@]}" true 2>/dev/null; then die "$2"; fi
  local apt=("${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=600)
  step 'Update the package list' "${apt[@]}" update
  step "Install $1" "${apt[@]}" install --no-install-recommends "${@:3}"
}

# The drivers of three engines. Firefox's is in no package: it is built inside the project.
need_engines() {
  local missing=()
  : "${CHROMEDRIVER:=$(type -P chromedriver || true)}" "${FIREFOX:=$(type -P firefox-esr || type -P firefox || true)}"
  : "${WEBKITDRIVER:=$(type -P WebKitWebDriver || true)}" "${GECKODRIVER:=$(type -P geckodriver || true)}"
  if [ -z "$CHROMEDRIVER" ]; then missing+=(chromium-driver); fi
  if [ -z "$FIREFOX" ]; then missing+=(firefox-esr); fi
  if [ -z "$WEBKITDRIVER" ]; then missing+=(webkit2gtk-driver); fi
  type -P Xvfb >/dev/null || missing+=(xvfb)
  if [ ${#missing[@]} -gt 0 ]; then
    system_packages 'the other browsers' "Missing for the tests in three engines: ${missing[*]} (Debian's names); install them, or set CHROMEDRIVER, FIREFOX and WEBKITDRIVER to their paths" "${missing[@]}" dbus-x11
    : "${CHROMEDRIVER:=$(type -P chromedriver)}" "${FIREFOX:=$(type -P firefox-esr)}" "${WEBKITDRIVER:=$(type -P WebKitWebDriver)}"
  fi
  if [ -z "$GECKODRIVER" ]; then
    GECKODRIVER=$PWD/target/tools/bin/geckodriver
    [ -x "$GECKODRIVER" ] || step 'Build the driver of Firefox' cargo install geckodriver --version 0.37.1 --locked --debug \
      --root target/tools --target-dir target/geckodriver
  fi
  export CHROMEDRIVER FIREFOX WEBKITDRIVER GECKODRIVER
}

# One of the site generators that make posts of what the kit gives.
need_hugo() {
  if [ -n "${HUGO:-}" ] || command -v hugo >/dev/null; then return; fi
  system_packages Hugo 'Hugo is missing: install it, or set HUGO to its path' hugo
}

run_tests() {
  need_chromium
  need_engines
  need_hugo
  step 'Format' cargo fmt --check
  step 'Format of the generator' cargo fmt --check --manifest-path www/bindgen/Cargo.toml
  step 'Lints' cargo clippy --locked --all-targets -- -D warnings
  step 'Lints for wasm' cargo clippy --locked --lib --target wasm32-unknown-unknown -- -D warnings
  step 'Documentation' env RUSTDOCFLAGS=-Dwarnings cargo doc --no-deps --locked
  show 'Tests in Rust' cargo test --release --locked
  build
  local folder
  for folder in tests tests/consumers tests/generators; do packages "$folder"; done
  step 'Types' tests/node_modules/.bin/tsc -p tests/tsconfig.json
  # A file that hangs fails after five minutes, with its name.
  local node_test=(node --test --test-reporter=spec --test-timeout=300000)
  show 'Tests in Node' "${node_test[@]}" tests/wasm/*.test.mjs tests/page/*.test.mjs
  show 'Tests in Chromium' "${node_test[@]}" tests/browser/*.test.mjs
  show 'Tests of the package, in projects of others' "${node_test[@]}" tests/consumers/*.test.mjs
  show 'Tests in posts of site generators' "${node_test[@]}" tests/generators/*.test.mjs
  show 'Tests in three engines' "${node_test[@]}" tests/engines/*.test.mjs
}

command=${1:-help}
if [ $# -gt 0 ]; then shift; fi
case $command in
  build | test)
    if [ $# -gt 0 ]; then die "'$command' takes no options, got '$*'"; fi ;;
  serve | bench) ;;
  help | -h | --help)
    usage
    exit ;;
  *)
    echo "Unknown command '$command'" >&2
    usage >&2
    exit 2 ;;
esac

current=
shown=
log=$(mktemp)
trap finish EXIT
prerequisites
case $command in
  build) build ;;
  test) run_tests ;;
  serve)
    node www/serve.mjs --check "$@"
    build
    # exec: a signal to this process reaches the server. It skips the exit trap, hence the rm.
    rm "$log"
    exec node www/serve.mjs "$@" ;;
  bench)
    node tests/bench/all.mjs --check "$@"
    # Standard output is for the report.
    {
      build
      for folder in tests tests/bench; do packages "$folder"; done
      need_chromium
    } >&2
    node tests/bench/all.mjs "$@" ;;
esac
