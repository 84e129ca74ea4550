// The tables: everything in a frame comes back from them to the same bits.

import assert from 'node:assert/strict';
import test from 'node:test';
import { historyToCsv, toCsv, toJson } from '../../www/export/table.js';
import { Frame } from '../../www/frame.js';
import { catalogue, experiment, toQuery } from '../wasm/engine.mjs';

const shown = catalogue();

/** Frames of an experiment after each step. @param {Record<string, unknown>} settings @param {number} steps */
function frames(settings, steps) {
  const run = experiment(settings);
  const made = [];
  for (let step = 0; step <= steps; step++) {
    run.run(Infinity);
    const frame = new Frame(shown);
    frame.read(run);
    made.push(frame);
    run.beginStep();
  }
  run.free();
  return made;
}

/** @param {string} text */
function parse(text) {
  assert.ok(text.endsWith('\r\n'));
  const [header, ...rows] = text.slice(0, -2).split('\r\n').map((line) => line.split(','));
  const number = (/** @type {string} */ cell) => {
    const odd = /** @type {Record<string, number>} */ ({ inf: Infinity, '-inf': -Infinity, nan: NaN });
    assert.ok(cell in odd || /^-?\d/.test(cell), cell);
    return odd[cell] ?? Number(cell);
  };
  return {
    header,
    rows: rows.map((row) => {
      assert.equal(row.length, header.length);
      return row.map(number);
    }),
  };
}

// Step 0 has no update (NaN), constant weights of 0 kill every gradient (-Infinity).
const dead = { depth: 3, width: 4, activation: 'relu', init: 'constant', constant: 0 };
const plain = { depth: 3, width: 4, activation: 'tanh' };

test('CSV: one row a layer, columns named with what they are measured in', () => {
  const kinds = new Set();
  for (const settings of [dead, plain]) {
    const [frame] = frames(settings, 0);
    const { header, rows } = parse(toCsv(frame, shown));
    assert.deepEqual(header.slice(0, 5), ['layer', 'fanIn', 'units', 'forward', 'backward']);
    for (const name of ['deltaRms (log10)', 'gradZero', 'whySlope (log10)', 'deadShare', 'zMax (log10)']) assert.ok(header.includes(name), name);
    assert.equal(rows.length, 4);
    for (const [layer, row] of rows.entries()) {
      assert.equal(row[0], layer + 1);
      for (const [index, name] of shown.frameLayer.entries()) {
        const value = frame.layer(layer, name);
        assert.ok(Object.is(row[index + 1], value), `${name}: ${row[index + 1]} ${value}`);
        kinds.add(Number.isFinite(value) ? 'finite' : String(value));
      }
    }
  }
  assert.deepEqual([...kinds].sort(), ['-Infinity', 'NaN', 'finite']);
});

test('CSV of a history: one row a step and layer', () => {
  const history = frames(plain, 3);
  const { header, rows } = parse([...historyToCsv(history.values(), shown)].join(''));
  assert.deepEqual(header.slice(0, 3), ['step', 'layer', 'fanIn']);
  assert.equal(rows.length, 4 * 4);
  for (const [index, row] of rows.entries()) {
    const [step, layer] = [Math.floor(index / 4), index % 4];
    assert.deepEqual(row.slice(0, 2), [step, layer + 1]);
    assert.ok(Object.is(row[header.indexOf('gradRms (log10)')], history[step].layer(layer, 'gradRms')));
  }
});

test('JSON: what is not finite is a text that Number reads', () => {
  const history = frames(dead, 2);
  const frame = history[2];
  const settings = { activation: 'relu', formula: 'max(0.1*z, z) "<&>' };
  const text = [...toJson({ frame, catalogue: shown, settings, query: toQuery(dead), history })].join('');
  const { format, version, run, layers, history: past, ...rest } = JSON.parse(text);
  assert.deepEqual([format, version], ['gradient-flow statistics', 1]);
  assert.deepEqual(rest, { settings, query: toQuery(dead) });
  assert.equal(past.length, 3);
  const texts = new Set();
  for (const [at, [own, made]] of /** @type {[Frame, any][]} */ ([[frame, { run, layers }], [history[0], past[0]]]).entries()) {
    for (const name of shown.frameHeader) assert.ok(Object.is(Number(made.run[name]), own.get(name)), `${at} ${name}`);
    assert.equal(made.layers.length, 4);
    for (const [layer, values] of made.layers.entries()) {
      for (const name of shown.frameLayer) {
        assert.ok(Object.is(Number(values[name]), own.layer(layer, name)), name);
        if (typeof values[name] === 'string') texts.add(values[name]);
      }
    }
  }
  assert.deepEqual([...texts].sort(), ['-Infinity', 'NaN']);
});

test('every number comes back, however odd', () => {
  const odd = [0, -0, 1e-300, -5e-324, 0.1 + 0.2, Number.MAX_VALUE, Infinity, -Infinity, NaN, 1e21];
  const frame = { layers: odd.length, get: () => 0, layer: (/** @type {number} */ index) => odd[index] };
  const { rows } = parse(toCsv(frame, shown));
  for (const [index, value] of odd.entries()) assert.ok(Object.is(rows[index][1], value), String(value));
});
