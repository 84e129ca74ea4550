// The activation f and its slope f', over the histogram of what it sees in one layer, with the
// regions where nothing much gets back through it.

import { ticks } from 'd3-array';
import { hatch } from './hatch.js';

/** What lies this far beyond the chart is as good as infinite. */
const FAR = 100;
/** Room for the numbers left of the axis. */
const GUTTER = 32;

/**
 * @param {CanvasRenderingContext2D} context In CSS pixels.
 * @param {object} chart
 * @param {number} chart.width
 * @param {number} chart.height
 * @param {number} chart.low First z.
 * @param {number} chart.high Last z.
 * @param {Float64Array} chart.curve f at even points, then f' at the same.
 * @param {ArrayLike<number>} [chart.jumps] Between each point and the next: 1 where f jumps, 2 where
 *   f' does, 3 where both do. No line is drawn there.
 * @param {Float64Array} chart.counts z below low, in even bins, above high.
 * @param {[number, number][]} [chart.saturated] From and to, where f' is small for this activation.
 * @param {[number, number][]} [chart.dead] Where f' is exactly 0.
 * @param {number} chart.max The largest |f'|.
 * @param {{ z: number, slope: number } | null} [chart.peak] Where it is reached.
 * @param {{ max: string, below: string, above: string }} chart.labels
 * @param {import('../palette.js').Palette} chart.palette
 */
export function drawCurve(context, chart) {
  const { width, height, low, high, curve, palette } = chart;
  const points = curve.length / 2;
  const top = 6;
  const bottom = height - 36;
  const left = GUTTER;
  const right = width - 8;
  let floor = 0;
  let ceiling = 1.1;
  for (const value of curve) {
    // Where f is not defined there is nothing to make room for.
    if (Number.isNaN(value)) continue;
    floor = Math.min(floor, value);
    ceiling = Math.max(ceiling, value);
  }
  // What grows without bound is cut off, so that the region around 0 stays readable.
  floor = Math.max(floor, -2) - 0.12;
  ceiling = Math.min(ceiling, 3) + 0.08;
  const x = (/** @type {number} */ z) => left + ((z - low) / (high - low)) * (right - left);
  const y = (/** @type {number} */ v) => bottom - ((v - floor) / (ceiling - floor)) * (bottom - top);
  context.clearRect(0, 0, width, height);

  context.fillStyle = palette.slope;
  context.globalAlpha = 0.13;
  for (const [from, to] of chart.saturated ?? []) context.fillRect(x(from), top, x(to) - x(from), bottom - top);
  context.globalAlpha = 0.6;
  for (const [from, to] of chart.dead ?? []) hatch(context, x(from), top, x(to) - x(from), bottom - top, palette.muted);
  context.globalAlpha = 1;

  context.font = `11px ${palette.font}`;
  context.fillStyle = palette.muted;
  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  context.textAlign = 'center';
  context.textBaseline = 'top';
  for (const z of ticks(low, high, 6)) {
    line(context, x(z), top, x(z), bottom);
    context.fillText(String(z).replace('-', '−'), x(z), bottom + 5);
  }
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const v of ticks(floor, ceiling, 4)) {
    line(context, left, y(v), right, y(v));
    context.fillText(String(v).replace('-', '−'), left - 5, y(v));
  }

  const { counts } = chart;
  const bins = counts.length - 2;
  let most = 1;
  for (let bin = 1; bin <= bins; bin++) most = Math.max(most, counts[bin]);
  context.fillStyle = palette.bars;
  const barWidth = (right - left) / bins;
  for (let bin = 1; bin <= bins; bin++) {
    const size = (counts[bin] / most) * 0.42 * (bottom - top);
    const at = left + (bin - 1) * barWidth;
    context.fillRect(at + 0.5, bottom - size, Math.max(1, barWidth - 1), size);
  }

  context.strokeStyle = palette.muted;
  line(context, left, y(0), right, y(0));
  if (Number.isFinite(chart.max) && chart.max < ceiling) {
    context.strokeStyle = palette.slope;
    context.setLineDash([3, 3]);
    line(context, left, y(chart.max), right, y(chart.max));
    context.setLineDash([]);
  }
  context.save();
  context.beginPath();
  context.rect(left, top, right - left, bottom - top);
  context.clip();
  context.lineWidth = 2.5;
  for (const [offset, colour, jump] of /** @type {[number, string, number][]} */ ([
    [0, palette.value, 1],
    [points, palette.slope, 2],
  ])) {
    context.strokeStyle = colour;
    context.beginPath();
    let isDrawing = false;
    for (let point = 0; point < points; point++) {
      const value = curve[offset + point];
      const z = low + ((high - low) * point) / (points - 1);
      // Far outside is outside: canvases draw no infinite lines.
      const height = y(Math.max(floor - FAR, Math.min(ceiling + FAR, value)));
      if (isDrawing && !((chart.jumps?.[point - 1] ?? 0) & jump)) context.lineTo(x(z), height);
      else context.moveTo(x(z), height);
      isDrawing = !Number.isNaN(value);
    }
    context.stroke();
  }
  const { peak } = chart;
  if (peak) {
    context.fillStyle = palette.slope;
    context.strokeStyle = palette.background;
    context.lineWidth = 2;
    context.beginPath();
    context.arc(x(peak.z), y(peak.slope), 5, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }
  context.restore();

  if (Number.isFinite(chart.max)) {
    // Beside its point, on the side where fewer lines are in the way; on a ground of its own.
    const at = peak ? x(peak.z) : left;
    const line = Math.max(top + 14, y(Math.min(peak?.slope ?? chart.max, ceiling)) - 5);
    const room = context.measureText(chart.labels.max).width + 8;
    /** Points of both curves under the words. @param {number} from @param {number} to */
    const crossed = (from, to) => {
      if (from < left || to > right) return Infinity;
      const first = Math.ceil(((from - left) / (right - left)) * (points - 1));
      const last = Math.floor(((to - left) / (right - left)) * (points - 1));
      let count = 0;
      for (let point = first; point <= last; point++) {
        for (const offset of [0, points]) {
          const above = line - y(curve[offset + point]);
          if (above > -3 && above < 14) count += 1;
        }
      }
      return count;
    };
    const isLeft = crossed(at - 8 - room, at - 8) < crossed(at + 8, at + 8 + room);
    context.textAlign = isLeft ? 'right' : 'left';
    context.textBaseline = 'bottom';
    const from = isLeft ? at - 8 : at + 8;
    context.strokeStyle = palette.background;
    context.lineWidth = 4;
    context.strokeText(chart.labels.max, from, line);
    context.fillStyle = palette.slope;
    context.fillText(chart.labels.max, from, line);
  }
  context.textBaseline = 'bottom';
  context.textAlign = 'left';
  context.fillStyle = palette.accent;
  context.fillText(chart.labels.below, left, height - 1);
  context.textAlign = 'right';
  context.fillText(chart.labels.above, right, height - 1);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1
 */
function line(context, x0, y0, x1, y1) {
  context.beginPath();
  context.moveTo(Math.round(x0) + 0.5, Math.round(y0) + 0.5);
  context.lineTo(Math.round(x1) + 0.5, Math.round(y1) + 0.5);
  context.stroke();
}
