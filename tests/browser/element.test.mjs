// What the element promises to the page it stands in.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { settled, statistics } from './figure.mjs';
import { open, stop } from './harness.mjs';
import { host } from './host.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('./figure.mjs').Figure & { query: string, toJSON(): any, toPNG(): Promise<Blob>,
 *   toCSV(): Promise<string>, dispose(): void }} Figure */

after(stop);

/** A page with figures. @param {string} figures @param {Parameters<typeof open>[0]} [options] */
const post = (figures, options) => host((site) => `${figures}<script type="module" src="${site}gradient-flow.module.js"></script>`, options);

test('only the controls that are asked for stand above the picture', async (t) => {
  const { page, close } = await post('<gradient-flow depth="4" controls="depth play"></gradient-flow>');
  t.after(close);
  await settled(page);
  const seen = () => page.locator('.controls :is(select, input, button):visible').evaluateAll((nodes) =>
    nodes.map((node) => node.getAttribute('data-key') ?? node.className));
  assert.deepEqual(await seen(), ['depth', 'play']);
  assert.equal(await page.locator('[part="bar"]').isVisible(), false);
  const set = (/** @type {string | null} */ value) => page.locator('gradient-flow').evaluate((figure, value) => {
    if (value === null) figure.removeAttribute('controls');
    else figure.setAttribute('controls', value);
  }, value);
  await set('none');
  await page.locator('.controls').waitFor({ state: 'hidden' });
  await set('width seed bar');
  await page.locator('[part="bar"]').waitFor();
  assert.deepEqual(await seen(), ['width', 'newSeed']);
  await set('width speed');
  await page.getByText('controls: “width speed” cannot be used').waitFor();
  assert.deepEqual(await seen(), ['width', 'newSeed'], 'the last good ones stay');
  await set(null);
  await page.locator('[data-key="activation"]').waitFor();
  assert.deepEqual(await seen(), ['activation', 'depth', 'width', 'init', 'data', 'reset', 'newSeed', 'step', 'play']);
  // What is chosen stays in sight where it is narrow.
  await page.setViewportSize({ width: 390, height: 700 });
  await set('width data');
  await page.locator('[data-key="width"]').waitFor();
  assert.deepEqual(await seen(), ['width', 'data']);
});

test('a link to the laboratory has all controls', async (t) => {
  const { page, context, close } = await post('<gradient-flow depth="4" controls="bar"></gradient-flow>');
  t.after(close);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await settled(page);
  assert.match(await page.evaluate(() => /** @type {Figure} */ (document.querySelector('gradient-flow')).query), /controls=bar/);
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('button', { name: 'Copy link' }).click();
  await page.getByText('Copied.').waitFor();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /lab\.html\?version=1&depth=4&lang=en$/);
});

test('it plays by itself where that is asked for and motion is welcome', async (t) => {
  const figure = '<gradient-flow depth="3" autoplay></gradient-flow>';
  const { page, close } = await post(figure, { reducedMotion: 'no-preference' });
  t.after(close);
  await page.waitForFunction(() => /** @type {Figure} */ (document.querySelector('gradient-flow')).statistics?.run.step > 2);
  const still = await post(figure);
  t.after(still.close);
  await settled(still.page);
  await still.page.waitForTimeout(200);
  assert.equal((await statistics(still.page)).run.step, 0);
});

test('nothing is loaded before somebody comes near, unless that is asked for', async (t) => {
  const isEngine = (/** @type {string} */ path) => path.endsWith('.wasm');
  const { page, asked, close } = await post('<div style="height: 5000px"></div><gradient-flow depth="3"></gradient-flow>');
  t.after(close);
  await page.waitForFunction(() => customElements.get('gradient-flow'));
  await page.waitForTimeout(300);
  assert.deepEqual(asked.filter((path) => isEngine(path) || path.includes('gf-en')), []);
  await page.evaluate(() => scrollTo(0, 5000));
  await settled(page);
  assert.equal(asked.filter(isEngine).length, 1);

  const eager = await post('<div style="height: 5000px"></div><gradient-flow depth="3" loading="eager"></gradient-flow>');
  t.after(eager.close);
  await settled(eager.page, 'computing');
  assert.equal(eager.asked.filter(isEngine).length, 1);
});

test('what is shown can be had by script: as data, table and picture', async (t) => {
  const { page, close } = await post('<gradient-flow depth="4" activation="relu" width="2" seed="3"></gradient-flow>');
  t.after(close);
  await settled(page);
  const { layers, run } = await statistics(page);
  const data = await page.evaluate(() => JSON.parse(JSON.stringify(document.querySelector('gradient-flow'))));
  assert.equal(data.query, 'version=1&activation=relu&depth=4&width=2&seed=3');
  assert.equal(data.settings.init, 'xavier-normal');
  assert.equal(Number(data.run.loss), run.loss);
  // Infinities come as texts.
  assert.deepEqual(data.layers.map((/** @type {Record<string, string>} */ { gradRms }) => Number(gradRms)), layers.map(({ gradRms }) => gradRms));
  const csv = await page.evaluate(() => /** @type {Figure} */ (document.querySelector('gradient-flow')).toCSV());
  assert.equal(csv.trim().split('\r\n').length, 1 + layers.length);
  const start = await page.evaluate(async () => {
    const blob = await /** @type {Figure} */ (document.querySelector('gradient-flow')).toPNG();
    return String.fromCharCode(...new Uint8Array(await blob.slice(1, 4).arrayBuffer()));
  });
  assert.equal(start, 'PNG');
});

test('what is disposed of is empty, does nothing more, and begins anew when it is put back', async (t) => {
  const { page, close } = await post('<gradient-flow depth="4"></gradient-flow>');
  t.after(close);
  await settled(page);
  const seen = await page.evaluate(async () => {
    const figure = /** @type {Figure} */ (document.querySelector('gradient-flow'));
    figure.dispose();
    figure.setAttribute('depth', '6');
    figure.play();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const refused = await figure.toPNG().catch((/** @type {Error} */ { message }) => message);
    return { state: figure.dataset.state, statistics: figure.statistics, text: figure.shadowRoot?.querySelector('.frame')?.textContent, refused };
  });
  assert.deepEqual(seen, { state: 'disposed', statistics: null, text: '', refused: 'there is nothing to show yet: wait for the event "ready"' });
  await page.evaluate(() => {
    const figure = /** @type {Figure} */ (document.querySelector('gradient-flow'));
    figure.remove();
    document.body.prepend(figure);
  });
  await settled(page);
  assert.equal((await statistics(page)).layers.length, 7);
});

test('in an iframe, sandboxed and of another site, it finds its height, and follows the theme', async (t) => {
  for (const [attributes, scheme] of /** @type {[string, 'light' | 'dark'][]} */ ([['sandbox="allow-scripts"', 'dark'], ['', 'light']])) {
    const { page, problems, close } = await host((site) => `<p>before</p>
      <iframe ${attributes} title="figure" style="width: 640px; height: 400px; border: 0"
        src="${site}embed.html?activation=relu&depth=4&view=map&controls=depth+play"></iframe>
      <p>after</p><script src="${site}embed-host.js"></script>`, { colorScheme: scheme });
    t.after(close);
    const frame = page.frameLocator('iframe');
    await frame.locator('gradient-flow[data-state="idle"]').waitFor();
    const height = () => page.locator('iframe').evaluate(({ clientHeight }) => clientHeight);
    const wanted = () => frame.locator('body').evaluate((body) => Math.ceil(body.getBoundingClientRect().height));
    await page.waitForFunction(() => /** @type {HTMLElement} */ (document.querySelector('iframe')).clientHeight !== 400);
    await page.waitForTimeout(300);
    assert.equal(await height(), await wanted());
    // More to show makes it higher, less makes it lower.
    const low = await height();
    await frame.locator('gradient-flow').evaluate((figure) => figure.setAttribute('view', 'map sizes table'));
    await frame.locator('figure.table').waitFor();
    await page.waitForFunction((low) => /** @type {HTMLElement} */ (document.querySelector('iframe')).clientHeight > low + 200, low);
    await frame.locator('gradient-flow').evaluate((figure) => figure.setAttribute('view', 'map'));
    await page.waitForFunction((low) => /** @type {HTMLElement} */ (document.querySelector('iframe')).clientHeight <= low, low);
    assert.equal(await frame.locator('.frame').evaluate((node) => node.classList.contains('dark')), scheme === 'dark');
    assert.equal(await frame.locator('html').evaluate((root) => root.scrollHeight > root.clientHeight), false, 'nothing to scroll inside');
    assert.equal(await page.evaluate(() => document.activeElement === document.body), true, 'the focus stays with the host');
    assert.deepEqual(problems.filter((problem) => !problem.startsWith('foreign request')), []);
  }
});
