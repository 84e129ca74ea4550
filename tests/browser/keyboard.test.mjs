// The laboratory without a pointer: nothing here touches the page but keys.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sentence, settings, settled, statistics } from './figure.mjs';
import { open, stop } from './harness.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('./figure.mjs').Figure & { query: string }} Figure */

after(stop);

const ALL = 'curve history learnt map sizes why shares rope reading chain table family landscape collapse';

/** @param {string} [query] */
async function lab(query = '') {
  const opened = await open({ reducedMotion: 'reduce', page: `lab.html?${query}` });
  await settled(opened.page);
  return opened;
}

/** Whether what has the focus matches. @param {Page} page @param {string} selector */
const isAt = (page, selector) =>
  page.evaluate((selector) => {
    const { activeElement } = document;
    return (activeElement?.shadowRoot?.activeElement ?? activeElement)?.matches(selector) ?? false;
  }, selector);

/** Goes from control to control until one matches. @param {Page} page @param {string} selector @param {string} [key] */
async function to(page, selector, key = 'Tab') {
  for (let presses = 0; presses < 250; presses++) {
    if (await isAt(page, selector)) return;
    await page.keyboard.press(key);
  }
  assert.fail(`no way by key to ${selector}`);
}

/** @param {Page} page @param {...string} keys */
async function press(page, ...keys) {
  for (const key of keys) await page.keyboard.press(key);
  // Two pictures: what a key asks for is done in the first.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await settled(page);
}

/** @param {Page} page */
const look = async (page) => new URLSearchParams(await page.evaluate(() => /** @type {Figure} */ (document.querySelector('gradient-flow')).query));

test('the tour of the laboratory needs no pointer', async (t) => {
  const { page, context, close } = await lab('depth=6&width=8');
  t.after(close);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  // What a browser's own list of files and of choices does is the browser's.
  await to(page, '[data-key="activation"]');
  await press(page, 't', 'a', 'n', 'h');
  assert.equal((await settings(page)).activation, 'tanh');
  await to(page, '[data-key="depth"]');
  await press(page, 'ArrowRight', 'ArrowRight');
  assert.equal((await settings(page)).depth, '8');

  await to(page, 'button.play');
  await page.keyboard.press('Space');
  await page.waitForFunction(() => /** @type {Figure} */ (document.querySelector('gradient-flow')).statistics.run.step >= 3);
  await press(page, 'Space');
  const { run } = await statistics(page);
  assert.ok(run.step >= 3);

  // A setting from its panel, refused and then taken.
  await press(page, 'o');
  await to(page, '[data-key="learning-rate"]');
  await press(page, 'Control+a', '9', '9', 'Enter');
  assert.match(await page.locator('.message').innerText(), /99/);
  await press(page, 'Control+a', '0', '.', '1', 'Enter');
  assert.equal(await page.locator('.message').innerText(), '');
  assert.equal((await settings(page))['learning-rate'], '0.1');
  await press(page, 'Escape');
  assert.ok(await isAt(page, '.tab-settings'), 'the focus goes back to where the panel came from');

  // An example.
  await press(page, 'b');
  await to(page, '[data-preset="vanishing-sigmoid"]');
  await press(page, 'Enter');
  assert.equal((await settings(page)).data, 'digits');
  assert.match(await sentence(page), /vanishes/);
  // What repairs it is offered after a search, and taken.
  await page.locator('.mend').waitFor();
  await to(page, '.mend');
  await press(page, 'Enter');
  assert.doesNotMatch(await sentence(page), /^The gradient vanishes/);
  await press(page, 'z');
  assert.match(await sentence(page), /vanishes/);

  // Every view, one after the other.
  await press(page, 'v');
  for (const name of ALL.split(' ')) {
    if ((await look(page)).get('view')?.split(' ').includes(name) || (await isAt(page, `[data-view="${name}"]:checked`))) continue;
    await to(page, `[data-view="${name}"]`);
    if (!(await isAt(page, ':checked'))) await press(page, 'Space');
    await page.locator(`figure.${name}`).waitFor();
  }
  await press(page, 'Escape');
  assert.equal((await look(page)).get('view'), 'full');

  // Back in time, by the history's slider.
  await press(page, 's', 's', 's');
  assert.equal((await statistics(page)).run.step, 3);
  await to(page, '[data-key="step"]');
  await press(page, 'ArrowLeft');
  assert.equal((await statistics(page)).run.step, 2);

  // A layer, a unit, an input: in the map, the reading and the chain rule alike.
  await to(page, '.map canvas');
  await press(page, 'ArrowRight', 'ArrowDown', 'Shift+ArrowRight');
  const cell = await look(page);
  assert.deepEqual([cell.get('layer'), cell.get('unit'), cell.get('input')], ['2', '2', '2']);
  await to(page, '[data-key="layer"]');
  await press(page, 'ArrowRight');
  assert.equal((await look(page)).get('layer'), '3');
  await to(page, '.chain [data-look="sample"]');
  await press(page, 'Control+a', '5');
  assert.equal((await look(page)).get('sample'), '5');

  // Lines of the size chart, the order of the family, one of it.
  await to(page, '[data-line="theory"]', 'Shift+Tab');
  await press(page, 'Space');
  assert.equal((await look(page)).get('lines'), 'theory');
  await to(page, '.family select');
  await press(page, 'ArrowDown');
  assert.equal((await look(page)).get('family-order'), 'arrives');
  await to(page, '[data-activation="relu"]');
  await press(page, 'Enter');
  assert.equal((await settings(page)).activation, 'relu');

  // A point of the landscape.
  await to(page, '.landscape canvas');
  await page.locator('.landscape .told', { hasText: /\d × \d/ }).waitFor();
  await press(page, 'ArrowRight', 'ArrowUp');
  assert.match(await page.locator('.landscape .told').innerText(), /at 0\.\d+, 0\.\d+: /);

  // A row of the table is a layer.
  await to(page, '.table tbody [tabindex="0"]', 'Shift+Tab');
  await press(page, 'ArrowDown');
  assert.equal((await look(page)).get('layer'), '4');

  // Pin, name, change, swap, remove.
  await press(page, 'c');
  await to(page, '.pins input');
  await press(page, 'Control+a', 'm', 'i', 'n', 'e', 'Enter');
  assert.match((await look(page)).get('compare') ?? '', /^mine\(/);
  await press(page, 'Escape', 'a');
  assert.equal((await settings(page)).activation, 'leaky-relu');
  await press(page, 'x');
  assert.equal((await settings(page)).activation, 'relu');
  await press(page, 'm');
  await to(page, '.pins button[aria-label^="Remove"]');
  await press(page, 'Enter');
  assert.equal((await look(page)).get('compare'), null);
  await press(page, 'Escape');

  // Own data, typed.
  await press(page, 'd');
  await to(page, '#panel-data textarea');
  await page.keyboard.insertText(`a,b,c\n${Array.from({ length: 90 }, (_, row) => `${row % 7},${row % 5},${row % 2 ? 'yes' : 'no'}`).join('\n')}`);
  await to(page, '#panel-data .use');
  await press(page, 'Enter');
  assert.equal((await settings(page)).data, 'csv');
  await press(page, 'Escape');

  // Taking it along.
  await press(page, 'e');
  for (const name of ['png', 'svg', 'csv', 'historyCsv', 'json', 'pytorch']) {
    await to(page, `.share-${name}`);
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    assert.match(download.suggestedFilename(), /^gradient-flow-relu-10\./);
    await page.waitForFunction((name) => !(/** @type {HTMLButtonElement} */ (
      document.querySelector('gradient-flow')?.shadowRoot?.querySelector(`.share-${name}`))).disabled, name);
  }
  await press(page, 'u');
  await page.waitForFunction(async () => (await navigator.clipboard.readText()).includes('lab.html'));
});

test('whatever can be pressed, typed in or pointed at has the focus in turn', async (t) => {
  const { page, close } = await lab(`depth=4&width=6&data=iris&view=${ALL}&activation=formula`);
  t.after(close);
  // Of charts that are pointed at for a layer there is none here: the arrows walk the layers everywhere.
  for (const panel of ['presets', 'views', 'settings', 'data', 'compare', 'steps', 'share', 'keys']) {
    await page.evaluate((panel) => {
      const root = /** @type {ShadowRoot} */ (document.querySelector('gradient-flow')?.shadowRoot);
      /** @type {HTMLElement} */ (root.querySelector(`.tab-${panel}`)).click();
      /** @type {HTMLElement} */ (document.activeElement)?.blur();
      const all = root.querySelectorAll('button, a[href], input, select, textarea, summary, [tabindex]');
      const wanted = new Set([...all].filter((node) =>
        node.checkVisibility({ visibilityProperty: true }) && !node.matches(':disabled, [tabindex="-1"]')));
      Reflect.set(window, 'wanted', wanted);
    }, panel);
    for (let presses = 0; presses < 400; presses++) {
      await page.keyboard.press('Tab');
      const left = await page.evaluate(() => {
        const wanted = /** @type {Set<Element>} */ (Reflect.get(window, 'wanted'));
        const active = document.activeElement?.shadowRoot?.activeElement;
        if (active) wanted.delete(active);
        return [...wanted].filter((node) => !node.matches(':disabled')).length;
      });
      if (left === 0) break;
    }
    const left = await page.evaluate(() =>
      [.../** @type {Set<Element>} */ (Reflect.get(window, 'wanted'))]
        .filter((node) => !node.matches(':disabled'))
        .map(({ outerHTML }) => outerHTML.slice(0, 120)));
    assert.deepEqual(left, [], panel);
  }
});
