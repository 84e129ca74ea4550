// The rope: its amplitude at a layer is that layer's number, it comes from the output, and it rests.

import assert from 'node:assert/strict';
import test from 'node:test';
import { CAP, drawRope } from '../../www/draw/rope.js';
import { columnCentre, depthAxis } from '../../www/scale.js';
import { Swing } from '../../www/swing.js';
import { longest, palette, recorder } from './recorder.mjs';

const axis = depthAxis(6, 44, 644);
// 20 at the top, 40 at the bottom: the middle of the rope lies at 90, the hand goes 50 up.
const [middle, unit] = [90, 70 / CAP];

/** @param {number[]} amplitudes Of five hidden layers. @param {object} [more] */
function rope(amplitudes, more = {}) {
  const recorded = recorder();
  drawRope(recorded.context, {
    width: 644,
    height: 200,
    axis,
    amplitude: (layer) => amplitudes[layer],
    front: null,
    phase: 0,
    selected: 0,
    labels: { input: 'input', output: 'output', hand: 'hand', far: 'far' },
    palette,
    ...more,
  });
  return recorded;
}

/** How wide the shaded part is at an x. @param {ReturnType<typeof rope>} drawn @param {number} x */
function width({ fills }, x) {
  const { points } = fills.find(({ colour, alpha }) => colour === 'delta' && alpha < 1) ?? { points: [] };
  const at = points.filter(([px]) => Math.abs(px - x) <= 1).map(([, y]) => y);
  return (Math.max(...at) - Math.min(...at)) / 2 / unit;
}

test('at each layer the rope is as wide as the amplitude there, and the hand at the output moves by 1', () => {
  const amplitudes = [0.01, 0.1, 0.25, 0.5, 1];
  const drawn = rope(amplitudes);
  for (const [layer, amplitude] of amplitudes.entries()) {
    const got = width(drawn, columnCentre(axis, layer));
    assert.ok(Math.abs(got - amplitude) < 0.02 * amplitude + 1e-3, `layer ${layer}: ${got}, not ${amplitude}`);
  }
  // Between layers by equal factors.
  assert.ok(Math.abs(width(drawn, (columnCentre(axis, 1) + columnCentre(axis, 2)) / 2) - Math.sqrt(0.025)) < 3e-3);
  const line = longest(drawn.strokes, 'delta').points;
  for (const [x, y] of line) {
    assert.ok(Math.abs(y - middle) <= unit * width(drawn, x) + 0.6, `inside its envelope at ${x}`);
  }
  const hand = drawn.circles.find(({ colour }) => colour === 'delta');
  assert.deepEqual([hand?.x, Math.round(hand?.y ?? 0)], [columnCentre(axis, 5), middle - unit]);
  assert.ok(drawn.words.some(({ text }) => text === 'far') && drawn.words.some(({ text }) => text === 'hand'));
});

test('the wave travels towards the input as its phase grows, and the hand with it', () => {
  const crest = (/** @type {number} */ phase) => {
    const { points } = longest(rope([1, 1, 1, 1, 1], { phase }).strokes, 'delta');
    return points.filter(([x]) => x > 350 && x < 450).reduce((best, point) => (point[1] < best[1] ? point : best))[0];
  };
  // A tenth of a turn is a tenth of a wave, which is a fifth of the rope.
  assert.ok(Math.abs(crest(0) - crest(0.1) - 10) <= 2, `${crest(0)}, ${crest(0.1)}`);
  const half = rope([1, 1, 1, 1, 1], { phase: 0.5 });
  const hand = half.circles.find(({ colour }) => colour === 'delta');
  assert.ok(Math.abs((hand?.y ?? 0) - (middle + unit)) < 1e-6, 'half a turn later the hand is down');
  const end = longest(half.strokes, 'delta').points.at(-1);
  assert.ok(Math.abs((end?.[1] ?? 0) - (hand?.y ?? 0)) < 1e-6, 'and holds the rope');
});

test('before the front of the backward pass the rope is still', () => {
  const drawn = rope([1, 1, 1, 1, 1], { front: 2 });
  const { points } = longest(drawn.strokes, 'delta');
  assert.ok(points.filter(([x]) => x <= 344).every(([, y]) => y === middle));
  assert.ok(points.some(([x, y]) => x > 394 && Math.abs(y - middle) > 0.8 * unit));
  assert.deepEqual(longest(drawn.strokes, 'accent').points.map(([x]) => x), [344, 344]);
  const waiting = rope([1, 1, 1, 1, 1], { front: 6 });
  assert.ok(longest(waiting.strokes, 'delta').points.every(([, y]) => y === middle));
  assert.ok(!waiting.strokes.some(({ colour }) => colour === 'accent'));
});

test('what is too large is marked at the top, what is unknown is not drawn', () => {
  const drawn = rope([Infinity, 1e5, 1.3, 0.5, 1]);
  const marks = drawn.fills.find(({ colour, points }) => colour === 'text' && points.length > 0);
  assert.deepEqual(marks?.points.filter((_, at) => at % 3 === 0).map(([x]) => x), [0, 1].map((layer) => columnCentre(axis, layer)));
  for (const { points } of drawn.strokes) for (const [x, y] of points) assert.ok(Number.isFinite(x) && Number.isFinite(y));
  const gap = rope([NaN, NaN, 1, 1, 1]);
  const { points } = longest(gap.strokes, 'delta');
  assert.ok(points.every(([x]) => x >= columnCentre(axis, 2)));
  assert.doesNotThrow(() => rope([1], { axis: depthAxis(2, 44, 644) }));
});

test('a swing starts at full speed and rests where it always rests', () => {
  const swing = new Swing();
  assert.equal(swing.phase(0) % 1, 0);
  assert.ok(!swing.isMoving(0));
  swing.kick(1000);
  assert.ok(swing.isMoving(1000) && swing.isMoving(2900) && !swing.isMoving(3000));
  let before = swing.phase(1000);
  for (let now = 1016; now < 3000; now += 16) {
    const phase = swing.phase(now);
    assert.ok(phase >= before - 1e-9, `never back, at ${now}`);
    assert.ok(phase - before < 0.05, `no jump, at ${now}`);
    before = phase;
  }
  assert.ok(before > 1);
  assert.equal(swing.phase(3000) % 1, 0);
  // A second kick on the way goes on from where it is.
  swing.kick(5000);
  const at = swing.phase(5300) % 1;
  swing.kick(5300);
  assert.ok(Math.abs(swing.phase(5300) - at) < 1e-9);
  assert.equal(swing.phase(7300) % 1, 0);
  swing.kick(8000);
  swing.stop();
  assert.equal(swing.phase(8010) % 1, 0);
  assert.ok(!swing.isMoving(8010));
});
