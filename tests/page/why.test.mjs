// The waterfall of factors and the shares of dead and saturated units: where they draw what.

import assert from 'node:assert/strict';
import test from 'node:test';
import { drawShares } from '../../www/draw/shares.js';
import { drawWhy } from '../../www/draw/why.js';
import { depthAxis } from '../../www/scale.js';
import { palette, recorder } from './recorder.mjs';

/** Four hidden layers and the output, from 1e-4 at y = 200 to 1 at y = 8. @param {number[][]} factors W and f' of each layer */
function waterfall(factors) {
  const recorded = recorder();
  const levels = [NaN, NaN, NaN, 0];
  for (let layer = 2; layer >= 0; layer--) levels[layer] = levels[layer + 1] + factors[layer][0] + factors[layer][1];
  drawWhy(recorded.context, {
    width: 544,
    height: 236,
    axis: depthAxis(5, 44, 544),
    decades: { low: -4, high: 0, step: 1 },
    level: (layer) => levels[layer] ?? NaN,
    parts: [0, 1].map((part) => ({ colour: `part-${part}`, log10: (layer) => factors[layer][part] })),
    selected: 0,
    labels: { input: 'input', output: 'output' },
    palette,
  });
  return recorded;
}

const y = (/** @type {number} */ log10) => 8 - 48 * log10;
const near = (/** @type {number} */ a, /** @type {number} */ b) => assert.ok(Math.abs(a - b) < 1e-9, `${a}, not ${b}`);

test('the bars of a layer lead from the level above to its own, the weights first', () => {
  const { rects, strokes } = waterfall([[-0.5, -0.25], [0.5, -1], [-0.5, -0.5]]);
  const bars = (/** @type {string} */ colour) => rects.filter((rect) => rect.colour === colour).toSorted((a, b) => b.x - a.x);
  const [weights, slopes] = [bars('part-0'), bars('part-1')];
  assert.equal(weights.length, 3);
  assert.equal(slopes.length, 3);
  // Layer 3: from 0 to -0.5 by the weights, on to -1 by the slopes.
  near(weights[0].y, y(0));
  near(weights[0].y + weights[0].height, y(-0.5));
  near(slopes[0].y, y(-0.5));
  near(slopes[0].y + slopes[0].height, y(-1));
  // Layer 2: up to -0.5, hatched, and from there down to -1.5.
  near(weights[1].y, y(-0.5));
  near(weights[1].y + weights[1].height, y(-1));
  assert.ok(weights[1].alpha < 1 && weights[0].alpha === 1, 'what grows is pale under its hatch');
  assert.ok(strokes.some(({ colour, points }) => colour === 'part-0' && points.length > 4), 'hatch');
  near(slopes[1].y, y(-0.5));
  near(slopes[2].y + slopes[2].height, y(-2.25));
  // Right to left, as the signal goes; within its column.
  assert.ok(slopes[0].x + slopes[0].width <= weights[0].x + 1e-9);
  assert.ok(slopes[0].x >= 44 + 2 * 100 && weights[0].x + weights[0].width <= 44 + 3 * 100);
});

test('a factor of exactly zero goes down to the floor and ends with a cross', () => {
  const { rects, strokes } = waterfall([[NaN, NaN], [-0.5, -Infinity], [-0.5, -0.5]]);
  assert.equal(rects.filter(({ colour }) => colour.startsWith('part')).length, 3, 'nothing behind it');
  const cross = strokes.find(({ colour, width }) => colour === 'text' && width === 2);
  assert.ok(cross && cross.points.every(([x, y]) => x > 144 && x < 244 && y <= 200 && y >= 190));
});

test('the shares are as tall as they say, the dead upwards and the saturated downwards', () => {
  const { context, rects, strokes, words } = recorder();
  const dead = [1, 0.25, 0, NaN];
  const saturated = [NaN, 0.5, 1, 0.001];
  drawShares(context, {
    width: 444,
    height: 206,
    axis: depthAxis(4, 44, 444),
    dead: (layer) => dead[layer],
    saturated: (layer) => saturated[layer],
    marks: { all: '100%', half: '50%', none: '0%' },
    labels: { input: 'input', output: 'output', dead: '', saturated: 'does not' },
    selected: 0,
    palette,
  });
  // From 8 to 170 with the zero line at 89: 81 pixels are everything.
  const bars = rects.filter(({ colour }) => colour === 'slope');
  assert.deepEqual(bars.map(({ y, height }) => [y, height]), [[90, 40.5], [90, 81], [90, 1]]);
  assert.deepEqual(bars.map(({ x }) => Math.floor((x - 44) / 100)), [1, 2, 3]);
  const hatches = strokes.filter(({ colour, points }) => colour === 'text' && points.length > 4);
  assert.equal(hatches.length, 2);
  const heights = hatches.map(({ points }) => Math.max(...points.map(([, y]) => y)) - Math.min(...points.map(([, y]) => y)));
  assert.deepEqual(heights, [81, 20.25]);
  assert.deepEqual(words.filter(({ text }) => text.endsWith('%')).map(({ text, y }) => [text, y]), [
    ['100%', 8.5], ['50%', 49.5], ['0%', 89.5], ['50%', 130.5], ['100%', 170.5],
  ]);
  const never = words.find(({ text }) => text === 'does not');
  assert.ok(never && never.y > 89);
});
