// The article from its first to its last line, in three engines and both languages: every figure shows what
// the text beside it says, and everything can be done with keys.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import { By, Key } from 'selenium-webdriver';
import { FIGURES } from '../../www/story/figures.js';
import { CLAIMS } from '../../www/story/claims.js';
import { compute } from '../page/story.mjs';
import { COLLECTOR, ENGINES, openEngine, site } from './harness.mjs';

/** @typedef {import('selenium-webdriver').WebDriver} Driver */

const DIST = fileURLToPath(new URL('../../www/dist', import.meta.url));
const TYPES = /** @type {Record<string, string>} */ ({ '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.wasm': 'application/wasm', '.png': 'image/png' });
const PAGES = { en: 'index.html', ko: 'ko/index.html' };
/** As much as fonts of other engines may make a figure higher (px). */
const FONTS = 60;

/** The site under a path of its own, with what collects what goes wrong. */
const collected = () => site((path) => {
  const name = /^\/some\/where\/(.+)$/.exec(path)?.[1];
  if (!name || name.includes('..')) return undefined;
  const body = readFileSync(join(DIST, name));
  const type = TYPES[extname(name)] ?? 'application/octet-stream';
  return { type, body: name.endsWith('.html') ? body.toString().replace('<head>', () => `<head><script>${COLLECTOR}</script>`) : body };
});

/** Waits for a function in the page to give something. @param {Driver} driver @param {string} name @param {(...given: any[]) => unknown} look @param {...unknown} given */
async function until(driver, name, look, ...given) {
  let seen;
  await driver.wait(async () => (seen = await driver.executeScript(look, ...given)), 60_000, name);
  return /** @type {any} */ (seen);
}

/** A figure in sight that has come to rest: its run, its layers, its words. */
const rested = (/** @type {string} */ name) => {
  const figure = /** @type {any} */ (document.getElementById(`figure-${name}`));
  figure.scrollIntoView({ block: 'center' });
  if (figure.dataset.state !== 'idle') return null;
  const plain = (/** @type {Record<string, number>} */ numbers) => Object.fromEntries(Object.entries(numbers).map(([key, value]) => [key, String(value)]));
  return { run: plain(figure.statistics.run), layers: figure.statistics.layers.map(plain), settings: figure.settings, message: figure.shadowRoot.querySelector('.message').textContent };
};

/** What of a claim's reading can be seen in a figure. @type {Record<string, (seen: { run: Record<string, number>, layers: Record<string, number>[] }) => number>} */
const READINGS = {
  arrives: ({ layers }) => 10 ** (layers[0].deltaNorm - layers[layers.length - 2].deltaNorm),
  testAccuracy: ({ run }) => run.testAccuracy,
  testLoss: ({ run }) => run.testLoss,
  chance: ({ run }) => run.chance,
};

/** @param {Record<string, string>} given */
const numbers = (given) => Object.fromEntries(Object.entries(given).map(([key, value]) => [key, Number(value)]));

for (const engine of ENGINES) {
  test(`${engine} shows in the article what its text says`, async (t) => {
    const { url, close: closeSite } = await collected();
    t.after(closeSite);
    const { driver, close } = await openEngine(engine);
    t.after(close);
    for (const [lang, path] of Object.entries(PAGES)) {
      await driver.get(`${url}some/where/${path}`);
      const tops = () => driver.executeScript(() => Array.from(document.querySelectorAll('article section'), (section) => section.getBoundingClientRect().top + scrollY));
      const before = /** @type {number[]} */ (await tops());

      // The guess, with keys alone.
      const choice = await driver.findElement(By.css('.guess input[value="deep"]'));
      await choice.sendKeys(Key.SPACE);
      await driver.findElement(By.css('.guess button')).sendKeys(Key.ENTER);
      const result = await until(driver, 'the result', () => {
        const figures = [...document.querySelectorAll('.pair gradient-flow')];
        figures.find((figure) => /** @type {HTMLElement} */ (figure).dataset.state !== 'playing')?.scrollIntoView({ block: 'center' });
        const said = document.querySelector('#guess-result')?.textContent ?? '';
        return /%.*%/.test(said) ? said : null;
      });
      const share = (/** @type {string} */ name) => `${Math.round(100 * compute(name))}%`;
      assert.ok(result.includes(share('shallow-right')) && result.includes(share('deep-right')), result);
      const wrong = await driver.findElement(By.css('#guess-result')).getAttribute('data-wrong');
      assert.ok(result.endsWith(wrong), result);
      assert.ok(compute('deep-right') <= compute('chance') && compute('relu-right') > 0.9);

      for (const [name, { until: step, settings }] of Object.entries(FIGURES)) {
        const check = (/** @type {any} */ seen) => {
          assert.equal(seen.message, '', `${lang} ${name}`);
          const read = { run: numbers(seen.run), layers: seen.layers.map(numbers) };
          for (const [key, value] of Object.entries(settings)) assert.equal(seen.settings[key], value, `${lang} ${name}: ${key}`);
          for (const [claim, { run }] of Object.entries(CLAIMS)) {
            if (!run || !READINGS[run.read] || run.step !== read.run.step || JSON.stringify(run.settings) !== JSON.stringify(settings)) continue;
            const shown = READINGS[run.read](read);
            assert.ok(Math.abs(shown / compute(claim) - 1) < 1e-9, `${lang} ${name}: ${claim} is ${shown}`);
          }
          return read;
        };
        check(await until(driver, `${lang} ${name}`, rested, name));
        if (!step || name === 'shallow' || name === 'deep') continue;
        await driver.executeScript((/** @type {string} */ name, /** @type {number} */ step) => /** @type {any} */ (document.getElementById(`figure-${name}`)).goTo(step), name, step);
        const trained = check(await until(driver, `${lang} ${name}, trained`, rested, name));
        assert.equal(trained.run.step, step, `${lang} ${name}`);
      }

      // Nothing below a figure has moved when it came, but for what other fonts make of it.
      const after = /** @type {number[]} */ (await tops());
      const moved = after.map((top, index) => top - before[index]);
      const steps = moved.map((by, index) => Math.abs(by - (moved[index - 1] ?? 0)));
      assert.ok(Math.max(...steps) <= (engine === 'chromium' ? 1 : FONTS), `${lang}: sections moved by ${moved.map(Math.round)}`);

      // Every question opens with a key.
      const summaries = await driver.findElements(By.css('.reveal summary'));
      assert.ok(summaries.length >= 10);
      for (const summary of summaries) {
        await driver.executeScript((/** @type {HTMLElement} */ node) => node.scrollIntoView({ block: 'center' }), summary);
        await summary.sendKeys(Key.ENTER);
        assert.ok(await driver.executeScript((/** @type {HTMLElement} */ node) => /** @type {HTMLDetailsElement} */ (node.parentElement).open, summary), `${lang}: ${await summary.getText()}`);
      }

      await driver.executeScript(axe.source);
      const violations = await driver.executeAsyncScript((/** @type {(found: unknown) => void} */ done) => {
        /** @type {any} */ (window).axe.run(document, { resultTypes: ['violations'] }).then(
          (/** @type {any} */ { violations }) => done(violations.map((/** @type {any} */ { id, nodes }) => `${id}: ${nodes.map((/** @type {any} */ { html }) => html).join(' ').slice(0, 300)}`)),
          (/** @type {unknown} */ error) => done([String(error)]),
        );
      });
      assert.deepEqual(violations, [], lang);
      assert.deepEqual(await driver.executeScript(() => /** @type {any} */ (window).wrong), [], lang);
      assert.ok(await driver.executeScript(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), `${lang} is too wide`);
    }
  });
}
