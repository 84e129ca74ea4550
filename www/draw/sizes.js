// Gradient size per layer on a log axis, under the heat map's depth axis.

import { columnCentre } from '../scale.js';
import { drawLogAxes } from './depth.js';
import { Places } from './place.js';

/** @typedef {(layer: number) => number} Log10 By layer, counted from 0; NaN where there is none. */

/**
 * A measured line: a marker at every layer.
 * @typedef {object} Line
 * @property {string} colour
 * @property {'circle' | 'square' | 'diamond'} marker
 * @property {Log10} log10
 * @property {(layer: number) => boolean} isNew Whether the value is of the pass that is shown.
 */

/**
 * A line to compare with: thin, dashed, its name at its end.
 * @typedef {object} Reference
 * @property {string} name
 * @property {string} colour
 * @property {number[]} dash
 * @property {Log10} log10
 */

/** A range around a line. @typedef {{ colour: string, low: Log10, high: Log10 }} Band */

/** Dashes of pinned runs: told apart without their colours. */
export const PIN_DASHES = [[9, 3], [2, 3], [9, 3, 2, 3], [14, 4, 2, 4, 2, 4]];

/** The height of a word, and how far (in pixels) it still belongs to its line by itself. */
const LINE = 15;
const NEAR = 9;

/**
 * @param {CanvasRenderingContext2D} context In CSS pixels.
 * @param {object} chart
 * @param {number} chart.width
 * @param {number} chart.height
 * @param {import('../scale.js').DepthAxis} chart.axis
 * @param {import('../scale.js').Decades} chart.decades
 * @param {Line[]} chart.lines
 * @param {Reference[]} [chart.references]
 * @param {boolean} [chart.isNamed] Whether the lines to compare with have their names on the chart.
 * @param {Band[]} [chart.bands]
 * @param {{ log10: number, label: string } | null} [chart.floor] Where a number format ends.
 * @param {number} chart.selected
 * @param {{ input: string, output: string }} chart.labels
 * @param {import('../palette.js').Palette} chart.palette
 */
export function drawSizes(context, chart) {
  const { width, axis, decades, palette, references = [], isNamed = true, bands = [] } = chart;
  const { top, bottom, y } = drawLogAxes(context, chart);

  const places = new Places({ x: axis.left, y: 0, width: width - axis.left, height: bottom });
  context.save();
  context.beginPath();
  context.rect(axis.left, 0, width - axis.left, bottom + 1);
  context.clip();
  for (const band of bands) drawBand(context, axis, band, y, bottom);
  const floor = chart.floor && chart.floor.log10 > decades.low && chart.floor.log10 < decades.high ? chart.floor : null;
  if (floor) {
    const at = Math.round(y(floor.log10)) + 0.5;
    context.strokeStyle = palette.warn;
    context.lineWidth = 1;
    context.setLineDash([2, 3]);
    context.beginPath();
    context.moveTo(axis.left, at);
    context.lineTo(width, at);
    context.stroke();
    context.setLineDash([]);
    places.avoid([axis.left, at, width, at]);
  }
  for (const { colour, dash, log10 } of references) {
    drawLine(context, axis, { colour, dash, log10, isNew: () => true }, 1.5, y, bottom);
    avoid(places, axis, log10, () => true, y);
  }
  context.restore();
  for (const line of chart.lines) {
    drawLine(context, axis, line, 2, y, bottom);
    drawMarkers(context, axis, line, palette, y);
    avoid(places, axis, line.log10, line.isNew, y);
  }

  // Words last, when all lines are known.
  context.font = `11px ${palette.font}`;
  context.textBaseline = 'top';
  context.textAlign = 'left';
  if (floor) {
    const room = context.measureText(floor.label).width;
    const at = y(floor.log10);
    const steps = [0, 0.25, 0.5, 0.75, 1].map((share) => width - 2 - room - share * (width - axis.left - room - 6));
    const boxes = [at + 4, at - LINE - 2].flatMap((from) => steps.map((x) => ({ x, y: from, width: room, height: LINE })));
    write(context, floor.label, palette.warn, palette.background, places.take(boxes));
  }
  for (const { name, colour, log10 } of isNamed ? references : []) {
    const points = pointsOf(axis, log10, y, top, bottom);
    if (points.length === 0) continue;
    const text = shortened(context, name, 0.45 * (width - axis.left));
    const box = places.take(along(points, context.measureText(text).width));
    const { end } = box;
    const away = box.y > end.y ? box.y - end.y : end.y - box.y - LINE;
    if (away > NEAR) {
      context.strokeStyle = colour;
      context.lineWidth = 0.75;
      context.beginPath();
      context.moveTo(end.x, end.y);
      context.lineTo(Math.min(Math.max(end.x, box.x), box.x + box.width), box.y > end.y ? box.y : box.y + LINE - 2);
      context.stroke();
    }
    write(context, text, colour, palette.background, box);
  }
}

/** @typedef {{ x: number, y: number }} Point */

/**
 * Where a line may be named: its end at the input first, where lines are farthest apart, then
 * places on its way.
 * @param {import('../scale.js').DepthAxis} axis
 * @param {Log10} log10
 * @param {(log10: number) => number} y
 * @param {number} top @param {number} bottom
 */
function pointsOf(axis, log10, y, top, bottom) {
  /** @type {Point[]} */
  const points = [];
  const stride = Math.max(1, Math.floor(axis.layers / 16));
  for (let layer = 0; layer < axis.layers; layer++) {
    if (!Number.isFinite(log10(layer)) || (points.length > 0 && layer % stride !== 0)) continue;
    points.push({ x: columnCentre(axis, layer), y: Math.min(bottom, Math.max(top, y(log10(layer)))) });
  }
  return points;
}

/**
 * Boxes for a word at a line: over and under it; farther away only where there is no such room.
 * @param {Point[]} points
 * @param {number} room
 */
function along(points, room) {
  /** @type {(import('./place.js').Box & { end: Point })[]} */
  const boxes = [];
  const add = (/** @type {Point} */ end, /** @type {number} */ away, /** @type {number} */ aside) => {
    for (const y of [end.y - away - LINE, end.y + away]) boxes.push({ x: end.x + aside, y, width: room, height: LINE, end });
  };
  for (const end of points) for (const aside of [0, -room]) for (const away of [4, NEAR]) add(end, away, aside);
  // One above the other, as lines of a text.
  for (let away = NEAR + LINE; away < 8 * LINE; away += LINE) for (const aside of [0, 12, 40]) add(points[0], away, aside);
  return boxes;
}

/**
 * Words on the chart's own background, in case nothing was free.
 * @param {CanvasRenderingContext2D} context
 * @param {string} text @param {string} colour @param {string} background
 * @param {import('./place.js').Box} box
 */
function write(context, text, colour, background, { x, y }) {
  context.strokeStyle = background;
  context.lineWidth = 3;
  context.lineJoin = 'round';
  context.strokeText(text, x, y + 2);
  context.lineJoin = 'miter';
  context.fillStyle = colour;
  context.fillText(text, x, y + 2);
}

/** @param {CanvasRenderingContext2D} context @param {string} text @param {number} room */
function shortened(context, text, room) {
  if (context.measureText(text).width <= room) return text;
  const letters = [...text];
  while (letters.length > 1 && context.measureText(`${letters.join('')}…`).width > room) letters.pop();
  return `${letters.join('')}…`;
}

/**
 * @param {Places} places
 * @param {import('../scale.js').DepthAxis} axis
 * @param {Log10} log10
 * @param {(layer: number) => boolean} isNew
 * @param {(log10: number) => number} y
 */
function avoid(places, axis, log10, isNew, y) {
  /** @type {number[]} */
  let points = [];
  for (let layer = 0; layer < axis.layers; layer++) {
    const log = isNew(layer) ? log10(layer) : NaN;
    if (Number.isFinite(log)) points.push(columnCentre(axis, layer), y(log));
    else if (points.length > 0) {
      places.avoid(points);
      points = [];
    }
  }
  // A single point is a line of no length.
  if (points.length === 2) points.push(points[0], points[1]);
  places.avoid(points);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import('../scale.js').DepthAxis} axis
 * @param {Band} band
 * @param {(log10: number) => number} y
 * @param {number} bottom
 */
function drawBand(context, axis, { colour, low, high }, y, bottom) {
  context.fillStyle = colour;
  context.globalAlpha = 0.16;
  // Exactly zero has no place on a log axis: below everything.
  const at = (/** @type {number} */ log10) => (log10 === -Infinity ? bottom : y(log10));
  const has = (/** @type {number} */ layer) => low(layer) < Infinity && Number.isFinite(high(layer));
  for (let from = 0; from < axis.layers; from++) {
    if (!has(from)) continue;
    let to = from;
    while (to + 1 < axis.layers && has(to + 1)) to += 1;
    context.beginPath();
    // A layer between two that have none is a bar of its own.
    if (from === to) context.rect(columnCentre(axis, from) - 2, at(high(from)), 4, at(low(from)) - at(high(from)));
    else {
      for (let layer = from; layer <= to; layer++) context.lineTo(columnCentre(axis, layer), at(high(layer)));
      for (let layer = to; layer >= from; layer--) context.lineTo(columnCentre(axis, layer), at(low(layer)));
      context.closePath();
    }
    context.fill();
    from = to;
  }
  context.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import('../scale.js').DepthAxis} axis
 * @param {{ colour: string, dash?: number[], log10: Log10, isNew: (layer: number) => boolean }} line
 * @param {number} lineWidth
 * @param {(log10: number) => number} y
 * @param {number} bottom
 */
function drawLine(context, axis, line, lineWidth, y, bottom) {
  context.strokeStyle = line.colour;
  context.lineWidth = lineWidth;
  context.setLineDash(line.dash ?? []);
  context.beginPath();
  let pen = false;
  for (let layer = 0; layer < axis.layers; layer++) {
    const log10 = line.log10(layer);
    const drawn = line.isNew(layer) && Number.isFinite(log10);
    if (drawn && pen) context.lineTo(columnCentre(axis, layer), y(log10));
    else if (drawn) context.moveTo(columnCentre(axis, layer), y(log10));
    pen = drawn;
  }
  context.stroke();
  context.setLineDash([]);
  for (let layer = 0; layer < axis.layers; layer++) {
    if (!line.isNew(layer) || line.log10(layer) !== -Infinity) continue;
    // Exactly zero has no place on a log axis: a cross on its floor.
    const x = columnCentre(axis, layer);
    context.beginPath();
    context.moveTo(x - 3, bottom - 6);
    context.lineTo(x + 3, bottom);
    context.moveTo(x + 3, bottom - 6);
    context.lineTo(x - 3, bottom);
    context.stroke();
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import('../scale.js').DepthAxis} axis
 * @param {Line} line
 * @param {import('../palette.js').Palette} palette
 * @param {(log10: number) => number} y
 */
function drawMarkers(context, axis, line, palette, y) {
  // In a crowd markers would only hide the line.
  if (axis.step < 6) return;
  const radius = Math.min(4, axis.step / 5);
  for (let layer = 0; layer < axis.layers; layer++) {
    const log10 = line.log10(layer);
    if (!line.isNew(layer) || !Number.isFinite(log10)) continue;
    const [x, at] = [columnCentre(axis, layer), y(log10)];
    context.fillStyle = palette.background;
    context.beginPath();
    if (line.marker === 'square') context.rect(x - radius, at - radius, 2 * radius, 2 * radius);
    else if (line.marker === 'circle') context.arc(x, at, radius, 0, 2 * Math.PI);
    else {
      const corner = 1.3 * radius;
      context.moveTo(x, at - corner);
      context.lineTo(x + corner, at);
      context.lineTo(x, at + corner);
      context.lineTo(x - corner, at);
      context.closePath();
    }
    context.fill();
    context.stroke();
  }
}
