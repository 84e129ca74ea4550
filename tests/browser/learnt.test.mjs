// What the page shows of activations, of what was learnt and of the linear collapse, against the same
// experiment run in Node: the engine gives the same bits everywhere.

import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import axe from 'axe-core';
import { decision } from '../../www/decision.js';
import { experiment } from '../wasm/engine.mjs';
import { call, settings, settled, statistics } from './figure.mjs';
import { open, stop } from './harness.mjs';

after(stop);

/** @typedef {import('playwright-core').Page} Page */

/**
 * Opens the laboratory, standing still.
 * @param {import('node:test').TestContext} t
 * @param {string} query
 * @param {Parameters<typeof open>[0]} [options]
 */
async function still(t, query, options = {}) {
  const { page, close } = await open({ page: `lab.html?${query}`, reducedMotion: 'reduce', ...options });
  t.after(close);
  await settled(page);
  return page;
}

/** The same experiment after the same steps, in Node. @param {Record<string, unknown>} settings @param {number} steps */
function same(settings, steps) {
  const run = experiment(settings);
  run.run(Infinity);
  for (let step = 0; step < steps; step++) {
    run.beginStep();
    run.run(Infinity);
  }
  return run;
}

/** @param {Page} page @param {number} steps */
async function train(page, steps) {
  for (let step = 1; step <= steps; step++) {
    await call(page, 'step');
    await page.waitForFunction((step) => {
      const figure = /** @type {import('./figure.mjs').Figure} */ (document.querySelector('gradient-flow'));
      return figure.statistics.run.step === step && figure.dataset.state === 'idle';
    }, step);
  }
}

/** The colours of a canvas at places in CSS pixels. @param {Page} page @param {string} selector @param {number[][]} places */
const pixels = (page, selector, places) =>
  page.locator(selector).first().evaluate((element, places) => {
    const canvas = /** @type {HTMLCanvasElement} */ (element);
    const ratio = canvas.width / canvas.clientWidth;
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d');
    copy?.drawImage(canvas, 0, 0);
    const { data } = /** @type {OffscreenCanvasRenderingContext2D} */ (copy).getImageData(0, 0, canvas.width, canvas.height);
    return places.map(([x, y]) => {
      const at = 4 * (Math.round(y * ratio) * canvas.width + Math.round(x * ratio));
      return [...data.slice(at, at + 4)];
    });
  }, places);

/** @param {Page} page @param {string} selector */
const size = (page, selector) =>
  page.locator(selector).first().evaluate((canvas) => ({ width: canvas.clientWidth, height: canvas.clientHeight }));

/** A canvas as text, for comparing. @param {Page} page @param {string} selector */
const picture = (page, selector) =>
  page.locator(selector).first().evaluate((canvas) => /** @type {HTMLCanvasElement} */ (canvas).toDataURL());

/** @param {Page} page @param {string} name */
const token = (page, name) =>
  page.locator('.frame').evaluate((frame, name) => getComputedStyle(frame).getPropertyValue(name).trim(), name);

const CURVE = '.curve > canvas';
const bytes = (/** @type {string} */ hex) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

test('the part of z where f′ is small is shaded, and its share is the engine\'s', async (t) => {
  const page = await still(t, 'activation=tanh&init=he-normal&depth=5&layer=3');
  const { width } = await size(page, CURVE);
  const left = 32;
  const right = width - 8;
  // Above the bars, between the lines of the grid, in two rows: no curve runs along both.
  const columns = Array.from({ length: right - left }, (_, index) => left + index);
  const rows = await Promise.all([30, 38].map((y) => pixels(page, CURVE, columns.map((x) => [x, y]))));
  const shaded = columns.filter((_, index) => rows.every((row) => Math.abs(row[index][3] - 0.13 * 255) < 3));
  const z = (/** @type {number} */ x) => ((x - left) / (right - left)) * 12 - 6;
  // 1 - tanh(z)² < 0.1.
  const limit = Math.atanh(Math.sqrt(0.9));
  const pixel = 12 / (right - left);
  for (const x of shaded) assert.ok(Math.abs(z(x + 0.5)) > limit - pixel, `z = ${z(x)} is shaded`);
  const outside = columns.filter((x) => Math.abs(z(x + 0.5)) > limit + pixel);
  assert.ok(shaded.length >= outside.length * 0.9, `${shaded.length} of ${outside.length} columns are shaded`);
  const { layers } = await statistics(page);
  const share = new Intl.NumberFormat('en', { style: 'percent' }).format(layers[2].saturatedShare);
  assert.equal(await page.locator('.key.saturated').innerText(), `saturated: ${share} of the values`);
  assert.equal(await page.locator('.key.flat').isVisible(), false);
});

test('a Gaussian is saturated in its tails, not at its peak', async (t) => {
  const page = await still(t, 'activation=gaussian&depth=5&layer=3');
  const { width } = await size(page, CURVE);
  const [left, right] = [32, width - 8];
  const columns = Array.from({ length: Math.floor(right - left) }, (_, index) => left + index);
  const rows = await Promise.all([30, 38].map((y) => pixels(page, CURVE, columns.map((x) => [x, y]))));
  const shaded = columns.filter((_, index) => rows.every((row) => Math.abs(row[index][3] - 0.13 * 255) < 3));
  const z = (/** @type {number} */ x) => ((x + 0.5 - left) / (right - left)) * 12 - 6;
  assert.ok(shaded.length > columns.length / 2);
  // 2 |z| e^(-z²) is below a tenth of its largest value beyond 1.9543, and at the peak.
  for (const x of shaded) assert.ok(Math.abs(z(x)) > 1.9, `z = ${z(x)} is shaded`);
});

test('where f′ is 0 it is hatched, and the share is that of the values there', async (t) => {
  const page = await still(t, 'activation=relu&init=he-normal&depth=5&layer=2');
  const { width, height } = await size(page, CURVE);
  const left = 32;
  const middle = (left + width - 8) / 2;
  const inked = async (/** @type {number} */ from, /** @type {number} */ to) => {
    const columns = Array.from({ length: Math.floor(to - from) }, (_, index) => [from + index, height * 0.2]);
    return (await pixels(page, CURVE, columns)).filter(([, , , alpha]) => alpha > 60).length;
  };
  assert.ok(await inked(left + 3, middle - 6) > 10, 'left of 0');
  // One line of the grid stands every two units.
  assert.ok(await inked(middle + 6, middle + 40) <= 2, 'and not right of it');
  // ReLU is 0 where f′ is.
  const { layers } = await statistics(page);
  const share = new Intl.NumberFormat('en', { style: 'percent' }).format(layers[1].aZero);
  assert.equal(await page.locator('.key.flat').innerText(), `f′ = 0: ${share} of the values`);
  assert.equal(await page.locator('.key.saturated').isVisible(), false);
});

test('a parameter\'s slider changes setting and curve, by mouse and by key', async (t) => {
  const page = await still(t, 'activation=elu&depth=3');
  const slider = page.locator('[data-parameter="alpha"]');
  assert.equal(await slider.inputValue(), '1');
  assert.equal(await page.locator('.parameters .value').innerText(), '1');
  const before = await picture(page, CURVE);
  const box = await slider.boundingBox();
  assert.ok(box && box.height >= 44);
  await page.mouse.move(box.x + box.width / 3, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
  await settled(page);
  const alpha = Number((await settings(page)).alpha);
  assert.ok(alpha > 1.5 && alpha < 2.6, String(alpha));
  assert.equal(Number(await slider.inputValue()), alpha);
  assert.equal(await page.locator('.parameters .value').innerText(), String(alpha));
  const dragged = await picture(page, CURVE);
  assert.notEqual(dragged, before);
  await slider.focus();
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction((alpha) => Number(/** @type {any} */ (document.querySelector('gradient-flow')).settings.alpha) > alpha, alpha);
  await settled(page);
  assert.ok(Math.abs(Number((await settings(page)).alpha) - alpha - 0.05) < 1e-9);
  assert.notEqual(await picture(page, CURVE), dragged);
  // Another activation has other sliders, or none.
  await page.locator('[data-key="activation"]').selectOption('ReLU');
  await settled(page);
  assert.equal(await page.locator('[data-parameter]').count(), 0);
});

test('PReLU\'s slope is told, moves while it trains, and leaves a trail', async (t) => {
  const page = await still(t, 'activation=prelu&init=he-normal&depth=4&learning-rate=0.3&layer=2');
  const told = page.locator('.learned b');
  assert.equal(await told.innerText(), '0.25');
  assert.equal(await page.locator('.trail').isVisible(), false);
  const seen = new Set();
  await call(page, 'play');
  for (let look = 0; look < 200 && seen.size < 5; look++) {
    seen.add(await told.innerText());
    await page.waitForTimeout(20);
  }
  await call(page, 'pause');
  await settled(page);
  assert.ok(seen.size >= 5, [...seen].join());
  const { layers } = await statistics(page);
  assert.equal(await told.innerText(), new Intl.NumberFormat('en', { maximumSignificantDigits: 4 }).format(layers[1].parameter));
  assert.equal(await page.locator('.trail').isVisible(), true);
});

test('the formula has one field, beside its curve, with its problem under it', async (t) => {
  const page = await still(t, 'activation=formula&depth=3');
  const field = page.locator('[data-key="formula"]');
  assert.equal(await field.count(), 1);
  const before = await picture(page, CURVE);
  await field.fill('if(z < 0, -1, 1) * foo(z)');
  await field.press('Enter');
  await page.locator('.problem').getByText('Your own f(z) (formula): ').waitFor();
  assert.equal(await page.locator('.message').innerText(), '', 'told once');
  assert.equal(await field.getAttribute('aria-invalid'), 'true');
  await field.fill('if(z < 0, -1, 1) + 0.25*z');
  await field.press('Enter');
  await settled(page);
  await page.locator('.problem').waitFor({ state: 'hidden' });
  assert.notEqual(await picture(page, CURVE), before);
  // f jumps at 0: between its two ends there is nothing of its colour.
  const { width, height } = await size(page, CURVE);
  const middle = 26 + (width - 34) / 2;
  const dark = async (/** @type {number} */ x) => {
    const column = Array.from({ length: Math.floor(height * 0.5) }, (_, row) => [x, height * 0.1 + row]);
    const value = bytes(await token(page, '--_value'));
    const colours = await pixels(page, CURVE, column);
    return colours.filter((colour) => colour[3] > 200 && value.every((part, index) => Math.abs(part - colour[index]) < 12)).length;
  };
  assert.ok(await dark(middle) < 8, `${await dark(middle)} pixels at the jump`);
  // f′ is drawn at 1/4.
  const slope = bytes(await token(page, '--_slope'));
  const column = Array.from({ length: height - 40 }, (_, row) => [middle + 30, row]);
  const drawn = (await pixels(page, CURVE, column)).filter((colour) => colour[3] > 200 && slope.every((part, index) => Math.abs(part - colour[index]) < 12));
  assert.ok(drawn.length >= 2);
  await page.getByText('What a formula may use').click();
  assert.equal(await page.locator('.functions code').getByText('softplus', { exact: true }).isVisible(), true);
  // Without the curve the field stands among the controls.
  await page.locator('gradient-flow').evaluate((figure) => figure.setAttribute('view', 'map'));
  await page.locator('.controls [data-key="formula"]').waitFor();
  assert.equal(await field.count(), 1);
});

test('a layer\'s own activation has its curve, and its formula and parameters their fields', async (t) => {
  const page = await still(t, 'activation=relu&layer-activations=,formula,elu&depth=4&layer=1');
  await page.locator('[data-key="formula"]').waitFor();
  assert.equal(await page.locator('[data-parameter]').count(), 0);
  const relu = await picture(page, CURVE);
  const look = (/** @type {string} */ layer) => page.locator('gradient-flow').evaluate((figure, layer) => figure.setAttribute('layer', layer), layer);
  await look('3');
  await page.locator('[data-parameter="alpha"]').waitFor();
  assert.notEqual(await picture(page, CURVE), relu);
  await page.locator('.tab-settings').click();
  assert.equal(await page.locator('[data-key="alpha"]').isVisible(), true, 'though it is not the main activation\'s');
  await page.locator('.tab-settings').click();
  await page.locator('[data-key="layer-activations"]').evaluate((input) => {
    /** @type {HTMLInputElement} */ (input).value = '';
    input.dispatchEvent(new Event('change'));
  });
  await settled(page);
  await page.locator('[data-key="formula"]').waitFor({ state: 'hidden' });
});

const PLANE = '.learnt .plane canvas';

/** Waits until all that is shown is of the network as it stands. @param {Page} page @param {string} [figure] */
async function answered(page, figure = '.learnt') {
  await page.waitForFunction((figure) => {
    const root = document.querySelector('gradient-flow')?.shadowRoot;
    const parts = [...(root?.querySelectorAll(`${figure} [aria-busy]`) ?? [])];
    return parts.length > 0 && parts.every((part) => part.getAttribute('aria-busy') === 'false');
  }, figure);
}

test('a pixel of a decision region has the colour of the class that the engine decides for', async (t) => {
  for (const [query, own] of /** @type {[string, Record<string, unknown>][]} */ ([
    ['data=moons', { data: 'moons' }],
    ['data=xor&loss=binary-cross-entropy', { data: 'xor', loss: 'binary-cross-entropy' }],
    ['data=circles&loss=mse&standardise=no', { data: 'circles', loss: 'mse', standardise: 'no' }],
  ])) {
    const page = await still(t, `view=standard+learnt&activation=tanh&depth=3&learning-rate=0.5&${query}`);
    await train(page, 25);
    await answered(page);
    const run = same({ activation: 'tanh', depth: 3, 'learning-rate': 0.5, ...own }, 25);
    const { features } = run.columns();
    const [x, y] = features.map(({ low, high }) => [low - 0.08 * (high - low), high + 0.08 * (high - low)]);
    const { width, height } = await size(page, PLANE);
    const [left, right, top, bottom] = [40, width - 8, 20, height - 34];
    // Off the dots and lines: many places, of which most must be regions.
    const places = Array.from({ length: 600 }, (_, index) => [left + 5 + ((index * 37) % (right - left - 10)), top + 5 + ((index * 61) % (bottom - top - 10))]);
    const around = [[0, 0], [1, 0], [-1, 0], [0, 1], [0, -1]];
    const colours = await pixels(page, PLANE, places.flatMap(([x, y]) => around.map(([dx, dy]) => [x + dx, y + dy])));
    const classes = (await token(page, '--_classes')).split(' ').map(bytes);
    let told = 0;
    let wrong = 0;
    for (const [index, [px, py]] of places.entries()) {
      const at = [x[0] + ((px - left) / (right - left)) * (x[1] - x[0]), y[1] - ((py - top) / (bottom - top)) * (y[1] - y[0])];
      const outputs = run.surface(0, 1, [at[0], at[0], at[1], at[1]], 1, 1).run(Infinity) ?? [];
      const sure = outputs.length === 1 ? Math.abs(outputs[0] - 0.5) : Math.abs(outputs[0] - outputs[1]) / 2;
      const [[r, g, b, alpha], ...neighbours] = colours.slice(5 * index, 5 * index + 5);
      // A region is translucent and even; a dot or a line is not. Close to the edge both colours mix.
      const isEven = neighbours.every((other) => Math.abs(other[3] - alpha) < 12);
      if (alpha > 200 || alpha < 20 || sure < 0.15 || !isEven) continue;
      const distance = classes.slice(0, 2).map((own) => Math.hypot(own[0] - r, own[1] - g, own[2] - b));
      told += 1;
      wrong += Number(decision(outputs, 0, outputs.length) !== Number(distance[1] < distance[0]));
    }
    assert.ok(told > 200, `${query}: ${told} places are regions`);
    assert.equal(wrong, 0, `${query}: of ${told} places`);
    run.free();
  }
});

test('regions follow while it plays', async (t) => {
  const page = await still(t, 'view=standard+learnt&activation=tanh&depth=3&learning-rate=0.5&data=spiral');
  await answered(page);
  // Out of sight they would wait.
  await page.locator(PLANE).scrollIntoViewIfNeeded();
  await call(page, 'play');
  const seen = new Set();
  for (let look = 0; look < 60 && seen.size < 4; look++) {
    seen.add(await picture(page, PLANE));
    await page.waitForTimeout(100);
  }
  assert.ok(seen.size >= 4, `${seen.size} pictures`);
  await call(page, 'pause');
  await settled(page);
  // And stand still after it.
  await answered(page);
  const last = await picture(page, PLANE);
  await page.waitForTimeout(300);
  assert.equal(await picture(page, PLANE), last);
});

test('irises: two features are chosen, the others stand at their mean, and rows are told with theirs', async (t) => {
  const page = await still(t, 'view=standard+learnt&activation=tanh&depth=2&data=iris&batch=20');
  await answered(page);
  const before = await picture(page, PLANE);
  const [across, up] = await page.locator('.learnt select').all();
  assert.equal(await across.inputValue(), '2');
  assert.equal(await page.getByText('All other features stand at their mean').isVisible(), true);
  await across.selectOption('sepal length (cm)');
  await page.waitForTimeout(100);
  await answered(page);
  assert.notEqual(await picture(page, PLANE), before);
  assert.equal(await up.inputValue(), '3');
  const run = same({ activation: 'tanh', depth: 2, data: 'iris', batch: 20 }, 0);
  const { targets } = run.rows('test', 0, 8);
  const outputs = run.predictions('test', 0, 8).run(Infinity) ?? [];
  const names = ['setosa', 'versicolor', 'virginica'];
  const expected = Array.from(targets, (target, row) => {
    const label = decision(outputs, row, 3);
    const share = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 0 }).format(outputs[3 * row + label]);
    return [String(row + 1), names[label], share, names[target], label === target ? '✓' : '✗'];
  });
  const shown = await page.locator('.predictions tbody tr').evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
  assert.deepEqual(shown, expected);
  await page.getByRole('button', { name: 'Other rows' }).click();
  await page.locator('.predictions td').getByText('9', { exact: true }).waitFor();
  run.free();
});

test('digits are told as the engine tells them', async (t) => {
  const page = await still(t, 'view=standard+learnt&activation=relu&init=he-normal&depth=2&data=digits&learning-rate=0.1');
  await train(page, 30);
  const run = same({ activation: 'relu', init: 'he-normal', depth: 2, data: 'digits', 'learning-rate': 0.1 }, 30);
  const { targets } = run.rows('test', 0, 16);
  const outputs = run.predictions('test', 0, 16).run(Infinity) ?? [];
  const expected = Array.from(targets, (target, row) => {
    const label = decision(outputs, row, 10);
    const p = outputs[10 * row + label];
    const share = `${Math.round(100 * p)}%`;
    return p > 0.99 ? null : label === target ? `${label}, ${share}, right.` : `${label}, ${share}, wrong: it is ${target}.`;
  });
  const right = Array.from(targets).filter((target, row) => decision(outputs, row, 10) === target).length;
  await page.getByText(`${right} of these 16 test rows are predicted right.`).waitFor();
  // What is said follows what is drawn.
  await page.waitForTimeout(500);
  const label = (await page.locator('.learnt canvas').getAttribute('aria-label')) ?? '';
  const said = [...label.matchAll(/\d, [\d.]+%, (?:right|wrong: it is \d)\./g)].map(([text]) => text);
  assert.equal(said.length, 16);
  for (const [row, text] of expected.entries()) if (text !== null) assert.equal(said[row], text, `row ${row}`);
  // Someone is wrong after so few steps, and is framed.
  assert.ok(right > 4 && right < 16, String(right));
  run.free();
});

test('the fitted curve goes where the engine says', async (t) => {
  const page = await still(t, 'view=standard+learnt&activation=tanh&depth=2&data=sine&learning-rate=0.1');
  await train(page, 20);
  await answered(page);
  const run = same({ activation: 'tanh', depth: 2, data: 'sine', 'learning-rate': 0.1 }, 20);
  const { features: [x], target } = run.columns();
  const reach = (/** @type {{ low: number, high: number }} */ { low, high }) => [low - 0.08 * (high - low), high + 0.08 * (high - low)];
  const [[x0, x1], [y0, y1]] = [reach(x), reach(target)];
  const { width, height } = await size(page, PLANE);
  const [left, right, top, bottom] = [40, width - 8, 20, height - 34];
  const slope = bytes(await token(page, '--_slope'));
  let found = 0;
  for (let index = 1; index < 20; index++) {
    const px = Math.round(left + ((right - left) * index) / 20);
    const value = run.surface(0, 0, [x0 + ((x1 - x0) * (px - left)) / (right - left), 0, 0, 0], 1, 1).run(Infinity)?.[0] ?? NaN;
    const py = Math.round(bottom - ((value - y0) / (y1 - y0)) * (bottom - top));
    if (py <= top + 2 || py >= bottom - 2) continue;
    const colours = await pixels(page, PLANE, [[px, py], [px, py - 1], [px, py + 1]]);
    const isThere = colours.some((colour) => slope.every((part, at) => Math.abs(part - colour[at]) < 40));
    assert.ok(isThere, `x ${px}, y ${py}: ${colours[0]}`);
    found += 1;
  }
  assert.ok(found > 10);
  run.free();
});

test('the single matrix has the engine\'s numbers, and its line is the deep network\'s', async (t) => {
  const page = await still(t, 'view=standard+collapse&activation=identity&depth=20&data=moons');
  await train(page, 5);
  await answered(page, '.collapse');
  const run = same({ activation: 'identity', depth: 20, data: 'moons' }, 5);
  const single = run.collapse()?.run(Infinity);
  assert.ok(single);
  assert.equal(await page.locator('.collapse .said:visible').innerText(), 'These 21 layers compute exactly what this one matrix computes: y\u00a0=\u00a0M\u00a0x\u00a0+\u00a0c.');
  const number = (/** @type {number} */ value) => new Intl.NumberFormat('en', { maximumSignificantDigits: 4 }).format(value).replace('-', '−');
  const { matrix: m, offset: c } = single;
  const rows = await page.locator('.numbers tbody tr').evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
  assert.deepEqual(rows, [
    ['x', number(m[0]), number(m[2])],
    ['y', number(m[1]), number(m[3])],
    ['c', number(c[0]), number(c[1])],
  ]);
  const exponent = Math.floor(Math.log10(single.difference));
  const superscript = [...String(-exponent)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('');
  assert.match(await page.locator('.collapse .single').innerText(), new RegExp(`differ by at most ${(single.difference / 10 ** exponent).toFixed(1)}.×.10⁻${superscript} of the largest output`));

  // Along the line of the matrix: the deep network's wide line, and on it the dashes of the matrix.
  const reach = (/** @type {{ low: number, high: number }} */ { low, high }) => [low - 0.08 * (high - low), high + 0.08 * (high - low)];
  const [[x0, x1], [y0, y1]] = run.columns().features.map(reach);
  const plane = '.collapse .plane canvas';
  const { width, height } = await size(page, plane);
  const [left, right, top, bottom] = [40, width - 8, 20, height - 34];
  const places = Array.from({ length: right - left }, (_, index) => {
    const x = x0 + ((x1 - x0) * index) / (right - left);
    const y = -((m[0] - m[2]) * x + c[0] - c[1]) / (m[1] - m[3]);
    return [left + index, bottom - ((y - y0) / (y1 - y0)) * (bottom - top)];
  }).filter(([, y]) => y > top + 4 && y < bottom - 4);
  const [wide, dash] = await Promise.all(['--_text', '--_background'].map(async (name) => bytes(await token(page, name))));
  const colours = await pixels(page, plane, places);
  const count = (/** @type {number[]} */ wanted) => colours.filter((colour) => wanted.every((part, at) => Math.abs(part - colour[at]) < 60) && colour[3] > 200).length;
  assert.ok(places.length > 50 && count(wide) > 0.15 * places.length && count(dash) > 0.15 * places.length,
    `of ${places.length}: ${count(wide)}, ${count(dash)}`);
  assert.ok(count(wide) + count(dash) > 0.7 * places.length);
  run.free();
});

test('the digits\' matrix is there as images, and as numbers when asked for', async (t) => {
  const page = await still(t, 'view=standard+collapse&activation=identity&depth=3&data=digits');
  const run = same({ activation: 'identity', depth: 3, data: 'digits' }, 0);
  const single = run.collapse()?.run(Infinity);
  assert.ok(single);
  await page.locator('.collapse summary').click();
  await page.locator('.numbers tbody tr').nth(64).waitFor();
  const cell = page.locator('.numbers tbody tr').nth(20).locator('td').nth(7);
  const number = (/** @type {number} */ value) => new Intl.NumberFormat('en', { maximumSignificantDigits: 4 }).format(value).replace('-', '−');
  assert.equal(await cell.innerText(), number(single.matrix[64 * 7 + 20]));
  assert.match((await page.locator('.collapse .single > canvas').getAttribute('aria-label')) ?? '', /10 outputs by 64 inputs/);
  run.free();
});

test('a network that bends has no such matrix, and a button makes it linear', async (t) => {
  const page = await still(t, 'view=standard+collapse&activation=relu&layer-activations=tanh&norm=layer&depth=4');
  assert.match(await page.locator('.collapse .said:visible').innerText(), /^These layers cannot in general be multiplied into one matrix: .* \(tanh and ReLU\) is not linear/);
  await page.getByRole('button', { name: 'Make it linear: f(z) = z' }).click();
  await page.getByText('These 5 layers compute exactly').waitFor();
  const { activation, norm, 'layer-activations': own } = await settings(page);
  assert.deepEqual([activation, norm, own], ['identity', 'none', '']);
  // What stands behind the last layer stands between none.
  const output = await still(t, 'view=standard+collapse&activation=identity&output-activation=sigmoid&loss=mse&depth=3');
  assert.equal(await output.locator('.collapse .said:visible').innerText(), 'Up to the output’s z the layers are one matrix; the output activation (sigmoid) is not linear.');
  const both = await still(t, 'view=standard+collapse&activation=relu&output-activation=sigmoid&loss=mse&depth=3');
  assert.match(await both.locator('.collapse .said:visible').innerText(), /between them \(ReLU\) is not linear/);
  const dropped = await still(t, 'view=standard+collapse&activation=identity&dropout=0.3&depth=3&data=iris');
  await dropped.getByText('These 4 layers compute exactly').waitFor();
  assert.match(await dropped.locator('.collapse .said:visible').innerText(), /y\u00a0=\u00a0M\u00a0x\u00a0\+\u00a0c\. That is without dropout, as in testing\.$/);
  // A straight line of one's own is not said to bend.
  const straight = await still(t, 'view=standard+collapse&activation=leaky-relu&slope=1&depth=2');
  assert.match(await straight.locator('.collapse .said:visible').innerText(), /straight lines/);
});

test('nothing for axe to find, and no sideways scrolling', async (t) => {
  for (const [query, width] of /** @type {[string, number][]} */ ([
    ['activation=prelu&data=iris&batch=20', 390],
    ['activation=identity&data=iris&batch=20&lang=ko', 320],
    ['activation=formula&data=digits', 768],
    ['activation=identity&data=digits&depth=3&lang=ko', 1280],
  ])) {
    const page = await still(t, `view=standard+learnt+collapse&${query}`, { viewport: { width, height: 900 } });
    await page.waitForTimeout(500);
    // What is out of date is pale for as long as its successor takes.
    await page.waitForFunction(() => !document.querySelector('gradient-flow')?.shadowRoot?.querySelector('table.old'));
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, query);
    await page.evaluate(axe.source);
    const violations = await page.evaluate(async () => {
      const { violations } = await /** @type {typeof axe} */ (Reflect.get(window, 'axe')).run();
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(' ')}`);
    });
    assert.deepEqual(violations, [], query);
  }
});
