// What can be asked of an experiment, across the boundary.

import assert from 'node:assert/strict';
import test from 'node:test';
import { Experiment, catalogue, experiment, fromJson, fromQuery, iris, toJson, toQuery, trend } from './engine.mjs';

/** An experiment after its first pass. @param {Record<string, unknown>} settings */
function shown(settings) {
  const run = experiment(settings);
  run.run(Infinity);
  return run;
}

/** @template T @param {{ run: (budget: number) => T }} walk @param {(result: T) => boolean} isDone */
function inSlices(walk, isDone) {
  for (let calls = 1; ; calls++) {
    const result = walk.run(0);
    if (isDone(result)) return { result, calls };
  }
}

test('settings travel as URL query and as JSON, and come back the same', () => {
  const settings = { activation: 'formula', formula: 'max(0.1*z, z) + 1e-3', depth: '7', noise: '0.30000000000000004' };
  const expected = { version: '1', ...settings };
  assert.deepEqual({ ...fromQuery(toQuery(settings)) }, expected);
  assert.deepEqual({ ...fromJson(toJson(settings)) }, expected);
  assert.deepEqual({ ...fromJson(JSON.stringify({ depth: 7 })) }, { depth: '7' });
  assert.deepEqual(JSON.parse(toJson({ depth: 7 })), { version: 1, depth: 7 });
  assert.throws(() => fromQuery('depth=1&depth=2'), /URL: "depth" is given twice/);
  assert.throws(() => fromJson('{"depth": [1]}'), /^Error: JSON: /);
  assert.throws(() => toQuery({ depth: 0 }), /^Error: depth: "0" is not allowed/);
  assert.throws(() => toQuery({ version: 2 }), /^Error: version: "2" is not allowed; allowed is 1/);
  assert.throws(() => toQuery({ formula: '2z' }), /^Error: formula: "2z": character 2: /);
});

test('every preset and every rung of the ladder is accepted and runs', () => {
  const { presets, ladder } = catalogue();
  assert.equal(presets.length, 8);
  /** @type {Record<string, unknown>} */
  let climbed = { data: 'digits' };
  const runs = presets.map((/** @type {{ settings: [string, string][] }} */ { settings }) => Object.fromEntries(settings));
  for (const { settings } of ladder) runs.push((climbed = { ...climbed, ...Object.fromEntries(settings) }));
  for (const settings of runs) {
    const run = shown(settings);
    assert.ok(run.isComplete);
    run.free();
  }
});

test('a survey finds scores and dead units in slices', () => {
  const run = shown({ activation: 'relu', init: 'he-normal', width: 5, depth: 4, data: 'iris', batch: 20 });
  const survey = run.survey();
  const { result, calls } = inSlices(survey, (found) => found !== null);
  assert.ok(calls >= 10, `${calls} calls for twice five layers`);
  assert.equal(result.deadShares.length, 5);
  assert.ok(result.train.accuracy > 0 && result.test.loss > 0);
  survey.free();
  run.free();
});

test('a surface tells the probability of each class at each point', () => {
  const run = shown({ depth: 3 });
  const surface = run.surface(0, 1, [-3, 3, -3, 3], 7, 5);
  const { result } = inSlices(surface, (points) => points !== undefined);
  assert.equal(result?.length, 7 * 5 * 2);
  for (let point = 0; point < 35; point++) {
    assert.ok(Math.abs(/** @type {Float64Array} */ (result)[2 * point] + /** @type {Float64Array} */ (result)[2 * point + 1] - 1) < 1e-12);
  }
  surface.free();
  run.free();
});

test('predictions are of the rows that were asked for', () => {
  const run = shown({ depth: 3, data: 'iris', batch: 20 });
  const { targets } = run.testRows();
  const count = targets.length;
  const walk = run.predictions('test', 0, count);
  const { result: all, calls } = inSlices(walk, (points) => points !== undefined);
  assert.ok(all && calls >= 4);
  assert.equal(all.length, 3 * count);
  const argmax = (/** @type {ArrayLike<number>} */ p) => [0, 1, 2].reduce((best, k) => (p[k] > p[best] ? k : best), 0);
  const right = Array.from(targets, (target, row) => Number(argmax(all.subarray(3 * row, 3 * row + 3)) === target));
  assert.equal(right.reduce((a, b) => a + b) / count, run.survey().run(Infinity).test.accuracy);
  const some = run.rows('test', 5, 3);
  assert.deepEqual([some.inputs, some.targets], [run.testRows().inputs.slice(20, 32), targets.slice(5, 8)]);
  assert.equal(run.rows('train', 119, 5).targets.length, 1);
  assert.deepEqual(run.predictions('test', 5, 3).run(Infinity), all.slice(15, 24));
  assert.equal(run.predictions('test', count - 1, 9).run(Infinity)?.length, 3);
  assert.equal(run.predictions('train', 1e9, 9).run(Infinity)?.length, 0);
  assert.throws(() => run.predictions('all', 0, 1), /part: "all" is not allowed; allowed is train, test/);
  assert.throws(() => run.surface(0, 1, [1], 5, 5), /ranges: four numbers are needed/);
  run.free();
});

test('columns have names, and lead back to what the file says', () => {
  const run = shown({ data: 'iris', batch: 20 });
  const { features, classes, target } = run.columns();
  assert.deepEqual(features.map(({ name }) => name), ['sepal length (cm)', 'sepal width (cm)', 'petal length (cm)', 'petal width (cm)']);
  assert.deepEqual(classes, ['setosa', 'versicolor', 'virginica']);
  assert.deepEqual(target, { mean: 0, deviation: 1, low: 0, high: 2 });
  const file = new Set(new TextDecoder().decode(iris).split('\n').slice(1));
  const { inputs, targets } = run.testRows();
  for (const [row, target] of targets.entries()) {
    const cells = features.map(({ mean, deviation }, feature) => (mean + deviation * inputs[4 * row + feature]).toFixed(1));
    assert.ok(file.has([...cells, target].join()), cells.join());
  }
  const raw = shown({ data: 'iris', batch: 20, standardise: 'no' });
  assert.deepEqual(raw.columns().features[2], { name: 'petal length (cm)', mean: 0, deviation: 1, low: 1, high: 6.9 });
  assert.deepEqual([raw.columns().trainRows, raw.columns().testRows], [120, 30]);
  const sine = shown({ data: 'sine' }).columns();
  assert.deepEqual([sine.features[0].name, sine.classes], ['x', []]);
  assert.ok(sine.target.deviation > 0.5 && sine.target.deviation < 1);
  assert.deepEqual(shown({ data: 'digits', depth: 1 }).columns().classes, [...'0123456789']);
});

test('jumps and shares of a curve are told', () => {
  const run = shown({ activation: 'relu', depth: 2 });
  const jumps = run.jumps(0, -1, 1, 5);
  assert.deepEqual([...(jumps ?? [])], [0, 0, 2, 0]);
  assert.equal(run.jumps(9, -1, 1, 5), undefined);
  const counts = new Float64Array(3);
  // All below 0 or exactly 0, and all above.
  run.histogram(1, Number.MIN_VALUE, Number.MAX_VALUE, counts);
  const all = counts[0] + counts[1] + counts[2];
  assert.equal(run.zeroSlopeShare(1), counts[0] / all);
  assert.ok(Number.isNaN(run.zeroSlopeShare(9)) && Number.isNaN(run.zeroSlopeShare(2)));
  run.free();
});

test('the middle of a landscape is the loss that is shown', () => {
  const run = shown({ depth: 3 });
  const landscape = run.landscape(1, 5);
  const { result, calls } = inSlices(landscape, (losses) => losses.length === 25);
  // Two directions to draw, a layer a call, then the points.
  assert.equal(calls, 2 * 4 + 25 * 4);
  const frame = new Float64Array(run.frameLength);
  run.frame(frame);
  assert.equal(result[12], frame[catalogue().frameHeader.indexOf('loss')]);
  assert.ok(new Set(result).size > 20);
  landscape.free();
  run.free();
});

test('a linear network is one matrix, another is none', () => {
  const linear = shown({ activation: 'identity', data: 'iris' });
  const walk = linear.collapse();
  assert.ok(walk);
  const { result: single, calls } = inSlices(walk, (found) => found !== undefined);
  assert.ok(single);
  assert.equal(calls, 2 * 21);
  assert.equal(single.matrix.length, 3 * 4);
  assert.equal(single.offset.length, 3);
  assert.ok(single.difference < 1e-13);
  // M x + c is what the deep network says, before softmax.
  const { inputs } = linear.testRows();
  const x = inputs.subarray(0, 4);
  const logits = single.offset.map((c, output) => x.reduce((sum, value, feature) => sum + single.matrix[4 * output + feature] * value, c));
  const deep = linear.predictions('test', 0, 1).run(Infinity) ?? [];
  const sum = logits.reduce((sum, y) => sum + Math.exp(y), 0);
  for (const [output, y] of logits.entries()) assert.ok(Math.abs(deep[output] - Math.exp(y) / sum) < 1e-12);
  assert.equal(shown({ activation: 'tanh' }).collapse(), undefined);
});

test('the gradients of a running network agree with central differences', () => {
  for (const settings of [
    { activation: 'sigmoid', depth: 30 },
    { activation: 'prelu', norm: 'batch', residual: 1, 'slope-per': 'unit', depth: 5 },
  ]) {
    const run = shown(settings);
    for (let layer = 0; layer <= settings.depth + 1; layer++) {
      const report = run.gradientCheck(layer, 10);
      assert.ok(report.compared > 0, `layer ${layer}`);
      assert.ok(report.worstRelativeError < 1e-4, `${layer}: ${JSON.stringify(report)}`);
    }
    run.free();
  }
});

test('the forecast has a size for each hidden layer, and the bound holds', () => {
  const run = shown({ activation: 'tanh', init: 'sigma', 'sigma-w': 1, 'sigma-b': 0.22360679774997896, depth: 10 });
  const forecast = run.forecast();
  assert.equal(forecast.layers.length, 10);
  assert.equal(forecast.layers[9].log10Delta, 0);
  assert.ok(Math.abs(forecast.criticalSigmaW ** 2 - 1.76095464) < 1e-7);
  assert.ok(forecast.chi < 1 && forecast.depthScale > 0);
  const { frameHeader, frameLayer } = catalogue();
  const frame = new Float64Array(run.frameLength);
  run.frame(frame);
  const delta = (/** @type {number} */ layer) =>
    10 ** frame[frameHeader.length + layer * frameLayer.length + frameLayer.indexOf('deltaNorm')];
  for (let layer = 0; layer < 10; layer++) assert.ok(delta(layer) <= run.bound(layer) * delta(layer + 1));
  assert.ok(Number.isNaN(run.bound(10)));
  // In as many pieces as it takes, to the same bits.
  for (const layer of [0, 5, 10]) {
    const walk = run.boundWalk(layer);
    let [pieces, bound] = [0, walk.run(0)];
    for (; bound === undefined; bound = walk.run(0)) pieces += 1;
    assert.ok(Object.is(bound, run.bound(layer)), String(bound));
    assert.ok(layer === 10 ? pieces === 0 : pieces > 3, String(pieces));
    walk.free();
  }
  run.free();
});

test('sizes, elements and what a format loses are told by quantity', () => {
  const run = shown({ activation: 'sigmoid', depth: 40 });
  const { formats, quantities } = catalogue();
  const layers = 41;
  const lens = new Float64Array(layers * formats.length * 3);
  run.lens('grad', lens);
  assert.ok(lens[0] === 1 && lens[3 * 3 * 40] === 0, 'float16 loses layer 1 and keeps the last');
  const ends = new Float64Array(layers * 2);
  run.quantiles('grad', new Float64Array([0, 1]), ends);
  assert.deepEqual(run.layerQuantiles('grad', 1, new Float64Array([0, 1])), ends.slice(2, 4));
  assert.equal(run.layerQuantiles('grad', 41, new Float64Array([0.5])), undefined);
  assert.deepEqual([...(run.shape('grad', 1) ?? [])], [24, 24]);
  const [mantissa, exponent] = run.element('grad', 1, 3, 5) ?? [];
  const log10 = Math.log10(Math.abs(mantissa)) + exponent * Math.log10(2);
  assert.ok(ends[2] <= log10 + 1e-9 && log10 <= ends[3] + 1e-9);
  assert.equal(run.element('grad', 1, 24, 0), undefined);
  assert.equal(run.shape('update', 0), undefined, 'before the first step');
  for (const quantity of quantities) run.quantiles(quantity, new Float64Array([0.5]), new Float64Array(layers));
  assert.throws(() => run.shape('gradient', 0), /quantity: "gradient" is not allowed; allowed is z, a, signal/);
  run.free();
});

test('the chain rule at one unit comes to what the pass came to', () => {
  const run = shown({ depth: 40, width: 5, batch: 3, norm: 'layer', residual: 2, dropout: 0.1, 'residual-scale': 0.5 });
  const value = (/** @type {[number, number]} */ [mantissa, exponent]) => mantissa * 2 ** exponent;
  const close = (/** @type {number} */ got, /** @type {number} */ expected) =>
    assert.ok(Math.abs(got - expected) <= 1e-12 * Math.max(1, Math.abs(expected)), `${got}, not ${expected}`);
  const { forward, backward } = run.chain(1, 2, 0, 3);
  assert.equal(forward.terms.length, 5);
  assert.deepEqual([forward.row, forward.pieces], [2, 1]);
  const sum = (/** @type {{ product: [number, number] }[]} */ terms) => terms.reduce((sum, { product }) => sum + value(product), 0);
  close(value(forward.z), sum(forward.terms) + forward.bias);
  assert.deepEqual(Object.keys(forward.terms[0]).sort(), ['product', 'value', 'weight']);
  assert.equal(forward.norm.kind, 'layer');
  assert.deepEqual(forward.seen, forward.norm.value);
  close(value(forward.value), 1 / (1 + Math.exp(-value(forward.seen))));
  assert.deepEqual([forward.skip, run.chain(3, 2, 0, 3).forward.skip.before], [undefined, false]);
  close(value(forward.a), forward.kept * value(forward.value));
  for (const [name, own] of Object.entries({ z: forward.z, a: forward.a })) assert.deepEqual(own, [...(run.element(name, 1, 2, 0) ?? [])]);
  for (const [name, own] of Object.entries({ signal: backward.signal, delta: backward.delta })) assert.deepEqual(own, [...(run.element(name, 1, 2, 0) ?? [])]);
  close(value(backward.sum), sum(backward.terms));
  close(value(backward.signal), value(backward.sum) + value(backward.bySkip));
  close(value(backward.norm), value(backward.signal) * forward.kept * forward.derivative);
  assert.deepEqual(backward.weight.total, [...(run.element('grad', 1, 2, 3) ?? [])]);
  assert.deepEqual(backward.bias.own, backward.delta);
  assert.equal(run.chain(40, 1, 0, 0).backward.terms, undefined);
  for (const [layer, unit, sample, input] of [[41, 0, 0, 0], [1, 5, 0, 0], [1, 0, 3, 0], [1, 0, 0, 5], [-1, 0, 0, 0]]) {
    assert.equal(run.chain(layer, unit, sample, input), null);
  }
  run.beginStep();
  run.advance();
  assert.deepEqual(Object.keys(run.chain(0, 0, 0, 0)), ['forward', 'backward']);
  assert.equal(run.chain(0, 0, 0, 0).backward, undefined);
  assert.deepEqual(run.chain(1, 0, 0, 0), { forward: undefined, backward: undefined });
  run.free();
});

test('a table of the reader\'s own is learned from, or refused with its line', () => {
  const text = ['x,y,class', ...Array.from({ length: 40 }, (_, row) => `${row % 7},${row % 3},${row % 2 ? 'a' : 'b'}`)].join('\n');
  const bytes = (/** @type {string} */ csv) => new TextEncoder().encode(csv);
  const settings = { data: 'csv', batch: 10, depth: 2 };
  const run = new Experiment(settings, bytes(text));
  run.run(Infinity);
  assert.ok(run.isComplete);
  run.free();
  assert.throws(() => new Experiment(settings, bytes(text.replace('\n1,', '\none,'))), /^Error: data: csv: line 3: column "x": "one"/);
  assert.throws(() => new Experiment({ ...settings, batch: 33 }, bytes(text)), /batch: "33" .* at most 32/);
  assert.throws(() => new Experiment(settings), /data: csv: its file has not been loaded/);
});

test('back at a checkpoint everything is as it was, and goes on as it did', () => {
  const settings = { norm: 'batch', dropout: 0.2, optimizer: 'adam', activation: 'prelu', depth: 4, rows: 100, batch: 16 };
  const run = shown(settings);
  const frame = () => run.frame(numbers) ?? [...numbers];
  const numbers = new Float64Array(run.frameLength);
  const train = (/** @type {number} */ steps) => {
    for (let step = 0; step < steps; step++) {
      run.beginStep();
      run.run(Infinity);
    }
    return frame();
  };
  const then = train(7);
  const expected = run.checkpointBytes;
  const checkpoint = run.checkpoint();
  assert.equal(checkpoint.step, 7);
  assert.equal(checkpoint.bytes, expected);
  assert.ok(expected > 8 * 4 * (3 * 24 * 24 + 24 * 4) && expected < 1e5, String(expected));
  const later = train(9);
  run.restore(checkpoint);
  assert.equal(run.isComplete, false);
  run.run(Infinity);
  assert.deepEqual(frame(), then);
  assert.deepEqual(train(9), later);
  const other = shown({ ...settings, depth: 5 });
  assert.throws(() => other.restore(checkpoint), { name: 'Error', message: /^checkpoint: it is of an experiment with other settings: / });
  for (const own of [checkpoint, other, run]) own.free();
});

test('what cannot be answered is refused', () => {
  const fresh = experiment({ depth: 3, activation: 'identity' });
  fresh.advance();
  for (const ask of [
    () => fresh.survey(),
    () => fresh.surface(0, 1, [-1, 1, -1, 1], 5, 5),
    () => fresh.predictions('test', 0, 5),
    () => fresh.landscape(1, 5),
    () => fresh.collapse(),
    () => fresh.gradientCheck(0, 5),
    () => fresh.checkpoint(),
  ]) {
    assert.throws(ask, { name: 'Error', message: 'a pass is under way: ask when it is complete' });
  }
  assert.equal(fresh.shape('grad', 0), undefined);
  assert.ok(Number.isNaN(fresh.bound(0)));
  fresh.run(Infinity);
  assert.throws(() => fresh.surface(0, 1, [-1, 1, -1, 1], 2 ** 31, 2 ** 31), /points: "\d+" is not allowed; allowed is at most \d+/);
  assert.throws(() => fresh.landscape(1, 1000), /points: "1000" is not allowed; allowed is at most 501/);
  assert.equal(fresh.surface(0, 7, [-1, 1, -1, 1], 0, 5).run(Infinity)?.length, 0);
  fresh.free();
});

test('the trend of sizes is the mean move from layer to layer with its range, in log10', () => {
  const [mean, low, high] = trend(new Float64Array([1, 3, 2, 4])) ?? [];
  // Moves 2, -1, 2: t of two degrees of freedom times sqrt(3) / sqrt(3).
  assert.ok(Math.abs(mean - 1) < 1e-12);
  assert.ok(Math.abs(high - mean - 4.3027) < 1e-3 && Math.abs(mean - low - 4.3027) < 1e-3);
  assert.deepEqual(trend(new Float64Array([NaN, -1, -4, -Infinity])), new Float64Array([-3, NaN, NaN]));
  assert.equal(trend(new Float64Array([1, NaN, 2])), undefined);
});
