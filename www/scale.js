// Where things stand: the depth axis that every chart shares, and the size axis.

/** @typedef {{ left: number, step: number, layers: number }} DepthAxis Pixels. */

/**
 * One column per layer between left and right; depth runs from input to output.
 * @param {number} layers
 * @param {number} left
 * @param {number} right
 * @returns {DepthAxis}
 */
export function depthAxis(layers, left, right) {
  return { left, step: (right - left) / layers, layers };
}

/** The middle of a layer's column. @param {DepthAxis} axis @param {number} index */
export function columnCentre(axis, index) {
  return axis.left + (index + 0.5) * axis.step;
}

/** The layer whose column holds x, the nearest one outside. @param {DepthAxis} axis @param {number} x */
export function layerAt(axis, x) {
  return Math.min(axis.layers - 1, Math.max(0, Math.floor((x - axis.left) / axis.step)));
}

/**
 * The layers that get a number under the axis: the first, the last, and an even pace between.
 * @param {DepthAxis} axis
 * @param {number} room Pixels a number needs.
 */
export function layerTicks(axis, room) {
  const pace = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((n) => n * axis.step >= room) ?? 1000;
  const ticks = [0];
  for (let index = pace - 1 || 1; index < axis.layers - 1; index += pace) {
    const far = (/** @type {number} */ other) => Math.abs(index - other) * axis.step >= room;
    if (far(0) && far(axis.layers - 1)) ticks.push(index);
  }
  if (axis.layers > 1) ticks.push(axis.layers - 1);
  return ticks;
}

/** @typedef {{ low: number, high: number, step: number }} Decades */

/**
 * The decades of the size axis: from 1e-8 to 10, farther in coarse steps where the data need it,
 * so that it stands still while they change a little.
 * @param {Iterable<number>} logs
 * @returns {Decades}
 */
export function decades(logs) {
  let low = -8;
  let high = 1;
  for (const log of logs) {
    if (!Number.isFinite(log)) continue;
    const stride = (/** @type {number} */ end) => (Math.abs(end) < 32 ? 8 : Math.abs(end) < 128 ? 32 : 128);
    while (log < low) low -= stride(low);
    while (log > high) high = high === 1 ? 8 : high + stride(high);
  }
  return { low, high, step: stepOf(low, high) };
}

/**
 * The decades of an axis of factors around 1: nearer than sizes, and farther in the same way.
 * @param {Iterable<number>} logs
 * @returns {Decades}
 */
export function factorDecades(logs) {
  let low = -2;
  let high = 1;
  const farther = (/** @type {number} */ end) => (end < 8 ? 2 * end : end + (end < 32 ? 8 : end < 128 ? 32 : 128));
  for (const log of logs) {
    if (!Number.isFinite(log)) continue;
    while (log < low) low = -farther(-low);
    while (log > high) high = farther(high);
  }
  return { low, high, step: stepOf(low, high) };
}

/** Between two marks. @param {number} low @param {number} high */
function stepOf(low, high) {
  return [1, 2, 4, 8, 16, 32, 64, 128, 256].find((n) => (high - low) / n <= 6) ?? 512;
}

/** How long (ms) an axis waits before it narrows. */
const REST = 600;

/**
 * An axis that widens at once and narrows only when the picture has come to rest: under a finger
 * that drags it moves as little as it can, and what is shown in the end depends on the numbers alone.
 */
export class CalmDecades {
  /** @type {Decades | null} */
  #shown = null;
  #version = NaN;
  #since = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #redraw;

  /** @param {() => void} redraw Asks for another picture, once it may narrow. */
  constructor(redraw) {
    this.#redraw = redraw;
  }

  /**
   * @param {Decades} wanted
   * @param {{ version: number, isCurrent: boolean, now: number }} scene
   * @returns {Decades}
   */
  of(wanted, { version, isCurrent, now }) {
    if (version !== this.#version) {
      this.#version = version;
      this.#since = now;
    }
    const shown = this.#shown;
    const low = Math.min(wanted.low, shown?.low ?? wanted.low);
    const high = Math.max(wanted.high, shown?.high ?? wanted.high);
    const isNarrower = low < wanted.low || high > wanted.high;
    clearTimeout(this.#timer);
    if (!isNarrower || (isCurrent && now - this.#since >= REST)) return (this.#shown = wanted);
    if (isCurrent) this.#timer = setTimeout(this.#redraw, REST);
    return (this.#shown = { low, high, step: stepOf(low, high) });
  }

  dispose() {
    clearTimeout(this.#timer);
  }
}

/** @typedef {{ left: number, right: number, first: number, last: number }} StepAxis Pixels and the steps there. */

/**
 * Steps from 0 to the last, each with room for a column as wide as the stride around it.
 * @param {number} last
 * @param {number} stride
 * @param {number} left
 * @param {number} right
 * @returns {StepAxis}
 */
export function stepAxis(last, stride, left, right) {
  return { left, right, first: -stride / 2, last: last + stride / 2 };
}

/** @param {StepAxis} axis @param {number} step */
export function stepX({ left, right, first, last }, step) {
  return left + ((step - first) / (last - first)) * (right - left);
}

/** The step at x, from 0 to the last. @param {StepAxis} axis @param {number} x @param {number} most */
export function stepAt({ left, right, first, last }, x, most) {
  const step = Math.round(first + ((x - left) / (right - left)) * (last - first));
  return Math.min(most, Math.max(0, step));
}
