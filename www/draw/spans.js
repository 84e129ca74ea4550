// Where along an axis something holds, from samples of it.

/**
 * The spans of neighbouring samples for which something holds. A single sample is none: f′ of |z|
 * is 0 at 0 alone.
 * @param {ArrayLike<number>} samples At even points from low to high.
 * @param {number} low
 * @param {number} high
 * @param {(sample: number) => boolean} holds
 * @returns {[number, number][]} From and to.
 */
export function spans(samples, low, high, holds) {
  /** @type {[number, number][]} */
  const found = [];
  const last = samples.length - 1;
  const at = (/** @type {number} */ index) => low + ((high - low) * index) / last;
  let first = -1;
  for (let index = 0; index <= last + 1; index++) {
    const isIn = index <= last && holds(samples[index]);
    if (isIn && first < 0) first = index;
    if (isIn || first < 0) continue;
    if (index - 1 > first) found.push([at(first), at(index - 1)]);
    first = -1;
  }
  return found;
}

/**
 * Those of the spans that go on beyond what is drawn: within, f′ is small at a peak of f.
 * @type {typeof spans}
 */
export function tails(samples, low, high, holds) {
  return spans(samples, low, high, holds).filter(([from, to]) => from === low || to === high);
}
