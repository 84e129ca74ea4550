// The README tells the truth about the page.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { LOOK } from '../../www/look.js';
import { SETS, VIEWS } from '../../www/views.js';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
/** The cells of a row that begins with a name. @param {string} name */
const row = (name) => {
  const line = readme.split('\n').find((line) => line.startsWith(`| \`${name}\` |`));
  return line?.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim());
};

test('every key of the look has its row, with what is allowed and its default', () => {
  for (const [name, key] of Object.entries(LOOK)) {
    const cells = row(name);
    assert.ok(cells, name);
    const allowed = key.choices
      ? key.choices.map((choice) => `\`${choice}\``).join(', ')
      : `a whole number from ${key.integer?.min} to ${key.integer?.max}`;
    assert.deepEqual(cells.slice(2), [allowed, key.default && `\`${key.default}\``], name);
  }
});

test('every view has its row, and every set is told', () => {
  for (const name of Object.keys(VIEWS)) assert.ok(readme.includes(`\n| \`${name}\` | `), name);
  const list = (/** @type {readonly string[]} */ names) =>
    names.length === Object.keys(VIEWS).length ? 'all of them' : names.length === 1 ? `\`${names[0]}\`` : `${names.slice(0, -1).map((name) => `\`${name}\``).join(', ')} and \`${names.at(-1)}\``;
  for (const [name, views] of Object.entries(SETS)) assert.ok(readme.includes(`\`${name}\` is ${list(views)}`), name);
});
