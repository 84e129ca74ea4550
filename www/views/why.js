// Why the error signal shrinks or grows: what f′, the weights and normalisation multiply it by.

import { drawWhy } from '../draw/why.js';
import { fill, magnitude, number } from '../format.js';
import { CalmDecades, depthAxis, factorDecades } from '../scale.js';
import { GUTTER, canvas, figure, key, pointable } from './figure.js';
import { isComplete, told } from './told.js';

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
  /** What the factors are called: they may hold more than W and f′. */
  let names = { weightsName: '', slopeName: '' };
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
    keys[1].textContent = Number(settings.dropout) > 0 ? words.whyDropout : words.whySlope;
    keys[2].hidden = parts.length < 3;
    const last = frame.depth - 1;
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
    names = { weightsName: keys[0].textContent ?? '', slopeName: keys[1].textContent ?? '' };
    sentence.show(() => tell(frame, scene.layer), isComplete(frame));
  }

  /** @param {Frame} frame @param {number} selected */
  function tell(frame, selected) {
    const last = frame.depth - 1;
    const start = frame.layer(last, 'deltaNorm');
    if (frame.depth === 1) return words.whyOne;
    if (start === -Infinity) return fill(words.whyNothing, { last: frame.depth });
    if (!Number.isFinite(start)) return fill(words.whyUndefined, { layer: frame.depth });
    const parts = partsOf(frame);
    const isNumber = (/** @type {number} */ layer) => parts.every(({ name }) => Number.isFinite(frame.layer(layer, name)));
    let first = last;
    while (first > 0 && isNumber(first - 1)) first -= 1;
    const said = [];
    if (first < last) {
      const sums = parts.map(({ name }) => {
        let sum = 0;
        for (let layer = first; layer < last; layer++) sum += frame.layer(layer, name);
        return sum;
      });
      const [weights, slope, norm] = sums.map((sum) => times(sum));
      const all = times(sums.reduce((sum, part) => sum + part));
      const text = parts.length > 2 ? words.whyTotalNorm : words.whyTotal;
      said.push(fill(text, { last: frame.depth, first: first + 1, weights, slope, norm, all, ...names }));
    }
    if (first > 0) {
      const layer = first - 1;
      const word =
        frame.layer(layer, 'whyWeights') === -Infinity ? words.whyNoWeights
        : frame.layer(layer, 'whySlope') === -Infinity ? words.whyNoSlope
        : words.whyUndefined;
      said.push(fill(word, { layer: layer + 1 }));
    }
    if (selected < last && selected >= first) {
      const [weights, slope, norm] = parts.map(({ name }) => times(frame.layer(selected, name)));
      said.push(fill(parts.length > 2 ? words.whyLayerNorm : words.whyLayer, { layer: selected + 1, weights, slope, norm, ...names }));
    }
    return said.join(' ');
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

/** The parts that a network has. @param {Frame} frame */
function partsOf(frame) {
  for (let layer = 0; layer < frame.depth - 1; layer++) {
    const norm = frame.layer(layer, 'whyNorm');
    // Where nothing arrives it is not a number, normalised or not.
    if (Number.isFinite(norm) && norm !== 0) return PARTS;
  }
  return PARTS.slice(0, 2);
}
