// The charts as files: that an SVG looks like the canvas it stands for, and that a picture of all
// of them is whole.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import test, { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { charts } from '../page/charts.mjs';
import { open, stop } from './harness.mjs';

// The page's own bundler.
const { build } = createRequire(new URL('../../www/package.json', import.meta.url))('esbuild');

after(stop);

const chartCount = charts(/** @type {any} */ ({ pins: [] }), /** @type {any} */ (null)).length;

/** @typedef {typeof import('./exported.mjs')} Exported */

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL('exported.mjs', import.meta.url))],
  bundle: true,
  format: 'iife',
  globalName: 'exported',
  target: 'es2022',
  write: false,
});

/** A blank page that has the exports. @param {import('node:test').TestContext} t */
async function exports(t) {
  const { page, context, close } = await open();
  t.after(close);
  const blank = await context.newPage();
  await page.close();
  await blank.evaluate(`${outputFiles[0].text}; globalThis.exported = exported;`);
  return blank;
}

for (const isDark of [false, true]) {
  test(`each chart looks the same as SVG (${isDark ? 'dark' : 'light'})`, async (t) => {
    const page = await exports(t);
    const found = await page.evaluate(
      (isDark) => /** @type {any} */ (globalThis).exported.compareCharts(isDark),
      isDark,
    );
    t.diagnostic(JSON.stringify(found));
    assert.equal(Object.keys(found).length, chartCount);
    for (const [name, { apart, drawn }] of Object.entries(found)) {
      assert.ok(apart < 0.004, `${name}: ${apart} of the pixels differ`);
      assert.ok(drawn > 5 * apart && drawn > 0.02, `${name}: only ${drawn} of the pixels are drawn on`);
    }
  });

  test(`the whole picture is the same as SVG and as PNG (${isDark ? 'dark' : 'light'})`, async (t) => {
    const page = await exports(t);
    const found = await page.evaluate(
      (isDark) => /** @type {any} */ (globalThis).exported.compareWholes(isDark),
      isDark,
    );
    t.diagnostic(JSON.stringify(found));
    assert.equal(found.type, 'image/png');
    assert.deepEqual(found.svg.map((/** @type {number} */ side) => 2 * side), found.png);
    assert.equal(found.png[0], 1280);
    // Bold letters stand a fraction of a pixel higher or lower.
    assert.ok(found.apart < 0.01, `${found.apart} of the pixels differ`);
    assert.deepEqual(found.corner, isDark ? [20, 22, 27, 255] : [255, 255, 255, 255]);
    assert.ok(found.ticks >= found.parts, `other things were done ${found.ticks} times`);
  });
}

test('a picture at another scale', async (t) => {
  const page = await exports(t);
  const found = await page.evaluate(() => /** @type {any} */ (globalThis).exported.compareWholes(false, 1));
  assert.deepEqual(found.svg, found.png);
});

test('a file is handed to the reader under its name', async (t) => {
  const { page, close } = await open();
  t.after(close);
  await page.evaluate(`${outputFiles[0].text}; globalThis.exported = exported;`);
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.evaluate(() => /** @type {any} */ (globalThis).exported.download('gradient-flow.csv', new Blob(['layer\r\n1\r\n']))),
  ]);
  assert.equal(file.suggestedFilename(), 'gradient-flow.csv');
  assert.equal(readFileSync(await file.path(), 'utf8'), 'layer\r\n1\r\n');
  assert.equal(await page.locator('a[download]').count(), 0);
});
