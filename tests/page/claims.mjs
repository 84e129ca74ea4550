// Reads the sentence back: every claim in it, in either language, is recomputed from the frame.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

/** @typedef {import('../../www/frame.js').Frame} Frame */
/** @typedef {Record<string, string>} Groups */

/** @param {string} name */
const locale = (name) => JSON.parse(readFileSync(new URL(`../../www/locales/${name}.json`, import.meta.url), 'utf8'));

/** @type {Record<string, Record<string, string>>} */
export const locales = { en: locale('en'), ko: locale('ko') };

const DIGITS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** log10 of a number as it is written. @param {string} text */
export function written(text) {
  const [, mantissa, sign, exponent] = /^([\d.,]+)(?: × 10(⁻?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+))?$/.exec(text) ?? [];
  assert.ok(mantissa, `a number: ${text}`);
  const power = [...(exponent ?? '⁰')].reduce((all, digit) => 10 * all + DIGITS.indexOf(digit), 0);
  return Math.log10(Number(mantissa.replaceAll(',', ''))) + (sign ? -power : power);
}

/** Whether a number is written with two digits or more. @param {string} text @param {number} log10 */
function isAbout(text, log10) {
  if (log10 === -Infinity) return assert.equal(text, '0');
  assert.ok(Math.abs(written(text) - log10) < Math.log10(1.06), `${text} is not 10^${log10}`);
}

/** @param {string} text */
const whole = (text) => Number(text.replaceAll(',', ''));

/** What the frame says, computed anew. @param {Frame} frame */
function facts(frame) {
  const hidden = Array.from({ length: frame.layers - 1 }, (_, layer) => layer);
  const of = (/** @type {string} */ name) => hidden.map((layer) => frame.layer(layer, name));
  const [delta, grad, units] = [of('deltaNorm'), of('gradNorm'), of('units')];
  const last = Math.max(0, delta.findLastIndex((size) => size !== -Infinity));
  const all = units.reduce((sum, count) => sum + count, 0);
  const dead = of('deadShare').map((share, layer) => share * units[layer]);
  const saturated = of('saturatedShare').map((share, layer) => share * units[layer]);
  return {
    delta,
    grad,
    all,
    last,
    signal: delta[0] - delta[last],
    gradient: grad[0] - grad[last],
    /** Of the layers that are compared. */
    grads: grad.slice(0, last + 1),
    updates: frame.layer(0, 'updateRms') - frame.layer(last, 'updateRms'),
    output: frame.layer(frame.layers - 1, 'deltaNorm'),
    widths: [units[0], units[last]],
    dead: Math.round(dead.reduce((a, b) => a + b, 0)),
    saturated: saturated.reduce((a, b) => a + b, 0) / all,
    /** The layers from the first on that get nothing. */
    silent: delta.findIndex((size) => size !== -Infinity),
  };
}

/**
 * What each text of the sentence claims. A place named in braces is read with the same name.
 * @type {Record<string, (groups: Groups, frame: Frame, truth: ReturnType<typeof facts>, settings: Groups) => void>}
 */
const CLAIMS = {
  sayOne: ({ size, output }, frame, truth) => {
    assert.equal(frame.layers, 2);
    isAbout(size, truth.delta[0]);
    isAbout(output, truth.output);
  },
  sayVanishes: (groups, frame, truth) => {
    arrives(groups, frame, truth);
    assert.ok(truth.signal < -3 && truth.gradient < -0.5);
  },
  sayFades: (groups, frame, truth) => {
    arrives(groups, frame, truth);
    assert.ok(truth.signal < -1 && truth.signal >= -3 && truth.gradient < -0.5);
  },
  sayShrinks: (groups, frame, truth) => {
    arrives(groups, frame, truth);
    // Where the layer it is compared with has no gradient at all, there is nothing to tell of it.
    assert.ok(truth.signal < -1 && !(truth.gradient < -0.5));
  },
  sayArrives: (groups, frame, truth) => {
    arrives(groups, frame, truth);
    assert.ok(Math.abs(truth.signal) <= 1);
  },
  sayGrows: (groups, frame, truth) => {
    arrives(groups, frame, truth);
    assert.ok(truth.signal > 1 && truth.signal <= 3);
  },
  sayExplodes: (groups, frame, truth) => {
    arrives(groups, frame, truth);
    assert.ok(truth.signal > 3);
  },
  sayOnlyFirst: ({ last }, frame, { delta }) => {
    assert.equal(whole(last), delta.length);
    assert.ok(delta.every((size, layer) => (size > -Infinity) === (layer === 0)));
  },
  sayWidths: (groups, frame, { widths }) => assert.notEqual(widths[0], widths[1]),
  sayFrontIdle: (groups, frame, truth, settings) => {
    front(groups, truth, truth.signal < -1 && truth.gradient < -3);
    assert.ok(isProportional(settings));
  },
  sayFrontSlow: (groups, frame, truth, settings) => {
    front(groups, truth, truth.signal < -1 && truth.gradient >= -3 && truth.gradient < -0.5);
    assert.ok(isProportional(settings));
  },
  sayFrontScaled: (groups, frame, truth, settings) => {
    front(groups, truth, truth.signal < -1 && truth.gradient < -0.5);
    assert.ok(!isProportional(settings) && groups.optimizer.toLowerCase() === settings.optimizer);
    assert.ok(!Number.isFinite(truth.updates), 'they are not known');
  },
  sayFrontUpdates: (groups, frame, truth, settings) => {
    front(groups, truth, truth.signal < -1 && truth.gradient < -0.5);
    assert.ok(!isProportional(settings) && groups.optimizer.toLowerCase() === settings.optimizer);
    isAbout(groups.updates, truth.updates);
  },
  sayFrontGets: (groups, frame, truth, settings) =>
    front(groups, truth, truth.grads.some((size) => Math.abs(size - truth.grads[0]) > 0.5) || settings['learning-rate'] === '0'),
  sayFrontEqual: (groups, frame, truth) => {
    front(groups, truth, Math.abs(truth.signal) > 1);
    for (const size of truth.grads) for (const other of truth.grads) assert.ok(Math.abs(size - other) <= 1);
  },
  sayWeightsTiny: ({ size, output }, frame, truth) => {
    assert.ok(truth.grads.every((grad) => grad < truth.output - 3));
    isAbout(size, Math.max(...truth.grads));
    isAbout(output, truth.output);
  },
  sayWeightsHuge: ({ size, output }, frame, truth) => {
    assert.ok(truth.grads.every((grad) => grad > truth.output + 3));
    isAbout(size, Math.min(...truth.grads));
    isAbout(output, truth.output);
  },
  // A matter of literature, not of the run; to whom it is said is tested by itself.
  sayHe: () => {},
  sayZero: (groups, frame, { delta }) => assert.equal(delta[0], -Infinity),
  sayZeroDead: (groups, frame, truth) => {
    silence(groups, truth);
    const named = whole(groups.layer);
    assert.ok(isDead(frame, named) && (named === 1 || !isDead(frame, named - 1)));
  },
  sayZeroDeadTo: (groups, frame, truth) => {
    const [first, end] = [whole(groups.layer), whole(groups.end)];
    silence({ layer: groups.end }, truth);
    assert.ok(first < end && (first === 1 || !isDead(frame, first - 1)));
    for (let layer = first; layer <= end; layer++) assert.ok(isDead(frame, layer), `layer ${layer}`);
  },
  sayZeroForward: ({ layer }, frame, truth, settings) => {
    assert.equal(frame.layer(whole(layer) - 1, 'aMax'), -Infinity);
    assert.equal(settings.residual, '0');
  },
  sayZeroDropped: ({ layer }, frame, { delta }, settings) => {
    const named = whole(layer);
    assert.ok(Number(settings.dropout) > 0 && settings.residual === '0');
    assert.equal(frame.layer(named - 1, 'aMax'), -Infinity);
    assert.ok(frame.layer(named - 1, 'zMax') > -Infinity && !isDead(frame, named));
    assert.ok(delta.slice(0, named).every((size) => size === -Infinity));
    for (let before = 1; before < named; before++) assert.ok(frame.layer(before - 1, 'aMax') > -Infinity);
  },
  sayZeroFlat: (groups, frame, truth) => {
    silence(groups, truth);
    assert.equal(frame.layer(whole(groups.layer) - 1, 'deadShare'), 1);
  },
  sayZeroSlope: (groups, frame, truth) => {
    silence(groups, truth);
    assert.ok(frame.layer(whole(groups.layer) - 1, 'signalRms') > -Infinity, 'a signal comes');
    assert.ok(frame.layer(whole(groups.layer) - 1, 'deadShare') < 1);
  },
  sayZeroNorm: (groups, frame, truth) => silence(groups, truth),
  sayZeroWeights: (groups, frame, truth) => {
    silence(groups, truth);
    assert.equal(frame.layer(whole(groups.layer) - 1, 'signalRms'), -Infinity);
    assert.ok(frame.layer(whole(groups.layer), 'deltaRms') > -Infinity);
  },
  sayZeroDrawn: (groups, frame, { delta }) => {
    assert.equal(frame.get('step'), 0);
    assert.ok(delta.every((size) => size === -Infinity));
    assert.ok(frame.layer(frame.layers - 1, 'deltaRms') > -Infinity);
  },
  sayZeroLoss: (groups, frame) => assert.equal(frame.layer(frame.layers - 1, 'deltaRms'), -Infinity),
  sayDead: (groups, frame, truth, settings) => {
    counted(groups, truth);
    assert.equal(settings.dropout, '0');
  },
  sayDeadDropout: (groups, frame, truth, settings) => {
    counted(groups, truth);
    assert.ok(Number(settings.dropout) > 0);
  },
  saySaturated: ({ share }, frame, { saturated }) => {
    assert.ok(saturated > 0.1 && Math.abs(Number(share.replace('%', '')) - 100 * saturated) <= 0.5, `${share} ${saturated}`);
  },
  sayPieces: ({ idle, pieces }, frame, { all }) => {
    // Tests have two pieces a unit.
    assert.equal(whole(pieces), 2 * all);
    let count = 0;
    for (let layer = 0; layer < frame.layers - 1; layer++) {
      assert.equal(frame.layer(layer, 'deadShare'), 0);
      count += frame.layer(layer, 'gradBZero') * 2 * frame.layer(layer, 'units');
    }
    assert.equal(whole(idle), Math.round(count));
  },
  // Its numbers are not in the frame: tested by itself.
  sayAlike: () => {},
  sayTested: ({ step, accuracy, chance }, frame) => {
    assert.equal(whole(step), frame.get('testStep'));
    for (const [told, name] of [[accuracy, 'testAccuracy'], [chance, 'chance']]) {
      assert.ok(Math.abs(Number(told.replace('%', '')) - 100 * frame.get(name)) <= 0.5, told);
    }
  },
  sayTestedNumber: ({ step, error, guess }, frame) => {
    assert.equal(whole(step), frame.get('testStep'));
    assert.ok(Math.abs(Number(error) / frame.get('testLoss') - 1) < 0.006, error);
    assert.ok(Number(guess) > 0);
  },
  sayDiverged: ({ step }, frame) => assert.equal(whole(step), frame.get('divergedStep')),
  sayOverflow: (groups, frame) => assert.equal(frame.get('divergedStep'), 0),
  sayTooLarge: (groups, frame) => began(groups, frame, 1),
  sayNotDefined: (groups, frame) => began(groups, frame, 0),
};

/** @param {Groups} groups @param {Frame} frame @param {ReturnType<typeof facts>} truth */
function arrives({ ratio, last, perLayer }, frame, { signal, last: own }) {
  assert.equal(whole(last), own + 1);
  isAbout(ratio, signal);
  if (perLayer) isAbout(perLayer, signal / own);
}

/** @param {Groups} groups @param {ReturnType<typeof facts>} truth @param {boolean} is */
function front({ ratio, last }, { gradient, last: own }, is) {
  assert.ok(is, String(gradient));
  assert.equal(whole(last), own + 1);
  isAbout(ratio, gradient);
}

/** Layers are counted from 1. @param {Frame} frame @param {number} layer */
const isDead = (frame, layer) => frame.layer(layer - 1, 'deadShare') === 1;

/** Whether weights move in proportion to their gradients, if they move. @param {Groups} settings */
const isProportional = (settings) => ['sgd', 'momentum', 'nesterov'].includes(settings.optimizer) && Number(settings['learning-rate']) > 0;

/** @param {Groups} groups @param {ReturnType<typeof facts>} truth */
function counted({ dead, units }, truth) {
  assert.equal(whole(dead), truth.dead);
  assert.equal(whole(units), truth.all);
}

/** That layer and all before it have nothing, the one after has something. @param {Groups} groups @param {ReturnType<typeof facts>} truth */
function silence({ layer }, { delta, grad, silent }) {
  const named = whole(layer);
  assert.equal(named, silent < 0 ? delta.length : silent);
  assert.ok(named > 0 && [...delta.slice(0, named), ...grad.slice(0, named)].every((size) => size === -Infinity));
}

/** @param {Groups} groups @param {Frame} frame @param {number} overflow */
function began({ layer }, frame, overflow) {
  assert.equal(whole(layer), frame.get('divergedLayer') + 1);
  assert.equal(frame.get('divergedOverflow'), overflow);
}

/** Marks that only guide the breaking of lines. @param {string} text */
export const plain = (text) => text.replaceAll('\u00a0', ' ').replaceAll('\u2060', '');

const NUMBER = String.raw`\d[\d.,]*(?: × 10⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?%?`;
/** Places that hold no number. */
const WORDS = new Set(['what', 'key', 'optimizer']);

/** A text's places as groups; a place that comes again holds the same. @param {string} text */
function pattern(text) {
  const parts = plain(text).split(/\{(\w+)\}/);
  const escaped = parts.map((part, index) =>
    index % 2 === 0 ? part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    : parts.indexOf(part) < index ? `\\k<${part}>`
    : `(?<${part}>${WORDS.has(part) ? '[^.]+?' : NUMBER})`,
  );
  return new RegExp(`^${escaped.join('')}(?: |$)`);
}

/**
 * Checks all of a sentence, and tells which texts it is made of.
 * @param {string} text
 * @param {Frame} frame
 * @param {string} language
 * @param {Record<string, string>} settings In force.
 */
export function checkClaims(text, frame, language, settings) {
  const truth = facts(frame);
  const said = [];
  for (let rest = plain(text).trim(); rest !== ''; ) {
    const found = Object.keys(CLAIMS).flatMap((name) => {
      const match = pattern(locales[language][name]).exec(rest);
      return match ? [{ name, match }] : [];
    });
    assert.equal(found.length, 1, `${language}: "${rest}" is ${found.map(({ name }) => name).join() || 'no known claim'}`);
    const [{ name, match }] = found;
    CLAIMS[name](match.groups ?? {}, frame, truth, settings);
    said.push(name);
    rest = rest.slice(match[0].length);
  }
  return said;
}
