// The activation and its slope, over what it sees in the selected layer.

import { element } from '../dom.js';
import { drawCurve } from '../draw/curve.js';
import { fill, number, percent } from '../format.js';
import { activationOf } from './activation.js';
import { canvas, figure, key } from './figure.js';

/** The part of the z axis that is drawn. */
const Z = { low: -6, high: 6, points: 241, bins: 40 };

/** @type {import('../views.js').Make} */
export function make({ catalogue, words, locale }) {
  const chart = canvas();
  const zKey = key('bars', '', '0');
  const formula = element('p', { class: 'formula' });
  const node = figure('curve', words, [key('value', 'f(z)'), key('slope', 'f′(z)'), zKey], chart, formula);
  const curve = new Float64Array(2 * Z.points);
  const counts = new Float64Array(Z.bins + 2);
  return { figure: node, draw };

  /** @param {import('../views.js').Scene} scene */
  function draw(scene) {
    const { frame, experiment, settings, palette, layer: selected } = scene;
    // On the way to another step its z are not there yet.
    if (scene.run.isReplaying) return;
    const drawing = scene.surface(chart);
    // The output layer is linear: the curve is that of the hidden layers.
    const layer = Math.min(selected, frame.depth - 1);
    if (!drawing || !experiment.curve(layer, Z.low, Z.high, curve)) return;
    experiment.histogram(layer, Z.low, Z.high, counts);
    const activation = activationOf(catalogue, settings, layer);
    formula.textContent =
      !activation ? ''
      : activation.name === 'formula' ? `f(z) = ${settings.formula}`
      : `f(z) = ${activation.formula};  f′(z) = ${activation.derivative}`;
    formula.title = activation?.source ?? '';
    const max = experiment.maxDerivative(layer);
    const beyond = (/** @type {number} */ outside) => {
      const all = counts.reduce((sum, bin) => sum + bin, 0);
      return outside > 0 ? fill(words.beyond, { share: percent(outside / all, locale) }) : '';
    };
    const below = beyond(counts[0]);
    const above = beyond(counts[Z.bins + 1]);
    drawCurve(drawing.context, {
      width: drawing.width,
      height: drawing.height,
      low: Z.low,
      high: Z.high,
      curve,
      counts,
      max,
      labels: {
        max: fill(words.maxSlope, { max: number(max, locale) }),
        below: below && `◀ ${below}`,
        above: above && `${above} ▶`,
      },
      palette,
    });
    // A norm or a skip connection comes between z and f.
    const isPlain = settings.norm === 'none' && settings['residual-place'] !== 'before';
    zKey.textContent = fill(isPlain ? words.zInLayer : words.seenInLayer, { layer: layer + 1 });
    chart.setAttribute('aria-label', fill(words.curveLabel, { layer: layer + 1, max: number(max, locale) }));
  }
}
