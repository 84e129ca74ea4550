// How many units are dead and how many pre-activations saturated, layer by layer.

import { drawShares } from '../draw/shares.js';
import { count, fill, percent } from '../format.js';
import { depthAxis } from '../scale.js';
import { activationOf } from './activation.js';
import { GUTTER, canvas, figure, key, pointable } from './figure.js';
import { told } from './told.js';

/** @typedef {import('../views.js').Scene} Scene */

/** @type {import('../views.js').Make} */
export function make({ catalogue, words, locale, ask }) {
  const chart = canvas();
  const dead = key('text', `▲ ${words.dead}`, '0');
  dead.classList.add('hatched');
  dead.title = words.deadTitle;
  const saturated = key('slope', `▼ ${words.saturated}`, '0');
  saturated.classList.add('full');
  saturated.title = fill(words.saturatedTitle, { share: percent(catalogue.saturatedBelow, locale) });
  const sentence = told();
  const node = figure('shares', words, [dead, saturated], chart, sentence.node);
  let axis = depthAxis(1, 0, 1);
  pointable(chart, () => axis, ask.select);
  return { figure: node, draw, say };

  /** @param {Scene} scene */
  function draw(scene) {
    const drawing = scene.surface(chart);
    if (!drawing) return;
    const { frame, palette } = scene;
    axis = depthAxis(frame.layers, GUTTER, drawing.width);
    const can = abilities(scene);
    const share = (/** @type {string} */ name, /** @type {boolean[]} */ does) => (/** @type {number} */ layer) =>
      does[layer] && frame.layer(layer, 'forward') === 1 ? frame.layer(layer, name) : NaN;
    drawShares(drawing.context, {
      width: drawing.width,
      height: drawing.height,
      axis,
      dead: share('deadShare', can.die),
      saturated: share('saturatedShare', can.saturate),
      marks: { all: percent(1, locale), half: percent(0.5, locale), none: percent(0, locale) },
      labels: { input: words.input, output: words.output, ...never(scene) },
      selected: scene.layer,
      palette,
    });
    sentence.show(() => tell(scene), frame.layer(frame.depth, 'forward') === 1);
  }

  /** Which hidden layers' activations can die, and which saturate. @param {Scene} scene */
  function abilities({ frame, settings }) {
    const of = Array.from({ length: frame.depth }, (_, layer) => activationOf(catalogue, settings, layer));
    return { die: of.map((kind) => kind?.canDie ?? false), saturate: of.map((kind) => kind?.saturates ?? false), of };
  }

  /** Words for what no layer can do. @param {Scene} scene */
  function never(scene) {
    const { die, saturate, of } = abilities(scene);
    const names = new Set(of.map((kind) => kind?.name));
    const activation = names.size === 1 ? (of[0]?.label ?? '') : words.noActivation;
    const say = (/** @type {boolean[]} */ does, /** @type {string} */ word) =>
      does.includes(true) ? '' : fill(names.has('formula') ? words.sharesFormula : word, { activation });
    return { dead: say(die, words.cannotDie), saturated: say(saturate, words.cannotSaturate) };
  }

  /** @param {Scene} scene */
  function tell(scene) {
    const { frame } = scene;
    const { die, saturate } = abilities(scene);
    const said = [];
    /** @param {boolean[]} does @param {string} name */
    const most = (does, name) => {
      let best = -1;
      for (const [layer, is] of does.entries()) {
        if (is && (best < 0 || frame.layer(layer, name) > frame.layer(best, name))) best = layer;
      }
      return best;
    };
    const total = { units: 0, dead: 0, flat: 0 };
    for (let layer = 0; layer < frame.depth; layer++) {
      const units = frame.layer(layer, 'units');
      total.units += units;
      if (die[layer]) total.dead += Math.round(frame.layer(layer, 'deadShare') * units);
      if (saturate[layer]) total.flat += frame.layer(layer, 'saturatedShare') * units;
    }
    const worst = (/** @type {string} */ name, /** @type {boolean[]} */ does) => {
      const layer = most(does, name);
      return { layer: layer + 1, most: percent(frame.layer(layer, name), locale) };
    };
    if (die.includes(true)) {
      const numbers = { dead: count(total.dead, locale), units: count(total.units, locale) };
      said.push(total.dead === 0 ? words.noneDead : fill(words.someDead, { ...numbers, ...worst('deadShare', die) }));
    }
    if (saturate.includes(true)) {
      const share = percent(total.flat / total.units, locale);
      said.push(
        total.flat === 0 ? words.noneSaturated
        : fill(words.someSaturated, { share, ...worst('saturatedShare', saturate) }),
      );
    }
    return said.join(' ');
  }

  /** @param {Scene} scene */
  function say(scene) {
    const { dead, saturated } = never(scene);
    chart.setAttribute('aria-label', [words.sharesLabel, dead, saturated, tell(scene)].filter(Boolean).join(' '));
  }
}
