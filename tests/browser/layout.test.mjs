// Where things stand in the page: nothing moves while it trains, nothing is cut off on a phone, what is
// chosen is seen, and paper is white.

import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { stepAxis, stepX } from '../../www/scale.js';
import { call, picture, settled } from './figure.mjs';
import { open, stop } from './harness.mjs';

after(stop);

/** @typedef {import('playwright-core').Page} Page */

/** The laboratory, standing still. @param {import('node:test').TestContext} t @param {string} query @param {Parameters<typeof open>[0]} [options] */
async function lab(t, query, options = {}) {
  const { page, close } = await open({ page: `lab.html?${query}`, reducedMotion: 'reduce', ...options });
  t.after(close);
  await settled(page);
  return page;
}

/** Waits until what was asked for last is drawn. @param {Page} page */
async function rest(page) {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await settled(page);
}

/** @param {Page} page @param {string} selector */
async function box(page, selector) {
  const found = await page.locator(selector).first().boundingBox();
  assert.ok(found, selector);
  return { ...found, right: found.x + found.width, bottom: found.y + found.height };
}

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };

for (const [name, query, options] of /** @type {[string, string, Parameters<typeof open>[0]][]} */ ([
  ['a wide page', 'depth=20', {}],
  ['a phone', 'depth=20', PHONE],
  ['a phone, where nothing is to be repaired', 'activation=tanh&depth=5', PHONE],
])) {
  test(`while it trains nothing moves on ${name}`, async (t) => {
    const page = await lab(t, query, options);
    if (query === 'depth=20') await page.locator('.mend').waitFor();
    await rest(page);
    const places = await page.evaluate(() => new Promise((done) => {
      const figure = /** @type {import('./figure.mjs').Figure} */ (document.querySelector('gradient-flow'));
      const seen = new Set();
      const look = () => {
        for (const name of ['.map canvas', '.sizes canvas', '.history canvas']) {
          const top = figure.shadowRoot?.querySelector(name)?.getBoundingClientRect().top ?? NaN;
          seen.add(`${name} ${Math.round(top + scrollY)}`);
        }
        if (figure.statistics.run.step < 60) requestAnimationFrame(look);
        else done([...seen]);
      };
      look();
      figure.play();
    }));
    assert.equal(/** @type {string[]} */ (places).length, 3, String(places));
    await call(page, 'pause');
    await rest(page);
    assert.match(await page.locator('.sentence').innerText(), /After \d+ steps/);
  });
}

test('where all is well there is no hole under the sentence', async (t) => {
  for (const options of [{}, PHONE]) {
    const page = await lab(t, 'activation=relu&init=he-normal', options);
    await rest(page);
    const hole = await page.locator('.verdict').evaluate((verdict) => {
      const said = document.createRange();
      const [text] = verdict.querySelectorAll('.sentence');
      said.setStart(text, 0);
      said.setEndBefore(/** @type {Node} */ (text.querySelector('.later')));
      return verdict.getBoundingClientRect().bottom - said.getBoundingClientRect().bottom;
    });
    assert.ok(hole < 65, `${hole}px`);
  }
});

test('the history names its last step under the last column, and its slider is as long as the steps', async (t) => {
  const page = await lab(t, 'depth=3&at=4');
  const chart = await box(page, '.history canvas');
  const slider = await box(page, '.history input');
  const axis = stepAxis(20, 1, 36, chart.width - 8);
  assert.ok(Math.abs(slider.x + 8 - (chart.x + stepX(axis, 0))) <= 1);
  assert.ok(Math.abs(slider.right - 8 - (chart.x + stepX(axis, 4))) <= 1);
});

test('the selected row of the table is marked from its first cell on', async (t) => {
  const page = await lab(t, 'depth=4&view=table&layer=2');
  const grounds = await page.locator('.table tr[aria-current] > *').evaluateAll((cells) => cells.map((cell) => getComputedStyle(cell).backgroundColor));
  assert.equal(new Set(grounds).size, 1, String(grounds));
  const other = await page.locator('.table tbody tr').first().locator('th').evaluate((cell) => getComputedStyle(cell).backgroundColor);
  assert.notEqual(grounds[0], other);
});

test('paper gets the light colours, and the screen its own again', async (t) => {
  const light = await picture(await lab(t, 'theme=light&depth=6&view=map'));
  const page = await lab(t, 'theme=dark&depth=6&view=map');
  const dark = await picture(page);
  assert.notEqual(dark, light);
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  assert.equal(await picture(page), light);
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(255, 255, 255)');
  for (const dead of ['.choices', '.controls', '.frame > .bar', '.legend select']) {
    assert.equal(await page.locator(dead).first().isVisible(), false, dead);
  }
  assert.equal(await page.locator('nav').isVisible(), false);
  assert.equal(await page.locator('.legend .bar').first().isVisible(), true);
  await page.emulateMedia({ media: null });
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  await rest(page);
  assert.equal(await picture(page), dark);
});

test('on a phone the buttons stand in a row, undo is in sight, and pins have their words on a line', async (t) => {
  const page = await lab(t, 'depth=3&theme=light&compare=tanh(activation=tanh)@0;relu(activation=relu)@0', PHONE);
  const [reset, play, undo, tabs] = await Promise.all(['.reset', '.play', '.undo, .travel .icon', '.tabs'].map((name) => box(page, name)));
  assert.equal(play.y, reset.y);
  assert.ok(undo.right <= 390 && Math.abs(undo.y - tabs.y) < 4);
  await call(page, 'play');
  const isCut = await page.locator('.play').evaluate((button) => button.scrollWidth > button.clientWidth);
  assert.equal(isCut, false);
  await call(page, 'pause');
  await rest(page);
  await page.getByRole('button', { name: 'Compare' }).click();
  const [about, name, row] = await Promise.all(['.pins .quiet', '.pins input', '.pins li'].map((name) => box(page, name)));
  assert.ok(about.y >= name.bottom && about.width > 0.95 * row.width);
  // Where the chart is narrow the names of the lines stand under it.
  assert.deepEqual(await page.locator('.pinned span').allInnerTexts(), ['tanh (depth 20)', 'relu (depth 20)']);
});

test('at 768 all tabs stand in one row, and all buttons in another', async (t) => {
  const page = await lab(t, 'depth=3', { viewport: { width: 768, height: 900 } });
  const tabs = await page.locator('.tab').evaluateAll((tabs) => tabs.map((tab) => tab.getBoundingClientRect().top));
  assert.equal(new Set(tabs).size, 1);
  const buttons = await page.locator('.actions button').evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect().top));
  assert.equal(new Set(buttons).size, 1);
});

test('the place that is kept for what training will come to holds no words', async (t) => {
  const page = await lab(t, 'depth=3');
  assert.doesNotMatch((await page.locator('.sentence').textContent()) ?? '', /After/);
});
