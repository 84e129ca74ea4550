// A drawing context that remembers what it was told, with the state it had then.

/** @typedef {{ colour: string, width: number, dash: number[], points: number[][] }} Stroke */
/** @typedef {{ colour: string, alpha: number, points: number[][] }} Fill */
/** @typedef {{ colour: string, alpha: number, x: number, y: number, width: number, height: number }} Rect */
/** @typedef {{ text: string, colour: string, align: string, x: number, y: number }} Word */
/** @typedef {{ x: number, y: number, radius: number, colour: string }} Circle */

/** The width of a letter of whatever font. */
export const LETTER = 6;

export function recorder() {
  const strokes = /** @type {Stroke[]} */ ([]);
  const fills = /** @type {Fill[]} */ ([]);
  const rects = /** @type {Rect[]} */ ([]);
  const words = /** @type {Word[]} */ ([]);
  const circles = /** @type {Circle[]} */ ([]);
  /** @type {number[][]} */
  let points = [];
  /** @type {number[]} */
  let dash = [];
  /** @type {number[]} */
  let arc = [];
  /** @type {(() => void)[]} */
  const saved = [];
  const state = { strokeStyle: '', fillStyle: '', lineWidth: 1, globalAlpha: 1, textAlign: 'start' };
  /** @type {Record<string, (...numbers: any[]) => any>} */
  const methods = {
    beginPath() {
      points = [];
      arc = [];
    },
    moveTo: (x, y) => points.push([x, y]),
    lineTo: (x, y) => points.push([x, y]),
    arc(x, y, radius) {
      arc = [x, y, radius];
    },
    setLineDash(segments) {
      dash = segments;
    },
    stroke: () => strokes.push({ colour: state.strokeStyle, width: state.lineWidth, dash, points }),
    fill() {
      fills.push({ colour: state.fillStyle, alpha: state.globalAlpha, points });
      if (arc.length > 0) circles.push({ x: arc[0], y: arc[1], radius: arc[2], colour: state.fillStyle });
    },
    fillRect: (x, y, width, height) => rects.push({ colour: state.fillStyle, alpha: state.globalAlpha, x, y, width, height }),
    fillText: (text, x, y) => words.push({ text, colour: state.fillStyle, align: state.textAlign, x, y }),
    measureText: (text) => ({ width: LETTER * text.length }),
    save() {
      const before = { ...state };
      const dashes = dash;
      saved.push(() => {
        Object.assign(state, before);
        dash = dashes;
      });
    },
    restore: () => saved.pop()?.(),
  };
  const context = new Proxy(state, { get: (target, name) => methods[String(name)] ?? Reflect.get(target, name) ?? (() => {}) });
  return {
    context: /** @type {CanvasRenderingContext2D} */ (/** @type {unknown} */ (context)),
    strokes, fills, rects, words, circles,
  };
}

/** Every colour is its own name. */
export const palette = /** @type {import('../../www/palette.js').Palette} */ (/** @type {unknown} */ (
  new Proxy({ pins: ['pin-0', 'pin-1', 'pin-2', 'pin-3'] }, { get: (target, name) => Reflect.get(target, name) ?? String(name) })
));

/** The longest stroke of a colour. @param {Stroke[]} strokes @param {string} colour */
export const longest = (strokes, colour) =>
  strokes.filter((stroke) => stroke.colour === colour).toSorted((a, b) => b.points.length - a.points.length)[0];
