// Learning so far: every layer's gradient at every step, the losses, and a way back to any step.

import { element } from '../dom.js';
import { ROOM, drawHistory } from '../draw/history.js';
import { firstStep } from '../draw/spectrogram.js';
import { count, fill, number, percent } from '../format.js';
import { overfitting } from '../overfitting.js';
import { stepAt, stepAxis, stepX } from '../scale.js';
import { Columns } from './columns.js';
import { canvas, figure, key } from './figure.js';

/** The axis is at least as long, so that the first steps do not jump. */
const SHORTEST = 20;
/** A finger that moves less (px) means to scroll, or taps. */
const STILL = 6;
/** The width of a slider's thumb (px), about; its middle stands at the value. */
const THUMB = 16;

/** @type {import('../views.js').Make} */
export function make({ catalogue, words, locale, ask }) {
  const chart = canvas();
  const batchKey = key('text', '');
  const testKey = key('accent', '');
  const invitation = element('p', { class: 'invitation' }, words.historyEmpty);
  const slider = element('input', { type: 'range', min: '0', value: '0', step: '1', 'data-key': 'step' });
  const told = element('span', { class: 'value', 'aria-hidden': 'true' });
  const remark = element('p', { class: 'remark' });
  const node = figure(
    'history',
    words,
    [batchKey, testKey],
    element('div', { class: 'canvas' }, chart, invitation),
    element('label', { class: 'field steps' }, element('span', { class: 'label' }, words.historyStep, told), slider),
    remark,
  );
  const columns = new Columns();
  let axis = stepAxis(SHORTEST, 1, 0, 1);
  let known = 0;
  slider.addEventListener('input', () => ask.goTo(Number(slider.value)));
  scrubbable(chart, (x) => {
    if (known > 0) ask.goTo(stepAt(axis, x, known));
  });
  return { figure: node, draw, say };

  /** @param {import('../views.js').Scene} scene */
  function draw(scene) {
    const { run, frame, journal, look, palette } = scene;
    const drawing = scene.surface(chart);
    if (!drawing) return;
    const { width, height } = drawing;
    const heat = look.get('heat');
    const shown = frame.get('step');
    // A pass by hand is of a step that is not known before its end.
    known = Math.max(0, run.known, shown);
    axis = stepAxis(Math.max(SHORTEST, known), journal.stride, ROOM.left, width - ROOM.right);
    columns.paint(journal, `${heat}Rms`, look.get('range'), palette);
    const guessing = scene.experiment.guessingLoss;
    const isNumber = isNumbers(scene);
    const chance = isNumber ? NaN : frame.get('chance');
    drawHistory(drawing.context, {
      width,
      height,
      axis,
      sizes: {
        image: columns.canvas,
        columns: columns.count,
        stride: journal.stride,
        from: firstStep(heat),
        layers: frame.layers,
        selected: scene.layer,
      },
      batch: run.batch,
      test: run.test,
      guessing,
      chance,
      last: known,
      cursor: known > 0 ? shown : null,
      labels: {
        depth: `${words.input} → ${words.output}`,
        sizes: fill(words.historyColour, { quantity: words[`heat.${heat}.symbol`] }),
        loss: scene.settings.reduction === 'sum' ? words.historyLossSum : words.historyLoss,
        guessing: fill(isNumber ? words.guessingMean : words.guessing, { loss: number(guessing, locale) }),
        accuracy: words.historyAccuracy,
        chance: fill(words.historyChance, { chance: percent(chance, locale) }),
        percent: (share) => percent(share, locale),
        last: fill(words.steps, { steps: count(known, locale) }),
      },
      palette,
    });
    if (!scene.isPlaying) showKeys(scene);
    placeSlider();
    showStep(run.goal ?? shown);
    invitation.hidden = run.known > 0;
    showRemarks(scene);
  }

  /** While it plays together with the sentence, so that both are of the same step.
   * @param {import('../views.js').Scene} scene */
  function showKeys(scene) {
    const { frame } = scene;
    const value = (/** @type {'loss' | 'testLoss'} */ loss, /** @type {string} */ accuracy) =>
      isNumbers(scene) ? number(frame.get(loss), locale)
      : fill(words.historyValue, { loss: number(frame.get(loss), locale), accuracy: percent(frame.get(accuracy), locale) });
    batchKey.textContent = fill(words.lossTrain, { loss: value('loss', 'accuracy') });
    testKey.textContent =
      Number.isNaN(frame.get('testLoss')) ? words.historyUntested : fill(words.lossTest, { loss: value('testLoss', 'testAccuracy') });
  }

  /** Its thumb stands under the step in the chart: it is as long as the steps that there are. */
  function placeSlider() {
    // Before the first step it only keeps the place.
    const last = known > 0 ? known : SHORTEST;
    const [from, to] = [stepX(axis, 0) - THUMB / 2, stepX(axis, last) + THUMB / 2];
    const [margin, width] = [`${Math.round(from)}px`, `${Math.round(to - from)}px`];
    if (slider.style.width === width && slider.style.marginLeft === margin) return;
    slider.style.marginLeft = margin;
    slider.style.width = width;
  }

  /** @param {number} step */
  function showStep(step) {
    const values = { step: count(step, locale), last: count(known, locale) };
    slider.disabled = known === 0;
    slider.max = String(Math.max(1, known));
    slider.value = String(step);
    slider.setAttribute('aria-valuetext', fill(words.historyOf, values));
    told.textContent = fill(words.historyOf, values);
  }

  /** @param {import('../views.js').Scene} scene */
  function showRemarks({ run, frame }) {
    const step = frame.get('step');
    const parted = overfitting(run.batch, run.test, step, frame.get('stepsPerEpoch'));
    const text = !parted ? '' : fill(words.historyOverfitting, {
      since: count(parted.since, locale),
      test: number(parted.test[0], locale),
      testNow: number(parted.test[1], locale),
      train: number(parted.train[0], locale),
      trainNow: number(parted.train[1], locale),
      tests: count(parted.tests, locale),
    });
    if (remark.textContent !== text) remark.textContent = text;
  }

  /** @param {import('../views.js').Scene} scene */
  function say(scene) {
    showKeys(scene);
    const { run, frame, look } = scene;
    const number_ = (/** @type {string} */ name) => number(frame.get(name), locale);
    const values = {
      quantity: words[`heat.${look.get('heat')}`],
      steps: count(Math.max(0, run.known), locale),
      loss: number_('loss'),
      test: number_('testLoss'),
    };
    chart.setAttribute('aria-label', fill(words.historyLabel, values));
  }

  /** Whether numbers are to be told, which are never right or wrong. @param {import('../views.js').Scene} scene */
  function isNumbers({ settings, frame }) {
    return catalogue.data.find(({ name }) => name === settings.data)?.classes === 0 || Number.isNaN(frame.get('chance'));
  }
}

/**
 * Follows a pointer that is held down; a finger only once it moves sideways or has tapped, because
 * it may want to scroll.
 * @param {HTMLCanvasElement} canvas
 * @param {(x: number) => void} go
 */
function scrubbable(canvas, go) {
  /** Where a finger went down. @type {number | null} */
  let from = null;
  let isHeld = false;
  const at = (/** @type {PointerEvent} */ event) => event.clientX - canvas.getBoundingClientRect().left;
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    isHeld = event.pointerType !== 'touch';
    from = at(event);
    if (isHeld) go(from);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (from === null) return;
    isHeld ||= Math.abs(at(event) - from) > STILL;
    if (isHeld) go(at(event));
  });
  canvas.addEventListener('pointerup', (event) => {
    if (from !== null && !isHeld) go(at(event));
    from = null;
  });
  canvas.addEventListener('pointercancel', () => void (from = null));
}
