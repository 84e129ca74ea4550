// A run keeps its pace and its losses.

import assert from 'node:assert/strict';
import test from 'node:test';
import { Frame } from '../../www/frame.js';
import { Run } from '../../www/run.js';
import { catalogue, experiment } from '../wasm/engine.mjs';

/** @param {Record<string, unknown>} settings @param {boolean} isWatched */
function begun(settings, isWatched) {
  const frame = new Frame(catalogue());
  const run = new Run(experiment(settings), isWatched, 1000);
  return { run, frame };
}

test('a watched pass goes forward in less than half a second and back in about one', () => {
  const { run, frame } = begun({ depth: 9 }, true);
  const at = (/** @type {number} */ time) => {
    // As many frames as a busy machine may need.
    for (let again = 0; again < 10; again++) run.tick(1000 + time, frame);
    return [frame.get('stage'), frame.get('position')];
  };
  assert.deepEqual(at(0), [0, 0]);
  assert.deepEqual(at(225), [0, 5]);
  assert.deepEqual(at(450), [1, 9]);
  assert.deepEqual(at(450 + 525), [1, 4]);
  assert.equal(run.isNew, true);
  assert.deepEqual(at(1500), [3, 0]);
  assert.equal(run.isComplete, true);
  assert.equal(run.isNew, false);
  assert.equal(run.tick(2000, frame), false, 'nothing is left to do');
});

test('a pass that nobody watches is done at once where there is time', () => {
  const { run, frame } = begun({ depth: 3, width: 4 }, false);
  assert.equal(run.tick(1000, frame), true);
  assert.equal(run.isComplete, true);
});

test('losses are kept by step, those of the test rows by epoch', () => {
  const { run, frame } = begun({ depth: 1, width: 3, batch: 200 }, false);
  const finish = () => {
    while (!run.isComplete) run.tick(0, frame);
  };
  finish();
  for (let step = 1; step <= 9; step++) {
    run.begin(false, 0);
    finish();
    assert.equal(run.step, step);
    assert.equal(run.loss, frame.get('loss'));
  }
  assert.deepEqual(run.batch.map(({ step }) => step), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.deepEqual(run.test.map(({ step }) => step), [4, 8]);
  assert.equal(run.test.at(-1)?.loss, frame.get('testLoss'));
  assert.ok(run.batch.every(({ loss }) => loss > 0));
});

test('a long history is thinned and keeps its beginning and its end', () => {
  const { run, frame } = begun({ depth: 1, width: 1, batch: 1 }, false);
  for (let step = 0; step < 4100; step++) {
    while (!run.isComplete) run.tick(0, frame);
    if (step < 4099) run.begin(false, 0);
  }
  const steps = run.batch.map(({ step }) => step);
  assert.ok(steps.length <= 2000 && steps.length >= 1000, String(steps.length));
  assert.equal(steps[0], 0);
  assert.equal(steps.at(-1), 4099);
  assert.deepEqual(steps, steps.toSorted((a, b) => a - b));
});
