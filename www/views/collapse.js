// Linear collapse: the one matrix that a linear network of any depth comes down to, or why there is
// none.

import { element } from '../dom.js';
import { drawMatrix, matrixPlan } from '../draw/matrix.js';
import { count, fill, magnitude, number } from '../format.js';
import { Question } from '../question.js';
import { activationOf, activationsOf } from './activation.js';
import { canvas, figure } from './figure.js';
import { keepData, nameOf } from './learnt/data.js';
import { makePlane } from './learnt/plane.js';

/** Numbers that are shown as a table at once. */
const TABLE = 60;
/** Whether an activation bends is looked for up to this |z|. */
const SAMPLED = 6;
/** A relative difference below this is rounding. */
const ROUNDING = 1e-6;

/** @typedef {import('../views.js').Scene} Scene */
/** @typedef {import('../engine.js').SingleLayer} SingleLayer */
/** @typedef {import('./learnt/data.js').Data} Data */

/** @type {import('../views.js').Make} */
export function make(context) {
  const { catalogue, words, locale, ask } = context;
  const why = element('p', { class: 'said' });
  const button = element('button', { type: 'button' }, words.collapseButton);
  const bent = element('div', { class: 'bent', hidden: '' }, why, button);
  const same = element('p', { class: 'said' });
  const difference = element('p');
  const chart = canvas();
  const legend = element('p', { class: 'quiet' });
  const table = element('table', { class: 'numbers' });
  const scroll = element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': words.collapseTable }, table);
  const summary = element('summary');
  const all = element('details', {}, summary);
  const standardised = element('p', { class: 'quiet' }, words.collapseStandardised);
  const planeSpace = element('div', { class: 'beside', hidden: '' });
  const linear = element(
    'div', { class: 'linear', hidden: '' },
    element('div', { class: 'single' }, same, chart, legend, scroll, all, standardised, difference, element('p', { class: 'quiet' }, words.collapseDepth)),
    planeSpace,
  );
  const node = figure('collapse', words, [], bent, linear);
  const keep = keepData();
  /** @type {Question<SingleLayer>} */
  const question = new Question(({ experiment }) => experiment.collapse());
  // Which of them are wanted is known with the first answer.
  chart.hidden = legend.hidden = all.hidden = true;
  /** Where there are two features. @type {ReturnType<typeof makePlane> | undefined} */
  let plane;
  const samples = new Float64Array(2 * 121);
  const slopes = samples.subarray(121);
  /** What the table is of. @type {SingleLayer | undefined} */
  let told;
  button.addEventListener('click', () =>
    ask.change({ activation: 'identity', 'layer-activations': undefined, 'output-activation': undefined, norm: undefined }));
  all.addEventListener('toggle', () => {
    told = undefined;
    ask.redraw();
  });
  return { figure: node, keepsUp: true, draw, work, say, dispose };

  function dispose() {
    question.dispose();
    plane?.dispose();
  }

  /** What keeps the network from being one matrix; empty where nothing does. @param {Scene} scene */
  function obstacle({ experiment, settings }) {
    const used = activationsOf(catalogue, settings).filter(({ name }) => name !== 'identity');
    const depth = Number(settings.depth);
    const layers = Array.from({ length: depth }, (_, layer) => layer);
    // A formula may be a straight line, and so may a leaky ReLU be.
    const bends = (/** @type {number} */ layer) =>
      !experiment.curve(layer, -SAMPLED, SAMPLED, samples) || slopes.some((slope) => slope !== slopes[0]);
    const between = used.filter((activation) => {
      const layer = layers.find((layer) => activationOf(catalogue, settings, layer) === activation);
      return layer !== undefined && bends(layer);
    });
    const label = (/** @type {typeof used[number]} */ { name, label }) => words[`activation.${name}`] ?? label;
    if (between.length > 0) {
      return fill(words.collapseBends, { activations: new Intl.ListFormat(locale).format(between.map(label)) });
    }
    if (settings.norm !== 'none') return words.collapseNorm;
    const last = activationOf(catalogue, settings, depth);
    if (last && last.name !== 'identity' && bends(depth)) return fill(words.collapseOutput, { name: label(last) });
    return used.length > 0 ? words.collapseStraight : '';
  }

  /** The plane, where the data have one. @param {Data} data */
  function adopt({ columns }) {
    const isPlane = columns.classes.length > 0 && columns.features.length === 2;
    if (isPlane === Boolean(plane)) return;
    plane?.dispose();
    plane = isPlane ? makePlane(context, true) : undefined;
    planeSpace.hidden = !plane;
    planeSpace.replaceChildren(...(plane ? [element('p', { class: 'quiet' }, words.collapsePlane), plane.node] : []));
  }

  /** @param {Scene} scene @param {number} until */
  function work(scene, until) {
    if (obstacle(scene)) return false;
    const data = keep(scene);
    adopt(data);
    if (plane) return plane.work(scene, data, until);
    const { isDone, isNew } = question.work(scene, until, '');
    if (isNew) ask.redraw();
    return !isDone;
  }

  /** @param {Scene} scene */
  function draw(scene) {
    const reason = obstacle(scene);
    bent.hidden = !reason;
    linear.hidden = Boolean(reason);
    if (why.textContent !== reason) why.textContent = reason;
    if (reason) return;
    const data = keep(scene);
    adopt(data);
    plane?.draw(scene, data);
    const single = plane ? plane.single : question.answer;
    // There is nothing to see before the first answer.
    linear.hidden = !single && !plane;
    if (!single) return;
    const isOld = !plane && !scene.isPlaying && question.version !== scene.version;
    scroll.setAttribute('aria-busy', String(isOld));
    const layers = scene.frame.layers;
    const sameWords = [fill(layers > 1 ? words.collapseSame : words.collapseSameOne, { layers })];
    if (Number(scene.settings.dropout) > 0) sameWords.push(words.collapseDropout);
    same.textContent = sameWords.join(' ');
    const size = magnitude(Math.log10(single.difference), locale);
    difference.textContent =
      single.difference === 0 ? words.collapseNoDifference
      : fill(single.difference < ROUNDING ? words.collapseDifference : words.collapseFar, { difference: size });
    standardised.hidden = scene.settings.standardise !== 'yes';

    const isSmall = single.matrix.length + single.offset.length <= TABLE;
    chart.hidden = legend.hidden = all.hidden = isSmall;
    const home = isSmall ? null : all;
    if (home && scroll.parentElement !== home) home.append(scroll);
    else if (!home && scroll.parentElement === all) all.before(scroll);
    if (told !== single && (isSmall || all.open)) tell(single, data);
    if (!isSmall) drawSquares(scene, single, data, isOld);
  }

  /** What each output is called. @param {Data} data @param {SingleLayer} single */
  function outputNames({ columns }, { outputs }) {
    if (columns.classes.length === 0) return [words.answer];
    // A single output says how sure the second class is.
    const names = outputs === 1 ? columns.classes.slice(1, 2) : columns.classes;
    return names.map((name) => `${words.class} ${name}`);
  }

  /** @param {Scene} scene @param {SingleLayer} single @param {Data} data @param {boolean} isOld */
  function drawSquares({ palette, surface }, single, data, isOld) {
    const max = single.matrix.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    const features = data.columns.features.length;
    legend.textContent = fill(words.collapseKey, { max: number(max, locale) });
    summary.textContent = fill(words.collapseAll, { count: count(single.matrix.length + single.offset.length, locale) });
    const plan = matrixPlan(chart.clientWidth, single.outputs, features, data.name === 'digits');
    const height = `${Math.ceil(single.outputs / plan.across) * plan.height + 4}px`;
    if (chart.style.height !== height) chart.style.height = height;
    const drawing = surface(chart);
    if (!drawing) return;
    drawMatrix(drawing.context, {
      width: drawing.width, height: drawing.height, plan, matrix: single.matrix,
      names: outputNames(data, single), max, isOld, palette,
    });
    chart.setAttribute('aria-label', fill(words.collapseMatrixLabel, { outputs: single.outputs, features, max: number(max, locale) }));
  }

  /** The numbers, inputs by outputs. @param {SingleLayer} single @param {Data} data */
  function tell(single, data) {
    told = single;
    const { outputs, matrix, offset } = single;
    const features = matrix.length / outputs;
    const max = matrix.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    const cell = (/** @type {number} */ value, /** @type {number} */ share) => {
      const made = element('td', {}, number(value, locale, 4).replace('-', '−'));
      made.className = value < 0 ? 'negative' : 'positive';
      made.style.setProperty('--share', `${Math.round(45 * share)}%`);
      return made;
    };
    const line = (/** @type {string} */ name, /** @type {(output: number) => HTMLElement} */ make) =>
      element('tr', {}, element('th', { scope: 'row' }, name), ...Array.from({ length: outputs }, (_, output) => make(output)));
    const weight = (/** @type {number} */ feature) => (/** @type {number} */ output) => {
      const value = matrix[output * features + feature];
      return cell(value, max > 0 ? Math.abs(value) / max : 0);
    };
    table.replaceChildren(
      element('caption', {}, words.collapseTable),
      element('thead', {}, line(words.collapseInput, (output) => element('th', { scope: 'col' }, outputNames(data, single)[output] ?? ''))),
      element(
        'tbody', {},
        ...Array.from({ length: features }, (_, feature) => line(nameOf(data.columns, feature, words), weight(feature))),
        line(words.collapseOffset, (output) => cell(offset[output], 0)),
      ),
    );
  }

  /** @param {Scene} scene */
  function say(scene) {
    if (!obstacle(scene)) plane?.say(keep(scene));
  }
}
