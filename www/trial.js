// Small experiments beside the one that is shown, in slices: what would come of other settings.

import { Frame } from './frame.js';

/** @typedef {import('./frame.js').Frame} FrameOf */
/** @typedef {import('./engine.js').Engine} Engine */
/** @typedef {Record<string, string>} Values */

/**
 * When a slice ends, by `performance.now()`; set anew before every slice.
 * @typedef {{ until: number }} Clock
 */

/** Keys that do not matter before the first step: their moments need not be kept. */
const TRAINING = ['optimizer', 'learning-rate', 'momentum', 'weight-decay', 'l1', 'clip'];
/** Settings stand still so long (ms) before anything is tried: nobody drags any more. */
export const PATIENCE = 300;
/** Who has not gone on for so long (ms) is out of sight, and gives way. */
const FORGOTTEN = 1000;

/** One at a time on a page: each may take as much memory as the experiment that is shown. */
const turn = { of: /** @type {object | null} */ (null), at: 0 };

/**
 * Makes an experiment and goes to a step; yields where the slice has ended.
 * @template T
 * @param {Engine} engine
 * @param {Values} settings Those in force.
 * @param {Uint8Array | undefined} file Of the data set.
 * @param {number} step
 * @param {Clock} clock
 * @param {(experiment: import('./engine.js').RunningExperiment, frame: FrameOf) => T} look At the end.
 * @returns {Generator<void, T, void>}
 */
export function* trial(engine, settings, file, step, clock, look) {
  const own = {};
  while (turn.of && performance.now() - turn.at < FORGOTTEN) yield;
  turn.of = own;
  const experiment = new engine.Experiment(step === 0 ? beforeTraining(settings) : settings, file);
  try {
    for (let at = 0; ; at++) {
      if (at > 0) experiment.beginStep();
      for (;;) {
        turn.of = own;
        turn.at = performance.now();
        if (experiment.run(Math.max(0, clock.until - turn.at))) break;
        yield;
      }
      if (at === step) break;
      if (performance.now() >= clock.until) yield;
    }
    const frame = new Frame(engine.catalogue);
    frame.read(experiment);
    return look(experiment, frame);
  } finally {
    experiment.free();
    if (turn.of === own) turn.of = null;
  }
}

/** What matters to the first pass. @param {Values} settings @returns {Values} */
export function beforeTraining(settings) {
  return Object.fromEntries(Object.entries(settings).filter(([key]) => !TRAINING.includes(key)));
}
