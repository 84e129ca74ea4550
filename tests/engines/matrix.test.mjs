// Every way of embedding under every policy of the page around, in three engines, light and dark, and on
// a narrow page.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { test } from 'node:test';
import { By, until } from 'selenium-webdriver';
import { serve } from '../../www/serve.mjs';
import { COLLECTOR, ENGINES, openEngine, site } from './harness.mjs';

/** @typedef {import('selenium-webdriver').WebDriver} Driver */

const SETTINGS = { activation: 'relu', depth: '3', width: '4', view: 'compact', speed: '4' };
const TAG = `<gradient-flow ${Object.entries(SETTINGS).map(([name, value]) => `${name}="${value}"`).join(' ')}>instead</gradient-flow>`;
const QUERY = new URLSearchParams(SETTINGS).toString().replaceAll('&', '&amp;');

/** What stands in the page around. @type {Record<string, { frame?: boolean, html: (ours: string) => string }>} */
const WAYS = {
  'script and tag': { html: (ours) => `${TAG}<script src="${ours}gradient-flow.js"></script>` },
  module: { html: (ours) => `${TAG}<script type="module" src="${ours}gradient-flow.module.js"></script>` },
  iframe: { frame: true, html: (ours) => frame(ours, '') },
  'sandboxed iframe': { frame: true, html: (ours) => frame(ours, 'sandbox="allow-scripts"') },
};

/** @param {string} ours @param {string} sandbox */
const frame = (ours, sandbox) =>
  `<iframe title="figure" width="100%" height="300" ${sandbox} src="${ours}embed.html?${QUERY}"></iframe><script src="${ours}embed-host.js"></script>`;

/** What the page around allows. @type {Record<string, (ours: string) => Record<string, string>>} */
const POLICIES = {
  'no policy': () => ({}),
  // A module fetches the engine; the single script has it inside.
  'a strict policy': (ours) => ({ 'Content-Security-Policy': `default-src 'none'; script-src 'self' ${ours} 'wasm-unsafe-eval'; connect-src ${ours}gradient_flow_bg.wasm; frame-src ${ours}; img-src data:` }),
  'Trusted Types': (ours) => ({ 'Content-Security-Policy': `script-src 'self' ${ours} 'wasm-unsafe-eval'; require-trusted-types-for 'script'; trusted-types 'none'` }),
  isolation: () => ({ 'Cross-Origin-Embedder-Policy': 'require-corp', 'Cross-Origin-Opener-Policy': 'same-origin' }),
};

/** What there is to know of the figure in the present document. */
const look = () => {
  const figure = /** @type {any} */ (document.querySelector('gradient-flow'));
  const root = figure?.shadowRoot;
  return {
    state: figure?.dataset.state,
    layers: figure?.statistics?.layers.length,
    activation: figure?.activation,
    isDark: root?.querySelector('.frame')?.classList.contains('dark'),
    figures: Array.from(root?.querySelectorAll('figure') ?? [], ({ className }) => className),
    // Something is drawn: more than one colour.
    drawn: Array.from(root?.querySelectorAll('.map canvas') ?? [], (canvas) => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size > 3;
    })[0],
    message: root?.querySelector('.message')?.textContent,
    isWide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    wrong: /** @type {any} */ (window).wrong ?? [],
  };
};

/** @param {Driver} driver @param {boolean} dark @param {string} name */
async function check(driver, dark, name) {
  let seen = /** @type {ReturnType<typeof look>} */ ({});
  await driver.wait(async () => {
    seen = await driver.executeScript(look);
    // In a frame that is not as high as it wants to be yet, what is below waits.
    return (seen.state === 'idle' && seen.drawn) || seen.state === 'error';
  }, 20_000, name).catch((error) => assert.fail(`${error.message}: ${JSON.stringify(seen)}`));
  assert.deepEqual(seen, {
    state: 'idle', layers: 4, activation: 'relu', isDark: dark, figures: ['map', 'sizes'], drawn: true, message: '', isWide: false, wrong: [],
  }, name);
}

/** @param {string} body @param {string} [style] */
const hostPage = (body, style = '') => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>host</title>
  <script src="/collector.js"></script><link rel="icon" href="data:,"><meta name="color-scheme" content="light dark">${style}</head><body>${body}</body></html>`;

const collector = { type: 'text/javascript', body: COLLECTOR };

/** Our files from a host that adds no header to them, and knows no type of WebAssembly. */
const plainSite = () => site((path) => {
  const type = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }[extname(path)] ?? 'application/octet-stream';
  try {
    return { type, body: readFileSync(new URL(`../../www/dist${path}`, import.meta.url)) };
  } catch {
    return undefined;
  }
});

for (const engine of ENGINES) {
  for (const dark of [false, true]) {
    test(`${engine}, ${dark ? 'dark' : 'light'}: every way of embedding works under every policy`, { timeout: 280_000 }, async (t) => {
      const ours = await serve();
      t.after(ours.close);
      const [ways, policies] = [Object.entries(WAYS), Object.entries(POLICIES)];
      const theirs = await site((path) => {
        if (path === '/collector.js') return collector;
        const [, way, policy] = /^\/(\d)\/(\d)$/.exec(path) ?? [];
        return way ? { headers: policies[Number(policy)][1](ours.url), body: hostPage(ways[Number(way)][1].html(ours.url)) } : undefined;
      });
      t.after(theirs.close);
      const { driver, close } = await openEngine(engine, { dark });
      t.after(close);
      for (const [way, [wayName, { frame }]] of ways.entries()) {
        for (const [policy, [policyName]] of policies.entries()) {
          await driver.get(`${theirs.url}${way}/${policy}`);
          await (frame ? checkFrame : check)(driver, dark, `${engine}, ${wayName}, ${policyName}`);
        }
      }
      // From disk, with the digits inside.
      await driver.get(new URL(`../../www/dist/standalone.html?${new URLSearchParams(SETTINGS)}`, import.meta.url).href);
      await check(driver, dark, `${engine}, one file from disk`);
      await driver.executeScript(() => void (/** @type {any} */ (document.querySelector('gradient-flow')).data = 'digits'));
      await driver.wait(() => driver.executeScript(() => /** @type {any} */ (document.querySelector('gradient-flow')).settings.data === 'digits'), 20_000, `${engine}: the digits inside`);
      await check(driver, dark, `${engine}, one file from disk, with digits`);
    });
  }

  test(`${engine}: it fits a column of 320 pixels, and needs no header of the host of its files`, { timeout: 120_000 }, async (t) => {
    const plain = await plainSite();
    t.after(plain.close);
    const style = '<style>#column { width: 320px } iframe { border: 0 }</style>';
    const pages = [
      WAYS['script and tag'].html(plain.url),
      WAYS.iframe.html(plain.url),
      WAYS['sandboxed iframe'].html(plain.url),
      frame(plain.url, '').replace('embed.html', 'standalone.html'),
    ];
    const theirs = await site((path) => (path === '/collector.js' ? collector : path.length === 2 ? { body: hostPage(`<div id="column">${pages[Number(path[1])]}</div>`, style) } : undefined));
    t.after(theirs.close);
    const { driver, close } = await openEngine(engine);
    t.after(close);
    for (const [index, html] of pages.entries()) {
      await driver.get(`${theirs.url}${index}`);
      const name = `${engine}, page ${index} at 320 px`;
      await (html.includes('<iframe') ? checkFrame : check)(driver, false, name);
      assert.equal(await driver.executeScript(() => document.querySelector('#column')?.scrollWidth), 320, name);
    }
  });

  test(`${engine}: where it cannot work it says why, and shows what stands inside`, { timeout: 60_000 }, async (t) => {
    const ours = await serve();
    t.after(ours.close);
    const theirs = await site((path) => (path === '/collector.js' ? collector : {
      body: hostPage(WAYS['script and tag'].html(ours.url)),
      headers: { 'Content-Security-Policy': `script-src 'self' ${ours.url}` },
    }));
    t.after(theirs.close);
    const { driver, close } = await openEngine(engine);
    t.after(close);
    await driver.get(theirs.url);
    await driver.wait(async () => (await driver.executeScript(look)).state === 'error', 10_000, `${engine}: an error is told`);
    const { message } = await driver.executeScript(look);
    assert.match(message, /^The engine could not start: ./);
    assert.match(await driver.findElement(By.css('gradient-flow')).getText(), /instead/);
  });
}

/** @param {Driver} driver @param {boolean} dark @param {string} name */
async function checkFrame(driver, dark, name) {
  const element = await driver.wait(until.elementLocated(By.css('iframe')), 10_000);
  await driver.switchTo().frame(element);
  await check(driver, dark, name);
  const height = await driver.executeScript(() => Math.ceil(document.body.getBoundingClientRect().height));
  await driver.switchTo().defaultContent();
  await driver.wait(async () => (await driver.executeScript(() => document.querySelector('iframe')?.clientHeight)) === height, 5000, `${name}: its height`);
  assert.deepEqual(await driver.executeScript(() => /** @type {any} */ (window).wrong), [], name);
}
