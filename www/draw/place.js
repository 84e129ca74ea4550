// Finds places for words in a chart where they touch neither lines nor each other.

/** @typedef {{ x: number, y: number, width: number, height: number }} Box Its top left corner. */

/** Between two words side by side. */
const APART = 8;

export class Places {
  /** @type {Box[]} */
  #taken = [];
  /** Points x0, y0, x1, y1, ... of each. @type {number[][]} */
  #lines = [];
  #room;

  /** @param {Box} room Where words may stand. */
  constructor(room) {
    this.#room = room;
  }

  /** A line that words have to keep off. @param {number[]} points x0, y0, x1, y1, ... */
  avoid(points) {
    this.#lines.push(points);
  }

  /**
   * Takes the first place that is free; where none is, the one in which the fewest lines are
   * touched, and never another word if that can be helped.
   * @template {Box} B
   * @param {B[]} candidates At least one, the best first.
   * @returns {B}
   */
  take(candidates) {
    let best = candidates[0];
    let least = Infinity;
    for (const candidate of candidates) {
      const cost = this.#cost(candidate);
      if (cost < least) [best, least] = [candidate, cost];
      if (cost === 0) break;
    }
    this.#taken.push(best);
    return best;
  }

  /** @param {Box} box */
  #cost(box) {
    const { x, y, width, height } = this.#room;
    const isOutside = box.x < x || box.y < y || box.x + box.width > x + width || box.y + box.height > y + height;
    let cost = isOutside ? 1e6 : 0;
    for (const other of this.#taken) if (overlap(box, other)) cost += 1e4;
    for (const line of this.#lines) if (touches(line, box)) cost += 1;
    return cost;
  }
}

/** Whether two words would touch. @param {Box} a @param {Box} b */
function overlap(a, b) {
  return a.x < b.x + b.width + APART && b.x < a.x + a.width + APART && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** Whether a line passes through a box. @param {number[]} points @param {Box} box */
function touches(points, box) {
  return crossings(points, box, 1) > 0;
}

/**
 * How many pieces of a line pass through a box.
 * @param {number[]} points x0, y0, x1, y1, ... @param {Box} box
 * @param {number} [most] Counted no further.
 */
export function crossings(points, { x, y, width, height }, most = Infinity) {
  let count = 0;
  for (let at = 0; at + 3 < points.length && count < most; at += 2) {
    const [x0, y0, x1, y1] = [points[at], points[at + 1], points[at + 2], points[at + 3]];
    if (Math.max(x0, x1) < x || Math.min(x0, x1) > x + width) continue;
    // The part of it over the box.
    const rise = x1 === x0 ? 0 : (y1 - y0) / (x1 - x0);
    const [from, to] = x0 < x1 ? [Math.max(x0, x), Math.min(x1, x + width)] : [Math.max(x1, x), Math.min(x0, x + width)];
    const [ya, yb] = x1 === x0 ? [y0, y1] : [y0 + (from - x0) * rise, y0 + (to - x0) * rise];
    if (Math.max(ya, yb) >= y && Math.min(ya, yb) <= y + height) count += 1;
  }
  return count;
}
