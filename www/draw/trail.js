// How the learned slope of each layer has moved, step by step.

/**
 * @param {CanvasRenderingContext2D} context In CSS pixels.
 * @param {object} chart
 * @param {number} chart.width
 * @param {number} chart.height
 * @param {Float64Array} chart.steps
 * @param {Float64Array[]} chart.others Of other layers, at the same steps.
 * @param {Float64Array} chart.selected Of the selected layer.
 * @param {(value: number) => string} chart.tell
 * @param {{ steps: string }} chart.labels
 * @param {import('../palette.js').Palette} chart.palette
 */
export function drawTrail(context, chart) {
  const { width, height, steps, others, selected, palette } = chart;
  const [left, right, top, bottom] = [44, width - 8, 7, height - 18];
  let low = Infinity;
  let high = -Infinity;
  for (const values of [selected, ...others]) {
    for (const value of values) {
      if (Number.isNaN(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  // What has hardly moved is not blown up to look as if it had.
  const room = Math.max(0, 0.02 - (high - low)) / 2;
  low -= room;
  high += room;
  const last = Math.max(1, steps[steps.length - 1] ?? 1);
  const x = (/** @type {number} */ step) => left + (step / last) * (right - left);
  const y = (/** @type {number} */ value) => bottom - ((value - low) / (high - low)) * (bottom - top);
  context.clearRect(0, 0, width, height);
  if (!(high > low)) return;

  context.font = `11px ${palette.font}`;
  context.fillStyle = palette.muted;
  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const value of [low, high]) {
    context.beginPath();
    context.moveTo(left, Math.round(y(value)) + 0.5);
    context.lineTo(right, Math.round(y(value)) + 0.5);
    context.stroke();
    context.fillText(chart.tell(value), left - 5, y(value));
  }
  context.textBaseline = 'bottom';
  context.fillText(chart.labels.steps, right, height - 1);
  context.textAlign = 'left';
  context.fillText('0', left, height - 1);

  const draw = (/** @type {Float64Array} */ values) => {
    context.beginPath();
    for (let at = 0; at < values.length; at++) {
      if (Number.isNaN(values[at])) continue;
      context.lineTo(x(steps[at]), y(values[at]));
    }
    context.stroke();
  };
  context.strokeStyle = palette.muted;
  context.globalAlpha = 0.5;
  for (const values of others) draw(values);
  context.globalAlpha = 1;
  context.strokeStyle = context.fillStyle = palette.slope;
  context.lineWidth = 2.5;
  draw(selected);
  context.beginPath();
  context.arc(x(steps[steps.length - 1]), y(selected[selected.length - 1]), 3.5, 0, 2 * Math.PI);
  context.fill();
}
