// What the boundary promises, with the real WebAssembly in Node.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { digestAfterTwentySteps } from '../digest.mjs';
import { catalogue, check, digits, Experiment, experiment, fromJson, fromQuery, memory, randomSeed, toJson, toQuery } from './engine.mjs';

const cases = JSON.parse(readFileSync(new URL('../digests.json', import.meta.url), 'utf8'));

for (const { settings, digest } of cases) {
  test(`same bits as natively: ${JSON.stringify(settings)}`, () => {
    const run = experiment(settings);
    assert.equal(digestAfterTwentySteps(run), digest);
    run.free();
  });
}

test('a wrong setting throws an Error that names key, value and what is allowed', () => {
  for (const [settings, message] of /** @type {[object, RegExp][]} */ ([
    [{ depth: 0 }, /^depth: "0" is not allowed; allowed is a whole number from 1 to 1000$/],
    [{ depth: null }, /^depth: "null" is not allowed/],
    [{ depth: [3] }, /^depth: "\[3\]" is not allowed/],
    [{ depth: 1e300 }, /^depth: "1\d{300}" is not allowed|^depth: "1.*" is not allowed/],
    [{ activation: true }, /^activation: "true" is not allowed; allowed is sigmoid, /],
    [{ colour: 'red' }, /^unknown key "colour": allowed are version, activation, /],
    [{ depth: 1000, width: 1024 }, /too large: .* need \d+ MiB; the limit is 1365 MiB$/],
    [{ data: 'digits', batch: 1438 }, /^batch: "1438" .* at most 1437, the training rows of digits$/],
  ])) {
    assert.throws(() => check(settings), { name: 'Error', message });
    assert.throws(() => new Experiment(settings), { name: 'Error', message });
  }
  assert.throws(() => new Experiment({ data: 'digits' }), /its file has not been loaded/);
  assert.throws(() => new Experiment({ data: 'digits' }, digits.slice(1)), /its file is damaged/);
});

test('a refusal has its parts as own properties', () => {
  /** @param {() => unknown} ask @returns {Record<string, any>} */
  const parts = (ask) => {
    try {
      ask();
    } catch (error) {
      assert.ok(error instanceof Error);
      return { ...error };
    }
    assert.fail('accepted');
  };
  const value = (/** @type {string} */ key, /** @type {string} */ value, /** @type {object} */ allowed) => ({ kind: 'value', key, value, allowed });
  const trainingRows = { type: 'atMost', max: 800, of: 'trainingRows', data: 'moons', fewRows: false };
  for (const [settings, expected] of /** @type {[Record<string, unknown>, object][]} */ ([
    [{ depth: 0 }, value('depth', '0', { type: 'range', min: 1, max: 1000, integer: true })],
    [{ slope: 2 }, value('slope', '2', { type: 'range', min: 0, max: 1, integer: false })],
    [{ fan: 'both' }, value('fan', 'both', { type: 'choices', names: ['in', 'out'] })],
    [{ batch: 801 }, value('batch', '801', trainingRows)],
    [{ batch: 41, rows: 50 }, value('batch', '41', { ...trainingRows, max: 40, fewRows: true })],
    [{ batch: 1, norm: 'batch' }, value('batch', '1', { type: 'atLeast', min: 2, of: 'batchNorm' })],
    [{ batch: 1, rows: 1 }, value('rows', '1', { type: 'split', training: 0 })],
    [{ data: 'iris', rows: 151 }, value('rows', '151', { type: 'atMost', max: 150, of: 'rows', data: 'iris' })],
    [{ data: 'sine', loss: 'cross-entropy' }, value('loss', 'cross-entropy', { type: 'choices', names: ['auto', 'mse'], of: 'numberData', data: 'sine' })],
    [{ activation: 'rrelu', lower: 0.5, upper: 0.25 }, value('lower', '0.5', { type: 'atMost', max: 0.25, of: 'upper' })],
    [{ activation: 'maxout', pieces: 2.5 }, value('pieces', '2.5', { type: 'whole' })],
    [{ colour: 'red' }, { kind: 'unknownKey', key: 'colour', allowed: { type: 'choices', names: catalogue().keys.map((/** @type {{ name: string }} */ key) => key.name) } }],
    [{ formula: 'sin(z, z)' }, {
      kind: 'text', key: 'formula', value: 'sin(z, z)', problem: '"sin" takes 1 argument, not 2', code: 'arguments', arguments: ['sin', '1', '2'], position: 1,
    }],
    [{ 'layer-widths': '3,x' }, {
      kind: 'text', key: 'layer-widths', value: '3,x', problem: '"x" is no whole number from 1 to 1024', code: 'width', arguments: ['x', '1', '1024'],
    }],
  ])) {
    for (const ask of [check, toQuery, toJson, experiment]) assert.deepEqual(parts(() => ask(settings)), expected);
  }
  const { needed, ...rest } = parts(() => check({ depth: 1000, width: 1024 }));
  assert.ok(needed > 1365);
  assert.deepEqual(rest, { kind: 'tooLarge', limit: 1365 });
  assert.deepEqual(parts(() => fromQuery('a=%')), { kind: 'form', form: 'URL', problem: '"%" has a wrong percent sequence' });
  assert.deepEqual(parts(() => fromJson('{')), { kind: 'form', form: 'JSON', problem: 'line 1, column 2: expected a key in quotes' });
  assert.deepEqual(parts(() => new Experiment({ data: 'digits' })), { kind: 'data', key: 'data', value: 'digits', problem: 'its file has not been loaded', code: 'missing', arguments: [] });
  assert.equal(parts(() => new Experiment({ data: 'digits' }, digits.slice(1))).code, 'damaged');
  const csv = (/** @type {object} */ settings, /** @type {string} */ text) =>
    parts(() => new Experiment({ data: 'csv', ...settings }, new TextEncoder().encode(text)));
  const table = csv({}, 'x,y\n1,a\n2,b\nthree,a\n4,b\n5,a\n6,b\n');
  assert.deepEqual([table.code, table.line, table.value, table.arguments], ['noNumber', 4, 'csv', ['"x"', '"three"']]);
  const rows = Array.from({ length: 20 }, (_, row) => `${row},${row % 3}`).join('\n');
  assert.deepEqual(csv({ rows: 30 }, rows), value('rows', '30', { type: 'atMost', max: 20, of: 'splitRows', data: 'csv' }));
  const run = experiment({ depth: 2 });
  run.run(Infinity);
  const other = experiment({ depth: 3 });
  assert.deepEqual(parts(() => other.restore(run.checkpoint())), { kind: 'checkpoint', problem: 'it is of an experiment with other settings: version=1&depth=2' });
});

test('undefined settings count as not given, numbers as their text', () => {
  const run = experiment({ depth: 7, slope: undefined, 'learning-rate': 0.05 });
  const settings = /** @type {Record<string, string>} */ (run.specification());
  assert.equal(settings.depth, '7');
  assert.equal(settings['learning-rate'], '0.05');
  assert.ok(!('slope' in settings));
  run.free();
  assert.equal(digestAfterTwentySteps(experiment(settings)), digestAfterTwentySteps(experiment({ depth: 7, 'learning-rate': '0.05' })));
});

test('the catalogue lists every choice a key has, and the defaults are accepted', () => {
  const { keys, activations, initialisations, data, frameHeader, frameLayer, limits } = catalogue();
  assert.deepEqual(limits, { memoryBytes: Math.floor(2 ** 32 / 3) });
  const { about } = keys.find((/** @type {{ name: string }} */ key) => key.name === 'slope');
  assert.equal(about, 'slope of `leaky-relu`; where that of `prelu` begins');
  for (const key of keys) assert.ok(key.about, key.name);
  const choices = (/** @type {string} */ name) =>
    keys.find((/** @type {{ name: string }} */ key) => key.name === name).choices;
  const names = (/** @type {{ name: string }[]} */ list) => list.map(({ name }) => name);
  assert.deepEqual(choices('activation'), names(activations));
  assert.deepEqual(choices('init'), names(initialisations));
  assert.deepEqual(choices('data'), names(data));
  for (const key of keys) {
    if (key.default !== undefined) check({ [key.name]: key.default });
    for (const choice of key.choices ?? []) check({ [key.name]: choice });
    if (!key.choices) for (const end of [key.min, key.max]) {
      // The largest of some depend on others.
      if (key.min !== undefined && !['depth', 'batch', 'rows', 'test-share'].includes(key.name)) check({ [key.name]: end });
    }
  }
  const that = (/** @type {string} */ can) => names(activations.filter((/** @type {Record<string, boolean>} */ { [can]: does }) => does));
  assert.ok(that('canDie').includes('relu') && !that('canDie').includes('sigmoid'));
  assert.ok(that('saturates').includes('sigmoid') && !that('saturates').includes('relu'));
  const run = experiment();
  const depth = Number(/** @type {Record<string, string>} */ (run.specification()).depth);
  assert.equal(run.frameLength, frameHeader.length + frameLayer.length * (depth + 1));
});

test('a pass advances one layer per call, forward and then backward', () => {
  const { frameHeader, frameLayer } = catalogue();
  const run = experiment({ depth: 3, width: 5 });
  const frame = new Float64Array(run.frameLength);
  const read = (/** @type {string} */ name) => {
    run.frame(frame);
    return frame[frameHeader.indexOf(name)];
  };
  const layers = (/** @type {string} */ name) => {
    run.frame(frame);
    return [0, 1, 2, 3].map((layer) => frame[frameHeader.length + layer * frameLayer.length + frameLayer.indexOf(name)]);
  };
  const seen = [];
  for (let call = 0; call < 8; call++) {
    seen.push(`${read('stage')}:${read('position')} ${layers('forward').join('')} ${layers('backward').join('')}`);
    assert.equal(run.isComplete, false);
    run.advance();
  }
  assert.deepEqual(seen, [
    '0:0 0000 0000', '0:1 1000 0000', '0:2 1100 0000', '0:3 1110 0000',
    '1:3 1111 0000', '1:2 1111 0001', '1:1 1111 0011', '1:0 1111 0111',
  ]);
  assert.equal(run.isComplete, true);
  assert.deepEqual(layers('backward'), [1, 1, 1, 1]);
  // Until the backward walk comes by again, the old gradients stay.
  run.beginStep();
  assert.equal(read('step'), 1);
  assert.ok(layers('gradMax').every(Number.isFinite));
  run.free();
});

test('a time slice does at least one layer and stops', () => {
  const run = experiment({ depth: 100, width: 128 });
  let slices = 0;
  while (!run.run(0)) slices += 1;
  assert.equal(slices, 2 * 101 - 1);
});

test('a buffer of the wrong length is refused, a missing layer is empty', () => {
  const run = experiment();
  assert.throws(() => run.frame(new Float64Array(3)), /^Error: frame: the buffer holds 3 numbers, not \d+$/);
  assert.throws(() => run.cells('grad', 8, 8, new Float32Array(1)), /cells: the buffer holds 1/);
  assert.throws(() => run.cells('grad', 2 ** 31, 2 ** 31, new Float32Array(1)), /cells: the buffer holds 1/);
  run.cells('grad', 0, 8, new Float32Array(0));
  const counts = new Float64Array(5).fill(3);
  run.histogram(999, -1, 1, counts);
  assert.deepEqual([...counts], [0, 0, 0, 0, 0]);
  assert.equal(run.curve(999, -1, 1, new Float64Array(6)), false);
  assert.ok(Number.isNaN(run.maxDerivative(999)));
});

test('the curve is f and f′, the histogram counts every z', () => {
  const run = experiment({ activation: 'leaky-relu', slope: 0.5, batch: 32, width: 10 });
  run.run(Infinity);
  const curve = new Float64Array(6);
  assert.equal(run.curve(0, -2, 2, curve), true);
  assert.deepEqual([...curve], [-1, 0, 2, 0.5, 0.5, 1]);
  assert.equal(run.maxDerivative(0), 1);
  const counts = new Float64Array(12);
  run.histogram(0, -3, 3, counts);
  assert.equal(counts.reduce((sum, count) => sum + count), 320);
});

test('training diverges without a panic and says so', () => {
  const run = experiment({ activation: 'identity', init: 'he-normal', depth: 60, 'learning-rate': 10 });
  run.run(Infinity);
  for (let step = 0; step < 60; step++) {
    run.beginStep();
    run.run(Infinity);
  }
  const { frameHeader } = catalogue();
  const frame = new Float64Array(run.frameLength);
  run.frame(frame);
  assert.ok(!Number.isFinite(frame[frameHeader.indexOf('loss')]));
});

test('fresh seeds differ', () => {
  const seeds = new Set(Array.from({ length: 20 }, randomSeed));
  assert.ok(seeds.size > 15);
  for (const seed of seeds) check({ seed });
});

test('memory is given back', () => {
  const cycle = () => {
    const run = experiment({ depth: 50, width: 64 });
    run.run(Infinity);
    run.free();
  };
  for (let i = 0; i < 5; i++) cycle();
  const before = memory.buffer.byteLength;
  for (let i = 0; i < 50; i++) cycle();
  assert.equal(memory.buffer.byteLength, before);
});

test('a network takes over from one of another depth, which ends, and leaves nothing behind', () => {
  const at = (/** @type {number} */ depth) => experiment({ depth, width: 64, batch: 128, norm: 'batch', dropout: 0.2 });
  const fresh = at(31);
  const digest = digestAfterTwentySteps(fresh);
  fresh.free();
  let run = at(30);
  run.run(Infinity);
  const next = at(31);
  next.inherit(run);
  assert.throws(() => run.isComplete, /null pointer/);
  assert.equal(digestAfterTwentySteps(next), digest);
  run = next;
  let before = 0;
  for (let round = 0; round < 60; round++) {
    const next = at(20 + (round % 20));
    next.inherit(run);
    next.run(Infinity);
    run = next;
    if (round === 20) before = memory.buffer.byteLength;
  }
  assert.equal(memory.buffer.byteLength, before);
  run.free();
});
