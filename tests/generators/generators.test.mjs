// What the kit makes works in posts that site generators make from Markdown, on another site than ours.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { labAddress, markdownPicture } from '../../www/snippets.js';
import { serve } from '../../www/serve.mjs';
import { open, stop } from '../browser/harness.mjs';
import { figure, post } from './post.mjs';
import { GENERATORS, HUGO_BY_ITSELF, build, html } from './sites.mjs';

after(stop);

/** Settings and all else that a figure tells of itself. @param {import('playwright-core').Page | import('playwright-core').FrameLocator} place */
async function told(place) {
  const found = place.locator('gradient-flow');
  await found.scrollIntoViewIfNeeded();
  await place.locator('gradient-flow[data-state="idle"]').waitFor();
  return found.evaluate((node) => JSON.parse(JSON.stringify(node)));
}

/** In Markdown bars are others, since some make tables of these. @param {string} sentence */
const said = (sentence) => sentence.replaceAll('|', '∣');

for (const [name, generator] of Object.entries(GENERATORS)) {
  test(`a post made with ${name} has the figure, the frame and the picture`, async (t) => {
    const opened = await open({ page: 'about:blank', expectProblems: true, reducedMotion: 'reduce' });
    t.after(opened.close);
    const { page, url, problems } = opened;
    const shown = figure(url);
    const { site, remove } = build(generator, post(shown), `${shown.file}.png`);
    t.after(remove);
    const server = await serve({ root: site });
    t.after(server.close);
    await page.goto(`${server.url}post/`);
    assert.deepEqual(await page.locator('body > p').allTextContents(), ['The first paragraph.', 'A paragraph between.', 'A picture:', '', 'The last paragraph.']);

    const query = new URLSearchParams(shown.query);
    const { settings, query: now } = await told(page);
    for (const key of ['activation', 'formula', 'depth', 'data']) assert.equal(settings[key], query.get(key), key);
    assert.equal(new URLSearchParams(now).get('compare'), query.get('compare'));
    const link = page.locator('gradient-flow > a');
    assert.deepEqual([await link.getAttribute('href'), await link.textContent()], [labAddress(shown), shown.title]);

    const frame = page.frameLocator('iframe');
    await page.locator('iframe').scrollIntoViewIfNeeded();
    assert.equal((await told(frame)).query, now, 'the frame shows the same');
    // It found its height: nothing of it is cut off, and nothing is left over.
    const wanted = await frame.locator('body').evaluate((body) => Math.ceil(body.getBoundingClientRect().height));
    assert.notEqual(wanted, shown.frameHeight);
    await page.waitForFunction((wanted) => document.querySelector('iframe')?.clientHeight === wanted, wanted);

    const picture = page.locator('p > a > img');
    assert.equal(await picture.getAttribute('alt'), said(shown.sentence));
    assert.equal(await page.locator('p > a').evaluate((node) => /** @type {HTMLAnchorElement} */ (node).href), new URL(labAddress(shown)).href);
    await picture.scrollIntoViewIfNeeded();
    await page.waitForFunction(() => document.querySelector('img')?.naturalWidth);

    const wrong = problems.filter((problem) => ![url, server.url].some((own) => problem.startsWith(`foreign request: ${own}`)));
    assert.deepEqual(wrong, []);
  });
}

test('by itself Hugo drops the HTML of a post, as the README says', (t) => {
  const shown = figure('https://a.example/');
  const { site, remove } = build(HUGO_BY_ITSELF, post(shown), `${shown.file}.png`);
  t.after(remove);
  const page = readFileSync(join(site, 'post/index.html'), 'utf8');
  assert.match(page, /The last paragraph/);
  assert.doesNotMatch(page, /<gradient-flow|<iframe/);
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  assert.ok(readme.includes('Hugo keeps it only with `markup.goldmark.renderer.unsafe = true`'));
});

test('whatever a figure says, Markdown says it of its picture', () => {
  const SIGNS = ['*', '_', '`', '[', ']', '<', '>', '&', '\\', '~', '$', '|', '!', '#', '{', '}', '(', ')', ':', '/', ';'];
  const PIECES = ['a', 'β', '1', ' ', ' ', 'amp;', 'b>', '!--', '/i>', 'https:', '](x)', ...SIGNS];
  // The same texts every time: numbers of Park and Miller.
  let seed = 1;
  const piece = () => PIECES[(seed = (seed * 48271) % 2147483647) % PIECES.length];
  for (let round = 0; round < 1000; round++) {
    const sentence = `a${Array.from({ length: 12 }, piece).join('')}`.replace(/ +/g, ' ');
    const shown = { ...figure('https://a.example/'), sentence };
    const alt = / alt="([^"]*)"/.exec(html(markdownPicture(shown)))?.[1];
    const read = alt?.replace(/&#x([0-9A-F]+);/g, (_, code) => String.fromCodePoint(parseInt(code, 16)));
    assert.equal(read, said(sentence), markdownPicture(shown));
  }
});
