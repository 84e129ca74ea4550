// The licences of what the engine and the bundles contain of others, which ask to be passed on with it.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** What a licence is in, the one asked for first. @param {string} folder */
function licence(folder) {
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying)/i.test(file)).sort();
  const file = files.find((file) => /mit/i.test(file)) ?? files[0];
  return file ? readFileSync(join(folder, file), 'utf8').trim() : null;
}

/** Crates in the engine, by name and version. @param {string} root Of the repository. @returns {[string, string][]} */
function crates(root) {
  const tree = ['tree', '--locked', '--offline', '--edges', 'normal,no-proc-macro', '--prefix', 'none', '--target', 'wasm32-unknown-unknown', '--format', '{p}|{l}'];
  const lines = execFileSync('cargo', tree, { cwd: root, encoding: 'utf8' }).trim().split('\n');
  const registries = join(process.env.CARGO_HOME || join(homedir(), '.cargo'), 'registry/src');
  const folders = readdirSync(registries).map((registry) => join(registries, registry));
  // The first line is of this crate itself; what is met again is marked.
  const found = new Set(lines.slice(1).map((line) => line.replace(/ \(\*\)$/, '')));
  return [...found].sort().map((line) => {
    const [, name, version, terms] = /^(\S+) v(\S+?)\|(.*)$/.exec(line) ?? [];
    const folder = folders.map((folder) => join(folder, `${name}-${version}`)).find(existsSync);
    if (!folder) throw new Error(`the sources of ${line} are not where cargo keeps them`);
    return [`${name} ${version}`, licence(folder) ?? terms];
  });
}

/**
 * One text for everything; those who have the same licence share it.
 * @param {string} www
 * @param {import('esbuild').Metafile} metafile Of the bundle.
 */
export function notices(www, { inputs }) {
  const names = Object.keys(inputs).flatMap((file) => /(?:^|\/)node_modules\/([^/]+)\//.exec(file)?.[1] ?? []);
  const packages = [...new Set(names)].map((name) => /** @type {[string, string]} */ ([name, String(licence(join(www, 'node_modules', name)))]));
  /** @type {Map<string, string[]>} */
  const byText = new Map();
  for (const [name, text] of [...packages, ...crates(join(www, '..'))]) byText.set(text, [...(byText.get(text) ?? []), name]);
  return [...byText].map(([text, names]) => `${names.join('\n')}\n\n${text}\n`).join(`\n${'-'.repeat(80)}\n\n`);
}
