// The page as its reader uses it, in a real Chromium.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import { exact } from '../../www/format.js';
import { scaleFor, sizeWord } from '../../www/palette.js';
import { serve } from '../../www/serve.mjs';
import { digestAfterTwentySteps } from '../digest.mjs';
import { experiment } from '../wasm/engine.mjs';
import { call, colours, picture, rgb, sentence, settings, settled, statistics, tileColours } from './figure.mjs';
import { open, stop } from './harness.mjs';

after(stop);

/** @typedef {import('./figure.mjs').Figure} Figure */

/** Opens a page whose figure stands still at once. @param {Parameters<typeof open>[0]} [options] */
async function still(options = {}) {
  const opened = await open({ reducedMotion: 'reduce', ...options });
  await settled(opened.page);
  return opened;
}

/** The control of a key. @param {import('playwright-core').Page} page @param {string} key */
const control = (page, key) => page.locator(`[data-key="${key}"]`);

test('the first picture shows a sigmoid network of twenty layers whose gradient has vanished', async (t) => {
  const { page, close } = await still();
  t.after(close);
  const { layers, run } = await statistics(page);
  assert.equal(layers.length, 21);
  assert.equal(run.step, 0);
  const decades = layers[0].deltaRms - layers[19].deltaRms;
  assert.ok(decades < -10 && decades > -14, String(decades));
  // The sentence tells the same number.
  const exponent = Math.floor(decades);
  const mantissa = (10 ** (decades - exponent)).toFixed(1);
  const superscript = [...String(-exponent)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('');
  assert.match(await sentence(page), new RegExp(`vanishes.*${mantissa}.×.10⁻${superscript} times the error signal`));
});

test('a tile has the colour of its number on the fixed scale', async (t) => {
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    // One unit a layer: a tile is one cell.
    const { page, close } = await still({ page: 'lab.html?width=1&depth=8&activation=tanh', colorScheme });
    t.after(close);
    const { layers } = await statistics(page);
    const used = await colours(page);
    for (let layer = 1; layer < 8; layer++) {
      const expected = rgb(sizeWord(used, scaleFor('16'), Math.fround(layers[layer].gradRms)));
      assert.deepEqual(Object.keys(await tileColours(page, layer)), [expected], `layer ${layer}`);
    }
  }
});

test('exactly zero, smaller than the scale, and undefined each look different from small', async (t) => {
  const dead = await still({ page: 'lab.html?activation=relu&width=2&depth=40&seed=3' });
  t.after(dead.close);
  const used = await colours(dead.page);
  const { layers } = await statistics(dead.page);
  assert.equal(layers[0].gradMax, -Infinity, 'this seed was chosen because a layer dies');
  const hatched = await tileColours(dead.page, 5);
  assert.ok(hatched.none > 0, 'background');
  assert.ok(Object.keys(hatched).length > 1, 'and the hatch on it');
  // Those after it get nothing but its zeros, and are dead too.
  const layer = layers.findIndex(({ deadShare }) => deadShare === 1);
  assert.ok(layers.slice(layer, 40).every(({ deadShare }) => deadShare === 1));
  assert.match(await sentence(dead.page), new RegExp(`in every layer from ${layer + 1} to 40 all units are dead`));

  const below = await still({ page: 'lab.html?activation=sigmoid&width=1&depth=60' });
  t.after(below.close);
  const small = (await statistics(below.page)).layers[3].gradRms;
  assert.ok(small < -20 && Number.isFinite(small));
  assert.deepEqual(Object.keys(await tileColours(below.page, 3)), [rgb(used.below)]);

  const wild = await still({
    page: 'lab.html?activation=identity&init=he-normal&depth=20&learning-rate=10',
  });
  t.after(wild.close);
  await call(wild.page, 'play');
  // It stops by itself, and says why.
  await settled(wild.page);
  const { run } = await statistics(wild.page);
  assert.ok(!Number.isFinite(run.loss));
  assert.match(await sentence(wild.page), new RegExp(`At step ${run.step} .* diverged`));
  const tile = await tileColours(wild.page, 4);
  assert.deepEqual(Object.keys(tile), [rgb(used.undefinedWord)]);
});

test('dragging the depth slider changes network and picture, and back gives the same pixels', async (t) => {
  const { page, close } = await still({ page: 'lab.html?depth=10' });
  t.after(close);
  const slider = control(page, 'depth');
  const before = await picture(page);
  const numbers = JSON.stringify(await statistics(page));
  const box = await slider.boundingBox();
  assert.ok(box);
  // A slider's thumb is 16 px wide: its centre moves over what is left.
  const at = (/** @type {number} */ depth) => box.x + 8 + ((depth - 1) / 199) * (box.width - 16);
  const y = box.y + box.height / 2;
  await page.mouse.move(at(10), y);
  await page.mouse.down();
  for (let depth = 15; depth <= 50; depth += 5) await page.mouse.move(at(depth), y);
  await settled(page);
  const reached = Number(await slider.inputValue());
  assert.ok(Math.abs(reached - 50) <= 1, String(reached));
  assert.equal((await statistics(page)).layers.length, reached + 1);
  assert.notEqual(await picture(page), before);
  await page.mouse.move(at(10), y);
  await page.mouse.up();
  await settled(page);
  assert.equal(await slider.inputValue(), '10');
  assert.equal(JSON.stringify(await statistics(page)), numbers);
  await page.mouse.move(0, 0);
  assert.equal(await picture(page), before);
});

test('what a page calls by a name of the browser is its own affair', async (t) => {
  const early = () => void Object.defineProperty(window, 'scheduler', { value: { postTask: 'a list' } });
  const { page, close } = await still({ page: 'lab.html?depth=10', early });
  t.after(close);
  await control(page, 'depth').press('ArrowRight');
  await settled(page);
  assert.equal((await statistics(page)).layers.length, 12);
});

test('the keyboard moves the sliders and picks the activation', async (t) => {
  const { page, close } = await still();
  t.after(close);
  await control(page, 'depth').focus();
  for (const [keyName, depth] of /** @type {[string, number][]} */ ([
    ['ArrowRight', 21], ['ArrowLeft', 20], ['End', 200], ['Home', 1],
  ])) {
    await page.keyboard.press(keyName);
    await settled(page);
    assert.equal((await statistics(page)).layers.length, depth + 1, keyName);
  }
  await control(page, 'activation').focus();
  await page.keyboard.press('ArrowDown');
  await settled(page);
  assert.equal((await settings(page)).activation, 'tanh');
});

test('picking ReLU with He lets the gradient arrive', async (t) => {
  const { page, close } = await still();
  t.after(close);
  const before = await picture(page);
  await control(page, 'activation').selectOption('ReLU');
  await page.getByLabel('Initialisation').selectOption('He normal');
  await settled(page);
  const { layers } = await statistics(page);
  const decades = layers[0].deltaRms - layers[19].deltaRms;
  assert.ok(Math.abs(decades) < 1, String(decades));
  assert.match(await sentence(page), /^The gradient arrives\..*hidden units are dead on this batch/);
  assert.notEqual(await picture(page), before);
});

test('play trains: the loss falls, steps are told, and pause stops', async (t) => {
  const { page, close } = await still({
    page: 'lab.html?activation=tanh&depth=3&learning-rate=0.5',
  });
  t.after(close);
  await page.evaluate(() => {
    /** @type {{ steps: number[] }} */ (/** @type {unknown} */ (window)).steps = [];
    document.addEventListener('step', (event) =>
      /** @type {{ steps: number[] }} */ (/** @type {unknown} */ (window)).steps.push(
        /** @type {CustomEvent} */ (event).detail.loss,
      ),
    );
  });
  const { run: before } = await statistics(page);
  await page.getByRole('button', { name: 'Play' }).click();
  await page.waitForFunction(() => {
    const figure = /** @type {Figure} */ (document.querySelector('gradient-flow'));
    return figure.statistics.run.step >= 80;
  });
  await page.getByRole('button', { name: 'Pause' }).click();
  await settled(page);
  const { run } = await statistics(page);
  assert.ok(run.loss < 0.6 * before.loss, `${before.loss} -> ${run.loss}`);
  assert.ok(run.testAccuracy > 0.8, String(run.testAccuracy));
  const losses = await page.evaluate(
    () => /** @type {{ steps: number[] }} */ (/** @type {unknown} */ (window)).steps,
  );
  assert.equal(losses.length, run.step);
  assert.equal(losses.at(-1), run.loss);
  const shown = await picture(page);
  await page.waitForTimeout(200);
  assert.equal(await picture(page), shown, 'nothing moves after pause');

  // Reset brings the same weights back.
  await page.getByRole('button', { name: 'Reset' }).click();
  await settled(page);
  assert.deepEqual((await statistics(page)).run, before);
  await page.getByRole('button', { name: 'New seed' }).click();
  await settled(page);
  assert.notEqual((await statistics(page)).run.loss, before.loss);
});

test('a step is watched layer by layer, unless motion is reduced', async (t) => {
  const { page, close } = await open({ page: 'lab.html?depth=12' });
  t.after(close);
  await settled(page);
  await page.evaluate(() => {
    const figure = /** @type {Figure} */ (document.querySelector('gradient-flow'));
    const seen = /** @type {{ seen: string[] }} */ (/** @type {unknown} */ (window));
    seen.seen = [];
    const look = () => {
      const { stage, position } = figure.statistics.run;
      const now = `${stage}:${position}`;
      if (seen.seen.at(-1) !== now) seen.seen.push(now);
      if (figure.dataset.state === 'idle' && seen.seen.length > 2) return;
      requestAnimationFrame(look);
    };
    figure.step();
    look();
  });
  // The first look still finds the pass before, complete.
  await page.waitForFunction(() => {
    const { seen } = /** @type {{ seen: string[] }} */ (/** @type {unknown} */ (window));
    return seen.length > 1 && seen.at(-1) === '3:0';
  });
  const seen = await page.evaluate(
    () => /** @type {{ seen: string[] }} */ (/** @type {unknown} */ (window)).seen,
  );
  const positions = (/** @type {string} */ stage) =>
    seen.filter((at) => at.startsWith(`${stage}:`)).map((at) => Number(at.slice(2)));
  const [forward, backward] = [positions('0'), positions('1')];
  assert.ok(forward.length >= 3 && backward.length >= 5, seen.join(' '));
  assert.deepEqual(forward, forward.toSorted((a, b) => a - b), 'forward goes right');
  assert.deepEqual(backward, backward.toSorted((a, b) => b - a), 'backward goes left');

  const calm = await still();
  t.after(calm.close);
  await call(calm.page, 'step');
  await calm.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  assert.equal((await statistics(calm.page)).run.stage, 3);
});

test('bad attributes show a message and keep the last good picture', async (t) => {
  const { page, close } = await still({ page: 'lab.html?depth=12&activation=tanh' });
  t.after(close);
  const before = await picture(page);
  const attribute = (/** @type {string} */ name, /** @type {string | null} */ value) =>
    page.evaluate(([name, value]) => {
      const figure = document.querySelector('gradient-flow');
      if (value === null) figure?.removeAttribute(/** @type {string} */ (name));
      else figure?.setAttribute(/** @type {string} */ (name), value);
    }, [name, value]);
  const message = page.locator('.message');
  for (const [name, value, said] of [
    ['depth', '0', 'Depth: “0” cannot be used; allowed: whole numbers from 1 to 1,000'],
    ['activation', 'sinusoid', 'Activation: “sinusoid” cannot be used; allowed: sigmoid, tanh'],
    ['width', '1e9', 'Width: “1e9” cannot be used'],
  ]) {
    await attribute(name, value);
    await page.waitForFunction((said) =>
      document.querySelector('gradient-flow')?.shadowRoot?.querySelector('.message')?.textContent?.includes(said), said);
  }
  assert.equal(await picture(page), before);
  assert.equal((await settings(page)).depth, '12');
  assert.equal((await settings(page)).activation, 'tanh');
  // Each is forgiven by itself.
  await attribute('activation', 'relu');
  await attribute('width', null);
  await attribute('depth', '13');
  await page.waitForFunction(() =>
    document.querySelector('gradient-flow')?.shadowRoot?.querySelector('.message')?.textContent === '');
  await settled(page);
  assert.equal((await settings(page)).depth, '13');
  assert.equal((await settings(page)).activation, 'relu');
  assert.equal(await message.innerText(), '');
});

test('of several attributes the good ones count from the beginning', async (t) => {
  const { page, close } = await still({ page: 'lab.html?data=digits&batch=1400&depth=x&width=9' });
  t.after(close);
  const { data, batch, depth, width } = await settings(page);
  assert.deepEqual({ data, batch, depth, width }, { data: 'digits', batch: '1400', depth: '20', width: '9' });
  assert.match(await page.locator('.message').innerText(), /^Depth: “x” cannot be used/);
});

test('a number typed out of range is refused and goes back', async (t) => {
  const { page, close } = await still();
  t.after(close);
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('spinbutton', { name: 'Batch' }).fill('900');
  await page.getByRole('spinbutton', { name: 'Batch' }).press('Enter');
  assert.match(await page.locator('.message').innerText(), /^Batch: “900” .* the rows of two moons that train/);
  assert.equal(await page.getByRole('spinbutton', { name: 'Batch' }).inputValue(), '64');
  await page.getByRole('spinbutton', { name: 'Batch' }).fill('32');
  await page.getByRole('spinbutton', { name: 'Batch' }).press('Enter');
  await settled(page);
  assert.equal(await page.locator('.message').innerText(), '');
  assert.equal((await settings(page)).batch, '32');
});

test('what is half typed stays when another network is ready', async (t) => {
  const { page, close } = await still();
  t.after(close);
  await page.getByRole('button', { name: 'Settings' }).click();
  const batch = page.getByRole('spinbutton', { name: 'Batch' });
  await batch.fill('3');
  await page.locator('gradient-flow').evaluate((figure) => figure.setAttribute('depth', '7'));
  await page.waitForFunction(() => /** @type {Figure} */ (document.querySelector('gradient-flow')).settings.depth === '7');
  assert.equal(await batch.inputValue(), '3');
  await batch.press('2');
  await batch.press('Enter');
  await settled(page);
  assert.equal((await settings(page)).batch, '32');
  // Given up, it tells what is in force again.
  await batch.pressSequentially('0');
  await batch.press('Backspace');
  await page.locator('gradient-flow').evaluate((figure) => figure.setAttribute('batch', '40'));
  await page.waitForFunction(() => /** @type {Figure} */ (document.querySelector('gradient-flow')).settings.batch === '40');
  assert.equal(await batch.inputValue(), '32');
  await batch.blur();
  assert.equal(await batch.inputValue(), '40');
});

test('what need not be given may be cleared', async (t) => {
  const { page, close } = await still();
  t.after(close);
  await page.getByRole('button', { name: 'Settings' }).click();
  const clip = page.getByLabel('Clip gradients at norm');
  await clip.fill('0.5');
  await clip.press('Enter');
  await settled(page);
  assert.equal((await settings(page)).clip, '0.5');
  await clip.fill('');
  await clip.press('Enter');
  await settled(page);
  assert.equal((await settings(page)).clip, undefined);
  assert.equal(await page.locator('.message').innerText(), '');
});

test('the digits are loaded when they are chosen, and only then', async (t) => {
  const { page, close } = await still();
  t.after(close);
  /** @type {string[]} */
  const requests = [];
  page.on('request', (request) => requests.push(new URL(request.url()).pathname));
  await control(page, 'depth').press('ArrowRight');
  await settled(page);
  assert.deepEqual(requests, []);
  await control(page, 'data').selectOption('handwritten digits');
  await settled(page);
  assert.deepEqual(requests, ['/data/digits.bin']);
  assert.equal((await statistics(page)).layers[0].fanIn, 64);
});

test('digits that cannot be loaded are told, and the data stay as they were', async (t) => {
  const { page, close } = await still({ expectProblems: true });
  t.after(close);
  const before = await picture(page);
  await page.route('**/digits.bin', (route) => route.fulfill({ status: 503 }));
  await control(page, 'data').selectOption('handwritten digits');
  await page.getByText('handwritten digits could not be loaded (HTTP 503)').waitFor();
  assert.equal(await control(page, 'data').inputValue(), 'moons');
  assert.equal(await picture(page), before);
  // The next try is a real one.
  await page.unroute('**/digits.bin');
  await control(page, 'data').selectOption('handwritten digits');
  await page.waitForFunction(() => {
    const figure = /** @type {Figure} */ (document.querySelector('gradient-flow'));
    return figure.settings.data === 'digits' && figure.dataset.state === 'idle';
  });
  assert.equal(await page.locator('.message').innerText(), '');
});

test('a failed load falls back to settings that work, whatever came with it', async (t) => {
  const { page, context, url, close } = await open({ reducedMotion: 'reduce', expectProblems: true });
  t.after(close);
  await context.route('**/digits.bin', (route) => route.fulfill({ status: 503 }));
  // A batch that only the digits allow.
  await page.goto(`${url}lab.html?data=digits&batch=1400`);
  await settled(page);
  assert.match(await page.locator('.message').innerText(), /handwritten digits could not be loaded/);
  const { data, batch } = await settings(page);
  assert.deepEqual({ data, batch }, { data: 'moons', batch: '64' });
  await control(page, 'depth').press('ArrowRight');
  await settled(page);
  assert.equal((await settings(page)).depth, '21');
});

test('an attribute that was refused counts once another makes it right', async (t) => {
  const { page, close } = await still();
  t.after(close);
  const attribute = (/** @type {string} */ name, /** @type {string} */ value) =>
    page.evaluate(([name, value]) => document.querySelector('gradient-flow')?.setAttribute(name, value), [name, value]);
  await attribute('batch', '1400');
  await page.getByText('Batch: “1400” cannot be used').waitFor();
  await attribute('data', 'digits');
  await page.waitForFunction(() =>
    /** @type {Figure} */ (document.querySelector('gradient-flow')).settings.batch === '1400');
  assert.equal(await page.locator('.message').innerText(), '');
});

test('a refused slider goes back to what is in force when it is let go', async (t) => {
  const { page, close } = await still({ page: 'lab.html?depth=1000&width=16&batch=400' });
  t.after(close);
  const width = control(page, 'width');
  await width.focus();
  await page.keyboard.press('End');
  await page.getByText('the network is too large').waitFor();
  assert.equal(await width.inputValue(), '16');
  assert.equal((await settings(page)).width, '16');
});

test('where the memory ends the picture stays, and that is said', async (t) => {
  const { page, close } = await still({
    // As the engine stops when a browser gives no more memory: in the middle, without a word.
    early: () => {
      const instantiate = WebAssembly.instantiateStreaming;
      WebAssembly.instantiateStreaming = async (source, imports) => {
        const { instance, module } = await instantiate(source, imports);
        const run = /** @type {Function} */ (instance.exports.experiment_run);
        const stopping = (/** @type {unknown[]} */ ...given) => {
          if (Reflect.get(window, 'isFull')) throw new WebAssembly.RuntimeError('unreachable');
          return run(...given);
        };
        return { module, instance: { exports: { ...instance.exports, experiment_run: stopping } } };
      };
    },
  });
  t.after(close);
  const before = await picture(page);
  await page.evaluate(() => Reflect.set(window, 'isFull', true));
  await call(page, 'play');
  await page.waitForFunction(() => document.querySelector('gradient-flow')?.matches('[data-state="error"]'));
  assert.match(await page.locator('.message').innerText(), /did not give the memory/);
  assert.deepEqual(await picture(page), before);
  assert.equal(await page.locator('.sentence').innerText(), '');
  assert.ok(await page.locator('.controls').first().evaluate((node) => /** @type {HTMLElement} */ (node).inert));
});

test('steps in quick succession are all made and told', async (t) => {
  const { page, close } = await open({ page: 'lab.html?depth=30' });
  t.after(close);
  await settled(page);
  const told = await page.evaluate(async () => {
    const figure = /** @type {Figure} */ (document.querySelector('gradient-flow'));
    /** @type {number[]} */
    const told = [];
    figure.addEventListener('step', (event) => told.push(/** @type {CustomEvent} */ (event).detail.step));
    for (let i = 0; i < 6; i++) figure.step();
    await new Promise((done) => {
      const look = () => (figure.dataset.state === 'idle' ? done(undefined) : setTimeout(look, 20));
      look();
    });
    return told;
  });
  assert.deepEqual(told, [1, 2, 3, 4, 5, 6]);
});

test('the address sets settings and theme, and nothing else', async (t) => {
  const { page, close } = await still({
    page: 'lab.html?depth=7&theme=dark&hidden&class=x&title=y&onclick=z&style=display:none&utm_source=q',
  });
  t.after(close);
  const names = await page.locator('gradient-flow').evaluate((figure) => figure.getAttributeNames());
  // `loading` stands in the page itself.
  assert.deepEqual(names.toSorted(), ['data-state', 'depth', 'loading', 'theme']);
  assert.equal(await page.locator('.message').innerText(), '');
});

test('what an attribute was refused is settled by the control of the same key', async (t) => {
  const { page, close } = await still({ page: 'lab.html?depth=abc&width=9999' });
  t.after(close);
  assert.match(await page.locator('.message').innerText(), /abc[^]*9999/);
  await control(page, 'depth').press('ArrowRight');
  await page.waitForFunction(() => /** @type {Figure} */ (document.querySelector('gradient-flow')).settings.depth === '21');
  // The other one still holds.
  await page.locator('.message', { hasText: /^[^]*9999[^]*$/ }).waitFor();
  assert.doesNotMatch(await page.locator('.message').innerText(), /abc/);
});

test('theme and language may change at any time', async (t) => {
  const { page, close } = await still();
  t.after(close);
  const light = await picture(page);
  const background = () => page.locator('.frame').evaluate((frame) => getComputedStyle(frame).backgroundColor);
  assert.equal(await background(), 'rgb(255, 255, 255)');
  await page.locator('gradient-flow').evaluate((figure) => figure.setAttribute('theme', 'dark'));
  await page.waitForFunction(() => document.querySelector('gradient-flow')?.getAttribute('data-state') === 'idle');
  assert.equal(await background(), 'rgb(20, 22, 27)');
  assert.notEqual(await picture(page), light);
  await page.getByRole('button', { name: 'Settings' }).click();
  for (const set of [
    () => document.documentElement.setAttribute('lang', 'ko'),
    () => document.querySelector('gradient-flow')?.setAttribute('lang', 'ko'),
  ]) {
    await page.evaluate(set);
    await page.getByRole('button', { name: '재생' }).waitFor();
    // It is said in the next frame.
    await page.locator('.sentence', { hasText: /^기울기가 사라집니다/ }).waitFor();
    assert.ok(await page.locator('#panel-settings').isVisible(), 'the panel stays open');
    await page.evaluate(() => (document.documentElement.lang = 'en'));
  }
  assert.ok(await page.locator('gradient-flow').isVisible());
});

test('nothing runs off screen', async (t) => {
  const { page, close } = await still();
  t.after(close);
  await page.evaluate(() => {
    const figure = /** @type {Figure} */ (document.querySelector('gradient-flow'));
    figure.style.marginTop = '5000px';
    figure.play();
  });
  const step = async () => (await statistics(page)).run.step;
  // As long as a busy machine may need to notice.
  await page.waitForTimeout(600);
  const before = await step();
  await page.waitForTimeout(300);
  assert.equal(await step(), before);
  await page.locator('gradient-flow').scrollIntoViewIfNeeded();
  await page.waitForFunction((before) =>
    /** @type {Figure} */ (document.querySelector('gradient-flow')).statistics.run.step > before, before);
});

test('only what the activation and the data have is offered', async (t) => {
  const { page, close } = await still();
  t.after(close);
  await page.getByRole('button', { name: 'Settings' }).click();
  const offered = () => page.locator('.settings .field:visible').evaluateAll((fields) =>
    fields.map((field) => field.querySelector('[data-key]')?.getAttribute('data-key')));
  const network = ['layer-activations', 'output-activation', 'layer-widths', 'norm', 'residual', 'dropout'];
  const data = ['rows', 'test-share', 'standardise'];
  const training = ['loss', 'reduction', 'optimizer', 'learning-rate', 'weight-decay', 'l1', 'clip', 'batch'];
  assert.deepEqual(await offered(), [...network, 'gain', 'seed', 'noise', ...data, ...training]);
  await control(page, 'activation').selectOption('hard tanh');
  await control(page, 'init').selectOption('σ_w, σ_b');
  await control(page, 'residual').fill('2');
  await control(page, 'residual').press('Enter');
  await settled(page);
  const skip = network.toSpliced(5, 0, 'residual-scale', 'residual-place');
  const weights = ['sigma-w', 'sigma-b', 'seed'];
  assert.deepEqual(await offered(), ['low', 'high', ...skip, ...weights, 'noise', ...data, ...training]);
  await page.getByLabel('Optimiser').selectOption('Nesterov');
  await settled(page);
  assert.ok((await offered()).includes('momentum'));
  await page.getByLabel('Optimiser').selectOption('SGD');
  await control(page, 'data').selectOption('handwritten digits');
  await settled(page);
  assert.deepEqual(await offered(), ['low', 'high', ...skip, ...weights, ...data, ...training]);
});

test('a formula of the reader\'s own is drawn, and a wrong one is told with its place', async (t) => {
  const { page, close } = await still();
  t.after(close);
  const formula = control(page, 'formula');
  assert.equal(await formula.isVisible(), false);
  await control(page, 'activation').selectOption('own formula');
  await settled(page);
  assert.equal(await formula.inputValue(), 'max(0.1*z, z)');
  await formula.fill('2z');
  await formula.press('Enter');
  await page.locator('.problem').getByText('Your own f(z) (formula): “2z”: an operator is missing between “2” and “z” (character 2)').waitFor();
  await formula.fill('z/(1+exp(-z))');
  await formula.press('Enter');
  await settled(page);
  await page.locator('.problem').waitFor({ state: 'hidden' });
  assert.equal(await page.locator('.message').innerText(), '');
  const { formula: inForce } = await page.evaluate(() => /** @type {Figure} */ (document.querySelector('gradient-flow')).settings);
  assert.equal(inForce, 'z/(1+exp(-z))');
});

test('a curve is learned as a number, with no share to get right', async (t) => {
  const { page, close } = await still({ page: 'lab.html?data=sine&activation=tanh&depth=3&batch=400' });
  t.after(close);
  await page.getByRole('button', { name: 'Step', exact: true }).click();
  await settled(page);
  await page.getByRole('button', { name: 'Step', exact: true }).click();
  await settled(page);
  assert.doesNotMatch(await page.locator('.sentence').innerText(), /NaN|undefined|%/);
});

test('a large network never holds the page: its pass is spread over many frames', async (t) => {
  const { page, close } = await still();
  t.after(close);
  const frames = await page.evaluate(async () => {
    const figure = /** @type {Figure} */ (document.querySelector('gradient-flow'));
    let frames = 0;
    let waiting = true;
    const count = () => {
      frames += 1;
      if (waiting) requestAnimationFrame(count);
    };
    figure.setAttribute('depth', '100');
    figure.setAttribute('width', '128');
    figure.setAttribute('batch', '800');
    requestAnimationFrame(count);
    await new Promise((done) => {
      const look = () => (figure.statistics.layers.length === 101 && figure.dataset.state === 'idle'
        ? done(undefined)
        : setTimeout(look, 5));
      look();
    });
    waiting = false;
    return frames;
  });
  assert.ok(frames > 10, `${frames} frames`);
});

test('pointing at a tile or sliding selects a layer, and its numbers are told', async (t) => {
  const { page, close } = await still();
  t.after(close);
  const map = page.locator('.map canvas');
  const box = await map.boundingBox();
  assert.ok(box);
  const step = (box.width - 44) / 21;
  await map.hover({ position: { x: 44 + 6.5 * step, y: 100 } });
  const slider = page.getByRole('slider', { name: 'Layer' });
  await page.waitForFunction(() => {
    const root = document.querySelector('gradient-flow')?.shadowRoot;
    return root?.querySelector('.reading .value')?.textContent === '7';
  });
  assert.equal(await slider.inputValue(), '7');
  const { layers } = await statistics(page);
  const reading = await page.locator('.reading dl').innerText();
  const told = (/** @type {number} */ log10) => (10 ** (log10 - Math.floor(log10))).toFixed(1);
  assert.ok(reading.includes(`${told(layers[6].deltaRms)}\u00a0×\u00a010`), reading);
  assert.ok(reading.includes(`${told(layers[6].gradRms)}\u00a0×\u00a010`), reading);
  await slider.press('End');
  await page.waitForFunction(() => {
    const root = document.querySelector('gradient-flow')?.shadowRoot;
    return root?.querySelector('.reading .value')?.textContent === '21 (output)';
  });
  // A shallower network has no such layer.
  await control(page, 'depth').press('Home');
  await settled(page);
  assert.equal(await slider.inputValue(), '2');
});

test('a cell of the heat map tells its exact number, under the pointer and by key', async (t) => {
  const { page, close } = await still({ page: 'lab.html?depth=4' });
  t.after(close);
  const run = experiment({ depth: '4' });
  run.run(Infinity);
  const element = (/** @type {[string, number, number, number]} */ ...[heat, layer, row, column]) => {
    const [mantissa, exponent] = run.element(heat, layer, row, column) ?? [];
    return exact(mantissa, exponent, 'en');
  };
  /** @param {string} number @param {string} place */
  const told = (number, place) =>
    page.waitForFunction((wanted) => {
      const tip = document.querySelector('gradient-flow')?.shadowRoot?.querySelector('.tip');
      return tip && !(/** @type {HTMLElement} */ (tip).hidden) && tip.textContent === wanted;
    }, number + place);

  const map = page.locator('.map canvas');
  const { width, height } = await map.evaluate(({ clientWidth, clientHeight }) => ({ width: clientWidth, height: clientHeight }));
  const tile = (width - 44) / 5;
  // Layer 2 has 24 units with 24 inputs: the middle of a cell.
  await map.hover({ position: { x: 44 + (1 + 20.5 / 24) * tile, y: 20 + (3.5 / 24) * (height - 21) } });
  await told(`∂L/∂W = ${element('grad', 1, 3, 20)}`, 'layer 2, unit 4, input 21');

  // The keys begin where they were, and are shown there.
  await map.focus();
  await told(`∂L/∂W = ${element('grad', 1, 0, 0)}`, 'layer 2, unit 1, input 1');
  for (const key of ['ArrowRight', 'ArrowDown', 'ArrowDown', 'Shift+ArrowRight', 'Shift+ArrowRight', 'ArrowUp']) await page.keyboard.press(key);
  await told(`∂L/∂W = ${element('grad', 2, 1, 2)}`, 'layer 3, unit 2, input 3');
  // Faster than pictures come.
  await page.keyboard.press('q');
  await page.keyboard.press('Shift+ArrowRight');
  await told(`∂L/∂z = ${element('delta', 2, 1, 1)}`, 'layer 3, unit 2, sample 2');
  // Beyond the last unit there is none.
  for (let at = 0; at < 4; at++) await page.keyboard.press('ArrowRight');
  for (let at = 0; at < 4; at++) await page.keyboard.press('ArrowDown');
  await told(`∂L/∂z = ${element('delta', 4, 1, 1)}`, 'layer 5, unit 2, sample 2');
  await page.mouse.move(0, 0);
  await map.blur();
  await page.locator('.tip').waitFor({ state: 'hidden' });
});

test('PReLU moves its slopes while it trains', async (t) => {
  const { page, close } = await still({ page: 'lab.html?activation=prelu&init=he-normal&depth=4' });
  t.after(close);
  const slopes = async () => (await statistics(page)).layers.slice(0, 4).map(({ parameter }) => parameter);
  assert.deepEqual(await slopes(), [0.25, 0.25, 0.25, 0.25]);
  const curve = await picture(page, 'curve');
  for (let step = 0; step < 5; step++) {
    await call(page, 'step');
    await settled(page);
  }
  assert.ok((await slopes()).every((slope) => slope !== 0.25));
  assert.notEqual(await picture(page, 'curve'), curve);
});

test('a figure that is moved stays as it is; one that is removed ends; one made by script starts', async (t) => {
  const { page, close } = await still({ page: 'lab.html?depth=9' });
  t.after(close);
  await call(page, 'step');
  await settled(page);
  await page.evaluate(() => {
    const figure = /** @type {Figure} */ (document.querySelector('gradient-flow'));
    document.body.append(figure);
  });
  await page.waitForTimeout(50);
  assert.equal((await statistics(page)).run.step, 1);
  const again = await page.evaluate(async () => {
    const figure = /** @type {Figure} */ (document.querySelector('gradient-flow'));
    figure.play();
    figure.remove();
    await new Promise((done) => setTimeout(done, 50));
    const gone = figure.statistics;
    document.body.append(figure);
    return gone;
  });
  assert.equal(again, null);
  await settled(page);
  assert.equal((await statistics(page)).layers.length, 10);
  await page.evaluate(() => {
    const made = document.createElement('gradient-flow');
    made.setAttribute('depth', '4');
    document.body.prepend(made);
  });
  await settled(page);
  assert.equal((await statistics(page)).layers.length, 5);
});

test('Korean is complete, and follows the page', async (t) => {
  const { page, close } = await still({ page: 'lab.html?lang=ko' });
  t.after(close);
  assert.match(await sentence(page), /^기울기가 사라집니다/);
  await page.getByRole('button', { name: '재생' }).waitFor();
  const [en, ko] = ['en', 'ko'].map((name) =>
    JSON.parse(readFileSync(new URL(`../../www/locales/${name}.json`, import.meta.url), 'utf8')),
  );
  assert.deepEqual(Object.keys(ko), Object.keys(en));
  const places = (/** @type {string} */ text) => (text.match(/\{\w+\}/g) ?? []).toSorted();
  for (const name of Object.keys(en)) assert.deepEqual(places(ko[name]), places(en[name]), name);
});

test('nothing for axe to find, in both themes', async (t) => {
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    const { page, close } = await still({ colorScheme });
    t.after(close);
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.evaluate(axe.source);
    const violations = await page.evaluate(async () => {
      const { violations } = await /** @type {typeof axe} */ (Reflect.get(window, 'axe')).run();
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(' ')}`);
    });
    assert.deepEqual(violations, [], colorScheme);
  }
});

test('a narrow page does not scroll sideways', async (t) => {
  for (const width of [320, 390, 768]) {
    for (const lang of ['en', 'ko']) {
      const { page, close } = await still({ page: `lab.html?lang=${lang}`, viewport: { width, height: 800 } });
      t.after(close);
      await page.locator('.tab-settings').click();
      const room = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.equal(room, width, lang);
    }
  }
});

test('the engine gives the same bits as natively', async (t) => {
  const server = await serve({ root: fileURLToPath(new URL('../../www', import.meta.url)) });
  t.after(server.close);
  const { page, close } = await still({ expectProblems: true });
  t.after(close);
  const cases = JSON.parse(readFileSync(new URL('../digests.json', import.meta.url), 'utf8'));
  const digests = await page.evaluate(
    async ({ url, cases, source }) => {
      const digest = new Function(`return ${source}`)();
      const { default: init, Experiment } = await import(`${url}pkg/gradient_flow.js`);
      await init({ module_or_path: `${url}pkg/gradient_flow_bg.wasm` });
      const packed = await fetch(`${url}data/digits.bin`);
      const stream = /** @type {ReadableStream} */ (packed.body).pipeThrough(new DecompressionStream('gzip'));
      const digits = new Uint8Array(await new Response(stream).arrayBuffer());
      const iris = new Uint8Array(await (await fetch(`${url}data/iris.csv`)).arrayBuffer());
      const files = /** @type {Record<string, Uint8Array>} */ ({ digits, iris });
      return cases.map((/** @type {{ settings: Record<string, string> }} */ { settings }) =>
        digest(new Experiment(settings, files[settings.data])),
      );
    },
    { url: server.url, cases, source: digestAfterTwentySteps.toString() },
  );
  assert.deepEqual(digests, cases.map((/** @type {{ digest: string }} */ { digest }) => digest));
});
