// The heat map: one tile per layer on the depth axis, colour = log10 size.

import { columnCentre } from '../scale.js';
import { sizeWord } from '../palette.js';

/** Tiles as wide as this (px) have a frame: of narrower ones it would leave too little. */
const FRAMED = 6;

/**
 * Most cells a tile is reduced to: what its pixels can show.
 * @param {import('../scale.js').DepthAxis} axis
 * @param {number} height
 */
export function resolution(axis, height) {
  return {
    rows: Math.min(32, Math.max(1, Math.floor(height / 4))),
    columns: Math.min(16, Math.max(1, Math.floor(axis.step / 2))),
  };
}

/**
 * Colours the cells of all tiles, side by side, one pixel each.
 * @param {Uint32Array} pixels rows lines of columns * layers pixels.
 * @param {Float32Array} cells As the engine gives them.
 * @param {{ rows: number, columns: number }} size Of a tile at most.
 * @param {(layer: number) => { rows: number, columns: number }} tile Cells a layer really has.
 * @param {import('../palette.js').Palette} palette
 * @param {import('../palette.js').Scale} scale
 */
export function colourCells(pixels, cells, size, tile, palette, scale) {
  const stride = size.rows * size.columns;
  const layers = cells.length / stride;
  const line = layers * size.columns;
  for (let layer = 0; layer < layers; layer++) {
    const { rows, columns } = tile(layer);
    for (let column = 0; column < columns; column++) {
      const from = layer * stride + column * rows;
      const to = layer * size.columns + column;
      for (let row = 0; row < rows; row++) {
        pixels[row * line + to] = sizeWord(palette, scale, cells[from + row]);
      }
    }
  }
}

/**
 * @param {CanvasRenderingContext2D} context In CSS pixels.
 * @param {object} map
 * @param {number} map.width
 * @param {number} map.height
 * @param {number} map.top Where the tiles begin.
 * @param {import('../scale.js').DepthAxis} map.axis
 * @param {CanvasImageSource} map.image The coloured cells.
 * @param {Float32Array} map.cells As the engine gives them.
 * @param {{ rows: number, columns: number }} map.size
 * @param {number | null} map.lost log10 below which a chosen number format would keep nothing.
 * @param {(layer: number) => { rows: number, columns: number }} map.tile
 * @param {(layer: number) => 'new' | 'old' | 'none'} map.state Of a layer's gradient.
 * @param {(layer: number) => boolean} map.isReached Whether the forward pass has come there.
 * @param {number} map.selected
 * @param {{ layer: number, label: string, back: boolean } | null} map.sweep
 * @param {import('../palette.js').Palette} map.palette
 */
export function drawHeatmap(context, map) {
  const { width, height, top, axis, palette } = map;
  context.clearRect(0, 0, width, height);
  const gap = axis.step >= 10 ? 2 : axis.step >= 4 ? 1 : 0;
  const bottom = height - 1;
  const left = (/** @type {number} */ layer) => Math.round(axis.left + layer * axis.step);

  // Exact zeros are transparent in the image: the hatch shows through.
  context.save();
  context.beginPath();
  for (let layer = 0; layer < axis.layers; layer++) {
    if (map.state(layer) !== 'new') continue;
    context.rect(left(layer), top, left(layer + 1) - left(layer) - gap, bottom - top);
  }
  context.clip();
  context.strokeStyle = palette.muted;
  context.globalAlpha = 0.55;
  context.lineWidth = 1;
  context.beginPath();
  for (let x = axis.left - height; x < width; x += 6) {
    context.moveTo(x, bottom);
    context.lineTo(x + bottom - top, top);
  }
  context.stroke();
  context.restore();

  context.imageSmoothingEnabled = false;
  context.lineWidth = 1;
  // All tiles or none: in whole pixels their widths differ by one.
  const isFramed = axis.step - gap >= FRAMED;
  for (let layer = 0; layer < axis.layers; layer++) {
    const { rows, columns } = map.tile(layer);
    const x = left(layer);
    const w = left(layer + 1) - x - gap;
    const state = map.state(layer);
    if (state !== 'none') {
      if (state === 'old') context.globalAlpha = 0.3;
      const from = layer * map.size.columns;
      context.drawImage(map.image, from, 0, columns, rows, x, top, w, bottom - top);
      context.globalAlpha = 1;
    } else if (map.isReached(layer)) {
      context.fillStyle = palette.panel;
      context.fillRect(x, top, w, bottom - top);
    }
    if (isFramed) {
      context.strokeStyle = palette.line;
      context.strokeRect(x + 0.5, top + 0.5, w - 1, bottom - top - 1);
    }
  }

  if (map.lost !== null) drawLost(context, map, map.lost, left, gap, bottom);

  // What is smaller than the scale is blank: the frame says that it is there.
  context.strokeStyle = palette.line;
  context.strokeRect(axis.left + 0.5, top + 0.5, width - axis.left - 1, bottom - top - 1);

  context.strokeStyle = palette.select;
  context.lineWidth = 2;
  const x = left(map.selected);
  context.strokeRect(x, top, Math.max(2, left(map.selected + 1) - x - gap), bottom - top);

  if (map.sweep) drawSweep(context, map, map.sweep);
}

/**
 * Dots over the cells that a number format would lose.
 * @param {CanvasRenderingContext2D} context
 * @param {Parameters<typeof drawHeatmap>[1]} map
 * @param {number} lost
 * @param {(layer: number) => number} left @param {number} gap @param {number} bottom
 */
function drawLost(context, map, lost, left, gap, bottom) {
  const { size, cells, top, axis, width } = map;
  context.save();
  context.beginPath();
  for (let layer = 0; layer < axis.layers; layer++) {
    if (map.state(layer) !== 'new') continue;
    const { rows, columns } = map.tile(layer);
    const cell = { width: (left(layer + 1) - left(layer) - gap) / columns, height: (bottom - top) / rows };
    for (let column = 0; column < columns; column++) {
      const from = layer * size.rows * size.columns + column * rows;
      // Neighbours in a column become one rectangle.
      for (let row = 0; row < rows; row++) {
        const first = row;
        while (row < rows && cells[from + row] <= lost && cells[from + row] > -Infinity) row++;
        if (row === first) continue;
        const x = left(layer) + column * cell.width;
        context.rect(x, top + first * cell.height, cell.width, (row - first) * cell.height);
      }
    }
  }
  context.clip();
  context.fillStyle = map.palette.text;
  context.globalAlpha = 0.75;
  for (let y = top + 3; y < bottom; y += 6) {
    for (let x = axis.left + 3; x < width; x += 6) context.fillRect(x, y, 1.5, 1.5);
  }
  context.restore();
}

/**
 * The line where the pass has come to.
 * @param {CanvasRenderingContext2D} context
 * @param {{ width: number, height: number, top: number,
 *   axis: import('../scale.js').DepthAxis, palette: import('../palette.js').Palette }} map
 * @param {{ layer: number, label: string, back: boolean }} sweep
 */
function drawSweep(context, { width, height, top, axis, palette }, { layer, label, back }) {
  const x = columnCentre(axis, layer) + (back ? 0.5 : -0.5) * axis.step;
  context.strokeStyle = context.fillStyle = palette.accent;
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(x, top - 4);
  context.lineTo(x, height);
  context.stroke();
  context.font = `600 12px ${palette.font}`;
  context.textBaseline = 'bottom';
  const text = back ? `◀ ${label}` : `${label} ▶`;
  const room = context.measureText(text).width;
  context.textAlign = 'left';
  context.fillText(text, Math.min(Math.max(0, back ? x : x - room), width - room), top - 5);
}
