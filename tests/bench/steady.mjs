// node tests/bench/steady.mjs [--json FILE]: memory before and after thousands of steps, in place of an hour of playing.
// Frames come as fast as they are drawn, at four times the speed, and of one view: what grows is what is kept.

import { settled } from '../browser/figure.mjs';
import { hasten, heapsOf } from '../browser/hasten.mjs';
import { open, stop } from '../browser/harness.mjs';
import { report, table } from './report.mjs';

/** @typedef {import('../browser/figure.mjs').Figure} Figure */

const MIB = 1 << 20;
const FROM = 2000;
const STEPS = 20_000;

try {
  const { page, close } = await open({ page: 'lab.html?depth=10&width=8&batch=16&view=heatmap&speed=4', reducedMotion: 'reduce', expectProblems: true, early: hasten });
  await settled(page);
  const heaps = await heapsOf(page);
  /** @param {number} last */
  const play = (last) => page.evaluate(async (last) => {
    const figure = /** @type {Figure} */ (document.querySelector('gradient-flow'));
    figure.play();
    while (figure.statistics.run.step < last) await new Promise((resolve) => setTimeout(resolve, 10));
    figure.pause();
  }, last);
  // What is made once is there, and buffers have their size.
  await play(FROM);
  const before = await heaps();
  const began = performance.now();
  await play(FROM + STEPS);
  const seconds = (performance.now() - began) / 1000;
  const after = await heaps();
  await close();
  const mib = (/** @type {number} */ bytes) => (bytes / MIB).toFixed(2);
  report([
    `The laboratory's memory before and after ${STEPS.toLocaleString('en')} steps of playing (depth 10, width 8, batch 16), MiB; they took ${seconds.toFixed(0)} s.`,
    '',
    ...table(['', `after ${FROM} steps`, `after ${FROM + STEPS}`], [
      ['JavaScript', mib(before.js), mib(after.js)],
      ['WebAssembly', mib(before.wasm), mib(after.wasm)],
    ]),
  ], { steps: STEPS, seconds, before, after });
} finally {
  await stop();
}
