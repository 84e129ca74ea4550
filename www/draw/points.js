// Rows as points over two axes of numbers, with lines through them.

import { drawAxes, places } from './axes.js';

/**
 * @param {CanvasRenderingContext2D} context In CSS pixels.
 * @param {object} chart
 * @param {number} chart.width
 * @param {number} chart.height
 * @param {import('./axes.js').NumberAxis} chart.x
 * @param {import('./axes.js').NumberAxis} chart.y
 * @param {{ xs: ArrayLike<number>, ys: ArrayLike<number>, isHollow: boolean }[]} chart.rows
 * @param {{ xs: ArrayLike<number>, ys: ArrayLike<number>, colour: string, width: number, isDashed: boolean, isOld: boolean }[]} chart.lines
 * @param {(value: number) => string} chart.tell
 * @param {import('../palette.js').Palette} chart.palette
 */
export function drawPoints(context, chart) {
  const { width, height, x, y, palette } = chart;
  const at = places(width, height, x, y);
  context.clearRect(0, 0, width, height);
  context.save();
  context.beginPath();
  context.rect(at.left, at.top, at.right - at.left, at.bottom - at.top);
  context.clip();
  for (const { xs, ys, isHollow } of chart.rows) {
    context.beginPath();
    for (let row = 0; row < xs.length; row++) {
      context.moveTo(at.x(xs[row]) + 2.5, at.y(ys[row]));
      context.arc(at.x(xs[row]), at.y(ys[row]), 2.5, 0, 2 * Math.PI);
    }
    context.fillStyle = isHollow ? palette.background : palette.bars;
    context.strokeStyle = isHollow ? palette.muted : palette.background;
    context.lineWidth = isHollow ? 1.25 : 0.5;
    context.fill();
    context.stroke();
  }
  for (const { xs, ys, colour, width, isDashed, isOld } of chart.lines) {
    context.globalAlpha = isOld ? 0.35 : 1;
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.setLineDash(isDashed ? [6, 5] : []);
    context.beginPath();
    let isDrawing = false;
    for (let point = 0; point < xs.length; point++) {
      // Far outside is outside: canvases draw no infinite lines.
      const height = Math.max(-1e4, Math.min(1e4, at.y(ys[point])));
      if (isDrawing) context.lineTo(at.x(xs[point]), height);
      else context.moveTo(at.x(xs[point]), height);
      isDrawing = !Number.isNaN(height);
    }
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = 1;
  }
  context.restore();
  drawAxes(context, at, x, y, chart.tell, palette);
}
