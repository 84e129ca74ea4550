// The sentence: what the picture shows, in plain words; and the one change that would repair it, as a
// button.

import { element, put } from './dom.js';
import { count, fill, magnitude, number, percent } from './format.js';
import { LONGEST, problemOf, search } from './repair.js';
import { madeOf, sentence } from './sentence.js';
import { KEPT as ARRIVED, isAllFinite } from './signal.js';
import { steady } from './steady.js';
import { PATIENCE } from './trial.js';

/** Results kept, for those who go back and forth. */
const KEPT = 40;
/** What arrives, in decades, from where on it is told to grow. */
const GROWN = 0.05;

/** @param {import('./views.js').Context} context */
export function makeVerdict({ catalogue, words, locale, ask }) {
  const text = element('p', { class: 'sentence', part: 'sentence', 'aria-live': 'polite', tabindex: '-1' });
  const back = element('button', { type: 'button', class: 'back', hidden: '' });
  const head = element('b');
  const tail = element('span');
  const mend = element('button', { type: 'button', class: 'mend', hidden: '' }, head, tail);
  const note = element('span', { class: 'quiet', hidden: '' });
  const row = element('div', { class: 'repair', part: 'repair', 'aria-live': 'polite', hidden: '' }, back, mend, note);
  const node = element('div', { class: 'verdict', part: 'verdict' }, text, row);
  const height = steady(node);

  /** What the sentence is about. */
  let version = -1;
  /** A last good step to go back to. */
  let good = -1;
  /** What is wrong, with which settings; nothing where all is well. */
  let wanted = '';
  let isDiverged = false;
  let step = 0;
  let since = 0;
  let isQuiet = false;
  /** @type {Map<string, import('./repair.js').Result>} */
  const results = new Map();
  /** @type {{ key: string, run: Generator<void, import('./repair.js').Result, void> } | null} */
  let looking = null;
  const clock = { until: 0 };
  /** @type {Uint8Array | undefined} */
  let file;
  let files = 0;

  back.addEventListener('click', () => {
    leave();
    ask.goTo(good);
  });
  mend.addEventListener('click', () => {
    const { found } = results.get(wanted) ?? {};
    if (!found) return;
    leave();
    ask.change({ [found.change.key]: found.change.value });
  });

  return {
    node,
    /** What it says now. */
    get text() {
      return text.textContent?.trim() ?? '';
    },
    /** Something else than a sentence. @param {string} message */
    tell(message) {
      version = -1;
      if (text.textContent !== message) text.replaceChildren(message);
      want('');
    },
    /** @param {import('./views.js').Scene} scene */
    say(scene) {
      if (scene.version === version) return;
      version = scene.version;
      const { frame, settings, experiment } = scene;
      height.hold(settings);
      const said = sentence(frame, words, locale, madeOf(catalogue, settings, experiment, frame));
      const nodes = (/** @type {typeof said} */ parts) =>
        parts.map((part) => (part.strong ? element('b', {}, part.text) : part.text));
      const result = said.filter(({ isResult }) => isResult);
      const last = result.length > 0 ? element('span', { class: 'result' }, ...nodes(result)) : later(frame, settings);
      text.replaceChildren(...nodes(said.filter(({ isResult }) => !isResult)), last);
      text.classList.add('said');
      step = frame.get('step');
      const diverged = frame.get('divergedStep');
      isDiverged = !isAllFinite(frame) && step > 0;
      good = isDiverged && diverged > 0 ? diverged - 1 : -1;
      if (scene.file !== file) {
        file = scene.file;
        files += 1;
      }
      // One repair for all steps: of what the network begins with, or else of what training has broken
      // first. A divergence has its own.
      const isBroken = problemOf(frame) !== null;
      want(isBroken ? `${files} ${isDiverged ? step : ''} ${JSON.stringify(settings)}` : '');
    },
    /**
     * Goes on looking for a repair.
     * @param {import('./views.js').Scene} scene
     * @param {number} until
     * @returns {boolean} Whether there is more to do.
     */
    work(scene, until) {
      if (!wanted || results.has(wanted) || scene.version !== version) return false;
      if (performance.now() - since < PATIENCE) return true;
      // A page may leave it out.
      if (node.getClientRects().length === 0) return false;
      clock.until = until;
      const key = wanted;
      looking ??= { key, run: search(scene.engine, scene.settings, scene.file, step, isDiverged, clock) };
      let turn;
      try {
        turn = looking.run.next();
      } catch {
        // Data that a candidate does not fit: nothing is offered.
        turn = { done: true, value: { found: null, tried: 0 } };
      }
      const { done, value } = turn;
      if (!done || !value) return true;
      looking = null;
      results.set(key, value);
      if (results.size > KEPT) results.delete(/** @type {string} */ (results.keys().next().value));
      show();
      return false;
    },
    focus: () => text.focus({ preventScroll: true }),
    /** Nobody wants every step read aloud. @param {boolean} quiet */
    hush(quiet) {
      if (isQuiet === quiet) return;
      isQuiet = quiet;
      text.ariaLive = row.ariaLive = quiet ? 'off' : 'polite';
      show();
    },
    dispose() {
      stop();
      height.dispose();
    },
  };

  /**
   * The place of what training will have come to, so that nothing moves when it is said; no text yet.
   * @param {import('./frame.js').Frame} frame @param {Record<string, string>} settings
   */
  function later(frame, settings) {
    if (!isAllFinite(frame) || Number(settings['test-share']) === 0) return '';
    const isNumber = catalogue.data.find(({ name }) => name === settings.data)?.classes === 0;
    const [loss, share, step] = [number(0.123, locale), percent(0.99, locale), count(1000, locale)];
    const told = isNumber ? fill(words.sayTestedNumber, { step, error: loss, guess: loss })
      : fill(words.sayTested, { step, accuracy: share, chance: share });
    return element('span', { class: 'result later', 'data-text': told });
  }

  /** @param {string} next */
  function want(next) {
    if (next !== wanted) {
      wanted = next;
      since = performance.now();
      stop();
    }
    show();
  }

  function stop() {
    looking?.run.return(/** @type {any} */ (undefined));
    looking = null;
  }

  /** The focus does not get lost with a button that goes. */
  function leave() {
    text.focus({ preventScroll: true });
  }

  function show() {
    const result = results.get(wanted);
    const found = result?.found ?? null;
    back.hidden = good < 0;
    put(back, fill(words.backTo, { step: count(good, locale) }));
    mend.hidden = !found;
    if (found) {
      put(head, changed(found.change));
      put(tail, outcome(found));
    }
    const isLooking = Boolean(wanted) && !result && !isQuiet && !(isDiverged && step > LONGEST);
    const isVain = Boolean(result && !found && result.tried > 0);
    note.hidden = !isLooking && !isVain;
    put(note, isVain ? fill(words.repairNone, { count: count(result?.tried ?? 0, locale) }) : words.repairLooking);
    const isEmpty = back.hidden && mend.hidden && note.hidden;
    // While it trains nothing comes between the reader's eye and the pictures.
    row.hidden = isEmpty || (isQuiet && row.hidden);
  }

  /** @param {import('./repair.js').Change} change */
  function changed({ key, value }) {
    const own = words[`repair.${key}.${value}`];
    if (own) return own;
    const lists = [...catalogue.activations, ...catalogue.initialisations];
    const to = lists.find(({ name }) => name === value)?.label ?? number(Number(value), locale);
    return fill(words[`repair.${key}`], { to });
  }

  /** @param {import('./repair.js').Found} found */
  function outcome({ isEnough, step, arrives, loss }) {
    if (isDiverged) {
      const then = isEnough ? words.repairThenLoss : words.repairThenLossMore;
      return fill(then, { step: count(step, locale), loss: number(loss, locale) });
    }
    const name = !isEnough ? 'repairThenMore' : step > 0 ? 'repairThenAt' : 'repairThen';
    const then = words[arrives > (isEnough ? GROWN : ARRIVED) ? `${name}.grown` : name];
    return fill(then, { ratio: magnitude(arrives, locale), step: count(step, locale) });
  }
}
