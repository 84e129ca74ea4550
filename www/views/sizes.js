// Size per layer, on a log axis, and what the error signal can be compared with.

import { element } from '../dom.js';
import { PIN_DASHES, drawSizes } from '../draw/sizes.js';
import { fill, magnitude, number } from '../format.js';
import { LARGE_BATCH, boundLine, hiddenSizes, pinLine, slopeLine, theoryLine } from '../references.js';
import { CalmDecades, decades, depthAxis } from '../scale.js';
import { GUTTER, canvas, choice, figure, key, pointable } from './figure.js';
import { isComplete, layerNames, told } from './told.js';

/** @typedef {import('../views.js').Scene} Scene */
/** @typedef {import('../compare.js').Pin} Pin */
/** @typedef {import('../references.js').Ending} Ending */
/** @typedef {import('../references.js').LayerForecast} LayerForecast */

const MEASURES = /** @type {Record<string, Ending>} */ ({ rms: 'Rms', norm: 'Norm', max: 'Max' });
/** The ends of the band. */
const SHARES = new Float64Array([0.1, 0.9]);
/** Elements of ∂L/∂z that can be ordered for every picture, whatever else there is to do. */
const FEW = 2 ** 18;
/** Missing for longer than this (ms), an answer is missed. */
const PATIENCE = 400;
/** A chart as wide as this (px) has room for names. */
const ROOMY = 500;
const DASHES = { theory: [7, 4], slope: [2, 3], bound: [12, 4] };

/** @type {import('../views.js').Make} */
export function make({ catalogue, words, locale, ask }) {
  const chart = canvas();
  const zeroKey = key('text', words.legendZero);
  zeroKey.classList.add('zero');
  const otherKey = key('text', '', '0');
  otherKey.classList.add('diamond');
  const measure = choice(
    words.measure,
    Object.keys(MEASURES).map((name) => [name, words[`measure.${name}`]]),
    (value) => ask.look('measure', value),
  );
  const pinned = element('div', { class: 'pinned', 'aria-hidden': 'true', hidden: '' });
  let listed = '';
  const against = makeAgainst(words, (lines) => ask.look('lines', lines.join(' ')));
  const sentence = told();
  const notes = element('p', { class: 'quiet notes' });
  const node = figure(
    'sizes',
    words,
    [measure, key('delta', '∂L/∂z'), key('grad', '∂L/∂W', '0'), otherKey, zeroKey],
    chart,
    pinned,
    against.node,
    sentence.node,
    notes,
  );
  let axis = depthAxis(1, 0, 1);
  pointable(chart, () => axis, ask.select);
  const calm = new CalmDecades(ask.redraw);
  const answers = new Answers();
  const dispose = () => {
    calm.dispose();
    answers.dispose();
  };
  return { figure: node, draw, say, work, dispose };

  /** @param {Scene} scene */
  function draw(scene) {
    const drawing = scene.surface(chart);
    if (!drawing) return;
    const { frame, look, palette } = scene;
    const ending = MEASURES[look.get('measure')];
    measure.value = look.get('measure');
    axis = depthAxis(frame.layers, GUTTER, drawing.width);
    const other = ['grad', 'delta'].includes(look.get('heat')) ? null : look.get('heat');
    otherKey.hidden = !other;
    otherKey.textContent = other && words[`heat.${other}.symbol`];
    const lines = [line('grad', palette.grad, 'square'), line('delta', palette.delta, 'circle')];
    if (other) lines.unshift(line(other, palette.text, 'diamond'));

    const wanted = look.list('lines');
    against.show(wanted);
    const { references, bands, said } = compared(scene, ending, wanted);
    const at = (/** @type {(layer: number) => number} */ log10) => Array.from({ length: frame.layers }, (_, layer) => log10(layer));
    const logs = lines.flatMap(({ log10 }) => at(log10));
    zeroKey.hidden = !logs.includes(-Infinity);
    // Bands may leave the chart: they would stretch the axis for the sake of few elements.
    for (const { log10 } of references) logs.push(...at(log10));
    const shown = calm.of(decades(logs), scene);
    const format = catalogue.formats.find(({ name }) => name === look.get('format'));
    if (format && (format.log10Zero <= shown.low || format.log10Zero >= shown.high)) {
      said.push(fill(words.formatOutside, { format: format.name, zero: magnitude(format.log10Zero, locale) }));
    }
    // Where the chart is narrow its names stand under it; a file has nothing there.
    const isOnPage = drawing.context.canvas === chart;
    const isListed = isOnPage && drawing.width < ROOMY;
    if (isOnPage) list(isListed ? scene : null);
    drawSizes(drawing.context, {
      width: drawing.width,
      height: drawing.height,
      axis,
      decades: shown,
      lines,
      references,
      isNamed: !isListed,
      bands,
      floor: format ? { log10: format.log10Zero, label: fill(words.formatFloor, { format: format.name }) } : null,
      selected: scene.layer,
      labels: { input: words.input, output: words.output },
      palette,
    });
    sentence.show(() => tell(scene, ending), isComplete(frame));
    const text = said.join(' ');
    if (notes.textContent !== text) notes.textContent = text;

    /** @param {string} name @param {string} colour @param {'circle' | 'square' | 'diamond'} marker */
    function line(name, colour, marker) {
      const pass = name === 'z' || name === 'a' || name === 'update' ? 'forward' : 'backward';
      return {
        colour,
        marker,
        log10: (/** @type {number} */ layer) => frame.layer(layer, name + ending),
        isNew: (/** @type {number} */ layer) => frame.layer(layer, pass) === 1,
      };
    }
  }

  /** What a pinned run is called beside one of another depth. @param {Pin} pin @param {number} depth */
  function pinName({ name, frame: pinned }, depth) {
    return !pinned || pinned.depth === depth ? name : fill(words.pinOther, { name, depth: pinned.depth });
  }

  /** Lists the pinned runs with their strokes. @param {Scene | null} scene None: not here. */
  function list(scene) {
    const names = scene ? scene.pins.map((pin) => pinName(pin, scene.frame.depth)) : [];
    const text = names.join('\n');
    if (text === listed) return;
    listed = text;
    pinned.hidden = names.length === 0;
    pinned.replaceChildren(...names.map((name, index) => {
      const stroke = element('i');
      stroke.style.setProperty('--colour', `var(--_pin-${index})`);
      let at = 0;
      const stops = PIN_DASHES[index].map((length, part) => `${part % 2 === 0 ? 'var(--colour)' : 'transparent'} ${at}px ${(at += length)}px`);
      stroke.style.backgroundImage = `repeating-linear-gradient(to right, ${stops.join(', ')})`;
      return element('span', {}, stroke, name);
    }));
  }

  /**
   * The lines and bands to compare with, and a word where one that is wanted is not there.
   * @param {Scene} scene @param {Ending} ending @param {string[]} wanted
   */
  function compared(scene, ending, wanted) {
    const { frame, palette, pins } = scene;
    /** @type {import('../draw/sizes.js').Reference[]} */
    const references = [];
    /** @type {import('../draw/sizes.js').Band[]} */
    const bands = [];
    /** @type {string[]} */
    const said = [];
    const add = (/** @type {string} */ name, /** @type {string} */ colour, /** @type {number[]} */ dash, /** @type {Float64Array} */ values) => {
      // The point where all of them begin is no line.
      if (values.filter(Number.isFinite).length < 2 && !values.includes(-Infinity)) return;
      references.push({ name, colour, dash, log10: (layer) => values[layer] });
    };
    for (const [index, pin] of pins.entries()) {
      const { frame: pinned } = pin;
      add(pinName(pin, frame.depth), palette.pins[index], PIN_DASHES[index], pinLine(pinned, frame.layers, ending));
    }
    const isSilent = ending === 'Max' && (wanted.includes('theory') || wanted.includes('bound'));
    if (isSilent) said.push(words.linesMax);
    if (wanted.includes('spread')) {
      const values = answers.spread(scene);
      if (values) {
        const isNew = (/** @type {number} */ layer) => frame.layer(layer, 'backward') === 1;
        const end = (/** @type {number} */ which) => (/** @type {number} */ layer) => (isNew(layer) ? values[2 * layer + which] : NaN);
        bands.push({ colour: palette.delta, low: end(0), high: end(1) });
      } else if (answers.waits('spread', scene)) said.push(words.linesWait);
    }
    if (wanted.includes('theory') && !isSilent) {
      const forecast = answers.forecast(scene);
      if (forecast) {
        const { middle, low, high } = theoryLine(frame, ending, forecast);
        add(words['lines.theory.short'], palette.muted, DASHES.theory, middle);
        const samples = scene.experiment.shape('z', 0)?.[1] ?? Number(scene.settings.batch);
        const isSmall = scene.settings.norm === 'batch' && samples < LARGE_BATCH;
        if (!isSmall) bands.push({ colour: palette.muted, low: (layer) => low[layer], high: (layer) => high[layer] });
        const isKnown = forecast.length > 0 && forecast.every(({ log10Delta }) => Number.isFinite(log10Delta));
        if (!isKnown) said.push(words.theorySilent);
        else if (isSmall) said.push(fill(words.theoryBatchSmall, { batch: samples }));
        else if (scene.settings.norm === 'batch') said.push(words.theoryBatch);
        if (isKnown && forecast.some(({ log10Deviation }) => Number.isNaN(log10Deviation))) said.push(words.theoryMean);
      } else if (answers.waits('theory', scene)) said.push(words.linesWait);
    }
    if (wanted.includes('slope') && answers.belongs(scene)) {
      const values = slopeLine(frame, ending, (layer) => scene.experiment.maxDerivative(layer));
      add(words['lines.slope.short'], palette.slope, DASHES.slope, values);
      const isKnown = Number.isNaN(values[frame.depth - 1]) || !Number.isNaN(values[0]);
      if (!isKnown) said.push(words.slopeSilent);
    }
    if (wanted.includes('bound') && !isSilent) {
      const logs = answers.bound(scene);
      if (logs) {
        const values = boundLine(frame, ending, logs);
        add(words['lines.bound.short'], palette.text, DASHES.bound, values);
        if (frame.depth > 1 && logs.subarray(0, frame.depth - 1).some(Number.isNaN)) said.push(words.boundSilent);
      } else if (answers.waits('bound', scene)) said.push(words.linesWait);
    }
    return { references, bands, said: [...new Set(said)] };
  }

  /** The trend of ∂L/∂z, and where it is not a number. @param {Scene} scene @param {Ending} ending */
  function tell({ engine, frame, look }, ending) {
    const sizes = hiddenSizes(frame, ending);
    const layers = (/** @type {(log10: number) => boolean} */ test) =>
      [...sizes.keys()].filter((layer) => test(sizes[layer]));
    const parts = [];
    const trend = engine.trend(sizes);
    // The range of a single move is not a number: there is no trend then.
    if (trend && !Number.isNaN(trend[1])) {
      const [mean, low, high] = trend;
      // Sizes are in the order of the layers; on its way back the signal meets them in the other.
      const factor = (/** @type {number} */ log10) =>
        Math.abs(log10) < 3 ? number(10 ** -log10, locale) : magnitude(-log10, locale);
      const values = { factor: factor(mean), low: factor(high), high: factor(low), measure: words[`measure.${look.get('measure')}`] };
      parts.push(fill(words.sizesTrend, values));
    }
    const zero = layers((log10) => log10 === -Infinity);
    if (zero.length > 0) parts.push(fill(words.sizesZero, { layers: layerNames(zero, words) }));
    const wild = layers((log10) => !(log10 < Infinity));
    if (wild.length > 0) parts.push(fill(words.sizesWild, { layers: layerNames(wild, words) }));
    return parts.join(' ');
  }

  /** @param {Scene} scene */
  function say({ frame, pins }) {
    const size = (/** @type {number} */ layer, /** @type {string} */ name) => magnitude(frame.layer(layer, name), locale);
    const last = frame.depth - 1;
    const values = {
      last: frame.depth,
      deltaFirst: size(0, 'deltaRms'),
      deltaLast: size(last, 'deltaRms'),
      gradFirst: size(0, 'gradRms'),
      gradLast: size(last, 'gradRms'),
    };
    const pinned = pins.flatMap(({ name, frame }) =>
      frame ? fill(words.pinTold, { name, size: magnitude(frame.layer(0, 'deltaRms'), locale) }) : [],
    );
    chart.setAttribute('aria-label', [fill(words.sizesLabel, values), ...pinned].join(' '));
  }

  /** @param {Scene} scene @param {number} until */
  function work(scene, until) {
    const wanted = scene.look.list('lines');
    if (wanted.length === 0) return false;
    const before = answers.answered;
    const more = answers.work(scene, wanted, until);
    if (answers.answered !== before) ask.redraw();
    return more;
  }
}

/**
 * What was asked of the experiment, each for as long as it is true: a forecast for an experiment,
 * quantiles and bounds for one network.
 */
class Answers {
  /** Grows with every answer. */
  answered = 0;
  /** @type {{ of: unknown, layers: LayerForecast[] }} */
  #forecast = { of: null, layers: [] };
  /** Since when an answer has not been there. @type {Map<string, number>} */
  #missing = new Map();
  #bound = { version: NaN, layer: 0, logs: new Float64Array() };
  /** The bound of a layer, under way. @type {ReturnType<Scene['experiment']['boundWalk']> | undefined} */
  #walk;
  #spread = { key: '', layer: 0, values: new Float64Array() };

  /** Whether the experiment is at what the frame shows. @param {Scene} scene */
  belongs({ run, isCurrent }) {
    return isCurrent || (run.isWatched && !run.isReplaying);
  }

  /**
   * Whether an answer has been missing for so long that this is worth a word: long computations
   * wait until the run rests.
   * @param {string} name @param {Scene} scene
   */
  waits(name, { now }) {
    const since = this.#missing.get(name) ?? now;
    this.#missing.set(name, since);
    return now - since > PATIENCE;
  }

  /** @param {Scene} scene @returns {LayerForecast[] | null} */
  forecast({ experiment }) {
    return this.#there('theory', this.#forecast.of === experiment ? this.#forecast.layers : null);
  }

  /** @template T @param {string} name @param {T} answer */
  #there(name, answer) {
    if (answer) this.#missing.delete(name);
    return answer;
  }

  /** log10 of the largest factor of each layer. @param {Scene} scene @returns {Float64Array | null} */
  bound({ version, isCurrent, frame }) {
    const { version: known, layer, logs } = this.#bound;
    return this.#there('bound', isCurrent && known === version && layer >= frame.depth ? logs : null);
  }

  /** Two quantiles of |∂L/∂z| a layer. @param {Scene} scene @returns {Float64Array | null} */
  spread(scene) {
    const { frame, experiment, version, isCurrent } = scene;
    if (!this.belongs(scene)) return null;
    if (elements(scene) > FEW) {
      const isThere = this.#spread.key === `${version}` && this.#spread.layer === frame.layers;
      return this.#there('spread', isCurrent && isThere ? this.#spread.values : null);
    }
    const key = [version, ...['step', 'stage', 'position'].map((name) => frame.get(name))].join();
    if (this.#spread.key !== key) {
      const values = new Float64Array(SHARES.length * frame.layers);
      experiment.quantiles('delta', SHARES, values);
      this.#spread = { key, layer: frame.layers, values };
    }
    return this.#spread.values;
  }

  /** @param {Scene} scene @param {string[]} wanted @param {number} until */
  work(scene, wanted, until) {
    const { experiment, version, frame, look } = scene;
    if (wanted.includes('spread') && elements(scene) > FEW) {
      const key = `${version}`;
      if (this.#spread.key !== key) {
        this.#spread = { key, layer: 0, values: new Float64Array(SHARES.length * frame.layers).fill(NaN) };
      }
      const spread = this.#spread;
      while (spread.layer < frame.layers) {
        spread.values.set(experiment.layerQuantiles('delta', spread.layer, SHARES) ?? [], SHARES.length * spread.layer);
        spread.layer += 1;
        if (spread.layer === frame.layers) this.answered += 1;
        else if (performance.now() >= until) return true;
      }
    }
    if (look.get('measure') === 'max') return false;
    if (wanted.includes('theory') && this.#forecast.of !== experiment) {
      this.#forecast = { of: experiment, layers: experiment.forecast().layers };
      this.answered += 1;
      if (performance.now() >= until) return true;
    }
    if (wanted.includes('bound')) {
      if (this.#bound.version !== version) {
        this.dispose();
        this.#bound = { version, layer: 0, logs: new Float64Array(frame.layers).fill(NaN) };
      }
      const bound = this.#bound;
      while (bound.layer < frame.depth) {
        this.#walk ??= experiment.boundWalk(bound.layer);
        const factor = this.#walk.run(until - performance.now());
        if (factor === undefined) return true;
        this.dispose();
        bound.logs[bound.layer] = Math.log10(factor);
        bound.layer += 1;
        if (bound.layer === frame.depth) this.answered += 1;
        else if (performance.now() >= until) return true;
      }
    }
    return false;
  }

  /** Lets go of what is under way. */
  dispose() {
    this.#walk?.free();
    this.#walk = undefined;
  }
}

/** Elements of all layers' ∂L/∂z together. @param {Scene} scene */
function elements({ experiment, frame }) {
  // The output layer's is the first that is there.
  const samples = experiment.shape('delta', frame.depth)?.[1] ?? 0;
  let units = 0;
  for (let layer = 0; layer < frame.layers; layer++) units += frame.layer(layer, 'units');
  return samples * units;
}

/**
 * Boxes to tick, each the key to its line.
 * @param {Record<string, string>} words
 * @param {(lines: string[]) => void} choose
 */
function makeAgainst(words, choose) {
  const names = ['spread', 'theory', 'slope', 'bound'];
  const boxes = names.map((name) => element('input', { type: 'checkbox', 'data-line': name }));
  for (const box of boxes) {
    box.addEventListener('change', () => choose(names.filter((_, index) => boxes[index].checked)));
  }
  const labels = names.map((name, index) =>
    element(
      'label',
      { class: 'check', title: words[`lines.${name}.about`] },
      boxes[index],
      element('i', { class: `stroke ${name}` }),
      element('span', {}, words[`lines.${name}`]),
    ),
  );
  return {
    node: element('div', { class: 'against', part: 'choices', role: 'group', 'aria-label': words.against }, element('span', {}, words.against), ...labels),
    /** @param {string[]} lines */
    show(lines) {
      for (const [index, box] of boxes.entries()) box.checked = lines.includes(names[index]);
    },
  };
}
