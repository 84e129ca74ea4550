// Size per layer, on a log axis.

import { drawSizes } from '../draw/sizes.js';
import { fill, magnitude } from '../format.js';
import { decades, depthAxis } from '../scale.js';
import { GUTTER, canvas, choice, figure, key, pointable } from './figure.js';

const MEASURES = /** @type {const} */ ({ rms: 'Rms', norm: 'Norm', max: 'Max' });

/** @type {import('../views.js').Make} */
export function make({ words, locale, ask }) {
  const chart = canvas();
  const zeroKey = key('text', words.legendZero);
  zeroKey.classList.add('zero');
  const measure = choice(
    words.measure,
    Object.keys(MEASURES).map((name) => [name, words[`measure.${name}`]]),
    (value) => ask.look('measure', value),
  );
  const node = figure('sizes', words, [measure, key('delta', '∂L/∂z'), key('grad', '∂L/∂W', '0'), zeroKey], chart);
  let axis = depthAxis(1, 0, 1);
  pointable(chart, () => axis, ask.select);
  return { figure: node, draw, say };

  /** @param {import('../views.js').Scene} scene */
  function draw(scene) {
    const { frame, look, layer, palette } = scene;
    const drawing = scene.surface(chart);
    if (!drawing) return;
    const ending = MEASURES[/** @type {keyof typeof MEASURES} */ (look.get('measure'))];
    measure.value = look.get('measure');
    axis = depthAxis(frame.layers, GUTTER, drawing.width);
    const line = (/** @type {string} */ name, /** @type {string} */ colour) => ({
      colour,
      square: name === 'grad',
      log10: (/** @type {number} */ layer) => frame.layer(layer, name + ending),
      isNew: (/** @type {number} */ layer) => frame.layer(layer, 'backward') === 1,
    });
    const lines = [line('grad', palette.grad), line('delta', palette.delta)];
    const logs = lines.flatMap(({ log10 }) => Array.from({ length: frame.layers }, (_, layer) => log10(layer)));
    zeroKey.hidden = !logs.includes(-Infinity);
    drawSizes(drawing.context, {
      width: drawing.width,
      height: drawing.height,
      axis,
      decades: decades(logs),
      lines,
      selected: layer,
      labels: { input: words.input, output: words.output },
      palette,
    });
  }

  /** @param {import('../views.js').Scene} scene */
  function say({ frame }) {
    const size = (/** @type {number} */ layer, /** @type {string} */ name) => magnitude(frame.layer(layer, name), locale);
    const last = frame.depth - 1;
    const values = {
      last: frame.depth,
      deltaFirst: size(0, 'deltaRms'),
      deltaLast: size(last, 'deltaRms'),
      gradFirst: size(0, 'gradRms'),
      gradLast: size(last, 'gradRms'),
    };
    chart.setAttribute('aria-label', fill(words.sizesLabel, values));
  }
}
