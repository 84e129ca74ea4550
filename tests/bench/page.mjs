// node tests/bench/page.mjs: how fast the laboratory answers, and whether it ever holds the page.
//
// From a slider's input to the picture of the network it asks for: the time until the frame in which
// that network's numbers are drawn. Long tasks are those of more than 50 ms on the main thread, as
// Chromium's observer reports them.

import { settled } from '../browser/figure.mjs';
import { open, stop } from '../browser/harness.mjs';

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

/** @param {number[]} values */
const spread = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  const ms = (/** @type {number} */ value) => `${value.toFixed(1)} ms`;
  return `median ${ms(sorted[Math.floor(sorted.length / 2)])}, worst ${ms(sorted[sorted.length - 1])} of ${sorted.length}`;
};

/** Moves the depth slider and waits for the picture, again and again. @param {import('playwright-core').Page} page @param {number[]} depths */
const drag = (page, depths) =>
  page.evaluate(async (depths) => {
    const figure = /** @type {Figure} */ (document.querySelector('gradient-flow'));
    const slider = /** @type {HTMLInputElement} */ (figure.shadowRoot?.querySelector('[data-key="depth"]'));
    const times = [];
    for (const depth of depths) {
      await new Promise((resolve) => setTimeout(resolve, 30));
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

/** @param {string} what @param {number[]} tasks */
const report = (what, tasks) =>
  console.log(`  ${what}: ${tasks.length === 0 ? 'no long task' : `${tasks.length} long tasks, worst ${Math.max(...tasks).toFixed(0)} ms`}`);

try {
  for (const [name, query, depths] of /** @type {[string, string, number[]][]} */ ([
    ['depth 30, width 32, batch 64', 'depth=30&width=32&batch=64', [29, 31]],
    ['depth 50, width 64, batch 128', 'depth=50&width=64&batch=128', [49, 51]],
    ['depth 100, width 64, batch 128', 'depth=100&width=64&batch=128', [99, 101]],
  ])) {
    for (const activation of ['sigmoid', 'relu']) {
      const { page, tasks, close } = await lab(`${query}&activation=${activation}`);
      await tasks();
      const times = await drag(page, Array.from({ length: 40 }, (_, index) => depths[index % 2]));
      console.log(`${name}, ${activation}: slider to picture ${spread(times)}`);
      report('dragging', await tasks());
      const frames = await page.evaluate(async () => {
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
      console.log(`  playing: a frame every ${spread(frames)}`);
      report('playing', await tasks());
      await close();
    }
  }

  const { page, tasks, close } = await lab('depth=200&width=256&batch=512&data=digits');
  report('depth 200, width 256, batch 512: loading and first passes', await tasks());
  await page.evaluate(() => /** @type {Figure} */ (document.querySelector('gradient-flow')).play());
  await page.waitForTimeout(15_000);
  await page.evaluate(() => /** @type {Figure} */ (document.querySelector('gradient-flow')).pause());
  await settled(page, 'idle');
  report('depth 200, width 256, batch 512: playing', await tasks());
  await page.getByRole('button', { name: 'Share' }).click();
  for (const file of ['png', 'svg', 'csv', 'historyCsv', 'json', 'pytorch']) {
    await tasks();
    await page.locator(`.share-${file}`).click();
    await page.waitForFunction(() => {
      const told = document.querySelector('gradient-flow')?.shadowRoot?.querySelector('.share-told')?.textContent ?? '';
      return !told.endsWith('…');
    }, undefined, { timeout: 120_000 });
    report(`depth 200, width 256, batch 512: ${file}`, await tasks());
  }
  await close();
} finally {
  await stop();
}
