// A matrix as squares: filled where a number is positive, hollow where it is negative, their area in
// proportion to its size. One tile an output.

/**
 * @typedef {object} MatrixPlan
 * @property {number} columns Cells of a tile.
 * @property {number} rows
 * @property {number} across Tiles side by side.
 * @property {number} cell Side of a cell.
 * @property {number} left Of the first tile, after its label where tiles are lines.
 * @property {number} top Room above a tile.
 * @property {number} width Of a tile with the room after it.
 * @property {number} height
 */

/** Room for a label. */
const LABEL = 18;

/**
 * @param {number} width
 * @param {number} outputs
 * @param {number} features
 * @param {boolean} areImages Whether the inputs are pixels of a square.
 * @returns {MatrixPlan}
 */
export function matrixPlan(width, outputs, features, areImages) {
  const side = Math.round(Math.sqrt(features));
  const [columns, rows] = areImages ? [side, side] : [features, 1];
  if (!areImages) {
    const left = 70;
    const cell = Math.max(2, Math.min(26, (width - left - 4) / columns));
    return { columns, rows, across: 1, cell, left, top: 2, width: columns * cell, height: cell + 4 };
  }
  const most = Math.max(3, Math.min(10, Math.floor(width / 112)));
  // Lines of about the same length.
  const across = Math.ceil(outputs / Math.ceil(outputs / most));
  const cell = Math.max(3, Math.min(13, Math.floor((width / across - 10) / columns)));
  return { columns, rows, across, cell, left: 1, top: LABEL, width: width / across, height: rows * cell + LABEL + 8 };
}

/**
 * @param {CanvasRenderingContext2D} context In CSS pixels.
 * @param {object} chart
 * @param {number} chart.width
 * @param {number} chart.height
 * @param {MatrixPlan} chart.plan
 * @param {ArrayLike<number>} chart.matrix One row of weights an output.
 * @param {string[]} chart.names Of the outputs.
 * @param {number} chart.max The largest size in it.
 * @param {boolean} chart.isOld
 * @param {import('../palette.js').Palette} chart.palette
 */
export function drawMatrix(context, chart) {
  const { width, height, plan, matrix, names, max, palette } = chart;
  const count = plan.columns * plan.rows;
  context.clearRect(0, 0, width, height);
  context.font = `11px ${palette.font}`;
  context.lineWidth = 1;
  context.globalAlpha = chart.isOld ? 0.35 : 1;
  for (let output = 0; output * count < matrix.length; output++) {
    const left = Math.round(plan.left + (output % plan.across) * plan.width);
    const top = Math.round(plan.top + Math.floor(output / plan.across) * plan.height);
    const isLine = plan.rows === 1;
    context.fillStyle = palette.text;
    context.textAlign = isLine ? 'right' : 'left';
    context.textBaseline = isLine ? 'middle' : 'bottom';
    context.fillText(names[output] ?? '', isLine ? left - 6 : left, isLine ? top + plan.cell / 2 : top - 4);
    context.strokeStyle = palette.line;
    context.strokeRect(left - 0.5, top - 0.5, plan.columns * plan.cell + 1, plan.rows * plan.cell + 1);
    context.fillStyle = palette.accent;
    context.strokeStyle = palette.slope;
    for (let at = 0; at < count; at++) {
      const value = matrix[output * count + at];
      const side = plan.cell * 0.94 * Math.sqrt(Math.abs(value) / max);
      if (!(side > 0.4)) continue;
      const x = left + ((at % plan.columns) + 0.5) * plan.cell - side / 2;
      const y = top + (Math.floor(at / plan.columns) + 0.5) * plan.cell - side / 2;
      // A line has a width: what is hollow would look larger.
      if (value > 0) context.fillRect(x, y, side, side);
      else context.strokeRect(x + 0.5, y + 0.5, Math.max(0.3, side - 1), Math.max(0.3, side - 1));
    }
  }
  context.globalAlpha = 1;
}
