// node tests/bench/cold.mjs [--json FILE]: from the laboratory's address to its first picture, with nothing cached, and
// how much of that remains when its last file is there.
//
// The picture is there in the first frame after which the heat map has colours: of the first layers, since a pass is
// shown as it advances; and whole when the element says that it is ready.

import { open, stop } from '../browser/harness.mjs';
import { report, table } from './report.mjs';
import { spread } from './sampling.mjs';

const LOADS = 10;

/** Looks at every frame. */
function watch() {
  /** @param {HTMLCanvasElement | null | undefined} canvas */
  const isDrawn = (canvas) => {
    if (!canvas?.width || !canvas.height) return false;
    // A copy, so that looking leaves the canvas as it is.
    const { width, height } = canvas;
    const copy = /** @type {OffscreenCanvasRenderingContext2D} */ (new OffscreenCanvas(width, height).getContext('2d'));
    copy.drawImage(canvas, 0, 0);
    return copy.getImageData(0, 0, width, height).data.some((value, at) => at % 4 === 3 && value > 0);
  };
  const look = (/** @type {number} */ now) => {
    const canvas = document.querySelector('gradient-flow')?.shadowRoot?.querySelector('.map canvas');
    if (isDrawn(/** @type {HTMLCanvasElement | null | undefined} */ (canvas))) Reflect.set(window, 'begun', now);
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  document.addEventListener('ready', () => Reflect.set(window, 'whole', performance.now()));
}

async function load() {
  const { page, close } = await open({ reducedMotion: 'no-preference', early: watch });
  await page.waitForFunction(() => 'begun' in window && 'whole' in window);
  const times = await page.evaluate(() => {
    const { begun, whole } = /** @type {{ begun: number, whole: number }} */ (/** @type {unknown} */ (window));
    const files = /** @type {PerformanceResourceTiming[]} */ (performance.getEntriesByType('resource'));
    const loaded = Math.max(...files.map(({ responseEnd }) => responseEnd).filter((end) => end < begun));
    return { begun, whole, sinceLastFile: begun - loaded };
  });
  await close();
  return times;
}

try {
  /** @type {Awaited<ReturnType<typeof load>>[]} */
  const loads = [];
  for (let time = 0; time < LOADS; time++) loads.push(await load());
  const results = /** @type {const} */ (['begun', 'sinceLastFile', 'whole']).map((what) => ({ what, ms: spread(loads.map((times) => times[what])) }));
  const SAID = { begun: 'navigation to first picture', sinceLastFile: 'last file before it to first picture', whole: 'navigation to the whole pass' };
  report([
    `The laboratory in Chromium from this machine, nothing cached: ms, median of ${LOADS}, and from the 0.1 to the 0.9 quantile.`,
    '',
    ...table(['', 'ms'], results.map(({ what, ms }) => [SAID[what], `${ms.median.toFixed(0)}, ${ms.low.toFixed(0)} to ${ms.high.toFixed(0)}`])),
  ], { results });
} finally {
  await stop();
}
