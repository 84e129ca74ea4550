// The article's numbers, computed anew from what its table says of them.

import { Frame } from '../../www/frame.js';
import { CLAIMS } from '../../www/story/claims.js';
import { FIGURES } from '../../www/story/figures.js';
import { catalogue, experiment } from '../wasm/engine.mjs';

/** @typedef {import('../../www/story/claims.js').Claim} Claim */
/** @typedef {{ frame: Frame, bestTest: number, bestTestStep: number, trainRight: number, experiment: ReturnType<typeof experiment> }} Trained */

const names = catalogue();
/** By settings: each is trained once, as far as somebody asks. @type {Map<string, Map<number, () => Record<string, number>>>} */
const known = new Map();

/** @param {Record<string, string>} settings @param {number} steps */
function train(settings, steps) {
  const made = experiment(settings);
  const frame = new Frame(names);
  const pass = () => {
    made.run(Infinity);
    frame.read(made);
  };
  pass();
  let [bestTest, bestTestStep, right, sum] = [Infinity, 0, NaN, 0];
  const round = frame.get('stepsPerEpoch');
  for (let step = 1; step <= steps; step++) {
    made.beginStep();
    pass();
    sum += frame.get('accuracy');
    if (step % round === 0) [right, sum] = [sum / round, 0];
    if (frame.get('testStep') === step && frame.get('testLoss') < bestTest) [bestTest, bestTestStep] = [frame.get('testLoss'), step];
  }
  return { experiment: made, frame, bestTest, bestTestStep, trainRight: right };
}

/** Everything that can be read of a run. @param {Trained} trained @returns {Record<string, () => number>} */
function readings({ experiment, frame, bestTest, bestTestStep, trainRight }) {
  const last = frame.depth - 1;
  const ratio = (/** @type {string} */ name) => 10 ** (frame.layer(0, name) - frame.layer(last, name));
  const over = (/** @type {string} */ name) => Array.from({ length: frame.depth }, (_, layer) => frame.layer(layer, name) * frame.layer(layer, 'units')).reduce((sum, value) => sum + value);
  const product = (/** @type {string} */ name) => 10 ** Array.from({ length: last }, (_, layer) => frame.layer(layer, name)).reduce((sum, value) => sum + value, 0);
  return {
    arrives: () => ratio('deltaNorm'),
    arrivesWeights: () => ratio('gradNorm'),
    perLayer: () => ratio('deltaNorm') ** (1 / last),
    slopes: () => product('whySlope'),
    weights: () => product('whyWeights'),
    saturated: () => frame.layer(0, 'saturatedShare'),
    dead: () => over('deadShare'),
    bestTest: () => bestTest,
    bestTestStep: () => bestTestStep,
    trainRight: () => trainRight,
    // Far from both ends, where the theory has come to rest.
    theory: () => {
      const { layers } = experiment.forecast();
      return 10 ** (layers[19].log10Delta - layers[20].log10Delta);
    },
    norm: () => experiment.bound(1) / experiment.maxDerivative(1),
    bound: () => experiment.bound(1),
    rounds: () => frame.get('step') / frame.get('stepsPerEpoch'),
    slope: () => frame.layer(0, 'parameter'),
    testRows: () => experiment.columns().testRows,
    trainRows: () => experiment.columns().trainRows,
    ...Object.fromEntries(['testAccuracy', 'testLoss', 'loss', 'chance', 'divergedStep'].map((name) => [name, () => frame.get(name)])),
  };
}

/** @param {Record<string, string>} settings @param {number} step */
function asked(settings, step) {
  const key = JSON.stringify(settings);
  const steps = known.get(key) ?? new Map();
  known.set(key, steps);
  if (!steps.has(step)) steps.set(step, readings(train(settings, step)));
  return steps.get(step);
}

/** @param {string} name Of a claim. @returns {number} */
export function compute(name) {
  const { run, setting, formula } = CLAIMS[name];
  if (run) return asked(run.settings, run.step)[run.read]();
  if (setting) return Number(setting.settings[setting.key]);
  if (formula) return formula();
  throw new Error(`nothing says how ${name} is computed`);
}

/** The share of dead units of every hidden layer of a figure, before training. @param {string} name */
export function dead(name) {
  const { frame } = train(FIGURES[name].settings, 0);
  return Array.from({ length: frame.depth }, (_, layer) => frame.layer(layer, 'deadShare'));
}

/** The classes that a figure's network gives the test rows after training. @param {string} name @param {number} steps */
export function predicted(name, steps) {
  const { experiment } = train(FIGURES[name].settings, steps);
  const { testRows, classes } = experiment.columns();
  const points = /** @type {Float64Array} */ (experiment.predictions('test', 0, testRows).run(Infinity));
  return Array.from({ length: testRows }, (_, row) => {
    const own = points.subarray(row * classes.length, (row + 1) * classes.length);
    return own.indexOf(Math.max(...own));
  });
}

/** What theory says one layer of a figure's network leaves. @param {string} name */
export const theory = (name) => asked(FIGURES[name].settings, 0).theory();
