// What the engine says, in the reader's words: everything there is has them, in every language.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { fill } from '../../www/format.js';
import { wordFormula } from '../../www/formula-text.js';
import { wordRefusal } from '../../www/refusal.js';
import { Experiment, catalogue } from '../wasm/engine.mjs';

/** @param {string} language @returns {Record<string, string>} */
const words = (language) => JSON.parse(readFileSync(new URL(`../../www/locales/${language}.json`, import.meta.url), 'utf8'));
const [english, korean] = ['en', 'ko'].map(words);

const lines = (/** @type {number} */ count, /** @type {(row: number) => string} */ line) => Array.from({ length: count }, (_, row) => line(row)).join('\n');

/** A table for every kind of refusal. @type {Record<string, { text: string | Uint8Array, settings?: Record<string, string> }>} */
const TABLES = {
  fileSize: { text: new Uint8Array((16 << 20) + 1) },
  utf8: { text: new Uint8Array([120, 10, 255]) },
  openQuote: { text: 'x,y\n1,"a\n' },
  fields: { text: 'x,y\n1,a,2\n' },
  manyColumns: { text: lines(6, () => Array(300).fill('1').join()) },
  oneColumn: { text: lines(9, String) },
  manyRows: { text: lines(100_002, () => '1,2') },
  fewRows: { text: 'x,y\n1,a\n2,b\n' },
  missingValue: { text: lines(9, (row) => (row === 4 ? ',1' : `${row},${row % 2}`)) },
  noNumber: { text: lines(9, (row) => (row === 4 ? 'x,1' : `${row},${row % 2}`)), settings: { 'csv-header': 'no' } },
  manyClasses: { text: lines(40, (row) => `${row},c${row}`) },
  oneClass: { text: lines(9, (row) => `${row},a`) },
  oneNumber: { text: lines(9, (row) => `${row},0.5`) },
  noColumn: { text: lines(9, (row) => `${row},${row % 2}`), settings: { 'csv-label': 'z' } },
  noColumnOf: { text: lines(9, (row) => `${'1,'.repeat(24)}${row % 2}`), settings: { 'csv-label': 'z' } },
};

/** @param {string | Uint8Array} text @param {Record<string, string>} [settings] @returns {import('../../www/refusal.js').Refusal} */
function refused(text, settings) {
  try {
    new Experiment({ data: 'csv', ...settings }, typeof text === 'string' ? new TextEncoder().encode(text) : text).free();
  } catch (error) {
    return /** @type {Error} */ (error);
  }
  throw new Error('a table was taken that should be refused');
}

test('every refusal of a table has its words', () => {
  const there = readFileSync(new URL('../../src/csv.rs', import.meta.url), 'utf8');
  const codes = Array.from(there.matchAll(/: Kind = Kind\(\s*"(\w+)"/g), ([, code]) => code);
  assert.deepEqual(codes, Object.keys(TABLES));
  for (const [code, { text, settings }] of Object.entries(TABLES)) {
    const error = refused(text, settings);
    assert.equal(error.code, code, error.message);
    const [first = '', second = '', third = ''] = error.arguments ?? [];
    assert.equal(fill(english[`table.${code}`], { first, second, third }), error.problem);
    const told = wordRefusal(error, korean, 'ko');
    for (const argument of error.arguments ?? []) assert.ok(told.includes(argument), told);
    assert.doesNotMatch(told.replace(/MiB|UTF-8|"[^"]*"/g, ''), /[A-Za-z{]/);
  }
});

test('every function of a formula is explained', () => {
  for (const name of catalogue().functions) {
    for (const own of [english, korean]) assert.ok(own[`function.${name}`], name);
  }
});

test('no formula keeps English words on a Korean page', () => {
  for (const { name, formula, derivative } of catalogue().activations) {
    for (const text of [formula, derivative]) {
      assert.doesNotMatch(wordFormula(text, korean), / for |else|drawn|learned|largest|standard|expression|exact/, name);
      assert.equal(wordFormula(text, english), text.replaceAll('-', '−'));
    }
  }
});

test('what belongs together stands on one line: ∂L/∂z, y = M x + c, a share and its particle', () => {
  // Names of choices and of pictures stand on one line anyway, or are only read aloud.
  const isSentence = (/** @type {string} */ key) => !/^heat\.|\.symbol$|Label$|Title$|\.about$|^beyond$|^planeShare$/.test(key);
  for (const own of [english, korean]) {
    for (const [key, text] of Object.entries(own).filter(([key]) => isSentence(key))) {
      assert.doesNotMatch(text, /∂L\/∂|M x \+ c/, key);
      if (own === korean) assert.doesNotMatch(text, /\{(accuracy|chance|share)\}[가-힣]/, key);
    }
  }
});

test('an engine that stops in the middle is told as a lack of memory', () => {
  assert.equal(wordRefusal(new WebAssembly.RuntimeError('unreachable'), korean, 'ko'), korean.outOfMemory);
});
