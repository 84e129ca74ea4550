// Numbers that are read change at a pace that can be read.

/** While training they change at most this often (ms). */
const READABLE = 400;

export class Pace {
  #told = -Infinity;
  /** @type {unknown[]} */
  #of = [];

  /**
   * Whether to tell the numbers now: by hand and for something else at once, in training now and
   * then. Where training stops, `say` comes after.
   * @param {import('../views.js').Scene} scene
   * @param {...unknown} of What else they depend on.
   */
  isDue({ run, now }, ...of) {
    const isOther = of.length !== this.#of.length || of.some((part, index) => part !== this.#of[index]);
    return isOther || run.isHeld || run.isReplaying || now - this.#told > READABLE;
  }

  /** Whether this frame has told them already. @param {import('../views.js').Scene} scene */
  isTold({ now }) {
    return this.#told === now;
  }

  /** They are told. @param {import('../views.js').Scene} scene @param {...unknown} of */
  tell({ now }, ...of) {
    this.#told = now;
    this.#of = of;
  }
}
