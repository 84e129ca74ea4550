// Two axes of numbers that may have been standardised: where things stand, and what the numbers were
// before.

import { ticks } from 'd3-array';

/**
 * @typedef {object} NumberAxis
 * @property {number} low In the units of the network, as is high.
 * @property {number} high
 * @property {number} mean What 0 was before it was standardised,
 * @property {number} deviation and how much 1 was; 0 where there was only one value.
 * @property {string} label
 * @property {boolean} [isBare] Whether its numbers mean nothing.
 */

/**
 * @typedef {object} Places
 * @property {number} left
 * @property {number} right
 * @property {number} top
 * @property {number} bottom
 * @property {(value: number) => number} x
 * @property {(value: number) => number} y
 */

/**
 * @param {number} width
 * @param {number} height
 * @param {NumberAxis} x
 * @param {NumberAxis} y
 * @returns {Places}
 */
export function places(width, height, x, y) {
  const [left, right, top, bottom] = [40, width - 8, 20, height - 34];
  return {
    left,
    right,
    top,
    bottom,
    x: (value) => left + ((value - x.low) / (x.high - x.low)) * (right - left),
    y: (value) => bottom - ((value - y.low) / (y.high - y.low)) * (bottom - top),
  };
}

/**
 * Frame, numbers and names; the numbers in the units that the rows had at first.
 * @param {CanvasRenderingContext2D} context
 * @param {Places} at
 * @param {NumberAxis} x
 * @param {NumberAxis} y
 * @param {(value: number) => string} tell
 * @param {import('../palette.js').Palette} palette
 */
export function drawAxes(context, at, x, y, tell, palette) {
  const { left, right, top, bottom } = at;
  context.font = `11px ${palette.font}`;
  context.strokeStyle = palette.muted;
  context.fillStyle = palette.muted;
  context.lineWidth = 1;
  context.strokeRect(left - 0.5, top - 0.5, right - left + 1, bottom - top + 1);
  context.textAlign = 'center';
  context.textBaseline = 'top';
  for (const [value, place] of numbers(x, 5)) {
    if (at.x(place) < left || at.x(place) > right) continue;
    context.fillRect(Math.round(at.x(place)), bottom, 1, 4);
    context.fillText(tell(value), at.x(place), bottom + 6);
  }
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const [value, place] of numbers(y, 5)) {
    if (at.y(place) < top || at.y(place) > bottom) continue;
    context.fillRect(left - 4, Math.round(at.y(place)), 4, 1);
    context.fillText(tell(value), left - 6, at.y(place));
  }
  context.textBaseline = 'bottom';
  context.fillText(x.label, right, bottom + 33);
  context.textAlign = 'left';
  context.fillText(y.label, 4, top - 5);
}

/** Round numbers as they were, and where they stand now. @param {NumberAxis} axis @param {number} count */
function numbers({ low, high, mean, deviation, isBare }, count) {
  if (isBare) return [];
  if (deviation === 0) return /** @type {[number, number][]} */ ([[mean, 0]]);
  const was = (/** @type {number} */ value) => mean + deviation * value;
  return ticks(was(low), was(high), count).map((value) => /** @type {[number, number]} */ ([value, (value - mean) / deviation]));
}
