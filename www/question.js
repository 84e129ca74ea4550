// A question to the engine whose answer takes longer than a frame: asked again whenever the network
// is another one, and at a pace while it plays.

/** While it plays, a question is asked at most this often (ms). */
const PACE = 250;

/**
 * @template T
 * @typedef {{ run: (budget: number) => T | undefined, free: () => void }} Walk
 */

/** @template T */
export class Question {
  /** The last answer. @type {T | undefined} */
  answer;
  /** What was asked for it, and of which network. */
  asked = '';
  version = -1;
  #begin;
  /** The question under way. @type {{ walk: Walk<T>, asked: string, version: number } | undefined} */
  #under;
  #begun = -Infinity;

  /** @param {(scene: import('./views.js').Scene) => Walk<T> | undefined} begin None where there is nothing to ask. */
  constructor(begin) {
    this.#begin = begin;
  }

  /**
   * Goes on until a given time.
   * @param {import('./views.js').Scene} scene
   * @param {number} until
   * @param {string} asked What distinguishes this question from others of the same network.
   * @returns {{ isDone: boolean, isNew: boolean }} Whether there is nothing more to do, and whether
   *   there is another answer.
   */
  work(scene, until, asked) {
    // What plays outruns every question: one that has begun is answered, of the network it was.
    const isStale = this.#under && (this.#under.asked !== asked || (!scene.isPlaying && this.#under.version !== scene.version));
    if (isStale) this.#drop();
    if (!this.#under) {
      if (this.version === scene.version && this.asked === asked) return { isDone: true, isNew: false };
      const isEarly = scene.isPlaying && performance.now() - this.#begun < PACE;
      if (isEarly || !scene.isCurrent) return { isDone: false, isNew: false };
      this.#begun = performance.now();
      const walk = this.#begin(scene);
      if (!walk) {
        const isNew = this.answer !== undefined;
        [this.answer, this.asked, this.version] = [undefined, asked, scene.version];
        return { isDone: true, isNew };
      }
      this.#under = { walk, asked, version: scene.version };
    }
    const answer = this.#under.walk.run(Math.max(0, until - performance.now()));
    if (answer === undefined) return { isDone: false, isNew: false };
    [this.answer, this.asked, this.version] = [answer, this.#under.asked, this.#under.version];
    this.#drop();
    return { isDone: this.version === scene.version, isNew: true };
  }

  /** Forgets the answer: it was of other data. */
  forget() {
    this.#drop();
    this.answer = undefined;
    this.asked = '';
    this.version = -1;
  }

  dispose() {
    this.#drop();
  }

  #drop() {
    this.#under?.walk.free();
    this.#under = undefined;
  }
}

/**
 * Two questions to the same network as one.
 * @template A, B
 * @param {Walk<A>} first
 * @param {Walk<B> | undefined} second
 * @returns {Walk<{ first: A, second: B | undefined }>}
 */
export function both(first, second) {
  /** @type {A | undefined} */
  let answer;
  return {
    run(budget) {
      const end = performance.now() + budget;
      answer ??= first.run(budget);
      if (answer === undefined) return undefined;
      const other = second?.run(Math.max(0, end - performance.now()));
      return second && other === undefined ? undefined : { first: answer, second: other };
    },
    free() {
      first.free();
      second?.free();
    },
  };
}
