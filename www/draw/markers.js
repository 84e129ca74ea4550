// A shape for each class, so that classes differ without colour too.

/** As characters, for keys; the shapes below in the same order. */
export const GLYPHS = ['●', '■', '▲', '◆', '▼', '⬟', '⬢', '★'];

/** Corners from the first one's angle on, and how far in every second one lies. */
const SHAPES = [
  null,
  { corners: 4, turn: 0.125, inner: 1, size: 1.15 },
  { corners: 3, turn: 0.75, inner: 1, size: 1.3 },
  { corners: 4, turn: 0, inner: 1, size: 1.3 },
  { corners: 3, turn: 0.25, inner: 1, size: 1.3 },
  { corners: 5, turn: 0.75, inner: 1, size: 1.15 },
  { corners: 6, turn: 0, inner: 1, size: 1.15 },
  { corners: 10, turn: 0.75, inner: 0.45, size: 1.4 },
];

/** The character for a class. @param {number} label */
export const glyph = (label) => GLYPHS[label % GLYPHS.length];

/**
 * Adds the outline of a class's shape to the path.
 * @param {CanvasRenderingContext2D} context
 * @param {number} label
 * @param {number} x @param {number} y @param {number} radius
 */
export function marker(context, label, x, y, radius) {
  const shape = SHAPES[label % SHAPES.length];
  if (!shape) {
    context.moveTo(x + radius, y);
    context.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  for (let corner = 0; corner < shape.corners; corner++) {
    const turn = shape.turn + corner / shape.corners;
    const r = radius * shape.size * (corner % 2 === 1 ? shape.inner : 1);
    const [px, py] = [x + r * Math.cos(2 * Math.PI * turn), y + r * Math.sin(2 * Math.PI * turn)];
    if (corner === 0) context.moveTo(px, py);
    else context.lineTo(px, py);
  }
  context.closePath();
}
