// How tests look at a <gradient-flow>: its state, its numbers, its pixels.

import { palette } from '../../www/palette.js';

/** @typedef {import('playwright-core').Page} Page */

/** @typedef {HTMLElement & { statistics: { run: Record<string, number>,
 *   layers: Record<string, number>[] }, settings: Record<string, string>, play(): void,
 *   pause(): void, step(): void, reset(): void, newSeed(): void }} Figure */

/** Waits until nothing moves. @param {Page} page @param {string} [state] */
export async function settled(page, state = 'idle') {
  await page.waitForFunction(
    (state) => document.querySelector('gradient-flow')?.getAttribute('data-state') === state,
    state,
  );
}

/** The numbers of the picture; JSON cannot carry infinities, so they come as text. @param {Page} page */
export async function statistics(page) {
  const text = await page.evaluate(() => {
    const { statistics } = /** @type {Figure} */ (document.querySelector('gradient-flow'));
    return JSON.stringify(statistics, (_, value) =>
      typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
    );
  });
  return /** @type {Figure['statistics']} */ (
    JSON.parse(text, (_, value) => (['Infinity', '-Infinity', 'NaN'].includes(value) ? Number(value) : value))
  );
}

/** @param {Page} page */
export const settings = (page) =>
  page.evaluate(() => /** @type {Figure} */ (document.querySelector('gradient-flow')).settings);

/** @param {Page} page @param {'play' | 'pause' | 'step' | 'reset' | 'newSeed'} method */
export const call = (page, method) =>
  page.evaluate((method) => /** @type {Figure} */ (document.querySelector('gradient-flow'))[method](), method);

/** @param {Page} page */
export const sentence = (page) => page.locator('.sentence').innerText();

/** A figure's pixels as text, for comparing. @param {Page} page @param {string} [name] */
export const picture = (page, name = 'map') =>
  page.locator(`.${name} canvas`).first().evaluate((canvas) => /** @type {HTMLCanvasElement} */ (canvas).toDataURL());

/**
 * The colours inside a layer's tile of the heat map, with how many pixels have each.
 * @param {Page} page
 * @param {number} layer Counted from 0.
 * @returns {Promise<Record<string, number>>} By `r,g,b`.
 */
export const tileColours = (page, layer) =>
  page.locator('.map canvas').evaluate((element, layer) => {
    const canvas = /** @type {HTMLCanvasElement} */ (element);
    const host = /** @type {ShadowRoot} */ (canvas.getRootNode()).host;
    const layers = /** @type {Figure} */ (host).statistics.layers.length;
    const ratio = canvas.width / canvas.clientWidth;
    const step = (canvas.clientWidth - 44) / layers;
    // Well inside: away from the frame of the tile, of the selection, and of the gap.
    const [x, y] = [44 + layer * step + 0.25 * step, 30];
    const [w, h] = [0.5 * step, canvas.clientHeight - 40];
    const copy = new OffscreenCanvas(w * ratio, h * ratio).getContext('2d');
    copy?.drawImage(canvas, -x * ratio, -y * ratio);
    const { data } = /** @type {OffscreenCanvasRenderingContext2D} */ (copy).getImageData(0, 0, w * ratio, h * ratio);
    /** @type {Record<string, number>} */
    const colours = {};
    for (let at = 0; at < data.length; at += 4) {
      const colour = data[at + 3] === 0 ? 'none' : data.slice(at, at + 3).join();
      colours[colour] = (colours[colour] ?? 0) + 1;
    }
    return colours;
  }, layer);

/** The palette that the page draws with. @param {Page} page */
export async function colours(page) {
  const values = await page.locator('.frame').evaluate((frame) => {
    const style = getComputedStyle(frame);
    return Object.fromEntries(
      [...document.querySelector('gradient-flow')?.shadowRoot?.adoptedStyleSheets[0].cssRules ?? []]
        .flatMap((rule) => (rule instanceof CSSStyleRule ? [...rule.style] : []))
        .filter((name) => name.startsWith('--_'))
        .map((name) => [name, style.getPropertyValue(name)]),
    );
  });
  const style = { getPropertyValue: (/** @type {string} */ name) => values[name] ?? '', fontFamily: '' };
  return palette(/** @type {CSSStyleDeclaration} */ (/** @type {unknown} */ (style)));
}

/** As colours of a canvas are told. */
export const rgb = (/** @type {number} */ word) => [word & 255, (word >> 8) & 255, (word >> 16) & 255].join();
