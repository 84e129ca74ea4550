// Numbers, places and colours: what the page makes of what the engine says.

import assert from 'node:assert/strict';
import test from 'node:test';
import { count, fill, magnitude, number, percent, powerOfTen } from '../../www/format.js';
import { palette, scaleFor, sizeWord } from '../../www/palette.js';
import { columnCentre, decades, depthAxis, layerAt, layerTicks } from '../../www/scale.js';
import { colourCells, resolution } from '../../www/draw/heatmap.js';

test('magnitudes are short, carry, and tell zero from small', () => {
  const said = (/** @type {number} */ log10) => magnitude(log10, 'en').replaceAll('\u00a0', ' ');
  assert.equal(said(Math.log10(7.6e-13)), '7.6 × 10⁻¹³');
  assert.equal(said(Math.log10(9.97e-7)), '1.0 × 10⁻⁶');
  assert.equal(said(-1234.5), '3.2 × 10⁻¹²³⁵');
  assert.equal(said(20), '1.0 × 10²⁰');
  assert.equal(said(Math.log10(0.234)), '0.23');
  assert.equal(said(0), '1');
  assert.equal(said(-Infinity), '0');
  assert.equal(said(Infinity), '∞');
  assert.equal(said(NaN), '–');
  assert.equal(powerOfTen(-10), '10⁻¹⁰');
});

test('shares never claim all or nothing where it is not so', () => {
  assert.deepEqual(
    [0, 0.0004, 0.004, 0.5, 0.934, 359 / 360, 0.99999, 1].map((share) => percent(share, 'en')),
    ['0%', '0.04%', '0.4%', '50%', '93%', '99.7%', '99.9%', '100%'],
  );
  assert.equal(percent(NaN, 'en'), '–');
  assert.equal(count(11548, 'en'), '11,548');
  assert.equal(number(0.69315, 'en'), '0.693');
  assert.equal(fill('{a} and {b}, {a}', { a: 1, b: 'x' }), '1 and x, 1');
});

test('layers stand side by side, the first at the left', () => {
  const axis = depthAxis(4, 40, 120);
  assert.deepEqual([0, 1, 2, 3].map((layer) => columnCentre(axis, layer)), [50, 70, 90, 110]);
  assert.deepEqual([-5, 40, 59.9, 60, 119, 500].map((x) => layerAt(axis, x)), [0, 0, 0, 1, 3, 3]);
});

test('ticks name the first and the last layer and never crowd', () => {
  for (const layers of [1, 2, 3, 7, 21, 51, 101, 1001]) {
    const axis = depthAxis(layers, 44, 700);
    const ticks = layerTicks(axis, 26);
    assert.equal(ticks[0], 0);
    assert.equal(ticks.at(-1), layers - 1);
    for (let i = 1; i < ticks.length; i++) {
      assert.ok(layers <= 3 || (ticks[i] - ticks[i - 1]) * axis.step >= 26, `${layers}: ${ticks}`);
    }
  }
  assert.deepEqual(layerTicks(depthAxis(21, 0, 2100), 26), Array.from({ length: 21 }, (_, i) => i));
});

test('the size axis holds the data and moves in coarse steps', () => {
  assert.deepEqual(decades([-3, -1]), { low: -8, high: 1, step: 2 });
  assert.deepEqual(decades([-8.1]), { low: -16, high: 1, step: 4 });
  assert.deepEqual(decades([-61, 0]), { low: -64, high: 1, step: 16 });
  assert.deepEqual(decades([3]), { low: -8, high: 8, step: 4 });
  assert.deepEqual(decades([-Infinity, NaN, Infinity]), { low: -8, high: 1, step: 2 });
  assert.equal(decades([-640]).low, -640);
});

const SCALE = scaleFor('16');
const style = /** @type {CSSStyleDeclaration} */ (/** @type {unknown} */ ({
  fontFamily: 'serif',
  getPropertyValue: (/** @type {string} */ name) =>
    ({ '--_background': '#fff', '--_undefined': 'rgb(1, 2, 3)', '--_ramp': '#edf4fc #4a82d4 #3b1070', '--_hot': '#e0346b #ff5a2a' })[name] ?? '#000',
}));

test('a colour says the size: the ramp to 1, the hot end above, marks beyond', () => {
  const used = palette(style);
  const rgb = (/** @type {number} */ log10) => {
    const word = sizeWord(used, SCALE, log10);
    return [word & 255, (word >> 8) & 255, (word >> 16) & 255, word >>> 24];
  };
  assert.deepEqual(rgb(-16), [0xed, 0xf4, 0xfc, 255]);
  assert.deepEqual(rgb(0), [0x3b, 0x10, 0x70, 255]);
  assert.deepEqual(rgb(4), [0xff, 0x5a, 0x2a, 255]);
  assert.deepEqual(rgb(400), [0xff, 0x5a, 0x2a, 255]);
  assert.deepEqual(rgb(-16.01), [255, 255, 255, 255], 'smaller than the scale');
  assert.deepEqual(rgb(-Infinity), [0, 0, 0, 0], 'zero lets the hatch through');
  assert.deepEqual(rgb(NaN), [1, 2, 3, 255]);
  assert.deepEqual(rgb(Infinity), [1, 2, 3, 255]);
  const middle = rgb(-8);
  [0x4a, 0x82, 0xd4].forEach((part, index) => assert.ok(Math.abs(part - middle[index]) <= 1));
  // Ordered: every step of a decade is darker.
  const light = Array.from({ length: 17 }, (_, i) => rgb(i - 16).slice(0, 3).reduce((sum, part) => sum + part));
  assert.deepEqual(light, light.toSorted((a, b) => b - a));
  assert.equal(new Set(light).size, 17);
});

test('cells go to their layer, row by row from the top', () => {
  const used = palette(style);
  // Two layers of at most 3 by 2 cells; the second has 2 units and 1 input.
  const cells = Float32Array.of(-1, -2, -3, -4, -5, -6, -7, -8, NaN, NaN, NaN, NaN);
  const pixels = new Uint32Array(3 * 4);
  const tile = (/** @type {number} */ layer) => (layer === 0 ? { rows: 3, columns: 2 } : { rows: 2, columns: 1 });
  colourCells(pixels, cells, { rows: 3, columns: 2 }, tile, used, SCALE);
  const colour = (/** @type {number} */ log10) => sizeWord(used, SCALE, log10);
  assert.deepEqual([...pixels], [
    colour(-1), colour(-4), colour(-7), 0,
    colour(-2), colour(-5), colour(-8), 0,
    colour(-3), colour(-6), 0, 0,
  ]);
  assert.deepEqual(resolution(depthAxis(100, 0, 800), 160), { rows: 32, columns: 4 });
  assert.deepEqual(resolution(depthAxis(1000, 0, 800), 3), { rows: 1, columns: 1 });
});
