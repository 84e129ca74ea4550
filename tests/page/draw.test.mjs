// Where the charts put things, read from what they tell a canvas to do.

import assert from 'node:assert/strict';
import test from 'node:test';
import { drawCurve } from '../../www/draw/curve.js';
import { drawLoss } from '../../www/draw/loss.js';
import { drawSizes } from '../../www/draw/sizes.js';
import { depthAxis, stepAxis } from '../../www/scale.js';
import { recorder } from './recorder.mjs';

/** @typedef {import('./recorder.mjs').Stroke} Stroke */

const palette = /** @type {import('../../www/palette.js').Palette} */ (/** @type {unknown} */ (
  new Proxy({}, { get: (_, name) => String(name) })
));

/** The longest stroke of a colour. @param {Stroke[]} strokes @param {string} colour */
const line = (strokes, colour) =>
  strokes.filter((stroke) => stroke.colour === colour).toSorted((a, b) => b.points.length - a.points.length)[0].points;

test('sizes: larger is higher, the first layer is at the left, each line has its colour', () => {
  const { context, strokes, words } = recorder();
  const axis = depthAxis(3, 44, 344);
  const chart = (/** @type {number[]} */ values, /** @type {string} */ colour) => ({
    colour,
    marker: /** @type {const} */ ('circle'),
    log10: (/** @type {number} */ layer) => values[layer],
    isNew: () => true,
  });
  drawSizes(context, {
    width: 344,
    height: 236,
    axis,
    decades: { low: -8, high: 0, step: 2 },
    lines: [chart([-8, -4, 0], 'delta'), chart([-2, -2, -2], 'grad')],
    selected: 0,
    labels: { input: 'input', output: 'output' },
    palette,
  });
  assert.deepEqual(line(strokes, 'delta'), [[94, 200], [194, 104], [294, 8]]);
  assert.deepEqual(line(strokes, 'grad').map(([, y]) => y), [56, 56, 56]);
  assert.ok(words.some(({ text, y }) => text === '10⁻⁴' && Math.abs(y - 104) < 1));
});

test('curve: f and f′ in their own colours, up is up', () => {
  const { context, strokes } = recorder();
  drawCurve(context, {
    width: 234,
    height: 242,
    low: -1,
    high: 1,
    // f = 2 z, f′ = 0.5.
    curve: Float64Array.of(-2, 0, 2, 0.5, 0.5, 0.5),
    counts: Float64Array.of(0, 3, 4, 0),
    max: NaN,
    labels: { max: '', below: '', above: '' },
    palette,
  });
  const f = line(strokes, 'value');
  assert.deepEqual(f.map(([x]) => x), [26, 126, 226]);
  assert.ok(f[0][1] > f[1][1] && f[1][1] > f[2][1]);
  const slope = line(strokes, 'slope').map(([, y]) => y);
  assert.equal(new Set(slope).size, 1);
  assert.ok(slope[0] < f[1][1] && slope[0] > f[2][1], '0.5 lies between 0 and 2');
});

test('loss: falling goes down, and what is off the chart is marked', () => {
  const draw = (/** @type {number[]} */ losses) => {
    const recorded = recorder();
    drawLoss(recorded.context, {
      top: 8,
      bottom: 128,
      axis: stepAxis(20, 1, 30, 192),
      batch: losses.map((loss, step) => ({ step, loss, accuracy: NaN })),
      test: [{ step: 1, loss: 0.5, accuracy: NaN }],
      guessing: 0.7,
      labels: { name: 'loss', guessing: 'guessing' },
      palette,
    });
    return recorded;
  };
  const { strokes, words } = draw([0.8, 0.6, 0.1]);
  const [first, second, third] = line(strokes, 'text');
  assert.ok(first[1] < second[1] && second[1] < third[1]);
  assert.ok(first[0] < second[0]);
  assert.equal(line(strokes, 'accent').length, 1);
  assert.ok(!words.some(({ text }) => text === '▲'));
  assert.ok(draw([0.8, 900]).words.some(({ text }) => text === '▲'));
});
