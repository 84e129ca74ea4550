// What the network has learnt of its data, as a picture of its own for each kind of data.

import { element } from '../dom.js';
import { fill, number, percent } from '../format.js';
import { figure } from './figure.js';
import { keepData } from './learnt/data.js';
import { makeNumbers } from './learnt/numbers.js';
import { makePlane } from './learnt/plane.js';
import { makePredictions } from './learnt/predictions.js';

/** @typedef {import('../views.js').Scene} Scene */
/** @typedef {import('./learnt/data.js').Data} Data */

/**
 * @typedef {object} Part
 * @property {HTMLElement} node
 * @property {(scene: Scene, data: Data) => void} draw
 * @property {(scene: Scene, data: Data, until: number) => boolean} work Tells whether there is more to do.
 * @property {(data: Data) => void} say
 * @property {() => void} dispose
 */

/** @type {import('../views.js').Make} */
export function make(context) {
  const { words, locale } = context;
  const score = element('p', { class: 'score' });
  const space = element('div', { class: 'parts' });
  const node = figure('learnt', words, [], space, score);
  const keep = keepData();
  let kind = '';
  /** @type {Part[]} */
  let parts = [];
  const dispose = () => {
    for (const part of parts) part.dispose();
  };

  return {
    figure: node,
    keepsUp: true,
    dispose,
    draw(scene) {
      const data = adopt(scene);
      for (const part of parts) part.draw(scene, data);
      // While it plays together with the sentence, so that both are of the same step.
      if (!scene.isPlaying) tellScore(scene, data);
    },
    work(scene, until) {
      const data = adopt(scene);
      let isMore = false;
      for (const part of parts) {
        isMore = (performance.now() < until ? part.work(scene, data, until) : true) || isMore;
      }
      return isMore;
    },
    say(scene) {
      const data = adopt(scene);
      for (const part of parts) part.say(data);
      tellScore(scene, data);
    },
  };

  /** The pictures that go with the data. @param {Scene} scene */
  function adopt(scene) {
    const data = keep(scene);
    const { classes, features } = data.columns;
    const wanted =
      classes.length === 0 ? 'numbers'
      : data.name === 'digits' ? 'digits'
      : features.length <= 2 ? 'plane'
      : 'planeAndTable';
    if (wanted === kind) return data;
    kind = wanted;
    dispose();
    parts =
      kind === 'numbers' ? [makeNumbers(context)]
      : kind === 'digits' ? [makePredictions(context, true)]
      : kind === 'plane' ? [makePlane(context)]
      : [makePlane(context), makePredictions(context, false)];
    space.replaceChildren(...parts.map((part) => part.node));
    return data;
  }

  /** How well it does on all test rows, where that is known. @param {Scene} scene @param {Data} data */
  function tellScore({ frame }, { columns }) {
    const tested = frame.get('testStep');
    score.hidden = Number.isNaN(tested);
    if (score.hidden) return;
    const values = {
      share: percent(frame.get('testAccuracy'), locale),
      chance: percent(frame.get('chance'), locale),
      loss: number(frame.get('testLoss'), locale),
      step: tested,
      rows: columns.testRows,
    };
    score.textContent = fill(columns.classes.length === 0 ? words.scoreNumber : words.scoreClasses, values);
  }
}
