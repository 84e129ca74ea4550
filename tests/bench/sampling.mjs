// Times several things in turn, so that a slow moment of the machine falls on all of them. Runs in Node and in browsers.

/** Milliseconds, by clock: `wall` and, in Node, `cpu`. @typedef {Record<string, number>} Spent */
/** @typedef {() => Spent} Clock */
/** @typedef {{ median: number, low: number, high: number }} Spread Low and high are the quantiles 0.1 and 0.9. */
/** @typedef {(times: number) => Spent | Promise<Spent>} Sample What one step of so many takes. */

/** A sample takes at least as long as this (ms), so that the clock can tell it. */
const SAMPLE = 20;
/** What takes longer than this for one step (ms) is asked fewer times; what takes much longer, once. */
const SLOW = 400;
const VERY_SLOW = 5000;

/** @param {Clock} clock @param {() => unknown} step @returns {Sample} */
export const timed = (clock, step) => (times) => {
  const before = clock();
  for (let time = 0; time < times; time++) step();
  const after = clock();
  return Object.fromEntries(Object.keys(after).map((name) => [name, (after[name] - before[name]) / times]));
};

/** @param {number[]} values @param {number} share */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round(share * (sorted.length - 1))];
}

/** @param {number[]} values @returns {Spread} */
export const spread = (values) => ({ median: quantile(values, 0.5), low: quantile(values, 0.1), high: quantile(values, 0.9) });

/**
 * What a step of each takes, in the order in which they were given.
 * @param {Sample[]} samples
 * @param {{ rounds?: number, slowRounds?: number }} [options] How often each is asked, and each that is slow.
 */
export async function interleaved(samples, { rounds = 15, slowRounds = 4 } = {}) {
  const all = [];
  for (const sample of samples) {
    // The first steps compile: where there is time, they do not count.
    const first = await sample(1);
    const warm = first.wall > SLOW ? first : await sample(Math.max(2, Math.ceil(SAMPLE / first.wall)));
    const once = first.wall > VERY_SLOW;
    all.push({ sample, times: Math.max(1, Math.round(SAMPLE / warm.wall)), spent: once ? [first] : [], rounds: once ? 0 : warm.wall > SLOW ? slowRounds : rounds });
  }
  for (let round = 0; round < rounds; round++) {
    for (const { sample, times, spent, rounds } of all) if (round < rounds) spent.push(await sample(times));
  }
  return all.map(({ spent }) => ({
    samples: spent.length,
    ms: Object.fromEntries(Object.keys(spent[0]).map((clock) => [clock, spread(spent.map((one) => one[clock]))])),
  }));
}
