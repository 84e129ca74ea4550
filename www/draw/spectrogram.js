// Layer by step: the size of one quantity, a column for every recorded step.

import { stepX } from '../scale.js';
import { sizeWord } from '../palette.js';

/**
 * Colours a column, the first layer at the bottom; nothing where the step does not have the
 * quantity.
 * @param {Uint32Array} pixels
 * @param {number} column
 * @param {number} columns Of all pixels.
 * @param {import('../frame.js').Frame} frame
 * @param {string} name Of the size in the frame.
 * @param {import('../palette.js').Palette} palette
 * @param {import('../palette.js').Scale} scale
 */
export function colourColumn(pixels, column, columns, frame, name, palette, scale) {
  const { layers } = frame;
  const isThere = frame.get('step') >= firstStep(name);
  for (let layer = 0; layer < layers; layer++) {
    const place = (layers - 1 - layer) * columns + column;
    pixels[place] = isThere ? sizeWord(palette, scale, frame.layer(layer, name)) : 0;
  }
}

/** The first step that has a size: there is no update before the first one. @param {string} name */
export function firstStep(name) {
  return name.startsWith('update') ? 1 : 0;
}

/**
 * @param {CanvasRenderingContext2D} context In CSS pixels.
 * @param {object} chart
 * @param {number} chart.top
 * @param {number} chart.bottom
 * @param {import('../scale.js').StepAxis} chart.axis
 * @param {CanvasImageSource} chart.image The coloured columns, one pixel for each layer and step.
 * @param {number} chart.columns Of the image that are used.
 * @param {number} chart.stride Steps from one column to the next.
 * @param {number} chart.from The first step that has the quantity.
 * @param {number} chart.layers
 * @param {number} chart.selected Layer.
 * @param {{ depth: string, sizes: string }} chart.labels
 * @param {import('../palette.js').Palette} chart.palette
 */
export function drawSpectrogram(context, chart) {
  const { top, bottom, axis, columns, stride, layers, palette } = chart;
  const height = bottom - top;
  const left = stepX(axis, -stride / 2);
  const right = stepX(axis, (columns - 0.5) * stride);

  // Exact zeros are transparent in the image: the hatch shows through.
  const begin = stepX(axis, chart.from - stride / 2);
  if (right > begin) {
    context.save();
    context.beginPath();
    context.rect(begin, top, right - begin, height);
    context.clip();
    context.strokeStyle = palette.muted;
    context.globalAlpha = 0.55;
    context.lineWidth = 1;
    context.beginPath();
    for (let x = axis.left - height; x < right; x += 6) {
      context.moveTo(x, bottom);
      context.lineTo(x + height, top);
    }
    context.stroke();
    context.restore();
  }
  context.imageSmoothingEnabled = false;
  if (columns > 0) context.drawImage(chart.image, 0, 0, columns, layers, left, top, right - left, height);

  context.lineWidth = 1;
  context.strokeStyle = palette.line;
  context.strokeRect(axis.left + 0.5, top + 0.5, axis.right - axis.left - 1, height - 1);

  const row = height / layers;
  const y = bottom - (chart.selected + 1) * row;
  context.strokeStyle = palette.select;
  context.lineWidth = 1.5;
  context.strokeRect(axis.left, y, axis.right - axis.left, Math.max(1.5, row));

  context.font = `11px ${palette.font}`;
  context.fillStyle = palette.muted;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  const name = (/** @type {number} */ layer) =>
    context.fillText(String(layer + 1), axis.left - 5, Math.min(bottom - 5, Math.max(top + 5, bottom - (layer + 0.5) * row)));
  name(0);
  if (layers > 1) name(layers - 1);
  context.textAlign = 'left';
  context.textBaseline = 'bottom';
  context.fillText(chart.labels.sizes, axis.left, top - 3);
  context.save();
  context.textBaseline = 'middle';
  context.translate(axis.left - 27, (top + bottom) / 2);
  context.rotate(-Math.PI / 2);
  context.textAlign = 'center';
  context.fillText(chart.labels.depth, 0, 0);
  context.restore();
}
