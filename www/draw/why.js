// Where the change of the error signal comes from: a waterfall of factors on a log axis, from the
// last hidden layer back to the first.

import { columnCentre } from '../scale.js';
import { drawLogAxes, hatch } from './depth.js';

/**
 * @typedef {object} Part
 * @property {string} colour
 * @property {(layer: number) => number} log10 What it multiplies the signal by.
 */

/**
 * @param {CanvasRenderingContext2D} context In CSS pixels.
 * @param {object} chart
 * @param {number} chart.width
 * @param {number} chart.height
 * @param {import('../scale.js').DepthAxis} chart.axis
 * @param {import('../scale.js').Decades} chart.decades
 * @param {(layer: number) => number} chart.level log10 of a layer's signal, relative to the last
 *   hidden layer's; NaN where the pass has not come to.
 * @param {Part[]} chart.parts In the order in which the signal meets them.
 * @param {number} chart.selected
 * @param {{ input: string, output: string }} chart.labels
 * @param {import('../palette.js').Palette} chart.palette
 */
export function drawWhy(context, chart) {
  const { axis, level, parts, palette } = chart;
  const { top, bottom, y } = drawLogAxes(context, chart);

  const last = axis.layers - 2;
  const gap = axis.step > 8 ? Math.min(6, axis.step * 0.16) : 0;
  const room = (axis.step - gap) / parts.length;
  const right = (/** @type {number} */ layer) => axis.left + (layer + 1) * axis.step - gap / 2;

  // The levels, as a staircase behind the bars.
  context.strokeStyle = palette.muted;
  context.lineWidth = 1;
  context.beginPath();
  for (let layer = last; layer >= 0; layer--) {
    const at = y(level(layer));
    if (!Number.isFinite(at)) continue;
    const from = layer === last ? right(layer) : right(layer) - parts.length * room;
    context.moveTo(from, at);
    context.lineTo(layer === 0 ? axis.left : right(layer - 1), at);
  }
  context.stroke();
  if (Number.isFinite(level(last))) {
    context.fillStyle = palette.text;
    context.beginPath();
    context.arc(columnCentre(axis, last), y(level(last)), Math.min(4, Math.max(1.5, axis.step / 5)), 0, 2 * Math.PI);
    context.fill();
  }

  for (let layer = last - 1; layer >= 0; layer--) {
    let from = level(layer + 1);
    if (!Number.isFinite(from)) continue;
    for (const [index, { colour, log10 }] of parts.entries()) {
      const to = from + log10(layer);
      const x = right(layer) - (index + 1) * room;
      if (to === -Infinity) {
        drawEnd(context, x, room, y(from), bottom, palette);
        break;
      }
      if (!Number.isFinite(to)) break;
      drawBar(context, x, room, y(from), y(to), colour);
      from = to;
    }
  }
}

/**
 * Full where the signal shrinks, hatched where it grows.
 * @param {CanvasRenderingContext2D} context
 * @param {number} x @param {number} width
 * @param {number} from @param {number} to Pixels.
 * @param {string} colour
 */
function drawBar(context, x, width, from, to, colour) {
  // A factor of 1 is there too: as a line.
  const upper = Math.min(from, to);
  const size = Math.max(1, Math.abs(to - from));
  const isUp = to < from;
  context.fillStyle = context.strokeStyle = colour;
  if (!isUp || width < 3 || size < 3) {
    context.fillRect(x, upper, width, size);
    return;
  }
  context.globalAlpha = 0.14;
  context.fillRect(x, upper, width, size);
  context.globalAlpha = 1;
  context.lineWidth = 1;
  hatch(context, x, upper, width, size);
  if (width >= 4) context.strokeRect(x + 0.5, upper + 0.5, width - 1, Math.max(0, size - 1));
}

/**
 * A factor of exactly zero: down to the floor, with a cross there.
 * @param {CanvasRenderingContext2D} context
 * @param {number} x @param {number} width @param {number} from @param {number} bottom
 * @param {import('../palette.js').Palette} palette
 */
function drawEnd(context, x, width, from, bottom, palette) {
  context.strokeStyle = palette.muted;
  context.lineWidth = 1;
  hatch(context, x, from, width, bottom - from);
  const middle = x + width / 2;
  context.strokeStyle = palette.text;
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(middle - 4, bottom - 9);
  context.lineTo(middle + 4, bottom - 1);
  context.moveTo(middle + 4, bottom - 9);
  context.lineTo(middle - 4, bottom - 1);
  context.stroke();
}
