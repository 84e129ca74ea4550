// Fine diagonal lines: what is exactly zero, as in the heat map.

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} left @param {number} top @param {number} width @param {number} height
 * @param {string} colour
 */
export function hatch(context, left, top, width, height, colour) {
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.beginPath();
  // From a fixed grid, so that neighbours continue each other.
  for (let x = Math.floor((left - height) / 6) * 6; x < left + width; x += 6) {
    context.moveTo(x, top + height);
    context.lineTo(x + height, top);
  }
  context.stroke();
  context.restore();
}
