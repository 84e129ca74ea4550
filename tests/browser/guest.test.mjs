// A good guest: what the page around allows is enough, and nothing of it is touched.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { settled } from './figure.mjs';
import { stop } from './harness.mjs';
import { host } from './host.mjs';

/** @typedef {import('./figure.mjs').Figure & Record<string, any>} Figure */

after(stop);

const FIGURE = '<gradient-flow depth="4" view="full"></gradient-flow>';
const dist = (/** @type {string} */ file) => readFileSync(new URL(`../../www/dist/${file}`, import.meta.url));
const integrity = `sha384-${createHash('sha384').update(dist('gradient-flow.js')).digest('base64')}`;

/** What a page may say, and how the script stands in it. @type {Record<string, { csp: (site: string) => string, tag?: string, more?: Record<string, string> }>} */
const POLICIES = {
  'nothing but the script and WebAssembly': { csp: (site) => `default-src 'none'; script-src ${site} 'wasm-unsafe-eval'; img-src data:` },
  'Trusted Types': { csp: (site) => `default-src 'none'; script-src ${site} 'wasm-unsafe-eval'; img-src data:; require-trusted-types-for 'script'; trusted-types 'none'` },
  'a nonce and strict-dynamic': { csp: () => `default-src 'none'; script-src 'nonce-abc' 'strict-dynamic' 'wasm-unsafe-eval'; img-src data:`, tag: 'nonce="abc"' },
  'a hash of the script': { csp: (site) => `default-src 'none'; script-src ${site} 'wasm-unsafe-eval'; img-src data:`, tag: `integrity="${integrity}" crossorigin="anonymous"` },
  'isolation from other origins': {
    csp: (site) => `default-src 'none'; script-src ${site} 'wasm-unsafe-eval'; img-src data:`,
    more: { 'Cross-Origin-Embedder-Policy': 'require-corp', 'Cross-Origin-Opener-Policy': 'same-origin' },
  },
};

for (const [name, { csp, tag = '', more }] of Object.entries(POLICIES)) {
  test(`it works where the page allows ${name}`, async (t) => {
    const { page, wrong, asked, close } = await host((site) => `${FIGURE}<script ${tag} src="${site}gradient-flow.js"></script>`, {
      headers: (site) => ({ 'Content-Security-Policy': csp(site), ...more }),
    });
    t.after(close);
    await settled(page);
    // Everything a reader can do: other languages, files, panels.
    for (const button of ['Settings', 'Views', 'Share', 'Help']) {
      const tab = page.getByRole('button', { name: button, exact: true });
      if (await tab.count()) await tab.click();
    }
    const sizes = await page.evaluate(async () => {
      const figure = /** @type {Figure} */ (document.querySelector('gradient-flow'));
      figure.lang = 'ko';
      await new Promise((resolve) => setTimeout(resolve, 200));
      return [(await figure.toPNG()).size > 1000, (await figure.toCSV()).length > 100, figure.statistics.layers.length];
    });
    assert.deepEqual(sizes, [true, true, 5]);
    assert.deepEqual(wrong(), []);
    // From the site: its one script. The page itself is of another.
    assert.deepEqual(asked.filter((path) => path !== '/'), ['/gradient-flow.js']);
  });
}

test('where WebAssembly is not allowed the figure says so, and shows what its author put inside', async (t) => {
  const { page, close } = await host((site) => `<gradient-flow><p>A picture of it</p></gradient-flow><script src="${site}gradient-flow.js"></script>`, {
    headers: (site) => ({ 'Content-Security-Policy': `default-src 'none'; script-src ${site}` }),
  });
  t.after(close);
  await settled(page, 'error');
  assert.match(await page.locator('.message').innerText(), /The engine could not start: .*(wasm|WebAssembly|eval)/i);
  assert.ok(await page.getByText('A picture of it').isVisible());
});

test('where data do not come the figure stays, and says what is missing', async (t) => {
  const { page, close } = await host((site) => `<gradient-flow depth="4"></gradient-flow><script src="${site}gradient-flow.js"></script>`, {
    headers: (site) => ({ 'Content-Security-Policy': `default-src 'none'; script-src ${site} 'wasm-unsafe-eval'` }),
  });
  t.after(close);
  await settled(page);
  await page.evaluate(() => void (/** @type {Figure} */ (document.querySelector('gradient-flow')).data = 'digits'));
  await page.getByText('could not be loaded').waitFor();
  assert.equal(await page.evaluate(() => /** @type {Figure} */ (document.querySelector('gradient-flow')).data), 'moons');
});

test('nothing of the page is touched: names, storage, cookies, styles, focus, scroll', async (t) => {
  const { page, context, wrong, close } = await host((site) => `
    <style>p { color: rgb(1, 2, 3) } button { color: rgb(9, 9, 9) !important; font-size: 99px !important } * { box-sizing: content-box }</style>
    <input id="own"><p class="sentence controls frame views" style="height: 400px">own text</p>
    ${FIGURE}<div style="height: 3000px"></div>
    <script>window.names = Object.getOwnPropertyNames(window); own.focus({ preventScroll: true }); scrollTo(0, 120);</script>
    <script src="${site}gradient-flow.js"></script>`);
  t.after(close);
  await settled(page);
  const seen = await page.evaluate(async () => {
    const own = /** @type {any} */ (window);
    const p = /** @type {HTMLElement} */ (document.querySelector('p'));
    const figure = /** @type {Figure} */ (document.querySelector('gradient-flow'));
    const button = /** @type {HTMLElement} */ (figure.shadowRoot?.querySelector('button'));
    return {
      names: Object.getOwnPropertyNames(window).filter((name) => name !== 'names' && !own.names.includes(name)),
      storage: [localStorage.length, sessionStorage.length, document.cookie, (await indexedDB.databases()).length, (await caches.keys()).length],
      focus: document.activeElement?.id,
      scroll: scrollY,
      text: getComputedStyle(p).color,
      styles: document.styleSheets.length + document.adoptedStyleSheets.length,
      head: document.head.querySelectorAll('link, style').length,
      button: getComputedStyle(button).fontSize,
      attributes: figure.getAttributeNames(),
    };
  });
  assert.deepEqual(seen, {
    names: [], storage: [0, 0, '', 0, 0], focus: 'own', scroll: 120, text: 'rgb(1, 2, 3)', styles: 1, head: 2,
    button: seen.button, attributes: ['depth', 'view', 'data-state'],
  });
  assert.notEqual(seen.button, '99px');
  assert.deepEqual(await context.cookies(), []);
  // The wheel scrolls the page, over charts too.
  await page.locator('.map canvas').hover();
  const from = await page.evaluate(() => scrollY);
  await page.mouse.wheel(0, 200);
  await page.waitForFunction((from) => scrollY > from, from);
  assert.deepEqual(wrong(), []);
});

test('room is kept for what comes: nothing below moves much when it does', async (t) => {
  for (const [width, view, lang] of /** @type {[number, string, string][]} */ ([[360, 'compact', 'en'], [700, 'standard', 'ko'], [1000, 'standard', 'en'], [700, 'map', 'en'], [360, 'curve', 'ko'], [1000, 'sizes', 'ko']])) {
    const { page, wrong, close } = await host((site) => `<body style="margin: 0"><div id="place" lang="${lang}"><gradient-flow depth="6" view="${view}"></gradient-flow></div><p>below</p>
      <script src="${site}gradient-flow.js"></script>`, {
      viewport: { width, height: 900 },
      early: () => {
        const own = /** @type {any} */ (window);
        own.shift = 0;
        new PerformanceObserver((list) => {
          for (const entry of /** @type {any[]} */ (list.getEntries())) own.shift += entry.value;
        }).observe({ type: 'layout-shift', buffered: true });
      },
    });
    t.after(close);
    await page.waitForFunction(() => /** @type {HTMLElement} */ (document.querySelector('gradient-flow')).offsetHeight > 100);
    // That a script comes later than its page is the page's to care for: the snippets reserve a height too.
    const kept = await page.locator('gradient-flow').evaluate((figure) => {
      /** @type {any} */ (window).shift = 0;
      return /** @type {HTMLElement} */ (figure).offsetHeight;
    });
    await settled(page);
    await page.waitForTimeout(200);
    const [height, shift] = await page.evaluate(() => [/** @type {HTMLElement} */ (document.querySelector('gradient-flow')).offsetHeight, /** @type {any} */ (window).shift]);
    assert.ok(Math.abs(height - kept) < 0.12 * height, `${view} at ${width}: ${kept} kept, ${height} taken`);
    assert.ok(shift < 0.1, `${view} at ${width}: the page has moved by ${shift}`);
    assert.deepEqual(wrong(), []);
  }
});

/**
 * Bytes of all objects there are, but for compiled code: how much of that there is depends on how busy the machine is.
 * @param {import('playwright-core').CDPSession} protocol
 */
async function heapSize(protocol) {
  /** @type {string[]} */
  const chunks = [];
  const add = (/** @type {{ chunk: string }} */ { chunk }) => void chunks.push(chunk);
  protocol.on('HeapProfiler.addHeapSnapshotChunk', add);
  await protocol.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  protocol.off('HeapProfiler.addHeapSnapshotChunk', add);
  const { snapshot: { meta }, nodes } = JSON.parse(chunks.join(''));
  const [type, size] = ['type', 'self_size'].map((name) => meta.node_fields.indexOf(name));
  const code = meta.node_types[type].indexOf('code');
  let bytes = 0;
  for (let node = 0; node < nodes.length; node += meta.node_fields.length) {
    if (nodes[node + type] !== code) bytes += nodes[node + size];
  }
  return bytes;
}

test('two hundred figures, made, run and removed, leave nothing behind', async (t) => {
  const { page, context, wrong, close } = await host((site) => `<body><script src="${site}gradient-flow.js"></script></body>`, {
    early: () => {
      const own = /** @type {any} */ (window);
      own.watching = new Set();
      for (const name of /** @type {const} */ (['ResizeObserver', 'IntersectionObserver', 'MutationObserver'])) {
        const { observe, disconnect } = window[name].prototype;
        Object.assign(window[name].prototype, {
          /** @this {object} @param {any[]} given */
          observe(...given) {
            own.watching.add(this);
            Reflect.apply(observe, this, given);
          },
          /** @this {object} */
          disconnect() {
            own.watching.delete(this);
            Reflect.apply(disconnect, this, []);
          },
        });
      }
      for (const name of /** @type {const} */ (['instantiate', 'instantiateStreaming'])) {
        const real = WebAssembly[name];
        WebAssembly[name] = /** @type {any} */ (async (/** @type {any[]} */ ...given) => {
          const made = await Reflect.apply(real, WebAssembly, given);
          own.memory = made.instance.exports.memory;
          return made;
        });
      }
    },
  });
  t.after(close);
  const protocol = await context.newCDPSession(page);
  await protocol.send('Performance.enable');
  const measure = async () => {
    for (let time = 0; time < 3; time++) await protocol.send('HeapProfiler.collectGarbage');
    const { metrics } = await protocol.send('Performance.getMetrics');
    const of = (/** @type {string} */ name) => Number(metrics.find((metric) => metric.name === name)?.value);
    const [watching, wasm] = await page.evaluate(() => {
      const own = /** @type {any} */ (window);
      return [own.watching.size, own.memory.buffer.byteLength];
    });
    return { heap: await heapSize(protocol), listeners: of('JSEventListeners'), nodes: of('Nodes'), watching, wasm };
  };
  const live = (/** @type {number} */ count) => page.evaluate(async (count) => {
    for (let index = 0; index < count; index++) {
      const figure = /** @type {Figure} */ (document.createElement('gradient-flow'));
      figure.depth = 2 + (index % 9);
      figure.view = ['standard', 'compact', 'why rope shares table', 'chain'][index % 4];
      figure.lang = index % 2 ? 'ko' : 'en';
      document.body.append(figure);
      await new Promise((resolve) => figure.addEventListener('ready', resolve, { once: true }));
      figure.play();
      await new Promise((resolve) => figure.addEventListener('step', resolve, { once: true }));
      if (index % 3 === 0) figure.dispose();
      figure.remove();
      await new Promise((resolve) => setTimeout(resolve));
    }
  }, count);
  // What is made once and kept: words, colours, the engine's memory.
  await live(60);
  const start = await measure();
  await live(200);
  const end = await measure();
  assert.equal(end.watching, 0, 'observers');
  assert.equal(end.listeners, start.listeners, 'listeners');
  assert.ok(end.nodes <= start.nodes, `${end.nodes} nodes, ${start.nodes} before`);
  assert.ok(end.heap < 1.05 * start.heap, `${end.heap} bytes, ${start.heap} before`);
  assert.ok(end.wasm <= 1.1 * start.wasm, `${end.wasm} bytes of the engine, ${start.wasm} before`);
  assert.deepEqual(wrong(), []);
});
