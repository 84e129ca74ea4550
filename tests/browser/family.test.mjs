// All activations side by side: each card tells what the engine says of that activation.

import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { magnitude } from '../../www/format.js';
import { Frame } from '../../www/frame.js';
import { arriving } from '../../www/signal.js';
import { catalogue, experiment } from '../wasm/engine.mjs';
import { settings, settled, statistics } from './figure.mjs';
import { open, stop } from './harness.mjs';

after(stop);

/** @type {import('../../www/engine.js').Catalogue} */
const shown = catalogue();

/** Opens the view and waits until all is computed. @param {string} query @param {Parameters<typeof open>[0]} [options] */
async function family(query, options = {}) {
  const opened = await open({ reducedMotion: 'reduce', page: `lab.html?view=family&${query}`, ...options });
  await settled(opened.page);
  await computed(opened.page);
  return opened;
}

/** @param {import('playwright-core').Page} page */
const computed = (page) =>
  page.waitForFunction(
    () => document.querySelector('gradient-flow')?.shadowRoot?.querySelector('.family')?.getAttribute('aria-busy') === 'false',
    null,
    { timeout: 90_000 },
  );

/** The card of an activation. @param {import('playwright-core').Page} page @param {string} name */
const card = (page, name) => page.locator(`.family [data-activation="${name}"]`);

/** What arrives with settings, by the engine alone. @param {Record<string, string>} settings */
function arrivesWith(settings) {
  const run = experiment(settings);
  run.run(Infinity);
  const frame = new Frame(shown);
  frame.read(run);
  run.free();
  return arriving(frame);
}

test('each card has the number of its activation, and pressing it takes over', async (t) => {
  const { page, close } = await family('depth=9&width=7&data=iris&seed=4&activation=elu&alpha=2&learning-rate=0.1');
  t.after(close);
  const own = { depth: '9', width: '7', data: 'iris', seed: '4' };
  const cards = page.locator('.family [data-activation]');
  assert.equal(await cards.count(), shown.activations.length - 1, 'all but the formula that is not set');
  for (const name of shown.activations.map(({ name }) => name).filter((name) => name !== 'formula')) {
    // The parameter is of the present activation alone.
    const log10 = arrivesWith({ ...own, activation: name, .../** @type {Record<string, string>} */ (name === 'elu' ? { alpha: '2' } : {}) });
    assert.equal(await card(page, name).locator('.number').innerText(), `× ${magnitude(log10, 'en')}`, name);
    assert.equal(await card(page, name).getAttribute('aria-current'), String(name === 'elu'));
  }
  const number = await card(page, 'celu').locator('.number').innerText();
  await card(page, 'celu').click();
  await page.waitForFunction(() => /** @type {any} */ (document.querySelector('gradient-flow')).settings.activation === 'celu');
  await settled(page);
  const now = await settings(page);
  assert.equal(now.alpha, undefined, 'a parameter that was not meant for it');
  assert.equal(now['learning-rate'], '0.1');
  const { layers } = await statistics(page);
  assert.equal(`× ${magnitude(layers[0].deltaRms - layers[8].deltaRms, 'en')}`, number);
  await computed(page);
  assert.equal(await card(page, 'celu').getAttribute('aria-current'), 'true');
  assert.equal(await card(page, 'celu').locator('.number').innerText(), number);
});

test('only what other settings change is computed again', async (t) => {
  const { page, close } = await family('depth=4&width=4');
  t.after(close);
  await page.evaluate(() => {
    const seen = /** @type {{ old: Set<string> }} */ (/** @type {unknown} */ (window));
    seen.old = new Set();
    const list = /** @type {Element} */ (document.querySelector('gradient-flow')?.shadowRoot?.querySelector('.members'));
    new MutationObserver((changes) => {
      for (const { target } of changes) {
        const { classList, dataset } = /** @type {HTMLElement} */ (target);
        if (classList.contains('old')) seen.old.add(dataset.activation ?? '');
      }
    }).observe(list, { attributeFilter: ['class'], subtree: true });
  });
  /** Cards that had to be computed again. @param {string} name @param {string} value */
  const again = async (name, value) => {
    await page.evaluate(() => /** @type {any} */ (window).old.clear());
    await page.evaluate(([name, value]) => document.querySelector('gradient-flow')?.setAttribute(name, value), [name, value]);
    await page.waitForFunction(([name, value]) => /** @type {any} */ (document.querySelector('gradient-flow')).settings[name] === value, [name, value]);
    await settled(page);
    await computed(page);
    return page.evaluate(() => [.../** @type {any} */ (window).old]);
  };
  assert.deepEqual(await again('activation', 'prelu'), []);
  assert.deepEqual(await again('slope', '0.5'), ['prelu'], 'its own parameter');
  assert.deepEqual(await again('learning-rate', '0.5'), [], 'it does not matter before the first step');
  assert.equal((await again('depth', '5')).length, shown.activations.length - 1);
  assert.equal(await card(page, 'tanh').locator('.number').innerText(), `× ${magnitude(arrivesWith({ depth: '5', width: '4', activation: 'tanh' }), 'en')}`);
});

test('what stays as it is, and weights that not all are made for, are told', async (t) => {
  const about = async (/** @type {string} */ query) => {
    const { page, close } = await open({ reducedMotion: 'reduce', page: `lab.html?view=family&depth=2&width=2&${query}` });
    t.after(close);
    await settled(page);
    return page.locator('.family > .quiet').innerText();
  };
  const [front, he] = [/Front layers keep their own activations\./, /too small for rectifiers/];
  const listed = await about('init=xavier-normal&layer-activations=,tanh');
  assert.match(listed, front);
  assert.match(listed, /All start with Xavier normal weights, too small/);
  for (const query of ['init=he-normal', 'init=xavier-normal&norm=layer', 'init=xavier-normal&gain=1.42', 'init=sigma']) {
    const text = await about(query);
    assert.doesNotMatch(text, front, query);
    assert.doesNotMatch(text, he, query);
  }
});

test('sorted, more arrives first', async (t) => {
  const { page, close } = await family('depth=12&family-order=arrives');
  t.after(close);
  const names = await page.locator('.family [data-activation]').evaluateAll((cards) => cards.map((card) => /** @type {HTMLElement} */ (card).dataset.activation ?? ''));
  const logs = names.map((name) => arrivesWith({ depth: '12', activation: name }));
  assert.deepEqual(logs, logs.toSorted((a, b) => b - a));
  await page.getByLabel('Order').selectOption('group');
  const first = await page.locator('.family [data-activation]').first().getAttribute('data-activation');
  assert.equal(first, 'sigmoid');
});

test('the own formula is among them, and words are Korean', async (t) => {
  const { page, close } = await family(`depth=3&width=4&activation=formula&formula=${encodeURIComponent('sin(3*z)')}&lang=ko`);
  t.after(close);
  const log10 = arrivesWith({ depth: '3', width: '4', activation: 'formula', formula: 'sin(3*z)' });
  assert.equal(await card(page, 'formula').getAttribute('aria-description'), `1번 층에 오차 신호의 ${magnitude(log10, 'ko')}배가 도달`);
  assert.match(await card(page, 'formula').innerText(), /^직접 쓴 식\n/);
});
