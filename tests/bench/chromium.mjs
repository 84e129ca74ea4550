// node tests/bench/chromium.mjs [--json FILE]: the networks of peers.mjs in Chromium, but for PyTorch. A page cannot
// ask for CPU time, so it is wall time.

import { fileURLToPath } from 'node:url';
import { serve } from '../../www/serve.mjs';
import { open, stop } from '../browser/harness.mjs';
import { ACTIVATIONS, SIZES, SLOW } from './networks.mjs';
import { digits, range, report } from './report.mjs';
import { sizesTable } from './sizes.mjs';

/** @typedef {import('./sizes.mjs').Measured} Measured */

const server = await serve({ root: fileURLToPath(new URL('../..', import.meta.url)) });
try {
  // The harness serves only the site; what it calls problems are this server's files.
  const { page, close } = await open({ page: 'about:blank', expectProblems: true });
  await page.goto(`${server.url}tests/bench/chromium.html`);
  await page.waitForFunction(() => 'measure' in window);
  /** @type {Measured[]} */
  const results = [];
  for (const [name, size] of Object.entries(SIZES)) {
    for (const activation of ACTIVATIONS) {
      /** @type {Omit<Measured, 'size' | 'activation'>[]} */
      const measured = await page.evaluate(([size, activation, left]) => /** @type {any} */ (window).measure(size, activation, left),
        /** @type {const} */ ([size, activation, name === 'XL' ? Object.values(SLOW) : []]));
      results.push(...measured.map((one) => ({ size: name, ...size, activation, ...one })));
      process.stderr.write(`  ${name} ${activation}\n`);
    }
  }
  await close();
  report([
    'One step in Chromium: wall ms, medians, and from the 0.1 to the 0.9 quantile; hidden layers x width, batch.',
    ...sizesTable(results, ({ ms }) => `${digits(ms.wall.median)}, ${range(ms.wall)}`),
  ], { results });
} finally {
  await stop();
  await server.close();
}
