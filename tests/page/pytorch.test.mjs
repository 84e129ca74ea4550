// The program for PyTorch: that it is Python, and that its gradients are those measured here.
//
// The interpreter is the environment's PYTHON, or python3; without it, or without torch in it, the
// tests that need it are skipped.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import test from 'node:test';
import { translate } from '../../www/export/python/formula.js';
import { LIMIT, TooLarge, pytorchProgram } from '../../www/export/pytorch.js';
import { snapshot } from '../../www/export/snapshot.js';
import { Frame } from '../../www/frame.js';
import { catalogue, experiment, toQuery } from '../wasm/engine.mjs';

/** @param {import('../../www/export/snapshot.js').RunningExperiment} run */
function taken(run) {
  const walk = snapshot(run);
  for (;;) {
    const { done, value } = walk.next();
    if (done) return value;
  }
}

/** @typedef {Record<string, string | number>} Settings */

const PYTHON = process.env.PYTHON || 'python3';
const shown = catalogue();

/** @param {string[]} args @param {string} [input] */
const python = (args, input) =>
  execFileSync(PYTHON, args, { input, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['pipe', 'pipe', 'pipe'] });

/** @param {string} code */
function works(code) {
  try {
    python(['-c', code]);
    return true;
  } catch {
    return false;
  }
}

const hasPython = works('pass');
const hasTorch = hasPython && works('import torch');
const withoutPython = hasPython ? false : `${PYTHON} is missing: set PYTHON to an interpreter`;
const withoutTorch = hasTorch ? false : `${PYTHON} cannot import torch: set PYTHON to an interpreter that can`;

/** @param {object} given */
const inPython = (given) =>
  JSON.parse(python([new URL('exported.py', import.meta.url).pathname], JSON.stringify(given)));

/** An experiment after some steps, as a program. @param {Settings} settings */
function program(settings, steps = 0) {
  const run = experiment(settings);
  run.run(Infinity);
  for (let step = 0; step < steps; step++) {
    run.beginStep();
    run.run(Infinity);
  }
  const frame = new Frame(shown);
  frame.read(run);
  const text = [...pytorchProgram({ snapshot: taken(run), frame, catalogue: shown, query: toQuery(settings) })].join('');
  run.free();
  return text;
}

const base = { depth: 3, width: 8, data: 'iris', batch: 20, init: 'xavier-normal' };
const deep = { ...base, depth: 5, width: 6 };
/** @type {{ name: string }[]} */
const activations = shown.activations;
const outputActivations = shown.keys.find((/** @type {{ name: string }} */ key) => key.name === 'output-activation').choices;

const FORMULAS = [
  'max(0.1*z, z)', 'max(0, z)', 'min(max(0, z), 1/2)', 'z / (1 + exp(-z))', 'z*tanh(softplus(z))',
  'if(z > 0, z, exp(z) - 1)', 'if(z <= 0, 0, if(z < 1, z^2, 2*z - 1))', '-z^2 + z**3/6', 'tanh(2^-z)', 'e^(-z^2)',
  'sqrt(relu(z)) + z', 'abs(z) + sign(z)', 'pow(z, 2) - -z', 'sin(pi*z) + cos(z) + tan(z/4)',
  'asin(tanh(z)/2) + atan(z)', 'sinh(z/3) - cosh(z/3)', 'erf(z) + erfc(z) * z', 'expm1(z/2) + log1p(z^2)',
  'ln(exp(2) + z^2) * 0.5', 'log(2 + sin(z))', '3', 'max(-1, -2, z, z^2) / 4', 'z * (1/3) ^ 2', '(z - 1) - (z - 2) * (z + 1) / (3 - -2)',
  '.5e0*z + 1.*x', 'sigmoid(4*z) - 2^2^0.5 * z', 'if(1 < 2, z, 1/z)', 'max(0, z) * max(0, z)',
  'if(z >= 0, 1, 2) * z', 'if(z > 0, sqrt(z), -sqrt(-z))',
];

/** Everything that a layer, a loss or a step can be. @type {Settings[]} */
const cases = [
  ...activations.map(({ name }) => ({ ...base, activation: name })),
  ...activations.map(({ name }) => ({ ...deep, activation: name, norm: 'layer', residual: 2, dropout: 0.2 })),
  ...outputActivations.map((/** @type {string} */ name) => ({ ...base, activation: 'tanh', 'output-activation': name, loss: 'mse' })),
  ...FORMULAS.map((formula) => ({ ...base, activation: 'formula', formula, 'learning-rate': 0.0001 })),
  // Samples at which a narrow layer is dead bring the next one to z = 0, where the kinks are.
  ...[1, 2, 3].flatMap((seed) => ['max(0, z)', 'max(z, 0)', 'max(0.1*z, z)', '-min(-z, 0)'].map((formula) =>
    ({ ...base, activation: 'formula', formula, 'layer-activations': 'relu', width: 2, depth: 4, seed }))),
  { ...base, activation: 'leaky-relu', slope: 0.3, 'output-activation': 'leaky-relu' },
  { ...base, activation: 'leaky-relu', slope: 0 },
  { ...base, activation: 'elu', alpha: 2.3 },
  { ...base, activation: 'celu', alpha: 0.3 },
  { ...base, activation: 'swish', beta: 3.3 },
  { ...base, activation: 'softplus', beta: 10 },
  { ...base, activation: 'softplus', beta: 0.1 },
  { ...base, activation: 'hard-shrink', lambda: 0.1 },
  { ...base, activation: 'soft-shrink', lambda: 0.1, norm: 'batch' },
  { ...base, activation: 'hard-tanh', low: -0.3, high: 2 },
  { ...base, activation: 'threshold', cutoff: -0.45, otherwise: 0.77 },
  { ...base, activation: 'rrelu', lower: 0.2, upper: 0.9 },
  { ...base, activation: 'maxout', pieces: 4 },
  { ...base, activation: 'prelu', slope: 0.1, 'slope-per': 'unit' },
  ...['none', 'batch', 'layer'].flatMap((norm) => ['after', 'before'].flatMap((place) => [1, 2].map((residual) => ({
    ...deep, activation: 'gelu', norm, residual, 'residual-place': place, 'residual-scale': 0.7,
  })))),
  { ...deep, activation: 'maxout', residual: 2, 'residual-place': 'before', norm: 'batch' },
  { ...deep, activation: 'silu', 'layer-activations': 'maxout,,prelu,rrelu', residual: 1, 'residual-place': 'before', norm: 'layer' },
  // A formula's functions are not the activations of the same name.
  { ...deep, 'layer-activations': 'softplus,formula,swish,sine', beta: 3.5, formula: 'softplus(z) + sin(z) - sigmoid(z) * relu(z)' },
  { ...deep, 'layer-activations': 'relu,,tanh,formula', formula: 'max(z, 0.2*z)', 'layer-widths': '7,,5,9' },
  { ...base, width: 4, residual: 1, activation: 'tanh' },
  { ...base, activation: 'tanh', dropout: 0.5, norm: 'batch' },
  ...['cross-entropy', 'binary-cross-entropy', 'mse'].flatMap((loss) => ['mean', 'sum'].flatMap((reduction) =>
    ['iris', 'moons', 'digits'].map((data) => ({ ...base, activation: 'tanh', loss, reduction, data })))),
  { ...base, activation: 'tanh', data: 'sine', batch: 1 },
  { ...base, activation: 'tanh', data: 'sine', reduction: 'sum', standardise: 'no' },
  ...shown.initialisations.map((/** @type {{ name: string }} */ { name }) => ({ ...base, activation: 'tanh', init: name, 'sigma-b': 0.3 })),
  { ...base, activation: 'relu', init: 'constant', constant: 0 },
  { ...base, activation: 'sigmoid', depth: 20, width: 24 },
];

const rules = /** @type {Settings[]} */ ([
  ...['sgd', 'momentum', 'nesterov', 'rmsprop', 'adam', 'adamw'].flatMap((optimizer) => [
    { optimizer },
    { optimizer, 'weight-decay': 0.1, l1: 0.01, clip: 0.5, momentum: 0.7 },
  ]),
  { optimizer: 'nesterov', momentum: 0 },
  { optimizer: 'sgd', norm: 'batch', activation: 'prelu', 'weight-decay': 0.3 },
  { optimizer: 'adam', norm: 'layer', activation: 'prelu', 'slope-per': 'unit', residual: 1, clip: 0.1 },
]);

/** @type {Settings[]} */
const descents = rules.map((rule) => ({ ...base, activation: 'tanh', 'learning-rate': 0.05, ...rule }));

test('every program is Python', { skip: withoutPython }, () => {
  const programs = [...cases, ...descents].map((settings) => program(settings));
  assert.equal(inPython({ compile: programs }), programs.length);
  for (const text of programs) {
    assert.match(text, /^# A network of gradient-flow/);
    assert.ok(!/undefined|NaN|\[object/.test(text.replace(/"""[^"]*"""/g, '')), text.slice(0, 3000));
  }
});

test('torch finds the gradients that were measured', { skip: withoutTorch }, () => {
  const given = [
    ...cases.map((settings) => ({ settings, program: program(settings) })),
    ...cases.map((settings) => ({ settings, program: program(settings, 3) })),
  ];
  /** @type {{ printed: string }[]} */
  const results = inPython({ run: given });
  let worst = 0;
  const apart = [];
  for (const [index, { printed }] of results.entries()) {
    const difference = Number(/^largest relative difference: (\S+)$/m.exec(printed)?.[1]);
    const [, found, told] = (/^first pass: loss (\S+), gradient-flow says (\S+)$/m.exec(printed) ?? []).map(Number);
    const isLoss = Math.abs(found - told) <= 1e-12 * Math.abs(told);
    worst = Math.max(worst, difference);
    if (!(difference <= 1e-9) || !isLoss || /left out/.test(printed)) {
      apart.push(`${JSON.stringify(given[index].settings)}\n${printed}`);
    }
    assert.match(printed, /^step 3: loss \S+$/m);
    assert.match(printed, /^test rows: loss \S+$|^test rows: loss \S+, [\d.]+% right$/m);
  }
  console.log(`${results.length} programs, largest relative difference ${worst}`);
  assert.equal(apart.join('\n'), '');
});

test('torch takes the same steps', { skip: withoutTorch }, () => {
  const given = descents.map((settings) => {
    const run = experiment(settings);
    run.run(Infinity);
    const text = program(settings);
    const steps = [];
    for (let step = 0; step < 7; step++) {
      steps.push([...run.batchRows]);
      run.beginStep();
      run.run(Infinity);
    }
    return { settings, program: text, steps, after: taken(run) };
  });
  const results = inPython({ run: given.map(({ program, steps }) => ({ program, steps })) });
  let worst = 0;
  for (const [index, { layers }] of results.entries()) {
    for (const [layer, parameters] of layers.entries()) {
      for (const [name, values] of Object.entries(parameters)) {
        const own = /** @type {any} */ (given[index].after.layers[layer])[name];
        assert.equal(values.length, own.length);
        // Batch normalisation takes every bias away again: its exact 0 is noise in torch.
        if (name === 'biases' && given[index].settings.norm === 'batch') continue;
        for (const [at, value] of values.entries()) worst = Math.max(worst, Math.abs(value - own[at]));
      }
    }
    assert.ok(worst < 1e-9, `${JSON.stringify(given[index].settings)}: ${worst}`);
  }
  console.log(`largest difference of a parameter after seven steps: ${worst}`);
});

test('what float64 cannot hold is left out, and said to be', { skip: withoutTorch }, () => {
  const settings = { ...base, activation: 'sigmoid', depth: 600, width: 4 };
  const [{ printed }] = inPython({ run: [{ program: program(settings) }] });
  assert.match(printed, /left out, because float64 cannot hold them: \d+ of 1202/);
  assert.ok(Number(/largest relative difference: (\S+)/.exec(printed)?.[1]) < 1e-9);
});

test('too much data is refused with the number of bytes', () => {
  const settings = { depth: 8, width: 1024, batch: 8 };
  assert.throws(() => program(settings), (error) => {
    assert.ok(error instanceof TooLarge);
    assert.equal(error.limit, LIMIT);
    assert.ok(error.bytes > (7 * 1024 * 1024 * 8 * 4) / 3);
    assert.match(error.message, /would hold at least \d+\.\d MiB of data \(\d+ bytes\); the limit is 32 MiB \(33554432 bytes\)$/);
    return true;
  });
});

test('no program of a network whose layers are of different steps', () => {
  const run = experiment(base);
  run.advance();
  assert.throws(() => taken(run), /a pass is under way: export when it is complete/);
  run.free();
});

test('formulas keep their meaning', () => {
  for (const [formula, expression] of [
    ['-z^2', '-z ** 2.0'],
    ['(-z)^2', '(-z) ** 2.0'],
    ['2^-z^2', '2.0 ** -z ** 2.0'],
    ['(2^z)^2', '(2.0 ** z) ** 2.0'],
    ['1 - (2 - z)', '1.0 - (2.0 - z)'],
    ['z / (2 * x) * 3', 'z / (2.0 * z) * 3.0'],
    ['max(0.1*z, z)', 'larger(0.1 * z, z, z)'],
    ['min(1, 2*z, z)', 'smaller(smaller(1.0, 2.0 * z, z), z, z)'],
    ['if(z<=1, z, 1/0)', 'choose(z <= 1.0, lambda z: z, lambda z: torch.tensor(1.0) / 0.0, z)'],
    ['exp(2)', 'torch.exp(torch.tensor(2.0)) + 0.0 * z'],
    ['(1/3)*z', '1.0 / 3.0 * z'],
    ['(-8)^(1/3)*z', 'torch.tensor(-8.0) ** (1.0 / 3.0) * z'],
    ['1e22 + z', '1e+22 + z'],
  ]) assert.equal(translate(formula).expression, expression);
});
