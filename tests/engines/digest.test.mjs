// The same bits in three engines.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { serve } from '../../www/serve.mjs';
import { digestAfterTwentySteps } from '../digest.mjs';
import { ENGINES, openEngine } from './harness.mjs';

/** @typedef {{ settings: Record<string, string>, digest: string }} Case */
/** @type {Case[]} */
const cases = JSON.parse(readFileSync(new URL('../digests.json', import.meta.url), 'utf8'));

for (const engine of ENGINES) {
  test(`${engine} computes the same bits as all others`, async (t) => {
    const server = await serve({ root: fileURLToPath(new URL('../../www', import.meta.url)) });
    t.after(server.close);
    const { driver, close } = await openEngine(engine);
    t.after(close);
    await driver.get(`${server.url}data/README.md`);
    const digests = await driver.executeAsyncScript(
      async (/** @type {string} */ url, /** @type {Case[]} */ cases, /** @type {string} */ source, /** @type {(result: unknown) => void} */ done) => {
        try {
          const digest = new Function(`return ${source}`)();
          const { default: init, Experiment } = await import(`${url}pkg/gradient_flow.js`);
          await init({ module_or_path: `${url}pkg/gradient_flow_bg.wasm` });
          const packed = await fetch(`${url}data/digits.bin`);
          const stream = /** @type {ReadableStream} */ (packed.body).pipeThrough(new DecompressionStream('gzip'));
          const digits = new Uint8Array(await new Response(stream).arrayBuffer());
          const iris = new Uint8Array(await (await fetch(`${url}data/iris.csv`)).arrayBuffer());
          const files = /** @type {Record<string, Uint8Array>} */ ({ digits, iris });
          done(cases.map(({ settings }) => digest(new Experiment(settings, files[settings.data]))));
        } catch (error) {
          done(String(error));
        }
      },
      server.url, cases, digestAfterTwentySteps.toString(),
    );
    assert.deepEqual(digests, cases.map(({ digest }) => digest));
  });
}
