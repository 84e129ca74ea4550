// The sentence says what the frame shows.

import assert from 'node:assert/strict';
import test from 'node:test';
import { Frame } from '../../www/frame.js';
import { problemOf } from '../../www/repair.js';
import { madeOf, sentence } from '../../www/sentence.js';
import { catalogue, experiment } from '../wasm/engine.mjs';
import { checkClaims, locales, plain } from './claims.mjs';

const shown = catalogue();
const words = locales.en;

/**
 * What is said of a run.
 * @param {Record<string, number>} run
 * @param {Record<string, number>[]} layers The last is the output layer.
 * @param {import('../../www/sentence.js').Made} [made]
 */
function said(run, layers, made = { isRectifier: false, isHe: false }) {
  const calm = { loss: 1, step: 0, testAccuracy: NaN, testStep: NaN, chance: 0.5, divergedStep: NaN, divergedLayer: NaN };
  const quiet = { units: 10, deltaNorm: -2, gradNorm: -2, aNorm: 0, updateRms: NaN, zMax: 0, deltaMax: 0, gradMax: 0, deadShare: 0, saturatedShare: 0 };
  const frame = {
    get: (/** @type {string} */ name) => ({ ...calm, ...run })[name],
    layer: (/** @type {number} */ index, /** @type {string} */ name) =>
      /** @type {Record<string, number>} */ ({ ...quiet, ...layers[index] })[name],
    layers: layers.length,
    depth: layers.length - 1,
  };
  const parts = sentence(/** @type {import('../../www/frame.js').Frame} */ (/** @type {unknown} */ (frame)), words, 'en', made);
  return parts.map(({ text }) => text).join('').replaceAll('\u00a0', ' ').replaceAll('\u2060', '').trim();
}

/** Five hidden layers and an output; signal and gradient of the first, in decades of the last. */
const lost = (/** @type {number} */ signal, /** @type {number} */ gradient) =>
  /** @type {Record<string, number>[]} */ ([
    { deltaNorm: -2 + signal, gradNorm: -2 + gradient }, {}, {}, {}, {}, {},
  ]);

test('what arrives has its name by how much it is', () => {
  for (const [signal, gradient, begin] of /** @type {[number, number, RegExp][]} */ ([
    [-8, -8, /^The gradient vanishes\. Only 1\.0 × 10⁻⁸ times .* of layer 5 .* on average a layer on the way leaves about 0\.01 of it\. The weights of layer 1 get 1\.0 × 10⁻⁸ times .* hardly learns\.$/],
    [-3.1, -2.9, /^The gradient vanishes\..* they learn that much more slowly\.$/],
    [-2.9, -2, /^The gradient fades\./],
    [-1.1, -1, /^The gradient fades\./],
    [-8, 0, /^The error signal shrinks .* 1\.0 × 10⁻⁸ times .* The gradients ∂L\/∂W of the weights differ little between layers: that of layer 1 is 1 times that of layer 5 \(by the norm\)\.$/],
    [-8, -0.4, /^The error signal shrinks/],
    [-8, -0.6, /^The gradient vanishes/],
    [-0.9, -0.9, /^The gradient arrives\. .* is 0\.13 times that of layer 5\.$/],
    [0.9, 0, /^The gradient arrives\./],
    [1.1, 0, /^The gradient grows .* differ little between layers: that of layer 1 is 1 times/],
    [0, -1.2, /^The gradient arrives\. .* The weights of layer 1 get 0\.063 times the gradient ∂L\/∂W of layer 5 \(by the norm\)\.$/],
    [3.1, 3.1, /^The gradient explodes\. .* on average it grows about 6 times at every layer\. The weights of layer 1 get 1,300 times the gradient/],
  ])) {
    assert.match(said({}, lost(signal, gradient)), begin);
  }
});

test('a rectifier that loses its signal is told of He, unless it has it', () => {
  const he = /He initialisation is made for rectifiers/;
  assert.match(said({}, lost(-8, 0), { isRectifier: true, isHe: false }), he);
  assert.doesNotMatch(said({}, lost(-8, 0), { isRectifier: true, isHe: true }), he);
  assert.doesNotMatch(said({}, lost(-8, 0)), he);
  assert.doesNotMatch(said({}, lost(0, 0), { isRectifier: true, isHe: false }), he);
});

test('exactly nothing is told with the layer that let nothing through', () => {
  const zero = { deltaNorm: -Infinity, gradNorm: -Infinity, deltaMax: -Infinity, gradMax: -Infinity };
  const dead = { ...zero, deadShare: 1 };
  assert.match(said({}, [zero, dead, zero, dead, {}, {}]), /^Nothing arrives: in layer 4 every unit is dead/);
  assert.match(said({}, [zero, {}, {}, {}, {}, {}]), /^Nothing arrives: the gradient of layer 1 is exactly 0/);
});

test('one hidden layer has nothing to compare with', () => {
  const text = said({}, [{ deltaNorm: -37 }, { deltaNorm: -0.2 }]);
  assert.match(text, /^There is only one hidden layer, so no two can be compared: .* is 1\.0 × 10⁻³⁷, in the output layer it is 0\.63\.$/);
});

test('dead units are counted in full, saturation is told from a tenth on', () => {
  const layers = Array.from({ length: 5 }, () => ({ units: 1000, deadShare: 0.247 }));
  assert.match(said({}, [...layers, { units: 10, deadShare: 1 }]), /1,235 of 5,000 hidden units are dead/);
  assert.doesNotMatch(said({}, lost(0, 0)), /dead|saturated/);
  const flat = (/** @type {number} */ share) => [...Array.from({ length: 5 }, () => ({ saturatedShare: share })), {}];
  assert.match(said({}, flat(0.12)), /12% of the hidden pre-activations are saturated/);
  assert.doesNotMatch(said({}, flat(0.09)), /saturated/);
  assert.doesNotMatch(said({}, flat(NaN)), /saturated/);
});

test('the test rows are told against the best constant answer', () => {
  assert.match(
    said({ testAccuracy: 0.93, testStep: 23, chance: 0.53 }, lost(0, 0)),
    /After 23 steps it gets 93% of the test rows right; always giving the same answer would get 53%\.$/,
  );
});

test('what is no number any more is told alone', () => {
  assert.match(said({ loss: NaN, step: 7, testAccuracy: 0.5, testStep: 5 }, lost(0, 0)), /^At step 7 the numbers left .*stable\.$/);
  assert.match(said({ step: 0 }, [{ gradMax: NaN }, {}, {}]), /before the first step\.$/);
  assert.match(said({ step: 3 }, [{ zMax: Infinity }, {}, {}]), /^At step 3/);
});

test('where it began is told, and with what', () => {
  const at = (/** @type {number} */ what, /** @type {number} */ overflow) =>
    said({ step: 3, loss: NaN, divergedLayer: 1, divergedWhat: what, divergedOverflow: overflow }, lost(0, 0));
  assert.match(at(0, 1), /It began in layer 2, where z became too large\.$/);
  assert.match(at(1, 0), /where a is not defined\.$/);
  assert.match(at(3, 1), /where ∂L\/∂z became/);
  assert.match(at(6, 1), /where the weights became/);
  assert.match(at(-1, 0), /where the loss is not defined/);
});

test('a factor close to 1 is told with enough digits', () => {
  const layers = Array.from({ length: 1001 }, (_, layer) => ({ deltaNorm: -2 + (14 * (999 - layer)) / 999 }));
  assert.match(said({}, layers), /it grows about 1\.03 times at every layer/);
});

/**
 * What is said of a real run after some steps, in both languages; every claim is checked on the way.
 * @param {Record<string, string>} settings @param {number} [steps]
 */
function told(settings, steps = 0) {
  const run = experiment(settings);
  run.run(Infinity);
  for (let step = 0; step < steps; step++) {
    run.beginStep();
    run.run(Infinity);
  }
  const frame = new Frame(shown);
  frame.read(run);
  const inForce = /** @type {Record<string, string>} */ (run.specification());
  const made = madeOf(shown, inForce, run, frame);
  const [en, ko] = ['en', 'ko'].map((language) => {
    const text = sentence(frame, locales[language], language, made).map((part) => part.text).join('');
    return { text: plain(text).trim(), claims: checkClaims(text, frame, language, inForce) };
  });
  run.free();
  assert.deepEqual(en.claims, ko.claims, 'both languages say the same');
  return { frame, claims: en.claims, text: en.text, korean: ko.text };
}

test('of every preset every claim is true, at first and after training', () => {
  const epoch = { digits: 22, moons: 12 };
  for (const { name, settings } of shown.presets) {
    const own = Object.fromEntries(settings);
    for (const steps of [0, 1, epoch[/** @type {'digits'} */ (own.data ?? 'moons')]]) {
      const { claims } = told(own, steps);
      assert.ok(claims.length > 0, name);
      assert.equal(claims.includes('sayTested'), steps > 1 && !claims.includes('sayDiverged'), `${name} ${steps}`);
    }
  }
});

test('of every activation and many networks every claim is true', () => {
  for (const { name } of shown.activations) told({ activation: name, depth: '12', width: '8' });
  for (const init of shown.initialisations) told({ init: init.name, activation: 'tanh' });
  for (const settings of /** @type {Record<string, string>[]} */ ([
    { norm: 'batch' }, { norm: 'layer', activation: 'relu' }, { residual: '2', activation: 'relu' }, { dropout: '0.5' },
    { depth: '1' }, { 'layer-activations': 'relu,tanh,,relu' }, { gain: '3', activation: 'tanh', norm: 'batch' }, { 'layer-widths': '3,40,5', activation: 'tanh', gain: '3', depth: '6' }, { data: 'iris' },
  ])) {
    told(settings);
  }
});

test('exactly nothing has its reason', () => {
  const first = (/** @type {Record<string, string>} */ settings, steps = 0) => told(settings, steps).claims[0];
  assert.match(told({ activation: 'tanh', gain: '0' }).text, /^Nothing arrives: a gain of 0 makes every weight exactly 0/);
  assert.match(told({ init: 'constant', constant: '0' }).text, /^Nothing arrives: the constant 0/);
  assert.match(told({ init: 'sigma', 'sigma-w': '0' }).korean, /^아무것도 도달하지 않습니다\. σ_w가 0이라/);
  // After a step the biases have moved, the weights may have.
  assert.equal(first({ activation: 'tanh', gain: '0' }, 1), 'sayZeroWeights');
  assert.equal(first({ activation: 'formula', formula: 'sign(z)' }), 'sayZeroFlat');
  assert.equal(first({ activation: 'gaussian', gain: '100', width: '2', batch: '4', depth: '3', data: 'digits' }), 'sayZeroSlope');
  assert.equal(first({ norm: 'layer', width: '1', depth: '3' }), 'sayZeroNorm');
});

test('how far dead layers reach is told, backwards and forwards', () => {
  const relu = { activation: 'relu', init: 'he-normal', depth: '10', width: '3' };
  // Layer 9 gives nothing but zeros, of which layer 10 dies.
  const { text, korean, claims } = told(relu);
  assert.match(text, /^Nothing arrives: in every layer from 9 to 10 all units are dead .* exactly 0 in the layers 1 to 10\. No signal gets past layer 9 forwards either/);
  assert.match(korean, /9번 층부터 10번 층까지 .* 1번 층부터 10번 층까지 .* 순전파에서도 9번 층을/);
  assert.deepEqual(claims.slice(0, 2), ['sayZeroDeadTo', 'sayZeroForward']);
  const first = (/** @type {Record<string, string>} */ settings) => told({ ...relu, ...settings }).claims.slice(0, 2);
  assert.deepEqual(first({ seed: '7' }), ['sayZeroDead', 'sayZeroForward']);
  assert.match(told({ ...relu, gain: '100', depth: '1000', width: '8' }).text, / in every layer from 14 to 1000 .* in the layers 1 to 1000\./);
  assert.match(told({ activation: 'hard-shrink', lambda: '3', depth: '6' }).text, / in every layer from 1 to 6 .* in the layers 1 to 6\./);
  // Where dead is to be at an end of the range, a is not 0; past a skip connection goes what skips.
  assert.ok(!first({ activation: 'relu6', init: 'sigma', 'sigma-w': '2', 'sigma-b': '3', seed: '3' }).includes('sayZeroForward'));
  assert.ok(!first({ depth: '6', width: '2', residual: '2', seed: '3' }).includes('sayZeroForward'));
});

test('what dropout has switched off is not called dead', () => {
  const own = { activation: 'relu', init: 'he-normal', depth: '20', dropout: '0.95', width: '10', batch: '4' };
  const { text, korean, claims } = told(own);
  assert.deepEqual(claims, ['sayZeroDropped']);
  assert.match(text, / dropout switched off every unit of layer 1 .* The next step draws others\.$/);
  assert.match(korean, /드롭아웃이 1번 층에서 .* 다음 스텝에서는/);
  assert.match(told({ ...own, seed: '3' }).text, / every unit of layer 2 /);
  assert.equal(told({ ...own, activation: 'tanh', width: '4', batch: '2', depth: '6' }).claims[0], 'sayZeroDropped');
  // A layer of dead units is dead, with dropout too.
  assert.equal(told({ activation: 'hard-shrink', lambda: '3', depth: '6', dropout: '0.1' }).claims[0], 'sayZeroDeadTo');
  assert.ok(told({ ...own, dropout: '0.3', width: '24' }).claims.includes('sayDeadDropout'));
});

test('how fast the front learns is told by how the optimiser moves it', () => {
  const own = { activation: 'sigmoid', depth: '5', 'learning-rate': '0.01' };
  for (const { name } of shown.optimizers) {
    const [before, after] = [0, 1].map((steps) => told({ ...own, optimizer: name }, steps));
    const ratio = (/** @type {string} */ what) => after.frame.layer(0, what) - after.frame.layer(4, what);
    const isScaled = ratio('updateRms') - ratio('gradNorm') > 2;
    assert.ok(before.claims.includes(isScaled ? 'sayFrontScaled' : 'sayFrontSlow'), `${name}: ${before.claims}`);
    assert.ok(after.claims.includes(isScaled ? 'sayFrontUpdates' : 'sayFrontSlow'), `${name}: ${after.claims}`);
    const still = told({ ...own, optimizer: name, 'learning-rate': '0' }, 1);
    assert.ok(still.claims.includes('sayFrontGets'), `${name}: ${still.claims}`);
    assert.doesNotMatch(still.text, /learn/);
  }
  assert.match(told({ ...own, optimizer: 'adam' }, 1).text, /; Adam scales .* was 0\.75 times that of layer 5\.$/);
  assert.ok(told({ depth: '20' }).claims.includes('sayFrontIdle'));
});

test('a wider layer is no loss', () => {
  const own = { activation: 'identity', init: 'orthogonal' };
  const wide = told({ ...own, depth: '6', width: '1', 'layer-widths': '1024' });
  assert.deepEqual(wide.claims.slice(0, 2), ['sayArrives', 'sayWidths']);
  assert.match(wide.text, / in layer 1 is 1 times that of layer 6\./);
  // From 1,024 units to one, most of the signal is lost.
  const narrow = told({ ...own, depth: '2', width: '1024', 'layer-widths': '1' });
  assert.deepEqual(narrow.claims.slice(0, 2), ['sayFades', 'sayWidths']);
  assert.ok(!told({ ...own, depth: '6' }).claims.includes('sayWidths'));
});

test('one hidden layer may get as good as nothing of what the output has', () => {
  const { claims, text } = told({ activation: 'tanh', init: 'sigma', 'sigma-w': '100', 'sigma-b': '100', width: '1', depth: '1', data: 'sine' });
  assert.equal(claims[0], 'sayOne');
  assert.match(text, / is 8\.1 × 10⁻³⁷, in the output layer it is 5\.2\./);
});

test('gradients of the weights that are alike are told with how large they are', () => {
  const exploding = told({ activation: 'relu', init: 'he-normal', gain: '2', data: 'digits', depth: '30' });
  assert.deepEqual(exploding.claims.slice(0, 3), ['sayExplodes', 'sayFrontEqual', 'sayWeightsHuge']);
  const tiny = told({ activation: 'relu', init: 'xavier-normal', depth: '50', width: '128' });
  assert.deepEqual(tiny.claims.slice(0, 3), ['sayShrinks', 'sayFrontEqual', 'sayWeightsTiny']);
  const { claims } = told({ activation: 'relu', depth: '10', data: 'digits' });
  assert.ok(claims.includes('sayFrontEqual') && !claims.includes('sayWeightsTiny'), claims.join());
  // A third of the signal is not all of it.
  assert.deepEqual(told({ activation: 'sigmoid', depth: '2', init: 'sigma', 'sigma-w': '0.05' }).claims, ['sayFades', 'sayFrontSlow']);
});

test('a layer that a skip connection leads past is compared with the last that has a signal', () => {
  let seen = 0;
  for (let seed = 1; seed < 40; seed++) {
    const { frame } = told({ activation: 'relu', width: '2', depth: '6', residual: '2', seed: String(seed) });
    if (frame.layer(5, 'deltaNorm') === -Infinity && frame.layer(0, 'deltaNorm') > -Infinity) seen += 1;
  }
  assert.ok(seen > 0, 'such a network is among them');
});

test('a signal that only the first layer gets has nothing to be compared with', () => {
  const own = { activation: 'soft-shrink', init: 'xavier-uniform', depth: '12', residual: '1', data: 'sine', batch: '2', seed: '2505' };
  const { frame, claims } = told(own);
  assert.equal(claims[0], 'sayOnlyFirst');
  assert.equal(problemOf(frame), 'dead');
  // Nor has one whose partner's weights get none.
  const dropped = { activation: 'tanh', init: 'constant', norm: 'layer', dropout: '0.9', depth: '2', 'layer-widths': '64,,3', data: 'sine', seed: '2269' };
  assert.deepEqual(told(dropped).claims.filter((name) => name.startsWith('sayFront')), []);
});

test('a piece of maxout that never wins is no dead unit', () => {
  const { claims, text } = told({ activation: 'maxout', depth: '4', width: '16' });
  assert.ok(claims.includes('sayPieces') && !claims.includes('sayDead'), claims.join());
  assert.match(text, /of the 128 linear pieces/);
  // Pixels that are 0 in every image have no gradient either, and idle nothing.
  assert.ok(told({ activation: 'maxout', depth: '4', width: '16', data: 'digits' }).claims.includes('sayPieces'));
  assert.ok(!told({ activation: 'maxout', norm: 'batch', depth: '4' }).claims.includes('sayPieces'), 'there every bias has no gradient');
});

test('weights that are all alike make units that are all alike', () => {
  for (const activation of ['tanh', 'relu', 'sigmoid']) {
    for (const steps of [0, 5]) {
      const { claims } = told({ activation, init: 'constant', constant: '0.05', depth: '3' }, steps);
      assert.ok(claims.includes('sayAlike'), `${activation} ${steps}`);
    }
  }
  assert.ok(!told({ init: 'constant', constant: '0.05', depth: '3', width: '1' }).claims.includes('sayAlike'));
  assert.ok(!told({ activation: 'tanh', depth: '3' }).claims.includes('sayAlike'));
  // Dropout draws for each unit: they part ways.
  assert.ok(!told({ activation: 'tanh', init: 'constant', dropout: '0.5', depth: '3' }, 3).claims.includes('sayAlike'));
});

test('where a number is learnt, the error is told beside that of guessing the mean', () => {
  const { claims, text } = told({ data: 'sine', activation: 'tanh', depth: '2' }, 30);
  assert.ok(claims.includes('sayTestedNumber') && !claims.includes('sayTested'), claims.join());
  // Numbers to be told have mean 0 and deviation 1.
  assert.match(text, /guessing the mean every time has 1 on the training rows\.$/);
});

test('a divergence has the step at which it began', () => {
  const { claims, frame } = told({ activation: 'identity', init: 'he-normal', 'learning-rate': '10' }, 6);
  assert.deepEqual(claims, ['sayDiverged', frame.get('divergedOverflow') === 1 ? 'sayTooLarge' : 'sayNotDefined']);
  assert.ok(frame.get('divergedStep') < 6);
});
