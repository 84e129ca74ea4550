// Points of training to come back to: a few, evenly spaced, within a budget of memory and of time.

/** Checkpoints kept; beyond it every second one is dropped. */
const MOST = 24;
/** Bytes that they may take together. */
const BYTES = 64 * 2 ** 20;
/** Training between two takes at least this many times as long as it takes to take one. */
const WORTH = 40;
/** How fast weights are copied (bytes per ms): what is assumed before the first measurement, and
 * the most that is believed of a coarse clock. */
const SPEED = { likely: 2e5, most: 4e6 };

/** @typedef {import('./engine.js').Checkpoint} Checkpoint */
/** @typedef {{ checkpointBytes: number, checkpoint: () => Checkpoint }} Source */

export class Checkpoints {
  /** In the order of their steps. @type {Checkpoint[]} */
  #kept = [];
  /** Steps between two, at least. */
  #stride = 1;
  /** What taking the last one took, per byte (ms). */
  #cost = 1 / SPEED.likely;
  /** Training since the last one (ms). */
  #spent = 0;
  #now;

  /** @param {() => number} [now] A clock, in ms. */
  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  get steps() {
    return this.#kept.map(({ step }) => step);
  }

  /** Training has taken this long. @param {number} time ms. */
  spend(time) {
    this.#spent += time;
  }

  /** After a complete pass: takes a checkpoint where it is time for one. @param {Source} experiment @param {number} step */
  offer(experiment, step) {
    if (step - this.#last < this.#stride) return;
    const bytes = experiment.checkpointBytes;
    if (bytes > BYTES || this.#spent < WORTH * this.#cost * bytes) return;
    while (this.#kept.length > 0 && !this.#hasRoom(bytes)) this.#thin();
    if (step - this.#last < this.#stride) return;
    const began = this.#now();
    this.#kept.push(experiment.checkpoint());
    this.#cost = Math.max((this.#now() - began) / bytes, 1 / SPEED.most);
    this.#spent = 0;
  }

  /** The last one at or before a step. @param {number} step */
  at(step) {
    return this.#kept.findLast((kept) => kept.step <= step);
  }

  /** Frees all. */
  free() {
    for (const kept of this.#kept) kept.free();
    this.#kept = [];
    this.#stride = 1;
    this.#spent = 0;
  }

  get #last() {
    return this.#kept.at(-1)?.step ?? 0;
  }

  /** @param {number} bytes */
  #hasRoom(bytes) {
    const all = this.#kept.reduce((sum, kept) => sum + kept.bytes, bytes);
    return this.#kept.length < MOST && all <= BYTES;
  }

  /** Drops every second one, and from then on takes them as far apart as those that stay. Step 0 is
   * the first of all and costs nothing: the experiment can be built again. */
  #thin() {
    this.#stride = Math.max(2 * this.#stride, Math.ceil((2 * this.#last) / this.#kept.length));
    this.#kept = this.#kept.filter((kept, index) => {
      const stays = index % 2 === 1;
      if (!stays) kept.free();
      return stays;
    });
  }
}
