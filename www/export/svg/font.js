// Fonts and text, from what canvases are told to what every SVG program understands.

/** @typedef {{ width: number, fontBoundingBoxAscent?: number, fontBoundingBoxDescent?: number }} Measure Of a text. */

/** The ascent of a common font, as a share of its size. */
const ASCENT = 0.8;

/**
 * The parts of a CSS font such as `600 12px Inter, sans-serif`.
 * @param {string} font
 */
export function parseFont(font) {
  const parts = /^(?:(normal|italic|oblique)\s+)?(?:(normal|bold|bolder|lighter|\d+)\s+)?(\d*\.?\d+)px(?:\/\S+)?\s+(.+)$/s.exec(font.trim());
  if (!parts) throw new Error(`SvgContext: the font "${font}" is not understood`);
  const [, style, weight, size, family] = parts;
  return { style: style === 'normal' ? undefined : style, weight: weight === 'normal' ? undefined : weight, size: Number(size), family };
}

/**
 * From the y that a text was given down to its alphabetic baseline. Not left to the SVG's
 * dominant-baseline, which many programs do not know.
 * @param {string} baseline As canvases name it.
 * @param {number} size Of the font.
 * @param {Measure} measure
 */
export function drop(baseline, size, { fontBoundingBoxAscent: up, fontBoundingBoxDescent: down }) {
  // A font's box is often taller than its size: the em box divides it in the same proportion.
  const ascent = up !== undefined && down !== undefined && up + down > 0 ? up / (up + down) : ASCENT;
  switch (baseline) {
    case 'alphabetic':
      return 0;
    case 'top':
      return ascent * size;
    case 'middle':
      return (ascent - 0.5) * size;
    case 'bottom':
      return (ascent - 1) * size;
    default:
      throw new Error(`SvgContext: the baseline "${baseline}" is not understood`);
  }
}

/** @param {string} align As canvases name it, for text from left to right. */
export function anchor(align) {
  switch (align) {
    case 'left':
    case 'start':
      return undefined;
    case 'center':
      return 'middle';
    case 'right':
    case 'end':
      return 'end';
    default:
      throw new Error(`SvgContext: the alignment "${align}" is not understood`);
  }
}
