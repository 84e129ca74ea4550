// Gradient size per layer on a log axis, under the heat map's depth axis.

import { columnCentre, layerTicks } from '../scale.js';
import { powerOfTen } from '../format.js';

/**
 * @param {CanvasRenderingContext2D} context In CSS pixels.
 * @param {object} chart
 * @param {number} chart.width
 * @param {number} chart.height
 * @param {import('../scale.js').DepthAxis} chart.axis
 * @param {{ low: number, high: number, step: number }} chart.decades
 * @param {{ colour: string, square: boolean, log10: (layer: number) => number,
 *   isNew: (layer: number) => boolean }[]} chart.lines
 * @param {number} chart.selected
 * @param {{ input: string, output: string }} chart.labels
 * @param {import('../palette.js').Palette} chart.palette
 */
export function drawSizes(context, chart) {
  const { width, height, axis, decades, palette } = chart;
  const top = 8;
  const bottom = height - 36;
  const y = (/** @type {number} */ log10) =>
    bottom - ((log10 - decades.low) / (decades.high - decades.low)) * (bottom - top);
  context.clearRect(0, 0, width, height);

  context.fillStyle = palette.select;
  context.globalAlpha = 0.12;
  context.fillRect(axis.left + chart.selected * axis.step, top, axis.step, bottom - top);
  context.globalAlpha = 1;

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

  context.textAlign = 'center';
  context.textBaseline = 'top';
  for (const layer of layerTicks(axis, 26)) {
    const name = String(layer + 1);
    const edge = width - context.measureText(name).width / 2;
    context.fillText(name, Math.min(columnCentre(axis, layer), edge), bottom + 5);
  }
  context.textAlign = 'left';
  context.fillText(chart.labels.input, axis.left, bottom + 20);
  context.textAlign = 'right';
  context.fillText(chart.labels.output, width, bottom + 20);

  for (const line of chart.lines) drawLine(context, chart, line, y, bottom);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {{ axis: import('../scale.js').DepthAxis, palette: import('../palette.js').Palette }} chart
 * @param {{ colour: string, square: boolean, log10: (layer: number) => number,
 *   isNew: (layer: number) => boolean }} line
 * @param {(log10: number) => number} y
 * @param {number} bottom
 */
function drawLine(context, { axis, palette }, line, y, bottom) {
  // In a crowd markers would only hide the line.
  const radius = axis.step < 6 ? 0 : Math.min(4, axis.step / 5);
  context.strokeStyle = line.colour;
  context.lineWidth = 2;
  context.beginPath();
  let pen = false;
  for (let layer = 0; layer < axis.layers; layer++) {
    const log10 = line.log10(layer);
    const drawn = line.isNew(layer) && Number.isFinite(log10);
    if (drawn && pen) context.lineTo(columnCentre(axis, layer), y(log10));
    else if (drawn) context.moveTo(columnCentre(axis, layer), y(log10));
    pen = drawn;
  }
  context.stroke();
  for (let layer = 0; layer < axis.layers; layer++) {
    if (!line.isNew(layer)) continue;
    const log10 = line.log10(layer);
    const x = columnCentre(axis, layer);
    if (log10 === -Infinity) {
      // Exactly zero has no place on a log axis: a cross on its floor.
      context.beginPath();
      context.moveTo(x - 3, bottom - 6);
      context.lineTo(x + 3, bottom);
      context.moveTo(x + 3, bottom - 6);
      context.lineTo(x - 3, bottom);
      context.stroke();
    } else if (Number.isFinite(log10) && radius > 0) {
      context.fillStyle = palette.background;
      context.beginPath();
      if (line.square) context.rect(x - radius, y(log10) - radius, 2 * radius, 2 * radius);
      else context.arc(x, y(log10), radius, 0, 2 * Math.PI);
      context.fill();
      context.stroke();
    }
  }
}
