// Every chart with numbers made up for it, to be drawn on anything that draws.

import { drawCurve } from '../../www/draw/curve.js';
import { drawHeatmap } from '../../www/draw/heatmap.js';
import { drawHistory } from '../../www/draw/history.js';
import { drawLandscape, lossScale } from '../../www/draw/landscape.js';
import { drawRope } from '../../www/draw/rope.js';
import { drawShares } from '../../www/draw/shares.js';
import { PIN_DASHES, drawSizes } from '../../www/draw/sizes.js';
import { drawWhy } from '../../www/draw/why.js';
import { drawMember } from '../../www/draw/member.js';
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
          { colour: palette.grad, marker: 'square', log10: (layer) => -0.4 * layer, isNew: () => true },
          { colour: palette.delta, marker: 'circle', log10: falling, isNew: (layer) => layer !== 9 },
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
        last: 39,
        cursor: 20,
        labels: {
          depth: 'input → output', sizes: 'RMS', loss: 'loss', guessing: 'guessing 0.69', accuracy: 'right', chance: 'same answer', percent: String,
          last: '39',
        },
        palette,
      }),
    },
    {
      name: 'compared',
      width: 560,
      height: 236,
      draw: (context) => drawSizes(context, {
        width: 560,
        height: 236,
        axis,
        decades: { low: -8, high: 1, step: 2 },
        lines: [{ colour: palette.delta, marker: 'diamond', log10: falling, isNew: () => true }],
        references: palette.pins.map((colour, index) => ({
          name: `run ${index}`,
          colour,
          dash: PIN_DASHES[index],
          log10: (layer) => (layer === 7 && index === 1 ? -Infinity : -0.1 * index * layer - 0.3),
        })),
        bands: [{ colour: palette.delta, low: (layer) => falling(layer) - 1, high: (layer) => (layer === 6 ? NaN : 1 - 0.6 * layer) }],
        floor: { log10: -5.5, label: 'rounds to 0 below this' },
        selected: 2,
        labels: { input: 'input', output: 'output' },
        palette,
      }),
    },
    {
      name: 'member',
      width: 140,
      height: 58,
      draw: (context) => drawMember(context, {
        width: 140,
        height: 58,
        curve: Float64Array.from({ length: 122 }, (_, at) => (at === 60 ? NaN : Math.tanh(((at % 61) / 60) * 12 - 6))),
        sizes: [-20, -9, -Infinity, NaN, -2, 1],
        scale: { low: -16, hot: 4 },
        palette,
      }),
    },
    {
      name: 'why',
      width: 560,
      height: 210,
      draw: (context) => drawWhy(context, {
        width: 560,
        height: 210,
        axis,
        decades: { low: -8, high: 1, step: 2 },
        level: (layer) => (layer > 10 ? NaN : 0.5 * (layer - 10)),
        parts: [
          { colour: palette.accent, log10: () => 0.2 },
          { colour: palette.slope, log10: (layer) => (layer === 2 ? -Infinity : -0.7) },
        ],
        selected: 4,
        labels: { input: 'input', output: 'output' },
        palette,
      }),
    },
    {
      name: 'shares',
      width: 560,
      height: 170,
      draw: (context) => drawShares(context, {
        width: 560,
        height: 170,
        axis,
        dead: (layer) => (layer === 11 ? NaN : layer / 10),
        saturated: (layer) => (layer % 3 === 0 ? 0.4 : 0.001),
        marks: { all: '100%', half: '50%', none: '0%' },
        labels: { input: 'input', output: 'output', dead: '', saturated: 'does not' },
        selected: 4,
        palette,
      }),
    },
    {
      name: 'rope',
      width: 560,
      height: 200,
      draw: (context) => drawRope(context, {
        width: 560,
        height: 200,
        axis,
        amplitude: (layer) => (layer < 2 ? NaN : layer === 5 ? 30 : 10 ** (0.2 * (layer - 10))),
        front: 3,
        phase: 0.3,
        selected: 4,
        labels: { input: 'input', output: 'output', hand: 'shaken here', far: 'layer 1: 0.01' },
        palette,
      }),
    },
    {
      name: 'landscape',
      width: 420,
      height: 324,
      draw: (context) => {
        const losses = Float64Array.from({ length: 81 }, (_, at) =>
          at === 5 ? Infinity : 0.5 + ((at % 9) - 4) ** 2 + (Math.floor(at / 9) - 4) ** 2,
        );
        drawLandscape(context, {
          width: 420,
          height: 324,
          image,
          ramp: image,
          colours: imageSize.width,
          losses,
          points: 9,
          reach: 1,
          scale: lossScale(losses, true),
          level: (level) => level.toFixed(1),
          place: String,
          labels: { x: 'first', y: 'second' },
          palette,
        });
      },
    },
  ];
}
