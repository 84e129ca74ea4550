// node tests/bench/download.mjs [--json FILE]: what a first load weighs, by part, from what the build wrote down.

import { readFileSync } from 'node:fs';
import { report, table } from './report.mjs';

/** @typedef {{ file: string, bytes: number, gzip: number }} File */

/** Every file is of the first that its name fits. @type {[string, RegExp][]} */
const PARTS = [
  ['WebAssembly', /\.wasm$/],
  ['words', /^gf-en-/],
  ['JavaScript', /\.js$/],
  ['style', /\.css$/],
  ['page', /\.html$/],
];

/** @type {{ article: File[], laboratory: File[], alone: File[] }} */
const { article, laboratory, alone } = JSON.parse(readFileSync(new URL('../../target/download.json', import.meta.url), 'utf8'));

/** @param {string} load @param {File[]} files */
function parts(load, files) {
  const of = files.map((file) => ({ ...file, part: PARTS.find(([, pattern]) => pattern.test(file.file))?.[0] ?? 'other' }));
  return [...new Set(of.map(({ part }) => part))].map((part) => {
    const own = of.filter((file) => file.part === part);
    const sum = (/** @type {'bytes' | 'gzip'} */ key) => own.reduce((sum, file) => sum + file[key], 0);
    return { load, part, files: own.length, bytes: sum('bytes'), gzip: sum('gzip') };
  });
}

const results = [
  ...parts('laboratory, without data', laboratory),
  ...parts('article, without pictures', article),
  ...alone.map(({ file, bytes, gzip }) => ({ load: 'one file', part: file, files: 1, bytes, gzip })),
].sort((a, b) => (a.load === b.load ? b.gzip - a.gzip : 0));
const kb = (/** @type {number} */ bytes) => (bytes / 1000).toFixed(1);
report([
  'A first load by part, in kB.',
  '',
  ...table(['load', 'part', 'files', 'plain', 'gzip'], results.map(({ load, part, files, bytes, gzip }) => [load, part, String(files), kb(bytes), kb(gzip)])),
], { results });
