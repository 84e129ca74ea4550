// What the tests of the export run inside the page: bundled, and called by name.

import { download } from '../../www/export/download.js';
import { composePng } from '../../www/export/png.js';
import { SvgContext, composeSvg, measurer, rampColours } from '../../www/export/svg.js';
import { charts, imageSize } from '../page/charts.mjs';

export { download };

/** @typedef {import('../../www/palette.js').Palette} Palette */

const LIGHT = {
  background: '#ffffff', text: '#1b1e24', muted: '#626a77', line: '#e3e6ec', panel: '#f6f7f9',
  accent: '#2a62d8', select: '#2a62d8', value: '#1b1e24', slope: '#c2410c', bars: '#a9c6f0',
  delta: '#7438b8', grad: '#0d7f73', warn: '#9a3412', pins: ['#a3500a', '#be185d', '#3f6b12', '#1e5aa8'], undefined: '#c9a400', font: 'sans-serif',
};
const DARK = {
  ...LIGHT, background: '#14161b', text: '#e9ebef', muted: '#9aa2af', line: '#2c313b', panel: '#1b1e25',
  accent: '#7ea6ff', select: '#8fb2ff', value: '#e9ebef', slope: '#ff9d5c', bars: '#2f5a97',
  delta: '#c79bff', grad: '#4cc7b5', warn: '#ffb27a', pins: ['#f0a54a', '#ff8fb8', '#a3d65c', '#7cc0ff'],
};

/** @param {boolean} isDark */
const palette = (isDark) => /** @type {Palette} */ (/** @type {unknown} */ (isDark ? DARK : LIGHT));

/** @param {number} width @param {number} height */
function canvas(width, height) {
  const made = document.createElement('canvas');
  made.width = width;
  made.height = height;
  return /** @type {CanvasRenderingContext2D} */ (made.getContext('2d', { willReadFrequently: true }));
}

/** The cells of a heat map: every pixel a colour of its own, and some holes. */
function cells() {
  const context = canvas(imageSize.width, imageSize.height);
  for (let x = 0; x < imageSize.width; x++) {
    for (let y = 0; y < imageSize.height; y++) {
      context.fillStyle = `rgb(${5 * x} ${40 * y} 128)`;
      if ((x + y) % 7) context.fillRect(x, y, 1, 1);
    }
  }
  return context.canvas;
}

const measure = () => measurer(canvas(1, 1));

/** Throws what a strict parser says. @param {string} svg */
function parse(svg) {
  const root = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
  const wrong = root.querySelector('parsererror');
  if (wrong || root.nodeName !== 'svg') throw new Error(`not well-formed: ${wrong?.textContent}`);
  return root;
}

/** @param {string} svg @param {number} width @param {number} height @param {number} scale @param {string} background */
async function pixelsOfSvg(svg, width, height, scale, background) {
  parse(svg);
  const image = new Image(width, height);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const context = canvas(width * scale, height * scale);
  context.fillStyle = background;
  context.fillRect(0, 0, width * scale, height * scale);
  context.drawImage(image, 0, 0, width * scale, height * scale);
  return context;
}

/**
 * The share of the pixels that anybody could tell apart.
 * @param {CanvasRenderingContext2D} one
 * @param {CanvasRenderingContext2D} other
 */
function difference(one, other) {
  const { width, height } = one.canvas;
  const [a, b] = [one, other].map((context) => context.getImageData(0, 0, width, height).data);
  let count = 0;
  for (let at = 0; at < a.length; at += 4) {
    const apart = Math.max(...[0, 1, 2].map((channel) => Math.abs(a[at + channel] - b[at + channel])));
    if (apart > 40) count += 1;
  }
  return count / (width * height);
}

/** What an SVG of each chart and its canvas differ in, by name; and how much of the canvas is drawn on. */
export async function compareCharts(/** @type {boolean} */ isDark) {
  const colours = palette(isDark);
  /** @type {Record<string, { apart: number, drawn: number }>} */
  const found = {};
  for (const { name, width, height, draw } of charts(colours, cells())) {
    const recorder = new SvgContext(width, height, measure());
    draw(recorder.context);
    const svg = await pixelsOfSvg(recorder.toSvg(name), width, height, 2, colours.background);
    const chart = canvas(2 * width, 2 * height);
    chart.scale(2, 2);
    draw(chart);
    const whole = canvas(2 * width, 2 * height);
    whole.fillStyle = colours.background;
    whole.fillRect(0, 0, 2 * width, 2 * height);
    const blank = canvas(2 * width, 2 * height);
    blank.drawImage(whole.canvas, 0, 0);
    whole.drawImage(chart.canvas, 0, 0);
    found[name] = { apart: difference(whole, svg), drawn: difference(whole, blank) };
  }
  return found;
}

/** @param {boolean} isDark */
function look(isDark) {
  const { background, text, muted, line } = palette(isDark);
  return {
    title: 'Twelve layers of a network whose name is much too long to stand on one line of this picture & 기울기 소실',
    lines: ['activation=sigmoid&depth=12&width=24', `formula=${'max(z,0)*'.repeat(30)}z`],
    legend: {
      title: 'size of ∂L/∂W',
      start: '10⁻¹⁶',
      bars: [
        { colours: rampColours(Uint32Array.of(0xfffcf4ed, 0xffd4824a, 0xff70103b)), end: '1' },
        { colours: ['#9d1f8b', '#e0346b', '#ff5a2a'], end: '10⁴' },
      ],
      keys: [
        { colour: background, label: 'smaller' },
        { colour: muted, label: 'exactly zero', isHatched: true },
        { colour: '#c9a400', label: 'infinite or undefined' },
      ],
    },
    width: 640,
    background,
    text,
    muted,
    line,
    font: 'sans-serif',
  };
}

/** The whole picture both ways: how the two differ, and what was seen while the pixels were made. */
export async function compareWholes(/** @type {boolean} */ isDark, /** @type {number | undefined} */ scale) {
  const parts = charts(palette(isDark), cells()).map((chart) => ({ ...chart, caption: `The ${chart.name}` }));
  let ticks = 0;
  const timer = setInterval(() => (ticks += 1));
  const blob = await composePng(parts, look(isDark), scale);
  clearInterval(timer);
  const bitmap = await createImageBitmap(blob);
  const png = canvas(bitmap.width, bitmap.height);
  png.drawImage(bitmap, 0, 0);
  const svg = composeSvg(parts, look(isDark), measure(), 'a description');
  const root = parse(svg);
  const [width, height] = ['width', 'height'].map((name) => Number(root.getAttribute(name)));
  const drawn = await pixelsOfSvg(svg, width, height, bitmap.width / width, '#ff0000');
  const corner = png.getImageData(2, 2, 1, 1).data;
  return {
    type: blob.type,
    ticks,
    parts: parts.length,
    png: [bitmap.width, bitmap.height],
    svg: [width, height],
    apart: difference(png, drawn),
    corner: [...corner],
  };
}
