// All charts as one image of pixels.

import { drawFrame, layout, measurer, rampColours } from './layout.js';

export { rampColours };

/** @typedef {import('./layout.js').Part} Part */
/** @typedef {import('./layout.js').Look} Look */

/** The longest side that every browser's canvases have. */
const LONGEST = 16384;
/** Rows of pixels drawn at once. */
const STRIP = 192;

/**
 * Parts are drawn at the resolution of the image. The page can do other things between them.
 * @param {Part[]} parts
 * @param {Look} look
 * @param {number} [scale] Pixels for each unit of the width; fewer where no canvas is as large.
 * @returns {Promise<Blob>}
 */
export async function composePng(parts, look, scale = 2) {
  // The first text on a canvas of its own takes a while: its fonts are looked for.
  const measure = measurer(canvas(1, 1));
  measure(look.title, look.font);
  await pause();
  const plan = layout(parts, look, measure);
  await pause();
  const ratio = Math.min(scale, LONGEST / Math.max(plan.width, plan.height));
  const whole = canvas(plan.width * ratio, plan.height * ratio);
  whole.scale(ratio, ratio);
  drawFrame(/** @type {CanvasRenderingContext2D} */ (/** @type {unknown} */ (whole)), plan, look);
  whole.resetTransform();
  for (const { x, y, scale: shrunk, part } of plan.parts) {
    // Apart, because a chart begins by clearing its canvas; and strip by strip, because it may have
    // more to it than a slice of time allows.
    const fine = ratio * shrunk;
    const height = Math.round(part.height * fine);
    for (let from = 0; from < height; from += STRIP) {
      await pause();
      const own = canvas(part.width * fine, Math.min(STRIP, height - from));
      own.setTransform(fine, 0, 0, fine, 0, -from);
      part.draw(/** @type {CanvasRenderingContext2D} */ (/** @type {unknown} */ (own)));
      whole.drawImage(own.canvas, Math.round(x * ratio), Math.round(y * ratio) + from);
    }
  }
  await pause();
  return whole.canvas.convertToBlob({ type: 'image/png' });
}

/** A fresh canvas. @param {number} width @param {number} height */
function canvas(width, height) {
  const made = new OffscreenCanvas(Math.max(1, Math.round(width)), Math.max(1, Math.round(height)));
  const context = made.getContext('2d');
  if (!context) throw new Error('this browser has no canvas for the image');
  return context;
}

/** Lets the page draw and answer. */
function pause() {
  return new Promise((resolve) => setTimeout(resolve));
}
