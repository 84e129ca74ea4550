// What every step left: its frame in single precision, thinned as they grow many.

import { Frame } from './frame.js';

/** Frames kept; beyond it every second one is dropped, and from then on every second one is taken. */
const KEPT = 512;
/** Numbers kept at most: a deep network's frames are long. */
const NUMBERS = 4_000_000;

export class Journal {
  /** In the order of their steps. @type {Frame[]} */
  frames = [];
  /** Every such step is taken. */
  stride = 1;
  /** Grows with every change. */
  version = 0;

  /** @param {Frame} frame Of a complete pass. */
  record(frame) {
    const step = frame.get('step');
    // A replay repeats what is known.
    if (step <= this.last || step % this.stride !== 0) return;
    this.frames.push(frame.copy(Float32Array));
    this.version += 1;
    if (this.frames.length > Math.max(64, Math.min(KEPT, Math.floor(NUMBERS / frame.length)))) {
      this.stride *= 2;
      this.frames = this.frames.filter((kept) => kept.get('step') % this.stride === 0);
    }
  }

  /** The last step that was taken; -1 before the first. */
  get last() {
    return this.frames.at(-1)?.get('step') ?? -1;
  }

  /** The last frame at or before a step. @param {number} step @returns {Frame | undefined} */
  at(step) {
    return this.frames[this.#count(step) - 1];
  }

  /** The first frame after a step. @param {number} step @returns {Frame | undefined} */
  after(step) {
    return this.frames[this.#count(step)];
  }

  /** How many frames are of a step or of one before. @param {number} step */
  #count(step) {
    let [low, high] = [0, this.frames.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.frames[middle].get('step') <= step) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
