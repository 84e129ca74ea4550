// What the charts on the depth axis share: the selected layer, the numbers of the layers, the
// decades.

import { powerOfTen } from '../format.js';
import { columnCentre, layerTicks } from '../scale.js';

/** @typedef {import('../scale.js').DepthAxis} DepthAxis */
/** @typedef {import('../palette.js').Palette} Palette */

/** Room under a chart for the numbers of the layers and the names of the ends. */
export const FOOT = 36;
/** Between the numbers of two layers. */
const APART = 6;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {{ axis: DepthAxis, selected: number, palette: Palette }} chart
 * @param {number} top
 * @param {number} bottom
 */
export function drawSelected(context, { axis, selected, palette }, top, bottom) {
  context.fillStyle = palette.select;
  context.globalAlpha = 0.12;
  context.fillRect(axis.left + selected * axis.step, top, axis.step, bottom - top);
  context.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {{ width: number, axis: DepthAxis, labels: { input: string, output: string }, palette: Palette }} chart
 * @param {number} bottom
 */
export function drawLayers(context, { width, axis, labels, palette }, bottom) {
  context.font = `11px ${palette.font}`;
  context.fillStyle = palette.muted;
  context.textAlign = 'center';
  context.textBaseline = 'top';
  const ticks = layerTicks(axis, 26).map((layer) => {
    const name = String(layer + 1);
    const half = context.measureText(name).width / 2;
    return { name, half, x: Math.min(columnCentre(axis, layer), width - half) };
  });
  // The last one may have been pushed back from the edge: the one before it gives way.
  const last = ticks[ticks.length - 1];
  for (const tick of ticks) {
    if (tick !== last && tick.x + tick.half + APART > last.x - last.half) continue;
    context.fillText(tick.name, tick.x, bottom + 5);
  }
  context.textAlign = 'left';
  context.fillText(labels.input, axis.left, bottom + 20);
  context.textAlign = 'right';
  context.fillText(labels.output, width, bottom + 20);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {{ width: number, axis: DepthAxis, decades: import('../scale.js').Decades, palette: Palette }} chart
 * @param {(log10: number) => number} y
 */
export function drawDecades(context, { width, axis, decades, palette }, y) {
  context.font = `11px ${palette.font}`;
  context.strokeStyle = palette.line;
  context.fillStyle = palette.muted;
  context.lineWidth = 1;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (let decade = Math.ceil(decades.low / decades.step) * decades.step;
    decade <= decades.high; decade += decades.step) {
    const at = Math.round(y(decade)) + 0.5;
    context.beginPath();
    context.moveTo(axis.left, at);
    context.lineTo(width, at);
    context.stroke();
    context.fillText(decade === 0 ? '1' : powerOfTen(decade), axis.left - 6, at);
  }
}

/**
 * Diagonal lines over a rectangle: a sign that does without colour.
 * @param {CanvasRenderingContext2D} context With the stroke style wanted.
 * @param {number} x @param {number} y @param {number} width @param {number} height
 * @param {number} [gap]
 */
export function hatch(context, x, y, width, height, gap = 4) {
  if (!(width > 0 && height > 0)) return;
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.beginPath();
  // On one grid for the whole chart: neighbours join.
  const first = Math.floor((x + y) / gap) * gap - y - height;
  for (let at = first; at < x + width; at += gap) {
    context.moveTo(at, y + height);
    context.lineTo(at + height, y);
  }
  context.stroke();
  context.restore();
}

/**
 * Clears the chart and draws what every chart of sizes per layer stands on: the selected layer, the
 * decades and the layers' numbers.
 * @param {CanvasRenderingContext2D} context
 * @param {Parameters<typeof drawSelected>[1] & Parameters<typeof drawDecades>[1] & Parameters<typeof drawLayers>[1] & { height: number }} chart
 * @returns {{ top: number, bottom: number, y: (log10: number) => number }}
 */
export function drawLogAxes(context, chart) {
  const { width, height, decades } = chart;
  const top = 8;
  const bottom = height - FOOT;
  const y = (/** @type {number} */ log10) =>
    bottom - ((log10 - decades.low) / (decades.high - decades.low)) * (bottom - top);
  context.clearRect(0, 0, width, height);
  drawSelected(context, chart, top, bottom);
  drawDecades(context, chart, y);
  drawLayers(context, chart, bottom);
  return { top, bottom, y };
}
