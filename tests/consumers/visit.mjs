// A site of somebody else's, served under a path of its own and opened in Chromium.

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '../../www/serve.mjs';
import { settled } from '../browser/figure.mjs';
import { open } from '../browser/harness.mjs';

/** @typedef {import('../browser/figure.mjs').Figure & Record<string, any>} Figure */
/** @typedef {import('node:test').TestContext} Test */

const PLACE = 'some/path/';

/** @type {WeakMap<Test, (() => unknown)[]>} */
const endings = new WeakMap();

/** When the test ends. What was opened last is closed first: `t.after` does it the other way round. @param {Test} t @param {() => unknown} end */
export function atEnd(t, end) {
  const known = endings.get(t);
  if (known) return void known.push(end);
  const ends = [end];
  endings.set(t, ends);
  t.after(async () => {
    const results = [];
    // Every one, though one before it has failed.
    for (const end of ends.reverse()) results.push(...(await Promise.allSettled([Promise.resolve().then(end)])));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  });
}

/** Serves what is in a folder, and nothing else of it. @param {Test} t @param {string} folder @returns {Promise<string>} */
export async function served(t, folder) {
  const root = mkdtempSync(join(tmpdir(), 'gradient-flow-'));
  cpSync(folder, join(root, PLACE), { recursive: true });
  const server = await serve({ root });
  atEnd(t, async () => {
    await server.close();
    rmSync(root, { recursive: true });
  });
  return server.url + PLACE;
}

/**
 * Opens a page; when the test ends, nothing may have been said in the console, gone wrong, or been asked of
 * another host.
 * @param {Test} t
 * @param {string} url
 * @param {(kind: string, text: string) => boolean} [unheard] Messages of others.
 */
export async function visit(t, url, unheard = () => false) {
  const { page, context, close } = await open({
    page: 'about:blank',
    expectProblems: true,
    reducedMotion: 'reduce',
    early: () => {
      const own = /** @type {any} */ (window);
      own.ready = 0;
      addEventListener('ready', ({ target }) => (own.ready += Number(target instanceof HTMLElement && target.localName === 'gradient-flow')));
    },
  });
  /** @type {string[]} */
  const wrong = [];
  /** Types of what came, by address. @type {Record<string, string>} */
  const assets = {};
  context.on('console', (message) => unheard(message.type(), message.text()) || wrong.push(`console ${message.type()}: ${message.text()}`));
  context.on('weberror', (error) => wrong.push(`uncaught: ${error.error().stack}`));
  context.on('requestfailed', (request) => wrong.push(`failed: ${request.url()}`));
  context.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (!['data:', 'blob:'].includes(protocol) && origin !== new URL(url).origin) wrong.push(`another host: ${request.url()}`);
  });
  context.on('response', (response) => {
    if (!response.ok() && response.status() !== 304) wrong.push(`status ${response.status()}: ${response.url()}`);
    assets[response.url()] = response.headers()['content-type'];
  });
  atEnd(t, async () => {
    await close();
    assert.deepEqual(wrong, []);
  });
  await page.goto(url);
  return { page, assets };
}

/** The figure of a page, once it is ready. @param {import('playwright-core').Page} page @param {Record<string, string>} wanted Some of its settings. */
export async function shows(page, wanted) {
  await page.waitForFunction(() => /** @type {any} */ (window).ready > 0);
  await settled(page);
  const { settings, layers, ready } = await page.evaluate(() => {
    const { settings, statistics } = /** @type {Figure} */ (document.querySelector('gradient-flow'));
    return { settings, layers: statistics.layers.length, ready: /** @type {any} */ (window).ready };
  });
  assert.deepEqual(Object.fromEntries(Object.keys(wanted).map((key) => [key, settings[key]])), wanted);
  assert.equal(layers, Number(wanted.depth) + 1);
  assert.equal(ready, 1);
}

/** Another data set, of which there is a file. @param {import('playwright-core').Page} page @param {string} data @param {number} classes */
export async function loads(page, data, classes) {
  await page.evaluate((data) => void (/** @type {Figure} */ (document.querySelector('gradient-flow')).data = data), data);
  await page.waitForFunction((data) => {
    const { settings, dataset } = /** @type {Figure} */ (document.querySelector('gradient-flow'));
    return settings.data === data && dataset.state === 'idle';
  }, data);
  // The output layer is as wide as there are classes.
  assert.equal(await page.evaluate(() => /** @type {Figure} */ (document.querySelector('gradient-flow')).statistics.layers.at(-1)?.units), classes);
}
