// The article as its readers meet it, in a real Chromium.

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { serve } from '../../www/serve.mjs';
import { FIGURES, attributesOf } from '../../www/story/figures.js';
import { open, stop } from './harness.mjs';

/** @typedef {import('../../www/gradient-flow.js').GradientFlow} GradientFlow */
/** @typedef {import('playwright-core').Page} Page */

after(stop);

const PAGES = /** @type {const} */ ({ en: 'index.html', ko: 'ko/index.html' });
/** What a first load may weigh (gzipped), pictures and data aside. */
const BUDGET = 150_000;

/** A figure, brought into sight, at rest. @param {Page} page @param {string} name */
async function rested(page, name) {
  await page.waitForFunction((name) => {
    const figure = document.getElementById(`figure-${name}`);
    figure?.scrollIntoView({ block: 'center' });
    return figure?.dataset.state === 'idle';
  }, name);
  return page.locator(`#figure-${name}`);
}

/** What it shows now. @param {Page} page @param {string} name */
const query = (page, name) => page.locator(`#figure-${name}`).evaluate((figure) => /** @type {GradientFlow} */ (figure).query);
/** @param {Page} page @param {string} name @param {string} key */
const number = (page, name, key) => page.locator(`#figure-${name}`).evaluate((figure, key) => /** @type {GradientFlow} */ (figure).statistics?.run[key] ?? NaN, key);

test('it is read before the engine comes, and weighs little', async (t) => {
  for (const path of Object.values(PAGES)) {
    for (const viewport of [{ width: 1280, height: 800 }, { width: 390, height: 844 }]) {
      const { page, context, url, close } = await open({ page: 'about:blank', viewport });
      t.after(close);
      /** @type {Promise<[string, number]>[]} */
      const loads = [];
      context.on('response', (response) => loads.push(response.body().then((body) => [new URL(response.url()).pathname, gzipSync(body, { level: 9 }).length])));
      await page.goto(`${url}${path}`, { waitUntil: 'load' });
      await page.waitForTimeout(600);
      const first = new Map(await Promise.all(loads));
      const weight = [...first].filter(([name]) => !/\.(svg|png)$/.test(name)).reduce((sum, [, size]) => sum + size, 0);
      assert.ok(weight < BUDGET, `${weight} bytes: ${[...first].join(' ')}`);
      assert.ok(![...first.keys()].some((name) => name.endsWith('.wasm')), 'the engine was loaded at once');
      // It comes when somebody reads on.
      await page.mouse.move(200, 400);
      await page.mouse.wheel(0, 300);
      await page.waitForFunction(() => customElements.get('gradient-flow'));
      assert.ok(await page.locator('h1').isVisible());
    }
  }
});

test('with scripts off it is text with pictures', async (t) => {
  for (const [lang, path] of Object.entries(PAGES)) {
    const { page, close } = await open({ page: path, javaScriptEnabled: false });
    t.after(close);
    const pictures = page.locator('gradient-flow img');
    assert.equal(await pictures.count(), Object.keys(FIGURES).length);
    for (const picture of await pictures.all()) {
      await picture.scrollIntoViewIfNeeded();
      const box = await picture.boundingBox();
      assert.ok(box && box.width > 250 && box.height > 100, lang);
    }
    const told = page.locator('gradient-flow .note');
    assert.equal(await told.count(), Object.keys(FIGURES).length);
    for (const text of await told.all()) assert.ok((await text.isVisible()) && (await text.innerText()).length > 40, lang);
    for (const hidden of ['.try', '.guess', 'figcaption span']) assert.ok(!(await page.locator(hidden).first().isVisible()), hidden);
    await page.locator('.reveal summary').first().click();
    assert.ok(await page.getByText(lang === 'en' ? 'This is not overfitting' : '과적합(overfitting)과는 다릅니다').isVisible());
    assert.ok(await page.locator('noscript').first().isVisible());
  }
});

test('nothing moves while somebody reads it from top to bottom', async (t) => {
  for (const [lang, path] of Object.entries(PAGES)) {
    for (const width of [390, 1280]) {
      const { page, close } = await open({
        page: path, viewport: { width, height: 844 }, locale: lang,
        early: () => {
          /** @type {any} */ (window).shifts = [];
          new PerformanceObserver((list) => {
            for (const entry of /** @type {any[]} */ (list.getEntries())) {
              if (!entry.hadRecentInput) /** @type {any} */ (window).shifts.push([entry.value, ...entry.sources.map((/** @type {any} */ { node }) => node?.id || node?.className || node?.nodeName)]);
            }
          }).observe({ type: 'layout-shift', buffered: true });
        },
      });
      t.after(close);
      await page.mouse.move(width / 2, 400);
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      for (let at = 0; at < height; at += 500) {
        await page.mouse.wheel(0, 500);
        await page.waitForTimeout(250);
      }
      const shifts = /** @type {[number, ...string[]][]} */ (await page.evaluate(() => /** @type {any} */ (window).shifts));
      const sum = shifts.reduce((sum, [value]) => sum + value, 0);
      assert.ok(sum < 0.01, `${lang} ${width}: ${JSON.stringify(shifts)}`);
      const grown = await page.evaluate(() => Array.from(document.querySelectorAll('gradient-flow'), (figure) =>
        [figure.id, /** @type {HTMLElement} */ (figure).offsetHeight - parseFloat(getComputedStyle(figure).minHeight)]).filter(([, by]) => Number(by) > 0));
      assert.deepEqual(grown, [], `${lang} ${width}`);
      assert.equal(await page.evaluate(() => document.documentElement.scrollHeight), height, `${lang} ${width}: the page has another height`);
    }
  }
});

test('a finger scrolls past every figure and table', async (t) => {
  const { page, context, close } = await open({ page: PAGES.ko, hasTouch: true, isMobile: true, viewport: { width: 390, height: 800 } });
  t.after(close);
  const touch = await context.newCDPSession(page);
  for (const name of Object.keys(FIGURES)) {
    const figure = await rested(page, name);
    const box = await figure.boundingBox();
    assert.ok(box);
    const from = { x: box.x + box.width / 2, y: Math.min(700, Math.max(250, box.y + box.height / 2)) };
    const before = await page.evaluate(() => scrollY);
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [from] });
    for (const by of [10, 40, 80, 120]) await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x: from.x, y: from.y - by }] });
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await page.waitForFunction((before) => scrollY > before + 50, before, { timeout: 3000 }).catch(() => assert.fail(`${name} holds the finger`));
  }
});

test('training stops at the step that the text tells of, and goes on when asked', async (t) => {
  const { page, close } = await open({ page: PAGES.en });
  t.after(close);
  const figure = await rested(page, 'overfit');
  await figure.getByRole('button', { name: 'Play' }).click();
  await page.waitForFunction(() => document.getElementById('figure-overfit')?.dataset.state === 'idle', undefined, { timeout: 60_000 });
  assert.equal(await number(page, 'overfit', 'step'), FIGURES.overfit.until);
  await figure.getByRole('button', { name: 'Play' }).click();
  await page.waitForFunction(() => /** @type {any} */ (document.getElementById('figure-overfit')).statistics.run.step > 605);
});

test('the guess is settled by what both networks get, on a phone too, and again with another depth', async (t) => {
  for (const viewport of [{ width: 1280, height: 800 }, { width: 390, height: 760 }]) {
    const { page, close } = await open({ page: PAGES.en, viewport });
    t.after(close);
    const result = page.locator('#guess-result');
    await page.getByLabel('The shallow one').check();
    await page.keyboard.press('Enter');
    await result.getByText('A network trains while it is in sight').waitFor();
    await result.getByText('You guessed it.').waitFor({ timeout: 60_000 });
    assert.match(await result.innerText(), /^After 20 rounds, 440 steps, the shallow network reads 81% of the new digits, the deep one 8%\./);
    assert.equal(await number(page, 'deep', 'step'), FIGURES.deep.until);
    const named = page.locator('.name[data-for="deep"]');
    assert.equal(await named.innerText(), '10 hidden layers');
    // Another one while it trains: what was begun is forgotten.
    const again = page.locator('button[data-race]');
    await again.getByText('5 layers').click();
    await page.waitForFunction(() => /** @type {any} */ (document.getElementById('figure-deep')).statistics.run.step > 5);
    await again.getByText('3 layers').click();
    await result.getByText('the deep one 36%.').waitFor({ timeout: 60_000 });
    assert.equal(await named.innerText(), '3 hidden layers');
    assert.match(await result.innerText(), /the shallow network reads 81% of the new digits, the deep one 36%\.$/);
  }
});

test('every button in the text leads to the same picture, whatever was done before', async (t) => {
  const { page, close } = await open({ page: PAGES.en, reducedMotion: 'reduce' });
  t.after(close);
  for (const name of Object.keys(FIGURES)) {
    const buttons = page.locator(`button[data-for="${name}"]:not([data-play], [data-race])`);
    for (let turn = 0; turn < (await buttons.count()); turn++) {
      const button = buttons.nth(turn);
      const wanted = { ...attributesOf(name), ...Object.fromEntries(new URLSearchParams((await button.getAttribute('data-set')) ?? '')) };
      const step = Number(wanted.at ?? 0);
      await rested(page, name);
      await button.click();
      const there = async () => {
        await page.waitForFunction(({ name, step }) => {
          const figure = /** @type {any} */ (document.getElementById(`figure-${name}`));
          return figure.dataset.state === 'idle' && figure.statistics.run.step === step;
        }, { name, step });
        return query(page, name);
      };
      const first = await there();
      const { settings } = await page.locator(`#figure-${name}`).evaluate((figure) => ({ settings: /** @type {GradientFlow} */ (figure).settings }));
      for (const [key, value] of Object.entries(wanted)) if (key in settings) assert.equal(settings[key], value, `${name}: ${key}`);
      // What its controls, its keys and a training step have changed does not stand in the way.
      await page.locator(`#figure-${name}`).evaluate((figure) => {
        const element = /** @type {GradientFlow} */ (figure);
        element.newSeed();
        element.setAttribute('layer', '2');
        element.setAttribute('measure', 'max');
        element.step();
      });
      await page.waitForFunction((name) => /** @type {any} */ (document.getElementById(`figure-${name}`)).settings.seed !== '1', name);
      await rested(page, name);
      assert.notEqual(await query(page, name), first, name);
      await button.click();
      await page.waitForFunction((name) => /** @type {any} */ (document.getElementById(`figure-${name}`)).settings.seed === '1', name);
      assert.equal(await there(), first, name);
      assert.equal(await page.locator(`#figure-${name}`).locator('.message').innerText(), '', name);
    }
  }
});

test('PReLU is seen learning its slopes', async (t) => {
  const { page, close } = await open({ page: PAGES.en });
  t.after(close);
  await rested(page, 'dead');
  await page.getByRole('button', { name: 'PReLU: watch its slopes move' }).click();
  await page.waitForFunction(() => {
    const { statistics } = /** @type {any} */ (document.getElementById('figure-dead'));
    return statistics.run.step > 20 && statistics.layers.slice(0, 10).some((/** @type {any} */ { parameter }) => Math.abs(parameter - 0.25) > 0.01);
  });
  assert.ok(await page.locator('#figure-dead').locator('figure.curve').isVisible());
});

test('the other language opens at the same place, a link at its section', async (t) => {
  const { page, url, problems, close } = await open({ page: `${PAGES.en}#family`, reducedMotion: 'reduce', expectProblems: true });
  t.after(close);
  await page.waitForFunction(() => Math.abs(/** @type {HTMLElement} */ (document.getElementById('family')).getBoundingClientRect().top) < 60);
  await page.locator('.contents a[aria-current="true"]').getByText('The family').waitFor();
  await page.getByRole('link', { name: '한국어' }).evaluate((link) => /** @type {HTMLElement} */ (link).click());
  await page.waitForURL(`${url}ko/index.html#family`);
  await page.waitForFunction(() => Math.abs(/** @type {HTMLElement} */ (document.getElementById('family')).getBoundingClientRect().top) < 60);
  assert.equal(await page.locator('html').getAttribute('lang'), 'ko');
  await page.evaluate(() => scrollTo(0, 0));
  await page.waitForFunction(() => !document.querySelector('.contents a[aria-current]'));
  await page.getByRole('link', { name: 'English' }).click();
  await page.waitForURL(`${url}index.html`);
  // A page that is left drops what was on its way.
  assert.deepEqual(problems.filter((problem) => !problem.endsWith('net::ERR_ABORTED')), []);
});

test('a figure opens in the lab and in the kit as it is now', async (t) => {
  for (const [lang, path] of Object.entries(PAGES)) {
    const { page, problems, close } = await open({ page: path, reducedMotion: 'reduce', expectProblems: true });
    t.after(close);
    await rested(page, 'rope');
    await page.locator('button[data-for="rope"][data-set="depth=3"]').click();
    await rested(page, 'rope');
    const lab = page.locator('.to-lab[data-for="rope"]');
    await lab.focus();
    const to = new URL(/** @type {string} */ (await lab.evaluate((link) => /** @type {HTMLAnchorElement} */ (link).href)));
    assert.equal(to.searchParams.get('depth'), '3');
    assert.equal(to.searchParams.get('lang'), lang === 'en' ? null : lang);
    assert.equal(to.searchParams.get('controls'), null);
    await lab.click();
    await page.waitForURL(/lab\.html/);
    await page.waitForFunction(() => document.querySelector('gradient-flow')?.getAttribute('data-state') === 'idle');
    const shown = await page.evaluate(() => /** @type {any} */ (document.querySelector('gradient-flow')).settings);
    assert.deepEqual([shown.depth, shown.data, shown.width], ['3', 'digits', '32']);
    for (const name of ['rope', 'curve', 'map']) assert.ok(await page.locator(`figure.${name}`).isVisible(), name);
    await page.goBack();
    await rested(page, 'dead');
    await page.locator('.to-kit[data-for="dead"]').click();
    await page.waitForURL(/embed-kit\.html\?.*activation=relu/);
    await page.waitForFunction(() => document.querySelector('gradient-flow')?.getAttribute('data-state') === 'idle');
    assert.equal(await page.locator('html').getAttribute('lang'), lang);
    // A page that is left drops what was on its way.
    assert.deepEqual(problems.filter((problem) => !problem.endsWith('net::ERR_ABORTED')), []);
  }
});

test('on paper every answer is open, and every figure is there, come or not', async (t) => {
  const { page, close } = await open({ page: PAGES.en, reducedMotion: 'reduce' });
  t.after(close);
  await rested(page, 'rope');
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  assert.ok(await page.evaluate(() => [...document.querySelectorAll('.reveal')].every((details) => /** @type {HTMLDetailsElement} */ (details).open)));
  assert.ok(!(await page.locator('.try').first().isVisible()));
  for (const name of ['rope', 'chaos']) {
    const figure = page.locator(`#figure-${name}`);
    const seen = figure.locator(name === 'rope' ? 'figure.rope canvas' : 'picture img');
    assert.ok(await seen.isVisible(), name);
  }
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  assert.ok(!(await page.locator('.reveal').first().evaluate((details) => /** @type {HTMLDetailsElement} */ (details).open)));
});

test('a narrow page is not too wide, in either language and theme', async (t) => {
  for (const path of Object.values(PAGES)) {
    for (const width of [320, 390, 768]) {
      const { page, close } = await open({ page: path, viewport: { width, height: 800 }, colorScheme: width === 390 ? 'dark' : 'light' });
      t.after(close);
      await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), `${path} at ${width}`);
    }
  }
});

test('a copy of the site works under any path, with nothing else in the world', async (t) => {
  const root = mkdtempSync(join(tmpdir(), 'gradient-flow-'));
  t.after(() => rmSync(root, { recursive: true }));
  cpSync(fileURLToPath(new URL('../../www/dist', import.meta.url)), join(root, 'a', 'b'), { recursive: true });
  const server = await serve({ root });
  t.after(server.close);
  const { page, context, problems, close } = await open({ page: 'about:blank', expectProblems: true, reducedMotion: 'reduce' });
  t.after(close);
  await context.route((url) => !url.href.startsWith(server.url), (route) => route.abort());
  await page.goto(`${server.url}a/b/ko/index.html`);
  await rested(page, 'relu');
  assert.deepEqual(problems.filter((problem) => !problem.includes(server.url)), []);
});

test('where the engine cannot run, text and pictures stay', async (t) => {
  const { page, close } = await open({ page: PAGES.en, early: () => void Object.assign(WebAssembly, { validate: () => false }) });
  t.after(close);
  await page.locator('#figure-rope').scrollIntoViewIfNeeded();
  await page.waitForFunction(() => document.getElementById('figure-rope')?.dataset.state === 'error');
  const figure = page.locator('#figure-rope');
  assert.match(await figure.locator('.message').innerText(), /WebAssembly is too old/);
  assert.ok(await figure.locator('picture img').isVisible());
  await page.getByRole('button', { name: 'Train both' }).click();
  await page.locator('#guess-result').getByText('The networks cannot run in this browser').waitFor();
});
