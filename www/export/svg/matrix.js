// Affine maps as canvases write them: (x, y) becomes (a x + c y + e, b x + d y + f).

/** @typedef {readonly [number, number, number, number, number, number]} Matrix a, b, c, d, e, f. */

/** @type {Matrix} */
export const IDENTITY = [1, 0, 0, 1, 0, 0];

/** First `inner`, then `outer`. @param {Matrix} outer @param {Matrix} inner @returns {Matrix} */
export function product([a, b, c, d, e, f], [A, B, C, D, E, F]) {
  return [a * A + c * B, b * A + d * B, a * C + c * D, b * C + d * D, a * E + c * F + e, b * E + d * F + f];
}

/** @param {Matrix} matrix @param {number} x @param {number} y @returns {[number, number]} */
export function apply([a, b, c, d, e, f], x, y) {
  return [a * x + c * y + e, b * x + d * y + f];
}

/**
 * How much larger everything becomes; what is stretched or skewed has no one answer.
 * @param {Matrix} matrix
 */
export function scaleOf([a, b, c, d]) {
  const scale = Math.hypot(a, b);
  const isEven = Math.abs(a * c + b * d) < 1e-9 * scale * scale && Math.abs(Math.hypot(c, d) - scale) < 1e-9 * scale;
  if (!isEven) throw new Error('SvgContext: a drawing may be turned, moved and evenly scaled, not stretched');
  return scale;
}

/** @param {Matrix} matrix */
export function isIdentity(matrix) {
  return matrix.every((value, index) => value === IDENTITY[index]);
}

/** @param {Matrix} matrix */
export function toText(matrix) {
  return `matrix(${matrix.map((value) => Math.round(value * 1e6) / 1e6 || 0).join(' ')})`;
}
