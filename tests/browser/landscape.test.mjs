// The slice of the loss: its middle is the loss that is shown, its colours are those of its numbers.

import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { lossScale, lossWord, mapBox } from '../../www/draw/landscape.js';
import { number } from '../../www/format.js';
import { experiment } from '../wasm/engine.mjs';
import { call, colours, settled, statistics } from './figure.mjs';
import { open, stop } from './harness.mjs';

after(stop);

/** @param {import('playwright-core').Page} page @param {string} text */
const told = (page, text) =>
  page.waitForFunction((text) =>
    document.querySelector('gradient-flow')?.shadowRoot?.querySelector('.landscape .told')?.textContent?.includes(text), text);

/** Opens the view with its finest map. @param {string} query */
async function landscape(query) {
  const opened = await open({ reducedMotion: 'reduce', page: `lab.html?view=landscape&${query}` });
  await settled(opened.page);
  await told(opened.page, '41 × 41');
  return opened;
}

/** The engine's own map. @param {Record<string, string>} settings @param {number} reach @param {number} points */
function mapped(settings, reach, points) {
  const run = experiment(settings);
  run.run(Infinity);
  const landscape = run.landscape(reach, points);
  let losses;
  do losses = landscape.run(100);
  while (losses.length < points * points);
  landscape.free();
  run.free();
  return losses;
}

/** The colour of a place in the map, from 0 to 1. @param {import('playwright-core').Page} page @param {number} x @param {number} y */
async function pixel(page, x, y) {
  const canvas = page.locator('.landscape canvas');
  const size = await canvas.evaluate(({ clientWidth, clientHeight }) => [clientWidth, clientHeight]);
  const { left, top, size: side } = mapBox(size[0], size[1]);
  return canvas.evaluate((canvas, [x, y]) => {
    const { width, clientWidth } = /** @type {HTMLCanvasElement} */ (canvas);
    const ratio = width / clientWidth;
    const copy = /** @type {OffscreenCanvasRenderingContext2D} */ (new OffscreenCanvas(1, 1).getContext('2d'));
    copy.drawImage(/** @type {HTMLCanvasElement} */ (canvas), -Math.round(x * ratio), -Math.round(y * ratio));
    const { data } = copy.getImageData(0, 0, 1, 1);
    return [...data].slice(0, 3).join();
  }, [left + x * side, top + (1 - y) * side]);
}

const rgb = (/** @type {number} */ word) => [word & 255, (word >> 8) & 255, (word >> 16) & 255].join();

test('the middle is the loss that is shown, and a point has the colour of its loss', async (t) => {
  const { page, close } = await landscape('depth=4&activation=tanh&width=10&reach=0.3');
  t.after(close);
  const { run } = await statistics(page);
  assert.match(await page.locator('.landscape .told').innerText(), new RegExp(`^present weights: ${number(run.loss, 'en', 4)} · 41 × 41 points, step 0$`));
  const losses = mapped({ depth: '4', activation: 'tanh', width: '10' }, 0.3, 41);
  assert.equal(losses[(41 * 41 - 1) / 2], run.loss);
  const used = await colours(page);
  const scale = lossScale(losses, true);
  let hits = 0;
  const points = [[3, 4], [30, 7], [10, 35], [37, 33], [20, 5], [8, 22], [26, 28]];
  for (const [x, y] of points) {
    const expected = rgb(lossWord(used, scale, losses[y * 41 + x]));
    hits += Number((await pixel(page, x / 40, y / 40)) === expected);
  }
  // Where a contour line runs the colour is another.
  assert.ok(hits >= points.length - 2, String(hits));
  // Linear, the same loss has another colour.
  await page.getByLabel('Scale of the loss').selectOption('linear');
  await settled(page);
  const linear = lossScale(losses, false);
  const [x, y] = [10, 35];
  assert.equal(await pixel(page, x / 40, y / 40), rgb(lossWord(used, linear, losses[y * 41 + x])));
});

test('under the pointer, and where the keys are, stands the loss of that point', async (t) => {
  const { page, close } = await landscape('depth=2&activation=tanh');
  t.after(close);
  const canvas = page.locator('.landscape canvas');
  const [width, height] = await canvas.evaluate(({ clientWidth, clientHeight }) => [clientWidth, clientHeight]);
  const { left, top, size } = mapBox(width, height);
  await canvas.hover({ position: { x: left + 0.75 * size, y: top + 0.25 * size } });
  const losses = mapped({ depth: '2', activation: 'tanh' }, 1, 41);
  await told(page, `at 0.5, 0.5: ${number(losses[30 * 41 + 30], 'en', 4)}`);

  // And by key, from the middle.
  await canvas.focus();
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
  await told(page, `at 0.1, −0.05: ${number(losses[19 * 41 + 22], 'en', 4)}`);
});

test('while it trains the map stays that of its step, until another is asked for', async (t) => {
  const { page, close } = await landscape('depth=3&activation=tanh&width=8');
  t.after(close);
  const before = await page.locator('.landscape canvas').evaluate((canvas) => /** @type {HTMLCanvasElement} */ (canvas).toDataURL());
  await call(page, 'step');
  await settled(page);
  assert.match(await page.locator('.landscape .told').innerText(), /step 0$/);
  assert.equal(await page.locator('.landscape canvas').evaluate((canvas) => /** @type {HTMLCanvasElement} */ (canvas).toDataURL()), before);
  await page.getByRole('button', { name: 'Compute again at step 1' }).click();
  await told(page, '41 × 41 points, step 1');
  const { run } = await statistics(page);
  assert.ok((await page.locator('.landscape .told').innerText()).startsWith(`present weights: ${number(run.loss, 'en', 4)} `));
  assert.equal(await page.getByRole('button', { name: 'Compute again' }).count(), 0);
  // Other settings ask for another map by themselves.
  await page.evaluate(() => document.querySelector('gradient-flow')?.setAttribute('depth', '4'));
  await told(page, '41 × 41 points, step 0');
});

test('what is no number has its own colour', async (t) => {
  const { page, close } = await open({ reducedMotion: 'reduce', page: 'lab.html?view=landscape&depth=20&activation=identity&init=he-normal&learning-rate=10' });
  t.after(close);
  await settled(page);
  await call(page, 'play');
  await page.waitForFunction(() => document.querySelector('gradient-flow')?.getAttribute('data-state') === 'idle');
  // A map of the beginning may be there already, or not.
  const again = page.getByRole('button', { name: 'Compute again' });
  await again.or(page.locator('.landscape .told', { hasText: 'undefined' })).first().waitFor();
  if (await again.isVisible()) await again.click();
  await told(page, 'present weights: undefined');
  const used = await colours(page);
  assert.equal(await pixel(page, 0.2, 0.3), rgb(used.undefinedWord));
  assert.ok(await page.locator('.landscape').getByText('∞ or undefined').isVisible());
});
