// The laboratory as its readers use it: bar, panels, keys, links, comparing, taking along.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import axe from 'axe-core';
import { call, picture, sentence, settings, settled, statistics, tileColours } from './figure.mjs';
import { open, stop } from './harness.mjs';
import { VIEWS } from '../../www/views.js';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('./figure.mjs').Figure & { query: string }} Figure */

after(stop);

/** Opens the laboratory without motion, and waits. @param {string} [query] @param {Parameters<typeof open>[0]} [options] */
async function lab(query = '', options = {}) {
  const opened = await open({ reducedMotion: 'reduce', page: `lab.html?${query}`, ...options });
  await settled(opened.page);
  return opened;
}

/** @param {Page} page */
const query = (page) => page.evaluate(() => /** @type {Figure} */ (document.querySelector('gradient-flow')).query);

/** @param {Page} page */
const address = async (page) => {
  // It follows with a delay.
  await page.waitForFunction(() => {
    const { query } = /** @type {Figure} */ (document.querySelector('gradient-flow'));
    return location.search.replace(/&(lang|theme)=.*/, '') === `?${query}`;
  });
  return new URL(page.url()).searchParams;
};

test('the address holds the whole picture, and brings it back to the bit', async (t) => {
  const first = await lab('activation=elu&depth=9&data=circles&layer=4&heat=delta&range=32&lang=ko');
  t.after(first.close);
  await first.page.keyboard.press('Tab');
  for (let step = 1; step <= 3; step++) {
    await first.page.evaluate(() => /** @type {Figure} */ (document.querySelector('gradient-flow')).step());
    await settled(first.page);
  }
  const given = await address(first.page);
  assert.deepEqual(Object.fromEntries(given), {
    version: '1', activation: 'elu', depth: '9', data: 'circles', layer: '4', heat: 'delta', range: '32', at: '3', lang: 'ko',
  });
  const second = await lab(given.toString());
  t.after(second.close);
  // Not compared by assert, which would print them.
  assert.ok(JSON.stringify(await statistics(second.page)) === JSON.stringify(await statistics(first.page)));
  assert.ok((await picture(second.page)) === (await picture(first.page)));
  assert.equal((await address(second.page)).toString(), given.toString());
});

test('while it plays no picture is drawn out of sight, and all of them afterwards', async (t) => {
  const { page, close } = await lab('view=map,sizes,why,rope&depth=10&width=8&batch=16');
  t.after(close);
  await page.setViewportSize({ width: 1280, height: 300 });
  await page.locator('.map canvas').first().scrollIntoViewIfNeeded();
  await settled(page);
  assert.ok(await page.locator('.rope').first().evaluate((figure) => figure.getBoundingClientRect().top > innerHeight + 50));
  const before = { map: await picture(page), rope: await picture(page, 'rope') };
  await call(page, 'play');
  await page.waitForTimeout(500);
  assert.ok((await picture(page)) !== before.map);
  assert.ok((await picture(page, 'rope')) === before.rope);
  await call(page, 'pause');
  await settled(page);
  assert.ok((await picture(page, 'rope')) !== before.rope);
});

test('while it plays and drawing takes long, the heat map is new in every frame, the others by turns', async (t) => {
  // Sizing a canvas is the first thing that a picture does.
  const early = () => {
    const drawn = /** @type {Record<string, number>} */ ({});
    Reflect.set(window, 'drawn', drawn);
    const { setTransform } = CanvasRenderingContext2D.prototype;
    /** @this {CanvasRenderingContext2D} @param {any[]} numbers */
    function slow(...numbers) {
      const view = this.canvas.closest('figure')?.classList[0] ?? '';
      drawn[view] = (drawn[view] ?? 0) + 1;
      const until = performance.now() + 4;
      while (performance.now() < until);
      return Reflect.apply(setTransform, this, numbers);
    }
    CanvasRenderingContext2D.prototype.setTransform = slow;
  };
  const { page, close } = await lab('view=map,sizes,why&depth=10&width=8&batch=16', { early });
  t.after(close);
  await page.setViewportSize({ width: 1280, height: 1600 });
  await settled(page);
  const counts = () => page.evaluate(() => ({ .../** @type {Record<string, number>} */ (Reflect.get(window, 'drawn')) }));
  const before = await counts();
  await call(page, 'play');
  await page.waitForTimeout(1000);
  const after = await counts();
  const [map, sizes, why] = ['map', 'sizes', 'why'].map((view) => after[view] - before[view]);
  assert.ok(map > 10, `${map}`);
  for (const other of [sizes, why]) assert.ok(Math.abs(other - map / 2) <= 3, `${other} of ${map}`);
  await call(page, 'pause');
  await settled(page);
  const { statistics } = await page.evaluate(() => ({ statistics: /** @type {Figure} */ (document.querySelector('gradient-flow')).statistics }));
  assert.ok(statistics.run.step > 10);
  const last = await counts();
  assert.ok(last.sizes > after.sizes && last.why > after.why);
});

test('defaults make a short address', async (t) => {
  const { page, close } = await lab('depth=20&activation=sigmoid&layer=1');
  t.after(close);
  assert.equal((await address(page)).toString(), 'version=1');
});

test('a link of a newer version, and what it says wrongly, are told', async (t) => {
  const { page, close } = await lab('version=9&layer=x&compare=nonsense&range=7');
  t.after(close);
  const message = await page.locator('.message').innerText();
  assert.match(message, /newer version/);
  assert.match(message, /layer: “x” cannot be used; allowed: 1–1001/);
  assert.match(message, /range: “7” cannot be used; allowed: 8, 16, 32/);
  assert.match(message, /compare: “nonsense” is no pinned run/);
});

test('views open and close, are remembered in the link, and unopened ones are not loaded', async (t) => {
  const { page, close } = await lab();
  t.after(close);
  /** @type {string[]} */
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.getByRole('button', { name: 'Views' }).click();
  await page.locator('[data-view="sizes"]').uncheck();
  await page.locator('figure.sizes').waitFor({ state: 'detached' });
  assert.equal((await address(page)).get('view')?.split(' ').includes('sizes'), false);
  assert.deepEqual(asked, []);
  await page.locator('[data-view="sizes"]').check();
  await page.locator('figure.sizes').waitFor();
  assert.equal((await address(page)).get('view'), null, 'the standard again');

  // From the beginning, too.
  const other = await open({ page: 'page.css', expectProblems: true });
  t.after(other.close);
  /** @type {string[]} */
  const files = [];
  other.page.on('request', (request) => files.push(/gf-(\w+)-\w+\.js$/.exec(request.url())?.[1] ?? ''));
  await other.page.goto(new URL('lab.html?view=map+rope', other.url).href);
  await settled(other.page);
  assert.deepEqual(files.filter((file) => file in VIEWS).sort(), ['map', 'rope']);
});

test('every action has a key, and the keys do what the list says', async (t) => {
  const { page, close } = await lab('depth=6');
  t.after(close);
  await page.locator('gradient-flow').evaluate((figure) =>
    /** @type {HTMLElement} */ (figure.shadowRoot?.querySelector('.map canvas')).focus());
  const press = async (/** @type {string} */ key) => {
    await page.keyboard.press(key);
    await settled(page);
  };
  const now = async () => new URLSearchParams(await query(page));

  await press('ArrowRight');
  await press('ArrowRight');
  await press('ArrowLeft');
  assert.equal((await now()).get('layer'), '2');
  await press('+');
  assert.equal((await settings(page)).depth, '7');
  await press('-');
  assert.equal((await settings(page)).depth, '6');
  await press('a');
  assert.equal((await settings(page)).activation, 'tanh');
  await press('Shift+A');
  assert.equal((await settings(page)).activation, 'sigmoid');
  await press('z');
  assert.equal((await settings(page)).activation, 'tanh');
  await press('y');
  assert.equal((await settings(page)).activation, 'sigmoid');
  await press('q');
  assert.equal((await now()).get('heat'), 'delta');

  await press('s');
  assert.equal((await statistics(page)).run.step, 1);
  // A layer at a time: forward to the first, and no further.
  await press('l');
  let { run, layers } = await statistics(page);
  assert.deepEqual([run.step, run.stage, run.position], [2, 0, 1]);
  assert.deepEqual(layers.map(({ forward }) => forward), [1, 0, 0, 0, 0, 0, 0]);
  await press('w');
  ({ run } = await statistics(page));
  assert.deepEqual([run.stage, run.position], [1, 6], 'the forward sweep is done');
  await press('l');
  ({ layers } = await statistics(page));
  assert.deepEqual(layers.map(({ backward }) => backward), [0, 0, 0, 0, 0, 0, 1]);
  await press('w');
  ({ run } = await statistics(page));
  assert.equal(run.stage, 3);
  await press('r');
  assert.equal((await statistics(page)).run.step, 0);
  const { seed } = await settings(page);
  await press('n');
  assert.notEqual((await settings(page)).seed, seed);

  await page.keyboard.press('k');
  await page.waitForFunction(() => /** @type {Figure} */ (document.querySelector('gradient-flow')).statistics.run.step >= 1);
  await page.keyboard.press('k');
  await settled(page);
  assert.ok((await statistics(page)).run.step >= 1);

  await press('c');
  await page.locator('.pins li').waitFor();
  await press('?');
  assert.ok(await page.locator('#panel-keys').isVisible());
  const listed = await page.locator('.keys kbd').count();
  assert.ok(listed >= 30, String(listed));
  await press('Escape');
  assert.equal(await page.locator('#panel-keys').isVisible(), false);
  for (const [key, panel] of Object.entries({ b: 'presets', v: 'views', o: 'settings', d: 'data', m: 'compare', i: 'steps', e: 'share' })) {
    await press(key);
    assert.ok(await page.locator(`#panel-${panel}`).isVisible(), panel);
    // The focus is in the panel: letters may be wanted there.
    await press('Escape');
    await press('Escape');
    await page.locator('gradient-flow').evaluate((figure) =>
      /** @type {HTMLElement} */ (figure.shadowRoot?.querySelector('.map canvas')).focus());
  }

  // Elsewhere on the page the keys are the page's.
  await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).blur());
  const before = JSON.stringify(await settings(page));
  await page.keyboard.press('+');
  await page.keyboard.press('a');
  await settled(page);
  assert.equal(JSON.stringify(await settings(page)), before);
});

test('a pinned run stays, is swapped, renamed, and comes back with the link', async (t) => {
  const { page, close } = await lab('activation=relu&init=he-normal&depth=5');
  t.after(close);
  const relu = (await statistics(page)).layers;
  await page.getByRole('button', { name: 'Compare' }).click();
  await page.getByRole('button', { name: 'Pin this run' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('mine; (really) @ ~50 %');
  await page.getByRole('textbox', { name: 'Name' }).press('Enter');
  await page.locator('[data-key="activation"]').selectOption('tanh');
  await settled(page);
  const link = (await address(page)).toString();

  const other = await lab(link);
  t.after(other.close);
  await other.page.getByRole('button', { name: 'Compare' }).click();
  const name = other.page.getByRole('textbox', { name: 'Name' });
  assert.equal(await name.inputValue(), 'mine; (really) @ ~50 %');
  await other.page.getByText('ReLU, 5 layers, He normal, two moons, step 0').waitFor();
  await other.page.getByRole('button', { name: /^Swap/ }).click();
  await settled(other.page);
  assert.equal((await settings(other.page)).activation, 'relu');
  assert.deepEqual((await statistics(other.page)).layers, relu);
  assert.equal(await name.inputValue(), 'tanh 5');
  await other.page.getByRole('button', { name: /^Remove/ }).click();
  assert.equal(await other.page.locator('.pins li').count(), 0);
  assert.equal((await address(other.page)).get('compare'), null);
});

test('undo and redo travel through the settings; a preset is one change', async (t) => {
  const { page, close } = await lab();
  t.after(close);
  const undo = page.getByRole('button', { name: 'Undo' });
  assert.ok(await undo.isDisabled());
  const before = await settings(page);
  await page.getByRole('button', { name: 'Examples' }).click();
  await page.locator('[data-preset="exploding"]').click();
  await settled(page);
  const { activation, gain, depth } = await settings(page);
  assert.deepEqual([activation, gain, depth], ['relu', '2', '30']);
  assert.match(await sentence(page), /explodes/);
  await undo.click();
  await settled(page);
  assert.deepEqual(await settings(page), before);
  await page.getByRole('button', { name: 'Redo' }).click();
  await settled(page);
  assert.equal((await settings(page)).gain, '2');
});

test('an example opens the view that shows its point, and takes it away again', async (t) => {
  const { page, close } = await lab('view=standard+table');
  t.after(close);
  const take = async (/** @type {string} */ name) => {
    await page.getByRole('button', { name: 'Examples' }).click();
    await page.locator(`[data-preset="${name}"]`).click();
    await settled(page);
    return new URLSearchParams(await query(page)).get('view');
  };
  const base = 'curve history map sizes reading table';
  assert.equal(await take('exploding'), 'curve history map sizes why reading table');
  assert.equal(await take('dying-relu'), 'curve history map sizes shares reading table');
  assert.equal(await take('edge-of-chaos'), base);
});

test('own data by paste: learned, told what is wrong with them, never sent', async (t) => {
  const { page, close } = await lab();
  t.after(close);
  await page.locator('[data-key="data"]').selectOption('csv');
  const text = page.getByRole('textbox', { name: 'Or paste it here' });
  await text.waitFor();
  const rows = Array.from({ length: 120 }, (_, i) => `${i % 7},${(i * 3) % 5},${(i % 7) + ((i * 3) % 5) > 5 ? 'yes' : 'no'}`);
  await text.fill(`a,b,class\n${rows.join('\n')}`);
  await page.getByRole('button', { name: 'Learn from this table' }).click();
  await settled(page);
  assert.equal(await page.locator('.message').innerText(), '');
  assert.equal((await settings(page)).data, 'csv');
  assert.equal((await statistics(page)).layers[0].fanIn, 2);
  await text.fill('a,b\n1,2\n3');
  await page.getByRole('button', { name: 'Learn from this table' }).click();
  await page.waitForFunction(() => document.querySelector('gradient-flow')?.shadowRoot?.querySelector('.message')?.textContent !== '');
  await settled(page);
  assert.match(await page.locator('.message').innerText(), /line 3/);
  assert.equal((await statistics(page)).layers[0].fanIn, 2, 'the picture stays');
  // Few rows take a smaller batch; back at other data it is as it was.
  await text.fill('a,b,class\n1,2,x\n2,1,y\n3,3,x\n4,1,y\n5,2,x');
  await page.getByRole('button', { name: 'Learn from this table' }).click();
  await page.getByText('5 rows read: 2 classes (x, y), to be told from a, b.').waitFor();
  assert.equal((await settings(page)).batch, '3');
  await page.locator('[data-key="data"]').selectOption('moons');
  await settled(page);
  assert.equal((await settings(page)).batch, '64');
});

test('a refusal names control and key, and goes when something else is typed', async (t) => {
  const { page, close } = await lab('', { viewport: { width: 390, height: 700 } });
  t.after(close);
  await page.getByRole('button', { name: 'Settings' }).click();
  const clip = page.locator('[data-key="clip"]');
  await clip.fill('-1');
  await clip.press('Enter');
  await page.locator('.message', { hasText: 'Clip' }).waitFor();
  const isInSight = () => page.locator('.message').evaluate((message) => {
    const { top, bottom } = message.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  });
  assert.ok(await isInSight(), 'below the panel');
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await page.waitForFunction(() => scrollY > 0);
  assert.ok(await isInSight(), 'above the figures');
  await page.evaluate(() => scrollTo(0, 0));
  assert.match(await page.locator('.message').innerText(), /^Clip gradients at norm \(clip\): “-1” cannot be used; allowed: numbers from 0\.000001 to 1\.0\s×\s10⁶$/);
  await clip.pressSequentially('2');
  assert.equal(await page.locator('.message').innerText(), '');
});

test('a finger that scrolls over charts selects nothing, one that taps does', async (t) => {
  const { page, context, close } = await lab('', { hasTouch: true, isMobile: true, viewport: { width: 390, height: 800 } });
  t.after(close);
  const touch = await context.newCDPSession(page);
  for (const name of ['map', 'sizes']) {
    const chart = page.locator(`.${name} canvas`);
    await chart.scrollIntoViewIfNeeded();
    const box = await chart.boundingBox();
    assert.ok(box);
    const from = { x: box.x + 0.7 * box.width, y: box.y + box.height / 2 };
    const before = await page.evaluate(() => scrollY);
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [from] });
    for (const by of [10, 30, 60, 90]) await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x: from.x, y: from.y - by }] });
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await page.waitForFunction((before) => scrollY !== before, before);
    assert.equal(new URLSearchParams(await query(page)).get('layer'), null, name);
  }
  const chart = page.locator('.map canvas');
  await chart.scrollIntoViewIfNeeded();
  await chart.tap();
  assert.equal(new URLSearchParams(await query(page)).get('layer'), '10');
  // The number stays where the finger was.
  await page.locator('.tip', { hasText: /^∂L\/∂W = [\d.−]+\s×\s10⁻[⁰¹²³⁴⁵⁶⁷⁸⁹]+layer 10, unit \d+, input \d+$/ }).waitFor();
});

test('forward by hand the map fills with activations, and backward with gradients', async (t) => {
  const { page, close } = await lab('depth=6&activation=tanh');
  t.after(close);
  const symbol = () => page.locator('.map .legend > span').first().innerText();
  const coloured = async (/** @type {number} */ layer) => Object.keys(await tileColours(page, layer)).length;
  assert.match(await symbol(), /∂L\/∂W/);
  await page.locator('gradient-flow').evaluate((figure) => /** @type {any} */ (figure).walk('layer'));
  await settled(page);
  assert.match(await symbol(), /^\|a\|/);
  assert.ok(await coloured(0) > 10);
  await page.locator('gradient-flow').evaluate((figure) => /** @type {any} */ (figure).walk('sweep'));
  await settled(page);
  await page.locator('gradient-flow').evaluate((figure) => /** @type {any} */ (figure).walk('layer'));
  await settled(page);
  assert.match(await symbol(), /∂L\/∂W/);
});

test('what is taken along holds the numbers that are shown', async (t) => {
  const { page, context, close } = await lab('depth=4&activation=tanh');
  t.after(close);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Share' }).click();
  const save = async (/** @type {string} */ name) => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator(`.share-${name}`).click()]);
    return { name: download.suggestedFilename(), content: readFileSync(await download.path()) };
  };
  const { layers } = await statistics(page);
  const csv = await save('csv');
  assert.equal(csv.name, 'gradient-flow-tanh-4.csv');
  const [header, first] = csv.content.toString().split('\r\n').map((line) => line.split(','));
  assert.equal(Number(first[header.indexOf('deltaRms (log10)')]), layers[0].deltaRms);
  const json = JSON.parse((await save('json')).content.toString());
  assert.equal(json.layers[2].gradRms, layers[2].gradRms);
  assert.equal(json.history.length, 1);
  const svg = (await save('svg')).content.toString();
  assert.ok(svg.startsWith('<?xml'));
  assert.match(svg, /Where does the gradient go\? tanh, 4 layers/);
  assert.match(svg, /Size per layer/);
  assert.match(svg, /The gradient arrives/);
  const png = (await save('png')).content;
  assert.equal(png.subarray(1, 4).toString(), 'PNG');
  assert.ok(png.readUInt32BE(16) >= 1280, 'twice the width');
  assert.match((await save('pytorch')).content.toString(), /LEARNING_RATE = /);

  await page.getByRole('button', { name: 'Copy link' }).click();
  await page.getByText('Copied.').waitFor();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /\/lab\.html\?version=1&activation=tanh&depth=4&lang=en$/);
  await page.getByRole('button', { name: 'Copy embed code' }).click();
  await page.waitForFunction(async () => (await navigator.clipboard.readText()).startsWith('<script'));
  const embed = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(embed, /<gradient-flow activation="tanh" depth="4"><\/gradient-flow>$/);
});

test('refusals speak Korean on a Korean page', async (t) => {
  const { page, close } = await lab('lang=ko&activation=formula&formula=2z&batch=0');
  t.after(close);
  // What is wrong with a formula stands at its field.
  const message = `${await page.locator('.message').innerText()}\n${await page.locator('.curve .problem').innerText()}`;
  assert.doesNotMatch(message, /allowed|character|operator/);
  assert.match(message, /“2”와\(과\) “z” 사이에 연산자가 없습니다 \(2번째 글자\)/);
  assert.match(message, /1부터 4,096까지의 정수/);
});

test('nothing for axe to find with every panel open, in three colour schemes', async (t) => {
  for (const options of [{ colorScheme: 'light' }, { colorScheme: 'dark' }, { forcedColors: 'active' }]) {
    const { page, close } = await lab('', /** @type {Parameters<typeof open>[0]} */ (options));
    t.after(close);
    await page.evaluate(axe.source);
    for (const panel of ['presets', 'views', 'settings', 'data', 'compare', 'steps', 'share', 'keys']) {
      await page.locator(`.tab-${panel}`).click();
      const violations = await page.evaluate(async () => {
        const { violations } = await /** @type {typeof axe} */ (Reflect.get(window, 'axe')).run();
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(' ')}`);
      });
      assert.deepEqual(violations, [], `${panel} ${JSON.stringify(options)}`);
    }
  }
});
