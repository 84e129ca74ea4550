// The same numbers for all layers, as a table.

import { element } from '../dom.js';
import { fill, magnitude, number, percent } from '../format.js';
import { activationOf } from './activation.js';
import { choice, figure } from './figure.js';
import { Pace } from './pace.js';

const MEASURES = /** @type {Record<string, string>} */ ({ rms: 'Rms', norm: 'Norm', max: 'Max' });

/** @typedef {import('../views.js').Scene} Scene */

/**
 * @typedef {object} Column
 * @property {string} name Its word, or symbol.
 * @property {string} [title]
 * @property {(scene: Scene, layer: number, ending: string) => string} tell
 */

/** @type {import('../views.js').Make} */
export function make({ catalogue, words, locale, ask }) {
  const measure = choice(
    words.measure,
    Object.keys(MEASURES).map((name) => [name, words[`measure.${name}`]]),
    (value) => ask.look('measure', value),
  );
  const columns = makeColumns(catalogue, words, locale);
  const caption = element('caption', {}, words.tableHeading);
  const head = element('tr', {}, element('th', { scope: 'col' }, words.layer));
  for (const { name, title } of columns) head.append(element('th', { scope: 'col', ...(title && { title }) }, name));
  const body = element('tbody');
  const region = element(
    'div',
    { class: 'scroll', role: 'region', 'aria-label': words.tableHeading },
    element('table', {}, caption, element('thead', {}, head), body),
  );
  const node = figure('table', words, [measure], region);
  /** Of the layers, from the first. @type {{ row: HTMLElement, name: HTMLElement, cells: HTMLElement[] }[]} */
  let rows = [];
  let selected = -1;
  const pace = new Pace();
  body.addEventListener('click', (event) => {
    const row = /** @type {HTMLElement} */ (event.target).closest('tr');
    const layer = rows.findIndex((own) => own.row === row);
    if (layer >= 0) ask.select(layer);
  });
  // One stop for the tabulator; from there the arrows go from row to row.
  body.addEventListener('keydown', (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const layer = Math.min(rows.length - 1, Math.max(0, selected + by));
    ask.select(layer);
    rows[layer].name.focus();
  });
  return { figure: node, draw, say: (scene) => void (pace.isTold(scene) || tell(scene)) };

  /** @param {Scene} scene */
  function draw(scene) {
    measure.value = scene.look.get('measure');
    if (pace.isDue(scene, scene.frame.layers, scene.look.get('measure'))) tell(scene);
    select(scene.layer);
  }

  /** @param {Scene} scene */
  function tell(scene) {
    const { frame, look } = scene;
    pace.tell(scene, frame.layers, look.get('measure'));
    if (rows.length !== frame.layers) makeRows(frame.layers, frame.depth);
    const ending = MEASURES[look.get('measure')];
    const isLearned = rows.some((_, layer) => learnsSlope(catalogue, scene, layer));
    for (const [index, column] of columns.entries()) {
      const isHidden = column.name === words.learnedSlope && !isLearned;
      /** @type {HTMLElement} */ (head.children[index + 1]).hidden = isHidden;
      for (const [layer, { cells }] of rows.entries()) {
        const cell = cells[index];
        cell.hidden = isHidden;
        const text = isHidden ? '' : column.tell(scene, layer, ending);
        if (cell.textContent !== text) cell.textContent = text;
      }
    }
    const kind = words[`measure.${look.get('measure')}`];
    caption.textContent = fill(words.tableCaption, { step: number(frame.get('step'), locale, 15), measure: kind });
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = region;
    if (scrollWidth > clientWidth || scrollHeight > clientHeight) region.tabIndex = 0;
    else region.removeAttribute('tabindex');
    select(scene.layer);
  }

  /** @param {number} layers @param {number} output */
  function makeRows(layers, output) {
    const hadFocus = body.contains(/** @type {ShadowRoot} */ (node.getRootNode()).activeElement);
    rows = Array.from({ length: layers }, (_, layer) => {
      const text = layer === output ? fill(words.layerOutput, { layer: layer + 1 }) : String(layer + 1);
      const name = element('button', { type: 'button', tabindex: '-1' }, text);
      const cells = columns.map(() => element('td'));
      return { row: element('tr', {}, element('th', { scope: 'row' }, name), ...cells), name, cells };
    });
    body.replaceChildren(...rows.map(({ row }) => row));
    selected = -1;
    if (hadFocus) rows[0].name.focus();
  }

  /** @param {number} layer */
  function select(layer) {
    if (layer === selected || !rows[layer]) return;
    const before = rows[selected];
    if (before) {
      before.row.removeAttribute('aria-current');
      before.name.tabIndex = -1;
    }
    rows[layer].row.setAttribute('aria-current', 'true');
    rows[layer].name.tabIndex = 0;
    selected = layer;
  }
}

/** @param {import('../engine.js').Catalogue} catalogue @param {Scene} scene @param {number} layer */
function learnsSlope(catalogue, { frame, settings }, layer) {
  return layer < frame.depth && Boolean(activationOf(catalogue, settings, layer)?.isLearned);
}

/**
 * @param {import('../engine.js').Catalogue} catalogue
 * @param {Record<string, string>} words
 * @param {string} locale
 * @returns {Column[]}
 */
function makeColumns(catalogue, words, locale) {
  // What the pass has not come to yet is not told: it would mix two steps.
  const isKnown = (/** @type {Scene} */ { frame }, /** @type {number} */ layer, /** @type {string} */ pass) =>
    frame.layer(layer, pass) === 1;
  const size = (/** @type {string} */ name, /** @type {string} */ quantity, /** @type {string} */ pass, /** @type {string} */ title) => ({
    name,
    title,
    tell: (/** @type {Scene} */ scene, /** @type {number} */ layer, /** @type {string} */ ending) => {
      const log10 = scene.frame.layer(layer, quantity + ending);
      if (!isKnown(scene, layer, pass)) return '–';
      return Number.isNaN(log10) ? words.undefined : magnitude(log10, locale, 3);
    },
  });
  const update = size('ΔW/W', 'update', 'forward', words.updateTitle);
  return [
    { name: words.tableFanIn, tell: ({ frame }, layer) => number(frame.layer(layer, 'fanIn'), locale, 15) },
    { name: words.tableUnits, tell: ({ frame }, layer) => number(frame.layer(layer, 'units'), locale, 15) },
    size('∂L/∂z', 'delta', 'backward', words['heat.delta']),
    size('∂L/∂W', 'grad', 'backward', words['heat.grad']),
    size('∂L/∂a', 'signal', 'backward', words['heat.signal']),
    size('z', 'z', 'forward', words['heat.z']),
    size('a', 'a', 'forward', words['heat.a']),
    // There is none before the first step.
    { ...update, tell: (scene, layer, ending) => (scene.frame.get('step') > 0 ? update.tell(scene, layer, ending) : '–') },
    {
      name: words.dead,
      title: words.deadTitle,
      tell: (scene, layer) => {
        const units = scene.frame.layer(layer, 'units');
        return isKnown(scene, layer, 'forward') ? `${Math.round(scene.frame.layer(layer, 'deadShare') * units)} / ${units}` : '–';
      },
    },
    {
      name: words.saturated,
      title: fill(words.saturatedTitle, { share: percent(catalogue.saturatedBelow, locale) }),
      tell: (scene, layer) =>
        isKnown(scene, layer, 'forward') ? percent(scene.frame.layer(layer, 'saturatedShare'), locale) : '–',
    },
    {
      name: words.learnedSlope,
      tell: (scene, layer) =>
        learnsSlope(catalogue, scene, layer) ? number(scene.frame.layer(layer, 'parameter'), locale, 4) : '–',
    },
  ];
}
