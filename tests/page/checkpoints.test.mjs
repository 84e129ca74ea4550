// Checkpoints stay within their budgets and near to every step; with them a session goes to any
// step and finds there, bit for bit, what it left.

import assert from 'node:assert/strict';
import test from 'node:test';
import { Checkpoints } from '../../www/checkpoints.js';
import { Frame } from '../../www/frame.js';
import { catalogue, experiment } from '../wasm/engine.mjs';
import { session } from './session.mjs';

/** Steps of a made-up training with checkpoints of a size, each taking `cost`, each pass `time`.
 * @param {{ steps: number, bytes: number, cost: number, time: number }} given */
function train({ steps, bytes, cost, time }) {
  let now = 0;
  let taken = 0;
  /** @type {Set<number>} */
  const alive = new Set();
  const checkpoints = new Checkpoints(() => now);
  for (let step = 0; step <= steps; step++) {
    checkpoints.spend(time);
    const source = {
      checkpointBytes: bytes,
      checkpoint() {
        now += cost;
        taken += 1;
        alive.add(step);
        return /** @type {any} */ ({ step, bytes, free: () => assert.ok(alive.delete(step)) });
      },
    };
    checkpoints.offer(source, step);
    assert.deepEqual([...alive].toSorted((a, b) => a - b), checkpoints.steps, 'what is dropped is freed');
    assert.ok(alive.size <= 24 && alive.size * bytes <= 64 * 2 ** 20);
  }
  return { checkpoints, taken, share: (taken * cost) / (steps * time), alive };
}

test('at most so many and so large, evenly spaced, and no more than a few percent of the time', () => {
  for (const given of [
    { steps: 3000, bytes: 1e4, cost: 0.1, time: 1 },
    { steps: 3000, bytes: 1e4, cost: 0, time: 1 },
    { steps: 5000, bytes: 1e6, cost: 5, time: 1 },
    { steps: 900, bytes: 9e6, cost: 40, time: 150 },
    { steps: 900, bytes: 40e6, cost: 200, time: 600 },
  ]) {
    const told = JSON.stringify(given);
    const { checkpoints, share, taken } = train(given);
    const { steps } = checkpoints;
    assert.ok(steps.length >= 1, told);
    assert.ok(share < 0.035, `${told}: ${share}`);
    assert.ok(taken < 250, `${told}: ${taken}`);
    const gaps = [...steps, given.steps].map((step, index) => step - (steps[index - 1] ?? 0));
    const even = given.steps / (steps.length + 1);
    assert.ok(Math.max(...gaps) <= 3 * even, `${told}: ${steps}`);
    assert.equal(checkpoints.at(steps[0] - 1), undefined);
    assert.equal(checkpoints.at(steps[0])?.step, steps[0]);
    assert.equal(checkpoints.at(1e9)?.step, steps.at(-1));
  }
});

test('none where one alone is too large, none left where all are freed', () => {
  assert.deepEqual(train({ steps: 300, bytes: 65 * 2 ** 20, cost: 300, time: 1000 }).checkpoints.steps, []);
  const { checkpoints, alive } = train({ steps: 300, bytes: 1e4, cost: 0.1, time: 1 });
  checkpoints.free();
  assert.equal(alive.size, 0);
  assert.deepEqual(checkpoints.steps, []);
});

/** Everything of a frame. @param {Frame} frame */
const numbers = (frame) => {
  const { frameHeader, frameLayer } = catalogue();
  return [
    ...frameHeader.map((/** @type {string} */ name) => frame.get(name)),
    ...Array.from({ length: frame.layers }, (_, layer) =>
      frameLayer.map((/** @type {string} */ name) => frame.layer(layer, name))).flat(),
  ];
};

/** The frames of the same training without a session. @param {Record<string, string>} settings @param {number} steps */
function straight(settings, steps) {
  const run = experiment(settings);
  const frame = new Frame(catalogue());
  const frames = [];
  for (let step = 0; step <= steps; step++) {
    if (step > 0) run.beginStep();
    run.run(Infinity);
    frame.read(run);
    frames.push(numbers(frame));
  }
  run.free();
  return frames;
}

const EVERYTHING = {
  norm: 'batch', dropout: '0.2', optimizer: 'adam', activation: 'prelu', depth: '6', width: '12', rows: '200', batch: '16',
  residual: '2', seed: '7',
};

test('at any step of the past the frame is bit for bit the one of then, and so is all that follows', () => {
  for (const settings of [EVERYTHING, { norm: 'layer', optimizer: 'nesterov', momentum: '0.9', activation: 'rrelu', depth: '3', batch: '8' }]) {
    const steps = 240;
    const expected = straight(settings, steps + 40);
    const { made, settle, playTo, count } = session(settings);
    settle();
    playTo(steps);
    const last = /** @type {number} */ (made.run?.step);
    assert.ok(last >= steps && last < steps + 20);
    const known = made.journal.frames.length;
    for (const step of [0, 1, last - 1, 100, 37, last, 38, 39, 5, 200]) {
      made.goTo(step);
      assert.equal(made.isCurrent, step === made.run?.at && made.run.isComplete);
      assert.equal(made.shownFrame.get('step'), step, 'its numbers are there at once');
      settle();
      assert.equal(made.isCurrent, true);
      assert.equal(made.frame.get('step'), step);
      assert.deepEqual(numbers(made.frame), expected[step], `step ${step}`);
    }
    assert.ok(count.restored > 0, 'checkpoints were used');
    assert.equal(made.journal.frames.length, known, 'what is known stays, nothing twice');
    // On from the past: the known future is walked again, then the unknown one.
    made.goTo(150);
    settle();
    for (let step = 151; step <= 160; step++) {
      made.step();
      settle();
      assert.deepEqual(numbers(made.frame), expected[step]);
    }
    made.goTo(last);
    settle();
    assert.equal(made.stepAfter, undefined);
    for (let step = last + 1; step <= last + 5; step++) {
      made.step();
      settle();
      assert.deepEqual(numbers(made.frame), expected[step]);
    }
    assert.equal(made.journal.last, last + 5);
    assert.deepEqual(made.run?.batch.map(({ step }) => step), Array.from({ length: last + 6 }, (_, step) => step));
    made.end();
  }
});

test('the hand is followed: a new goal replaces the old one, on the way and before the first pass', () => {
  const { made, tick, settle, playTo } = session({ ...EVERYTHING, depth: '20' });
  const expected = straight({ ...EVERYTHING, depth: '20' }, 60);
  // Before anything is known, a step of the future.
  tick();
  made.goTo(30);
  settle();
  assert.deepEqual(numbers(made.frame), expected[30]);
  assert.deepEqual(made.journal.frames.map((frame) => frame.get('step')), Array.from({ length: 31 }, (_, step) => step));
  playTo(40);
  for (const step of [3, 20, 12, 11, 33]) {
    made.goTo(step);
    tick();
    assert.equal(made.shownFrame.get('step'), step);
  }
  settle();
  assert.deepEqual(numbers(made.frame), expected[33]);
  // From the middle of a pass by hand, back and forth.
  made.walk('layer', performance.now());
  tick();
  made.goTo(34);
  settle();
  assert.deepEqual(numbers(made.frame), expected[34]);
  made.walk('sweep', performance.now());
  for (let i = 0; i < 3; i++) tick();
  assert.equal(made.run?.isHeld, true);
  made.goTo(34);
  settle();
  assert.deepEqual(numbers(made.frame), expected[34]);
  // Steps asked for on the way come after.
  made.goTo(10);
  made.step();
  settle();
  assert.deepEqual(numbers(made.frame), expected[11]);
  assert.equal(made.stepBefore, 10);
  assert.equal(made.stepAfter, 12);
  made.end();
});

test('settings that wait, and a new experiment, end the way back', () => {
  const { made, tick, settle, playTo, count } = session({ depth: '3' });
  settle();
  playTo(30);
  made.goTo(0);
  made.change({ depth: '4' }, false, () => null);
  tick();
  settle();
  assert.deepEqual(count.depths, ['3', '3', '4'], 'the way back is that of the old settings');
  assert.equal(made.shownFrame.layers, 5);
  assert.equal(made.frame.get('step'), 0);
  assert.deepEqual(numbers(made.frame), straight({ depth: '4' }, 0)[0]);
  made.end();
  assert.equal(made.goTo(3), undefined, 'nothing is there');
});

test('before a divergence there is a way back, and the same divergence comes again', () => {
  const settings = { activation: 'identity', init: 'he-normal', depth: '20', 'learning-rate': '10' };
  const { made, settle, playTo } = session(settings);
  settle();
  playTo(1e6);
  const end = /** @type {number} */ (made.run?.step);
  assert.ok(end > 0 && !Number.isFinite(made.run?.loss));
  const began = made.frame.get('divergedStep');
  const expected = straight(settings, end);
  made.goTo(began - 1);
  settle();
  assert.ok(Number.isNaN(made.frame.get('divergedStep')));
  assert.deepEqual(numbers(made.frame), expected[began - 1]);
  playTo(1e6);
  assert.equal(made.run?.step, end);
  assert.deepEqual(numbers(made.frame), expected[end]);
  made.end();
});

test('where the journal is thinned, the nearest numbers are shown on the way, then the exact ones', () => {
  const settings = { depth: '1', width: '2', batch: '4' };
  const { made, settle, playTo } = session(settings);
  settle();
  playTo(700);
  assert.equal(made.journal.stride, 2);
  const expected = straight(settings, 701);
  made.goTo(333);
  assert.equal(made.shownFrame.get('step'), 332);
  settle();
  assert.deepEqual(numbers(made.frame), expected[333]);
  assert.equal(made.stepBefore, 332);
  assert.equal(made.stepAfter, 334);
  made.end();
});
