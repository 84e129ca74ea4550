// A drawing context that remembers, as SVG, what it is told: as much of a CanvasRenderingContext2D
// as the charts use. What it does not know throws, so that nothing is lost unseen.

import { anchor, drop, parseFont } from './font.js';
import { IDENTITY, apply, isIdentity, product, scaleOf, toText } from './matrix.js';
import { Path } from './path.js';
import { escape, tag } from './xml.js';

/** @typedef {import('./font.js').Measure} Measure */
/** @typedef {import('./matrix.js').Matrix} Matrix */

/** What save() keeps; every one a property that canvases have too. */
const STYLES = /** @type {const} */ ([
  'fillStyle', 'strokeStyle', 'lineWidth', 'lineCap', 'lineJoin', 'miterLimit', 'lineDashOffset',
  'font', 'textAlign', 'textBaseline', 'globalAlpha', 'imageSmoothingEnabled',
]);

/** Distinguishes the ids of recorders that end up in one document. */
let recorders = 0;

export class SvgContext {
  fillStyle = '#000000';
  strokeStyle = '#000000';
  lineWidth = 1;
  /** @type {CanvasLineCap} */
  lineCap = 'butt';
  /** @type {CanvasLineJoin} */
  lineJoin = 'miter';
  miterLimit = 10;
  lineDashOffset = 0;
  font = '10px sans-serif';
  /** @type {CanvasTextAlign} */
  textAlign = 'start';
  /** @type {CanvasTextBaseline} */
  textBaseline = 'alphabetic';
  globalAlpha = 1;
  imageSmoothingEnabled = true;

  #prefix = `gf${++recorders}-`;
  #measure;
  /** @type {number[]} */
  #dash = [];
  /** @type {Matrix} */
  #matrix = IDENTITY;
  /** The id of the clip path in force. @type {string | undefined} */
  #clip;
  /** @type {(() => void)[]} */
  #saved = [];
  #path = new Path();
  /** @type {string[]} */
  #definitions = [];
  #count = 0;
  /** @type {{ clip: string | undefined, xml: string }[]} */
  #items = [];
  /** @type {Map<unknown, string>} */
  #images = new Map();

  /**
   * @param {number} width
   * @param {number} height
   * @param {(text: string, font: string) => Measure} measure How wide a text is.
   */
  constructor(width, height, measure) {
    this.width = width;
    this.height = height;
    this.#measure = measure;
    // A misspelt or unknown property must not vanish.
    Object.preventExtensions(this);
  }

  /** Itself, for functions that draw on a canvas. */
  get context() {
    return /** @type {CanvasRenderingContext2D} */ (/** @type {unknown} */ (this));
  }

  save() {
    const styles = STYLES.map((name) => [name, this[name]]);
    const [dash, matrix, clip] = [this.#dash, this.#matrix, this.#clip];
    this.#saved.push(() => {
      Object.assign(this, Object.fromEntries(styles));
      this.#dash = dash;
      this.#matrix = matrix;
      this.#clip = clip;
    });
  }

  restore() {
    this.#saved.pop()?.();
  }

  /** @param {number[]} segments */
  setLineDash(segments) {
    this.#dash = [...segments];
  }

  getLineDash() {
    return [...this.#dash];
  }

  /** @param {number} x @param {number} y */
  translate(x, y) {
    this.transform(1, 0, 0, 1, x, y);
  }

  /** @param {number} angle */
  rotate(angle) {
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    this.transform(cos, sin, -sin, cos, 0, 0);
  }

  /** @param {number} x @param {number} y */
  scale(x, y) {
    this.transform(x, 0, 0, y, 0, 0);
  }

  /** @param {number} a @param {number} b @param {number} c @param {number} d @param {number} e @param {number} f */
  transform(a, b, c, d, e, f) {
    this.#matrix = product(this.#matrix, [a, b, c, d, e, f]);
  }

  /** @param {number} a @param {number} b @param {number} c @param {number} d @param {number} e @param {number} f */
  setTransform(a, b, c, d, e, f) {
    if (![a, b, c, d, e, f].every(Number.isFinite)) throw new TypeError('SvgContext: setTransform takes six numbers');
    this.#matrix = [a, b, c, d, e, f];
  }

  resetTransform() {
    this.#matrix = IDENTITY;
  }

  beginPath() {
    this.#path = new Path();
  }

  closePath() {
    this.#path.close();
  }

  /** @param {number} x @param {number} y */
  moveTo(x, y) {
    if (are(x, y)) this.#path.moveTo(this.#matrix, x, y);
  }

  /** @param {number} x @param {number} y */
  lineTo(x, y) {
    if (are(x, y)) this.#path.lineTo(this.#matrix, x, y);
  }

  /** @param {number} cx @param {number} cy @param {number} x @param {number} y */
  quadraticCurveTo(cx, cy, x, y) {
    if (are(cx, cy, x, y)) this.#path.curveTo(this.#matrix, cx, cy, x, y);
  }

  /** @param {number} ax @param {number} ay @param {number} bx @param {number} by @param {number} x @param {number} y */
  bezierCurveTo(ax, ay, bx, by, x, y) {
    if (are(ax, ay, bx, by, x, y)) this.#path.curveTo(this.#matrix, ax, ay, bx, by, x, y);
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  rect(x, y, width, height) {
    if (are(x, y, width, height)) this.#path.rect(this.#matrix, x, y, width, height);
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height @param {number | number[]} [radii] */
  roundRect(x, y, width, height, radii = 0) {
    const [radius, ...others] = [radii].flat();
    if (others.length > 0) throw new Error('SvgContext: roundRect knows one radius');
    if (are(x, y, width, height, radius)) this.#path.roundRect(this.#matrix, x, y, width, height, radius);
  }

  /** @param {number} x @param {number} y @param {number} radius @param {number} start @param {number} end @param {boolean} [isBackwards] */
  arc(x, y, radius, start, end, isBackwards = false) {
    this.ellipse(x, y, radius, radius, 0, start, end, isBackwards);
  }

  /**
   * @param {number} x @param {number} y @param {number} rx @param {number} ry @param {number} rotation
   * @param {number} start @param {number} end @param {boolean} [isBackwards]
   */
  ellipse(x, y, rx, ry, rotation, start, end, isBackwards = false) {
    if (are(x, y, rx, ry, rotation, start, end)) {
      this.#path.ellipse(this.#matrix, x, y, rx, ry, rotation, start, end, isBackwards);
    }
  }

  /** @param {CanvasFillRule} [rule] */
  fill(rule = 'nonzero') {
    this.#fill(this.#path, rule);
  }

  stroke() {
    this.#stroke(this.#path);
  }

  /** @param {CanvasFillRule} [rule] */
  clip(rule = 'nonzero') {
    const id = this.#id();
    const path = tag('path', { d: this.#path.d, 'clip-rule': rule === 'evenodd' ? rule : undefined });
    // What was clipped before stays clipped.
    const outer = this.#clip && `url(#${this.#clip})`;
    this.#definitions.push(tag('clipPath', { id, 'clip-path': outer }, path));
    this.#clip = id;
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  fillRect(x, y, width, height) {
    if (are(x, y, width, height)) this.#fill(rectangle(this.#matrix, x, y, width, height), 'nonzero');
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  strokeRect(x, y, width, height) {
    if (are(x, y, width, height)) this.#stroke(rectangle(this.#matrix, x, y, width, height));
  }

  /** Empties the whole drawing: SVG has no eraser. @param {number} x @param {number} y @param {number} width @param {number} height */
  clearRect(x, y, width, height) {
    const [left, top] = apply(this.#matrix, x, y);
    const [right, bottom] = apply(this.#matrix, x + width, y + height);
    const isAll = left <= 0 && top <= 0 && right >= this.width && bottom >= this.height && !this.#clip;
    if (!isAll && this.#items.length > 0) throw new Error('SvgContext: only all of a drawing can be cleared');
    this.#items = [];
    this.#definitions = [];
    this.#images.clear();
  }

  /** @param {string} text */
  measureText(text) {
    return this.#measure(text, this.font);
  }

  /** @param {string} text @param {number} x @param {number} y */
  fillText(text, x, y) {
    refuse(arguments.length > 3, 'fillText knows no largest width');
    if (are(x, y)) this.#text(text, x, y, paint('fill', this.fillStyle));
  }

  /** @param {string} text @param {number} x @param {number} y */
  strokeText(text, x, y) {
    refuse(arguments.length > 3, 'strokeText knows no largest width');
    // The element is mapped as a whole, its lines too.
    if (are(x, y)) this.#text(text, x, y, { fill: 'none', ...this.#line(1) });
  }

  /**
   * An image is taken as it is at its first drawing, and kept once however often parts of it are
   * drawn.
   * @param {HTMLCanvasElement} image
   * @param {number[]} numbers As canvases take them: two, four or eight.
   */
  drawImage(image, ...numbers) {
    refuse(typeof image.toDataURL !== 'function', 'only canvases that have toDataURL() can be drawn');
    const { width, height } = image;
    const whole = [0, 0, width, height];
    const given =
      numbers.length === 2 ? [...whole, ...numbers, width, height]
      : numbers.length === 4 ? [...whole, ...numbers]
      : numbers;
    refuse(given.length !== 8, 'drawImage takes two, four or eight numbers');
    const [sx, sy, sw, sh, x, y, w, h] = given;
    if (!are(...given) || sw === 0 || sh === 0 || w === 0 || h === 0) return;
    const use = tag('use', { href: `#${this.#image(image)}` });
    const part = { x, y, width: w, height: h, viewBox: `${sx} ${sy} ${sw} ${sh}`, preserveAspectRatio: 'none', opacity: this.#alpha() };
    const xml = tag('svg', part, use);
    this.#emit(isIdentity(this.#matrix) ? xml : tag('g', { transform: toText(this.#matrix) }, xml));
  }

  /** All that was drawn, as XML to stand in an SVG; strokes end at 10 times their width as in canvases. */
  body() {
    let xml = this.#definitions.length > 0 ? tag('defs', {}, this.#definitions.join('\n')) : '';
    for (let from = 0, to; from < this.#items.length; from = to) {
      const { clip } = this.#items[from];
      to = from;
      let group = '';
      while (to < this.#items.length && this.#items[to].clip === clip) group += `\n${this.#items[to++].xml}`;
      xml += clip ? `\n${tag('g', { 'clip-path': `url(#${clip})` }, group)}` : group;
    }
    return tag('g', { fill: 'none', 'stroke-miterlimit': 10 }, xml);
  }

  /** The drawing as a document. @param {string} title @param {string} [description] */
  toSvg(title, description = '') {
    return svgDocument(this.width, this.height, title, description, this.body());
  }

  #id() {
    return `${this.#prefix}${++this.#count}`;
  }

  /** @param {string} xml */
  #emit(xml) {
    this.#items.push({ clip: this.#clip, xml });
  }

  /** @param {Path} path @param {CanvasFillRule} rule */
  #fill({ d }, rule) {
    if (!d) return;
    const style = paint('fill', this.fillStyle);
    const fillRule = rule === 'evenodd' ? rule : undefined;
    this.#emit(tag('path', { d, ...style, 'fill-rule': fillRule, opacity: this.#alpha() }));
  }

  /** @param {Path} path */
  #stroke({ d }) {
    if (d) this.#emit(tag('path', { d, ...this.#line(scaleOf(this.#matrix)), opacity: this.#alpha() }));
  }

  /** The attributes of a stroke. @param {number} scale @returns {Record<string, string | number | undefined>} */
  #line(scale) {
    const dash = this.#dash.map((segment) => segment * scale);
    return {
      ...paint('stroke', this.strokeStyle),
      'stroke-width': this.lineWidth * scale,
      'stroke-linecap': this.lineCap === 'butt' ? undefined : this.lineCap,
      'stroke-linejoin': this.lineJoin === 'miter' ? undefined : this.lineJoin,
      'stroke-miterlimit': this.miterLimit === 10 ? undefined : this.miterLimit,
      'stroke-dasharray': dash.length > 0 ? dash.join(' ') : undefined,
      'stroke-dashoffset': dash.length > 0 && this.lineDashOffset !== 0 ? this.lineDashOffset * scale : undefined,
    };
  }

  #alpha() {
    return this.globalAlpha === 1 ? undefined : this.globalAlpha;
  }

  /** @param {string} text @param {number} x @param {number} y @param {Record<string, string | number | undefined>} style */
  #text(text, x, y, style) {
    if (text === '') return;
    const { style: slant, weight, size, family } = parseFont(this.font);
    const attributes = {
      x,
      y: y + drop(this.textBaseline, size, this.measureText(text)),
      'text-anchor': anchor(this.textAlign),
      'font-family': family,
      'font-size': size,
      'font-style': slant,
      'font-weight': weight,
      // Else spaces at the ends and side by side would be lost.
      'xml:space': /^\s|\s$|\s\s/.test(text) ? 'preserve' : undefined,
      transform: isIdentity(this.#matrix) ? undefined : toText(this.#matrix),
      ...style,
      opacity: this.#alpha(),
    };
    this.#emit(tag('text', attributes, escape(text)));
  }

  /** The id of an image among the definitions. @param {HTMLCanvasElement} image */
  #image(image) {
    // One that is smoothed and one that is not are two.
    const known = this.#images.get(image);
    if (known && known.endsWith('s') === this.imageSmoothingEnabled) return known;
    const id = `${this.#id()}${this.imageSmoothingEnabled ? 's' : 'p'}`;
    this.#images.set(image, id);
    this.#definitions.push(
      tag('image', {
        id,
        width: image.width,
        height: image.height,
        href: image.toDataURL('image/png'),
        // The second is the newer word; programs take the last one that they know.
        style: this.imageSmoothingEnabled ? undefined : 'image-rendering:optimizeSpeed;image-rendering:pixelated',
      }),
    );
    return id;
  }
}

/**
 * @param {number} width
 * @param {number} height
 * @param {string} title
 * @param {string} description
 * @param {string} body XML.
 */
export function svgDocument(width, height, title, description, body) {
  const attributes = { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `0 0 ${width} ${height}` };
  const about = `\n${tag('title', {}, escape(title))}${description ? `\n${tag('desc', {}, escape(description))}` : ''}`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${tag('svg', attributes, `${about}\n${body}\n`)}\n`;
}

/** Whether all are numbers: canvases do nothing where one is not. @param {number[]} numbers */
function are(...numbers) {
  return numbers.every(Number.isFinite);
}

/** @param {boolean} isWrong @param {string} what */
function refuse(isWrong, what) {
  if (isWrong) throw new Error(`SvgContext: ${what}`);
}

/** @param {Matrix} matrix @param {number} x @param {number} y @param {number} width @param {number} height */
function rectangle(matrix, x, y, width, height) {
  const path = new Path();
  path.rect(matrix, x, y, width, height);
  return path;
}

/**
 * A colour as attributes. Transparency in hexadecimal digits is told apart, because not every
 * program reads it there.
 * @param {'fill' | 'stroke'} name
 * @param {unknown} colour
 * @returns {Record<string, string | number | undefined>}
 */
function paint(name, colour) {
  if (typeof colour !== 'string') throw new TypeError('SvgContext: a style is the text of a colour');
  const digits = /^#(?:([\da-f]{6})([\da-f]{2})|([\da-f]{3})([\da-f]))$/i.exec(colour);
  if (!digits) return { [name]: colour };
  const [, long, alpha, short, alphaDigit] = digits;
  return { [name]: `#${long ?? short}`, [`${name}-opacity`]: parseInt(alpha ?? alphaDigit + alphaDigit, 16) / 255 };
}
