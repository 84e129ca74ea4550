// What a run shows, in plain words: every claim is computed from the frame.

import { count, fill, magnitude, number, percent } from './format.js';
import { KEPT, LOST, arriving, blocked, droppedLayer, gradients, isAllFinite, isDead, reference } from './signal.js';
import { activationOf } from './views/activation.js';

/** @typedef {{ text: string, strong: boolean, isResult?: boolean }} Part A result is what training has come to. */

/**
 * What a frame does not tell of its network.
 * @typedef {object} Made
 * @property {boolean} isRectifier
 * @property {boolean} isHe
 * @property {string} [zeroKey] The setting that makes every weight begin at 0.
 * @property {(layer: number) => number} [maxSlope] The largest |f'| of a layer.
 * @property {(layer: number) => number} [pieces] Linear pieces of each unit of a layer; 0 where it has
 *   none, or where something else than losing can take their gradient.
 * @property {boolean} [isDropping] Whether dropout stands between a and z.
 * @property {boolean} [isSkipping] Whether skip connections lead past layers.
 * @property {boolean} [isStill] Whether the learning rate is 0.
 * @property {string} [scaler] The optimiser, if it scales the step of every weight by itself.
 * @property {boolean} [isAlike] Whether all units of every hidden layer compute the same.
 * @property {number} [guessing] The loss of guessing, where a number is to be told.
 */

/** What a frame's `divergedWhat` counts. */
const WHAT = ['z', 'a', '∂L/\u2060∂a', '∂L/\u2060∂z', '∂L/\u2060∂W', '∂L/\u2060∂b', 'W'];
/** A saturated share worth a word. */
const MANY = 0.1;
/** The places of a text that carry its point. */
const STRONG = ['{ratio}', '{size}', '{accuracy}', '{error}', '{dead}', '{share}', '{idle}', '{updates}'];
/** Optimisers that divide each weight's step by the size of its own gradients. */
const SCALERS = ['rmsprop', 'adam', 'adamw'];
/** Keys that make every weight 0 where they are. */
const ZERO_KEYS = ['gain', 'sigma-w', 'constant'];
/** Numbers that may be walked to see whether units are alike. */
const WALKED = 2_000_000;

/**
 * @param {import('./engine.js').Catalogue} catalogue
 * @param {Record<string, string>} settings Those in force, defaults included.
 * @param {import('./engine.js').RunningExperiment} experiment Whose pass is complete.
 * @param {import('./frame.js').Frame} frame Its frame.
 * @returns {Made}
 */
export function madeOf(catalogue, settings, experiment, frame) {
  const { activation, init } = settings;
  const group = catalogue.activations.find(({ name }) => name === activation)?.group;
  const keys = catalogue.initialisations.find(({ name }) => name === init)?.keys ?? [];
  const isPlain = settings.norm === 'none' && Number(settings.dropout) === 0;
  const maxout = catalogue.activations.find(({ name }) => name === 'maxout')?.parameters[0].default ?? 0;
  const isNumber = catalogue.data.find(({ name }) => name === settings.data)?.classes === 0;
  return {
    isRectifier: group === 'rectifier' && activation !== 'maxout',
    isHe: init.startsWith('he-'),
    zeroKey: ZERO_KEYS.find((key) => keys.includes(key) && Number(settings[key]) === 0),
    maxSlope: (layer) => experiment.maxDerivative(layer),
    pieces: (layer) =>
      isPlain && activationOf(catalogue, settings, layer)?.name === 'maxout' ? Number(settings.pieces ?? maxout) : 0,
    isDropping: Number(settings.dropout) > 0,
    isSkipping: settings.residual !== '0',
    isStill: Number(settings['learning-rate']) === 0,
    scaler: SCALERS.find((name) => name === settings.optimizer),
    isAlike: init === 'constant' && isAllFinite(frame) && areAlike(experiment, frame, Number(settings.batch)),
    guessing: isNumber ? experiment.guessingLoss : undefined,
  };
}

/**
 * Whether z has the same size for all units of each hidden layer: with weights that began alike they
 * are then alike on every sample.
 * @param {import('./engine.js').RunningExperiment} experiment
 * @param {import('./frame.js').Frame} frame
 * @param {number} batch
 */
function areAlike(experiment, frame, batch) {
  const units = Array.from({ length: frame.depth }, (_, layer) => experiment.shape('z', layer)?.[0] ?? 0);
  const [most, all] = [Math.max(...units), units.reduce((sum, units) => sum + units, 0)];
  if (most < 2 || all * batch > WALKED) return false;
  const sizes = new Float32Array(most * frame.layers);
  experiment.cells('z', most, 1, sizes);
  return units.every((units, layer) => {
    const own = sizes.subarray(layer * most, layer * most + units);
    return own.every((size) => size === own[0]);
  });
}

/**
 * @param {import('./frame.js').Frame} frame Of a complete pass.
 * @param {Record<string, string>} words
 * @param {string} locale
 * @param {Made} made How the network was made.
 * @returns {Part[]}
 */
export function sentence(frame, words, locale, made) {
  if (!isAllFinite(frame)) {
    const diverged = frame.get('divergedStep');
    const step = Number.isNaN(diverged) ? frame.get('step') : diverged;
    return [...parts(step > 0 ? words.sayDiverged : words.sayOverflow, { step }), ...began()];
  }
  return [...signal(frame, words, locale, made), ...units(frame, words, locale, made), ...tested().map((part) => ({ ...part, isResult: true }))];

  /** Where, and with what. */
  function began() {
    const layer = frame.get('divergedLayer');
    if (Number.isNaN(layer)) return [];
    const what = WHAT[frame.get('divergedWhat')] ?? words.theLoss;
    const how = frame.get('divergedOverflow') === 1 ? words.sayTooLarge : words.sayNotDefined;
    return parts(how, { layer: layer + 1, what: what === 'W' ? words.theWeights : what });
  }

  function tested() {
    const step = frame.get('testStep');
    if (Number.isNaN(step)) return [];
    if (made.guessing !== undefined) {
      const [error, guess] = [frame.get('testLoss'), made.guessing].map((loss) => number(loss, locale));
      return parts(words.sayTestedNumber, { step, error, guess });
    }
    const accuracy = frame.get('testAccuracy');
    if (Number.isNaN(accuracy)) return [];
    return parts(words.sayTested, {
      step,
      accuracy: percent(accuracy, locale),
      chance: percent(frame.get('chance'), locale),
    });
  }
}

/**
 * What became of the backward signal.
 * @param {import('./frame.js').Frame} frame
 * @param {Record<string, string>} words
 * @param {string} locale
 * @param {Made} made
 * @returns {Part[]}
 */
function signal(frame, words, locale, made) {
  const size = (/** @type {number} */ log10) => magnitude(log10, locale);
  const first = frame.layer(0, 'deltaNorm');
  if (first === -Infinity) return nothing(frame, words, made);
  if (frame.depth === 1) {
    return parts(words.sayOne, { size: size(first), output: size(frame.layer(1, 'deltaNorm')) });
  }

  const last = reference(frame);
  const log10 = arriving(frame);
  if (Number.isNaN(log10)) return parts(words.sayOnlyFirst, { last: last + 1 });
  // Close to 1, two digits would say that nothing happens.
  const perLayer = log10 / last;
  const values = {
    last: last + 1,
    ratio: size(log10),
    perLayer: Math.abs(perLayer) < 0.1 ? number(10 ** perLayer, locale, 3) : size(perLayer),
  };
  // Where only the signal is lost, the weights still learn: that is not a vanishing gradient.
  const isKept = (gradients(frame)?.ratio ?? 0) >= -KEPT / 2;
  const name =
    log10 < -KEPT && isKept ? 'sayShrinks'
    : log10 < LOST ? 'sayVanishes'
    : log10 < -KEPT ? 'sayFades'
    : log10 <= KEPT ? 'sayArrives'
    : log10 <= -LOST ? 'sayGrows'
    : 'sayExplodes';
  const said = parts(words[name], values);
  if (frame.layer(0, 'units') !== frame.layer(last, 'units')) said.push(...parts(words.sayWidths, {}));
  said.push(...front(frame, words, locale, made));
  if (log10 < -KEPT && made.isRectifier && !made.isHe) said.push(...parts(words.sayHe, {}));
  return said;
}

/**
 * What the weights of the first layer get, where the error signal does not tell it.
 * @param {import('./frame.js').Frame} frame
 * @param {Record<string, string>} words
 * @param {string} locale
 * @param {Made} made
 */
function front(frame, words, locale, made) {
  const weights = gradients(frame);
  const signal = arriving(frame);
  if (!weights || (Math.abs(signal) <= KEPT && Math.abs(weights.ratio) <= KEPT)) return [];
  const { ratio, least, most } = weights;
  const size = (/** @type {number} */ log10) => magnitude(log10, locale);
  const last = reference(frame);
  const updates = frame.layer(0, 'updateRms') - frame.layer(last, 'updateRms');
  const values = { last: last + 1, ratio: size(ratio), updates: size(updates), optimizer: words[made.scaler ?? ''] };
  if (signal < -KEPT && ratio < -KEPT / 2) return parts(words[slowness(ratio, updates, made)], values);
  const said = parts(most - least <= KEPT ? words.sayFrontEqual : words.sayFrontGets, values);
  // Alike they may still be too small to learn from, or too large.
  const output = frame.layer(frame.depth, 'deltaNorm');
  if (most < output + LOST) said.push(...parts(words.sayWeightsTiny, { size: size(most), output: size(output) }));
  if (least > output - LOST) said.push(...parts(words.sayWeightsHuge, { size: size(least), output: size(output) }));
  return said;
}

/**
 * The text that says what a small gradient of the first layer means for its learning.
 * @param {number} ratio log10 of its share of the gradient.
 * @param {number} updates log10 of its share of the last update; NaN before the first step.
 * @param {Made} made
 */
function slowness(ratio, updates, made) {
  if (made.isStill) return 'sayFrontGets';
  if (made.scaler) return Number.isFinite(updates) ? 'sayFrontUpdates' : 'sayFrontScaled';
  return ratio < LOST ? 'sayFrontIdle' : 'sayFrontSlow';
}

/**
 * Why exactly nothing arrives.
 * @param {import('./frame.js').Frame} frame
 * @param {Record<string, string>} words
 * @param {Made} made
 */
function nothing(frame, words, made) {
  const { layer, by } = blocked(frame);
  const places = { layer: layer + 1, above: layer + 2 };
  const dropped = made.isDropping && !made.isSkipping ? droppedLayer(frame) : -1;
  if (dropped >= 0 && dropped <= layer) return parts(words.sayZeroDropped, { layer: dropped + 1 });
  switch (by) {
    case 'loss':
      return parts(words.sayZeroLoss, {});
    case 'weights':
      // Once trained, they need not all be what they were.
      return made.zeroKey && frame.get('step') === 0
        ? parts(words.sayZeroDrawn, { key: words[`zero.${made.zeroKey}`] })
        : parts(words.sayZeroWeights, places);
    case 'dead': {
      if (made.maxSlope?.(layer) === 0) return parts(words.sayZeroFlat, places);
      // A dead layer may have killed those after it, which get nothing but its zeros.
      let first = layer;
      while (first > 0 && isDead(frame, first - 1)) first--;
      const said = parts(first < layer ? words.sayZeroDeadTo : words.sayZeroDead, { layer: first + 1, end: layer + 1 });
      const isEnd = !made.isSkipping && frame.layer(first, 'aNorm') === -Infinity;
      return isEnd ? [...said, ...parts(words.sayZeroForward, { layer: first + 1 })] : said;
    }
    case 'slope':
      return parts(made.isDropping || made.isSkipping ? words.sayZero : words.sayZeroSlope, places);
    case 'norm':
      return parts(words.sayZeroNorm, places);
    default:
      return parts(words.sayZero, {});
  }
}

/**
 * Dead, saturated and idle units.
 * @param {import('./frame.js').Frame} frame
 * @param {Record<string, string>} words
 * @param {string} locale
 * @param {Made} made
 */
function units(frame, words, locale, made) {
  let dead = 0;
  let all = 0;
  let saturated = 0;
  let idle = 0;
  let pieces = 0;
  for (let layer = 0; layer < frame.depth; layer++) {
    const units = frame.layer(layer, 'units');
    all += units;
    dead += Math.round(frame.layer(layer, 'deadShare') * units);
    saturated += frame.layer(layer, 'saturatedShare') * units;
    const rows = units * (made.pieces?.(layer) ?? 0);
    // A piece that wins nowhere has no gradient; where no signal comes, winning brings none either.
    if (rows > 0 && frame.layer(layer, 'deltaNorm') > -Infinity) {
      idle += Math.round(frame.layer(layer, 'gradBZero') * rows);
      pieces += rows;
    }
  }
  const said = [];
  // Behind a layer that was dropped, dead are those that it leaves without a signal.
  const isDropped = Boolean(made.isDropping && !made.isSkipping) && droppedLayer(frame) >= 0;
  if (dead > 0 && !isDropped) {
    const text = made.isDropping ? words.sayDeadDropout : words.sayDead;
    said.push(...parts(text, { dead: count(dead, locale), units: count(all, locale) }));
  }
  if (saturated / all > MANY) said.push(...parts(words.saySaturated, { share: percent(saturated / all, locale) }));
  if (idle > 0) {
    said.push(...parts(words.sayPieces, { idle: count(idle, locale), pieces: count(pieces, locale) }));
  }
  if (made.isAlike) said.push(...parts(words.sayAlike, {}));
  return said;
}

/**
 * A text with its places filled, the values apart from the words.
 * @param {string} text
 * @param {Record<string, string | number>} values
 * @returns {Part[]}
 */
function parts(text, values) {
  const said = text.split(/(\{\w+\})/).map((piece) => {
    return { text: fill(piece, values), strong: STRONG.includes(piece) };
  });
  return [...said, { text: ' ', strong: false }];
}
