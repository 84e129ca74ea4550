// What the pictures of regions, rows, matrices and curves are made of.

import assert from 'node:assert/strict';
import test from 'node:test';
import { certainty, decision, lead } from '../../www/decision.js';
import { chains, contour } from '../../www/draw/contour.js';
import { drawCurve } from '../../www/draw/curve.js';
import { drawDigits, tiling } from '../../www/draw/digits.js';
import { drawMatrix, matrixPlan } from '../../www/draw/matrix.js';
import { colourRegions, drawPlane, edgesOf } from '../../www/draw/plane.js';
import { drawPoints } from '../../www/draw/points.js';
import { spans, tails } from '../../www/draw/spans.js';
import { drawTrail } from '../../www/draw/trail.js';
import { SvgContext } from '../../www/export/svg.js';
import { Question, both } from '../../www/question.js';

/** Everything that was told to a canvas, by method. */
function recorder() {
  /** @type {{ name: string, colour: string, values: any[] }[]} */
  const calls = [];
  const state = { strokeStyle: '', fillStyle: '', lineWidth: 1, globalAlpha: 1 };
  const context = new Proxy(state, {
    get(target, name) {
      if (name in target) return Reflect.get(target, name);
      if (name === 'measureText') return (/** @type {string} */ text) => ({ width: 6 * text.length });
      return (/** @type {any[]} */ ...values) =>
        void calls.push({ name: String(name), colour: String(name).startsWith('stroke') ? target.strokeStyle : target.fillStyle, values });
    },
  });
  return {
    context: /** @type {CanvasRenderingContext2D} */ (/** @type {unknown} */ (context)),
    calls,
    of: (/** @type {string} */ name, /** @type {string} */ colour = '') =>
      calls.filter((call) => call.name === name && (!colour || call.colour === colour)).map(({ values }) => values),
  };
}

const palette = /** @type {import('../../www/palette.js').Palette} */ (/** @type {unknown} */ ({
  ...Object.fromEntries(['background', 'text', 'muted', 'line', 'accent', 'value', 'slope', 'bars'].map((name) => [name, name])),
  font: 'sans-serif',
  classes: ['#112233', '#445566'],
  classWords: Uint32Array.of(0xff332211, 0xff665544),
  undefinedWord: 0xff00ffff,
}));

test('tails are the spans that go on beyond the picture', () => {
  const flat = (/** @type {number[]} */ samples) => tails(samples, 0, 10, (sample) => sample === 0);
  assert.deepEqual(flat([0, 0, 1, 0, 0, 0, 1, 1, 1, 0, 0]), [[0, 1], [9, 10]]);
  assert.deepEqual(flat([1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 1]), []);
});

test('spans are where something holds, and a single point is none', () => {
  const flat = (/** @type {number[]} */ samples) => spans(samples, 0, 10, (sample) => sample === 0);
  assert.deepEqual(flat([0, 0, 1, 1, 0, 1, 1, 1, 0, 0, 0]), [[0, 1], [8, 10]]);
  assert.deepEqual(flat([1, 1, 0, 1]), []);
  assert.deepEqual(flat([0, 0, 0]), [[0, 10]]);
});

test('a decision is the largest output, or a single one past its middle', () => {
  const outputs = [0.2, 0.5, 0.3, 0.6, 0.1, 0.3];
  assert.deepEqual([0, 1].map((point) => decision(outputs, point, 3)), [1, 0]);
  assert.deepEqual([0, 1].map((point) => certainty(outputs, point, 3)), [0.5, 0.6]);
  assert.deepEqual([0, 1].map((point) => decision([0.4, 0.7], point, 1)), [0, 1]);
  assert.equal(certainty([0.4], 0, 1), 0.6);
  assert.equal(decision([NaN, 1], 0, 2), -1);
  assert.equal(decision([NaN], 0, 1), -1);
  assert.ok(Math.abs(lead(outputs, 0, 3, 1) - 0.2) < 1e-12 && lead(outputs, 0, 3, 0) < 0);
  assert.ok(lead([0.7], 0, 1, 1) > 0 && lead([0.7], 0, 1, 0) < 0);
});

test('a contour is where a field is 0, in one piece', () => {
  const pieces = /** @type {number[]} */ ([]);
  // x + y / 2 = 2.25 on a grid of 6 by 5.
  contour((index) => (index % 6) + Math.floor(index / 6) / 2 - 2.25, 6, 5, (...piece) => void pieces.push(...piece));
  for (let at = 0; at < pieces.length; at += 2) assert.ok(Math.abs(pieces[at] + pieces[at + 1] / 2 - 2.25) < 1e-12);
  const [line, ...others] = chains(pieces);
  assert.deepEqual(others, []);
  const ys = [line[1], line[line.length - 1]].sort();
  assert.deepEqual(ys, [0, 4]);
  // A ring comes back to where it began.
  const ring = /** @type {number[]} */ ([]);
  contour((index) => 2.2 - Math.hypot((index % 7) - 3, Math.floor(index / 7) - 3), 7, 7, (...piece) => void ring.push(...piece));
  const rings = chains(ring);
  assert.equal(rings.length, 1);
  assert.ok(Math.hypot(rings[0][0] - rings[0][rings[0].length - 2], rings[0][1] - rings[0][rings[0].length - 1]) < 1e-6);
  let found = 0;
  contour(() => NaN, 3, 3, () => void (found += 1));
  assert.equal(found, 0);
});

test('a region has its class\'s colour, the deeper the surer, the first row below', () => {
  const pixels = new Uint32Array(4);
  // From below: class 0 surely and hardly, then class 1 surely, and undefined.
  const outputs = [1, 0, 0.55, 0.45, 0, 1, NaN, 0];
  colourRegions(pixels, outputs, { across: 2, up: 2, count: 2 }, palette);
  assert.deepEqual([...pixels].map((word) => word & 0xffffff), [0x665544, 0x00ffff, 0x332211, 0x332211]);
  assert.ok(pixels[2] >>> 24 > 2 * (pixels[3] >>> 24), 'sure is deep');
  assert.equal(pixels[0] >>> 24, pixels[2] >>> 24);
  // One output: the same edge in the same place.
  const two = edgesOf([0.8, 0.2, 0.4, 0.6, 0.8, 0.2, 0.4, 0.6], { across: 2, up: 2, count: 2 });
  const one = edgesOf([0.2, 0.6, 0.2, 0.6], { across: 2, up: 2, count: 1 });
  assert.equal(two.length, 1);
  for (const [index, at] of two[0].entries()) assert.ok(Math.abs(at - one[0][index]) < 1e-12);
  assert.ok(Math.abs(two[0][0] - 0.75) < 1e-12);
  assert.deepEqual(edgesOf([0.9, 0.1, 0.1, 0.9], { across: 2, up: 1, count: 2 }), [[0.5, 0, 0.5, 1]]);
});

/** @param {Partial<Parameters<typeof drawCurve>[1]>} chart */
function curve(chart) {
  const drawn = recorder();
  drawCurve(drawn.context, {
    width: 234, height: 242, low: -1, high: 1,
    curve: Float64Array.of(0, 0, 0, 0.5, 1, 0, 0, 0, 1, 1),
    counts: Float64Array.of(0, 3, 4, 0),
    max: 1,
    labels: { max: 'max', below: '', above: '' },
    palette,
    ...chart,
  });
  return drawn;
}

test('curve: what jumps is not joined', () => {
  const lines = (/** @type {number[]} */ jumps) => {
    const { calls } = curve({ jumps });
    const from = calls.findIndex(({ name }) => name === 'clip');
    return calls.slice(from).filter(({ name }) => name === 'lineTo').length;
  };
  assert.equal(lines([0, 0, 0, 0]), 8);
  assert.equal(lines([0, 0, 2, 0]), 7, 'f′');
  assert.equal(lines([0, 3, 0, 0]), 6, 'both');
});

test('curve: regions are shaded from where to where they go, and the peak is marked', () => {
  const { of } = curve({ saturated: [[-1, -0.5]], dead: [[0, 1]], peak: { z: 0.5, slope: 1 } });
  const [[left, top, width, height]] = of('fillRect', 'slope');
  assert.deepEqual([left, width], [32, 48.5]);
  assert.deepEqual([top, height], [6, 200]);
  const clips = of('rect');
  assert.deepEqual(clips[0], [129, 6, 97, 200], 'the hatch is clipped to its span');
  const [[x, y]] = of('arc');
  assert.equal(x, 177.5);
  const one = (y - 6) / 200;
  assert.ok(one > 0 && one < 0.2, 'at f′ = 1, near the top');
  assert.deepEqual(of('arc').length, 1);
  assert.equal(curve({ peak: null }).of('arc').length, 0);
});

test('curve: the words beside the peak stand where no line is', () => {
  // Eleven points each: f is at the height of the words on one side of the peak.
  const flat = Array(11).fill(0);
  const side = (/** @type {number[]} */ f) => {
    const { calls } = curve({ curve: Float64Array.from([...f, ...flat]), max: 0.5, peak: { z: 0, slope: 0.5 } });
    const [, from] = calls.findLast(({ name, values }) => name === 'fillText' && values[0] === 'max')?.values ?? [];
    return from < 129 ? 'left' : 'right';
  };
  assert.equal(side([...Array(5).fill(0.53), ...Array(6).fill(1)]), 'right');
  assert.equal(side([...Array(5).fill(1), ...Array(6).fill(0.53)]), 'left');
});

test('plane: a row stands where its features are, in its class\'s colour, and axes tell what values were', () => {
  const drawn = recorder();
  const axis = { low: -1, high: 1, mean: 10, deviation: 5, label: 'x' };
  drawPlane(drawn.context, {
    width: 248, height: 254, x: axis, y: { ...axis, label: 'y' }, image: null, edges: [[0, 0, 1, 1]], isOld: false,
    grid: { across: 2, up: 2, count: 2 },
    rows: [{ xs: [0, 1], ys: [0, -1], labels: [0, 1], isHollow: false }],
    tell: String, palette,
  });
  assert.deepEqual(drawn.of('arc')[0].slice(0, 2), [140, 120], 'in the middle');
  const words = drawn.of('fillText').map(([text, x]) => [text, x]);
  assert.deepEqual(words.find(([text]) => text === '10'), ['10', 140]);
  assert.deepEqual(words.find(([text]) => text === '14'), ['14', 220]);
  const fills = drawn.calls.filter(({ name }) => name === 'fill').map(({ colour }) => colour);
  assert.deepEqual(fills, ['#112233', '#445566']);
});

test('digits: ink is where it is, and wrong ones say what they are', () => {
  const tiles = tiling(300, 2);
  const inks = new Float64Array(128);
  inks[64 + 9] = 16;
  const drawn = recorder();
  drawDigits(drawn.context, {
    width: 300, height: 120, inks, tiling: tiles, isOld: false, palette,
    told: [{ said: '3 · 90 %', truth: 'it is 8', isRight: false }, { said: '1 · 80 %', truth: 'it is 1', isRight: true }],
  });
  const [[x, y, w]] = drawn.of('fillRect');
  const side = 8 * w;
  assert.equal(x, Math.round(1.5 * tiles.width - side / 2) + w, 'second pixel of the second row of the second image');
  assert.equal(y, 2 + w);
  assert.deepEqual(drawn.of('fillText').map(([text]) => text), ['✗ 3 · 90 %', 'it is 8', '✓ 1 · 80 %']);
});

test('matrix: positive is filled, negative hollow, area is size', () => {
  const plan = matrixPlan(200, 1, 4, true);
  assert.deepEqual([plan.columns, plan.rows], [2, 2]);
  const drawn = recorder();
  drawMatrix(drawn.context, { width: 200, height: 100, plan, matrix: [4, 1, -4, 0], names: ['y'], max: 4, isOld: false, palette });
  const [large, small] = drawn.of('fillRect', 'accent');
  assert.ok(Math.abs(large[2] / small[2] - 2) < 1e-9);
  assert.equal(drawn.of('strokeRect', 'slope').length, 1);
  assert.deepEqual(matrixPlan(1200, 10, 64, true).across, 10);
  assert.deepEqual(matrixPlan(800, 10, 64, true).across, 5, 'lines of the same length');
});

test('trail: the selected layer\'s slope moves along the steps', () => {
  const drawn = recorder();
  drawTrail(drawn.context, {
    width: 208, height: 75, steps: Float64Array.of(0, 10), others: [Float64Array.of(0.25, 0.4)], selected: Float64Array.of(0.25, 0.1),
    tell: String, labels: { steps: '10' }, palette,
  });
  const [[x, y]] = drawn.of('arc');
  assert.equal(x, 200);
  assert.equal(y, 57, 'the lowest of all, at the bottom');
});

test('all of them can be recorded as SVG', () => {
  const axis = { low: -1, high: 1, mean: 0, deviation: 1, label: 'x' };
  const measure = () => ({ width: 10, actualBoundingBoxAscent: 8, actualBoundingBoxDescent: 2 });
  const own = { ...palette, ...Object.fromEntries(Object.entries(palette).filter(([, value]) => typeof value === 'string').map(([name]) => [name, name === 'font' ? 'sans-serif' : '#123456'])) };
  const draws = /** @type {((context: CanvasRenderingContext2D) => void)[]} */ ([
    (context) => drawPlane(context, {
      width: 200, height: 200, x: axis, y: axis, image: null, edges: [[0, 0, 1, 1]], second: [[0, 0, 1, 1]], isOld: true,
      grid: { across: 2, up: 2, count: 2 }, rows: [{ xs: [0, 0, 0], ys: [0, 0, 0], labels: [0, 1, 7], isHollow: true }], tell: String, palette: own,
    }),
    (context) => drawPoints(context, {
      width: 200, height: 200, x: axis, y: axis, rows: [{ xs: [0], ys: [0], isHollow: true }],
      lines: [{ xs: [0, 1], ys: [NaN, 1], colour: '#123456', width: 1, isDashed: true, isOld: true }], tell: String, palette: own,
    }),
    (context) => drawDigits(context, { width: 200, height: 100, inks: new Float64Array(64).fill(8), tiling: tiling(200, 1), told: [undefined], isOld: false, palette: own }),
    (context) => drawMatrix(context, { width: 200, height: 50, plan: matrixPlan(200, 2, 12, false), matrix: Array(24).fill(-1), names: ['a', 'b'], max: 1, isOld: false, palette: own }),
    (context) => drawTrail(context, { width: 200, height: 70, steps: Float64Array.of(0, 1), others: [], selected: Float64Array.of(0, 1), tell: String, labels: { steps: '1' }, palette: own }),
    (context) => drawCurve(context, {
      width: 200, height: 200, low: -1, high: 1, curve: Float64Array.of(0, 1, 1, 1), counts: Float64Array.of(0, 1, 0), max: 1,
      saturated: [[-1, 0]], dead: [[0, 1]], peak: { z: 0, slope: 1 }, labels: { max: 'max', below: '', above: '' }, palette: own,
    }),
  ]);
  for (const draw of draws) {
    const svg = new SvgContext(200, 200, measure);
    draw(svg.context);
    assert.ok(!/NaN|undefined|Infinity/.test(svg.body()));
  }
});

test('a question is asked again for another network, and while it plays at a pace', () => {
  let begun = 0;
  let freed = 0;
  const walk = () => {
    let left = 2;
    begun += 1;
    const number = begun;
    return { run: () => (--left > 0 ? undefined : number), free: () => void (freed += 1) };
  };
  const question = new Question(walk);
  const scene = (/** @type {object} */ changes) =>
    /** @type {import('../../www/views.js').Scene} */ ({ version: 1, isPlaying: false, isCurrent: true, ...changes });
  const until = Infinity;
  assert.deepEqual(question.work(scene({}), until, 'a'), { isDone: false, isNew: false });
  assert.deepEqual(question.work(scene({}), until, 'a'), { isDone: true, isNew: true });
  assert.deepEqual(question.work(scene({}), until, 'a'), { isDone: true, isNew: false });
  assert.deepEqual([question.answer, begun, freed], [1, 1, 1]);
  // Another network before the answer: begun anew; another question: the same.
  question.work(scene({ version: 2 }), until, 'a');
  question.work(scene({ version: 3 }), until, 'a');
  question.work(scene({ version: 3 }), until, 'b');
  assert.deepEqual([begun, freed], [4, 3]);
  assert.equal(question.work(scene({ version: 3 }), until, 'b').isNew, true);
  // While it plays, what has begun is finished, and the next one waits; nothing begins under way.
  const playing = { isPlaying: true };
  question.work(scene({ ...playing, version: 4 }), until, 'b');
  assert.equal(begun, 4);
  question.work(scene({ version: 5, isCurrent: false }), until, 'b');
  assert.equal(begun, 4);
  question.work(scene({ version: 5 }), until, 'b');
  assert.deepEqual(question.work(scene({ ...playing, version: 6 }), until, 'b'), { isDone: false, isNew: true });
  assert.deepEqual([question.answer, question.version], [5, 5]);
  question.dispose();
  assert.equal(freed, begun);
});

test('two questions are one, and both are freed', () => {
  /** @type {string[]} */
  const log = [];
  const walk = (/** @type {string} */ name, /** @type {number} */ calls) => ({
    run: () => (log.push(name), --calls > 0 ? undefined : name),
    free: () => void log.push(`free ${name}`),
  });
  const one = both(walk('a', 2), walk('b', 2));
  assert.deepEqual([one.run(1), one.run(1), one.run(1)], [undefined, undefined, { first: 'a', second: 'b' }]);
  one.free();
  assert.deepEqual(log, ['a', 'a', 'b', 'b', 'free a', 'free b']);
  assert.deepEqual(both(walk('a', 1), undefined).run(1), { first: 'a', second: undefined });
});
