// The figures: their canvases, captions and legends, and how a frame is put into them.

import { element, surface } from './dom.js';
import { drawCurve } from './draw/curve.js';
import { colourCells, drawHeatmap, resolution } from './draw/heatmap.js';
import { drawLoss } from './draw/loss.js';
import { drawSizes } from './draw/sizes.js';
import { count, fill, magnitude, number, percent, powerOfTen } from './format.js';
import { SCALE } from './palette.js';
import { decades, depthAxis, layerAt } from './scale.js';
import { sentence } from './sentence.js';

/** @typedef {import('./run.js').Run} Run */
/** @typedef {import('./frame.js').Frame} Frame */
/** @typedef {import('./palette.js').Palette} Palette */

/** The part of the z axis that is drawn. */
const Z = { low: -6, high: 6, points: 241, bins: 40 };
/** Room for the numbers left of the depth axis. */
const GUTTER = 44;
/** Room above the heat map for the name of the sweep. */
const SWEEP = 20;

export class Picture {
  /** @type {Record<'map' | 'sizes' | 'curve' | 'loss', HTMLElement>} */
  figures;
  sentence = element('p', { class: 'sentence', part: 'sentence', 'aria-live': 'polite' });
  reading;
  #catalogue;
  #words;
  #locale;
  #canvas;
  #layer;
  #layerName = element('span', { class: 'value', 'aria-hidden': 'true' });
  #values = element('dl');
  /** Those in force. @type {Record<string, string>} */
  #settings = {};
  #formula = element('p', { class: 'formula' });
  #zKey = key('bars', '', '0');
  #batchKey = key('text', '');
  #testKey = key('accent', '');
  #zeroKey = element('span', { class: 'key zero' });
  #image = element('canvas');
  #cells = new Float32Array(0);
  #curve = new Float64Array(2 * Z.points);
  #counts = new Float64Array(Z.bins + 2);
  /** @type {import('./scale.js').DepthAxis} */
  #axis = { left: 0, step: 1, layers: 1 };

  /**
   * @param {import('./engine.js').Catalogue} catalogue
   * @param {Record<string, string>} words
   * @param {string} locale
   * @param {(layer: number) => void} select
   */
  constructor(catalogue, words, locale, select) {
    this.#catalogue = catalogue;
    this.#words = words;
    this.#locale = locale;
    const canvas = () => element('canvas', { role: 'img' });
    this.#canvas = { map: canvas(), sizes: canvas(), curve: canvas(), loss: canvas() };
    const figure = (
      /** @type {'map' | 'sizes' | 'curve' | 'loss'} */ name,
      /** @type {Node[]} */ keys,
      /** @type {Node[]} */ ...below
    ) =>
      element(
        'figure',
        { class: name, part: name },
        element('figcaption', {}, element('b', {}, words[`${name}Heading`]), ...keys),
        this.#canvas[name],
        ...below,
      );
    this.figures = {
      map: figure('map', [], this.#legend()),
      sizes: figure('sizes', [key('delta', '∂L/∂z'), key('grad', '∂L/∂W', '0'), this.#zeroKey]),
      curve: figure('curve', [key('value', 'f(z)'), key('slope', 'f′(z)'), this.#zKey], this.#formula),
      loss: figure('loss', [this.#batchKey, this.#testKey]),
    };

    this.#zeroKey.textContent = words.legendZero;
    this.#layer = element('input', { type: 'range', min: '1', value: '1', 'data-key': 'layer' });
    this.#layer.addEventListener('input', () => select(Number(this.#layer.value) - 1));
    const label = element('span', { class: 'label' }, words.layer, this.#layerName);
    this.reading = element(
      'div',
      { class: 'reading', part: 'reading' },
      element('label', { class: 'field' }, label, this.#layer),
      this.#values,
    );

    for (const name of /** @type {const} */ (['map', 'sizes'])) {
      const point = (/** @type {PointerEvent} */ event) => {
        const box = this.#canvas[name].getBoundingClientRect();
        select(layerAt(this.#axis, event.clientX - box.left));
      };
      this.#canvas[name].addEventListener('pointermove', point);
      this.#canvas[name].addEventListener('pointerdown', point);
    }
  }

  /**
   * Draws everything.
   * @param {Run} run
   * @param {Frame} frame
   * @param {number} selected
   * @param {Palette} palette
   */
  draw(run, frame, selected, palette) {
    this.#drawMap(run, frame, selected, palette);
    this.#drawSizes(frame, selected, palette);
    this.#drawCurve(run, frame, selected, palette);
    this.#drawLoss(run, frame, palette);
    this.#read(frame, selected);
  }

  /** Prepares for an experiment. @param {Record<string, string>} settings */
  show(settings) {
    this.#settings = settings;
  }

  /** The activation of a hidden layer. @param {number} layer */
  #activationOf(layer) {
    const own = this.#settings['layer-activations']?.split(',')[layer]?.trim();
    const wanted = own || this.#settings.activation;
    return this.#catalogue.activations.find(({ name }) => name === wanted);
  }

  /** Says what the frame shows, in the sentence and for those who cannot see the figures. */
  say(/** @type {Frame} */ frame, /** @type {{ isRectifier: boolean, isHe: boolean }} */ made) {
    const words = this.#words;
    const said = sentence(frame, words, this.#locale, made).map(({ text, strong }) =>
      strong ? element('b', {}, text) : text,
    );
    this.sentence.replaceChildren(...said);
    const size = (/** @type {number} */ layer, /** @type {string} */ name) =>
      magnitude(frame.layer(layer, name), this.#locale);
    const last = frame.depth - 1;
    this.#canvas.map.setAttribute('aria-label', words.mapLabel);
    this.#canvas.sizes.setAttribute(
      'aria-label',
      fill(words.sizesLabel, {
        last: frame.depth,
        deltaFirst: size(0, 'deltaRms'),
        deltaLast: size(last, 'deltaRms'),
        gradFirst: size(0, 'gradRms'),
        gradLast: size(last, 'gradRms'),
      }),
    );
    this.#canvas.loss.setAttribute(
      'aria-label',
      fill(words.lossLabel, {
        loss: number(frame.get('loss'), this.#locale),
        test: number(frame.get('testLoss'), this.#locale),
      }),
    );
  }

  /** @param {Run} run @param {Frame} frame @param {number} selected @param {Palette} palette */
  #drawMap(run, frame, selected, palette) {
    const drawing = surface(this.#canvas.map);
    if (!drawing) return;
    const { context, width, height } = drawing;
    const axis = (this.#axis = depthAxis(frame.layers, GUTTER, width));
    const size = resolution(axis, height - SWEEP);
    const tile = (/** @type {number} */ layer) => ({
      rows: Math.min(size.rows, frame.layer(layer, 'units')),
      columns: Math.min(size.columns, frame.layer(layer, 'fanIn')),
    });

    const length = size.rows * size.columns * frame.layers;
    if (this.#cells.length !== length) this.#cells = new Float32Array(length);
    run.experiment.cells('grad', size.rows, size.columns, this.#cells);
    const image = this.#image;
    const across = size.columns * frame.layers;
    if (image.width !== across || image.height !== size.rows) {
      image.width = across;
      image.height = size.rows;
    }
    const pixels = image.getContext('2d');
    if (!pixels) return;
    const data = pixels.createImageData(across, size.rows);
    colourCells(new Uint32Array(data.data.buffer), this.#cells, size, tile, palette);
    pixels.putImageData(data, 0, 0);

    const stage = frame.get('stage');
    const sweeping = run.isWatched && stage < 2;
    drawHeatmap(context, {
      width,
      height,
      top: SWEEP,
      axis,
      image,
      size,
      tile,
      isReached: (layer) => frame.layer(layer, 'forward') === 1,
      state: (layer) =>
        Number.isNaN(frame.layer(layer, 'gradMax')) && !this.#isUndefined(frame, layer) ? 'none'
        : frame.layer(layer, 'backward') === 1 ? 'new'
        : 'old',
      selected,
      sweep: sweeping
        ? {
            layer: frame.get('position'),
            label: stage === 0 ? this.#words.forward : this.#words.backward,
            back: stage === 1,
          }
        : null,
      palette,
    });
    context.fillStyle = palette.muted;
    context.font = `11px ${palette.font}`;
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    context.fillText(this.#words.mapRows, GUTTER - 6, (SWEEP + height) / 2);
  }

  /** A gradient that is there and not a number. @param {Frame} frame @param {number} layer */
  #isUndefined(frame, layer) {
    return frame.layer(layer, 'backward') === 1 || frame.get('step') > 0;
  }

  /** @param {Frame} frame @param {number} selected @param {Palette} palette */
  #drawSizes(frame, selected, palette) {
    const drawing = surface(this.#canvas.sizes);
    if (!drawing) return;
    const line = (/** @type {string} */ name, /** @type {string} */ colour) => ({
      colour,
      square: name === 'gradRms',
      log10: (/** @type {number} */ layer) => frame.layer(layer, name),
      isNew: (/** @type {number} */ layer) => frame.layer(layer, 'backward') === 1,
    });
    const lines = [line('gradRms', palette.grad), line('deltaRms', palette.delta)];
    const logs = lines.flatMap(({ log10 }) =>
      Array.from({ length: frame.layers }, (_, layer) => log10(layer)),
    );
    this.#zeroKey.hidden = !logs.includes(-Infinity);
    drawSizes(drawing.context, {
      width: drawing.width,
      height: drawing.height,
      axis: depthAxis(frame.layers, GUTTER, drawing.width),
      decades: decades(logs),
      lines,
      selected,
      labels: { input: this.#words.input, output: this.#words.output },
      palette,
    });
  }

  /** @param {Run} run @param {Frame} frame @param {number} selected @param {Palette} palette */
  #drawCurve(run, frame, selected, palette) {
    const drawing = surface(this.#canvas.curve);
    // The output layer is linear: the curve is that of the hidden layers.
    const layer = Math.min(selected, frame.depth - 1);
    if (!drawing || !run.experiment.curve(layer, Z.low, Z.high, this.#curve)) return;
    run.experiment.histogram(layer, Z.low, Z.high, this.#counts);
    const activation = this.#activationOf(layer);
    this.#formula.textContent =
      !activation ? ''
      : activation.name === 'formula' ? `f(z) = ${this.#settings.formula}`
      : `f(z) = ${activation.formula};  f′(z) = ${activation.derivative}`;
    this.#formula.title = activation?.source ?? '';
    const max = run.experiment.maxDerivative(layer);
    const beyond = (/** @type {number} */ count) => {
      const all = this.#counts.reduce((sum, bin) => sum + bin, 0);
      const share = percent(count / all, this.#locale);
      return count > 0 ? fill(this.#words.beyond, { share }) : '';
    };
    const below = beyond(this.#counts[0]);
    const above = beyond(this.#counts[Z.bins + 1]);
    drawCurve(drawing.context, {
      width: drawing.width,
      height: drawing.height,
      low: Z.low,
      high: Z.high,
      curve: this.#curve,
      counts: this.#counts,
      max,
      labels: {
        max: fill(this.#words.maxSlope, { max: number(max, this.#locale) }),
        below: below && `◀ ${below}`,
        above: above && `${above} ▶`,
      },
      palette,
    });
    // A norm or a skip connection comes between z and f.
    const isPlain = this.#settings.norm === 'none' && this.#settings['residual-place'] !== 'before';
    const seen = isPlain ? this.#words.zInLayer : this.#words.seenInLayer;
    this.#zKey.textContent = fill(seen, { layer: layer + 1 });
    this.#canvas.curve.setAttribute(
      'aria-label',
      fill(this.#words.curveLabel, { layer: layer + 1, max: number(max, this.#locale) }),
    );
  }

  /** @param {Run} run @param {Frame} frame @param {Palette} palette */
  #drawLoss(run, frame, palette) {
    const drawing = surface(this.#canvas.loss);
    if (!drawing) return;
    const told = (/** @type {string} */ name) => ({ loss: number(frame.get(name), this.#locale) });
    this.#batchKey.textContent = fill(this.#words.lossTrain, told('loss'));
    this.#testKey.textContent = fill(this.#words.lossTest, told('testLoss'));
    const guessing = run.experiment.guessingLoss;
    drawLoss(drawing.context, {
      width: drawing.width,
      height: drawing.height,
      batch: run.batch,
      test: run.test,
      guessing,
      labels: {
        guessing: fill(this.#isNumber() ? this.#words.guessingMean : this.#words.guessing, {
          loss: number(guessing, this.#locale),
        }),
        steps: fill(this.#words.steps, { steps: count(run.batch.at(-1)?.step ?? 0, this.#locale) }),
      },
      palette,
    });
  }

  /** Whether the data ask for a number, not for a class. */
  #isNumber() {
    const data = this.#catalogue.data.find(({ name }) => name === this.#settings.data);
    return data?.classes === 0;
  }

  /** The selected layer's numbers. @param {Frame} frame @param {number} selected */
  #read(frame, selected) {
    const words = this.#words;
    const locale = this.#locale;
    const get = (/** @type {string} */ name) => frame.layer(selected, name);
    this.#layer.max = String(frame.layers);
    this.#layer.value = String(selected + 1);
    const isOutput = selected === frame.depth;
    const name = isOutput
      ? fill(words.layerOutput, { layer: selected + 1 })
      : String(selected + 1);
    this.#layerName.textContent = name;
    this.#layer.setAttribute('aria-valuetext', name);

    // What the pass has not come to yet is not told: it would mix two steps.
    const size = (/** @type {string} */ name, /** @type {string} */ key, /** @type {string} */ pass) => ({
      term: fill(words.size, { name }),
      value:
        get(pass) === 0 ? '–'
        : Number.isNaN(get(key)) ? words.undefined
        : magnitude(get(key), locale),
    });
    /** @type {{ term: string, value: string, title?: string }[]} */
    const rows = [
      size('∂L/∂z', 'deltaRms', 'backward'),
      size('∂L/∂W', 'gradRms', 'backward'),
      size('z', 'zRms', 'forward'),
      size('a', 'aRms', 'forward'),
      {
        term: words.dead,
        value: get('forward') === 0 ? '–' : `${Math.round(get('deadShare') * get('units'))} / ${get('units')}`,
        title: words.deadTitle,
      },
      {
        term: words.saturated,
        value: percent(get('saturatedShare'), locale),
        title: fill(words.saturatedTitle, {
          share: percent(this.#catalogue.saturatedBelow, locale),
        }),
      },
      { term: words.fans, value: `${get('fanIn')} → ${get('units')}` },
    ];
    if (!Number.isNaN(get('parameter')) && (!isOutput && this.#activationOf(selected)?.isLearned)) {
      rows.push({ term: words.learnedSlope, value: number(get('parameter'), locale, 4) });
    }
    while (this.#values.children.length > rows.length) this.#values.lastElementChild?.remove();
    for (const [index, { term, value, title }] of rows.entries()) {
      let row = this.#values.children[index];
      if (!row) {
        row = element('div', {}, element('dt'), element('dd'));
        this.#values.append(row);
      }
      const [head, text] = row.children;
      if (head.textContent !== term) head.textContent = term;
      if (text.textContent !== value) text.textContent = value;
      if (title) row.setAttribute('title', title);
      else row.removeAttribute('title');
    }
  }

  #legend() {
    const words = this.#words;
    const end = (/** @type {number} */ log10) => (log10 === 0 ? '1' : powerOfTen(log10));
    const bar = element('i', { class: 'bar' });
    const hot = element('i', { class: 'bar hot' });
    const entry = (/** @type {(Node | string)[]} */ ...children) => element('span', {}, ...children);
    return element(
      'div',
      { class: 'legend' },
      entry(entry(words.legendScale), end(SCALE.low), bar, end(SCALE.high), hot, end(SCALE.hot)),
      entry(element('i', { class: 'below' }), words.legendBelow),
      entry(element('i', { class: 'zero' }), words.legendZero),
      entry(element('i', { class: 'undefined' }), words.legendUndefined),
    );
  }

  /** Paints the legend's bars with the ramp in use. @param {Palette} palette */
  showPalette(palette) {
    for (const [selector, words] of /** @type {[string, Uint32Array][]} */ ([
      ['.bar', palette.ramp],
      ['.bar.hot', palette.hot],
    ])) {
      const bar = /** @type {HTMLElement} */ (this.figures.map.querySelector(selector));
      const stops = Array.from({ length: 17 }, (_, index) => words[Math.round((index / 16) * 255)]);
      const css = stops.map((word) => `rgb(${word & 255} ${(word >> 8) & 255} ${(word >> 16) & 255})`);
      bar.style.background = `linear-gradient(to right, ${css.join(',')})`;
    }
  }
}

/** @param {string} colour @param {string} text @param {string} [radius] */
function key(colour, text, radius) {
  const made = element('span', { class: 'key' }, text);
  made.style.setProperty('--colour', `var(--_${colour})`);
  if (radius) made.style.setProperty('--radius', radius);
  return made;
}
