// Some test rows, with what the network takes each for: as images where they are digits, otherwise
// as a table.

import { element } from '../../dom.js';
import { certainty, decision } from '../../decision.js';
import { drawDigits, tiling } from '../../draw/digits.js';
import { fill, number, percent } from '../../format.js';
import { Question } from '../../question.js';
import { canvas } from '../figure.js';

/** Rows at a time. */
const IMAGES = 16;
const ROWS = 8;

/** @typedef {import('./data.js').Data} Data */
/** @typedef {import('../../views.js').Scene} Scene */
/** @typedef {{ said: string, truth: string, isRight: boolean, told: string, share: string, name: string }} Told */

/** @param {import('../../views.js').Context} context @param {boolean} areDigits */
export function makePredictions({ words, locale, ask }, areDigits) {
  const count = areDigits ? IMAGES : ROWS;
  const chart = canvas();
  const body = element('tbody');
  const titles = ['row', 'told', 'probability', 'truth', 'isRight'].map((name) => element('th', { scope: 'col' }, words[`predictions.${name}`]));
  const table = element('table', {}, element('thead', {}, element('tr', {}, ...titles)), body);
  const heading = element('p', { class: 'told' });
  const next = element('button', { type: 'button' }, words.otherRows);
  const node = element('div', { class: 'predictions' }, areDigits ? chart : element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': words.predictions }, table), element('div', { class: 'row' }, heading, next));
  let from = 0;
  /** @type {Data | undefined} */
  let shown;
  /** @type {import('../../engine.js').Rows | undefined} */
  let rows;
  let inks = new Float64Array(0);
  /** @type {Told[]} */
  let told = [];
  /** @type {Question<Float64Array>} */
  const question = new Question(({ experiment }) => experiment.predictions('test', from, count));
  next.addEventListener('click', () => {
    from += count;
    rows = undefined;
    ask.redraw();
  });
  return { node, draw, work, say, dispose: () => question.dispose() };

  /** @param {Scene} scene @param {Data} data */
  function adopt({ experiment }, data) {
    if (shown !== data) {
      from = 0;
      rows = undefined;
      shown = data;
      next.hidden = data.columns.testRows <= count;
    }
    if (rows) return;
    if (from >= data.columns.testRows) from = 0;
    rows = experiment.rows('test', from, count);
    question.forget();
    told = [];
    const { inputs, features } = rows;
    if (areDigits) {
      inks = inputs.map((value, at) => {
        const { mean, deviation } = data.columns.features[at % features];
        return mean + deviation * value;
      });
    }
  }

  /** @param {Scene} scene @param {Data} data @param {number} until */
  function work(scene, data, until) {
    adopt(scene, data);
    const { isDone, isNew } = question.work(scene, until, String(from));
    if (isNew && question.answer && rows) {
      told = tell(question.answer, rows, data.columns.classes, scene.settings);
      ask.redraw();
    }
    return !isDone;
  }

  /**
   * @param {Float64Array} answer @param {import('../../engine.js').Rows} rows
   * @param {string[]} classes @param {Record<string, string>} settings
   * @returns {Told[]}
   */
  function tell(answer, { targets }, classes, settings) {
    const outputs = answer.length / targets.length;
    // A squared error is taken of outputs that are no probabilities.
    const areShares = settings.loss !== 'mse';
    titles[2].textContent = areShares ? words['predictions.probability'] : words.output;
    return Array.from(targets, (target, row) => {
      const label = decision(answer, row, outputs);
      const value = certainty(answer, row, outputs);
      const share = areShares ? percent(value, locale) : number(value, locale, 2);
      const name = classes[label] ?? '–';
      return {
        name,
        share,
        said: `${name} · ${share}`,
        truth: fill(words.reallyIs, { name: classes[target] }),
        told: classes[target],
        isRight: label === target,
      };
    });
  }

  /** @param {Scene} scene @param {Data} data */
  function draw(scene, data) {
    adopt(scene, data);
    const isOld = !scene.isPlaying && question.version !== scene.version;
    (areDigits ? chart : table).setAttribute('aria-busy', String(isOld || told.length === 0));
    const right = told.filter(({ isRight }) => isRight).length;
    heading.textContent = told.length === 0 ? '' : fill(words.rightOfThese, { right, all: told.length });
    if (!areDigits) return fillTable(isOld);
    const all = rows?.targets.length ?? 0;
    const tiles = tiling(chart.clientWidth, all);
    const height = `${tiles.rows * tiles.height + 2}px`;
    if (chart.style.height !== height) chart.style.height = height;
    const drawing = scene.surface(chart);
    if (!drawing) return;
    drawDigits(drawing.context, {
      width: drawing.width, height: drawing.height, inks, tiling: tiles, told, isOld, palette: scene.palette,
    });
  }

  /** @param {boolean} isOld */
  function fillTable(isOld) {
    table.classList.toggle('old', isOld);
    while (body.children.length > told.length) body.lastElementChild?.remove();
    for (const [index, { name, share, told: truth, isRight }] of told.entries()) {
      const row = body.children[index] ?? body.appendChild(element('tr', {}, ...Array.from({ length: 5 }, () => element('td'))));
      const texts = [String(from + index + 1), name, share, truth, isRight ? '✓' : '✗'];
      for (const [column, text] of texts.entries()) {
        const cell = row.children[column];
        if (cell.textContent !== text) cell.textContent = text;
      }
      row.classList.toggle('wrong', !isRight);
    }
  }

  function say() {
    if (!areDigits) return;
    const list = told.map(({ name, share, told: truth, isRight }) =>
      isRight ? fill(words.digitRight, { name, share }) : fill(words.digitWrong, { name, share, truth }));
    chart.setAttribute('aria-label', [words.digitsLabel, heading.textContent, ...list].join(' '));
  }
}
