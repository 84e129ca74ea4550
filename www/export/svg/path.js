// A path under way, as the d of an SVG path. As in a canvas, points are mapped when they are added.

import { apply, scaleOf } from './matrix.js';
import { length } from './xml.js';

/** @typedef {import('./matrix.js').Matrix} Matrix */

const TURN = 2 * Math.PI;

export class Path {
  #commands = '';
  #hasPoint = false;

  get d() {
    return this.#commands;
  }

  /** @param {Matrix} matrix @param {number} x @param {number} y */
  moveTo(matrix, x, y) {
    this.#add('M', matrix, x, y);
    this.#hasPoint = true;
  }

  /** Begins there if nothing was begun, as canvases do. @param {Matrix} matrix @param {number} x @param {number} y */
  lineTo(matrix, x, y) {
    this.#add(this.#hasPoint ? 'L' : 'M', matrix, x, y);
    this.#hasPoint = true;
  }

  /** With one control point or two, and the end. @param {Matrix} matrix @param {number[]} points */
  curveTo(matrix, ...points) {
    if (!this.#hasPoint) this.moveTo(matrix, points[0], points[1]);
    this.#add(points.length === 4 ? 'Q' : 'C', matrix, ...points);
  }

  close() {
    if (this.#hasPoint) this.#commands += 'Z';
  }

  /** @param {Matrix} matrix @param {number} x @param {number} y @param {number} width @param {number} height */
  rect(matrix, x, y, width, height) {
    this.moveTo(matrix, x, y);
    this.#add('L', matrix, x + width, y);
    this.#add('L', matrix, x + width, y + height);
    this.#add('L', matrix, x, y + height);
    this.close();
  }

  /**
   * @param {Matrix} matrix @param {number} x @param {number} y @param {number} width
   * @param {number} height @param {number} radius
   */
  roundRect(matrix, x, y, width, height, radius) {
    const r = Math.min(radius, width / 2, height / 2);
    const quarter = Math.PI / 2;
    this.moveTo(matrix, x + r, y);
    for (const [index, [cx, cy]] of [
      [x + width - r, y + r],
      [x + width - r, y + height - r],
      [x + r, y + height - r],
      [x + r, y + r],
    ].entries()) {
      this.ellipse(matrix, cx, cy, r, r, 0, (index - 1) * quarter, index * quarter, false);
    }
    this.close();
  }

  /**
   * An arc from one angle to the other, after a line to its beginning.
   * @param {Matrix} matrix @param {number} x @param {number} y @param {number} rx
   * @param {number} ry @param {number} rotation @param {number} start @param {number} end
   * @param {boolean} isBackwards
   */
  ellipse(matrix, x, y, rx, ry, rotation, start, end, isBackwards) {
    if (rx < 0 || ry < 0) throw new RangeError('SvgContext: a radius is negative');
    const scale = scaleOf(matrix);
    const isMirrored = matrix[0] * matrix[3] < matrix[1] * matrix[2];
    const turned = Math.atan2(matrix[1], matrix[0]) + (isMirrored ? -rotation : rotation);
    const [cos, sin] = [Math.cos(rotation), Math.sin(rotation)];
    const at = (/** @type {number} */ angle) => {
      const [u, v] = [rx * Math.cos(angle), ry * Math.sin(angle)];
      return /** @type {const} */ ([x + u * cos - v * sin, y + u * sin + v * cos]);
    };
    this.lineTo(matrix, ...at(start));
    const sweep = swept(start, end, isBackwards);
    // No more than half a turn at once: an arc that ends where it begins would be none.
    const pieces = Math.ceil(Math.abs(sweep) / Math.PI);
    for (let piece = 1; piece <= pieces; piece++) {
      const [px, py] = apply(matrix, ...at(start + (sweep * piece) / pieces));
      const flag = sweep > 0 !== isMirrored ? 1 : 0;
      const numbers = [rx * scale, ry * scale, (turned * 360) / TURN, 0, flag, px, py];
      this.#commands += `A${numbers.map(length).join(' ')}`;
    }
  }

  /** @param {string} command @param {Matrix} matrix @param {number[]} points */
  #add(command, matrix, ...points) {
    const mapped = [];
    for (let at = 0; at < points.length; at += 2) mapped.push(...apply(matrix, points[at], points[at + 1]));
    this.#commands += command + mapped.map(length).join(' ');
  }
}

/** The angle that an arc covers, negative where it goes backwards. @param {number} start @param {number} end @param {boolean} isBackwards */
function swept(start, end, isBackwards) {
  const forward = isBackwards ? start - end : end - start;
  const angle = forward >= TURN ? TURN : ((forward % TURN) + TURN) % TURN;
  return isBackwards ? -angle : angle;
}
