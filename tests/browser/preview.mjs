// node tests/browser/preview.mjs: makes anew the pictures that others show beside a link to the article,
// www/preview-*.png, from the picture at its head, which is of real runs.

import { fileURLToPath } from 'node:url';
import { open, stop } from './harness.mjs';

const STYLE = `
  html, body.story { margin: 0; padding: 0; max-width: none; display: block; overflow: hidden; }
  body.story > :not(.hero) { display: none; }
  .hero { box-sizing: border-box; width: 1200px; height: 630px; padding: 56px 64px; display: flex; flex-direction: column; justify-content: center; }
  .hero h1 { font-size: 68px; } .hero .subtitle { font-size: 28px; margin: 18px 0 34px; } .hero .note { font-size: 19px; margin: 18px 0 0; }`;

try {
  for (const [lang, page] of Object.entries({ en: 'index.html', ko: 'ko/index.html' })) {
    const opened = await open({ page, viewport: { width: 1200, height: 630 } });
    await opened.page.addStyleTag({ content: STYLE });
    await opened.page.screenshot({ path: fileURLToPath(new URL(`../../www/preview-${lang}.png`, import.meta.url)) });
    await opened.close();
  }
} finally {
  await stop();
}
