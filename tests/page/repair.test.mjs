// What the repair promises is what the changed network does.

import assert from 'node:assert/strict';
import test from 'node:test';
import { Frame } from '../../www/frame.js';
import { candidates, problemOf, search } from '../../www/repair.js';
import { arriving, isAllFinite } from '../../www/signal.js';
import { catalogue, check, digits, experiment, Experiment } from '../wasm/engine.mjs';

const shown = catalogue();
let alive = 0;
let made = 0;

/** Counts its instances. */
class Counted extends Experiment {
  /** @param {object} settings @param {Uint8Array} [file] */
  constructor(settings, file) {
    super(settings, file);
    alive += 1;
    made += 1;
  }

  free() {
    alive -= 1;
    super.free();
  }
}

const engine = /** @type {import('../../www/engine.js').Engine} */ (/** @type {unknown} */ (
  { catalogue: shown, Experiment: Counted, check }
));

/** A network's frame at a step. @param {Record<string, string>} settings @param {number} [step] */
function frameOf(settings, step = 0) {
  const run = experiment(settings);
  run.run(Infinity);
  for (let at = 0; at < step; at++) {
    run.beginStep();
    run.run(Infinity);
  }
  const frame = new Frame(shown);
  frame.read(run);
  const inForce = /** @type {Record<string, string>} */ (run.specification());
  run.free();
  return { frame, inForce };
}

/** Looks for a repair. @param {Record<string, string>} settings @param {number} [step] @param {number} [slice] ms */
function repair(settings, step = 0, slice = Infinity) {
  const { frame, inForce } = frameOf(settings, step);
  const isDiverged = step > 0 && !isAllFinite(frame);
  const clock = { until: 0 };
  const run = search(engine, inForce, settings.data === 'digits' ? digits : undefined, step, isDiverged, clock);
  let slices = 0;
  for (;;) {
    slices += 1;
    clock.until = performance.now() + slice;
    const { done, value } = run.next();
    if (done) return { frame, inForce, isDiverged, slices, ...value };
  }
}

/** Settings with a change. @param {Record<string, string>} settings @param {import('../../www/repair.js').Change} change */
const changed = (settings, { key, value }) => ({ ...settings, [key]: value });

test('every preset that loses its signal has a repair, and it does what it promises', () => {
  /** @type {Record<string, string>} */
  const repairs = {};
  for (const { name, settings } of shown.presets) {
    const own = Object.fromEntries(settings);
    const { frame, inForce, found, tried } = repair(own);
    if (problemOf(frame) === null) continue;
    assert.ok(found, name);
    repairs[name] = `${found.change.key}=${found.change.value}`;
    const after = frameOf(changed(own, found.change)).frame;
    assert.equal(found.arrives, arriving(after), name);
    assert.equal(found.loss, after.get('loss'));
    assert.ok(found.isEnough && Math.abs(found.arrives) <= 1, `${name}: ${found.arrives}`);
    assert.ok(isAllFinite(after));
    // Those before it were not enough.
    const all = candidates(/** @type {import('../../www/repair.js').Problem} */ (problemOf(frame)), inForce, shown);
    const place = all.findIndex(({ key, value }) => `${key}=${value}` === repairs[name]);
    assert.equal(place, tried - 1);
    for (const change of all.slice(0, place)) assert.notEqual(problemOf(frameOf(changed(own, change)).frame), null);
  }
  assert.deepEqual(repairs, {
    'vanishing-sigmoid': 'activation=tanh',
    'born-dead': 'width=24',
    exploding: 'gain=1',
    'nielsens-four-layers': 'activation=tanh',
  });
  assert.equal(alive, 0, 'every experiment is freed');
});

test('a change is one key, another value, and allowed', () => {
  for (const problem of /** @type {const} */ (['lost', 'dead', 'large', 'training'])) {
    for (const settings of [{}, { activation: 'selu' }, { activation: 'gelu', gain: '2' }, { norm: 'batch', residual: '1' }, { init: 'constant', constant: '0' }]) {
      const { inForce } = frameOf({ depth: '2', .../** @type {Record<string, string>} */ (settings) });
      const all = candidates(problem, inForce, shown);
      assert.ok(all.length > 0);
      assert.equal(new Set(all.map(({ key, value }) => `${key}=${value}`)).size, all.length, 'none twice');
      for (const change of all) {
        assert.notEqual(inForce[change.key], change.value);
        check(changed(inForce, change));
      }
    }
  }
});

test('what was set against the rule is put right first', () => {
  const first = (/** @type {Record<string, string>} */ settings) => {
    const { found } = repair(settings);
    return found && `${found.change.key}=${found.change.value}`;
  };
  assert.equal(first({ activation: 'relu' }), 'init=he-normal');
  assert.equal(first({ activation: 'selu', init: 'he-normal', depth: '30' }), 'init=lecun-normal');
  assert.equal(first({ activation: 'tanh', init: 'pytorch' }), 'init=xavier-normal');
  assert.equal(first({ activation: 'tanh', gain: '0.5' }), 'gain=1');
  assert.equal(first({ activation: 'tanh', gain: '0' }), 'gain=1');
  assert.equal(first({ activation: 'tanh', init: 'constant', constant: '0' }), 'init=xavier-normal');
  assert.equal(first({ activation: 'relu', init: 'he-normal', residual: '1', depth: '30', width: '64', data: 'digits' }), 'residual-scale=0.18');
  assert.equal(first({ activation: 'formula', formula: 'sqrt(z)' }), 'activation=tanh');
});

test('where no single change is enough, the best is told as not enough', () => {
  // Layer norm takes everything from layers of one unit.
  const own = { activation: 'sigmoid', depth: '200', width: '1', seed: '3' };
  const { found, tried, frame } = repair(own);
  assert.ok(tried > 1 && tried <= 6);
  assert.ok(found && !found.isEnough);
  const after = frameOf(changed(own, found.change)).frame;
  assert.equal(found.arrives, arriving(after));
  assert.ok(Math.abs(found.arrives) > 1 && Math.abs(found.arrives) < Math.abs(arriving(frame)));
});

test('what would still be lost is no repair', () => {
  // Layer norm alone would let 7.2 × 10⁻¹³⁴ times the signal arrive.
  const { found, tried } = repair({ activation: 'relu', init: 'he-normal', gain: '100', depth: '1000', width: '8' });
  assert.deepEqual([found, tried], [null, 6]);
});

test('units that dropout has switched off come back without it', () => {
  const { found } = repair({ activation: 'relu', init: 'he-normal', depth: '20', dropout: '0.95', width: '10', batch: '4' });
  assert.deepEqual([found?.change, found?.isEnough], [{ key: 'dropout', value: '0' }, true]);
  for (const problem of /** @type {import('../../www/repair.js').Problem[]} */ (['dead', 'large', 'training'])) {
    const has = (/** @type {string} */ dropout) => candidates(problem, frameOf({ dropout }).inForce, shown).some(({ key }) => key === 'dropout');
    assert.ok(has('0.5') && !has('0'), problem);
  }
});

test('a network that was wrong from the beginning is not mended by other training', () => {
  const own = Object.fromEntries(shown.presets.find((/** @type {{ name: string }} */ { name }) => name === 'exploding')?.settings ?? []);
  let step = 1;
  while (isAllFinite(frameOf(own, step).frame)) step += 1;
  const { found, isDiverged } = repair(own, step);
  assert.ok(isDiverged && found?.isEnough);
  assert.deepEqual(found.change, { key: 'gain', value: '1' });
  assert.ok(found.loss <= 1.25 * Math.log(10));
});

test('a loss that is a number is no repair of a divergence, unless it is about that of guessing', () => {
  // Clipped, the loss would be 1.6 × 10¹⁰, and no other single change keeps it from diverging.
  const { found, tried } = repair({ activation: 'identity', init: 'he-normal', 'learning-rate': '10' }, 6);
  assert.ok(found === null && tried > 6, JSON.stringify(found));
});

test('a divergence is tried again with a smaller learning rate, beyond the step it came at', () => {
  const own = { activation: 'tanh', depth: '5', 'learning-rate': '10', data: 'sine', init: 'he-normal' };
  let step = 0;
  while (isAllFinite(frameOf(own, step).frame)) step += 1;
  const { found, isDiverged } = repair(own, step);
  assert.ok(isDiverged && found?.isEnough, JSON.stringify(found));
  assert.equal(found.change.key, 'learning-rate');
  assert.equal(found.step, step + 20);
  const { frame } = frameOf(changed(own, found.change), found.step);
  assert.equal(found.loss, frame.get('loss'));
  assert.ok(isAllFinite(frame) && found.loss <= 2 * frameOf(own).frame.get('loss'));
});

test('it works in slices, and what is broken off is freed', () => {
  // With no time at all, a slice is one layer's step, there or back.
  const { slices, tried } = repair({ depth: '60', width: '4' }, 0, -1);
  assert.ok(slices >= (1 + tried) * (2 * 61 - 1), String(slices));
  const { inForce } = frameOf({ depth: '60' });
  const clock = { until: 0 };
  made = 0;
  const run = search(engine, inForce, undefined, 0, false, clock);
  run.next();
  assert.ok(made === 1 && alive === 1);
  run.return(/** @type {any} */ (undefined));
  assert.equal(alive, 0);
  // Two at a time do not run; the second waits until the first has had its turn.
  const [a, b] = [1, 2].map(() => search(engine, inForce, undefined, 0, false, clock));
  a.next();
  b.next();
  assert.equal(alive, 1);
  a.return(/** @type {any} */ (undefined));
  b.next();
  assert.equal(alive, 1);
  b.return(/** @type {any} */ (undefined));
  assert.equal(alive, 0);
});
