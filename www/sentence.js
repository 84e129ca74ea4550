// What a run shows, in plain words: every claim is computed from the frame.

import { count, fill, magnitude, number, percent } from './format.js';

/** @typedef {{ text: string, strong: boolean }} Part */

/** Below this share of the signal a network has lost it; above its inverse it explodes. */
const LOST = -3;
/** What a frame's `divergedWhat` counts. */
const WHAT = ['z', 'a', '∂L/\u2060∂a', '∂L/\u2060∂z', '∂L/\u2060∂W', '∂L/\u2060∂b', 'W'];
/** Within a factor of ten it has arrived. */
const KEPT = 1;
/** A saturated share worth a word. */
const MANY = 0.1;
/** The places of a text that carry its point. */
const STRONG = ['{ratio}', '{size}', '{accuracy}', '{dead}', '{share}'];

/**
 * @param {import('./frame.js').Frame} frame Of a complete pass.
 * @param {Record<string, string>} words
 * @param {string} locale
 * @param {{ isRectifier: boolean, isHe: boolean }} made How the network was made.
 * @returns {Part[]}
 */
export function sentence(frame, words, locale, made) {
  if (!isAllFinite(frame)) {
    const step = frame.get('step');
    return [...parts(step > 0 ? words.sayDiverged : words.sayOverflow, { step }), ...began()];
  }
  return [...signal(frame, words, locale, made), ...units(frame, words, locale), ...tested()];

  /** Where, and with what. */
  function began() {
    const layer = frame.get('divergedLayer');
    if (Number.isNaN(layer)) return [];
    const what = WHAT[frame.get('divergedWhat')] ?? words.theLoss;
    const how = frame.get('divergedOverflow') === 1 ? words.sayTooLarge : words.sayNotDefined;
    return parts(how, { layer: layer + 1, what: what === 'W' ? words.theWeights : what });
  }

  function tested() {
    const accuracy = frame.get('testAccuracy');
    if (Number.isNaN(accuracy)) return [];
    return parts(words.sayTested, {
      step: frame.get('testStep'),
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
 * @param {{ isRectifier: boolean, isHe: boolean }} made
 * @returns {Part[]}
 */
function signal(frame, words, locale, made) {
  const depth = frame.depth;
  const size = (/** @type {number} */ log10) => magnitude(log10, locale);
  const first = frame.layer(0, 'deltaRms');
  const last = frame.layer(depth - 1, 'deltaRms');
  if (first === -Infinity) {
    for (let layer = depth - 1; layer >= 0; layer--) {
      if (frame.layer(layer, 'deadShare') === 1) return parts(words.sayZeroDead, { layer: layer + 1 });
    }
    return parts(words.sayZero, {});
  }
  if (depth === 1) return parts(words.sayOne, { size: size(first) });

  const log10 = first - last;
  // Close to 1, two digits would say that nothing happens.
  const perLayer = log10 / (depth - 1);
  const values = {
    last: depth,
    ratio: size(log10),
    perLayer: Math.abs(perLayer) < 0.1 ? number(10 ** perLayer, locale, 3) : size(perLayer),
  };
  const gradient = frame.layer(0, 'gradRms') - frame.layer(depth - 1, 'gradRms');
  // Where only the signal is lost, the weights still learn: that is not a vanishing gradient.
  const isKept = gradient >= -KEPT / 2;
  const name =
    log10 < -KEPT && isKept ? 'sayShrinks'
    : log10 < LOST ? 'sayVanishes'
    : log10 < -KEPT ? 'sayFades'
    : log10 <= KEPT ? 'sayArrives'
    : log10 <= -LOST ? 'sayGrows'
    : 'sayExplodes';
  const said = parts(words[name], values);
  if (log10 < -KEPT) {
    const front =
      isKept ? 'sayFrontEqual' : gradient < LOST ? 'sayFrontIdle' : 'sayFrontSlow';
    said.push(...parts(words[front], { last: depth, ratio: size(gradient) }));
    if (made.isRectifier && !made.isHe) said.push(...parts(words.sayHe, {}));
  }
  return said;
}

/** Whether everything is a number. @param {import('./frame.js').Frame} frame */
function isAllFinite(frame) {
  if (!Number.isFinite(frame.get('loss'))) return false;
  for (let layer = 0; layer < frame.layers; layer++) {
    for (const name of ['zMax', 'deltaMax', 'gradMax']) {
      // An exact zero, -infinity, is one.
      if (!(frame.layer(layer, name) < Infinity)) return false;
    }
  }
  return true;
}

/**
 * Dead and saturated units.
 * @param {import('./frame.js').Frame} frame
 * @param {Record<string, string>} words
 * @param {string} locale
 */
function units(frame, words, locale) {
  let dead = 0;
  let all = 0;
  let saturated = 0;
  for (let layer = 0; layer < frame.depth; layer++) {
    const units = frame.layer(layer, 'units');
    all += units;
    dead += Math.round(frame.layer(layer, 'deadShare') * units);
    saturated += frame.layer(layer, 'saturatedShare') / frame.depth;
  }
  const said = [];
  if (dead > 0) {
    said.push(...parts(words.sayDead, { dead: count(dead, locale), units: count(all, locale) }));
  }
  if (saturated > MANY) said.push(...parts(words.saySaturated, { share: percent(saturated, locale) }));
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
