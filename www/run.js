// One experiment under way: passes at a pace, by hand or to a given step, and the losses they leave.

/** How long a pass takes that somebody watches, in ms: there, and back. */
const WATCHED = { forward: 450, backward: 1050 };
/** What a pass may take of one frame, in ms, so that the page stays smooth. */
const BUDGET = 10;
/** Losses kept; beyond it every second one is dropped. */
const KEPT = 2000;

/** @typedef {import('./engine.js').RunningExperiment} RunningExperiment */
/** @typedef {import('./frame.js').Frame} Frame */
/** @typedef {{ step: number, loss: number, accuracy: number }} Point */

export class Run {
  /** @type {RunningExperiment} */
  experiment;
  /** @type {Point[]} */
  batch = [];
  /** @type {Point[]} */
  test = [];
  /** When the pass began. */
  began;
  /** Whether somebody watches it layer by layer. */
  isWatched;
  /** Whether it waits for steps by hand. */
  isHeld = false;
  /** A watched pass takes this many times less. */
  speed = 1;
  /** Layers this pass has walked, forward and backward. */
  #advanced = 0;
  /** Layers that steps by hand have asked for. */
  #wanted = 0;
  /** The step that it is on its way to, through passes that nobody watches. @type {number | null} */
  goal = null;
  /** The step of the pass that the experiment is at. */
  at = 0;
  /** Of the last complete pass. */
  step = 0;
  loss = NaN;
  #passed;

  /**
   * @param {RunningExperiment} experiment
   * @param {boolean} isWatched
   * @param {number} now
   * @param {(frame: Frame) => void} [passed] Hears of every complete pass that is shown or new.
   */
  constructor(experiment, isWatched, now, passed = () => {}) {
    this.experiment = experiment;
    this.isWatched = isWatched;
    this.began = now;
    this.#passed = passed;
  }

  /** Whether no pass has been completed. */
  get isNew() {
    return this.batch.length === 0;
  }

  /** The last step that is known; -1 before the first pass. */
  get known() {
    return this.batch.at(-1)?.step ?? -1;
  }

  get isComplete() {
    return this.goal === null && this.experiment.isComplete;
  }

  /** Whether it is on its way to a given step. */
  get isReplaying() {
    return this.goal !== null;
  }

  /** Whether it has something to do without being asked again. */
  get isBusy() {
    return !this.isComplete && (!this.isHeld || this.#advanced < this.#wanted);
  }

  /** Begins the next step. @param {boolean} isWatched @param {number} now */
  begin(isWatched, now) {
    this.experiment.beginStep();
    this.at += 1;
    this.isWatched = isWatched;
    this.isHeld = false;
    this.began = now;
    this.#advanced = 0;
  }

  /** Stops where it is; a pass that nobody watches runs to its end. */
  hold() {
    if (this.isComplete || !this.isWatched) return;
    this.isHeld = true;
    this.#wanted = this.#advanced;
  }

  /** Goes on by itself from where it stopped. @param {number} now @param {number} layers */
  release(now, layers) {
    if (!this.isHeld) return;
    this.isHeld = false;
    this.isWatched = true;
    const share = this.#advanced / layers;
    const time = Math.min(share, 1) * WATCHED.forward + Math.max(0, share - 1) * WATCHED.backward;
    this.began = now - time / this.speed;
  }

  /** One layer by hand, of the next step where the pass is complete. @param {number} now */
  stepLayer(now) {
    if (this.isComplete) this.begin(true, now);
    this.isHeld = this.isWatched = true;
    this.#wanted = this.#advanced + 1;
  }

  /** To the end of the forward pass, or from there to that of the backward one. @param {number} now @param {number} layers */
  stepSweep(now, layers) {
    if (this.isComplete) this.begin(true, now);
    this.isHeld = this.isWatched = true;
    this.#wanted = this.#advanced < layers ? layers : 2 * layers;
  }

  /** Goes to a step at or after the one that the experiment is at. @param {number} step @param {number} now */
  replay(step, now) {
    this.goal = step;
    this.isWatched = this.isHeld = false;
    this.began = now;
  }

  /**
   * Does what this frame has time for.
   * @param {number} now
   * @param {Frame} frame Read again where something happened.
   * @returns {boolean} Whether something happened.
   */
  tick(now, frame) {
    if (!this.isBusy) return false;
    if (this.goal !== null) return this.#replayOn(this.goal, frame);
    if (this.isWatched) this.#advanceTo(now, frame);
    else this.experiment.run(BUDGET);
    frame.read(this.experiment);
    if (this.isComplete) this.#record(frame);
    return true;
  }

  /** As many layers as the time since the beginning, or the hand, asks for. */
  #advanceTo(/** @type {number} */ now, /** @type {Frame} */ frame) {
    frame.read(this.experiment);
    const time = (now - this.began) * this.speed;
    const back = time - WATCHED.forward;
    const share = back < 0 ? time / WATCHED.forward : 1 + back / WATCHED.backward;
    const wanted = this.isHeld ? this.#wanted : Math.ceil(share * frame.layers);
    const end = performance.now() + BUDGET;
    while (!this.experiment.isComplete && this.#advanced < wanted && performance.now() < end) {
      this.experiment.advance();
      this.#advanced += 1;
    }
    // The walk over the test rows shows nothing: as fast as it goes.
    if (!this.experiment.isComplete && this.#advanced >= 2 * frame.layers) {
      if (this.experiment.run(BUDGET)) return;
      this.#wanted = this.#advanced + 1;
    }
  }

  /** @param {number} goal @param {Frame} frame */
  #replayOn(goal, frame) {
    const end = performance.now() + BUDGET;
    let isNews = false;
    for (let left = BUDGET; left > 0; left = end - performance.now()) {
      if (!this.experiment.run(left)) break;
      const isThere = this.at === goal;
      if (isThere) this.goal = null;
      // On known ground only the goal is looked at.
      if (isThere || this.at > this.known) {
        frame.read(this.experiment);
        this.#record(frame);
        isNews = true;
      }
      if (isThere) return true;
      this.experiment.beginStep();
      this.at += 1;
    }
    // Nothing has been shown yet: layers at least.
    if (this.isNew) frame.read(this.experiment);
    return isNews || this.isNew;
  }

  /** @param {Frame} frame */
  #record(frame) {
    const step = (this.step = this.at);
    const loss = (this.loss = frame.get('loss'));
    // A replay repeats what is known.
    if (step > this.known) push(this.batch, { step, loss, accuracy: frame.get('accuracy') });
    if (frame.get('testStep') === step && !(step <= (this.test.at(-1)?.step ?? -1))) {
      push(this.test, { step, loss: frame.get('testLoss'), accuracy: frame.get('testAccuracy') });
    }
    this.#passed(frame);
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
