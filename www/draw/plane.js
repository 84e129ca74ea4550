// Two features and what the network tells at every point of their plane: a region for each class, the
// deeper its colour the surer, edges between them, and rows as dots.

import { certainty, decision, lead } from '../decision.js';
import { drawAxes, places } from './axes.js';
import { chains, contour } from './contour.js';
import { marker } from './markers.js';

/** How strongly a region is coloured where the network is at a loss, and where it is sure. */
const FAINT = 0.1;
const STRONG = 0.62;

/** @typedef {import('./axes.js').NumberAxis} NumberAxis */
/** @typedef {{ across: number, up: number, count: number }} GridSize Points along each axis, and outputs of each. */

/**
 * Writes one pixel a point, the first row on top.
 * @param {Uint32Array} pixels RGBA words.
 * @param {ArrayLike<number>} outputs Of the points, the first axis running fastest, from below.
 * @param {GridSize} grid
 * @param {import('../palette.js').Palette} palette
 */
export function colourRegions(pixels, outputs, { across, up, count }, palette) {
  const chance = 1 / Math.max(2, count);
  for (let row = 0; row < up; row++) {
    for (let column = 0; column < across; column++) {
      const point = (up - 1 - row) * across + column;
      const label = decision(outputs, point, count);
      const share = Math.min(1, Math.max(0, (certainty(outputs, point, count) - chance) / (1 - chance)));
      const alpha = Math.round(255 * (FAINT + (STRONG - FAINT) * share));
      pixels[row * across + column] =
        label < 0 ? palette.undefinedWord
        : ((palette.classWords[label % palette.classWords.length] & 0xffffff) | (alpha << 24)) >>> 0;
    }
  }
}

/**
 * The edges between the regions: lines, as x and y of one point after the other, in steps of the grid.
 * @param {ArrayLike<number>} outputs
 * @param {GridSize} grid
 */
export function edgesOf(outputs, { across, up, count }) {
  /** @type {number[][]} */
  const edges = [];
  // Of two classes each has the edge of the other.
  for (let label = 0; label < (count === 2 ? 1 : count); label++) {
    const ahead = (/** @type {number} */ point) => lead(outputs, point, count, count === 1 ? 1 : label);
    if (up > 1) {
      /** @type {number[]} */
      const pieces = [];
      contour(ahead, across, up, (x0, y0, x1, y1) => void pieces.push(x0, y0, x1, y1));
      edges.push(...chains(pieces));
      continue;
    }
    for (let point = 0; point + 1 < across; point++) {
      const [from, to] = [ahead(point), ahead(point + 1)];
      if (from > 0 === to > 0) continue;
      const x = point + from / (from - to);
      edges.push([x, 0, x, 1]);
    }
  }
  return edges;
}

/**
 * @param {CanvasRenderingContext2D} context In CSS pixels.
 * @param {object} chart
 * @param {number} chart.width
 * @param {number} chart.height
 * @param {NumberAxis} chart.x
 * @param {NumberAxis} chart.y
 * @param {CanvasImageSource | null} chart.image Of the regions; none before the first answer.
 * @param {number[][]} chart.edges Between them, of `edgesOf`.
 * @param {GridSize} chart.grid
 * @param {boolean} chart.isOld Whether that is of another network.
 * @param {number[][]} [chart.second] Edges that are drawn over these, dashed.
 * @param {{ xs: ArrayLike<number>, ys: ArrayLike<number>, labels: ArrayLike<number>, isHollow: boolean }[]} chart.rows
 * @param {(value: number) => string} chart.tell
 * @param {import('../palette.js').Palette} chart.palette
 */
export function drawPlane(context, chart) {
  const { width, height, x, y, palette } = chart;
  const at = places(width, height, x, y);
  const { left, right, top, bottom } = at;
  context.clearRect(0, 0, width, height);
  context.save();
  context.beginPath();
  context.rect(left, top, right - left, bottom - top);
  context.clip();
  if (chart.image) {
    const { across, up } = chart.grid;
    // A point is the middle of its pixel: the outer half of the pixels at the edge lies outside.
    const [w, h] = [(right - left) / Math.max(1, across - 1), (bottom - top) / Math.max(1, up - 1)];
    if (chart.isOld) context.globalAlpha = 0.35;
    context.imageSmoothingEnabled = true;
    if (up === 1) context.drawImage(chart.image, left - w / 2, top, right - left + w, bottom - top);
    else context.drawImage(chart.image, left - w / 2, top - h / 2, right - left + w, bottom - top + h);
  }
  context.strokeStyle = palette.text;
  context.lineWidth = chart.second ? 6 : 1.5;
  context.globalAlpha = chart.isOld ? 0.35 : 1;
  strokeEdges(context, at, chart.edges, chart.grid);
  if (chart.second) {
    context.strokeStyle = palette.background;
    context.lineWidth = 2.5;
    context.setLineDash([6, 5]);
    strokeEdges(context, at, chart.second, chart.grid);
    context.setLineDash([]);
  }
  context.globalAlpha = 1;
  for (const rows of chart.rows) dots(context, at, rows, palette);
  context.restore();
  drawAxes(context, at, x, y, chart.tell, palette);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import('./axes.js').Places} at
 * @param {number[][]} edges
 * @param {GridSize} grid
 */
function strokeEdges(context, { left, right, top, bottom }, edges, { across, up }) {
  const [w, h] = [(right - left) / Math.max(1, across - 1), (bottom - top) / Math.max(1, up - 1)];
  context.beginPath();
  for (const line of edges) {
    context.moveTo(left + line[0] * w, bottom - line[1] * h);
    for (let at = 2; at < line.length; at += 2) context.lineTo(left + line[at] * w, bottom - line[at + 1] * h);
  }
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import('./axes.js').Places} at
 * @param {{ xs: ArrayLike<number>, ys: ArrayLike<number>, labels: ArrayLike<number>, isHollow: boolean }} rows
 * @param {import('../palette.js').Palette} palette
 */
function dots(context, at, { xs, ys, labels, isHollow }, palette) {
  let most = 0;
  for (let row = 0; row < xs.length; row++) most = Math.max(most, labels[row]);
  for (let label = 0; label <= most; label++) {
    const colour = palette.classes[label % palette.classes.length];
    context.beginPath();
    for (let row = 0; row < xs.length; row++) {
      if (labels[row] === label) marker(context, label, at.x(xs[row]), at.y(ys[row]), 3);
    }
    context.fillStyle = isHollow ? palette.background : colour;
    context.strokeStyle = isHollow ? colour : palette.background;
    context.lineWidth = isHollow ? 1.5 : 0.75;
    context.fill();
    context.stroke();
  }
}
