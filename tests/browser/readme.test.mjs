// What the README says of embedding, followed word for word in an empty folder.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { serve } from '../../www/serve.mjs';
import { open, stop } from './harness.mjs';

after(stop);

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const section = readme.slice(readme.indexOf('\n## Embed it'), readme.indexOf('\n## What it shows'));
const ways = section.split('\n### ').slice(1).map((text) => ({
  name: text.split('\n', 1)[0],
  shell: /```sh\n([^]*?)```/.exec(text)?.[1],
  html: /```html\n([^]*?)```/.exec(text)?.[1],
})).filter(({ shell }) => shell);

test('the README tells of five ways that begin with a command', () => {
  assert.deepEqual(ways.map(({ name }) => name), ['One script', 'In an iframe', 'As a module', 'From npm\'s point of view', 'One HTML file']);
});

for (const { name, shell = '', html } of ways) {
  test(`the README, word for word: ${name}`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'gradient-flow-'));
    t.after(() => rmSync(folder, { recursive: true }));
    execFileSync('sh', ['-c', shell], { cwd: folder, env: { ...process.env, GF: fileURLToPath(new URL('../../www/dist', import.meta.url)) }, stdio: 'pipe' });
    const server = await serve({ root: folder });
    t.after(server.close);
    const { page, problems, close } = await open({ page: 'about:blank', expectProblems: true, reducedMotion: 'reduce' });
    t.after(close);
    if (html) writeFileSync(join(folder, 'index.html'), `<!doctype html><html lang="en"><meta charset="utf-8"><title>post</title><link rel="icon" href="data:,">${html}</html>`);
    problems.length = 0;
    await page.goto(html ? server.url : `${pathToFileURL(join(folder, 'standalone.html'))}?activation=relu&depth=20`);
    const isFramed = html?.includes('<iframe');
    const frame = isFramed ? await (await page.waitForSelector('iframe')).contentFrame() : page.mainFrame();
    assert.ok(frame);
    await frame.waitForFunction(() => document.querySelector('gradient-flow')?.getAttribute('data-state') === 'idle');
    const seen = await frame.evaluate(() => {
      const figure = /** @type {any} */ (document.querySelector('gradient-flow'));
      return [figure.activation, figure.depth, figure.statistics.layers.length];
    });
    assert.deepEqual(seen, [html?.includes('sigmoid') ? 'sigmoid' : 'relu', 20, 21]);
    // The data are where they should be.
    await frame.evaluate(() => void (/** @type {any} */ (document.querySelector('gradient-flow')).data = 'digits'));
    await frame.waitForFunction(() => /** @type {any} */ (document.querySelector('gradient-flow')).settings.data === 'digits');
    const allowed = [server.url, 'file:', 'data:', 'blob:'];
    assert.deepEqual(problems.filter((problem) => !allowed.some((start) => problem.startsWith(`foreign request: ${start}`))), []);
  });
}
