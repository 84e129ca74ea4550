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
