// Which one change would bring the gradient to the front: looked for by trying.

import { KEPT, LOST, arriving, isAllFinite, isDead } from './signal.js';
import { trial } from './trial.js';

/** @typedef {import('./engine.js').Catalogue} Catalogue */
/** @typedef {import('./frame.js').Frame} Frame */
/** @typedef {Record<string, string>} Values */

/** @typedef {'lost' | 'dead' | 'large' | 'training'} Problem */

/** One setting. @typedef {{ key: string, value: string }} Change */

/**
 * @typedef {object} Found
 * @property {Change} change
 * @property {boolean} isEnough
 * @property {number} step Where it was judged.
 * @property {number} arrives log10 of how many times the error signal then arrives.
 * @property {number} loss
 */

/** @typedef {{ found: Found | null, tried: number }} Result */

/** Changes tried at most for one problem. */
const MOST = 6;
/** A training as long as this is not tried again. */
export const LONGEST = 500;
/** Steps beyond a divergence that a repair has to last. */
const BEYOND = 20;
/** Nothing is tried any more after this much of the page's time (ms). */
const ENOUGH = 10_000;
/** A loss of so many times that of guessing is about as good: one batch is not like another. */
const ABOUT = 1.25;
/** Beyond so many times the loss of guessing, a loss is no help, though it is a number. */
const NEAR = 3;

/** What is wrong with a network, by its picture; null where nothing is. @param {Frame} frame @returns {Problem | null} */
export function problemOf(frame) {
  if (!isAllFinite(frame)) return 'large';
  const log10 = frame.depth === 1 && arriving(frame) > -Infinity ? 0 : arriving(frame);
  if (log10 === -Infinity || Number.isNaN(log10)) return 'dead';
  if (log10 < -KEPT) return 'lost';
  if (log10 > KEPT) return 'large';
  // A skip connection may lead past a layer that learns nothing.
  for (let layer = 0; layer < frame.depth; layer++) if (isDead(frame, layer)) return 'dead';
  return null;
}

/**
 * Single changes that may help, the likeliest first.
 * @param {Problem} problem
 * @param {Values} settings Those in force.
 * @param {Catalogue} catalogue
 * @returns {Change[]}
 */
export function candidates(problem, settings, catalogue) {
  const { activation, init } = settings;
  const fallback = (/** @type {string} */ key) => catalogue.keys.find(({ name }) => name === key)?.default ?? '';
  const uses = (/** @type {string} */ key) =>
    catalogue.initialisations.find(({ name }) => name === init)?.keys.includes(key) ?? false;
  const change = (/** @type {string} */ key, /** @type {string} */ value) =>
    settings[key] === value ? [] : [{ key, value }];
  const when = (/** @type {boolean} */ is, /** @type {string} */ key, /** @type {string} */ value) => (is ? change(key, value) : []);

  const undropped = when(Number(settings.dropout) > 0, 'dropout', '0');
  if (problem === 'training') {
    const rate = Number(settings['learning-rate']);
    const lower = (/** @type {number} */ by) => String(Number((rate / by).toPrecision(3)));
    return [
      ...when(rate > 0, 'learning-rate', lower(10)),
      ...undropped,
      ...[100, 1000, 10_000].flatMap((by) => when(rate > 0, 'learning-rate', lower(by))),
      ...when(settings.clip === undefined, 'clip', '1'),
      ...when(settings.norm === 'none', 'norm', 'layer'),
    ];
  }

  // First what was set against the rule, then the ladder's rungs, each by itself.
  const fit = fitting(activation, catalogue);
  const gain = when(uses('gain'), 'gain', fallback('gain'));
  const weights = when(!isFamily(init, fit), 'init', fit);
  const rungs = catalogue.ladder.slice(1).flatMap(({ settings }) => settings.map(([key, value]) => ({ key, value })));
  const ladder = rungs.flatMap(({ key, value }) =>
    key === 'init' ? []
    : key === 'norm' || key === 'residual' ? when(settings[key] === fallback(key), key, value)
    : change(key, value),
  );
  const only = (/** @type {string} */ key) => ladder.filter((own) => own.key === key);
  const batchNorm = when(settings.norm === 'none' && Number(settings.batch) > 1, 'norm', 'batch');
  switch (problem) {
    case 'dead': {
      const isNarrow = Number(settings.width) < Number(fallback('width'));
      const isRectifier = groupOf(activation, catalogue) === 'rectifier';
      return [
        ...gain,
        ...weights,
        ...undropped,
        ...when(isNarrow, 'width', fallback('width')),
        ...when(isRectifier, 'activation', 'leaky-relu'),
        ...ladder.filter(({ value }) => value !== 'relu'),
        ...batchNorm,
      ];
    }
    case 'large': {
      const isResidual = settings.residual !== '0';
      const share = String(Number((1 / Math.sqrt(Number(settings.depth))).toPrecision(2)));
      return [
        ...gain,
        ...weights,
        ...undropped,
        ...when(isResidual && Number(settings['residual-scale']) > Number(share), 'residual-scale', share),
        ...when(settings.norm === 'batch', 'norm', 'layer'),
        ...only('norm'),
        ...only('activation'),
        ...when(settings.norm !== 'none', 'norm', 'none'),
      ];
    }
    default:
      return [...gain, ...weights, ...ladder, ...batchNorm];
  }
}

/** @param {string} activation @param {Catalogue} catalogue */
function groupOf(activation, catalogue) {
  return catalogue.activations.find(({ name }) => name === activation)?.group;
}

/** The initialisation that goes with an activation. @param {string} activation @param {Catalogue} catalogue */
function fitting(activation, catalogue) {
  if (activation === 'selu') return 'lecun-normal';
  const group = groupOf(activation, catalogue);
  const isHalf = (group === 'rectifier' && activation !== 'maxout') || group === 'smooth';
  return isHalf ? 'he-normal' : 'xavier-normal';
}

/** Whether weights are drawn with the right variance already. @param {string} init @param {string} fit */
function isFamily(init, fit) {
  return init.replace('uniform', 'normal') === fit || (fit === 'xavier-normal' && ['orthogonal', 'lecun-normal', 'lecun-uniform'].includes(init));
}

/**
 * Looks for the change by trying one after another, until one is enough; yields where a slice has ended.
 * @param {import('./engine.js').Engine} engine
 * @param {Values} settings Those in force.
 * @param {Uint8Array | undefined} file
 * @param {number} step The step that shows the problem: what training has broken is judged there, a
 *   divergence a little later, all else before the first step.
 * @param {boolean} isDiverged Whether training has left the numbers.
 * @param {import('./trial.js').Clock} clock
 * @returns {Generator<void, Result, void>}
 */
export function* search(engine, settings, file, step, isDiverged, clock) {
  const tryOut = (/** @type {Values} */ settings, /** @type {number} */ step) =>
    trial(engine, settings, file, step, clock, (experiment, frame) => ({ frame, guessing: experiment.guessingLoss }));
  const start = yield* tryOut(settings, 0);
  const inborn = problemOf(start.frame);
  const at = isDiverged ? step + BEYOND : inborn ? 0 : step;
  if (at > LONGEST) return { found: null, tried: 0 };
  // What the network began with comes first: no way of training mends that.
  /** @type {Problem[]} */
  const problems = inborn && isDiverged ? [inborn, 'training'] : [inborn ?? 'training'];
  const changes = problems.flatMap((problem) => candidates(problem, settings, engine.catalogue).slice(0, MOST));
  const judge = isDiverged ? byLoss(start.guessing) : bySignal(inborn ? start.frame : null);
  /** @type {Found | null} */
  let best = null;
  let nearest = judge.most;
  let tried = 0;
  const end = performance.now() + ENOUGH;
  for (const change of distinct(changes)) {
    if (performance.now() > end) break;
    const changed = { ...settings, [change.key]: change.value };
    try {
      engine.check(changed);
    } catch {
      // Not with the other settings.
      continue;
    }
    const { frame } = yield* tryOut(changed, at);
    tried += 1;
    const { isEnough, far } = judge.of(frame);
    const arrives = isAllFinite(frame) ? arriving(frame) : NaN;
    const found = { change, isEnough, step: at, arrives, loss: frame.get('loss') };
    if (isEnough) return { found, tried };
    if (far < nearest) [best, nearest] = [found, far];
  }
  return { found: best, tried };
}

/** Each once, where it comes first. @param {Change[]} changes */
function distinct(changes) {
  const first = (/** @type {Change} */ { key, value }) => changes.find((own) => own.key === key && own.value === value);
  return changes.filter((change) => change === first(change));
}

/**
 * Judges what a change has come to.
 * @typedef {object} Judge
 * @property {(frame: Frame) => { isEnough: boolean, far: number }} of Whether it is enough, and how far off.
 * @property {number} most What is as far off as that is no help.
 */

/**
 * By how many decades what arrives is off.
 * @param {Frame | null} before What it is to be better than, where that is known.
 * @returns {Judge}
 */
function bySignal(before) {
  return {
    of: (frame) => ({ isEnough: problemOf(frame) === null, far: distance(frame) }),
    // Half a decade better, or it is no help; nor is what would still be lost.
    most: Math.min(-LOST, before ? distance(before) - 0.5 : Infinity),
  };
}

/**
 * By how many times the loss of guessing the loss is: a number is not enough, it can be any.
 * @param {number} guessing
 * @returns {Judge}
 */
function byLoss(guessing) {
  const far = (/** @type {Frame} */ frame) => (isAllFinite(frame) ? frame.get('loss') / guessing : Infinity);
  return { of: (frame) => ({ isEnough: far(frame) <= ABOUT, far: far(frame) }), most: NEAR };
}

/** How many decades what arrives is off; infinitely many where nothing does. @param {Frame} frame */
function distance(frame) {
  return isAllFinite(frame) ? Math.abs(arriving(frame)) : Infinity;
}
