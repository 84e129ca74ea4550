// Learning so far.

import { drawLoss } from '../draw/loss.js';
import { count, fill, number } from '../format.js';
import { canvas, figure, key } from './figure.js';

/** @type {import('../views.js').Make} */
export function make({ catalogue, words, locale }) {
  const chart = canvas();
  const batchKey = key('text', '');
  const testKey = key('accent', '');
  return { figure: figure('history', words, [batchKey, testKey], chart), draw, say };

  /** @param {import('../views.js').Scene} scene */
  function draw(scene) {
    const { run, frame, settings, experiment, palette } = scene;
    const drawing = scene.surface(chart);
    if (!drawing) return;
    const told = (/** @type {string} */ name) => ({ loss: number(frame.get(name), locale) });
    batchKey.textContent = fill(words.lossTrain, told('loss'));
    testKey.textContent = fill(words.lossTest, told('testLoss'));
    const guessing = experiment.guessingLoss;
    const data = catalogue.data.find(({ name }) => name === settings.data);
    drawLoss(drawing.context, {
      width: drawing.width,
      height: drawing.height,
      batch: run.batch,
      test: run.test,
      guessing,
      labels: {
        guessing: fill(data?.classes === 0 ? words.guessingMean : words.guessing, { loss: number(guessing, locale) }),
        steps: fill(words.steps, { steps: count(run.batch.at(-1)?.step ?? 0, locale) }),
      },
      palette,
    });
  }

  /** @param {import('../views.js').Scene} scene */
  function say({ frame }) {
    const told = (/** @type {string} */ name) => number(frame.get(name), locale);
    chart.setAttribute('aria-label', fill(words.lossLabel, { loss: told('loss'), test: told('testLoss') }));
  }
}
