// The size chart: what it compares with, where that is drawn and where its words stand.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { PIN_DASHES, drawSizes } from '../../www/draw/sizes.js';
import { Places } from '../../www/draw/place.js';
import { Frame } from '../../www/frame.js';
import { DEVIATIONS, boundLine, hiddenSizes, pinLine, slopeLine, theoryLine } from '../../www/references.js';
import { CalmDecades, decades, depthAxis, factorDecades } from '../../www/scale.js';
import { catalogue, experiment, trend } from '../wasm/engine.mjs';
import { LETTER, longest, palette, recorder } from './recorder.mjs';

/** A complete pass. @param {Record<string, unknown>} settings */
function shown(settings) {
  const run = experiment(settings);
  while (!run.run(1000));
  const frame = new Frame(catalogue());
  frame.read(run);
  return { run, frame };
}

const close = (/** @type {number} */ got, /** @type {number} */ expected, /** @type {string} */ what) =>
  assert.ok(Math.abs(got - expected) < 1e-9, `${what}: ${got}, not ${expected}`);

/** A chart of three layers, from 1e-8 at y = 200 to 1 at y = 8. @param {object} more */
function draw(more) {
  const recorded = recorder();
  drawSizes(recorded.context, {
    width: 344,
    height: 236,
    axis: depthAxis(3, 44, 344),
    decades: { low: -8, high: 0, step: 2 },
    lines: [],
    selected: 0,
    labels: { input: 'input', output: 'output' },
    palette,
    ...more,
  });
  return recorded;
}

const values = (/** @type {number[]} */ list) => (/** @type {number} */ layer) => list[layer];

test('a reference has its dashes, a band its two edges, zero its floor', () => {
  const { strokes, fills } = draw({
    references: [{ name: 'bound', colour: 'text', dash: [12, 4], log10: values([-4, -2, 0]) }],
    bands: [{ colour: 'delta', low: values([-8, -Infinity, -2]), high: values([-4, -4, 0]) }],
  });
  const line = longest(strokes, 'text');
  assert.deepEqual(line.points, [[94, 104], [194, 56], [294, 8]]);
  assert.deepEqual(line.dash, [12, 4]);
  const band = fills.find(({ colour }) => colour === 'delta');
  assert.deepEqual(band?.points, [[94, 104], [194, 104], [294, 8], [294, 56], [194, 200], [94, 200]]);
  assert.ok(band && band.alpha < 0.3);
});

test('a band ends where one of its layers is not known', () => {
  const { fills } = draw({ bands: [{ colour: 'delta', low: values([NaN, -8, -8]), high: values([-1, -4, 0]) }] });
  assert.deepEqual(fills[0].points.map(([x]) => x), [194, 294, 294, 194]);
});

test('a number format ends at a line with its name beside it, not on it, and only on the axis', () => {
  const floor = { log10: -6, label: 'float16 rounds to 0' };
  const { strokes, words } = draw({ floor });
  const line = longest(strokes, 'warn');
  assert.deepEqual(line.points.map(([, y]) => y), [152.5, 152.5]);
  const word = words.find(({ text }) => text === floor.label);
  assert.ok(word && (word.y + 11 < 152 || word.y > 153), `${word?.y}`);
  assert.equal(word.colour, 'warn');
  const outside = draw({ floor: { ...floor, log10: -45 } });
  assert.ok(!outside.words.some(({ text }) => text === floor.label));
  assert.ok(!outside.strokes.some(({ colour }) => colour === 'warn'));
});

test('four pinned runs have their own dashes, and names that touch neither each other nor a line', () => {
  const axis = depthAxis(20, 44, 800);
  const pins = [
    (/** @type {number} */ layer) => -3 - 0.01 * layer,
    (/** @type {number} */ layer) => -3.05 + 0.002 * layer,
    (/** @type {number} */ layer) => -6 + 0.2 * layer,
    (/** @type {number} */ layer) => (layer < 10 ? -5.5 + 0.4 * layer : NaN),
  ];
  const lines = [(/** @type {number} */ layer) => -7.5 + 0.3 * layer, (/** @type {number} */ layer) => -7 + 0.32 * layer];
  const { strokes, words } = draw({
    width: 800,
    axis,
    lines: lines.map((log10, index) => ({ colour: `line-${index}`, marker: 'circle', log10, isNew: () => true })),
    references: pins.map((log10, index) => ({ name: `pinned run ${index}`, colour: palette.pins[index], dash: PIN_DASHES[index], log10 })),
  });
  assert.equal(new Set(PIN_DASHES.map(String)).size, 4);
  const boxes = pins.map((_, index) => {
    assert.deepEqual(longest(strokes, `pin-${index}`).dash, PIN_DASHES[index]);
    const word = words.find(({ text, colour }) => text === `pinned run ${index}` && colour === `pin-${index}`);
    assert.ok(word, `name of ${index}`);
    return { left: word.x, right: word.x + LETTER * word.text.length, top: word.y, bottom: word.y + 11 };
  });
  for (const [index, a] of boxes.entries()) {
    for (const b of boxes.slice(index + 1)) {
      assert.ok(a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top, JSON.stringify([a, b]));
    }
    for (const { points, dash, colour } of strokes.filter(({ points, width }) => points.length > 2 && width >= 1.5)) {
      for (let at = 1; at < points.length; at++) {
        for (let share = 0; share <= 1; share += 0.05) {
          const [x, y] = [0, 1].map((axis) => points[at - 1][axis] * (1 - share) + points[at][axis] * share);
          const isInside = x > a.left && x < a.right && y > a.top && y < a.bottom;
          assert.ok(!isInside, `name ${index} lies on ${colour} ${dash}`);
        }
      }
    }
  }
});

test('where nothing is free a word rather crosses a line than another word', () => {
  const places = new Places({ x: 0, y: 0, width: 100, height: 40 });
  places.avoid([0, 10, 100, 10]);
  const [upper, lower] = [{ x: 0, y: 4, width: 50, height: 12 }, { x: 0, y: 20, width: 50, height: 12 }];
  assert.equal(places.take([upper, lower]), lower);
  assert.equal(places.take([lower, upper]), upper);
  assert.deepEqual(places.take([{ x: 60, y: 35, width: 50, height: 12 }, upper]), upper, 'never outside');
});

test('side by side, two words keep a gap between them', () => {
  const places = new Places({ x: 0, y: 0, width: 200, height: 40 });
  const at = (/** @type {number} */ x) => ({ x, y: 4, width: 50, height: 12 });
  places.take([at(0)]);
  assert.deepEqual(places.take([at(50), at(57), at(58)]), at(58));
});

test('where the names stand elsewhere, the chart has none', () => {
  const references = [{ name: 'pinned', colour: 'pin-0', dash: PIN_DASHES[0], log10: values([-4, -2, 0]) }];
  const told = (/** @type {boolean} */ isNamed) => draw({ references, isNamed }).words.some(({ text }) => text === 'pinned');
  assert.deepEqual([true, false].map(told), [true, false]);
});

test('the forecast is drawn from the last hidden layer, as norm and as RMS', () => {
  const { run, frame } = shown({ activation: 'tanh', 'layer-widths': '8,64', depth: 6 });
  const forecast = run.forecast().layers;
  const norm = theoryLine(frame, 'Norm', forecast);
  const rms = theoryLine(frame, 'Rms', forecast);
  for (let layer = 0; layer < 6; layer++) {
    const { log10Delta, log10Bias, log10Deviation } = forecast[layer];
    const expected = frame.layer(5, 'deltaNorm') + log10Delta + log10Bias;
    close(norm.middle[layer], expected, `norm of ${layer}`);
    close(norm.high[layer] - norm.low[layer], 2 * DEVIATIONS * log10Deviation, `band of ${layer}`);
    // A measured layer's norm and RMS lie this far apart.
    const apart = frame.layer(layer, 'deltaNorm') - frame.layer(layer, 'deltaRms');
    const last = frame.layer(5, 'deltaNorm') - frame.layer(5, 'deltaRms');
    close(expected - frame.layer(5, 'deltaNorm') - (rms.middle[layer] - frame.layer(5, 'deltaRms')), apart - last, `RMS of ${layer}`);
  }
  close(rms.middle[5], frame.layer(5, 'deltaRms'), 'where it begins');
  assert.ok(Number.isNaN(rms.middle[6]), 'nothing of the output layer');
  assert.ok(theoryLine(frame, 'Max', forecast).middle.every(Number.isNaN), 'nothing of the largest');
  assert.ok(theoryLine(frame, 'Rms', []).middle.every(Number.isNaN), 'silent');
  run.free();
});

test('orthogonal weights have no band: nothing changes, or only the mean is known', () => {
  const { run, frame } = shown({ activation: 'identity', init: 'orthogonal', depth: 50, data: 'digits' });
  const { middle, low, high } = theoryLine(frame, 'Norm', run.forecast().layers);
  for (let layer = 0; layer < 50; layer++) {
    close(middle[layer], frame.layer(layer, 'deltaNorm'), `exactly isometric in ${layer}`);
    assert.deepEqual([low[layer], high[layer]], [middle[layer], middle[layer]]);
  }
  run.free();
  const bent = shown({ activation: 'tanh', init: 'orthogonal', depth: 9 });
  const forecast = bent.run.forecast().layers;
  const mean = theoryLine(bent.frame, 'Norm', forecast);
  for (let layer = 0; layer < 8; layer++) {
    close(mean.middle[layer], bent.frame.layer(8, 'deltaNorm') + forecast[layer].log10Delta, `no drift in ${layer}`);
    assert.ok(Number.isNaN(mean.low[layer]) && Number.isNaN(mean.high[layer]));
  }
  bent.run.free();
});

test('the bound is never crossed, and the slopes alone are no bound', () => {
  const { run, frame } = shown({ activation: 'sigmoid', depth: 12, 'layer-widths': '40,7', init: 'he-normal', gain: '4' });
  const logs = Float64Array.from({ length: 13 }, (_, layer) => Math.log10(run.bound(layer)));
  const slopes = slopeLine(frame, 'Rms', (layer) => run.maxDerivative(layer));
  for (const ending of /** @type {const} */ (['Rms', 'Norm'])) {
    const bound = boundLine(frame, ending, logs);
    for (let layer = 0; layer < 12; layer++) {
      assert.ok(frame.layer(layer, `delta${ending}`) <= bound[layer] + 1e-9, `${ending} of ${layer}`);
    }
    close(bound[11], frame.layer(11, `delta${ending}`), 'where it begins');
  }
  for (let layer = 0; layer < 12; layer++) {
    close(slopes[layer], frame.layer(11, 'deltaRms') + (11 - layer) * Math.log10(0.25), `quarters at ${layer}`);
  }
  assert.ok(slopes.some((log10, layer) => frame.layer(layer, 'deltaRms') > log10 + 0.1), 'large weights pass it');
  const norm = shown({ norm: 'batch', depth: 4 });
  const none = Float64Array.from({ length: 5 }, (_, layer) => Math.log10(norm.run.bound(layer)));
  assert.ok(Number.isNaN(boundLine(norm.frame, 'Rms', none)[0]));
  run.free();
  norm.run.free();
});

test('a pinned run stands at its own layers, as far as the axis goes', () => {
  const { run, frame } = shown({ depth: 4 });
  const line = (/** @type {number} */ layers) => [...pinLine(frame, layers, 'Rms')];
  const own = Array.from({ length: 5 }, (_, layer) => frame.layer(layer, 'deltaRms'));
  assert.deepEqual(line(7), [...own, NaN, NaN]);
  assert.deepEqual(line(3), own.slice(0, 3));
  assert.deepEqual([...pinLine(null, 2, 'Rms')], [NaN, NaN]);
  // The trend is that of the hidden layers.
  assert.deepEqual([...hiddenSizes(frame, 'Rms')], own.slice(0, 4));
  assert.ok((trend(hiddenSizes(frame, 'Rms'))?.[0] ?? 0) > 0.4);
  run.free();
});

test('an axis of sizes widens at once and narrows only at rest', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let asked = 0;
  const calm = new CalmDecades(() => (asked += 1));
  const at = (/** @type {number} */ low, /** @type {number} */ version, /** @type {number} */ now, isCurrent = true) =>
    calm.of(decades([low]), { version, now, isCurrent }).low;
  assert.equal(at(-3, 1, 0), -8);
  assert.equal(at(-20, 2, 10), -24);
  assert.equal(at(-3, 3, 20, false), -24, 'a pass is under way');
  assert.equal(at(-3, 3, 5000, false), -24);
  assert.equal(at(-3, 4, 5010), -24, 'just arrived');
  t.mock.timers.tick(600);
  assert.equal(asked, 1, 'it asks to be drawn again');
  assert.equal(at(-3, 4, 5610), -8);
  assert.equal(at(-30, 4, 5620), -32);
  calm.dispose();
});

test('an axis of factors is nearer than one of sizes, and goes as far', () => {
  assert.deepEqual(factorDecades([-0.3, 0.4]), { low: -2, high: 1, step: 1 });
  assert.deepEqual(factorDecades([-2.1, 1.5]), { low: -4, high: 2, step: 1 });
  assert.deepEqual(factorDecades([-12.2, NaN, -Infinity]), { low: -16, high: 1, step: 4 });
  assert.equal(factorDecades([-640]).low, -640);
});

test('names of pinned runs can be read in both themes', () => {
  const style = readFileSync(new URL('../../www/style.css', import.meta.url), 'utf8');
  const light = (/** @type {string} */ colour) => {
    const shares = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255);
    const [red, green, blue] = shares.map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  for (const theme of ['.frame {', '.frame.dark {']) {
    const rule = style.slice(style.indexOf(`\n${theme}`)).split('}')[0];
    const read = (/** @type {string} */ name) => /** @type {string} */ (new RegExp(`--_${name}: (?:var\\(.*, )?(#\\w+)`).exec(rule)?.[1]);
    for (const name of ['pin-0', 'pin-1', 'pin-2', 'pin-3', 'warn', 'muted', 'slope']) {
      const [low, high] = [light(read(name)), light(read('background'))].sort((a, b) => a - b);
      assert.ok((high + 0.05) / (low + 0.05) >= 4.5, `${theme} ${name}`);
    }
  }
});
