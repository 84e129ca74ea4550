// What the history shows of a run, where it puts it, and what it concludes.

import assert from 'node:assert/strict';
import test from 'node:test';
import { drawHistory } from '../../www/draw/history.js';
import { colourColumn, firstStep } from '../../www/draw/spectrogram.js';
import { Frame } from '../../www/frame.js';
import { Journal } from '../../www/journal.js';
import { overfitting } from '../../www/overfitting.js';
import { palette, scaleFor, sizeWord } from '../../www/palette.js';
import { stepAt, stepAxis, stepX } from '../../www/scale.js';
import { catalogue, experiment } from '../wasm/engine.mjs';

test('a step has a column as wide as the stride around it, and is found there', () => {
  const axis = stepAxis(20, 2, 30, 250);
  assert.deepEqual([0, 2, 20].map((step) => stepX(axis, step)), [40, 60, 240]);
  assert.deepEqual([-50, 30, 44, 46, 100, 240, 400].map((x) => stepAt(axis, x, 20)), [0, 0, 0, 1, 6, 20, 20]);
  assert.equal(stepAt(axis, 240, 7), 7, 'no further than what is known');
});

test('the journal knows the frames before and after a step', () => {
  const journal = new Journal();
  const run = experiment({ depth: 1, width: 1, batch: 4 });
  const frame = new Frame(catalogue());
  for (let step = 0; step < 700; step++) {
    if (step > 0) run.beginStep();
    run.run(Infinity);
    frame.read(run);
    journal.record(frame);
  }
  run.free();
  assert.equal(journal.stride, 2);
  assert.deepEqual([-1, 0, 1, 2, 697, 698, 5000].map((step) => journal.at(step)?.get('step')), [undefined, 0, 0, 2, 696, 698, 698]);
  assert.deepEqual([-1, 0, 1, 697, 698].map((step) => journal.after(step)?.get('step')), [0, 2, 2, 698, undefined]);
});

const style = /** @type {CSSStyleDeclaration} */ (/** @type {unknown} */ ({
  fontFamily: 'serif',
  getPropertyValue: (/** @type {string} */ name) =>
    ({ '--_background': '#fff', '--_ramp': '#edf4fc #4a82d4 #3b1070', '--_hot': '#e0346b #ff5a2a' })[name] ?? '#000',
}));

test('a column has the colours of its step, the first layer at the bottom', () => {
  const used = palette(style);
  const scale = scaleFor('16');
  const run = experiment({ depth: 4, activation: 'sigmoid' });
  run.run(Infinity);
  const frame = new Frame(catalogue());
  frame.read(run);
  run.free();
  const pixels = new Uint32Array(3 * 5);
  colourColumn(pixels, 1, 3, frame, 'gradRms', used, scale);
  for (let layer = 0; layer < 5; layer++) {
    assert.equal(pixels[(4 - layer) * 3 + 1], sizeWord(used, scale, frame.layer(layer, 'gradRms')));
  }
  assert.ok(pixels.every((word, index) => index % 3 === 1 || word === 0), 'the others are left alone');
  assert.equal(new Set(pixels).size, 6, 'every layer has another size here');
  // No update has been made yet: that is not the undefined of a divergence.
  colourColumn(pixels, 0, 3, frame, 'updateRms', used, scale);
  assert.equal(pixels[0], 0);
  assert.deepEqual([firstStep('updateRms'), firstStep('gradRms')], [1, 0]);
});

test('everything stands on one axis of steps: columns, both lines, and the cursor', () => {
  /** @type {{ colour: string, points: number[][] }[]} */
  const strokes = [];
  /** @type {number[][]} */
  let points = [];
  /** @type {number[]} */
  let image = [];
  /** @type {string[]} */
  const words = [];
  const state = { strokeStyle: '' };
  const context = new Proxy(state, {
    get(target, name) {
      if (name === 'beginPath') return () => void (points = []);
      if (name === 'moveTo' || name === 'lineTo') return (/** @type {number} */ x, /** @type {number} */ y) => points.push([x, y]);
      if (name === 'stroke') return () => strokes.push({ colour: target.strokeStyle, points });
      if (name === 'drawImage') return (/** @type {unknown} */ _, /** @type {number[]} */ ...places) => void (image = places);
      if (name === 'measureText') return (/** @type {string} */ text) => ({ width: 6 * text.length });
      if (name === 'fillText') return (/** @type {string} */ text) => words.push(text);
      return Reflect.get(target, name) ?? (() => {});
    },
  });
  const names = /** @type {import('../../www/palette.js').Palette} */ (/** @type {unknown} */ (new Proxy({}, { get: (_, name) => String(name) })));
  const axis = stepAxis(40, 2, 36, 292);
  const draw = (/** @type {number} */ chance) =>
    drawHistory(/** @type {CanvasRenderingContext2D} */ (/** @type {unknown} */ (context)), {
      width: 300,
      height: 320,
      axis,
      sizes: { image: /** @type {any} */ (null), columns: 16, stride: 2, from: 0, layers: 6, selected: 0 },
      batch: Array.from({ length: 31 }, (_, step) => ({ step, loss: 0.7 - step / 100, accuracy: step / 40 })),
      test: [{ step: 10, loss: 0.6, accuracy: 0.4 }, { step: 30, loss: 0.5, accuracy: 0.8 }],
      guessing: 0.69,
      chance,
      last: 30,
      cursor: 22,
      labels: { depth: 'depth', sizes: 'sizes', loss: 'loss', guessing: 'g', accuracy: 'accuracy', chance: 'c', percent: String, last: '30' },
      palette: names,
    });
  draw(0.5);
  const x = (/** @type {number} */ step) => stepX(axis, step);
  assert.deepEqual(image.slice(0, 5), [0, 0, 16, 6, x(-1)]);
  assert.ok(Math.abs(image[4] + image[6] - x(31)) < 1e-9, 'sixteen columns of two steps');
  const lines = (/** @type {string} */ colour) => strokes.filter((stroke) => stroke.colour === colour && stroke.points.length > 1).map((stroke) => stroke.points);
  const [losses, shares] = lines('text');
  assert.deepEqual(losses.map(([x]) => x), Array.from({ length: 31 }, (_, step) => x(step)));
  assert.deepEqual(shares.map(([x]) => x), losses.map(([x]) => x));
  assert.ok(losses[0][1] < losses[30][1], 'the loss falls');
  assert.ok(shares[0][1] > shares[30][1], 'the accuracy rises');
  assert.ok(losses[30][1] < shares[30][1], 'and stands beneath');
  assert.deepEqual(lines('accent').map((line) => line.map(([x]) => x)), [[x(10), x(30)], [x(10), x(30)]]);
  const cursor = /** @type {number[][]} */ (lines('select').at(-1));
  assert.deepEqual(cursor.map(([at]) => at), [x(22), x(22)]);
  assert.ok(words.includes('accuracy'));
  strokes.length = words.length = 0;
  draw(NaN);
  assert.ok(!words.includes('accuracy'), 'a number is never right or wrong');
  assert.equal(lines('text').length, 1);
});

/** Losses of 400 steps, tested every tenth. @param {(step: number) => number} test @param {(step: number) => number} train */
const run = (test, train) => {
  const steps = Array.from({ length: 401 }, (_, step) => step);
  return {
    batch: steps.map((step) => ({ step, loss: train(step) })),
    test: steps.filter((step) => step > 0 && step % 10 === 0).map((step) => ({ step, loss: test(step) })),
  };
};
/** @param {ReturnType<typeof run>} losses @param {number} [step] */
const judged = ({ batch, test }, step = 400) => overfitting(batch, test, step, 10);

test('overfitting is told where the test loss rises while the training loss falls, and nowhere else', () => {
  const valley = (/** @type {number} */ step) => 0.2 + ((step - 150) / 300) ** 2;
  const falling = (/** @type {number} */ step) => Math.exp(-step / 150);
  const parted = run(valley, falling);
  const found = judged(parted);
  assert.equal(found?.since, 150);
  // Means of the five tests around, and of all batches up to the last of them.
  const mean = (/** @type {number[]} */ values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const near = (/** @type {number} */ got, /** @type {number} */ expected) => assert.ok(Math.abs(got - expected) < 1e-12, `${got}, not ${expected}`);
  near(found?.test[0] ?? NaN, mean([130, 140, 150, 160, 170].map(valley)));
  near(found?.test[1] ?? NaN, mean([360, 370, 380, 390, 400].map(valley)));
  near(found?.train[0] ?? NaN, mean(Array.from({ length: 50 }, (_, index) => falling(121 + index))));
  near(found?.train[1] ?? NaN, mean(Array.from({ length: 50 }, (_, index) => falling(351 + index))));
  // Back at a step of before, nothing of it is known.
  assert.equal(judged(parted, 160), null);
  assert.equal(judged(run(falling, falling)), null, 'both fall');
  assert.equal(judged(run(valley, valley)), null, 'both rise: that is no overfitting');
  assert.equal(judged(run(valley, () => 0.3)), null, 'the training loss stays');
  const noisy = run((step) => 0.3 + 0.02 * Math.sin(step), falling);
  assert.equal(judged(noisy), null, 'noise is no rise');
  const spike = run((step) => (step === 400 ? 0.9 : 0.3 - step / 4000), (step) => (step > 390 ? 0.9 : falling(step)));
  assert.equal(judged(spike), null, 'one bad test is no rise');
  assert.equal(judged({ batch: [], test: [] }), null);
  assert.equal(judged(run(() => NaN, () => NaN)), null);
});
