// Every chart with numbers made up for it, to be drawn on anything that draws.

import { drawCurve } from '../../www/draw/curve.js';
import { drawHeatmap } from '../../www/draw/heatmap.js';
import { drawHistory } from '../../www/draw/history.js';
import { drawSizes } from '../../www/draw/sizes.js';
import { depthAxis, stepAxis } from '../../www/scale.js';

/** @typedef {{ name: string, width: number, height: number, draw: (context: CanvasRenderingContext2D) => void }} Chart */

const layers = 12;
const size = { rows: 6, columns: 4 };

/** Pixels of a heat map: `size.columns` for each layer. */
export const imageSize = { width: layers * size.columns, height: size.rows };

/**
 * @param {import('../../www/palette.js').Palette} palette
 * @param {CanvasImageSource} image Of `imageSize`.
 * @returns {Chart[]}
 */
export function charts(palette, image) {
  const axis = depthAxis(layers, 44, 560);
  const falling = (/** @type {number} */ layer) => (layer === 4 ? -Infinity : -0.6 * layer);
  return [
    {
      name: 'sizes',
      width: 560,
      height: 236,
      draw: (context) => drawSizes(context, {
        width: 560,
        height: 236,
        axis,
        decades: { low: -8, high: 1, step: 2 },
        lines: [
          { colour: palette.grad, square: true, log10: (layer) => -0.4 * layer, isNew: () => true },
          { colour: palette.delta, square: false, log10: falling, isNew: (layer) => layer !== 9 },
        ],
        selected: 2,
        labels: { input: 'input <"&', output: 'output' },
        palette,
      }),
    },
    {
      name: 'map',
      width: 560,
      height: 160,
      draw: (context) => drawHeatmap(context, {
        width: 560,
        height: 160,
        top: 20,
        axis,
        image,
        cells: new Float32Array(size.rows * size.columns * axis.layers).fill(-9),
        lost: -7,
        size,
        tile: () => size,
        state: (layer) => (layer === 0 ? 'none' : layer < 3 ? 'old' : 'new'),
        isReached: () => true,
        selected: 5,
        sweep: { layer: 3, label: 'backward', back: true },
        palette,
      }),
    },
    {
      name: 'curve',
      width: 300,
      height: 242,
      draw: (context) => drawCurve(context, {
        width: 300,
        height: 242,
        low: -6,
        high: 6,
        curve: Float64Array.from({ length: 242 }, (_, at) => {
          const z = ((at % 121) / 120) * 12 - 6;
          const s = 1 / (1 + Math.exp(-z));
          // Where f is not defined, nothing is drawn.
          return at === 60 ? NaN : at < 121 ? s : s * (1 - s);
        }),
        counts: Float64Array.from({ length: 42 }, (_, at) => Math.round(40 * Math.exp(-(((at - 21) / 8) ** 2)))),
        max: 0.25,
        labels: { max: 'max f′ = 0.25', below: '◀ 3 %', above: '4 % ▶' },
        palette,
      }),
    },
    {
      name: 'history',
      width: 300,
      height: 320,
      draw: (context) => drawHistory(context, {
        width: 300,
        height: 320,
        axis: stepAxis(39, 1, 36, 292),
        // The image is that of the heat map, taken as layers by steps.
        sizes: { image, columns: imageSize.width, stride: 1, from: 0, layers: imageSize.height, selected: 2 },
        batch: Array.from({ length: 40 }, (_, step) => ({ step, loss: 0.7 * Math.exp(-step / 15), accuracy: step / 40 })),
        test: [{ step: 12, loss: 0.5, accuracy: 0.4 }, { step: 24, loss: 0.3, accuracy: 0.6 }],
        guessing: 0.69,
        chance: 0.5,
        cursor: 20,
        labels: {
          depth: 'input → output', sizes: 'RMS', loss: 'loss', guessing: 'guessing 0.69', accuracy: 'right', chance: 'same answer', percent: String,
          last: '39',
        },
        palette,
      }),
    },
  ];
}
