// Where the charts put things, read from what they tell a canvas to do.

import assert from 'node:assert/strict';
import test from 'node:test';
import { drawCurve } from '../../www/draw/curve.js';
import { drawLayers } from '../../www/draw/depth.js';
import { drawHeatmap } from '../../www/draw/heatmap.js';
import { drawAccuracy, drawLoss } from '../../www/draw/loss.js';
import { drawSizes } from '../../www/draw/sizes.js';
import { depthAxis, stepAxis, stepX } from '../../www/scale.js';
import { LETTER, recorder } from './recorder.mjs';

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
  assert.deepEqual(f.map(([x]) => x), [32, 129, 226]);
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
      cursor: null,
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

test('layers: no two numbers under an axis touch, however many there are', () => {
  for (const depth of [1, 9, 20, 99, 180, 200, 201, 500, 1000]) {
    for (const width of [292, 362, 700, 880, 1000]) {
      const { context, words } = recorder();
      drawLayers(context, { width, axis: depthAxis(depth + 1, 44, width), labels: { input: '', output: '' }, palette }, 100);
      const numbers = words.filter(({ text }) => text !== '').toSorted((a, b) => a.x - b.x);
      const half = (/** @type {string} */ text) => (LETTER * text.length) / 2;
      for (const [index, { text, x }] of numbers.entries()) {
        const next = numbers[index + 1];
        if (next) assert.ok(x + half(text) + 4 <= next.x - half(next.text), `${depth} at ${width}: ${text} and ${next.text}`);
      }
      assert.equal(numbers.at(-1)?.text, String(depth + 1));
    }
  }
});

test('a level is named over the lines, where few of them run, and off the step that is shown', () => {
  const axis = stepAxis(200, 1, 36, 292);
  const draw = (/** @type {number} */ cursor, /** @type {(step: number) => number} */ share) => {
    const { context, words, strokes } = recorder();
    drawAccuracy(context, {
      top: 20,
      bottom: 120,
      axis,
      batch: Array.from({ length: cursor + 1 }, (_, step) => ({ step, loss: NaN, accuracy: share(step) })),
      test: [],
      cursor: stepX(axis, cursor),
      chance: 0.5,
      labels: { name: 'accuracy', chance: 'chance: 50%', percent: String },
      palette,
    });
    const word = words.at(-1);
    assert.equal(word?.text, 'chance: 50%', 'after all lines');
    const { x, y } = /** @type {{ x: number, y: number }} */ (word);
    assert.ok(x >= 36 && x + 11 * LETTER <= 292);
    return { x, y, end: x + 11 * LETTER, at: stepX(axis, cursor), strokes };
  };
  const middle = 70;
  const noisy = (/** @type {number} */ step) => 0.5 + 0.06 * (step % 3);
  assert.ok(draw(200, noisy).y > middle, 'below, where the line runs above');
  assert.ok(draw(200, (step) => 1 - noisy(step)).y < middle, 'above, where the line runs below');
  const late = draw(200, noisy);
  assert.ok(Math.abs(late.end - (late.at - 8)) < 1e-9, `${late.end}, ${late.at}`);
  const early = draw(6, noisy);
  assert.ok(early.x >= early.at + 8, 'behind it, where there is no room before it');
});

test('heat map: all tiles have a frame or none, and none where it would leave too little', () => {
  const frames = (/** @type {number} */ width) => {
    let count = 0;
    const context = new Proxy({ strokeRect: () => void (count += 1) }, { get: (target, name) => Reflect.get(target, name) ?? (() => {}) });
    drawHeatmap(/** @type {CanvasRenderingContext2D} */ (/** @type {unknown} */ (context)), {
      width, height: 180, top: 20, axis: depthAxis(201, 44, width), image: /** @type {any} */ (null), cells: new Float32Array(201),
      lost: null, size: { rows: 1, columns: 1 }, tile: () => ({ rows: 1, columns: 1 }), state: () => 'new', isReached: () => true,
      selected: 0, sweep: null, palette,
    });
    // Beside those of the whole and of the selected tile.
    return count - 2;
  };
  assert.deepEqual([362, 700, 880, 1000].map(frames), [0, 0, 0, 0]);
  assert.equal(frames(44 + 201 * 8), 201);
});
