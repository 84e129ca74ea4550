// The loss over the steps so far.

import { ticks } from 'd3-array';

/**
 * @param {CanvasRenderingContext2D} context In CSS pixels.
 * @param {object} chart
 * @param {number} chart.width
 * @param {number} chart.height
 * @param {{ step: number, loss: number }[]} chart.batch
 * @param {{ step: number, loss: number }[]} chart.test
 * @param {number} chart.guessing The loss of guessing.
 * @param {{ guessing: string, steps: string }} chart.labels
 * @param {import('../palette.js').Palette} chart.palette
 */
export function drawLoss(context, chart) {
  const { width, height, batch, test, guessing, palette } = chart;
  const top = 8;
  const bottom = height - 20;
  const left = 30;
  const right = width - 8;
  const last = Math.max(20, batch.at(-1)?.step ?? 0);
  // The beginning is shown unless it is far off.
  let most = Math.max(guessing * 1.4, batch[0]?.loss < guessing * 40 ? batch[0].loss * 1.05 : 0);
  for (const { loss } of [...batch, ...test]) {
    // A spike on the way to divergence must not flatten all the rest.
    if (loss <= guessing * 4) most = Math.max(most, loss);
  }
  const x = (/** @type {number} */ step) => left + (step / last) * (right - left);
  const y = (/** @type {number} */ loss) => bottom - (loss / most) * (bottom - top);
  context.clearRect(0, 0, width, height);

  context.font = `11px ${palette.font}`;
  context.lineWidth = 1;
  context.strokeStyle = palette.line;
  context.fillStyle = palette.muted;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const loss of ticks(0, most, 3)) {
    const at = Math.round(y(loss)) + 0.5;
    context.beginPath();
    context.moveTo(left, at);
    context.lineTo(right, at);
    context.stroke();
    context.fillText(String(loss), left - 5, at);
  }
  context.setLineDash([3, 3]);
  context.strokeStyle = palette.muted;
  context.beginPath();
  context.moveTo(left, y(guessing));
  context.lineTo(right, y(guessing));
  context.stroke();
  context.setLineDash([]);
  context.textBaseline = 'bottom';
  context.fillText(chart.labels.guessing, right, y(guessing) - 3);
  context.textBaseline = 'top';
  context.fillText(chart.labels.steps, right, bottom + 5);
  context.textAlign = 'left';
  context.fillText('0', left, bottom + 5);

  context.save();
  context.beginPath();
  context.rect(left - 2, 0, right - left + 6, bottom + 2);
  context.clip();
  context.lineWidth = 1.5;
  context.strokeStyle = palette.text;
  context.beginPath();
  for (const { step, loss } of batch) if (Number.isFinite(loss)) context.lineTo(x(step), y(loss));
  context.stroke();
  if (batch.length === 1) {
    context.fillStyle = palette.text;
    context.beginPath();
    context.arc(x(batch[0].step), y(batch[0].loss), 2.5, 0, 2 * Math.PI);
    context.fill();
  }
  context.strokeStyle = context.fillStyle = palette.accent;
  context.lineWidth = 2;
  context.beginPath();
  for (const { step, loss } of test) if (Number.isFinite(loss)) context.lineTo(x(step), y(loss));
  context.stroke();
  if (test.length < 12) {
    for (const { step, loss } of test) {
      context.beginPath();
      context.arc(x(step), y(loss), 3, 0, 2 * Math.PI);
      context.fill();
    }
  }
  context.restore();
  const now = batch.at(-1);
  if (now && !(now.loss <= most)) {
    context.fillStyle = palette.text;
    context.textAlign = 'right';
    context.textBaseline = 'top';
    context.fillText('▲', Math.min(right, x(now.step) + 5), top);
  }
}
