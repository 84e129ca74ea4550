// Data whose answer is a number: over a single feature the fitted curve, over several what is told of
// each test row against what is true.

import { drawPoints } from '../../draw/points.js';
import { fill, number } from '../../format.js';
import { Question } from '../../question.js';
import { canvas } from '../figure.js';
import { element } from '../../dom.js';
import { SHOWN, axisOf, featureOf, nameOf } from './data.js';

/** Points of the fitted curve. */
const POINTS = 161;

/** @typedef {import('./data.js').Data} Data */

/** @param {import('../../views.js').Context} context */
export function makeNumbers({ words, locale, ask }) {
  const chart = canvas();
  const about = element('p', { class: 'quiet' });
  const node = element('div', { class: 'plane' }, chart, about);
  /** @type {Data | undefined} */
  let shown;
  let xs = new Float64Array(0);
  /** @type {{ xs: Float64Array, ys: Float64Array, isHollow: boolean }[]} */
  let rows = [];
  /** @type {Question<Float64Array>} */
  const question = new Question(({ experiment }) => {
    if (!shown) return undefined;
    if (!isCurve(shown)) return experiment.predictions('test', 0, SHOWN.test);
    return experiment.surface(0, 0, [xs[0], xs[POINTS - 1], 0, 0], POINTS, 1);
  });
  return { node, draw, work, say, dispose: () => question.dispose() };

  /** @param {Data} data */
  function adopt(data) {
    if (shown === data) return;
    shown = data;
    question.forget();
    const { low, high } = axisOf(data.columns.features[0], '');
    xs = Float64Array.from({ length: POINTS }, (_, point) => low + ((high - low) * point) / (POINTS - 1));
    rows = isCurve(data)
      ? [
          { xs: featureOf(data.train, 0), ys: data.train.targets, isHollow: false },
          { xs: featureOf(data.test, 0), ys: data.test.targets, isHollow: true },
        ]
      : [];
    about.textContent = fill(isCurve(data) ? words.fitRows : words.scatterRows, {
      train: data.train.targets.length, allTrain: data.columns.trainRows,
      test: data.test.targets.length, allTest: data.columns.testRows,
    });
  }

  /** @param {import('../../views.js').Scene} scene @param {Data} data @param {number} until */
  function work(scene, data, until) {
    adopt(data);
    const { isDone, isNew } = question.work(scene, until, '');
    if (isNew) ask.redraw();
    return !isDone;
  }

  /** @param {import('../../views.js').Scene} scene @param {Data} data */
  function draw({ palette, isPlaying, version, surface }, data) {
    adopt(data);
    const drawing = surface(chart);
    if (!drawing) return;
    const { target, features } = data.columns;
    const isOld = !isPlaying && question.version !== version;
    chart.setAttribute('aria-busy', String(isOld || !question.answer));
    const line = { colour: palette.slope, width: 2.5, isDashed: false, isOld };
    const answer = question.answer;
    const truth = axisOf(target, words.truth);
    const all = isCurve(data)
      ? {
          x: axisOf(features[0], nameOf(data.columns, 0, words)),
          y: axisOf(target, words.answer),
          rows,
          lines: answer ? [{ ...line, xs, ys: answer }] : [],
        }
      : {
          x: truth,
          y: { ...truth, label: words.told },
          rows: answer ? [{ xs: data.test.targets, ys: answer, isHollow: true }] : [],
          // Where what is told is true.
          lines: [{ ...line, colour: palette.muted, width: 1, xs: [truth.low, truth.high], ys: [truth.low, truth.high], isOld: false }],
        };
    drawPoints(drawing.context, {
      width: drawing.width, height: drawing.height, ...all, tell: (value) => number(value, locale).replace('-', '−'), palette,
    });
  }

  /** @param {Data} data */
  function say(data) {
    chart.setAttribute('aria-label', fill(isCurve(data) ? words.fitLabel : words.scatterLabel, { x: nameOf(data.columns, 0, words) }));
  }
}

/** Whether there is one feature to draw a curve over. @param {Data} data */
function isCurve({ columns }) {
  return columns.features.length === 1;
}
