// The exact number of one cell of the heat map: under the pointer, or where the keys have come to.

import { element, put } from '../dom.js';
import { exact } from '../format.js';
import { columnOf } from '../look.js';
import { layerAt } from '../scale.js';
import { pointing } from './figure.js';

const WIDTH = 230;

/**
 * @param {HTMLCanvasElement} map
 * @param {Record<string, string>} words
 * @param {string} locale
 * @param {import('../views.js').Ask} ask
 */
export function makeTip(map, words, locale, ask) {
  const value = element('b');
  const place = element('span');
  const told = element('p', { class: 'tip', hidden: '', role: 'status', 'aria-hidden': 'true' }, value, element('br'), place);
  const ring = element('i', { class: 'ring', hidden: '' });
  /** Where the pointer is, in the canvas. @type {{ x: number, y: number } | null} */
  let pointer = null;
  let isKeyed = false;

  pointing(
    map,
    (x, y) => {
      pointer = { x, y };
      walk(false);
      ask.redraw();
    },
    () => {
      pointer = null;
      ask.redraw();
    },
  );
  // Who comes by key is shown where the keys are.
  map.addEventListener('focus', () => {
    walk(map.matches(':focus-visible'));
    ask.redraw();
  });
  map.addEventListener('blur', () => walk(false));
  map.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const by = event.key === 'ArrowUp' || event.key === 'ArrowLeft' ? -1 : 1;
    const isRow = event.key === 'ArrowUp' || event.key === 'ArrowDown';
    const isColumn = event.shiftKey && (event.key === 'ArrowLeft' || event.key === 'ArrowRight');
    if (!isRow && !isColumn) return;
    // The keys of the figure have other cells and layers in mind.
    event.preventDefault();
    walk(true);
    ask.walk(isRow ? 'row' : 'column', by);
  });

  return { nodes: [told, ring], show };

  /** By key is said aloud, by pointer not. @param {boolean} keyed */
  function walk(keyed) {
    isKeyed = keyed;
    told.ariaHidden = keyed ? null : 'true';
  }

  /**
   * @param {import('../views.js').Scene} scene
   * @param {string} quantity
   * @param {import('../scale.js').DepthAxis} axis
   * @param {{ top: number, width: number, height: number }} box Of the tiles.
   */
  function show({ experiment, look, layer: selected, isPlaying }, quantity, axis, { top, width, height }) {
    const share = (/** @type {number} */ part, /** @type {number} */ count) =>
      Math.min(count - 1, Math.max(0, Math.floor(part * count)));
    const isPointed = pointer !== null && pointer.x >= axis.left && pointer.y >= top;
    const layer = !isKeyed && pointer ? layerAt(axis, pointer.x) : selected;
    const shape = experiment.shape(quantity, layer);
    const key = columnOf(quantity);
    const [rows, columns] = shape ?? [1, 1];
    const { row, column } =
      isKeyed || !pointer
        ? { row: Math.min(look.number('unit'), rows) - 1, column: Math.min(look.number(key), columns) - 1 }
        : { row: share((pointer.y - top) / (height - 1 - top), rows), column: share((pointer.x - axis.left) / axis.step - layer, columns) };
    const parts = shape && (isKeyed || isPointed) ? experiment.element(quantity, layer, row, column) : undefined;
    told.hidden = !parts;
    ring.hidden = !parts || !isKeyed;
    if (!parts) return;
    const where = (key === 'sample' ? words.tipSample : words.tipInput)
      .replace('{layer}', String(layer + 1))
      .replace('{unit}', String(row + 1))
      .replace('{column}', String(column + 1));
    put(value, `${words[`heat.${quantity}.symbol`]} = ${exact(parts[0], parts[1], locale)}`);
    put(place, where);
    // Nobody wants every step read aloud.
    told.ariaLive = isPlaying ? 'off' : 'polite';
    const x = isKeyed || !pointer ? axis.left + (layer + (column + 0.5) / columns) * axis.step : pointer.x;
    const y = isKeyed || !pointer ? top + ((row + 0.5) / rows) * (height - 1 - top) : pointer.y;
    told.style.left = `${Math.min(Math.max(0, x - 90), Math.max(0, width - WIDTH))}px`;
    told.style.top = `${y + 18}px`;
    ring.style.left = `${x}px`;
    ring.style.top = `${y}px`;
  }
}
