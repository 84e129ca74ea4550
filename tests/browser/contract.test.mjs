// Attributes, properties and life of the element, as the single script defines it.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { settled, statistics } from './figure.mjs';
import { stop } from './harness.mjs';
import { host } from './host.mjs';

/** @typedef {import('./figure.mjs').Figure & Record<string, any>} Figure */

after(stop);

/** A page with figures and the single script. @param {string} figures @param {Parameters<typeof host>[1]} [options] */
const post = (figures, options) => host((site) => `${figures}<script src="${site}gradient-flow.js"></script>`, options);

test('every attribute has a property, which tells the value in force at once', async (t) => {
  const { page, wrong, close } = await post('<gradient-flow depth="4" learning-rate="0.5" theme="dark" layer="2"></gradient-flow>');
  t.after(close);
  await settled(page);
  const seen = await page.evaluate(() => {
    const figure = /** @type {Figure} */ (document.querySelector('gradient-flow'));
    const start = [figure.depth, figure.learningRate, figure.theme, figure.layer, figure.activation, figure.clip, figure.autoplay, figure.view, figure.compare];
    figure.depth = 6;
    figure.learningRate = '0.25';
    figure.theme = 'light';
    figure.view = 'map why';
    figure.clip = 3;
    figure.autoplay = true;
    const set = [figure.depth, figure.learningRate, figure.theme, figure.view, figure.clip, figure.autoplay];
    const attributes = ['depth', 'learning-rate', 'theme', 'view', 'clip', 'autoplay'].map((name) => figure.getAttribute(name));
    for (const key of ['depth', 'learningRate', 'theme', 'view', 'clip']) figure[key] = null;
    figure.autoplay = false;
    const gone = [figure.depth, figure.learningRate, figure.theme, figure.view, figure.clip, figure.autoplay, figure.getAttributeNames().includes('depth')];
    return { start, set, attributes, gone };
  });
  assert.deepEqual(seen.start, [4, 0.5, 'dark', 2, 'sigmoid', null, false, 'standard', '']);
  assert.deepEqual(seen.set, [6, 0.25, 'light', 'map why', 3, true]);
  assert.deepEqual(seen.attributes, ['6', '0.25', 'light', 'map why', '3', '']);
  assert.deepEqual(seen.gone, [20, 0.02, 'auto', 'standard', null, false, false]);
  // All there are, none left out.
  const missing = await page.evaluate(() => {
    const figure = /** @type {Figure} */ (document.querySelector('gradient-flow'));
    const { attributes } = /** @type {{ attributes: string[] }} */ (/** @type {unknown} */ (figure.constructor));
    const keys = Object.keys(figure.settings);
    const camel = (/** @type {string} */ name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
    return { without: [...attributes, ...keys].filter((name) => !(camel(name) in figure)), unknown: keys.filter((name) => !attributes.includes(name)) };
  });
  assert.deepEqual(missing, { without: [], unknown: [] });
  assert.deepEqual(wrong(), []);
});

test('an attribute that cannot be used leaves the last good value in force, and says so quietly', async (t) => {
  const { page, wrong, close } = await post('<gradient-flow depth="deep" activation="relu" theme="blue" at="soon" loading="never" width="8"></gradient-flow>');
  t.after(close);
  await settled(page);
  const values = () => page.evaluate(() => {
    const { depth, activation, theme, at, loading, width } = /** @type {Figure} */ (document.querySelector('gradient-flow'));
    return { depth, activation, theme, at, loading, width };
  });
  assert.deepEqual(await values(), { depth: 20, activation: 'relu', theme: 'auto', at: 0, loading: 'lazy', width: 8 });
  const said = await page.locator('.message').innerText();
  for (const name of ['Depth: “deep”', 'theme: “blue”', 'at: “soon”', 'loading: “never”']) assert.ok(said.includes(name), `${name} in ${said}`);
  await page.evaluate(() => {
    const figure = /** @type {Figure} */ (document.querySelector('gradient-flow'));
    Object.assign(figure, { depth: 9, theme: 'dark', at: 2, loading: 'eager' });
  });
  assert.deepEqual(await values(), { depth: 9, activation: 'relu', theme: 'dark', at: 2, loading: 'eager', width: 8 });
  await page.waitForFunction(() => /** @type {Figure} */ (document.querySelector('gradient-flow')).statistics?.run.step === 2);
  assert.equal(await page.locator('.message').innerText(), '');
  await page.evaluate(() => {
    const figure = /** @type {Figure} */ (document.querySelector('gradient-flow'));
    Object.assign(figure, { depth: 0, theme: 'mauve' });
  });
  assert.deepEqual(await values(), { depth: 9, activation: 'relu', theme: 'dark', at: 2, loading: 'eager', width: 8 });
  await page.getByText('theme: “mauve” cannot be used; allowed: auto, light, dark').waitFor();
  assert.deepEqual(wrong(), []);
});

test('what is set before the element is known is kept: attributes, properties, children', async (t) => {
  const { page, wrong, close } = await host((site) => `<base href="/elsewhere/">
    <div id="place"></div>
    <script>
      const figure = document.createElement('gradient-flow');
      figure.depth = 7;
      figure.activation = 'relu';
      figure.setAttribute('width', '5');
      figure.append('a picture instead');
      document.querySelector('#place').append(figure);
      window.events = [];
      for (const type of ['ready', 'change']) document.addEventListener(type, ({ target }) => window.events.push([type, target === figure]));
    </script>
    <script async src="${site}gradient-flow.js"></script>`);
  t.after(close);
  await settled(page);
  const { run, layers } = await statistics(page);
  assert.equal(layers.length, 8);
  assert.equal(layers[0].units, 5);
  assert.equal(run.step, 0);
  assert.equal(await page.evaluate(() => /** @type {Figure} */ (document.querySelector('gradient-flow')).activation), 'relu');
  assert.deepEqual(await page.evaluate(() => /** @type {any} */ (window).events.at(-1)), ['ready', true]);
  // Data are found from the script's own address, whatever the base of the page is.
  await page.evaluate(() => void (/** @type {Figure} */ (document.querySelector('gradient-flow')).data = 'digits'));
  await page.waitForFunction(() => /** @type {Figure} */ (document.querySelector('gradient-flow')).statistics?.run.features === 64
    || /** @type {Figure} */ (document.querySelector('gradient-flow')).settings.data === 'digits');
  await settled(page);
  assert.deepEqual(wrong(), []);
});

test('it lives in another shadow root, as a clone, moved and removed, however often its script comes', async (t) => {
  const { page, wrong, close } = await host((site) => `<div id="outer"></div><div id="other"></div>
    <script src="${site}gradient-flow.js"></script><script src="${site}gradient-flow.js?again"></script>
    <script type="module" src="${site}gradient-flow.module.js"></script>`);
  t.after(close);
  const seen = await page.evaluate(async () => {
    const outer = /** @type {HTMLElement} */ (document.querySelector('#outer'));
    const root = outer.attachShadow({ mode: 'open' });
    /** @type {string[]} */
    const heard = [];
    for (const type of ['ready', 'step', 'change', 'look']) outer.addEventListener(type, () => heard.push(type));
    const figure = /** @type {Figure} */ (document.createElement('gradient-flow'));
    figure.depth = 3;
    const ready = new Promise((resolve) => figure.addEventListener('ready', resolve, { once: true }));
    root.append(figure);
    await ready;
    figure.step();
    await new Promise((resolve) => figure.addEventListener('step', resolve, { once: true }));
    figure.layer = 2;
    await new Promise((resolve) => setTimeout(resolve));
    // A move is no end: the step that was made stays made.
    const other = /** @type {HTMLElement} */ (document.querySelector('#other'));
    other.append(figure);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const moved = figure.statistics.run.step;
    const clone = /** @type {Figure} */ (figure.cloneNode(true));
    other.append(clone);
    clone.scrollIntoView();
    await new Promise((resolve) => clone.addEventListener('ready', resolve, { once: true }));
    const cloned = [clone.depth, clone.layer, clone.statistics.run.step];
    figure.remove();
    clone.remove();
    await new Promise((resolve) => setTimeout(resolve, 50));
    return { heard: [...new Set(heard)].sort(), moved, cloned, gone: figure.statistics };
  });
  assert.deepEqual(seen, { heard: ['change', 'look', 'ready', 'step'], moved: 1, cloned: [3, 2, 0], gone: null });
  assert.deepEqual(wrong(), []);
});

test('ten figures share one engine, and only those in sight are at work', async (t) => {
  const figures = Array.from({ length: 10 }, (_, index) =>
    `<p style="height: 2500px">text</p><gradient-flow depth="${index + 3}" autoplay view="compact"></gradient-flow>`).join('');
  const { page, wrong, close } = await post(figures, {
    reducedMotion: 'no-preference',
    early: () => {
      const own = /** @type {any} */ (window);
      own.engines = 0;
      for (const name of /** @type {const} */ (['instantiate', 'instantiateStreaming'])) {
        const real = WebAssembly[name];
        WebAssembly[name] = /** @type {any} */ ((/** @type {any[]} */ ...given) => {
          own.engines += 1;
          return Reflect.apply(real, WebAssembly, given);
        });
      }
    },
  });
  t.after(close);
  const states = () => page.locator('gradient-flow').evaluateAll((all) => all.map((figure) => figure.dataset.state));
  await page.waitForFunction(() => customElements.get('gradient-flow'));
  // None is near yet: not even the engine is started.
  assert.deepEqual([...new Set(await states())], ['loading']);
  assert.equal(await page.evaluate(() => /** @type {any} */ (window).engines), 0);
  for (const index of [0, 9]) {
    await page.locator('gradient-flow').nth(index).scrollIntoViewIfNeeded();
    await page.waitForFunction((index) => /** @type {Figure} */ (document.querySelectorAll('gradient-flow')[index]).statistics?.run.step > 2, index);
  }
  const steps = () => page.locator('gradient-flow').evaluateAll((all) => all.map((figure) => /** @type {Figure} */ (figure).statistics?.run.step ?? null));
  const before = await steps();
  await page.waitForTimeout(300);
  const later = await steps();
  assert.ok(Number(later[9]) > Number(before[9]), 'the one in sight goes on');
  assert.equal(later[0], before[0], 'the one that was left does not');
  assert.deepEqual(later.slice(2, 8), Array(6).fill(null), 'those nobody came near to have not begun');
  assert.equal(await page.evaluate(() => /** @type {any} */ (window).engines), 1);
  assert.deepEqual(wrong(), []);
});

test('colours, font and parts can be styled from outside, and nothing else', async (t) => {
  const { page, wrong, close } = await post(`<style>
    gradient-flow { --gf-background: #102030; --gf-text: rgb(250, 251, 252); --gf-accent: #ff8800; --gf-font: monospace }
    gradient-flow::part(sentence) { font-style: italic }
    gradient-flow::part(map) { outline: 3px solid rgb(1, 2, 3) }
    gradient-flow::part(bar), gradient-flow::part(repair) { display: none }
    gradient-flow::part(frame) { padding: 7px }
    gradient-flow::part(controls) { margin-left: 11px }
  </style><gradient-flow depth="4" view="compact"></gradient-flow>`);
  t.after(close);
  await settled(page);
  const seen = await page.evaluate(() => {
    const root = /** @type {ShadowRoot} */ (document.querySelector('gradient-flow')?.shadowRoot);
    const style = (/** @type {string} */ part) => getComputedStyle(/** @type {HTMLElement} */ (root.querySelector(`[part~="${part}"]`)));
    return {
      frame: [style('frame').backgroundColor, style('frame').color, style('frame').fontFamily, style('frame').padding],
      sentence: style('sentence').fontStyle, map: style('map').outlineWidth, bar: style('bar').display, controls: style('controls').marginLeft,
      play: getComputedStyle(/** @type {HTMLElement} */ (root.querySelector('.play'))).backgroundColor,
    };
  });
  assert.deepEqual(seen, {
    frame: ['rgb(16, 32, 48)', 'rgb(250, 251, 252)', 'monospace', '7px'],
    sentence: 'italic', map: '3px', bar: 'none', controls: '11px', play: 'rgb(255, 136, 0)',
  });
  assert.deepEqual(wrong(), []);
});

test('a picture with the slot "poster" is seen until the figure has come, and not after', async (t) => {
  const poster = '<img slot="poster" alt="to come" width="300" height="100" src="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22/%3E">';
  const { page, wrong, close } = await post(`<gradient-flow depth="4" view="compact">${poster}<p>instead</p></gradient-flow><div style="height: 3000px"></div><gradient-flow depth="3" view="compact">${poster}</gradient-flow>`);
  t.after(close);
  await settled(page);
  const seen = () => page.locator('gradient-flow img').evaluateAll((all) => all.map((image) => image.getClientRects().length > 0));
  // Nobody has come near to the second.
  assert.deepEqual(await seen(), [false, true]);
  assert.ok(!(await page.getByText('instead').isVisible()));
  await page.locator('gradient-flow').last().scrollIntoViewIfNeeded();
  await page.waitForFunction(() => [...document.querySelectorAll('gradient-flow')].every((figure) => figure.getAttribute('data-state') === 'idle'));
  assert.deepEqual(await seen(), [false, false]);
  assert.deepEqual(wrong(), []);
});

test('on paper the poster stands for a figure that is loaded and that nobody has come to see', async (t) => {
  const poster = '<img slot="poster" alt="to come" width="300" height="100" src="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22/%3E">';
  const { page, wrong, close } = await post(`<div style="height: 1300px"></div><gradient-flow depth="4" view="compact">${poster}</gradient-flow>`);
  t.after(close);
  await page.locator('.frame.composed').waitFor({ state: 'attached' });
  assert.ok(!(await page.locator('gradient-flow img').isVisible()));
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.locator('gradient-flow img').isVisible());
  assert.ok(!(await page.locator('.views').isVisible()));
  assert.deepEqual(wrong(), []);
});

test('a sentence that the page hides is not worked for', async (t) => {
  const { page, close } = await post(`<style>#hidden::part(verdict) { display: none }</style>
    <gradient-flow depth="12" view="compact"></gradient-flow><gradient-flow id="hidden" depth="12" view="compact"></gradient-flow>`);
  t.after(close);
  const found = () => page.locator('gradient-flow').evaluateAll((all) => all.map((figure) => !(/** @type {HTMLElement} */ (figure.shadowRoot?.querySelector('.mend'))?.hidden ?? true)));
  await page.waitForFunction(() => document.querySelector('gradient-flow')?.shadowRoot?.querySelector('.mend')?.hasAttribute('hidden') === false);
  await page.locator('#hidden').scrollIntoViewIfNeeded();
  await page.waitForTimeout(3000);
  assert.deepEqual(await found(), [true, false]);
});
