// The kit: what it makes works where its readers put it.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { settled } from './figure.mjs';
import { open, stop } from './harness.mjs';
import { host } from './host.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').FrameLocator} FrameLocator */

after(stop);

/** With signs that HTML, addresses and Markdown have uses for. */
const FORMULA = 'if(z < -1, 0.1*z, max(z, z^2))';
const PIN = 'a"<b> &amp%3b [c]*(activation=tanh~depth=5)@1';
const ASKED = new URLSearchParams({
  activation: 'formula', formula: FORMULA, depth: '6', data: 'digits', view: 'map sizes', controls: 'depth play', layer: '3', at: '2',
  compare: PIN,
});
const ALL = `${ASKED}&theme=dark&figure-lang=ko&autoplay`;

/** @param {string} query @param {Parameters<typeof open>[0]} [options] */
async function kit(query, options = {}) {
  const opened = await open({ page: `embed-kit.html?${query}`, reducedMotion: 'reduce', ...options });
  const { page, context } = opened;
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.locator('#preview').scrollIntoViewIfNeeded();
  await settled(page);
  // What has been measured is written.
  await page.waitForFunction(() => /style="|reserve=no/.test(`${/** @type {HTMLTextAreaElement | null} */ (document.querySelector('#script-code'))?.value} ${location}`));
  return opened;
}

/** What is copied with the button of a form. @param {Page} page @param {string} id Of its text. */
async function copied(page, id) {
  const [way] = id.split('-');
  await page.evaluate(() => navigator.clipboard.writeText(''));
  await page.locator(`.text:has(#${id}) button`).click();
  await page.locator(`#${way} .told`).getByText('Copied.').waitFor();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(text, await page.locator(`#${id}`).inputValue());
  return text;
}

/** All that a figure tells of itself. @param {Page | FrameLocator} place */
async function told(place) {
  const figure = place.locator('gradient-flow[data-state="idle"]');
  await figure.waitFor();
  return figure.evaluate((figure) => JSON.parse(JSON.stringify(figure)));
}

/** @param {Page | FrameLocator} place @param {string[]} names */
const attributes = (place, ...names) => place.locator('gradient-flow').evaluate((figure, names) => names.map((name) => figure.getAttribute(name)), names);
const isDark = (/** @type {Page | FrameLocator} */ place) => place.locator('.frame').evaluate((node) => node.classList.contains('dark') && node.getAttribute('lang'));
const own = (/** @type {string[]} */ problems) => problems.filter((problem) => !problem.startsWith('foreign request'));

test('a tag, as script and as module, shows the same figure on somebody else\'s page', async (t) => {
  const { page, url, close } = await kit(ALL);
  t.after(close);
  const wanted = await told(page);
  assert.equal(wanted.settings.formula, FORMULA);
  assert.match(wanted.query, /at=2&compare=a/);
  const min = `display: block; min-height: ${await page.locator('gradient-flow').evaluate((figure) => /** @type {HTMLElement} */ (figure).offsetHeight)}px`;
  const origin = new URL(url).origin;
  // As much as the kit says is needed.
  const policies = {
    script: `script-src ${origin} 'wasm-unsafe-eval'; connect-src ${origin}`,
    module: `script-src ${origin} 'wasm-unsafe-eval'; connect-src ${origin}`,
  };
  for (const [way, policy] of Object.entries(policies)) {
    const text = await copied(page, `${way}-code`);
    const theirs = await host(() => `<meta http-equiv="Content-Security-Policy" content="${policy}"><main>${text}</main>`);
    t.after(theirs.close);
    assert.deepEqual(await told(theirs.page), wanted, way);
    assert.deepEqual(await attributes(theirs.page, 'autoplay', 'style', 'version'), ['', min, null]);
    assert.equal(await isDark(theirs.page), 'ko');
    assert.deepEqual(own(theirs.problems), []);
    // Without scripts there is the link.
    const bare = await host(() => text, { javaScriptEnabled: false });
    t.after(bare.close);
    const link = await bare.page.getByRole('link', { name: /^기울기는 어디로 사라질까\? .*, 6층$/ }).getAttribute('href');
    const lab = await open({ page: String(link), expectProblems: true, reducedMotion: 'reduce' });
    t.after(lab.close);
    const { query, ...numbers } = await told(lab.page);
    assert.equal(query, wanted.query.replace('&controls=depth+play', ''));
    assert.deepEqual(numbers.layers, wanted.layers);
  }
});

test('a frame, and an address put into one, show the same figure, and the frame finds its height', async (t) => {
  const { page, url, close } = await kit(ALL);
  t.after(close);
  const wanted = await told(page);
  const { origin } = new URL(url);
  const code = await copied(page, 'frame-code');
  const theirs = await host(() => `<meta http-equiv="Content-Security-Policy" content="script-src ${origin}; frame-src ${origin}">${code}`);
  t.after(theirs.close);
  const frame = theirs.page.frameLocator('iframe');
  assert.deepEqual(await told(frame), wanted);
  assert.equal(await isDark(frame), 'ko');
  assert.deepEqual(own(theirs.problems), []);
  const heights = async () => [
    await theirs.page.locator('iframe').evaluate(({ clientHeight }) => clientHeight),
    await frame.locator('body').evaluate((body) => Math.ceil(body.getBoundingClientRect().height)),
  ];
  await theirs.page.waitForTimeout(300);
  const [height, inside] = await heights();
  assert.equal(height, inside);
  // What stood there before is not far from it.
  const before = Number(/height: (\d+)px/.exec(code)?.[1]);
  assert.ok(Math.abs(before - inside) < 60, `${before} ${inside}`);

  const address = await copied(page, 'address-frame');
  const plain = await host(() => `<iframe title="figure" width="800" height="600"></iframe>`);
  t.after(plain.close);
  await plain.page.locator('iframe').evaluate((frame, src) => void (/** @type {HTMLIFrameElement} */ (frame).src = src), address);
  assert.deepEqual(await told(plain.page.frameLocator('iframe')), wanted);
});

test('what is not changed is not written, and a frame of it is complete', async (t) => {
  const { page, close } = await kit('reserve=no');
  t.after(close);
  assert.match(await copied(page, 'script-code'), /^<script async src="[^"]*\/gradient-flow\.js"><\/script>\n<gradient-flow>\n<a href="[^"]*\/lab\.html\?version=1">Where does the gradient go\? sigmoid, 20 layers<\/a>\n<\/gradient-flow>$/);
  const theirs = await open({ page: await copied(page, 'address-frame'), expectProblems: true, reducedMotion: 'reduce' });
  t.after(theirs.close);
  assert.deepEqual(await told(theirs.page), await told(page));
});

test('the saved page opens from disk, without a network, and shows the same figure', async (t) => {
  const { page, close } = await kit(ALL);
  t.after(close);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save the HTML file' }).click()]);
  assert.equal(download.suggestedFilename(), 'gradient-flow-formula-6.html');
  const folder = mkdtempSync(join(tmpdir(), 'gradient-flow-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, download.suggestedFilename());
  await download.saveAs(file);
  const theirs = await open({ page: 'about:blank', expectProblems: true, reducedMotion: 'reduce' });
  t.after(theirs.close);
  await theirs.context.setOffline(true);
  theirs.problems.length = 0;
  await theirs.page.goto(pathToFileURL(file).href);
  assert.deepEqual(await told(theirs.page), await told(page));
  assert.equal(await isDark(theirs.page), 'ko');
  assert.match(await theirs.page.title(), /^기울기는 어디로 사라질까\?/);
  assert.deepEqual(theirs.problems.filter((problem) => !problem.startsWith('foreign request: file:')), []);
});

test('the picture is the one that its snippets name, with its size and what the run says', async (t) => {
  const { page, close } = await kit('activation=relu&depth=5&view=map&column=480');
  t.after(close);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save the picture' }).click()]);
  await page.waitForFunction(() => /width="\d/.test(/** @type {HTMLTextAreaElement} */ (document.querySelector('#picture-code')).value));
  const stream = await download.createReadStream();
  const file = Buffer.concat(await stream.toArray());
  const text = await copied(page, 'picture-code');
  const image = await page.evaluate((text) => {
    const body = new DOMParser().parseFromString(text, 'text/html').body;
    const [link, image] = [body.querySelector('a'), body.querySelector('img')];
    return { href: link?.href, src: image?.getAttribute('src'), alt: image?.alt, width: image?.width, height: image?.height };
  }, text);
  assert.equal(image.src, download.suggestedFilename());
  assert.deepEqual([image.width, image.height], [16, 20].map((place) => Math.round(file.readUInt32BE(place) / 2)));
  const sentence = (await page.locator('.sentence').innerText()).replaceAll('\u2060', '').replace(/\s+/g, ' ');
  assert.match(sentence, /error signal/);
  assert.equal(image.alt, sentence);
  assert.equal(image.href, await copied(page, 'address-lab'));
  const markdown = await copied(page, 'markdown-picture');
  assert.ok(markdown.endsWith(`](gradient-flow-relu-5.png)](${image.href})`), markdown);
  // Another sentence for another network.
  await page.locator('gradient-flow').evaluate((figure) => figure.setAttribute('activation', 'sigmoid'));
  await page.waitForFunction(() => /alt="The gradient[^>]*width="/.test(/** @type {HTMLTextAreaElement} */ (document.querySelector('#picture-code')).value));
});

test('the picture can be saved though the figure has not been in sight', async (t) => {
  const { page, close } = await open({ page: 'embed-kit.html?depth=4', viewport: { width: 320, height: 300 }, reducedMotion: 'reduce' });
  t.after(close);
  const button = page.getByRole('button', { name: 'Save the picture' });
  await button.waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), button.evaluate((button) => /** @type {HTMLElement} */ (button).click())]);
  assert.equal(download.suggestedFilename(), 'gradient-flow-sigmoid-4.png');
});

test('Markdown gets lines that it leaves alone', async (t) => {
  const { page, close } = await kit(ALL);
  t.after(close);
  const text = await copied(page, 'markdown-block');
  const lines = text.split('\n');
  assert.equal(text.trim(), await copied(page, 'script-code'));
  assert.deepEqual([lines[0], ...lines.slice(-2)], ['', '', '']);
  for (const line of lines.slice(1, -2)) assert.match(line, /^<[^ ].*>$/);
});

test('the forms and the address follow the options and the preview', async (t) => {
  const { page, close } = await kit('depth=6&view=map');
  t.after(close);
  /** @param {RegExp} pattern */
  const says = (pattern) => page.waitForFunction(([source, id]) => new RegExp(source).test(/** @type {HTMLTextAreaElement} */ (document.querySelector(id)).value), [pattern.source, '#script-code']);
  await page.getByRole('combobox', { name: 'Colours' }).selectOption('dark');
  await says(/ theme="dark"/);
  assert.equal(await isDark(page), 'en');
  await page.getByRole('combobox', { name: 'Language' }).selectOption('한국어');
  await says(/ lang="ko".*\n.*lang=ko">기울기는/);
  await page.getByRole('button', { name: '재생' }).waitFor();
  await page.getByLabel('Plays by itself').check();
  await says(/ autoplay /);
  await page.getByRole('combobox', { name: 'Views', exact: true }).selectOption('chosen one by one');
  await page.getByRole('checkbox', { name: 'The rope' }).check();
  await says(/view="map rope"/);
  await page.locator('figure.rope').waitFor();
  await page.getByRole('combobox', { name: 'Controls', exact: true }).selectOption('none');
  await says(/controls="none"/);
  await page.locator('.controls').waitFor({ state: 'hidden' });
  await page.getByRole('combobox', { name: 'Controls', exact: true }).selectOption('chosen one by one');
  await page.getByRole('checkbox', { name: 'Depth' }).check();
  await page.getByRole('checkbox', { name: 'New seed' }).check();
  await says(/controls="depth seed"/);
  await page.getByRole('combobox', { name: 'Width of your column' }).selectOption('480 px');
  await page.getByText('The figure is 480 × ').waitFor();
  await settled(page);
  const shown = await page.locator('gradient-flow').evaluate((figure) => /** @type {HTMLElement} */ (figure).offsetHeight);
  await says(new RegExp(`min-height: ${shown}px`));
  await page.locator('[data-key="depth"]').fill('9');
  await says(/depth="9"/);
  const address = /\?version=1&depth=9&view=map\+rope&controls=depth\+seed&theme=dark&figure-lang=ko&column=480&autoplay=$/;
  await page.waitForURL(address);
  // It brings all of that back.
  await page.reload();
  await settled(page);
  await says(/<gradient-flow depth="9" view="map rope" controls="depth seed" theme="dark" autoplay lang="ko" style=/);
  await page.waitForURL(address);
  assert.equal(await page.getByRole('combobox', { name: 'Width of your column' }).inputValue(), '480');
  assert.equal(await page.getByRole('combobox', { name: 'Views', exact: true }).inputValue(), 'chosen');
  await page.getByLabel('Keeps its height free').uncheck();
  assert.doesNotMatch(await page.locator('#script-code').inputValue(), /style/);
  await page.waitForURL(/&reserve=no$/);
});

test('what is open above the picture is not a part of its height', async (t) => {
  const { page, close } = await kit('view=map&depth=4');
  t.after(close);
  const before = await page.locator('#script-code').inputValue();
  await page.locator('.tab-settings').click();
  await page.locator('#panel-settings').waitFor();
  await page.waitForTimeout(900);
  assert.equal(await page.locator('#script-code').inputValue(), before);
});

test('where nothing may be written to the clipboard, the text is selected', async (t) => {
  const { page, close } = await kit('depth=4', { early: () => void (navigator.clipboard && (navigator.clipboard.writeText = () => Promise.reject(new Error('no')))) });
  t.after(close);
  await page.getByRole('button', { name: 'Copy: Iframe' }).click();
  await page.getByText('This page may not write to the clipboard').waitFor();
  const [selected, all] = await page.locator('#frame-code').evaluate((node) => {
    const area = /** @type {HTMLTextAreaElement} */ (node);
    return [area.value.slice(area.selectionStart, area.selectionEnd), area.value];
  });
  assert.equal(selected, all);
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'frame-code');
});

test('the laboratory leads to it with what it shows, it to the laboratory, and both to the article', async (t) => {
  const { page, url, close } = await open({ page: 'lab.html?depth=7&lang=ko', reducedMotion: 'reduce' });
  t.after(close);
  await settled(page);
  const story = () => page.locator('a[data-story]').evaluate((link) => /** @type {HTMLAnchorElement} */ (link).href);
  assert.equal(await story(), `${url}ko/index.html`);
  await page.locator('gradient-flow').evaluate((figure) => figure.setAttribute('activation', 'tanh'));
  await page.getByRole('link', { name: '내 페이지에 이 그림 넣기' }).click();
  await page.waitForURL(/embed-kit\.html\?version=1&activation=tanh&depth=7&lang=ko$/);
  await page.getByRole('heading', { name: '넣는 방법' }).waitFor();
  assert.equal(await story(), `${url}ko/index.html`);
  await page.getByRole('link', { name: 'English' }).click();
  await page.getByRole('heading', { name: 'Ways to embed it' }).waitFor();
  assert.equal(await story(), `${url}index.html`);
  await settled(page);
  await page.getByRole('link', { name: 'laboratory' }).click();
  await page.waitForURL(/lab\.html\?version=1&activation=tanh&depth=7$/);
  await settled(page);
});

test('it keeps to a strict policy of its own', async (t) => {
  const { page, context, url, close } = await open({ page: 'about:blank', reducedMotion: 'reduce' });
  t.after(close);
  await context.route('**/embed-kit.html*', async (route) => {
    const response = await route.fetch();
    const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; img-src data:";
    await route.fulfill({ response, headers: { ...response.headers(), 'Content-Security-Policy': policy } });
  });
  await page.goto(`${url}embed-kit.html?column=480&view=map&controls=none&depth=4`);
  await settled(page);
  await page.getByText('The figure is 480 × ').waitFor();
});

test('nothing for axe to find, in three colour schemes', async (t) => {
  for (const options of [{ colorScheme: 'light' }, { colorScheme: 'dark' }, { forcedColors: 'active' }]) {
    const { page, close } = await kit('depth=4&view=map+why&controls=depth', /** @type {Parameters<typeof open>[0]} */ (options));
    t.after(close);
    await page.evaluate(axe.source);
    const violations = await page.evaluate(async () => {
      const { violations } = await /** @type {typeof axe} */ (Reflect.get(window, 'axe')).run();
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(' ')}`);
    });
    assert.deepEqual(violations, [], JSON.stringify(options));
  }
});

test('a narrow page does not scroll sideways', async (t) => {
  for (const width of [320, 390, 768]) {
    for (const lang of ['en', 'ko']) {
      const { page, close } = await kit(`lang=${lang}&view=map+why&controls=depth&column=960`, { viewport: { width, height: 800 } });
      t.after(close);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, lang);
    }
  }
});

test('the keyboard reaches everything', async (t) => {
  const { page, close } = await kit('depth=4&view=map+why&controls=none');
  t.after(close);
  const wanted = await page.locator('body').evaluate((body) => {
    const all = [...body.querySelectorAll('a, button, select, input, textarea')];
    return all.filter((node) => /** @type {HTMLElement} */ (node).checkVisibility()).length;
  });
  const reached = await page.evaluateHandle(() => new Set());
  await page.evaluate(() => scrollTo(0, 0));
  // Some of them in the figure, before the window begins anew.
  for (let presses = 0; presses < wanted + 40; presses++) {
    await page.keyboard.press('Tab');
    await reached.evaluate((reached) => reached.add(document.activeElement));
  }
  const missed = await reached.evaluate((reached) => [...document.querySelectorAll('a, button, select, input, textarea')]
    .filter((node) => /** @type {HTMLElement} */ (node).checkVisibility() && !reached.has(node)).map(({ outerHTML }) => outerHTML));
  assert.deepEqual(missed, []);
});
