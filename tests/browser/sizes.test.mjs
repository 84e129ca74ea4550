// The views on the depth axis: what they draw and say, against the engine's numbers.

import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import axe from 'axe-core';
import { magnitude, number } from '../../www/format.js';
import { Frame } from '../../www/frame.js';
import { catalogue, experiment, trend } from '../wasm/engine.mjs';
import { call, picture, settled, statistics } from './figure.mjs';
import { open, stop } from './harness.mjs';

after(stop);

/** @typedef {{ type: string, colour: string, alpha: number, dash: number[], width: number, points: number[][], text: string }} Mark */

/** Notes what every canvas is told since it was last cleared. Runs in the page. */
function listen() {
  const proto = CanvasRenderingContext2D.prototype;
  const shown = /** @type {any} */ (window);
  shown.drawn = new WeakMap();
  /** @type {WeakMap<object, number[][]>} */
  const paths = new WeakMap();
  const methods = /** @type {any} */ (proto);
  for (const name of ['clearRect', 'beginPath', 'moveTo', 'lineTo', 'stroke', 'fill', 'fillRect', 'fillText']) {
    const original = methods[name];
    methods[name] = function (/** @type {any[]} */ ...given) {
      const marks = shown.drawn.get(this.canvas) ?? [];
      if (name === 'clearRect') shown.drawn.set(this.canvas, []);
      if (name === 'beginPath') paths.set(this, []);
      if (name === 'moveTo' || name === 'lineTo') paths.get(this)?.push(given);
      if (['stroke', 'fill', 'fillRect', 'fillText'].includes(name)) {
        marks.push({
          type: name,
          colour: name === 'stroke' ? this.strokeStyle : this.fillStyle,
          alpha: this.globalAlpha,
          dash: this.getLineDash(),
          width: this.lineWidth,
          text: name === 'fillText' ? given[0] : '',
          points:
            name === 'fillText' ? [[given[1], given[2]]]
            : name === 'fillRect' ? [[given[0], given[1]], [given[0] + given[2], given[1] + given[3]]]
            : [...(paths.get(this) ?? [])],
        });
      }
      return original.apply(this, given);
    };
  }
}

/**
 * Opens the laboratory with its canvases listened to.
 * @param {import('node:test').TestContext} t
 * @param {string} query
 * @param {Parameters<typeof open>[0]} [options]
 */
async function lab(t, query, options = {}) {
  const { page, close } = await open({ page: `lab.html?${query}`, reducedMotion: 'reduce', early: listen, ...options });
  t.after(close);
  const views = (new URLSearchParams(query).get('view') ?? '').split(' ').filter((view) => view !== 'reading');
  // They are loaded while the engine computes: whichever takes longer.
  await page.waitForFunction((views) => {
    const root = document.querySelector('gradient-flow')?.shadowRoot;
    return views.every((view) => /** @type {any} */ (window).drawn.get(root?.querySelector(`.${view} canvas`))?.length > 0);
  }, views);
  await settled(page);
  return page;
}

/** @param {import('playwright-core').Page} page @param {string} view @returns {Promise<Mark[]>} */
const marks = (page, view) =>
  page.locator(`.${view} canvas`).evaluate((canvas) => /** @type {any} */ (window).drawn.get(canvas));

/** A colour as canvases give it back. @param {import('playwright-core').Page} page @param {string} name */
const colour = (page, name) =>
  page.locator('.frame').evaluate((frame, name) => getComputedStyle(frame).getPropertyValue(`--_${name}`).trim(), name);

/** Where a chart's axis has a size, from two of its marks. @param {Mark[]} drawn */
function axisOf(drawn) {
  const digits = '⁰¹²³⁴⁵⁶⁷⁸⁹';
  const ticks = drawn.flatMap(({ type, text, points }) => {
    const [, sign, exponent] = /^10(⁻?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)$/.exec(text) ?? [];
    if (type !== 'fillText' || (exponent === undefined && text !== '1') || points[0][0] > 44) return [];
    const power = exponent ? Number([...exponent].map((digit) => digits.indexOf(digit)).join('')) : 0;
    return [{ log10: sign ? -power : power, y: points[0][1] }];
  });
  const [low, high] = [ticks.reduce((a, b) => (b.log10 < a.log10 ? b : a)), ticks.reduce((a, b) => (b.log10 > a.log10 ? b : a))];
  assert.ok(high.log10 > low.log10, 'an axis has two marks');
  return (/** @type {number} */ log10) => low.y + ((log10 - low.log10) / (high.log10 - low.log10)) * (high.y - low.y);
}

/** The engine's own answer. @param {Record<string, unknown>} settings */
function computed(settings) {
  const run = experiment(settings);
  while (!run.run(1000));
  const frame = new Frame(catalogue());
  frame.read(run);
  return { run, frame };
}

/** Marks are rounded to whole pixels. */
const near = (/** @type {number} */ got, /** @type {number} */ expected, /** @type {string} */ what) =>
  assert.ok(Math.abs(got - expected) <= 1.2, `${what}: ${got}, not ${expected}`);

const told = (/** @type {import('playwright-core').Page} */ page, /** @type {string} */ view) =>
  page.locator(`.${view} .told`).innerText();

const plain = (/** @type {string} */ text) => text.replaceAll('\u2060', '').replaceAll('\u00a0', ' ');

test('sizes are compared with spread, theory, slopes and bound, each where the engine says', async (t) => {
  const page = await lab(t, 'view=sizes&lines=spread+theory+slope+bound&format=float16');
  await page.waitForFunction(() => {
    const canvas = document.querySelector('gradient-flow')?.shadowRoot?.querySelector('.sizes canvas');
    return /** @type {any} */ (window).drawn.get(canvas)?.some((/** @type {Mark} */ { dash }) => dash[0] === 12);
  });
  const drawn = await marks(page, 'sizes');
  const y = axisOf(drawn);
  const { run, frame } = computed({});
  const last = frame.depth - 1;
  const quantiles = new Float64Array(2 * frame.layers);
  run.quantiles('delta', [0.1, 0.9], quantiles);

  const delta = await colour(page, 'delta');
  const band = drawn.find((mark) => mark.type === 'fill' && mark.colour === delta && mark.alpha < 1);
  assert.ok(band, 'a band');
  for (let layer = 0; layer < frame.layers; layer++) {
    near(band.points[layer][1], y(quantiles[2 * layer + 1]), `90 % of layer ${layer + 1}`);
    near(band.points[2 * frame.layers - 1 - layer][1], y(quantiles[2 * layer]), `10 % of layer ${layer + 1}`);
  }
  const line = (/** @type {number[]} */ dash) => {
    const found = drawn.filter((mark) => mark.type === 'stroke' && String(mark.dash) === String(dash) && mark.points.length > 2);
    assert.equal(found.length, 1, String(dash));
    return found[0].points.map(([, y]) => y);
  };
  const size = (/** @type {number} */ layer) => frame.layer(layer, 'deltaRms');
  const { layers } = run.forecast();
  const [theory, slope, bound] = [line([7, 4]), line([2, 3]), line([12, 4])];
  let product = size(last);
  for (let layer = last; layer >= 0; layer--) {
    if (layer < last) product += Math.log10(run.bound(layer));
    near(theory[layer], y(size(last) + layers[layer].log10Delta + layers[layer].log10Bias), `theory of ${layer + 1}`);
    near(slope[layer], y(size(last) + (last - layer) * Math.log10(0.25)), `slopes of ${layer + 1}`);
    near(bound[layer], y(product), `bound of ${layer + 1}`);
  }
  const float16 = catalogue().formats.find((/** @type {{ name: string }} */ { name }) => name === 'float16').log10Zero;
  const warn = await colour(page, 'warn');
  const floor = drawn.find((mark) => mark.type === 'stroke' && mark.colour === warn);
  near(floor?.points[0][1] ?? NaN, y(float16), 'float16');
  for (const name of ['mean field', '(max f′)ᵏ', 'bound', 'float16 rounds to 0 below this']) {
    assert.ok(drawn.some(({ text }) => text === name), name);
  }

  // The boxes are what is drawn, and change it.
  const box = page.getByRole('checkbox', { name: 'bound: max' });
  assert.ok(await box.isChecked());
  await box.click();
  await settled(page);
  assert.ok(!(await marks(page, 'sizes')).some(({ dash }) => dash[0] === 12));
  run.free();
});

test('the fitted factor is the engine’s trend, and what is no number is told', async (t) => {
  const page = await lab(t, 'view=sizes&activation=softsign&depth=12');
  const { run, frame } = computed({ activation: 'softsign', depth: 12 });
  for (const measure of ['rms', 'norm']) {
    await page.getByLabel('Measure of size').selectOption(measure);
    await settled(page);
    const sizes = Float64Array.from({ length: 12 }, (_, layer) => frame.layer(layer, measure === 'rms' ? 'deltaRms' : 'deltaNorm'));
    const [mean, low, high] = trend(sizes) ?? [];
    const factor = (/** @type {number} */ log10) => number(10 ** -log10, 'en');
    const expected = `(${measure === 'rms' ? 'RMS' : 'norm'}) is multiplied by about ${factor(mean)} per layer: the geometric mean of the layers’ factors, whose spread gives this mean a 95% range of ${factor(high)}–${factor(low)}. Another seed`;
    assert.ok(plain(await told(page, 'sizes')).includes(expected), `${await told(page, 'sizes')}: not ${expected}`);
  }
  run.free();
  const few = await lab(t, 'view=sizes&depth=2');
  assert.equal(await told(few, 'sizes'), '');
  const dead = await lab(t, 'view=sizes&activation=relu&width=2&depth=40&seed=3');
  assert.equal(await told(dead, 'sizes'), '∂L/\u2060∂z is exactly 0 in layers 1–40.');
});

test('where theory and bound have nothing to say, that is said', async (t) => {
  const page = await lab(t, 'view=sizes&lines=theory+bound+slope&activation=maxout&norm=layer&depth=4');
  const notes = page.locator('.sizes .notes');
  await page.waitForFunction(() => {
    const text = document.querySelector('gradient-flow')?.shadowRoot?.querySelector('.notes')?.textContent;
    return text?.includes('Mean-field theory is not computed for this network here.') && text.includes('is no bound');
  });
  assert.ok(!(await marks(page, 'sizes')).some(({ dash, points }) => dash.length > 0 && points.length > 2 && dash[0] !== 2));
  await page.getByLabel('Measure of size').selectOption('max');
  await settled(page);
  assert.match(await notes.innerText(), /not of the largest element/);
});

test('the theory says what it does not know of orthogonal weights and of small batches', async (t) => {
  const muted = (/** @type {Mark[]} */ drawn, /** @type {string} */ muted) => ({
    line: drawn.some(({ dash, colour, points }) => dash[0] === 7 && colour === muted && points.length > 2),
    // Where it begins, a band is a point.
    band: drawn.some(({ type, colour, alpha, points }) => type === 'fill' && colour === muted && alpha < 1 && points.length > 2),
  });
  const batch = 'norm=batch&activation=relu&init=he-normal&data=digits';
  for (const [query, note, isBand] of /** @type {[string, RegExp | null, boolean][]} */ ([
    ['init=orthogonal&activation=tanh', /^For orthogonal weights only the mean is shown\.$/, false],
    [`${batch}&batch=4`, /^This batch \(4\) is too small for the theory: expect faster growth\.$/, false],
    [`${batch}&batch=64`, /holds for large batches/, true],
    ['init=xavier-normal&activation=tanh', null, true],
  ])) {
    const page = await lab(t, `view=sizes&lines=theory&depth=6&${query}`);
    await page.waitForFunction(() => {
      const canvas = document.querySelector('gradient-flow')?.shadowRoot?.querySelector('.sizes canvas');
      return /** @type {any} */ (window).drawn.get(canvas)?.some((/** @type {Mark} */ { dash }) => dash[0] === 7);
    });
    assert.deepEqual(muted(await marks(page, 'sizes'), await colour(page, 'muted')), { line: true, band: isBand }, query);
    const notes = await page.locator('.sizes .notes').innerText();
    if (note) assert.match(notes, note);
    else assert.equal(notes, '');
  }
});

test('the page goes on drawing while a wide network’s bound is computed', async (t) => {
  const page = await lab(t, 'view=sizes&width=512&depth=3&activation=tanh&batch=8');
  const gaps = await page.evaluate(() => new Promise((done) => {
    const figure = /** @type {HTMLElement} */ (document.querySelector('gradient-flow'));
    const canvas = figure.shadowRoot?.querySelector('.sizes canvas');
    figure.setAttribute('lines', 'bound');
    /** @type {number[]} */
    const gaps = [];
    let before = performance.now();
    const look = () => {
      const now = performance.now();
      gaps.push(now - before);
      before = now;
      const isThere = /** @type {any} */ (window).drawn.get(canvas).some((/** @type {Mark} */ { dash }) => dash[0] === 12);
      if (isThere) done(gaps);
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }));
  t.diagnostic(`${gaps.length} pictures, the longest wait ${Math.round(Math.max(...gaps))} ms`);
  assert.ok(gaps.length > 20, String(gaps.length));
  assert.ok(Math.max(...gaps) < 400, String(Math.max(...gaps)));
});

test('the waterfall adds up to the measured change, and says so', async (t) => {
  for (const query of ['activation=sigmoid', 'activation=relu&norm=batch&residual=2&layer=3']) {
    const page = await lab(t, `view=why&depth=12&${query}`);
    const { layers } = await statistics(page);
    const drawn = await marks(page, 'why');
    const y = axisOf(drawn);
    const names = query.includes('norm') ? ['whyWeights', 'whySlope', 'whyNorm'] : ['whyWeights', 'whySlope'];
    const colours = await Promise.all(['accent', 'slope', 'muted'].map((name) => colour(page, name)));
    const level = (/** @type {number} */ layer) => layers[layer].deltaNorm - layers[11].deltaNorm;
    for (let layer = 10; layer >= 0; layer--) {
      let from = level(layer + 1);
      for (const [index, name] of names.entries()) {
        const width = await page.locator('.why canvas').evaluate((canvas) => canvas.clientWidth);
        const [left, right] = [layer, layer + 1].map((place) => 44 + (place * (width - 44)) / 13);
        const bars = drawn.filter((mark) => mark.type === 'fillRect' && mark.colour === colours[index] && mark.alpha !== 0.12
          && mark.points[0][0] >= left - 0.5 && mark.points[1][0] <= right + 0.5 && mark.points[1][1] - mark.points[0][1] < 170);
        assert.equal(bars.length, 1, `${name} of layer ${layer + 1}`);
        const to = from + layers[layer][name];
        near(bars[0].points[0][1], y(Math.max(from, to)), `top of ${name} in ${layer + 1}`);
        near(bars[0].points[1][1], y(Math.min(from, to)), `foot of ${name} in ${layer + 1}`);
        from = to;
      }
      assert.ok(Math.abs(from - level(layer)) < 1e-9, `layer ${layer + 1} arrives where it was measured`);
    }
    const sum = (/** @type {string} */ name) => layers.slice(0, 11).reduce((all, layer) => all + layer[name], 0);
    const factor = (/** @type {number} */ log10) => (Math.abs(log10) < 0.1 ? number(10 ** log10, 'en') : magnitude(log10, 'en'));
    const said = await told(page, 'why');
    for (const log10 of [...names.map(sum), level(0)]) assert.ok(said.includes(factor(log10)), `${said}: no ${factor(log10)}`);
    assert.match(said, /^From layer 12 to layer 1, /);
  }
});

test('a factor of exactly zero, and one of nothing, are told', async (t) => {
  // All weights alike and negative: from the second layer on every unit is dead.
  const dead = await lab(t, 'view=why+rope&activation=relu&init=constant&constant=-0.5&depth=5');
  const { layers } = await statistics(dead);
  assert.equal(layers[4].deltaNorm, -Infinity);
  assert.equal(await told(dead, 'why'), 'The weights pass exactly 0 back to layer 5.');
  assert.ok(layers[5].deltaNorm > -Infinity);
  const shaken = magnitude(layers[5].deltaNorm, 'en');
  assert.equal(await told(dead, 'rope'), `The output is shaken (norm of ∂L/\u2060∂z: ${shaken}), but layer 5 passes on exactly nothing.`);
  const flat = (await marks(dead, 'rope')).filter((mark) => mark.type === 'stroke' && mark.width === 2.5);
  assert.ok(flat.length === 1 && flat[0].points.every(([, y]) => y === flat[0].points[0][1]), 'a flat rope');
  const dying = await lab(t, 'view=why+rope&activation=relu&init=he-normal&depth=10&width=3&learning-rate=0.5');
  const last = (await statistics(dying)).layers;
  assert.ok(last[9].deltaNorm === -Infinity && last[10].deltaNorm > -Infinity);
  assert.equal(await told(dying, 'why'), 'In layer 10, f′ is exactly 0 wherever a signal arrives: nothing passes.');
  assert.equal(await told(dying, 'rope'), `The output is shaken (norm of ∂L/\u2060∂z: ${magnitude(last[10].deltaNorm, 'en')}), but layer 10 passes on exactly nothing.`);
  // One layer that is dead, below others that are not.
  const page = await lab(t, 'view=why+rope&layer-activations=,threshold&cutoff=50&activation=tanh&depth=5');
  const cut = (await statistics(page)).layers;
  assert.ok(cut[2].deltaNorm > -Infinity && cut[1].deltaNorm === -Infinity);
  assert.match(await told(page, 'why'), /^From layer 5 to layer 3, .* In layer 2, f′ is exactly 0 wherever a signal arrives: nothing passes\.$/);
  assert.equal(await told(page, 'rope'), 'Exactly nothing arrives in layer 1: ∂L/\u2060∂z is 0 in layers 2 to 1.');
});

test('what a skip connection leads around a dead layer is told and drawn', async (t) => {
  const page = await lab(t, 'view=why+rope&activation=relu&init=he-normal&residual=1&depth=10&width=3');
  const { layers } = await statistics(page);
  assert.ok(layers[8].deltaNorm === -Infinity && layers[0].deltaNorm > layers[9].deltaNorm + 1, 'the case this is about');
  const said = await told(page, 'why');
  const all = magnitude(layers[0].deltaNorm - layers[9].deltaNorm, 'en');
  assert.ok(said.includes('In layer 9, f′ is exactly 0 wherever a signal arrives: nothing passes through f; what goes on took the skip connection.'), said);
  assert.ok(said.includes(`Layer 1 gets ${all} times the norm of ∂L/\u2060∂z in layer 10.`), said);
  assert.match(said, /^From layer 8 to layer 1, the norm of ∂L\/\u2060∂z is multiplied by .* \(f′\) and by .* \(W above and skip connections\)/);
  // The bars go on below the gap.
  const width = await page.locator('.why canvas').evaluate((canvas) => canvas.clientWidth);
  const slope = await colour(page, 'slope');
  const bars = (await marks(page, 'why')).filter((mark) => mark.type === 'fillRect' && mark.colour === slope && mark.alpha !== 0.12);
  for (const layer of [0, 3, 6]) {
    const [left, right] = [layer, layer + 1].map((place) => 44 + (place * (width - 44)) / 11);
    assert.ok(bars.some(({ points }) => points[0][0] >= left && points[1][0] <= right), `layer ${layer + 1}`);
  }
});

test('beside a dead last layer a skip connection shakes the rope', async (t) => {
  // Narrow as it is, some seed has a last hidden layer that is dead and one before it that is not.
  const settings = { activation: 'relu', init: 'he-normal', residual: '1', depth: '8', width: '2' };
  const seed = Array.from({ length: 60 }, (_, seed) => String(seed)).find((seed) => {
    const { run, frame } = computed({ ...settings, seed });
    run.free();
    return frame.layer(7, 'deltaNorm') === -Infinity && frame.layer(6, 'deltaNorm') > -Infinity;
  });
  assert.ok(seed);
  const page = await lab(t, `view=why+rope&${new URLSearchParams({ ...settings, seed })}`);
  const { layers } = await statistics(page);
  const ratio = magnitude(layers[0].deltaNorm - layers[6].deltaNorm, 'en');
  assert.ok((await told(page, 'rope')).startsWith(`${ratio} times the amplitude at layer 7 arrives in layer 1.`), await told(page, 'rope'));
  assert.match(await told(page, 'why'), /^From layer 7 to layer \d, .* In layers? [8, \d–]+, f′ is exactly 0/);
});

test('the factors of a layer are named as in the legend', async (t) => {
  for (const [query, slope, weights] of [
    ['residual=1', 'f′', 'W above and skip connections'],
    ['dropout=0.2', 'f′ and dropout', 'W above'],
    ['residual=1&residual-scale=0.5', 'f′ and scale', 'W above and skip connections'],
    ['residual=2&residual-scale=0.5&dropout=0.2', 'f′, scale and dropout', 'W above and skip connections'],
    ['residual=1&norm=layer&dropout=0.2', 'f′ and dropout', 'W above and skip connections'],
  ]) {
    const page = await lab(t, `view=why&activation=tanh&depth=6&layer=1&${query}`);
    const said = await told(page, 'why');
    assert.ok(said.includes(`Layer 1: ${weights} × `) && said.includes(`, ${slope} × `), said);
    assert.ok(said.includes(`(${slope})`) && said.includes(`(${weights})`), said);
    const keys = await page.locator('.why .key').allInnerTexts();
    assert.ok(keys.includes(slope) && keys.includes(weights), keys.join());
  }
  const off = await lab(t, 'view=why&activation=tanh&depth=6&residual=1&residual-scale=0');
  assert.match(await told(off, 'why'), /^In layer 6, the scale of the layer’s own part is 0 wherever a signal arrives: nothing passes\.$/);
});

test('shares of dead and saturated are as tall as the engine counts', async (t) => {
  const page = await lab(t, 'view=shares&activation=relu6&init=he-normal&gain=4&depth=6&width=12');
  const { layers } = await statistics(page);
  const drawn = await marks(page, 'shares');
  const y = (/** @type {number} */ share) => drawn.filter(({ text }) => text === '0%')[0].points[0][1] - share * 63;
  const width = await page.locator('.shares canvas').evaluate((canvas) => canvas.clientWidth);
  const slope = await colour(page, 'slope');
  const text = await colour(page, 'text');
  assert.ok(layers.some(({ deadShare }) => deadShare > 0) && layers.some(({ saturatedShare }) => saturatedShare > 0));
  for (let layer = 0; layer < 6; layer++) {
    const inside = (/** @type {Mark} */ { points }) => points.length > 0
      && points[0][0] >= 44 + (layer * (width - 44)) / 7 && points[1][0] <= 44 + ((layer + 1) * (width - 44)) / 7;
    const flat = drawn.find((/** @type {Mark} */ mark) => mark.type === 'fillRect' && mark.colour === slope && inside(mark));
    near(flat?.points[1][1] ?? y(0), y(-layers[layer].saturatedShare), `saturated in ${layer + 1}`);
    const dead = drawn.filter((/** @type {Mark} */ mark) => mark.type === 'stroke' && mark.colour === text && mark.points.length > 2)
      .find(({ points }) => points.some(([x]) => Math.abs(x - (44 + ((layer + 0.5) * (width - 44)) / 7)) < 20));
    const top = Math.min(...(dead?.points.map(([, y]) => y) ?? [y(0)]));
    near(top, y(layers[layer].deadShare), `dead in ${layer + 1}`);
  }
  const dead = layers.slice(0, 6).reduce((sum, { deadShare, units }) => sum + Math.round(deadShare * units), 0);
  assert.match(await told(page, 'shares'), new RegExp(`^${dead} of 72 hidden units are dead`));
  // What only dies is drawn as well as what does both.
  const dying = await lab(t, 'view=shares&activation=relu&depth=6&width=12');
  const units = (await statistics(dying)).layers.slice(0, 6).map(({ deadShare }) => deadShare);
  const hatches = (await marks(dying, 'shares')).filter((mark) => mark.type === 'stroke' && mark.colour === text && mark.points.length > 2);
  assert.ok(units.some((share) => share > 0));
  assert.equal(hatches.length, units.filter((share) => share > 0).length);
  assert.ok((await marks(dying, 'shares')).some(({ text }) => text === 'saturation is counted only for bounded activations'));
  const never = await lab(t, 'view=shares&activation=identity');
  const words = (await marks(never, 'shares')).map(({ text }) => text);
  assert.ok(words.includes('identity (linear) cannot die') && words.includes('saturation is counted only for bounded activations'));
});

test('the rope is as wide at a layer as its number, and says how much arrives', async (t) => {
  const page = await lab(t, 'view=rope');
  const { layers } = await statistics(page);
  const drawn = await marks(page, 'rope');
  const delta = await colour(page, 'delta');
  const envelope = drawn.find((mark) => mark.type === 'fill' && mark.colour === delta && mark.alpha < 1);
  assert.ok(envelope);
  const width = await page.locator('.rope canvas').evaluate((canvas) => canvas.clientWidth);
  const at = (/** @type {number} */ layer) => {
    const x = 44 + ((layer + 0.5) * (width - 44)) / 21;
    const ys = envelope.points.filter(([px]) => Math.abs(px - x) <= 1).map(([, y]) => y);
    return Math.max(...ys) - Math.min(...ys);
  };
  const ratio = (/** @type {number} */ layer) => 10 ** (layers[layer].deltaNorm - layers[19].deltaNorm);
  for (const layer of [0, 5, 10, 15, 17, 18]) {
    const [got, expected] = [at(layer) / at(19), ratio(layer)];
    assert.ok(Math.abs(got - expected) < 0.06 * expected + 2e-3, `layer ${layer + 1}: ${got}, not ${expected}`);
  }
  const seen = layers.findIndex((_, layer) => ratio(layer) >= 0.01);
  const arrives = magnitude(Math.log10(ratio(0)), 'en');
  assert.equal(
    await told(page, 'rope'),
    `${arrives} times the amplitude at layer 20 arrives in layer 1. On this linear scale nothing can be seen in layers ${seen} to 1: `
      + 'less than 1% is left there. However hard you shake this end, nothing you could see arrives at the other.',
  );
  assert.ok(drawn.some(({ text }) => text === `layer 1: ${arrives}`));
  assert.match(await page.locator('.rope canvas').getAttribute('aria-label') ?? '', /shaken at the output end.*nothing you could see arrives/);

  // Layers of other widths are compared by the norm, as in the sentence: an isometry loses nothing.
  const isometry = await lab(t, 'view=rope&activation=identity&depth=4&width=4&layer-widths=256&init=orthogonal');
  assert.match(await told(isometry, 'rope'), /^1 times the amplitude/);

  const large = await lab(t, 'view=rope&activation=identity&init=he-normal&gain=1.6');
  const grown = (await statistics(large)).layers;
  const most = magnitude(grown[0].deltaNorm - grown[19].deltaNorm, 'en');
  assert.ok((await marks(large, 'rope')).some(({ text }) => text === `▲ layer 1: ${most}`));
  assert.match(await told(large, 'rope'), /is cut off\.$/);
});

test('the rope moves with the backward pass and for a while after; where motion is reduced, never', async (t) => {
  const page = await lab(t, 'view=rope&depth=8&activation=tanh', { reducedMotion: 'no-preference' });
  await page.waitForTimeout(2300);
  const rest = await picture(page, 'rope');
  await page.waitForTimeout(150);
  assert.equal(await picture(page, 'rope'), rest, 'at rest');
  await page.evaluate(() => {
    const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector('gradient-flow')?.shadowRoot?.querySelector('.rope canvas'));
    const seen = /** @type {any} */ (window).seen = /** @type {{ stage: number, position: number, front: number | null }[]} */ ([]);
    const accent = getComputedStyle(/** @type {Element} */ (canvas.closest('.frame'))).getPropertyValue('--_accent').trim();
    const look = () => {
      const { stage, position } = /** @type {import('./figure.mjs').Figure} */ (document.querySelector('gradient-flow')).statistics.run;
      const front = /** @type {any} */ (window).drawn.get(canvas)?.find((/** @type {Mark} */ mark) => mark.type === 'stroke' && mark.colour === accent);
      seen.push({ stage, position, front: front ? (front.points[0][0] - 44) / ((canvas.clientWidth - 44) / 9) - 1 : null });
      if (seen.length < 400) requestAnimationFrame(look);
    };
    /** @type {import('./figure.mjs').Figure} */ (document.querySelector('gradient-flow')).step();
    requestAnimationFrame(look);
  });
  await page.waitForFunction(() => /** @type {any} */ (window).seen.some((/** @type {{ stage: number }} */ { stage }) => stage === 1));
  await settled(page);
  const [first, second] = [await picture(page, 'rope'), await page.waitForTimeout(120).then(() => picture(page, 'rope'))];
  assert.notEqual(first, second, 'it still swings');
  const seen = await page.evaluate(() => /** @type {any} */ (window).seen);
  const sweeping = seen.filter((/** @type {{ front: number | null }} */ { front }) => front !== null);
  assert.ok(sweeping.length > 4);
  for (const { stage, position, front } of sweeping) {
    // The frame may be one picture ahead of what was drawn.
    if (stage === 1) assert.ok(Math.abs(front - position) <= 1.01, `${front} at ${position}`);
  }
  await page.waitForTimeout(2300);
  const after = await picture(page, 'rope');
  await page.waitForTimeout(150);
  assert.equal(await picture(page, 'rope'), after, 'and rests');

  const calm = await lab(t, 'view=rope&depth=8&activation=tanh');
  await call(calm, 'step');
  await settled(calm);
  const still = await picture(calm, 'rope');
  await calm.waitForTimeout(150);
  assert.equal(await picture(calm, 'rope'), still);
});

test('where the loss of a batch is a sum, the one that is shown is called a mean', async (t) => {
  for (const [query, name] of [['reduction=sum', 'loss (a mean; L is the sum over the batch)'], ['reduction=mean', 'loss']]) {
    const page = await lab(t, `view=history&depth=2&${query}`);
    assert.ok((await marks(page, 'history')).some(({ text }) => text === name), name);
  }
});

test('pointing at any of these charts selects a layer in all of them', async (t) => {
  const page = await lab(t, 'view=sizes+why+shares+rope+reading&depth=9');
  for (const view of ['sizes', 'why', 'shares', 'rope']) {
    const canvas = page.locator(`.${view} canvas`);
    const box = await canvas.boundingBox();
    assert.ok(box);
    for (const layer of [2, 7]) {
      await canvas.hover({ position: { x: 44 + ((layer + 0.5) * (box.width - 44)) / 10, y: 40 } });
      await page.waitForFunction((layer) => document.querySelector('gradient-flow')?.shadowRoot?.querySelector('.reading .value')?.textContent === String(layer + 1), layer);
      for (const other of ['sizes', 'why', 'shares', 'rope']) {
        const [mark] = (await marks(page, other)).filter(({ type, alpha }) => type === 'fillRect' && alpha === 0.12);
        assert.ok(Math.abs(mark.points[0][0] - (44 + (layer * (box.width - 44)) / 10)) < 1, `${other} after ${view}`);
      }
    }
  }
});

test('Korean, dark and narrow: complete, nothing for axe to find, no scrolling sideways', async (t) => {
  for (const query of ['lang=ko&theme=dark', 'theme=light']) {
    const page = await lab(t, `view=sizes+why+shares+rope&lines=spread+theory+slope+bound&format=float16&${query}`, { viewport: { width: 320, height: 900 } });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 320, String(wide));
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => /** @type {any} */ (window).axe.run(document.querySelector('gradient-flow')));
    assert.deepEqual(violations.map((/** @type {axe.Result} */ { id, nodes }) => [id, nodes.map(({ html }) => html)]), []);
    if (query.includes('ko')) {
      for (const view of ['sizes', 'why', 'shares', 'rope']) {
        assert.match(await page.locator(`.${view} figcaption b`).innerText(), /[가-힣]/);
        assert.match(await page.locator(`.${view} canvas`).getAttribute('aria-label') ?? '', /[가-힣]/);
      }
    }
    const texts = await page.locator('gradient-flow').innerText();
    assert.ok(!/\{\w+\}|undefined(?! in)|NaN/.test(texts), texts);
  }
});
