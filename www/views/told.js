// What a chart shows, in a sentence under it.

import { element } from '../dom.js';
import { fill } from '../format.js';

/** More stretches of layers than this are only counted. */
const STRETCHES = 4;

/** A sentence under a chart, with room for a second line, so that what is below stays in place. */
export function told() {
  const node = element('p', { class: 'told', part: 'told' });
  return {
    node,
    /**
     * @param {() => string} tell Not asked for before it is time.
     * @param {boolean} isComplete Whether the pass that it is about is: a sentence of the one before
     *   steps back meanwhile.
     */
    show(tell, isComplete) {
      node.classList.toggle('outdated', !isComplete);
      if (!isComplete) return;
      const text = tell();
      if (node.textContent !== text) node.textContent = text;
    },
  };
}

/** Whether every layer's backward numbers are of the pass that is shown. @param {import('../frame.js').Frame} frame */
export function isComplete(frame) {
  return frame.layer(0, 'backward') === 1;
}

/**
 * Names layers, stretches of them together: “layers 1–3, 6”.
 * @param {number[]} layers Counted from 0, rising.
 * @param {Record<string, string>} words
 */
export function layerNames(layers, words) {
  /** @type {[number, number][]} */
  const stretches = [];
  for (const layer of layers) {
    const last = stretches.at(-1);
    if (last && last[1] === layer - 1) last[1] = layer;
    else stretches.push([layer, layer]);
  }
  if (stretches.length > STRETCHES) return fill(words.layersCounted, { count: layers.length });
  const names = stretches.map(([from, to]) => (from === to ? `${from + 1}` : `${from + 1}–${to + 1}`)).join(', ');
  return fill(layers.length === 1 ? words.layerNamed : words.layersNamed, { layers: names });
}
