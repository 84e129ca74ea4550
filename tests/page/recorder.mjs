// A canvas's context that remembers what it is told.

/** @typedef {{ colour: string, points: number[][] }} Stroke */

/** A context that remembers strokes, with the colour they had, and words. */
export function recorder() {
  /** @type {Stroke[]} */
  const strokes = [];
  /** @type {{ text: string, x: number, y: number }[]} */
  const words = [];
  /** @type {number[][]} */
  let points = [];
  const state = { strokeStyle: '', fillStyle: '', lineWidth: 1 };
  const context = new Proxy(state, {
    get(target, name) {
      if (name === 'beginPath') return () => void (points = []);
      if (name === 'moveTo' || name === 'lineTo') return (/** @type {number} */ x, /** @type {number} */ y) => points.push([x, y]);
      if (name === 'stroke') return () => strokes.push({ colour: target.strokeStyle, points });
      if (name === 'fillText') return (/** @type {string} */ text, /** @type {number} */ x, /** @type {number} */ y) => words.push({ text, x, y });
      if (name === 'measureText') return (/** @type {string} */ text) => ({ width: 6 * text.length });
      return Reflect.get(target, name) ?? (() => {});
    },
  });
  return { context: /** @type {CanvasRenderingContext2D} */ (/** @type {unknown} */ (context)), strokes, words };
}
