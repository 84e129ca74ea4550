// Images of digits in tiles, each with what the network takes it for.

/** Pixels along each side of an image. */
const SIDE = 8;
/** Room for a tile's words. */
const WORDS = 34;
/** Ink of a black pixel. */
const INK = 16;

/** @typedef {{ columns: number, width: number, height: number }} Tiling Of one tile. */

/** How tiles lie in a given width. @param {number} width @param {number} count @returns {Tiling & { rows: number }} */
export function tiling(width, count) {
  const columns = Math.min(count, Math.max(4, Math.min(8, Math.floor(width / 84))));
  // Whole pixels, so that no seams show between them.
  const side = SIDE * Math.floor(Math.min(64, width / columns - 14) / SIDE);
  return { columns, rows: Math.ceil(count / columns), width: width / columns, height: side + WORDS + 8 };
}

/**
 * @param {CanvasRenderingContext2D} context In CSS pixels.
 * @param {object} chart
 * @param {number} chart.width
 * @param {number} chart.height
 * @param {Float64Array} chart.inks Of all pixels, image after image, row by row; 0 to 16.
 * @param {Tiling} chart.tiling
 * @param {({ said: string, truth: string, isRight: boolean } | undefined)[]} chart.told Of each image, once
 *   it is known; `truth` stands where it is wrong.
 * @param {boolean} chart.isOld Whether that is of another network.
 * @param {import('../palette.js').Palette} chart.palette
 */
export function drawDigits(context, chart) {
  const { width, height, inks, tiling, told, palette } = chart;
  context.clearRect(0, 0, width, height);
  const side = tiling.height - WORDS - 8;
  const pixel = side / SIDE;
  context.textAlign = 'center';
  context.textBaseline = 'top';
  for (let image = 0; image * SIDE * SIDE < inks.length; image++) {
    const middle = ((image % tiling.columns) + 0.5) * tiling.width;
    const left = Math.round(middle - side / 2);
    const top = Math.floor(image / tiling.columns) * tiling.height + 2;
    context.fillStyle = palette.text;
    for (let at = 0; at < SIDE * SIDE; at++) {
      const ink = inks[image * SIDE * SIDE + at] / INK;
      if (!(ink > 0.01)) continue;
      context.globalAlpha = Math.min(1, ink);
      context.fillRect(left + (at % SIDE) * pixel, top + Math.floor(at / SIDE) * pixel, pixel, pixel);
    }
    context.globalAlpha = 1;
    const known = told[image];
    const isWrong = known && !known.isRight;
    context.strokeStyle = isWrong ? palette.slope : palette.line;
    context.lineWidth = isWrong ? 2 : 1;
    context.strokeRect(left - 1, top - 1, side + 2, side + 2);
    if (!known) continue;
    if (chart.isOld) context.globalAlpha = 0.35;
    context.font = `600 11px ${palette.font}`;
    context.fillStyle = isWrong ? palette.slope : palette.text;
    context.fillText(`${known.isRight ? '✓' : '✗'} ${known.said}`, middle, top + side + 8);
    if (isWrong) {
      context.font = `11px ${palette.font}`;
      context.fillStyle = palette.muted;
      context.fillText(known.truth, middle, top + side + 21);
    }
    context.globalAlpha = 1;
  }
}
