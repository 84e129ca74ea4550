// Undo and redo: values as they were before each change.

/** Changes of the same slider within this time (ms) are one: its way is no history. */
const TOGETHER = 1000;
/** Changes kept. */
const KEPT = 200;

/** @template T */
export class Past {
  /** @type {T[]} */
  #undo = [];
  /** @type {T[]} */
  #redo = [];
  #what = '';
  #when = -Infinity;

  /**
   * Before a change: keeps what was.
   * @param {T} was
   * @param {string} what The slider that changes; empty for a change that stands alone.
   * @param {number} now
   */
  keep(was, what, now) {
    const isSame = what !== '' && what === this.#what && now - this.#when < TOGETHER;
    this.#what = what;
    this.#when = now;
    this.#redo = [];
    if (isSame) return;
    this.#undo.push(was);
    if (this.#undo.length > KEPT) this.#undo.shift();
  }

  /** The last change came to nothing. */
  drop() {
    this.#undo.pop();
    this.#what = '';
  }

  get canUndo() {
    return this.#undo.length > 0;
  }

  get canRedo() {
    return this.#redo.length > 0;
  }

  /** What was before the last change. @param {T} is @returns {T | undefined} */
  undo(is) {
    return this.#move(this.#undo, this.#redo, is);
  }

  /** What was before the last undo. @param {T} is @returns {T | undefined} */
  redo(is) {
    return this.#move(this.#redo, this.#undo, is);
  }

  /** @param {T[]} from @param {T[]} to @param {T} is */
  #move(from, to, is) {
    const was = from.pop();
    if (was === undefined) return undefined;
    to.push(is);
    this.#what = '';
    return was;
  }
}
