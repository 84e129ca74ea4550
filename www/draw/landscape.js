// A slice of the loss: a heat map with contour lines over two directions, and the key to its colours.

import { ticks } from 'd3-array';
import { contours } from 'd3-contour';

/** Room for the colours and their numbers. */
const KEY = 92;
/** Contour lines, about. */
const LINES = 9;
/** Losses smaller than the largest by more decades than this are not told apart. */
const DEEPEST = 12;

/**
 * What the colours stand for.
 * @typedef {object} LossScale
 * @property {boolean} isLog
 * @property {number} low In the units of the scale: log10 where it is logarithmic; NaN where no loss is a
 *   number.
 * @property {number} high
 * @property {number[]} levels Of the contour lines, and of the numbers beside the colours.
 */

/** A loss on the scale; NaN where it has no place. @param {number} loss @param {boolean} isLog */
const onScale = (loss, isLog) =>
  !Number.isFinite(loss) || loss < 0 ? NaN : isLog ? Math.log10(loss) : loss;

/**
 * @param {ArrayLike<number>} losses
 * @param {boolean} isLog
 * @returns {LossScale}
 */
export function lossScale(losses, isLog) {
  let [low, high] = [Infinity, -Infinity];
  for (let at = 0; at < losses.length; at++) {
    const value = onScale(losses[at], isLog);
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!(high > -Infinity)) return { isLog, low: NaN, high: NaN, levels: [] };
  low = Math.max(low, isLog ? high - DEEPEST : low);
  const levels = isLog ? logLevels(low, high) : ticks(low, high, LINES);
  return { isLog, low, high, levels: levels.filter((level) => level > low && level < high) };
}

/**
 * Round losses at an even pace, as logarithms.
 * @param {number} low @param {number} high Decades.
 */
function logLevels(low, high) {
  const range = high - low;
  if (range < 1) return ticks(10 ** low, 10 ** high, LINES).map(Math.log10);
  if (range > 3) return ticks(low, high, Math.min(LINES, Math.floor(range)));
  const decades = Array.from({ length: Math.ceil(range) + 1 }, (_, at) => Math.floor(low) + at);
  return decades.flatMap((decade) => [1, 2, 5].map((digit) => decade + Math.log10(digit)));
}

/**
 * Where a loss stands between the ends of the scale, from 0 to 1; NaN where it is infinite or undefined.
 * @param {LossScale} scale @param {number} loss
 */
export function share({ isLog, low, high }, loss) {
  const value = onScale(loss, isLog);
  if (Number.isNaN(value)) return NaN;
  return high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0;
}

/**
 * The word of a loss's colour.
 * @param {import('../palette.js').Palette} palette @param {LossScale} scale @param {number} loss
 */
export function lossWord(palette, scale, loss) {
  const at = share(scale, loss);
  return Number.isNaN(at) ? palette.undefinedWord : palette.ramp[Math.round(at * (palette.ramp.length - 1))];
}

/**
 * Colours a pixel a point; up is where the second direction grows.
 * @param {Uint32Array} pixels `points` lines of `points` pixels.
 * @param {ArrayLike<number>} losses As the engine gives them, the first direction running fastest; fewer
 *   while they are computed.
 * @param {number} points
 * @param {LossScale} scale
 * @param {import('../palette.js').Palette} palette
 */
export function colourLosses(pixels, losses, points, scale, palette) {
  for (let at = 0; at < losses.length; at++) {
    const line = points - 1 - Math.floor(at / points);
    pixels[line * points + (at % points)] = lossWord(palette, scale, losses[at]);
  }
}

/** Where the map stands in a chart of this size. @param {number} width @param {number} height */
export function mapBox(width, height) {
  const left = 52;
  const top = 8;
  const size = Math.max(40, Math.min(width - left - KEY, height - top - 40));
  return { left, top, size };
}

/**
 * @param {CanvasRenderingContext2D} context In CSS pixels.
 * @param {object} chart
 * @param {number} chart.width
 * @param {number} chart.height
 * @param {CanvasImageSource} chart.image The coloured points.
 * @param {CanvasImageSource} chart.ramp The colours of the scale, one line of pixels.
 * @param {number} chart.colours Pixels of that line.
 * @param {ArrayLike<number>} chart.losses
 * @param {number} chart.points Along each side.
 * @param {number} chart.reach
 * @param {LossScale} chart.scale
 * @param {(level: number) => string} chart.level Names a level.
 * @param {(place: number) => string} chart.place Names a place on an axis.
 * @param {{ x: string, y: string }} chart.labels
 * @param {import('../palette.js').Palette} chart.palette
 */
export function drawLandscape(context, chart) {
  const { width, height, points, palette, labels, reach } = chart;
  const { left, top, size } = mapBox(width, height);
  const bottom = top + size;
  context.clearRect(0, 0, width, height);
  context.lineWidth = 1;

  // A pixel's centre is its point: half of the outermost ones lies outside.
  const cell = size / (points - 1);
  context.save();
  context.beginPath();
  context.rect(left, top, size, size);
  context.clip();
  context.imageSmoothingEnabled = false;
  context.drawImage(chart.image, left - cell / 2, top - cell / 2, size + cell, size + cell);
  if (chart.losses.length === points * points) drawContours(context, chart, { left, bottom, cell });
  context.restore();
  context.strokeStyle = palette.muted;
  context.strokeRect(left + 0.5, top + 0.5, size - 1, size - 1);

  context.font = `11px ${palette.font}`;
  context.fillStyle = palette.muted;
  // At the ends inwards: the two numbers at a corner keep off each other.
  for (const [share, align, baseline] of /** @type {[number, CanvasTextAlign, CanvasTextBaseline][]} */ ([
    [0, 'left', 'bottom'], [0.5, 'center', 'middle'], [1, 'right', 'top'],
  ])) {
    const place = chart.place(reach * (2 * share - 1));
    context.textAlign = align;
    context.textBaseline = 'top';
    context.fillText(place, left + share * size, bottom + 5);
    context.textAlign = 'right';
    context.textBaseline = baseline;
    context.fillText(place, left - 5, bottom - share * size);
  }
  context.textAlign = 'center';
  context.textBaseline = 'top';
  context.fillText(labels.x, left + size / 2, bottom + 20);
  context.save();
  context.translate(12, top + size / 2);
  context.rotate(-Math.PI / 2);
  context.textBaseline = 'middle';
  context.fillText(labels.y, 0, 0);
  context.restore();

  drawMiddle(context, left + size / 2, top + size / 2, palette);
  if (!Number.isNaN(chart.scale.low)) drawKey(context, chart, { left: left + size + 16, top, bottom });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Parameters<typeof drawLandscape>[1]} chart
 * @param {{ left: number, bottom: number, cell: number }} box
 */
function drawContours(context, { losses, points, scale, palette }, { left, bottom, cell }) {
  const values = Array.from(losses, (loss) => {
    // Beyond everything: contour lines run around it.
    const value = onScale(loss, scale.isLog);
    return Number.isNaN(value) ? scale.high + 1 : Math.max(value, scale.low - 1);
  });
  context.strokeStyle = palette.text;
  context.globalAlpha = 0.55;
  for (const { coordinates } of contours().size([points, points]).thresholds(scale.levels)(values)) {
    context.beginPath();
    for (const ring of coordinates.flat()) {
      for (const [index, [x, y]] of ring.entries()) {
        // A point stands in the middle of its square.
        const [px, py] = [left + (x - 0.5) * cell, bottom - (y - 0.5) * cell];
        if (index === 0) context.moveTo(px, py);
        else context.lineTo(px, py);
      }
    }
    context.stroke();
  }
  context.globalAlpha = 1;
}

/**
 * The present weights: a ring that shows on every colour.
 * @param {CanvasRenderingContext2D} context
 * @param {number} x @param {number} y
 * @param {import('../palette.js').Palette} palette
 */
function drawMiddle(context, x, y, palette) {
  for (const [width, colour] of /** @type {[number, string][]} */ ([[5, palette.background], [2, palette.slope]])) {
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.beginPath();
    context.arc(x, y, 6, 0, 2 * Math.PI);
    context.stroke();
  }
  context.lineWidth = 1;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Parameters<typeof drawLandscape>[1]} chart
 * @param {{ left: number, top: number, bottom: number }} box
 */
function drawKey(context, { ramp, colours, scale, palette, level }, { left, top, bottom }) {
  const width = 14;
  const y = (/** @type {number} */ value) =>
    scale.high > scale.low ? bottom - ((value - scale.low) / (scale.high - scale.low)) * (bottom - top) : bottom;
  // The line of colours stands upright: one end at the bottom.
  context.save();
  context.translate(left, bottom);
  context.rotate(-Math.PI / 2);
  context.imageSmoothingEnabled = false;
  context.drawImage(ramp, 0, 0, colours, 1, 0, 0, bottom - top, width);
  context.restore();
  context.strokeStyle = palette.muted;
  context.strokeRect(left + 0.5, top + 0.5, width - 1, bottom - top - 1);
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillStyle = palette.muted;
  context.strokeStyle = palette.text;
  const within = (/** @type {number} */ at) => Math.min(Math.max(at, top + 5), bottom - 5);
  let last = Infinity;
  for (const value of [scale.low, ...scale.levels, scale.high]) {
    const at = y(value);
    const isEnd = value === scale.low || value === scale.high;
    if (!isEnd) {
      context.beginPath();
      context.moveTo(left, at);
      context.lineTo(left + width + 3, at);
      context.stroke();
    }
    // Both ends have their numbers; between them those that find room.
    if (!isEnd && (last - at < 13 || at - within(top) < 13)) continue;
    last = within(at);
    context.fillText(level(value), left + width + 6, last);
  }
}
