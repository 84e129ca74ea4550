// History, table and chain rule as their reader uses them: what they show is what the engine says.

import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import axe from 'axe-core';
import { bands } from '../../www/draw/history.js';
import { exact, magnitude } from '../../www/format.js';
import { scaleFor, sizeWord } from '../../www/palette.js';
import { stepAxis, stepX } from '../../www/scale.js';
import { experiment } from '../wasm/engine.mjs';
import { call, colours, picture, rgb, settled, statistics } from './figure.mjs';
import { open, stop } from './harness.mjs';

after(stop);

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('./figure.mjs').Figure & { goTo(step: number): void, query: string }} Figure */

/** The laboratory, standing still. @param {string} query @param {Parameters<typeof open>[0]} [options] */
async function lab(query, options = {}) {
  const opened = await open({ page: `lab.html?${query}`, reducedMotion: 'reduce', ...options });
  await settled(opened.page);
  return opened;
}

/** Waits until what was asked for last is drawn. @param {Page} page */
async function rest(page) {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await settled(page);
}

/** @param {Page} page @param {number} step */
async function goTo(page, step) {
  await page.evaluate((step) => /** @type {Figure} */ (document.querySelector('gradient-flow')).goTo(step), step);
  await rest(page);
}

/** @param {Page} page */
const step = async (page) => (await statistics(page)).run.step;

/** @param {Page} page @param {string} key */
async function press(page, key) {
  await page.locator('.history input').focus();
  await page.keyboard.press(key);
  await rest(page);
}

/** The colour of a pixel of the history. @param {Page} page @param {number} x @param {number} y */
const pixel = (page, x, y) =>
  page.locator('.history canvas').evaluate((element, [x, y]) => {
    const canvas = /** @type {HTMLCanvasElement} */ (element);
    const ratio = canvas.width / canvas.clientWidth;
    // Of a copy: a canvas that is read from is drawn in another way.
    const copy = new OffscreenCanvas(1, 1).getContext('2d');
    copy?.drawImage(canvas, -Math.round(x * ratio), -Math.round(y * ratio));
    const { data } = /** @type {OffscreenCanvasRenderingContext2D} */ (copy).getImageData(0, 0, 1, 1);
    return data.slice(0, 3).join();
  }, [x, y]);

/** Where the bands of the history stand. @param {Page} page */
const size = (page) => page.locator('.history canvas').evaluate(({ clientWidth, clientHeight }) => ({ width: clientWidth, height: clientHeight }));

test('a cell of layer and step has the colour of its number, whichever quantity the heat map shows', async (t) => {
  const { page, close } = await lab('activation=tanh&depth=4&learning-rate=0.3&layer=5');
  t.after(close);
  const past = [await statistics(page)];
  for (let step = 1; step <= 9; step++) {
    await call(page, 'step');
    await rest(page);
    past.push(await statistics(page));
  }
  const used = await colours(page);
  const { width, height } = await size(page);
  const axis = stepAxis(20, 1, 36, width - 8);
  const [band] = bands(height, true);
  const look = async (/** @type {string} */ name) => {
    const seen = new Set();
    for (const step of [1, 3, 6, 8]) {
      for (const layer of [0, 1, 2, 3]) {
        const at = 19 + band - (layer + 0.5) * (band / 5);
        const expected = rgb(sizeWord(used, scaleFor('16'), Math.fround(past[step].layers[layer][name])));
        assert.equal(await pixel(page, stepX(axis, step), at), expected, `${name}, step ${step}, layer ${layer + 1}`);
        seen.add(expected);
      }
    }
    assert.ok(seen.size > 8, `${name}: ${seen.size} colours`);
    assert.equal(await pixel(page, stepX(axis, 14), 19 + band / 2), '0,0,0', 'nothing where there is no step yet');
  };
  await look('gradRms');
  await page.getByLabel('What the heat map shows').selectOption('update');
  await rest(page);
  await look('updateRms');
  assert.match((await page.locator('.history canvas').getAttribute('aria-label')) ?? '', /over 9 steps/);
});

test('back at a step of before, the heat map has the same pixels, and so has the future', async (t) => {
  const { page, close } = await lab('activation=prelu&depth=6&norm=batch&dropout=0.2&optimizer=adam&batch=16&view=standard table');
  t.after(close);
  await page.mouse.move(0, 0);
  /** @type {Map<number, { map: string, curve: string, numbers: string, table: string }>} */
  const seen = new Map();
  const look = async () => ({
    map: await picture(page, 'map'),
    curve: await picture(page, 'curve'),
    numbers: JSON.stringify(await statistics(page)),
    table: await page.locator('.table tbody').innerText(),
  });
  for (const at of [0, 7, 60, 140]) {
    await goTo(page, at);
    seen.set(at, await look());
  }
  assert.notEqual(seen.get(7)?.map, seen.get(60)?.map);
  for (const at of [7, 60, 0, 140]) {
    await goTo(page, at);
    assert.deepEqual(await look(), seen.get(at), `step ${at}`);
  }
  await goTo(page, 59);
  await call(page, 'step');
  await rest(page);
  assert.deepEqual(await look(), seen.get(60));
  assert.match(await page.evaluate(() => /** @type {Figure} */ (document.querySelector('gradient-flow')).query), /at=60/);
});

test('keys, the slider and the chart all lead through the steps', async (t) => {
  const { page, close } = await lab('depth=3');
  t.after(close);
  const slider = page.getByRole('slider', { name: 'Step', exact: true });
  assert.equal(await slider.isDisabled(), true);
  assert.equal(await page.locator('.invitation').innerText(), 'Press play: every step adds a column');
  await goTo(page, 30);
  assert.equal(await page.locator('.invitation').isVisible(), false);
  await press(page, ',');
  assert.equal(await step(page), 29);
  await press(page, ',');
  await press(page, ',');
  await press(page, '.');
  assert.equal(await step(page), 28);
  assert.equal(await slider.inputValue(), '28');
  assert.equal(await slider.getAttribute('aria-valuetext'), '28 of 30');
  await press(page, 'ArrowLeft');
  assert.equal(await step(page), 27);
  await press(page, 'Home');
  assert.equal(await step(page), 0);
  await press(page, ',');
  assert.equal(await step(page), 0, 'there is nothing before');
  await press(page, 'End');
  await press(page, '.');
  assert.equal(await step(page), 30, 'and nothing after');

  const chart = page.locator('.history canvas');
  await chart.scrollIntoViewIfNeeded();
  const box = await chart.boundingBox();
  assert.ok(box);
  const axis = stepAxis(30, 1, 36, box.width - 8);
  const x = (/** @type {number} */ step) => box.x + stepX(axis, step);
  await page.mouse.move(x(20), box.y + 60);
  await rest(page);
  assert.equal(await step(page), 30, 'pointing alone goes nowhere');
  await page.mouse.down();
  for (let at = 20; at >= 6; at--) await page.mouse.move(x(at), box.y + 200);
  await rest(page);
  assert.equal(await step(page), 6);
  await page.mouse.up();
  await page.mouse.move(x(25), box.y + 60);
  await rest(page);
  assert.equal(await step(page), 6);
  // Playing on walks through the future that is known, and beyond.
  await call(page, 'play');
  await page.waitForFunction(() => /** @type {Figure} */ (document.querySelector('gradient-flow')).statistics.run.step > 40);
  await call(page, 'pause');
  await rest(page);
  const end = await step(page);
  await press(page, 'Home');
  await press(page, 'End');
  assert.equal(await step(page), end);
});

test('a finger that scrolls the page does not scrub, one that taps does', async (t) => {
  const { page, close } = await lab('depth=2', { hasTouch: true, isMobile: true, viewport: { width: 390, height: 800 } });
  t.after(close);
  await goTo(page, 20);
  const chart = page.locator('.history canvas');
  await chart.scrollIntoViewIfNeeded();
  const box = await chart.boundingBox();
  assert.ok(box);
  const at = { clientX: box.x + 100, clientY: box.y + 50, pointerType: 'touch', pointerId: 7, button: 0 };
  await chart.evaluate((canvas) => void (canvas.setPointerCapture = () => {}));
  await chart.dispatchEvent('pointerdown', at);
  await chart.dispatchEvent('pointermove', { ...at, clientY: box.y + 20 });
  await chart.dispatchEvent('pointercancel', at);
  await rest(page);
  assert.equal(await step(page), 20);
  await page.touchscreen.tap(box.x + stepX(stepAxis(20, 1, 36, box.width - 8), 5), box.y + 80);
  await rest(page);
  assert.equal(await step(page), 5);
});

test('after a divergence a button leads to the last sound step', async (t) => {
  const { page, close } = await lab('activation=identity&init=he-normal&depth=20&learning-rate=10');
  t.after(close);
  const back = page.locator('button.back');
  assert.equal(await back.isVisible(), false);
  await call(page, 'play');
  await rest(page);
  const { run } = await statistics(page);
  assert.ok(!Number.isFinite(run.loss));
  assert.match(await back.innerText(), new RegExp(`step ${run.divergedStep - 1}$`));
  await back.click();
  await rest(page);
  const now = (await statistics(page)).run;
  assert.equal(now.step, run.divergedStep - 1);
  assert.ok(Number.isFinite(now.loss));
  assert.equal(await back.isVisible(), false);
});

test('the table holds the numbers of the frame, and its rows select layers', async (t) => {
  const { page, close } = await lab('activation=prelu&depth=12&view=table reading&init=he-normal');
  t.after(close);
  await goTo(page, 5);
  for (const [measure, ending] of [['rms', 'Rms'], ['norm', 'Norm'], ['max', 'Max']]) {
    await page.getByLabel('Measure of size').selectOption(measure);
    await rest(page);
    const { layers } = await statistics(page);
    const rows = await page.locator('.table tbody tr').evaluateAll((rows) => rows.map((row) => [...row.children].map(({ textContent }) => textContent)));
    assert.equal(rows.length, 13);
    for (const [index, layer] of layers.entries()) {
      const sizes = ['delta', 'grad', 'signal', 'z', 'a', 'update'].map((name) => magnitude(layer[name + ending], 'en', 3));
      assert.deepEqual(rows[index], [
        index === 12 ? '13 (output)' : String(index + 1),
        String(layer.fanIn),
        String(layer.units),
        ...sizes,
        `${Math.round(layer.deadShare * layer.units)} / ${layer.units}`,
        '–',
        index === 12 ? '–' : new Intl.NumberFormat('en', { maximumSignificantDigits: 4 }).format(layer.parameter),
      ]);
    }
  }
  const current = page.locator('.table [aria-current]');
  await page.locator('.table tbody tr').nth(7).locator('td').nth(3).click();
  await rest(page);
  assert.equal(await current.locator('th').innerText(), '8');
  assert.equal(await page.locator('.reading .value').innerText(), '8');
  // One stop for the tabulator, arrows between rows, Enter.
  const name = current.getByRole('button');
  await name.focus();
  await page.keyboard.press('ArrowDown');
  await rest(page);
  assert.equal(await current.locator('th').innerText(), '9');
  assert.equal(await page.locator('.table tbody [tabindex="0"]').count(), 1);
  await page.locator('.table tbody button').nth(2).focus();
  await page.keyboard.press('Enter');
  await rest(page);
  assert.equal(await page.locator('.reading .value').innerText(), '3');
  assert.equal(await current.count(), 1);
});

test('a table that does not fit is a region that the keyboard scrolls', async (t) => {
  const { page, close } = await lab('depth=200&view=table', { viewport: { width: 390, height: 800 } });
  t.after(close);
  const region = page.getByRole('region', { name: 'All layers in numbers' });
  await region.focus();
  const at = () => region.evaluate(({ scrollLeft, scrollTop }) => [scrollLeft, scrollTop]);
  assert.deepEqual(await at(), [0, 0]);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await page.waitForFunction(() => {
    const region = document.querySelector('gradient-flow')?.shadowRoot?.querySelector('.table .scroll');
    // Far enough that the caption is gone: keys scroll smoothly.
    return region && region.scrollLeft > 0 && region.scrollTop > 35;
  });
  // Head and layer stay in sight, once the scrolling has come to rest.
  await page.waitForFunction(() => {
    const region = document.querySelector('gradient-flow')?.shadowRoot?.querySelector('.table .scroll');
    const [head, box] = [region?.querySelector('thead th'), region].map((node) => node?.getBoundingClientRect());
    return head && box && Math.abs(head.x - box.x) <= 2 && Math.abs(head.y - box.y) <= 2;
  });
  assert.equal(await page.locator('.table tbody tr').count(), 201);
});

/** What stands on the lines of an equation. @param {Page} page @param {string} symbol @param {string} sweep */
const equation = (page, symbol, sweep = 'Forward') =>
  page.getByRole('group', { name: sweep }).locator(`[data-symbol="${symbol}"] dd:not(.note)`).allInnerTexts();

/** @param {string} text As format.js writes it. */
function parsed(text) {
  const [head, power] = text.replaceAll(/[\s()=]/g, '').replaceAll('−', '-').split('×10');
  const digits = [...(power ?? '')].map((digit) => ('⁰¹²³⁴⁵⁶⁷⁸⁹'.includes(digit) ? '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(digit) : '-')).join('');
  return Number(head) * 10 ** Number(digits);
}

test('L is what is differentiated: the loss of the batch, or a sum that is not the loss shown', async (t) => {
  for (const [query, said] of [
    ['reduction=mean', 'L is the loss of the batch. '],
    ['reduction=sum', 'L is the sum of the loss over the batch; the loss shown is its mean. '],
  ]) {
    const { page, close } = await lab(`depth=2&view=chain&${query}`);
    t.after(close);
    assert.ok((await page.locator('.chain .quiet').last().innerText()).startsWith(`${said}s is the scale`), query);
  }
});

test('the chain rule is told with the numbers of unit and sample that are asked for', async (t) => {
  const { page, close } = await lab('activation=tanh&depth=5&width=9&view=map chain&layer=3&unit=4&sample=2');
  t.after(close);
  await goTo(page, 3);
  // The same training here.
  const run = experiment({ activation: 'tanh', depth: 5, width: 9 });
  for (let step = 0; step < 3; step++) {
    run.run(Infinity);
    run.beginStep();
  }
  run.run(Infinity);
  t.after(() => run.free());
  const open = async () => {
    await page.getByRole('group', { name: 'Forward' }).locator('summary').click();
    await page.waitForFunction(() => document.querySelector('gradient-flow')?.shadowRoot?.querySelector('.chain td'));
  };
  await open();
  const field = async (/** @type {string} */ name) => Number(await page.locator(`.chain [data-look="${name}"]`).inputValue()) - 1;
  const check = async () => {
    const { forward, backward } = run.chain(await field('layer'), await field('unit'), await field('sample'), await field('input'));
    for (const [symbol, sweep, pair] of [
      ['z', 'Forward', forward.z], ['a', 'Forward', forward.a], ['∂L/∂a', 'Backward', backward.signal],
      ['∂L/∂z', 'Backward', backward.delta], ['∂L/∂w', 'Backward', backward.weight.total], ['∂L/∂b', 'Backward', backward.bias.total],
    ]) {
      assert.equal((await equation(page, symbol, sweep)).at(-1), `= ${exact(pair[0], pair[1], 'en', 4)}`, symbol);
    }
    const terms = await page.locator('.chain section').first().locator('tbody tr').evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll('td')].map(({ textContent }) => textContent ?? '')));
    assert.equal(terms.length, 9);
    const [, line, result] = await equation(page, 'z');
    const bias = parsed(/** @type {string} */ (line.split('+').at(-1)));
    let [sum, slack] = [bias, 0];
    for (const [weight, value, product] of terms) {
      sum += parsed(weight) * parsed(value);
      slack += 2e-3 * Math.abs(parsed(product));
    }
    const z = parsed(result);
    assert.ok(Math.abs(sum - z) <= slack + 1e-3 * Math.abs(z), `${sum}, not ${z}`);
    const [, , a] = await equation(page, 'a');
    assert.ok(Math.abs(parsed(a) - Math.tanh(z)) <= 2e-4, a);
    const [slope] = await equation(page, 'f′(z)');
    assert.ok(Math.abs(parsed(slope) - (1 - Math.tanh(z) ** 2)) <= 5e-4);
    const [, factors, delta] = await equation(page, '∂L/∂z', 'Backward');
    const [left, right] = factors.split(/ × (?!10)/).map(parsed);
    assert.ok(Math.abs(left * right - parsed(delta)) <= 2e-3 * Math.abs(parsed(delta)), factors);
    return z;
  };
  /** @type {Set<number>} */
  const zs = new Set([await check()]);
  assert.match(await page.locator('.chain .quiet').first().innerText(), /^Layer 3, unit 4, at step 3, on sample 2 of the batch \(row \d+ of the training data\)\.$/);

  // The keys walk from unit to unit and from layer to layer, the fields go anywhere.
  await page.locator('.map canvas').focus();
  const unit = page.locator('.chain [data-look="unit"]');
  for (const [key, expected] of [['ArrowDown', '5'], ['ArrowDown', '6'], ['ArrowUp', '5']]) {
    await page.keyboard.press(key);
    await rest(page);
    assert.equal(await unit.inputValue(), expected);
    zs.add(await check());
  }
  await page.keyboard.press('ArrowRight');
  await rest(page);
  assert.equal(await page.locator('.chain [data-look="layer"]').inputValue(), '4');
  zs.add(await check());
  await page.locator('.chain [data-look="sample"]').fill('7');
  await rest(page);
  zs.add(await check());
  await unit.fill('9');
  await rest(page);
  zs.add(await check());
  await page.locator('.map canvas').focus();
  await page.keyboard.press('ArrowDown');
  await rest(page);
  assert.equal(await unit.inputValue(), '9', 'there is no further unit');
  assert.equal(zs.size, 6);
  assert.match(await page.evaluate(() => /** @type {Figure} */ (document.querySelector('gradient-flow')).query), /unit=9&sample=7/);

  // All digits are those of the numbers.
  const short = await equation(page, 'z');
  await page.getByLabel('All digits').check();
  await rest(page);
  const long = await equation(page, 'z');
  assert.ok(long[2].length > short[2].length + 8, long[2]);
  assert.equal(parsed(long[2]).toPrecision(4), parsed(short[2]).toPrecision(4));
  const title = await page.locator('.chain [data-symbol="z"] .result .number').getAttribute('title');
  assert.equal(parsed(title ?? ''), parsed(long[2]));
});

test('during a pass by hand the chain goes as far as the pass has come', async (t) => {
  const { page, close } = await lab('depth=4&layer=2');
  t.after(close);
  await page.locator('.tab-steps').click();
  await page.getByRole('button', { name: 'Show the chain rule here' }).click();
  const chain = page.locator('.chain');
  await chain.waitFor();
  await page.waitForFunction(() => document.querySelector('gradient-flow')?.shadowRoot?.activeElement?.matches('.chain'));
  const [forward, backward] = [page.getByRole('group', { name: 'Forward' }), page.getByRole('group', { name: 'Backward' })];
  await rest(page);
  assert.equal(await forward.locator('dt').count(), 3);
  const missing = 'The pass has not come here yet.';
  const told = async () => [(await forward.innerText()).includes(missing), (await backward.innerText()).includes(missing)];
  assert.deepEqual(await told(), [false, false]);
  const z = await equation(page, 'z');
  for (const expected of [[true, true], [false, true]]) {
    await page.getByRole('button', { name: 'One layer' }).click();
    await rest(page);
    assert.deepEqual(await told(), expected);
  }
  assert.notDeepEqual(await equation(page, 'z'), z, 'of the new step');
  await page.getByRole('button', { name: 'One sweep' }).click();
  await rest(page);
  assert.deepEqual(await told(), [false, true]);
  await page.getByRole('button', { name: 'One sweep' }).click();
  await rest(page);
  assert.deepEqual(await told(), [false, false]);
});

test('nothing for axe to find, and no page that scrolls sideways', async (t) => {
  const query = 'activation=prelu&norm=batch&dropout=0.2&residual=2&depth=30&view=standard chain table';
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    const { page, close } = await lab(query, { colorScheme });
    t.after(close);
    await goTo(page, 3);
    await page.locator('.chain summary:visible').click();
    await page.evaluate(axe.source);
    const violations = await page.evaluate(async () => {
      const { violations } = await /** @type {typeof axe} */ (Reflect.get(window, 'axe')).run();
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(' ')}`);
    });
    assert.deepEqual(violations, [], colorScheme);
  }
  for (const width of [320, 390, 768]) {
    for (const lang of ['en', 'ko']) {
      const { page, close } = await lab(`${query}&lang=${lang}`, { viewport: { width, height: 800 } });
      t.after(close);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, lang);
    }
  }
});
