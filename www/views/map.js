// The heat map: one tile per layer, colour = size of every element.

import { element } from '../dom.js';
import { colourCells, drawHeatmap, resolution } from '../draw/heatmap.js';
import { powerOfTen } from '../format.js';
import { scaleFor } from '../palette.js';
import { depthAxis } from '../scale.js';
import { GUTTER, canvas, choice, figure, named, pointable } from './figure.js';
import { makeTip } from './tip.js';

/** Room above the tiles for the name of the sweep. */
const SWEEP = 20;
/** What there is before the way back. */
const FORWARD = new Set(['z', 'a']);
/** What reducing matrices to cells may take of a frame, in ms. */
const BUDGET = 8;

/** @type {import('../views.js').Make} */
export function make({ catalogue, words, locale, ask }) {
  const map = canvas();
  map.tabIndex = 0;
  const image = element('canvas');
  const tip = makeTip(map, words, locale, ask);
  const heat = choice(
    words.heat,
    ['grad', 'delta', 'signal', 'z', 'a', 'update'].map((name) => [name, words[`heat.${name}`]]),
    (value) => ask.look('heat', value),
  );
  const range = choice(
    words.range,
    ['8', '16', '32'].map((value) => [value, `${powerOfTen(-Number(value))} … ${powerOfTen(scaleFor(value).hot)}`]),
    (value) => ask.look('range', value),
  );
  const format = choice(
    words.format,
    [['none', words['format.none']], ...catalogue.formats.map(({ name }) => /** @type {[string, string]} */ ([name, name]))],
    (value) => ask.look('format', value),
  );
  const legend = makeLegend(words);
  const node = figure('map', words, [heat], element('div', { class: 'canvas' }, map, ...tip.nodes), legend.node);
  legend.node.append(element('span', { class: 'choices', part: 'choices' }, named(words.rangeShort, range), named(words.formatShort, format)));

  /** The range shown last. */
  let current = '';
  let cells = new Float32Array(0);
  /** Of every layer, which matrix its cells are of. @type {string[]} */
  let stamps = [];
  let axis = depthAxis(1, 0, 1);
  pointable(map, () => axis, ask.select);

  return { figure: node, draw, say, showPalette: (palette) => legend.paint(palette, current) };

  /** @param {import('../views.js').Scene} scene */
  function draw(scene) {
    // On the way to another step its elements are not there yet.
    if (scene.run.isReplaying) return;
    const drawing = scene.surface(map);
    if (!drawing) return;
    const { run, frame, look, palette } = scene;
    const { context, width, height } = drawing;
    heat.value = look.get('heat');
    const stage = frame.get('stage');
    // By hand, the way forward fills the activations: of gradients there is nothing new before the way back.
    const isFilling = run.isHeld && stage === 0 && !FORWARD.has(heat.value);
    const quantity = isFilling ? 'a' : heat.value;
    if (current !== look.get('range')) {
      current = range.value = look.get('range');
      legend.paint(palette, current);
    }
    const lens = catalogue.formats.find(({ name }) => name === look.get('format'));
    format.value = lens?.name ?? 'none';
    legend.lost.hidden = !lens;
    if (lens) legend.lostText.textContent = words.legendLost.replace('{format}', lens.name);
    legend.name.textContent = `|${words[`heat.${quantity}.symbol`]}|`;

    axis = depthAxis(frame.layers, GUTTER, width);
    const size = resolution(axis, height - SWEEP);
    const isForward = FORWARD.has(quantity);
    const tile = (/** @type {number} */ layer) => {
      const shape = scene.experiment.shape(quantity, layer);
      return { rows: Math.min(size.rows, shape?.[0] ?? 0), columns: Math.min(size.columns, shape?.[1] ?? 0) };
    };
    const tiles = Array.from({ length: frame.layers }, (_, layer) => tile(layer));
    reduce(scene, quantity, isForward, size);
    const across = size.columns * frame.layers;
    if (image.width !== across || image.height !== size.rows) {
      image.width = across;
      image.height = size.rows;
    }
    const pixels = image.getContext('2d');
    if (!pixels) return;
    const data = pixels.createImageData(across, size.rows);
    const scale = scaleFor(current);
    colourCells(new Uint32Array(data.data.buffer), cells, size, (layer) => tiles[layer], palette, scale);
    pixels.putImageData(data, 0, 0);

    const sweeping = run.isWatched && stage < 2;
    // What comes on the way back is not what goes forward.
    const goes = stage === 1 || isForward ? `: ${words[`heat.${quantity}.symbol`]}` : '';
    drawHeatmap(context, {
      width,
      height,
      top: SWEEP,
      axis,
      image,
      cells,
      size,
      tile: (layer) => tiles[layer],
      lost: lens ? lens.log10Zero : null,
      isReached: (layer) => frame.layer(layer, 'forward') === 1,
      state: (layer) =>
        tiles[layer].rows === 0 ? 'none'
        : frame.layer(layer, isForward || quantity === 'update' ? 'forward' : 'backward') === 1 ? 'new'
        : 'old',
      selected: scene.layer,
      sweep: sweeping
        ? { layer: frame.get('position'), label: `${stage === 0 ? words.forward : words.backward}${goes}`, back: stage === 1 }
        : null,
      palette,
    });
    context.fillStyle = palette.muted;
    context.font = `11px ${palette.font}`;
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    context.fillText(words.mapRows, GUTTER - 6, (SWEEP + height) / 2);
    tip.show(scene, quantity, axis, { top: SWEEP, width, height });
  }

  /**
   * Reduces matrices to cells, layer by layer, as far as time allows: the largest networks have
   * more elements than a frame has time for.
   * @param {import('../views.js').Scene} scene @param {string} quantity @param {boolean} isForward
   * @param {{ rows: number, columns: number }} size
   */
  function reduce({ experiment, frame, version }, quantity, isForward, size) {
    const stride = size.rows * size.columns;
    if (cells.length !== stride * frame.layers) {
      cells = new Float32Array(stride * frame.layers);
      stamps = [];
    }
    const name = isForward || quantity === 'update' ? 'forward' : 'backward';
    const step = frame.get('step');
    const end = performance.now() + BUDGET;
    for (let layer = frame.layers - 1; layer >= 0; layer--) {
      // What this pass has not come to yet is of the one before.
      const isNew = frame.layer(layer, name) === 1;
      const stamp = `${quantity} ${size.rows} ${size.columns} ${isNew ? `${version} ${step}` : 'before'}`;
      const isKnown = isNew ? stamps[layer] === stamp : stamps[layer]?.startsWith(`${quantity} ${size.rows} ${size.columns} `);
      if (isKnown) continue;
      const own = cells.subarray(layer * stride, (layer + 1) * stride);
      if (!experiment.layerCells(quantity, layer, size.rows, size.columns, own)) own.fill(NaN);
      stamps[layer] = stamp;
      if (performance.now() > end) return ask.redraw();
    }
  }

  /** @param {import('../views.js').Scene} scene */
  function say({ look }) {
    map.setAttribute('aria-label', words.mapLabel.replace('{quantity}', words[`heat.${look.get('heat')}`]));
  }
}

/** @param {Record<string, string>} words */
function makeLegend(words) {
  const bar = element('i', { class: 'bar' });
  const hot = element('i', { class: 'bar hot' });
  const entry = (/** @type {(Node | string)[]} */ ...children) => element('span', {}, ...children);
  const low = entry();
  const top = entry();
  const name = entry();
  const lostText = entry();
  const lost = entry(element('i', { class: 'lost' }), lostText);
  const node = element(
    'div',
    { class: 'legend' },
    entry(name, low, bar, '1', hot, top),
    entry(element('i', { class: 'below' }), words.legendBelow),
    entry(element('i', { class: 'zero' }), words.legendZero),
    lost,
    entry(element('i', { class: 'undefined' }), words.legendUndefined),
  );
  return { node, lost, lostText, name, paint };

  /** Paints the bars with the ramp in use. @param {import('../palette.js').Palette} palette @param {string} range */
  function paint(palette, range) {
    const scale = scaleFor(range);
    low.textContent = powerOfTen(scale.low);
    top.textContent = powerOfTen(scale.hot);
    for (const [box, table] of /** @type {[HTMLElement, Uint32Array][]} */ ([
      [bar, palette.ramp],
      [hot, palette.hot],
    ])) {
      const stops = Array.from({ length: 17 }, (_, index) => table[Math.round((index / 16) * 255)]);
      const css = stops.map((word) => `rgb(${word & 255} ${(word >> 8) & 255} ${(word >> 16) & 255})`);
      box.style.background = `linear-gradient(to right, ${css.join(',')})`;
    }
  }
}
