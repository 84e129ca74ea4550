// The settings asked for, of which only acceptable ones are taken over, and what is wrong with the
// others.

/** @typedef {Record<string, string>} Values By key, as texts; a key not given has its default. */

export class Settings {
  /** All acceptable together. @type {Values} */
  values = {};
  /** What is wrong, by the key it is about. @type {Map<string, string>} */
  problems = new Map();
  #check;
  #refuse;

  /**
   * @param {(values: Values) => void} check Throws what is wrong with values.
   * @param {(key: string | null, error: Error) => string} refuse Hears of a refusal and words it.
   */
  constructor(check, refuse) {
    this.#check = check;
    this.#refuse = refuse;
  }

  /**
   * Changes one setting (undefined: back to its default), or keeps the last good one.
   * @param {string} key
   * @param {string | undefined} value
   * @returns {boolean} Whether it was accepted.
   */
  set(key, value) {
    return this.together({ [key]: value });
  }

  /**
   * Changes several settings, or none of them.
   * @param {Record<string, string | undefined>} values
   * @returns {boolean} Whether they were accepted.
   */
  together(values) {
    const merged = this.#with(values);
    const problem = this.#problem(merged);
    const [first] = Object.keys(values);
    if (problem === null) {
      this.values = merged;
      for (const key of Object.keys(values)) this.problems.delete(key);
    } else {
      this.problems.set(first, this.#refuse(first, problem));
    }
    return problem === null;
  }

  /**
   * Changes several: all together where they agree, otherwise those that are right one by one.
   * @param {Record<string, string | undefined>} values
   * @returns {boolean} Whether any setting changed.
   */
  adopt(values) {
    const before = JSON.stringify(this.values);
    const all = this.#with(values);
    if (this.#problem(all) === null) {
      this.values = all;
      for (const key of Object.keys(values)) this.problems.delete(key);
    } else {
      for (const [key, value] of Object.entries(values)) this.set(key, value);
    }
    return JSON.stringify(this.values) !== before;
  }

  /** @param {Record<string, string | undefined>} values @returns {Values} */
  #with(values) {
    const merged = Object.entries({ ...this.values, ...values });
    return /** @type {Values} */ (
      Object.fromEntries(merged.filter(([, value]) => value !== undefined))
    );
  }

  /** Whether values would be accepted, all together. @param {Values} values */
  accepts(values) {
    return this.#problem(values) === null;
  }

  /** @param {Values} values */
  #problem(values) {
    try {
      this.#check(values);
      return null;
    } catch (error) {
      return /** @type {Error} */ (error);
    }
  }
}
