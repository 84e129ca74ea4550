// Learning so far, on one axis of steps: layer by step, the losses beneath, what is right beneath
// those, and where the picture is.

import { stepX } from '../scale.js';
import { drawAccuracy, drawLoss } from './loss.js';
import { drawSpectrogram } from './spectrogram.js';

/** Room for numbers left of the axis, at its right, and for a line of words. */
export const ROOM = { left: 36, right: 8, line: 19 };

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
 * @param {number | null} chart.cursor The step that is shown.
 * @param {{ depth: string, sizes: string, loss: string, guessing: string, accuracy: string, chance: string,
 *   percent: (share: number) => string, last: string }} chart.labels
 * @param {import('../palette.js').Palette} chart.palette
 */
export function drawHistory(context, chart) {
  const { width, height, axis, batch, test, labels, palette } = chart;
  const hasShares = !Number.isNaN(chart.chance);
  const bottom = height - ROOM.line;
  const room = bottom - ROOM.line * (hasShares ? 3 : 2);
  const [sizes, loss] = (hasShares ? [0.42, 0.32] : [0.55, 0.45]).map((share) => Math.round(share * room));
  context.clearRect(0, 0, width, height);
  drawSpectrogram(context, { top: ROOM.line, bottom: ROOM.line + sizes, axis, ...chart.sizes, labels, palette });
  const top = sizes + 2 * ROOM.line;
  const floor = hasShares ? top + loss : bottom;
  drawLoss(context, {
    top, bottom: floor, axis, batch, test, guessing: chart.guessing, labels: { name: labels.loss, guessing: labels.guessing }, palette,
  });
  if (hasShares) {
    drawAccuracy(context, {
      top: floor + ROOM.line,
      bottom,
      axis,
      batch,
      test,
      chance: chart.chance,
      labels: { name: labels.accuracy, chance: labels.chance, percent: labels.percent },
      palette,
    });
  }

  context.fillStyle = palette.muted;
  context.textBaseline = 'top';
  context.textAlign = 'right';
  context.fillText(labels.last, axis.right, bottom + 5);
  context.textAlign = 'center';
  context.fillText('0', stepX(axis, 0), bottom + 5);

  if (chart.cursor === null) return;
  const x = stepX(axis, chart.cursor);
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
