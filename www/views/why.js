// Why the error signal shrinks or grows: what f′, the weights and normalisation multiply it by.

import { drawWhy } from '../draw/why.js';
import { fill, magnitude, number } from '../format.js';
import { CalmDecades, depthAxis, factorDecades } from '../scale.js';
import { blocked, reference } from '../signal.js';
import { GUTTER, canvas, figure, key, pointable } from './figure.js';
import { isComplete, layerNames, told } from './told.js';

/** @typedef {import('../views.js').Scene} Scene */
/** @typedef {import('../frame.js').Frame} Frame */

/** In the order in which the signal meets them, with their colours. */
const PARTS = /** @type {const} */ ([
  { name: 'whyWeights', colour: 'accent' },
  { name: 'whySlope', colour: 'slope' },
  { name: 'whyNorm', colour: 'muted' },
]);

/** @type {import('../views.js').Make} */
export function make({ words, locale, ask }) {
  const chart = canvas();
  const keys = PARTS.map(({ name, colour }) => {
    const made = key(colour, words[name], '0');
    made.classList.add('full');
    return made;
  });
  const grows = key('muted', words.whyGrows, '0');
  grows.classList.add('hatched');
  const sentence = told();
  const node = figure('why', words, [...keys, grows], chart, sentence.node);
  let axis = depthAxis(1, 0, 1);
  /** What the factors are called, which may hold more than W and f′, and what takes a signal away. */
  let names = { weightsName: '', slopeName: '', cause: '' };
  pointable(chart, () => axis, ask.select);
  const calm = new CalmDecades(ask.redraw);
  return { figure: node, draw, say, dispose: () => calm.dispose() };

  /** @param {Scene} scene */
  function draw(scene) {
    const drawing = scene.surface(chart);
    if (!drawing) return;
    const { frame, settings, palette } = scene;
    axis = depthAxis(frame.layers, GUTTER, drawing.width);
    const parts = partsOf(frame);
    keys[0].textContent = Number(settings.residual) > 0 ? words.whySkips : words.whyWeights;
    const isScaled = Number(settings.residual) > 0 && Number(settings['residual-scale']) !== 1;
    const isDropped = Number(settings.dropout) > 0;
    keys[1].textContent =
      isScaled && isDropped ? words.whyScaleDropout
      : isScaled ? words.whyScale
      : isDropped ? words.whyDropout
      : words.whySlope;
    const cause =
      isScaled && Number(settings['residual-scale']) === 0 ? words.whyZeroScale
      : isDropped ? words.whyZeroDropout
      : words.whyZeroSlope;
    keys[2].hidden = parts.length < 3;
    const last = reference(frame);
    const level = (/** @type {number} */ layer) =>
      frame.layer(layer, 'backward') === 1 ? frame.layer(layer, 'deltaNorm') - frame.layer(last, 'deltaNorm') : NaN;
    const factor = (/** @type {number} */ layer, /** @type {string} */ name) =>
      frame.layer(layer, 'backward') === 1 ? frame.layer(layer, name) : NaN;
    const logs = [];
    for (let layer = 0; layer < last; layer++) {
      let log10 = level(layer + 1);
      for (const { name } of parts) logs.push((log10 += factor(layer, name)));
    }
    drawWhy(drawing.context, {
      width: drawing.width,
      height: drawing.height,
      axis,
      decades: calm.of(factorDecades(logs), scene),
      level,
      parts: parts.map(({ name, colour }) => ({ colour: palette[colour], log10: (layer) => factor(layer, name) })),
      selected: scene.layer,
      labels: { input: words.input, output: words.output },
      palette,
    });
    names = { weightsName: keys[0].textContent ?? '', slopeName: keys[1].textContent ?? '', cause };
    sentence.show(() => tell(frame, scene.layer), isComplete(frame));
  }

  /** @param {Frame} frame @param {number} selected */
  function tell(frame, selected) {
    const last = reference(frame);
    if (frame.depth === 1) return words.whyOne;
    const [start, arrives] = [frame.layer(last, 'deltaNorm'), frame.layer(0, 'deltaNorm')];
    if (start === -Infinity) return frame.layer(frame.depth, 'deltaNorm') === -Infinity ? words.whyNothing : ended(frame);
    if (!Number.isFinite(start)) return fill(words.whyUndefined, { layer: last + 1 });
    const parts = partsOf(frame);
    const isNumber = (/** @type {number} */ layer) => parts.every(({ name }) => Number.isFinite(frame.layer(layer, name)));
    const layers = Array.from({ length: last }, (_, layer) => layer).reverse();
    const wild = layers.find((layer) => !(frame.layer(layer, 'deltaNorm') < Infinity)) ?? -1;
    const isZero = (/** @type {number} */ layer) => frame.layer(layer, 'deltaNorm') === -Infinity;
    const reached = layers.findLast((layer) => layer > wild && !isZero(layer)) ?? last;
    // Layers that a skip connection has led the signal around.
    const passed = Array.from({ length: frame.depth }, (_, layer) => layer).filter((layer) => layer > reached && isZero(layer));
    const said = [];
    const { from, to } = longest(layers.filter((layer) => layer > wild && isNumber(layer)));
    if (to <= from) {
      const sums = parts.map(({ name }) => {
        let sum = 0;
        for (let layer = to; layer <= from; layer++) sum += frame.layer(layer, name);
        return sum;
      });
      const [weights, slope, norm] = sums.map((sum) => times(sum));
      const all = times(sums.reduce((sum, part) => sum + part));
      const text = parts.length > 2 ? words.whyTotalNorm : words.whyTotal;
      said.push(fill(text, { last: from + 2, first: to + 1, weights, slope, norm, all, ...names }));
    }
    if (passed.length > 0) {
      const isFlat = passed.every((layer) => frame.layer(layer, 'whySlope') === -Infinity);
      said.push(fill(isFlat ? words.whySkipped : words.whyPassed, { layers: layerNames(passed, words), ...names }));
      if (wild < 0 && arrives > -Infinity && (from < last - 1 || to > 0)) {
        said.push(fill(words.whyAcross, { last: last + 1, all: times(arrives - start) }));
      }
    }
    if (wild >= 0) said.push(fill(words.whyUndefined, { layer: wild + 1 }));
    else if (arrives === -Infinity) said.push(ended(frame));
    if (selected < last && selected > wild && isNumber(selected)) {
      const [weights, slope, norm] = parts.map(({ name }) => times(frame.layer(selected, name)));
      said.push(fill(parts.length > 2 ? words.whyLayerNorm : words.whyLayer, { layer: selected + 1, weights, slope, norm, ...names }));
    }
    return said.join(' ');
  }

  /** What takes the signal away for good, where nothing arrives in the first layer. @param {Frame} frame */
  function ended(frame) {
    const { layer, by } = blocked(frame);
    const word = by === 'weights' ? words.whyNoWeights : by === 'dead' || by === 'slope' ? words.whyNoSlope : words.whyUndefined;
    return fill(word, { layer: layer + 1, ...names });
  }

  /** A factor: close to 1 two digits would say that nothing happens. @param {number} log10 */
  function times(log10) {
    return Math.abs(log10) < 0.1 ? number(10 ** log10, locale) : magnitude(log10, locale);
  }

  /** @param {Scene} scene */
  function say({ frame }) {
    chart.setAttribute('aria-label', `${words.whyLabel} ${tell(frame, frame.depth)}`);
  }
}

/**
 * The longest stretch of neighbours, the first of those that are equally long.
 * @param {number[]} layers Falling.
 */
function longest(layers) {
  let best = { from: -1, to: 0 };
  let from = layers[0];
  for (const [index, layer] of layers.entries()) {
    if (index > 0 && layers[index - 1] !== layer + 1) from = layer;
    if (from - layer > best.from - best.to) best = { from, to: layer };
  }
  return best;
}

/** The parts that a network has. @param {Frame} frame */
function partsOf(frame) {
  for (let layer = 0; layer < frame.depth - 1; layer++) {
    const norm = frame.layer(layer, 'whyNorm');
    // Where nothing arrives it is not a number, normalised or not.
    if (Number.isFinite(norm) && norm !== 0) return PARTS;
  }
  return PARTS.slice(0, 2);
}
