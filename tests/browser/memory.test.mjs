// Memory stays as it is, however long one plays.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { settled } from './figure.mjs';
import { open, stop } from './harness.mjs';
import { hasten, heapsOf } from './hasten.mjs';

after(stop);

test('ten thousand changes of the settings leave the memory as it was', async (t) => {
  const { context, url, close } = await open({ reducedMotion: 'reduce' });
  t.after(close);
  const page = await context.newPage();
  // What matters is how many there are.
  await page.addInitScript(hasten);
  await page.goto(`${url}lab.html?depth=3&width=4&view=curve+map+sizes`);
  await settled(page);
  const heaps = await heapsOf(page);
  const change = (/** @type {number} */ from, /** @type {number} */ to) =>
    page.evaluate(async ([from, to]) => {
      const figure = /** @type {HTMLElement} */ (document.querySelector('gradient-flow'));
      const activations = ['tanh', 'relu', 'sigmoid', 'elu', 'prelu'];
      let built = 0;
      figure.addEventListener('change', () => built++);
      for (let index = from; index < to; index++) {
        figure.setAttribute('activation', activations[index % activations.length]);
        figure.setAttribute('depth', String(1 + (index % 30)));
        const before = built;
        while (built === before) await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      return built;
    }, [from, to]);
  // What is made once is there, and buffers have their size.
  await change(0, 1000);
  const before = await heaps();
  assert.ok((await change(1000, 10_000)) >= 9000);
  const after = await heaps();
  t.diagnostic(`JS ${before.js} -> ${after.js} bytes, wasm ${before.wasm} -> ${after.wasm}`);
  assert.ok(after.js < 1.1 * before.js, `JS heap: ${before.js} -> ${after.js}`);
  // The allocator may need some pages more to fit what comes in other orders; one experiment of tens of
  // kilobytes that stays behind at every change would be hundreds of megabytes.
  assert.ok(after.wasm <= before.wasm + 8 * 65_536, `wasm memory: ${before.wasm} -> ${after.wasm}`);
});
