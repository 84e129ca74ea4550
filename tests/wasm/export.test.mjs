// What can be taken along of an experiment.

import assert from 'node:assert/strict';
import test from 'node:test';
import { experiment } from './engine.mjs';

/** @typedef {{ inputs: Float64Array, features: number, targets: Float64Array, classes: number }} Rows */

test('weights and biases come row by row, and make the pre-activations', () => {
  const run = experiment({ depth: 2, width: 5, init: 'pytorch', data: 'iris', batch: 8, seed: 3 });
  assert.equal(run.weights(0), undefined);
  assert.equal(run.biases(0), undefined);
  assert.equal(run.slopes(0), undefined);
  run.run(Infinity);
  for (let step = 0; step < 4; step++) {
    const { inputs, features } = run.trainRows();
    const weights = run.weights(0) ?? new Float64Array();
    const biases = run.biases(0) ?? new Float64Array();
    assert.equal(weights.length, 5 * features);
    assert.equal(run.batchRows.length, 8);
    for (const [sample, row] of run.batchRows.entries()) {
      for (let unit = 0; unit < 5; unit++) {
        let z = biases[unit];
        for (let input = 0; input < features; input++) {
          z += weights[unit * features + input] * inputs[row * features + input];
        }
        const [mantissa, exponent] = run.element('z', 0, unit, sample) ?? [];
        assert.ok(Math.abs(z - mantissa * 2 ** exponent) < 1e-12);
      }
    }
    run.beginStep();
    run.run(Infinity);
  }
  assert.equal(run.weights(3), undefined);
  run.free();
});

test('learned slopes, gamma and beta are there where there are any', () => {
  const run = experiment({ activation: 'prelu', 'slope-per': 'unit', norm: 'layer', depth: 2, width: 6 });
  run.run(Infinity);
  assert.deepEqual([...(run.slopes(1) ?? [])], Array(6).fill(0.25));
  assert.deepEqual([...(run.gamma(1) ?? [])], Array(6).fill(1));
  assert.deepEqual([...(run.beta(1) ?? [])], Array(6).fill(0));
  for (const values of [run.slopes(2), run.gamma(2), run.beta(2)]) assert.equal(values?.length, 0);
  run.free();
  const maxout = experiment({ activation: 'maxout', pieces: 3, norm: 'batch', depth: 1, width: 4 });
  maxout.run(Infinity);
  assert.equal(maxout.weights(0)?.length, 3 * 4 * 2);
  assert.equal(maxout.gamma(0)?.length, 3 * 4);
  maxout.free();
});

test('what was drawn is told, and only where something was', () => {
  const run = experiment({ activation: 'rrelu', dropout: 0.25, depth: 2, width: 40, batch: 50 });
  assert.equal(run.kept(0), undefined);
  run.run(Infinity);
  const kept = run.kept(0) ?? new Uint8Array();
  assert.equal(kept.length, 40 * 50);
  const share = kept.reduce((sum, one) => sum + one, 0) / kept.length;
  assert.ok(Math.abs(share - 0.75) < 0.05, String(share));
  const slopes = run.drawnSlopes(1) ?? new Float64Array();
  assert.equal(slopes.length, 40 * 50);
  assert.ok(slopes.every((slope) => slope >= 1 / 8 && slope < 1 / 3) && new Set(slopes).size > 1000);
  assert.equal(run.kept(2), undefined, 'the output layer drops nothing');
  assert.equal(run.drawnSlopes(2), undefined);
  run.free();
});

test('rows are split, standardised, and each training row comes once an epoch', () => {
  const run = experiment({ data: 'iris', batch: 30, depth: 1 });
  /** @type {[Rows, Rows]} */
  const [train, testing] = [run.trainRows(), run.testRows()];
  assert.deepEqual([train.features, train.classes], [4, 3]);
  assert.deepEqual([train.targets.length, testing.targets.length], [120, 30]);
  assert.deepEqual([train.inputs.length, testing.inputs.length], [480, 120]);
  assert.deepEqual([...new Set(train.targets)].sort(), [0, 1, 2]);
  for (let feature = 0; feature < 4; feature++) {
    const values = Array.from({ length: 120 }, (_, row) => train.inputs[4 * row + feature]);
    assert.ok(Math.abs(values.reduce((sum, value) => sum + value)) < 1e-10);
    assert.ok(Math.abs(values.reduce((sum, value) => sum + value * value, 0) / 120 - 1) < 1e-10);
  }
  const seen = new Set();
  run.run(Infinity);
  for (let step = 0; step < 4; step++) {
    for (const row of run.batchRows) seen.add(row);
    run.beginStep();
    run.run(Infinity);
  }
  assert.equal(seen.size, 120);
  run.free();
  const numbers = experiment({ data: 'sine', depth: 1 });
  assert.equal(numbers.trainRows().classes, 0);
  assert.ok(new Set(numbers.trainRows().targets).size > 700);
  numbers.free();
});
