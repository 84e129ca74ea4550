// The repair: a button that makes exactly the change it names, with the result it promises.

import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { magnitude } from '../../www/format.js';
import { call, sentence, settings, settled, statistics } from './figure.mjs';
import { open, stop } from './harness.mjs';

after(stop);

/** @param {string} query @param {Parameters<typeof open>[0]} [options] */
async function still(query, options = {}) {
  const opened = await open({ reducedMotion: 'reduce', page: `lab.html?view=compact&${query}`, ...options });
  await settled(opened.page);
  return opened;
}

test('the button repairs the gradient as it says', async (t) => {
  for (const [query, name, key, value] of [
    ['depth=20', /^Change the activation to tanh then (.*) times the error signal arrives$/, 'activation', 'tanh'],
    ['depth=20&activation=relu&data=digits', /^Change the initialisation to He normal then (.*) times/, 'init', 'he-normal'],
    ['depth=30&activation=relu&init=he-normal&gain=2', /^Set the gain back to 1 then (.*) times/, 'gain', '1'],
    ['depth=10&width=3&activation=relu&init=he-normal', /^Give each layer 24 units then (.*) times the error signal arrives: it grows on its way$/, 'width', '24'],
    ['depth=20&width=10&activation=relu&init=he-normal&dropout=0.95&batch=4', /^Turn dropout off then (.*) times the error signal arrives$/, 'dropout', '0'],
  ]) {
    const { page, close } = await still(String(query));
    t.after(close);
    const before = await settings(page);
    const button = page.getByRole('button', { name: /** @type {RegExp} */ (name) });
    await button.waitFor();
    const [, promised] = /** @type {RegExp} */ (name).exec((await button.innerText()).replace(/\s*\n\s*/g, ' ')) ?? [];
    await button.click();
    await page.waitForFunction(([key, value]) => /** @type {any} */ (document.querySelector('gradient-flow')).settings[key] === value, [String(key), String(value)]);
    await settled(page);
    const { layers } = await statistics(page);
    const log10 = layers[0].deltaRms - layers[layers.length - 2].deltaRms;
    assert.ok(Math.abs(log10) <= 1);
    assert.equal(promised, magnitude(log10, 'en'));
    assert.match(await sentence(page), /^The gradient arrives\./);
    assert.deepEqual({ ...before, [String(key)]: value }, await settings(page), 'nothing else has changed');
    assert.equal(await page.locator('.repair').isVisible(), false);
    // The focus has not been lost with the button.
    assert.ok(await page.evaluate(() => document.querySelector('gradient-flow')?.shadowRoot?.activeElement?.matches('.sentence')));
  }
});

test('where all is well nothing is offered', async (t) => {
  const { page, close } = await still('depth=20&activation=tanh');
  t.after(close);
  await page.waitForTimeout(800);
  assert.equal(await page.locator('.repair').isVisible(), false);
});

test('a divergence leads back to its last good step, and to a smaller learning rate', async (t) => {
  const { page, close } = await still('activation=tanh&depth=5&data=sine&init=he-normal&learning-rate=10');
  t.after(close);
  await call(page, 'play');
  await settled(page);
  const { run } = await statistics(page);
  assert.ok(run.divergedStep > 0);
  const mend = page.getByRole('button', { name: new RegExp(`^Lower the learning rate to .* then the loss is .* at step ${run.step + 20}`) });
  await mend.waitFor();
  await page.getByRole('button', { name: `Back to step ${run.divergedStep - 1}` }).click();
  await page.waitForFunction((step) => /** @type {any} */ (document.querySelector('gradient-flow')).statistics.run.step === step, run.divergedStep - 1);
  await settled(page);
  assert.ok(Number.isFinite((await statistics(page)).run.loss));
  assert.equal(await page.getByRole('button', { name: 'Back to step' }).count(), 0);
});

test('what was wrong from the beginning is offered first, also after a divergence', async (t) => {
  const { page, close } = await still('activation=relu&init=he-normal&gain=2&data=digits&depth=30');
  t.after(close);
  await call(page, 'play');
  await settled(page);
  const { run } = await statistics(page);
  assert.ok(run.divergedStep > 0);
  await page.getByRole('button', { name: new RegExp(`^Set the gain back to 1 then the loss is 2\\.\\d+ at step ${run.step + 20}$`) }).waitFor();
});

test('nothing is looked for while a slider moves, and the offer is Korean in Korean', async (t) => {
  const { page, close } = await still('depth=20&lang=ko');
  t.after(close);
  await page.getByRole('button', { name: '활성화 함수를 tanh로 바꾸기 그러면 오차 신호의 0.45배가 도달합니다' }).waitFor();
  await page.evaluate(() => {
    const seen = /** @type {{ offers: string[] }} */ (/** @type {unknown} */ (window));
    seen.offers = [];
    const row = document.querySelector('gradient-flow')?.shadowRoot?.querySelector('.mend');
    if (row) new MutationObserver(() => seen.offers.push(row.textContent ?? '')).observe(row, { childList: true, subtree: true, characterData: true });
  });
  const box = await page.locator('[data-key="depth"]').boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + 0.2 * box.width, box.y + box.height / 2);
  await page.mouse.down();
  for (const share of [0.25, 0.3, 0.35]) {
    await page.mouse.move(box.x + share * box.width, box.y + box.height / 2);
    // Held still, it is still held.
    await page.waitForTimeout(700);
  }
  assert.deepEqual(await page.evaluate(() => /** @type {any} */ (window).offers), []);
  await page.mouse.up();
  await page.waitForFunction(() => /** @type {any} */ (window).offers.length > 0);
});
