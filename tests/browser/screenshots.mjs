// node tests/browser/screenshots.mjs OUT_DIR [STATE...]: the laboratory's main states, in each size, colour
// scheme and language, for looking at them.

import { join } from 'node:path';
import { settled } from './figure.mjs';
import { open, stop } from './harness.mjs';

/** @typedef {import('./figure.mjs').Figure} Figure */

const ALL = 'standard learnt why shares rope chain table family landscape collapse';

/** What the address asks for, and for how long it trains (ms). @type {Record<string, { query: string, train?: number }>} */
const STATES = {
  vanishing: { query: '' },
  arriving: { query: 'activation=relu&init=he-normal&data=digits&depth=20' },
  learning: { query: 'activation=tanh&depth=4&view=standard+learnt', train: 3000 },
  dying: { query: 'activation=relu&init=he-normal&depth=10&width=3&learning-rate=0.5&view=standard+shares', train: 1000 },
  diverged: { query: 'activation=identity&init=he-normal&depth=20&learning-rate=10&view=standard+rope', train: 2000 },
  everything: { query: `activation=prelu&init=he-normal&depth=8&view=${ALL.replaceAll(' ', '+')}`, train: 1500 },
};

const viewports = [
  { width: 1280, height: 800 },
  { width: 768, height: 1024 },
  { width: 390, height: 844 },
  { width: 320, height: 640 },
];
const colorSchemes = /** @type {const} */ (['light', 'dark']);

const [outDir, ...wanted] = process.argv.slice(2);
if (!outDir || wanted.some((state) => !(state in STATES))) {
  console.error(`usage: node tests/browser/screenshots.mjs OUT_DIR [${Object.keys(STATES).join(' | ')}]...`);
  process.exit(2);
}

try {
  for (const [state, { query, train = 0 }] of Object.entries(STATES)) {
    if (wanted.length > 0 && !wanted.includes(state)) continue;
    for (const { width, height } of viewports) {
      for (const colorScheme of colorSchemes) {
        for (const lang of ['en', 'ko']) {
          const { page, close } = await open({
            page: `lab.html?${query}&lang=${lang}`, viewport: { width, height }, colorScheme, locale: lang, reducedMotion: 'reduce',
          });
          await settled(page);
          if (train > 0) {
            await page.evaluate(() => /** @type {Figure} */ (document.querySelector('gradient-flow')).play());
            await page.waitForTimeout(train);
            await page.evaluate(() => /** @type {Figure} */ (document.querySelector('gradient-flow')).pause());
          }
          // Views far from the window are not drawn: as tall as the page, it shows them all.
          const all = await page.evaluate(() => document.documentElement.scrollHeight);
          await page.setViewportSize({ width, height: all });
          await page.waitForTimeout(state === 'everything' ? 6000 : 600);
          await settled(page);
          const path = join(outDir, `${state}-${width}-${colorScheme}-${lang}.png`);
          await page.screenshot({ path, fullPage: true });
          console.log(path);
          await close();
        }
      }
    }
  }
} finally {
  await stop();
}
