// Lines along which a field on a grid is 0: marching squares.

/**
 * Tells each piece of the line, in cells from the first point of the grid.
 * @param {(index: number) => number} field At the points of the grid, the first axis running fastest.
 * @param {number} across Points along the first axis.
 * @param {number} up Points along the second.
 * @param {(x0: number, y0: number, x1: number, y1: number) => void} piece
 */
export function contour(field, across, up, piece) {
  // Where the line crosses the edges of a cell: below, right, above, left.
  const xs = [0, 0, 0, 0];
  const ys = [0, 0, 0, 0];
  let crossings = 0;
  const cross = (/** @type {number} */ from, /** @type {number} */ to, /** @type {number} */ x0, /** @type {number} */ y0, /** @type {number} */ x1, /** @type {number} */ y1) => {
    // What is undefined has no edge.
    if (from > 0 === to > 0 || Number.isNaN(from) || Number.isNaN(to)) return;
    const share = from / (from - to);
    xs[crossings] = x0 + share * (x1 - x0);
    ys[crossings] = y0 + share * (y1 - y0);
    crossings += 1;
  };
  for (let y = 0; y + 1 < up; y++) {
    for (let x = 0; x + 1 < across; x++) {
      const at = y * across + x;
      const a = field(at);
      const b = field(at + 1);
      const c = field(at + across + 1);
      const d = field(at + across);
      crossings = 0;
      cross(a, b, x, y, x + 1, y);
      cross(b, c, x + 1, y, x + 1, y + 1);
      cross(c, d, x + 1, y + 1, x, y + 1);
      cross(d, a, x, y + 1, x, y);
      if (crossings === 2) piece(xs[0], ys[0], xs[1], ys[1]);
      if (crossings === 4) {
        // A saddle: the middle tells which corners belong together.
        const isJoined = a + b + c + d > 0 === a > 0;
        piece(xs[0], ys[0], xs[isJoined ? 1 : 3], ys[isJoined ? 1 : 3]);
        piece(xs[2], ys[2], xs[isJoined ? 3 : 1], ys[isJoined ? 3 : 1]);
      }
    }
  }
}

/**
 * Pieces joined where they meet, so that a dashed line is one.
 * @param {ArrayLike<number>} pieces x and y of both ends of each.
 * @returns {number[][]} Lines, as x and y of one point after the other.
 */
export function chains(pieces) {
  // Neighbouring cells agree on where a line crosses but for rounding.
  const key = (/** @type {number} */ at) => `${pieces[at].toFixed(6)} ${pieces[at + 1].toFixed(6)}`;
  /** Ends by where they are, as places in `pieces`. @type {Map<string, number[]>} */
  const ends = new Map();
  for (let at = 0; at < pieces.length; at += 2) {
    const there = ends.get(key(at));
    if (there) there.push(at);
    else ends.set(key(at), [at]);
  }
  const isUsed = new Uint8Array(pieces.length / 4);
  const other = (/** @type {number} */ at) => (at % 4 === 0 ? at + 2 : at - 2);
  /** Takes piece after piece from an end on. @param {number} at */
  const follow = (at) => {
    const line = [pieces[at], pieces[at + 1]];
    /** @type {number | undefined} */
    let next = at;
    while (next !== undefined) {
      isUsed[next >> 2] = 1;
      const far = other(next);
      line.push(pieces[far], pieces[far + 1]);
      next = ends.get(key(far))?.find((end) => !isUsed[end >> 2]);
    }
    return line;
  };
  /** @type {number[][]} */
  const lines = [];
  // Lines that end somewhere first, from their ends; what is left are rings.
  for (const isOpen of [true, false]) {
    for (let at = 0; at < pieces.length; at += 2) {
      if (!isUsed[at >> 2] && (!isOpen || ends.get(key(at))?.length === 1)) lines.push(follow(at));
    }
  }
  return lines;
}
