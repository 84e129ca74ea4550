// Learning so far, on one axis of steps: layer by step, the losses beneath, what is right beneath
// those, and where the picture is.

import { stepX } from '../scale.js';
import { drawAccuracy, drawLoss } from './loss.js';
import { drawSpectrogram } from './spectrogram.js';

/** Room for numbers left of the axis, at its right, and for a line of words. */
export const ROOM = { left: 36, right: 8, line: 19 };
/** Between two parts, beside the line with the name of the lower one. */
const APART = 10;
/** Between two words under the axis. */
const GAP = 8;

/**
 * @param {CanvasRenderingContext2D} context In CSS pixels.
 * @param {object} chart
 * @param {number} chart.width
 * @param {number} chart.height
 * @param {import('../scale.js').StepAxis} chart.axis
 * @param {{ image: CanvasImageSource, columns: number, stride: number, from: number, layers: number, selected: number }} chart.sizes
 * @param {import('./loss.js').Point[]} chart.batch
 * @param {import('./loss.js').Point[]} chart.test
 * @param {number} chart.guessing
 * @param {number} chart.chance NaN where nothing is right or wrong.
 * @param {number} chart.last The last step there is.
 * @param {number | null} chart.cursor The step that is shown.
 * @param {{ depth: string, sizes: string, loss: string, guessing: string, accuracy: string, chance: string,
 *   percent: (share: number) => string, last: string }} chart.labels
 * @param {import('../palette.js').Palette} chart.palette
 */
export function drawHistory(context, chart) {
  const { width, height, axis, batch, test, labels, palette } = chart;
  const hasShares = !Number.isNaN(chart.chance);
  const bottom = height - ROOM.line;
  const [sizes, loss] = bands(height, hasShares);
  context.clearRect(0, 0, width, height);
  drawSpectrogram(context, { top: ROOM.line, bottom: ROOM.line + sizes, axis, ...chart.sizes, labels, palette });
  const cursor = chart.cursor === null ? null : stepX(axis, chart.cursor);
  if (cursor !== null) drawCursor(context, cursor, bottom, palette);
  const top = sizes + 2 * ROOM.line + APART;
  const floor = hasShares ? top + loss : bottom;
  drawLoss(context, {
    top, bottom: floor, axis, batch, test, cursor, guessing: chart.guessing, labels: { name: labels.loss, guessing: labels.guessing }, palette,
  });
  if (hasShares) {
    drawAccuracy(context, {
      top: floor + ROOM.line + APART,
      bottom,
      axis,
      batch,
      test,
      cursor,
      chance: chart.chance,
      labels: { name: labels.accuracy, chance: labels.chance, percent: labels.percent },
      palette,
    });
  }

  context.fillStyle = palette.muted;
  context.textBaseline = 'top';
  // The last step's name stands under its column; the first one's where that leaves room.
  context.textAlign = 'left';
  const [start, room] = [stepX(axis, 0), context.measureText(labels.last).width];
  const half = context.measureText('0').width / 2;
  const end = Math.min(axis.right - room, stepX(axis, chart.last) - room / 2);
  const isFirst = chart.last === 0;
  if (!isFirst) context.fillText(labels.last, Math.max(axis.left, end), bottom + 5);
  if (isFirst || start + half + GAP < end) context.fillText('0', start - half, bottom + 5);
}

/**
 * How high the parts are.
 * @param {number} height Of the whole.
 * @param {boolean} hasShares Whether there is a part for what is right.
 */
export function bands(height, hasShares) {
  const room = height - ROOM.line - (hasShares ? 3 * ROOM.line + 2 * APART : 2 * ROOM.line + APART);
  const shares = hasShares ? [0.42, 0.32] : [0.55, 0.45];
  return shares.map((share) => Math.round(share * room));
}

/**
 * Where the picture is.
 * @param {CanvasRenderingContext2D} context
 * @param {number} x @param {number} bottom
 * @param {import('../palette.js').Palette} palette
 */
function drawCursor(context, x, bottom, palette) {
  context.strokeStyle = context.fillStyle = palette.select;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x, ROOM.line);
  context.lineTo(x, bottom);
  context.stroke();
  context.beginPath();
  context.arc(x, ROOM.line, 3.5, 0, 2 * Math.PI);
  context.fill();
}
