// The activation and its slope, over what it sees in the selected layer; what it can be set to, and
// what of it is learned.

import { element } from '../dom.js';
import { drawCurve } from '../draw/curve.js';
import { spans, tails } from '../draw/spans.js';
import { drawTrail } from '../draw/trail.js';
import { count, fill, number, percent } from '../format.js';
import { wordFormula } from '../formula-text.js';
import { activationOf, activationsOf } from './activation.js';
import { canvas, figure, key } from './figure.js';
import { formulaField } from './formula.js';
import { parameterSliders } from './parameters.js';

/** The part of the z axis that is drawn. 0 is one of its points. */
const Z = { low: -6, high: 6, points: 481, bins: 40 };
/** Between two samples the largest |f′| may be a little larger than at them. */
const REACHED = 1 - 1e-3;
/** Steps and other layers that a trail shows at most. */
const TRAIL = { steps: 200, layers: 24 };

/** @type {import('../views.js').Make} */
export function make(context) {
  const { catalogue, words, locale } = context;
  const chart = canvas();
  const zKey = key('bars', '', '0');
  const saturatedKey = element('span', { class: 'key saturated' });
  const deadKey = element('span', { class: 'key flat' });
  const formula = element('p', { class: 'formula' });
  const sliders = parameterSliders(context);
  const own = formulaField(context);
  const learned = element('p', { class: 'learned' });
  const trail = element('canvas', { class: 'trail', role: 'img' });
  const moving = element('div', { class: 'moving', hidden: '' }, learned, trail);
  const node = figure(
    'curve', words,
    [key('value', 'f(z)'), key('slope', 'f′(z)'), zKey, saturatedKey, deadKey],
    chart, formula, sliders.node, moving, own.node,
  );
  const curve = new Float64Array(2 * Z.points);
  const slopes = curve.subarray(Z.points);
  const counts = new Float64Array(Z.bins + 2);
  saturatedKey.title = fill(words.saturatedTitle, { share: percent(catalogue.saturatedBelow, locale) });
  deadKey.title = words.flatTitle;
  return { figure: node, draw, tells: (key) => key === 'formula' && !own.node.hidden };

  /** @param {import('../views.js').Scene} scene */
  function draw(scene) {
    const { frame, experiment, settings, palette, layer: selected } = scene;
    // On the way to another step its z are not there yet.
    if (scene.run.isReplaying) return;
    // A linear output layer has nothing to show: the curve is that of the last hidden layer.
    const isPlainOutput = selected >= frame.depth && settings['output-activation'] === 'identity';
    const layer = isPlainOutput ? frame.depth - 1 : selected;
    const activation = activationOf(catalogue, settings, layer);
    tell(scene, activation, layer);
    const drawing = scene.surface(chart);
    if (!drawing || !experiment.curve(layer, Z.low, Z.high, curve)) return;
    experiment.histogram(layer, Z.low, Z.high, counts);
    const max = experiment.maxDerivative(layer);
    const limit = catalogue.saturatedBelow * max;
    const saturatedShare = frame.layer(layer, 'saturatedShare');
    const deadShare = experiment.zeroSlopeShare(layer);
    const saturated = activation?.saturates
      ? tails(slopes, Z.low, Z.high, (slope) => Math.abs(slope) < limit)
      : [];
    // Where f′ can be exactly 0 the engine has a share; elsewhere a 0 is one that f64 cannot hold.
    const dead = Number.isNaN(deadShare) ? [] : spans(slopes, Z.low, Z.high, (slope) => slope === 0);
    const told = (/** @type {HTMLElement} */ key, /** @type {boolean} */ isThere, /** @type {string} */ text, /** @type {number} */ share) => {
      key.hidden = !isThere;
      key.textContent = fill(text, { share: percent(share, locale) });
    };
    told(saturatedKey, saturated.length > 0 || saturatedShare > 0, words.saturatedHere, saturatedShare);
    told(deadKey, dead.length > 0 || deadShare > 0, words.flatHere, deadShare);
    const peak = peakOf(max);
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
      jumps: experiment.jumps(layer, Z.low, Z.high, Z.points),
      counts,
      saturated,
      dead,
      max,
      peak,
      labels: {
        max: fill(peak ? words.maxSlope : words.slopeBelow, { max: number(max, locale) }),
        below: below && `◀ ${below}`,
        above: above && `${above} ▶`,
      },
      palette,
    });
    // A norm or a skip connection comes between z and f.
    const isPlain = settings.norm === 'none' && settings['residual-place'] !== 'before';
    zKey.textContent = fill(isPlain ? words.zInLayer : words.seenInLayer, { layer: layer + 1 });
    const regions = [saturatedKey, deadKey].filter((key) => !key.hidden).map((key) => ` ${key.textContent}.`);
    const label = fill(words.curveLabel, { layer: layer + 1, max: number(max, locale) });
    chart.setAttribute('aria-label', label + regions.join(''));
  }

  /** Where the largest |f′| is reached, if it is and not only come close to. @param {number} max */
  function peakOf(max) {
    const size = (/** @type {number} */ point) => Math.abs(slopes[point]);
    const middle = (Z.points - 1) / 2;
    let best = middle;
    // From 0 outwards: of equal ones the nearest.
    for (let away = 0; away <= middle; away++) {
      for (const point of [middle + away, middle - away]) if (!(size(point) <= size(best))) best = point;
    }
    const isTop = size(best) > REACHED * max && best > 0 && best < Z.points - 1
      && size(best - 1) <= size(best) && size(best + 1) <= size(best);
    return isTop ? { z: Z.low + ((Z.high - Z.low) * best) / (Z.points - 1), slope: slopes[best] } : null;
  }

  /**
   * Formula, parameters, and what is learned.
   * @param {import('../views.js').Scene} scene
   * @param {import('../engine.js').Catalogue['activations'][number] | undefined} activation
   * @param {number} layer
   */
  function tell(scene, activation, layer) {
    const { frame, settings, problems } = scene;
    const isOwn = activation?.name === 'formula';
    // Two pieces: a line breaks between them rather than within.
    const pieces = !activation || isOwn ? [] : [`f(z) = ${wordFormula(activation.formula, words)};`, `f′(z) = ${wordFormula(activation.derivative, words)}`];
    if (formula.textContent !== pieces.join(' ')) {
      formula.replaceChildren(...pieces.flatMap((piece, index) => [...(index > 0 ? [' '] : []), element('span', {}, piece)]));
    }
    formula.title = activation?.source ?? '';
    formula.hidden = !formula.textContent;
    sliders.show(activation, settings);
    own.node.hidden = !activationsOf(catalogue, settings).some(({ name }) => name === 'formula');
    own.show(settings.formula ?? '', problems.get('formula'));

    moving.hidden = !activation?.isLearned;
    if (moving.hidden) return;
    const slope = number(frame.layer(layer, 'parameter'), locale, 4).replace('-', '−');
    const text = settings['slope-per'] === 'unit' ? words.slopeLearnedMean : words.slopeLearned;
    learned.replaceChildren(...withBold(fill(text, { layer: layer + 1, slope: '\u0000' }), slope));
    drawTrails(scene, layer);
  }

  /** @param {import('../views.js').Scene} scene @param {number} layer */
  function drawTrails({ frame, journal, settings, palette, surface }, layer) {
    const every = Math.ceil(journal.frames.length / TRAIL.steps);
    const frames = journal.frames.filter((_, index) => (journal.frames.length - 1 - index) % every === 0);
    // A trail needs two points.
    trail.hidden = frames.length < 2;
    const drawing = trail.hidden ? null : surface(trail);
    if (!drawing) return;
    const learns = (/** @type {number} */ other) => activationOf(catalogue, settings, other)?.isLearned;
    const pace = Math.ceil(frame.depth / TRAIL.layers);
    const others = Array.from({ length: frame.depth }, (_, other) => other)
      .filter((other) => other !== layer && other % pace === 0 && learns(other));
    const of = (/** @type {number} */ other) => Float64Array.from(frames, (kept) => kept.layer(other, 'parameter'));
    const steps = Float64Array.from(frames, (kept) => kept.get('step'));
    drawTrail(drawing.context, {
      width: drawing.width,
      height: drawing.height,
      steps,
      others: others.map(of),
      selected: of(layer),
      tell: (value) => number(value, locale, 3).replace('-', '−'),
      labels: { steps: fill(words.steps, { steps: count(steps[steps.length - 1], locale) }) },
      palette,
    });
    trail.setAttribute('aria-label', fill(words.trailLabel, { layer: layer + 1 }));
  }
}

/** A text in which something stands out. @param {string} text With \u0000 in its place. @param {string} bold */
function withBold(text, bold) {
  const [before, after] = text.split('\u0000');
  return [before, element('b', {}, bold), after];
}
