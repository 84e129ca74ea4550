// node tests/browser/heights.mjs: measures how high the article's figures are when they have come, after the
// training that the text tells of, and after every button in the text, and writes it to www/story/heights.js.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FIGURES } from '../../www/story/figures.js';
import { open, stop } from './harness.mjs';

/** As in story.css. */
const WIDTHS = [320, 360, 390, 480, 600, 760];
const FILE = fileURLToPath(new URL('../../www/story/heights.js', import.meta.url));

/** @type {Record<string, Record<string, Record<string, number>>>} */
const heights = {};
try {
  for (const [lang, path] of Object.entries({ en: 'index.html', ko: 'ko/index.html' })) {
    heights[lang] = Object.fromEntries(Object.keys(FIGURES).map((name) => [name, {}]));
    for (const width of WIDTHS) {
      const { page, close } = await open({ page: path, viewport: { width, height: 900 }, locale: lang, reducedMotion: 'reduce' });
      await page.addStyleTag({ content: 'gradient-flow { min-height: 0 !important }' });
      for (const [name, { until }] of Object.entries(FIGURES)) {
        const figure = page.locator(`#figure-${name}`);
        const rested = async () => {
          await page.waitForFunction((name) => {
            const node = document.getElementById(`figure-${name}`);
            node?.scrollIntoView({ block: 'center' });
            return node?.dataset.state === 'idle';
          }, name);
          await page.waitForTimeout(700);
          return figure.evaluate((node) => Math.ceil(node.getBoundingClientRect().height));
        };
        let height = await rested();
        if (until) {
          await figure.evaluate((node, step) => /** @type {import('../../www/gradient-flow.js').GradientFlow} */ (node).goTo(step), until);
          height = Math.max(height, await rested());
        }
        for (const button of await page.locator(`button[data-for="${name}"]:not([data-race])`).all()) {
          await button.evaluate((node) => /** @type {HTMLElement} */ (node).click());
          await page.waitForTimeout(300);
          await figure.evaluate((node) => /** @type {import('../../www/gradient-flow.js').GradientFlow} */ (node).pause());
          height = Math.max(height, await rested());
        }
        heights[lang][name][width] = height;
      }
      await close();
      console.log(lang, width, Object.values(heights[lang]).map((of) => of[width]).join(' '));
    }
  }
  const rows = Object.entries(heights).map(([lang, figures]) =>
    `  ${lang}: {\n${Object.entries(figures).map(([name, of]) => `    ${name}: { ${Object.entries(of).map(([width, height]) => `${width}: ${height}`).join(', ')} },`).join('\n')}\n  },`);
  const [head] = readFileSync(FILE, 'utf8').split('= {');
  writeFileSync(FILE, `${head}= {\n${rows.join('\n')}\n};\n`);
} finally {
  await stop();
}
