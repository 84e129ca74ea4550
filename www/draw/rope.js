// A rope that is shaken at the output end: its amplitude at a layer is the size of the error signal
// there, on a linear scale, so that what has vanished is not to be seen.

import { columnCentre } from '../scale.js';
import { FOOT, drawLayers, drawSelected } from './depth.js';

/** Amplitudes that the chart has room for; what is larger is cut off. */
export const CAP = 1.4;
/** Room above the rope for words. */
const HEAD = 20;
/** Between two points of the curve, in pixels. */
const STRIDE = 2;
const KNOB = 7;

/**
 * @param {CanvasRenderingContext2D} context In CSS pixels.
 * @param {object} chart
 * @param {number} chart.width
 * @param {number} chart.height
 * @param {import('../scale.js').DepthAxis} chart.axis
 * @param {(layer: number) => number} chart.amplitude Relative to the last hidden layer's; NaN where
 *   there is none, infinite where it is too large for a number.
 * @param {number | null} chart.front The layer that the backward pass has come to: nothing has
 *   arrived before it. The number of layers where it has not begun; null where it is through.
 * @param {number} chart.phase Of the wave, in turns; it travels towards the input as it grows.
 * @param {number} chart.selected
 * @param {{ input: string, output: string, hand: string, far: string }} chart.labels Words at the
 *   two ends; each may be empty.
 * @param {import('../palette.js').Palette} chart.palette
 */
export function drawRope(context, chart) {
  const { width, height, axis, amplitude, front, phase, labels, palette } = chart;
  const [top, bottom] = [HEAD, height - FOOT - 4];
  const middle = Math.round((top + bottom) / 2);
  const half = (bottom - top) / 2;
  const unit = half / CAP;
  const last = axis.layers - 2;
  const start = columnCentre(axis, 0);
  // The hand stays in the picture, however narrow its column.
  const end = Math.min(columnCentre(axis, axis.layers - 1), width - KNOB - 2);
  const edge = front === null ? -Infinity : axis.left + (front + 1) * axis.step;
  context.clearRect(0, 0, width, height);
  drawSelected(context, chart, top, height - FOOT);
  drawLayers(context, chart, height - FOOT);

  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(axis.left, middle + 0.5);
  context.lineTo(width, middle + 0.5);
  context.stroke();
  // How far the hand goes.
  context.strokeStyle = palette.muted;
  context.beginPath();
  for (const way of [-1, 1]) {
    const tip = middle + way * (unit + KNOB + 4);
    context.moveTo(end, middle);
    context.lineTo(end, tip);
    context.moveTo(end - 3, tip - way * 4);
    context.lineTo(end, tip);
    context.lineTo(end + 3, tip - way * 4);
  }
  context.stroke();

  const wave = Math.min(150, Math.max(56, (end - start) / 5));
  const swing = (/** @type {number} */ x) => Math.cos(2 * Math.PI * ((end - x) / wave - phase));
  /** At any place, as the hand moves it behind the last layer; NaN where nothing is known. */
  const sizeAt = (/** @type {number} */ x) => {
    const place = Math.min(Math.max(0, (x - start) / axis.step), last);
    const layer = Math.min(Math.floor(place), last - 1);
    const share = place - layer;
    const size = last === 0 ? amplitude(0) : share === 0 ? amplitude(layer) : mix(amplitude(layer), amplitude(layer + 1), share);
    // The front of the wave is not a cliff.
    const arrived = Math.min(1, Math.max(0, (x - edge) / Math.max(12, axis.step / 2)));
    return arrived === 0 ? 0 : Math.min(size, 8) * arrived * arrived * (3 - 2 * arrived);
  };
  context.save();
  context.beginPath();
  context.rect(axis.left, top, width - axis.left, bottom - top);
  context.clip();
  context.fillStyle = context.strokeStyle = palette.delta;
  for (const [from, to] of stretches(start, end, sizeAt)) {
    // What the wave fills in time.
    context.globalAlpha = 0.1;
    context.beginPath();
    for (let x = from; x <= to; x += STRIDE) context.lineTo(x, middle - unit * sizeAt(x));
    for (let x = to; x >= from; x -= STRIDE) context.lineTo(x, middle + unit * sizeAt(x));
    context.closePath();
    context.fill();
    context.globalAlpha = 1;
    context.lineWidth = 2.5;
    context.lineJoin = 'round';
    context.beginPath();
    for (let x = from; x < to; x += STRIDE) context.lineTo(x, middle - unit * sizeAt(x) * swing(x));
    context.lineTo(to, middle - unit * sizeAt(to) * swing(to));
    context.stroke();
    context.lineJoin = 'miter';
  }
  context.restore();

  if (front !== null && front < axis.layers) {
    context.strokeStyle = palette.accent;
    context.lineWidth = 2;
    context.beginPath();
    context.moveTo(edge, top);
    context.lineTo(edge, bottom);
    context.stroke();
  }
  drawOver(context, chart, top, edge);

  // The far end is held, the near one is shaken.
  const reach = sizeAt(start);
  const far = middle - unit * (Number.isNaN(reach) ? 0 : Math.min(CAP, reach)) * swing(start);
  knob(context, start, Math.max(top, Math.min(bottom, far)), 5, palette.background, palette.delta);
  const held = Number.isNaN(sizeAt(end)) ? 0 : sizeAt(end);
  knob(context, end, middle - unit * held * swing(end), KNOB, palette.delta, palette.background);

  context.font = `11px ${palette.font}`;
  context.textBaseline = 'top';
  context.fillStyle = palette.text;
  context.textAlign = 'left';
  context.fillText(labels.far, axis.left, 3);
  context.textAlign = 'right';
  context.fillStyle = palette.muted;
  const room = width - axis.left - context.measureText(labels.far).width - 12;
  // The hand is seen anyway.
  if (context.measureText(labels.hand).width <= room) context.fillText(labels.hand, width, 3);
}

/**
 * Marks over the layers whose amplitude is cut off.
 * @param {CanvasRenderingContext2D} context
 * @param {Parameters<typeof drawRope>[1]} chart
 * @param {number} top
 * @param {number} edge
 */
function drawOver(context, { axis, amplitude, palette }, top, edge) {
  let next = -Infinity;
  context.fillStyle = palette.text;
  context.beginPath();
  for (let layer = 0; layer <= axis.layers - 2; layer++) {
    const x = columnCentre(axis, layer);
    if (!(amplitude(layer) > CAP) || x < edge || x < next) continue;
    // In a crowd one stands for its neighbours.
    next = x + 14;
    context.moveTo(x, top - 1);
    context.lineTo(x + 4, top + 6);
    context.lineTo(x - 4, top + 6);
    context.closePath();
  }
  context.fill();
}

/** Between two amplitudes, by equal factors; infinite where one is, rather than undefined. */
function mix(/** @type {number} */ a, /** @type {number} */ b, /** @type {number} */ share) {
  if (a === Infinity || b === Infinity) return Infinity;
  return a > 0 && b > 0 ? a * (b / a) ** share : a + (b - a) * share;
}

/**
 * The parts of the rope that are there.
 * @param {number} start @param {number} end
 * @param {(x: number) => number} sizeAt
 * @returns {[number, number][]}
 */
function stretches(start, end, sizeAt) {
  /** @type {[number, number][]} */
  const found = [];
  let from = NaN;
  let x = start;
  for (; x < end; x += STRIDE) {
    const is = !Number.isNaN(sizeAt(x));
    if (is && Number.isNaN(from)) from = x;
    if (!is && !Number.isNaN(from)) {
      found.push([from, x - STRIDE]);
      from = NaN;
    }
  }
  if (!Number.isNaN(from)) found.push([from, end]);
  return found;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x @param {number} y @param {number} radius
 * @param {string} inside @param {string} around
 */
function knob(context, x, y, radius, inside, around) {
  context.fillStyle = inside;
  context.strokeStyle = around;
  context.lineWidth = 2;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
}
