// The small multiples, and the slice of the loss: where they put things.

import assert from 'node:assert/strict';
import test from 'node:test';
import { colourLosses, drawLandscape, lossScale, lossWord, mapBox, share } from '../../www/draw/landscape.js';
import { drawMember } from '../../www/draw/member.js';
import { members, strangers, withActivation } from '../../www/family.js';
import { catalogue, experiment } from '../wasm/engine.mjs';
import { recorder } from './recorder.mjs';

const shown = catalogue();
const inForce = (/** @type {Record<string, string>} */ settings) => {
  const run = experiment(settings);
  const all = /** @type {Record<string, string>} */ (run.specification());
  run.free();
  return all;
};

const palette = /** @type {import('../../www/palette.js').Palette} */ (/** @type {unknown} */ (
  new Proxy({ ramp: Uint32Array.from({ length: 256 }, (_, at) => 1000 + at), undefinedWord: 7 }, {
    get: (target, name) => Reflect.get(target, name) ?? String(name),
  })
));

test('parameters of one activation do not leak into another', () => {
  const settings = inForce({ activation: 'elu', alpha: '3', slope: '0.4', depth: '7' });
  const elu = withActivation('elu', settings, shown);
  assert.equal(elu.alpha, '3');
  assert.equal(elu.slope, undefined, 'not its own');
  const celu = withActivation('celu', settings, shown);
  assert.equal(celu.alpha, undefined, 'its own, but not meant for it');
  assert.equal(celu.activation, 'celu');
  assert.equal(celu.depth, '7');
  assert.deepEqual(strangers('celu', settings, shown).toSorted(), ['alpha', 'slope']);
  // Layers with an activation of their own keep what is theirs.
  const mixed = inForce({ activation: 'elu', alpha: '3', 'layer-activations': 'leaky-relu', slope: '0.4' });
  assert.equal(withActivation('tanh', mixed, shown).slope, '0.4');
  assert.equal(withActivation('tanh', mixed, shown).alpha, undefined);
});

test("a reader's own formula is one of them where there is one", () => {
  const names = (/** @type {Record<string, string>} */ settings) => members(inForce(settings), shown).map(({ name }) => name);
  assert.equal(names({}).length, shown.activations.length - 1);
  assert.ok(!names({}).includes('formula'));
  assert.ok(names({ activation: 'formula' }).includes('formula'));
  const own = inForce({ formula: 'z^3' });
  assert.ok(names({ formula: 'z^3' }).includes('formula'));
  assert.equal(withActivation('formula', own, shown).formula, 'z^3');
  assert.equal(withActivation('relu', own, shown).formula, undefined);
});

test('a member: first layer left, larger is higher, all on one axis', () => {
  const draw = (/** @type {number[]} */ sizes) => {
    const recorded = recorder();
    const curve = Float64Array.of(-1, 0, 1, 0.5, 0.5, 0.5);
    drawMember(recorded.context, { width: 140, height: 72, curve, sizes, scale: { low: -16, hot: 4 }, palette });
    return recorded;
  };
  const line = (/** @type {ReturnType<typeof draw>} */ { strokes }) =>
    strokes.filter(({ colour, points }) => colour === 'delta' && points.length > 2)[0].points;
  const { words, ...rest } = draw([-16, -6, 4]);
  const points = line({ words, ...rest });
  assert.deepEqual(points.map(([, y]) => y), [66, 36, 6]);
  assert.ok(points[0][0] < points[1][0] && points[1][0] < points[2][0]);
  assert.ok(words.some(({ text, y }) => text === '10⁻¹⁶' && Math.abs(y - 66) < 1));
  assert.ok(words.some(({ text, y }) => text === '1' && Math.abs(y - 18) < 1));
  // What is off the axis stays at its edge.
  assert.deepEqual(line(draw([-40, -6, 9])).map(([, y]) => y), [66, 36, 6]);
});

test('the scale of losses spans what is finite', () => {
  const log = lossScale([0.1, 10, NaN, Infinity, 1e4], true);
  assert.deepEqual([log.low, log.high], [-1, 4]);
  assert.ok(log.levels.length >= 4 && log.levels.every((level) => level > -1 && level < 4));
  assert.equal(share(log, 10), 0.4);
  assert.ok(Number.isNaN(share(log, Infinity)) && Number.isNaN(share(log, NaN)));
  const linear = lossScale([0, 5, 10], false);
  assert.deepEqual([share(linear, 0), share(linear, 5), share(linear, 10)], [0, 0.5, 1]);
  // Exactly 0 has no logarithm, and is the lowest.
  assert.equal(share(lossScale([0, 1, 10], true), 0), 0);
  assert.deepEqual(lossScale([NaN, Infinity], true).levels, []);
  // One value is no range.
  assert.equal(share(lossScale([2, 2], true), 2), 0);
});

test('every point has the colour of its loss, the second direction up', () => {
  const losses = Float64Array.of(1, 10, 100, 1000, 1e4, 1e5, 1e6, NaN, Infinity);
  const scale = lossScale(losses, true);
  const pixels = new Uint32Array(9);
  colourLosses(pixels, losses, 3, scale, palette);
  assert.equal(pixels[6], 1000, 'x lowest, y lowest: bottom left');
  assert.equal(pixels[0], 1255, 'the largest: x lowest, y highest');
  assert.deepEqual([pixels[1], pixels[2]], [7, 7], 'undefined');
  assert.equal(pixels[4], lossWord(palette, scale, 1e4));
});

test('a landscape: contours where the loss is, and the middle marked', () => {
  const { context, strokes, words } = recorder();
  const points = 21;
  const place = (/** @type {number} */ at) => (2 * at) / (points - 1) - 1;
  const losses = Float64Array.from({ length: points * points }, (_, at) => place(at % points) ** 2 + place(Math.floor(at / points)) ** 2);
  const box = mapBox(400, 320);
  const image = /** @type {CanvasImageSource} */ ({});
  drawLandscape(context, {
    width: 400, height: 320, image, ramp: image, colours: 256, losses, points, reach: 0.5,
    scale: { isLog: false, low: 0, high: 2, levels: [0.25] },
    level: String, place: String, labels: { x: 'x', y: 'y' }, palette,
  });
  const [contour] = strokes.filter(({ colour, points }) => colour === 'text' && points.length > 8);
  const middle = [box.left + box.size / 2, box.top + box.size / 2];
  // What closes a line around the map lies outside of it.
  const inside = contour.points.filter(([x, y]) => Math.max(Math.abs(x - middle[0]), Math.abs(y - middle[1])) <= box.size / 2);
  assert.ok(inside.length > 20);
  for (const [x, y] of inside) {
    // A circle with half the radius of the map.
    const radius = Math.hypot(x - middle[0], y - middle[1]) / (box.size / 2);
    assert.ok(Math.abs(radius - 0.5) < 0.02, String(radius));
  }
  assert.ok(['-0.5', '0', '0.5'].every((text) => words.some((word) => word.text === text)));
});
