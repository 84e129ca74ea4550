// Lines over the steps so far: the loss, and the share that is right.

import { ticks } from 'd3-array';
import { stepX } from '../scale.js';
import { crossings } from './place.js';

/** The height of a level's name, and how far it keeps off the line of the step that is shown. */
const NAME = 13;
const OFF = 8;

/** @typedef {{ step: number, loss: number, accuracy: number }} Point */

/**
 * @typedef {object} Lines
 * @property {number} top
 * @property {number} bottom
 * @property {import('../scale.js').StepAxis} axis
 * @property {Point[]} batch
 * @property {Point[]} test
 * @property {number | null} cursor Where the line of the step that is shown stands.
 * @property {import('../palette.js').Palette} palette
 */

/**
 * @param {CanvasRenderingContext2D} context In CSS pixels.
 * @param {Lines & { guessing: number, labels: { name: string, guessing: string } }} chart `guessing`
 *   is the loss of guessing.
 */
export function drawLoss(context, chart) {
  const { top, bottom, axis, batch, test, guessing, palette } = chart;
  // The beginning is shown unless it is far off.
  let most = Math.max(guessing * 1.4, batch[0]?.loss < guessing * 40 ? batch[0].loss * 1.05 : 0);
  const room = (/** @type {Point} */ { loss }) => {
    // A spike on the way to divergence must not flatten all the rest.
    if (loss <= guessing * 4) most = Math.max(most, loss);
  };
  batch.forEach(room);
  test.forEach(room);
  const y = (/** @type {number} */ loss) => bottom - (loss / most) * (bottom - top);
  drawGrid(context, chart, ticks(0, most, 3), y, String);
  const level = { y: y(guessing), name: chart.labels.guessing };
  const at = (/** @type {Point} */ { loss }) => y(loss);
  drawLevel(context, chart, level);
  drawLines(context, chart, at);
  nameLevel(context, chart, level, at);
  const now = batch.at(-1);
  if (now && !(now.loss <= most)) {
    context.fillStyle = palette.text;
    context.textAlign = 'right';
    context.textBaseline = 'top';
    context.fillText('▲', Math.min(axis.right, stepX(axis, now.step) + 5), top);
  }
}

/**
 * @param {CanvasRenderingContext2D} context In CSS pixels.
 * @param {Lines & { chance: number, labels: { name: string, chance: string, percent: (share: number) => string } }} chart
 *   `chance` is what always giving the same answer gets right.
 */
export function drawAccuracy(context, chart) {
  const { top, bottom } = chart;
  const y = (/** @type {number} */ share) => bottom - share * (bottom - top);
  drawGrid(context, chart, [0, 0.5, 1], y, chart.labels.percent);
  const level = { y: y(chart.chance), name: chart.labels.chance };
  const at = (/** @type {Point} */ { accuracy }) => y(accuracy);
  drawLevel(context, chart, level);
  drawLines(context, chart, at);
  nameLevel(context, chart, level, at);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Lines & { labels: { name: string } }} chart
 * @param {number[]} levels
 * @param {(value: number) => number} y
 * @param {(value: number) => string} told
 */
function drawGrid(context, { top, axis, labels, palette }, levels, y, told) {
  context.font = `11px ${palette.font}`;
  context.lineWidth = 1;
  context.strokeStyle = palette.line;
  context.fillStyle = palette.muted;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const level of levels) {
    const at = Math.round(y(level)) + 0.5;
    context.beginPath();
    context.moveTo(axis.left, at);
    context.lineTo(axis.right, at);
    context.stroke();
    context.fillText(told(level), axis.left - 5, at);
  }
  context.textAlign = 'left';
  context.textBaseline = 'bottom';
  context.fillText(labels.name, axis.left, top - 3);
}

/** A level to compare with. @typedef {{ y: number, name: string }} Level */

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Lines} chart
 * @param {Level} level
 */
function drawLevel(context, { axis, palette }, { y }) {
  if (Number.isNaN(y)) return;
  context.setLineDash([3, 3]);
  context.strokeStyle = palette.muted;
  context.beginPath();
  context.moveTo(axis.left, y);
  context.lineTo(axis.right, y);
  context.stroke();
  context.setLineDash([]);
}

/**
 * The name of a level, over all lines: above or below it, where the fewest of them run, and off the
 * line of the step that is shown.
 * @param {CanvasRenderingContext2D} context
 * @param {Lines} chart
 * @param {Level} level
 * @param {(point: Point) => number} at
 */
function nameLevel(context, { top, bottom, axis, batch, test, cursor, palette }, { y, name }, at) {
  if (Number.isNaN(y)) return;
  context.font = `11px ${palette.font}`;
  const width = context.measureText(name).width;
  const size = { width, height: NAME };
  const stop = cursor === null ? axis.right : cursor;
  // Before the step that is shown; behind it; where neither has room, wherever there is some.
  const lefts = [stop - OFF - width, stop + OFF, axis.right - OFF - width, axis.left + OFF]
    .filter((x) => x >= axis.left + 2 && x + width <= axis.right);
  if (lefts.length === 0) lefts.push(Math.max(axis.left, axis.right - width));
  const boxes = lefts.flatMap((x) => [y - NAME - 2, y + 3].map((y) => ({ x, y, ...size })));
  const lines = [batch, test].map((points) =>
    points.flatMap((point) => (Number.isFinite(at(point)) ? [stepX(axis, point.step), at(point)] : [])));
  const cost = (/** @type {typeof boxes[number]} */ box) => {
    const isOff = box.y < top - 4 || box.y + box.height > bottom + 1;
    const isCut = cursor !== null && box.x < cursor && box.x + width > cursor;
    return lines.reduce((sum, line) => sum + crossings(line, box), 0) + (isCut ? 1e3 : 0) + (isOff ? 1e6 : 0);
  };
  let [best, least] = [boxes[0], Infinity];
  for (const box of boxes) {
    const own = cost(box);
    if (own < least) [best, least] = [box, own];
  }
  context.textAlign = 'left';
  context.textBaseline = 'top';
  context.strokeStyle = palette.background;
  context.lineWidth = 4;
  context.lineJoin = 'round';
  context.strokeText(name, best.x, best.y + 1);
  context.lineJoin = 'miter';
  context.fillStyle = palette.muted;
  context.fillText(name, best.x, best.y + 1);
}

/**
 * Of the batches thin, of the test rows thick with its few points marked.
 * @param {CanvasRenderingContext2D} context
 * @param {Lines} chart
 * @param {(point: Point) => number} y
 */
function drawLines(context, { top, bottom, axis, batch, test, palette }, y) {
  context.save();
  context.beginPath();
  context.rect(axis.left - 2, top - 4, axis.right - axis.left + 6, bottom - top + 6);
  context.clip();
  context.lineWidth = 1.5;
  context.strokeStyle = palette.text;
  drawLine(context, axis, batch, y);
  if (batch.length === 1) drawPoints(context, axis, batch, y, palette.text, 2.5);
  context.strokeStyle = palette.accent;
  context.lineWidth = 2;
  drawLine(context, axis, test, y);
  if (test.length < 12) drawPoints(context, axis, test, y, palette.accent, 3);
  context.restore();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import('../scale.js').StepAxis} axis
 * @param {Point[]} points
 * @param {(point: Point) => number} y
 */
function drawLine(context, axis, points, y) {
  context.beginPath();
  for (const point of points) if (Number.isFinite(y(point))) context.lineTo(stepX(axis, point.step), y(point));
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import('../scale.js').StepAxis} axis
 * @param {Point[]} points
 * @param {(point: Point) => number} y
 * @param {string} colour
 * @param {number} radius
 */
function drawPoints(context, axis, points, y, colour, radius) {
  context.fillStyle = colour;
  for (const point of points) {
    if (!Number.isFinite(y(point))) continue;
    context.beginPath();
    context.arc(stepX(axis, point.step), y(point), radius, 0, 2 * Math.PI);
    context.fill();
  }
}
