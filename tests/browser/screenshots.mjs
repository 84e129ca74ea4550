// node tests/browser/screenshots.mjs OUT_DIR: the built page in each size, colour scheme and language.

import { join } from 'node:path';
import { open, stop } from './harness.mjs';

const [outDir] = process.argv.slice(2);
if (!outDir) {
  console.error('usage: node tests/browser/screenshots.mjs OUT_DIR');
  process.exit(2);
}

const viewports = [
  { width: 1280, height: 800 },
  { width: 768, height: 1024 },
  { width: 390, height: 844 },
];
const colorSchemes = /** @type {const} */ (['light', 'dark']);

try {
  for (const viewport of viewports) {
    for (const colorScheme of colorSchemes) {
      for (const lang of ['en', 'ko']) {
        const { page, close } = await open({ page: `index.html?lang=${lang}`, viewport, colorScheme, locale: lang });
        await page.waitForFunction(() => document.querySelector('gradient-flow')?.matches('[data-state="idle"]'));
        const path = join(outDir, `${viewport.width}-${colorScheme}-${lang}.png`);
        await page.screenshot({ path, fullPage: true });
        console.log(path);
        await close();
      }
    }
  }
} finally {
  await stop();
}
