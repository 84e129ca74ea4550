// One experiment under way: passes at a pace, and the losses they leave.

/** How long a pass takes that somebody watches, in ms: there, and back. */
const WATCHED = { forward: 450, backward: 1050 };
/** What a pass may take of one frame, in ms, so that the page stays smooth. */
const BUDGET = 10;
/** Losses kept; beyond it every second one is dropped. */
const KEPT = 2000;

export class Run {
  /** @type {import('./engine.js').RunningExperiment} */
  experiment;
  /** @type {{ step: number, loss: number }[]} */
  batch = [];
  /** @type {{ step: number, loss: number }[]} */
  test = [];
  /** When the pass began. */
  began;
  /** Whether somebody watches it layer by layer. */
  isWatched;
  #advanced = 0;

  /**
   * @param {import('./engine.js').RunningExperiment} experiment
   * @param {boolean} isWatched
   * @param {number} now
   */
  constructor(experiment, isWatched, now) {
    this.experiment = experiment;
    this.isWatched = isWatched;
    this.began = now;
  }

  /** Of the last complete pass. */
  step = 0;
  loss = NaN;

  /** Whether no pass has been completed. */
  get isNew() {
    return this.batch.length === 0;
  }

  get isComplete() {
    return this.experiment.isComplete;
  }

  /** Begins the next step. @param {boolean} isWatched @param {number} now */
  begin(isWatched, now) {
    this.experiment.beginStep();
    this.isWatched = isWatched;
    this.began = now;
    this.#advanced = 0;
  }

  /**
   * Does what this frame has time for.
   * @param {number} now
   * @param {import('./frame.js').Frame} frame Read again where something happened.
   * @returns {boolean} Whether something happened.
   */
  tick(now, frame) {
    if (this.isComplete) return false;
    if (this.isWatched) this.#advanceTo(now, frame);
    else this.experiment.run(BUDGET);
    frame.read(this.experiment);
    if (this.isComplete) this.#record(frame);
    return true;
  }

  /** As many layers as the time since the beginning asks for. */
  #advanceTo(/** @type {number} */ now, /** @type {import('./frame.js').Frame} */ frame) {
    frame.read(this.experiment);
    const time = now - this.began;
    const back = time - WATCHED.forward;
    const share = back < 0 ? time / WATCHED.forward : 1 + back / WATCHED.backward;
    const wanted = Math.ceil(share * frame.layers);
    const end = performance.now() + BUDGET;
    while (!this.isComplete && this.#advanced < wanted && performance.now() < end) {
      this.experiment.advance();
      this.#advanced += 1;
    }
    // The walk over the test rows shows nothing: as fast as it goes.
    if (!this.isComplete && this.#advanced >= 2 * frame.layers) this.experiment.run(BUDGET);
  }

  /** @param {import('./frame.js').Frame} frame */
  #record(frame) {
    const step = (this.step = frame.get('step'));
    const loss = (this.loss = frame.get('loss'));
    push(this.batch, { step, loss });
    if (frame.get('testStep') === step) push(this.test, { step, loss: frame.get('testLoss') });
  }
}

/** @template T @param {T[]} kept @param {T} next */
function push(kept, next) {
  kept.push(next);
  if (kept.length > KEPT) {
    const last = kept.length - 1;
    let to = 0;
    for (let from = 0; from <= last; from++) {
      if (from % 2 === 0 || from === last) kept[to++] = kept[from];
    }
    kept.length = to;
  }
}
