// node tests/bench/page.mjs [--json FILE]: how fast the laboratory answers, and whether it ever holds the page.
//
// From a slider's input to the picture of the network it asks for: the time until the frame in which
// that network's numbers are drawn. Long tasks are those of more than 50 ms on the main thread, as
// Chromium's observer reports them.

import { settled } from '../browser/figure.mjs';
import { open, stop } from '../browser/harness.mjs';
import { report, table } from './report.mjs';
import { spread } from './sampling.mjs';

/** @typedef {HTMLElement & { play(): void, pause(): void, settings: Record<string, string> }} Figure */

/** @param {string} query */
async function lab(query) {
  const early = () => {
    /** @type {number[]} */
    const tasks = [];
    Reflect.set(window, 'tasks', tasks);
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
  };
  const { page, close } = await open({ page: `lab.html?${query}`, reducedMotion: 'reduce', expectProblems: true, early });
  await settled(page, 'idle');
  // The observer tells of a task only after it.
  const tasks = () => page.waitForTimeout(300).then(() => page.evaluate(() => /** @type {number[]} */ (Reflect.get(window, 'tasks')).splice(0)));
  return { page, tasks, close };
}

/** Moves the depth slider and waits for the picture, again and again: at any moment of a frame, as hands do. @param {import('playwright-core').Page} page @param {number[]} depths */
const drag = (page, depths) =>
  page.evaluate(async (depths) => {
    const figure = /** @type {Figure} */ (document.querySelector('gradient-flow'));
    const slider = /** @type {HTMLInputElement} */ (figure.shadowRoot?.querySelector('[data-key="depth"]'));
    const times = [];
    for (const [index, depth] of depths.entries()) {
      // Evenly over a frame; a pause of always the same length would meet the frames at always the same moment.
      await new Promise((resolve) => setTimeout(resolve, 30 + ((index * 0.618) % 1) * 16.7));
      const began = performance.now();
      slider.value = String(depth);
      slider.dispatchEvent(new Event('input', { bubbles: true }));
      while (figure.settings.depth !== String(depth) || figure.dataset.state !== 'idle') {
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      times.push(performance.now() - began);
    }
    return times;
  }, depths);

/** How long from one frame to the next while it trains. @param {import('playwright-core').Page} page */
const frames = (page) =>
  page.evaluate(async () => {
    const figure = /** @type {Figure} */ (document.querySelector('gradient-flow'));
    figure.play();
    const times = [];
    let last = performance.now();
    for (const end = last + 3000; last < end;) {
      const now = await new Promise((resolve) => requestAnimationFrame(resolve));
      times.push(now - last);
      last = now;
    }
    figure.pause();
    return times.slice(1);
  });

/** @param {number[]} values */
const range = (values) => ({ ...spread(values), worst: Math.max(...values), of: values.length });

/** @type {[string, string, number[]][]} */
const SETTINGS = [
  ['30 x 32, 64', 'depth=30&width=32&batch=64', [29, 31]],
  ['50 x 64, 128', 'depth=50&width=64&batch=128', [49, 51]],
  ['100 x 64, 128', 'depth=100&width=64&batch=128', [99, 101]],
];

async function answers() {
  const results = [];
  for (const [size, query, depths] of SETTINGS) {
    for (const activation of ['sigmoid', 'relu']) {
      const { page, tasks, close } = await lab(`${query}&activation=${activation}`);
      await tasks();
      const slider = range(await drag(page, Array.from({ length: 40 }, (_, index) => depths[index % 2])));
      const whileDragging = await tasks();
      const frame = range(await frames(page));
      results.push({ size, activation, sliderMs: slider, frameMs: frame, longTasks: { dragging: whileDragging, playing: await tasks() } });
      await close();
    }
  }
  return results;
}

/** As deep, as wide and with as large a batch as the long tasks are promised for: loading, playing, saving. */
async function largest() {
  /** @type {{ what: string, longTasks: number[] }[]} */
  const results = [];
  const { page, tasks, close } = await lab('depth=200&width=256&batch=512&data=digits');
  results.push({ what: 'loading and first passes', longTasks: await tasks() });
  await page.evaluate(() => /** @type {Figure} */ (document.querySelector('gradient-flow')).play());
  await page.waitForTimeout(15_000);
  await page.evaluate(() => /** @type {Figure} */ (document.querySelector('gradient-flow')).pause());
  await settled(page, 'idle');
  results.push({ what: 'playing', longTasks: await tasks() });
  await page.getByRole('button', { name: 'Share' }).click();
  for (const file of ['png', 'svg', 'csv', 'historyCsv', 'json', 'pytorch']) {
    await tasks();
    await page.locator(`.share-${file}`).click();
    await page.waitForFunction(() => {
      const told = document.querySelector('gradient-flow')?.shadowRoot?.querySelector('.share-told')?.textContent ?? '';
      return !told.endsWith('…');
    }, undefined, { timeout: 120_000 });
    results.push({ what: `saving ${file}`, longTasks: await tasks() });
  }
  await close();
  return results;
}

/** @param {number[]} tasks */
const told = (tasks) => (tasks.length === 0 ? 'none' : `${tasks.length}, worst ${Math.max(...tasks).toFixed(0)} ms`);

try {
  const [small, large] = [await answers(), await largest()];
  report([
    'From the depth slider to the picture, and from frame to frame while it trains: median and worst, ms; tasks of more than 50 ms.',
    '',
    ...table(['hidden x width, batch', 'activation', 'slider to picture', 'frames a second', 'worst frame', 'long tasks dragging', 'playing'],
      small.map(({ size, activation, sliderMs, frameMs, longTasks }) => [size, activation, `${sliderMs.median.toFixed(0)}, ${sliderMs.worst.toFixed(0)} of ${sliderMs.of}`,
        (1000 / frameMs.median).toFixed(0), `${frameMs.worst.toFixed(0)} ms`, told(longTasks.dragging), told(longTasks.playing)])),
    '',
    ...table(['200 x 256, 512, digits', 'long tasks'], large.map(({ what, longTasks }) => [what, told(longTasks)])),
  ], { answers: small, largest: large });
} finally {
  await stop();
}
