// The shares of dead units and of saturated pre-activations: the one upwards from the middle, the
// other downwards.

import { FOOT, drawLayers, drawSelected, hatch } from './depth.js';

/**
 * @param {CanvasRenderingContext2D} context In CSS pixels.
 * @param {object} chart
 * @param {number} chart.width
 * @param {number} chart.height
 * @param {import('../scale.js').DepthAxis} chart.axis
 * @param {(layer: number) => number} chart.dead 0 to 1; NaN where nothing can die.
 * @param {(layer: number) => number} chart.saturated
 * @param {{ all: string, half: string, none: string }} chart.marks Percentages.
 * @param {{ input: string, output: string, dead: string, saturated: string }} chart.labels The last
 *   two say that there are none and why; else empty.
 * @param {number} chart.selected
 * @param {import('../palette.js').Palette} chart.palette
 */
export function drawShares(context, chart) {
  const { width, height, axis, marks, labels, palette } = chart;
  const top = 8;
  const bottom = height - FOOT;
  const middle = Math.round((top + bottom) / 2);
  const size = middle - top;
  context.clearRect(0, 0, width, height);
  drawSelected(context, chart, top, bottom);

  context.font = `11px ${palette.font}`;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  context.lineWidth = 1;
  context.fillStyle = palette.muted;
  for (const [share, text] of /** @type {[number, string][]} */ ([
    [1, marks.all], [0.5, marks.half], [0, marks.none], [-0.5, marks.half], [-1, marks.all],
  ])) {
    const at = Math.round(middle - share * size) + 0.5;
    context.strokeStyle = share === 0 ? palette.muted : palette.line;
    context.beginPath();
    context.moveTo(axis.left, at);
    context.lineTo(width, at);
    context.stroke();
    context.fillText(text, axis.left - 6, at);
  }
  drawLayers(context, chart, bottom);

  const gap = axis.step > 6 ? Math.min(6, axis.step * 0.2) : 0;
  for (let layer = 0; layer < axis.layers; layer++) {
    const x = axis.left + layer * axis.step + gap / 2;
    const room = axis.step - gap;
    const dead = chart.dead(layer) * size;
    if (dead > 0) {
      // What is there is seen, however little it is.
      const tall = Math.max(1, dead);
      context.strokeStyle = palette.text;
      context.lineWidth = 1;
      if (room >= 3 && tall >= 3) {
        hatch(context, x, middle - tall, room, tall);
        context.strokeRect(x + 0.5, middle - tall + 0.5, Math.max(0, room - 1), tall - 1);
      } else {
        context.fillStyle = palette.text;
        context.fillRect(x, middle - tall, Math.max(1, room), tall);
      }
    }
    const saturated = chart.saturated(layer) * size;
    if (saturated > 0) {
      context.fillStyle = palette.slope;
      context.fillRect(x, middle + 1, Math.max(1, room), Math.max(1, saturated));
    }
  }

  context.fillStyle = palette.muted;
  context.textAlign = 'center';
  const centre = (axis.left + width) / 2;
  context.font = `12px ${palette.font}`;
  for (const [text, at] of /** @type {[string, number][]} */ ([
    [labels.dead, middle - size / 4], [labels.saturated, middle + size / 4],
  ])) {
    if (text) context.fillText(text, centre, at);
  }
}
