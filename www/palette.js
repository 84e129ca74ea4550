// Colours: read from the element's CSS custom properties, with the ramp of gradient sizes as a
// table.

import { lab, rgb } from 'd3-color';

/** @typedef {{ low: number, high: number, hot: number }} Scale In decades. */

/**
 * A fixed scale of sizes: the ramp from 10^-range to 1, and the hot end above 1.
 * @param {string} range
 * @returns {Scale}
 */
export function scaleFor(range) {
  const decades = Number(range);
  return { low: -decades, high: 0, hot: decades / 4 };
}

const STEPS = 256;

/**
 * @typedef {object} Palette
 * @property {string} background
 * @property {string} text
 * @property {string} muted
 * @property {string} line
 * @property {string} panel
 * @property {string} accent
 * @property {string} select
 * @property {string} value f
 * @property {string} slope f′
 * @property {string} bars Histogram.
 * @property {string} delta dL/dz
 * @property {string} grad dL/dW
 * @property {string} warn
 * @property {string[]} pins Lines of pinned runs and their names.
 * @property {string[]} classes Of data.
 * @property {Uint32Array} classWords The same as RGBA words.
 * @property {string} undefined Infinity or NaN.
 * @property {string} font
 * @property {Uint32Array} ramp RGBA words from 10^low to 10^high.
 * @property {Uint32Array} hot RGBA words from 10^high to 10^hot.
 * @property {number} below Word of what is smaller than the ramp, and not zero.
 * @property {number} undefinedWord
 */

/** @param {CSSStyleDeclaration} style of the element. @returns {Palette} */
export function palette(style) {
  const read = (/** @type {string} */ name) => style.getPropertyValue(`--_${name}`).trim();
  const colours = (/** @type {string} */ name) => read(name).split(/\s+/);
  const background = read('background');
  return {
    background,
    text: read('text'),
    muted: read('muted'),
    line: read('line'),
    panel: read('panel'),
    accent: read('accent'),
    select: read('select'),
    value: read('value'),
    slope: read('slope'),
    bars: read('bars'),
    delta: read('delta'),
    grad: read('grad'),
    warn: read('warn'),
    pins: [0, 1, 2, 3].map((pin) => read(`pin-${pin}`)),
    classes: colours('classes'),
    classWords: Uint32Array.from(colours('classes'), word),
    undefined: read('undefined'),
    font: style.fontFamily,
    ramp: table(colours('ramp')),
    hot: table([/** @type {string} */ (colours('ramp').at(-1)), ...colours('hot')]),
    below: word(background),
    undefinedWord: word(read('undefined')),
  };
}

/** From stop to stop in even steps of CIELAB. @param {string[]} stops */
function table(stops) {
  const points = stops.map((stop) => lab(stop));
  const last = points.length - 2;
  return Uint32Array.from({ length: STEPS }, (_, index) => {
    const at = (index / (STEPS - 1)) * (points.length - 1);
    const part = Math.min(last, Math.floor(at));
    const mix = (/** @type {'l' | 'a' | 'b' | 'opacity'} */ channel) =>
      points[part][channel] + (points[part + 1][channel] - points[part][channel]) * (at - part);
    return word(lab(mix('l'), mix('a'), mix('b'), mix('opacity')).formatRgb());
  });
}

/** A colour as the little-endian RGBA word of an ImageData. @param {string} colour */
function word(colour) {
  const { r, g, b } = rgb(colour);
  return ((255 << 24) | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r)) >>> 0;
}

/**
 * The word of a size: transparent for exactly zero, so that the hatch beneath shows.
 * @param {Palette} palette
 * @param {Scale} scale
 * @param {number} log10
 */
export function sizeWord(palette, { low, high, hot }, log10) {
  if (log10 === -Infinity) return 0;
  if (!(log10 < Infinity)) return palette.undefinedWord;
  if (log10 < low) return palette.below;
  const isHot = log10 > high;
  const share = isHot ? (log10 - high) / (hot - high) : (log10 - low) / (high - low);
  return (isHot ? palette.hot : palette.ramp)[Math.min(STEPS - 1, Math.round(share * (STEPS - 1)))];
}
