// One activation in small: f and f' at the left, the size of dL/dz per layer at the right.

import { powerOfTen } from '../format.js';

/** The part of the value axis that every member shows. */
const VALUES = { low: -1.3, high: 2.3 };
/** What lies this far outside is as good as infinite. */
const FAR = 100;

/**
 * @param {CanvasRenderingContext2D} context In CSS pixels.
 * @param {object} chart
 * @param {number} chart.width
 * @param {number} chart.height
 * @param {Float64Array} chart.curve f at even points, then f' at the same.
 * @param {ArrayLike<number>} chart.sizes log10 by hidden layer.
 * @param {{ low: number, hot: number }} chart.scale Decades of the axis.
 * @param {import('../palette.js').Palette} chart.palette
 */
export function drawMember(context, chart) {
  const { width, height, palette } = chart;
  context.clearRect(0, 0, width, height);
  const left = Math.round(width * 0.36);
  drawShape(context, chart, left);
  drawSizes(context, chart, left + 42, width - 5);
  context.lineWidth = 1;
  context.strokeStyle = palette.line;
  context.strokeRect(0.5, 0.5, left - 1, height - 1);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Parameters<typeof drawMember>[1]} chart
 * @param {number} right
 */
function drawShape(context, { height, curve, palette }, right) {
  const points = curve.length / 2;
  const y = (/** @type {number} */ value) => height - ((value - VALUES.low) / (VALUES.high - VALUES.low)) * height;
  context.save();
  context.beginPath();
  context.rect(0, 0, right, height);
  context.clip();
  context.lineWidth = 1;
  context.strokeStyle = palette.line;
  context.beginPath();
  context.moveTo(0, y(0));
  context.lineTo(right, y(0));
  context.moveTo(right / 2, 0);
  context.lineTo(right / 2, height);
  context.stroke();
  context.lineWidth = 1.75;
  for (const [offset, colour] of /** @type {[number, string][]} */ ([
    [points, palette.slope],
    [0, palette.value],
  ])) {
    context.strokeStyle = colour;
    context.beginPath();
    let isDrawing = false;
    for (let point = 0; point < points; point++) {
      const value = curve[offset + point];
      const x = (point / (points - 1)) * right;
      const at = y(Math.max(-FAR, Math.min(FAR, value)));
      if (isDrawing) context.lineTo(x, at);
      else context.moveTo(x, at);
      // Where f is not defined nothing is drawn.
      isDrawing = !Number.isNaN(value);
    }
    context.stroke();
  }
  context.restore();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Parameters<typeof drawMember>[1]} chart
 * @param {number} left @param {number} right
 */
function drawSizes(context, { height, sizes, scale, palette }, left, right) {
  const top = 6;
  const bottom = height - 6;
  const clamped = (/** @type {number} */ log10) => Math.max(scale.low, Math.min(scale.hot, log10));
  const y = (/** @type {number} */ log10) =>
    bottom - ((clamped(log10) - scale.low) / (scale.hot - scale.low)) * (bottom - top);
  const x = (/** @type {number} */ layer) =>
    sizes.length === 1 ? (left + right) / 2 : left + (layer / (sizes.length - 1)) * (right - left);
  context.font = `11px ${palette.font}`;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  context.fillStyle = palette.muted;
  context.lineWidth = 1;
  context.strokeStyle = palette.line;
  for (const decade of [0, scale.low / 2, scale.low]) {
    const at = Math.round(y(decade)) + 0.5;
    context.beginPath();
    context.moveTo(left - 2, at);
    context.lineTo(right + 3, at);
    context.stroke();
    context.fillText(decade === 0 ? '1' : powerOfTen(decade), left - 6, at);
  }
  context.lineWidth = 1.75;
  context.strokeStyle = palette.delta;
  context.beginPath();
  let pen = false;
  for (let layer = 0; layer < sizes.length; layer++) {
    const is = Number.isFinite(sizes[layer]);
    if (is && pen) context.lineTo(x(layer), y(sizes[layer]));
    else if (is) context.moveTo(x(layer), y(sizes[layer]));
    pen = is;
  }
  context.stroke();
  // In a crowd some marks stand for all.
  const pace = Math.max(1, Math.ceil((8 * sizes.length) / (right - left)));
  for (let layer = 0; layer < sizes.length; layer++) {
    const size = sizes[layer];
    if (layer % pace !== 0) continue;
    if (size === -Infinity) {
      // Exactly zero has no place on a log axis: a cross on its floor.
      context.beginPath();
      context.moveTo(x(layer) - 2, bottom - 4);
      context.lineTo(x(layer) + 2, bottom);
      context.moveTo(x(layer) + 2, bottom - 4);
      context.lineTo(x(layer) - 2, bottom);
      context.stroke();
    } else if (!(size < Infinity)) {
      context.fillStyle = palette.undefined;
      context.fillRect(x(layer) - 2, top - 4, 4, 4);
    }
  }
  // Both ends are what the number beside compares.
  context.fillStyle = palette.delta;
  for (const layer of sizes.length > 1 ? [0, sizes.length - 1] : [0]) {
    const size = sizes[layer];
    if (!Number.isFinite(size)) continue;
    context.beginPath();
    if (size < scale.low || size > scale.hot) {
      // Off the axis: an arrow on its edge.
      const way = size < scale.low ? 1 : -1;
      context.moveTo(x(layer) - 3, y(size) - 1.5 * way);
      context.lineTo(x(layer) + 3, y(size) - 1.5 * way);
      context.lineTo(x(layer), y(size) + 3.5 * way);
    } else {
      context.arc(x(layer), y(size), 2, 0, 2 * Math.PI);
    }
    context.fill();
  }
}
