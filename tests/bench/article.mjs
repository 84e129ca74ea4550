// node tests/bench/article.mjs [--json FILE]: what ten figures in one article cost beside one: until the first picture,
// on the main thread, in memory.
//
// The article is of another site. It is read from top to bottom: every figure is stayed at for a second,
// and trains by itself while it is in sight.

import { stop } from '../browser/harness.mjs';
import { host } from '../browser/host.mjs';
import { report, table } from './report.mjs';
import { quantile } from './sampling.mjs';

/** @typedef {HTMLElement & { statistics: { run: Record<string, number> } | null }} Figure */

const MIB = 1 << 20;
/** Each is measured so often. */
const ROUNDS = 5;
/** How long a reader stays at a figure (ms). */
const STAY = 1000;

/** @param {number} count */
async function article(count) {
  const figure = '<gradient-flow depth="10" view="compact" autoplay style="display: block; min-height: 1000px"></gradient-flow>';
  const text = '<p style="height: 1500px">text</p>';
  const { page, context, close } = await host(
    (site) => `<script async src="${site}gradient-flow.js"></script><h1>Article</h1>${(figure + text).repeat(count)}`,
    {
      reducedMotion: 'no-preference',
      early: () => {
        const own = /** @type {any} */ (window);
        // The pass is shown as it advances: from here on there is something to see.
        document.addEventListener('change', () => requestAnimationFrame(() => (own.begun ??= performance.now())));
        document.addEventListener('ready', () => (own.first ??= performance.now()));
        for (const name of /** @type {const} */ (['instantiate', 'instantiateStreaming'])) {
          const real = WebAssembly[name];
          WebAssembly[name] = /** @type {any} */ (async (/** @type {any[]} */ ...given) => {
            const made = await Reflect.apply(real, WebAssembly, given);
            own.memory = made.instance.exports.memory;
            return made;
          });
        }
      },
    },
  );
  const protocol = await context.newCDPSession(page);
  await protocol.send('Performance.enable');
  await page.waitForFunction(() => /** @type {any} */ (window).first);
  const [begun, first] = await page.evaluate(() => [/** @type {any} */ (window).begun, /** @type {any} */ (window).first]);
  const metrics = async () => {
    const { metrics } = await protocol.send('Performance.getMetrics');
    return (/** @type {string} */ name) => Number(metrics.find((metric) => metric.name === name)?.value);
  };
  for (let index = 0; index < count; index++) {
    await page.evaluate((index) => document.querySelectorAll('gradient-flow')[index].scrollIntoView(), index);
    await page.waitForFunction((index) => Number(/** @type {Figure} */ (document.querySelectorAll('gradient-flow')[index]).statistics?.run.step) > 0, index);
    await page.waitForTimeout(STAY);
  }
  // All are there, one is in sight: what a second costs now.
  const before = await metrics();
  await page.waitForTimeout(STAY);
  const after = await metrics();
  const busy = (after('TaskDuration') - before('TaskDuration')) / (STAY / 1000);
  await protocol.send('HeapProfiler.collectGarbage');
  const heap = (await metrics())('JSHeapUsedSize');
  const wasm = await page.evaluate(() => /** @type {any} */ (window).memory.buffer.byteLength);
  const total = after('TaskDuration');
  await close();
  return { begun, first, total, busy: 100 * busy, heap: heap / MIB, wasm: wasm / MIB };
}

try {
  const counts = [1, 10];
  /** @type {Map<number, Awaited<ReturnType<typeof article>>[]>} */
  const seen = new Map(counts.map((count) => [count, []]));
  // One after the other, so that a busy minute hits both.
  for (let round = 0; round < ROUNDS; round++) for (const count of counts) seen.get(count)?.push(await article(count));
  const results = counts.map((count) => {
    const of = (/** @type {keyof Awaited<ReturnType<typeof article>>} */ key) => quantile((seen.get(count) ?? []).map((round) => round[key]), 0.5);
    return { figures: count, begunMs: of('begun'), readyMs: of('first'), mainThreadSeconds: of('total'), busyPercent: of('busy'), jsMib: of('heap'), wasmMib: of('wasm') };
  });
  report([
    `An article of another site with compact figures that train while in sight; medians of ${ROUNDS}.`,
    '',
    ...table(['figures', 'first shows its pass', 'all of it', 'main thread until all were read', 'busy with one in sight', 'JavaScript', 'WebAssembly'],
      results.map(({ figures, begunMs, readyMs, mainThreadSeconds, busyPercent, jsMib, wasmMib }) => [String(figures), `${begunMs.toFixed(0)} ms`, `${readyMs.toFixed(0)} ms`,
        `${mainThreadSeconds.toFixed(1)} s`, `${busyPercent.toFixed(0)} %`, `${jsMib.toFixed(1)} MiB`, `${wasmMib.toFixed(1)} MiB`])),
  ], { results });
} finally {
  await stop();
}
