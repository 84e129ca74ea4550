// The coloured columns of a journal, on a canvas of their own: new ones are added, and all painted
// again only where the journal is thinned or the colours change.

import { element } from '../dom.js';
import { colourColumn } from '../draw/spectrogram.js';
import { scaleFor } from '../palette.js';

export class Columns {
  canvas = element('canvas');
  /** Columns painted. */
  count = 0;
  /** What they were painted from and for. @type {unknown[]} */
  #of = [];

  /**
   * @param {import('../journal.js').Journal} journal
   * @param {string} name Of the size.
   * @param {string} range
   * @param {import('../palette.js').Palette} palette
   */
  paint(journal, name, range, palette) {
    const { frames, stride } = journal;
    const layers = frames[0]?.layers ?? 0;
    const across = Math.max(64, 2 ** Math.ceil(Math.log2(frames.length)));
    const of = [journal, stride, name, range, palette, across, layers];
    if (of.some((part, index) => part !== this.#of[index])) {
      this.#of = of;
      this.count = 0;
      this.canvas.width = across;
      this.canvas.height = Math.max(1, layers);
    }
    const from = this.count;
    const columns = frames.length - from;
    const context = columns > 0 && this.canvas.getContext('2d');
    if (!context) return;
    const data = context.createImageData(columns, layers);
    const pixels = new Uint32Array(data.data.buffer);
    const scale = scaleFor(range);
    for (let column = 0; column < columns; column++) {
      colourColumn(pixels, column, columns, frames[from + column], name, palette, scale);
    }
    context.putImageData(data, from, 0);
    this.count = frames.length;
  }
}
