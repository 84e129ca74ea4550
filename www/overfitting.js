// Whether training and test loss part ways.

/** @typedef {{ step: number, loss: number }} Point */

/** Neighbouring tests on either side that count with one: a single one says little. */
const BESIDE = 2;
/** Tests after the smallest that it takes, beside those, to speak of a rise; and how far (a factor) it must go. */
const AFTER = 5;
const RISE = 1.1;
/** How far the training loss must have fallen meanwhile. */
const FALL = 0.95;

/**
 * Since when the test loss has risen while the training loss fell; null where that is not so. The
 * numbers are means over `tests` tests and over all batches from one of these tests to the next.
 * @param {Point[]} batch Of the batch of each step, or each of several.
 * @param {Point[]} test
 * @param {number} step The last one that counts.
 * @param {number} epoch Its steps.
 * @returns {{ since: number, tests: number, test: [number, number], train: [number, number] } | null}
 */
export function overfitting(batch, test, step, epoch) {
  const tests = test.filter((point) => point.step <= step);
  const last = tests.length - 1 - BESIDE;
  const around = (/** @type {number} */ index) => mean(tests.slice(index - BESIDE, index + BESIDE + 1));
  let least = BESIDE;
  for (let index = least + 1; index <= last; index++) if (around(index) < around(least)) least = index;
  if (last - least < AFTER) return null;
  const losses = /** @type {[number, number]} */ ([around(least), around(last)]);
  const train = /** @type {[number, number]} */ ([least, last].map((index) => {
    const [from, to] = [tests[index - BESIDE].step - epoch, tests[index + BESIDE].step];
    return mean(batch.filter((point) => point.step > from && point.step <= to));
  }));
  if (!(losses[1] >= RISE * losses[0] && train[1] <= FALL * train[0])) return null;
  return { since: tests[least].step, tests: 2 * BESIDE + 1, test: losses, train };
}

/** @param {Point[]} points */
function mean(points) {
  return points.reduce((sum, { loss }) => sum + loss, 0) / points.length;
}
