// Pictures of the article's figures, drawn by the same functions from real runs: what is seen before a figure
// has come, on paper, and where no script runs.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, gunzipSync } from 'node:zlib';
import { drawCurve } from '../draw/curve.js';
import { colourLosses, drawLandscape, lossScale } from '../draw/landscape.js';
import { drawAccuracy, drawLoss } from '../draw/loss.js';
import { drawPlane, edgesOf } from '../draw/plane.js';
import { drawRope } from '../draw/rope.js';
import { drawShares } from '../draw/shares.js';
import { PIN_DASHES, drawSizes } from '../draw/sizes.js';
import { drawWhy } from '../draw/why.js';
import { composeSvg } from '../export/svg.js';
import { magnitude, number, percent } from '../format.js';
import { Frame } from '../frame.js';
import { palette, scaleFor, sizeWord } from '../palette.js';
import { Experiment, catalogue } from '../pkg/gradient_flow.js';
import { decades, depthAxis, factorDecades, stepAxis } from '../scale.js';
import { FIGURES, HERO } from '../story/figures.js';

/** @typedef {import('../palette.js').Palette} Palette */
/** @typedef {import('../export/layout.js').Part} Part */
/** @typedef {{ experiment: Experiment, frame: Frame, batch: import('../draw/loss.js').Point[], test: import('../draw/loss.js').Point[] }} Trained */
/** @typedef {{ colours: Palette, words: Record<string, string>, locale: string }} Drawing */

const WIDTH = 480;
const GUTTER = 44;
/** Far from every layer. */
const NOTHING = -1000;
/** Points of the landscape and of the plane along each side. */
const POINTS = 31;

/** @param {string} www @param {Record<string, Record<string, string>>} locales Words, by language. @returns {Map<string, string>} SVG by file name. */
export function posters(www, locales) {
  const style = readFileSync(join(www, 'style.css'), 'utf8');
  const files = { digits: new Uint8Array(gunzipSync(readFileSync(join(www, 'data/digits.bin')))) };
  const runs = new Map();
  /** @param {string} name @param {Record<string, string>} [change] @param {number} [steps] @returns {Trained} */
  const run = (name, change = {}, steps = 0) => {
    const settings = { ...FIGURES[name].settings, ...change };
    const key = JSON.stringify([settings, steps]);
    if (!runs.has(key)) runs.set(key, train(settings, steps, files.digits));
    return runs.get(key);
  };
  /** @type {Map<string, string>} */
  const made = new Map();
  for (const theme of /** @type {const} */ (['light', 'dark'])) {
    const colours = coloursOf(style, theme);
    for (const [locale, words] of Object.entries(locales)) {
      for (const [name, draw] of Object.entries(PICTURES)) {
        const parts = draw(run, { colours, words, locale });
        made.set(fileOf(name, locale, theme), composeSvg(parts, { title: '', lines: [], width: WIDTH + 48, ...frameOf(colours) }, measure));
      }
    }
    made.set(`hero-${theme}.svg`, hero(run, colours));
  }
  for (const { experiment } of runs.values()) experiment.free();
  return made;
}

/** @param {string} name Of a figure. @param {string} locale @param {'light' | 'dark'} theme */
export const fileOf = (name, locale, theme) => `${name}-${locale}-${theme}.svg`;

/** @param {Palette} colours */
const frameOf = ({ background, text, muted, line, font }) => ({ background, text, muted, line, font });

/** There is no browser to ask: about as wide as in common fonts. @param {string} text @param {string} font */
function measure(text, font) {
  const size = Number(/([\d.]+)px/.exec(font)?.[1]);
  return { width: [...text].reduce((sum, sign) => sum + (/[\u1100-\uffdc]/.test(sign) ? 0.95 : /[.,:;il|′ ]/.test(sign) ? 0.3 : 0.58), 0) * size };
}

/** The colours of a theme, as style.css has them. @param {string} style @param {'light' | 'dark'} theme */
function coloursOf(style, theme) {
  const block = (/** @type {string} */ selector) => style.split(`\n${selector} {`)[1].split('\n}')[0];
  const found = new Map(
    [block('.frame'), ...(theme === 'dark' ? [block('.frame.dark')] : [])].flatMap((text) =>
      Array.from(text.matchAll(/(--_[\w-]+): (?:var\(--gf-[\w-]+, )?([^;)]+)\)?;/g), ([, name, value]) => /** @type {[string, string]} */ ([name, value]))),
  );
  return palette(/** @type {CSSStyleDeclaration} */ (/** @type {unknown} */ ({
    getPropertyValue: (/** @type {string} */ name) => found.get(name) ?? '',
    fontFamily: 'system-ui, sans-serif',
  })));
}

/** @param {Record<string, string>} settings @param {number} steps @param {Uint8Array} digits @returns {Trained} */
function train(settings, steps, digits) {
  const experiment = new Experiment(settings, settings.data === 'digits' ? digits : null);
  const frame = new Frame(catalogue());
  /** @type {Trained} */
  const trained = { experiment, frame, batch: [], test: [] };
  for (let step = 0; ; step++) {
    experiment.run(Infinity);
    frame.read(experiment);
    trained.batch.push({ step, loss: frame.get('loss'), accuracy: frame.get('accuracy') });
    if (frame.get('testStep') === step) trained.test.push({ step, loss: frame.get('testLoss'), accuracy: frame.get('testAccuracy') });
    if (step === steps) return trained;
    experiment.beginStep();
  }
}

/** @typedef {(name: string, change?: Record<string, string>, steps?: number) => Trained} Run */

/** @param {string} caption @param {number} height @param {Part['draw']} draw @param {number} [width] @returns {Part} */
const part = (caption, height, draw, width = WIDTH) => ({ width, height, caption, draw });

/** What every figure's picture shows. @type {Record<string, (run: Run, drawing: Drawing) => Part[]>} */
const PICTURES = {
  shallow: (run, drawing) => accuracy(run('shallow', {}, FIGURES.shallow.until), drawing),
  deep: (run, drawing) => accuracy(run('deep', {}, FIGURES.deep.until), drawing),
  rope: (run, { colours, words, locale }) => {
    const { frame } = run('rope');
    const relative = (/** @type {number} */ layer) => frame.layer(layer, 'deltaNorm') - frame.layer(frame.depth - 1, 'deltaNorm');
    const far = words.ropeFar.replace('{layer}', '1').replace('{ratio}', magnitude(relative(0), locale));
    return [part(words.ropeHeading, 190, (context) => drawRope(context, {
      width: WIDTH, height: 190, axis: depthAxis(frame.layers, GUTTER, WIDTH), front: null, phase: 0.25, selected: NOTHING, palette: colours,
      amplitude: (layer) => 10 ** relative(layer),
      labels: { input: words.input, output: words.output, hand: words.ropeHand, far },
    }))];
  },
  quarter: (run, { colours, words, locale }) => {
    const { frame, experiment } = run('quarter');
    const last = frame.depth - 1;
    const level = (/** @type {number} */ layer) => (layer > last ? NaN : frame.layer(layer, 'deltaNorm') - frame.layer(last, 'deltaNorm'));
    const factor = (/** @type {number} */ layer, /** @type {string} */ name) => (layer >= last ? NaN : frame.layer(layer, name));
    const curve = new Float64Array(242);
    experiment.curve(0, -6, 6, curve);
    const counts = new Float64Array(42);
    experiment.histogram(0, -6, 6, counts);
    return [
      part(words.curveHeading, 200, (context) => drawCurve(context, {
        width: WIDTH, height: 200, low: -6, high: 6, curve, counts, max: 0.25, peak: { z: 0, slope: 0.25 }, palette: colours,
        labels: { max: words.maxSlope.replace('{max}', number(0.25, locale)), below: '', above: '' },
      })),
      part(words.whyHeading, 190, (context) => drawWhy(context, {
        width: WIDTH, height: 190, axis: depthAxis(frame.layers, GUTTER, WIDTH), selected: NOTHING, palette: colours, level,
        decades: factorDecades([level(0)]),
        parts: [
          { colour: colours.accent, log10: (layer) => factor(layer, 'whyWeights') },
          { colour: colours.slope, log10: (layer) => factor(layer, 'whySlope') },
        ],
        labels: { input: words.input, output: words.output },
      })),
    ];
  },
  relu: (run, drawing) => sizes(run('relu').frame, [['sigmoid', run('deep').frame]], drawing),
  dead: (run, { colours, words }) => {
    const { frame } = run('dead');
    return [part(words.sharesHeading, 170, (context) => drawShares(context, {
      width: WIDTH, height: 170, axis: depthAxis(frame.layers, GUTTER, WIDTH), selected: NOTHING, palette: colours,
      dead: (layer) => frame.layer(layer, 'deadShare'), saturated: () => NaN,
      marks: { all: '100%', half: '50%', none: '0%' },
      labels: { input: words.input, output: words.output, dead: '', saturated: '' },
    }))];
  },
  line: (run, { colours, words }) => {
    const { experiment } = run('line', {}, FIGURES.line.until);
    const { features } = experiment.columns();
    const [x, y] = features.map((feature, index) => ({ ...feature, low: feature.low - 0.2, high: feature.high + 0.2, label: 'xy'[index] }));
    const { inputs, targets } = experiment.trainRows();
    const shown = targets.slice(0, 300);
    const surface = experiment.surface(0, 1, [x.low, x.high, y.low, y.high], POINTS, POINTS);
    const outputs = /** @type {Float64Array} */ (surface.run(Infinity));
    surface.free();
    const grid = { across: POINTS, up: POINTS, count: 2 };
    return [part(words.learntHeading, 260, (context) => drawPlane(context, {
      width: 400, height: 260, x, y, image: null, edges: edgesOf(outputs, grid), grid, isOld: false, tell: String, palette: colours,
      rows: [{ xs: shown.map((_, row) => inputs[2 * row]), ys: shown.map((_, row) => inputs[2 * row + 1]), labels: shown, isHollow: false }],
    }), 400)];
  },
  family: (run, drawing) => {
    const others = ['sigmoid', 'tanh', 'gelu'].map((name) => /** @type {[string, Frame]} */ ([name, run('family', { activation: name }).frame]));
    return sizes(run('family').frame, others, drawing);
  },
  help: (run, drawing) => sizes(run('help').frame, [
    [drawing.words['norm.layer'], run('help', { norm: 'layer' }).frame],
    [drawing.words['norm.batch'], run('help', { norm: 'batch' }).frame],
    [drawing.words.skips, run('help', { residual: '1' }).frame],
  ], drawing),
  overfit: (run, { colours, words, locale }) => {
    const { frame, batch, test } = run('overfit', {}, FIGURES.overfit.until);
    const guessing = Math.log(2);
    return [part(words.historyHeading, 200, (context) => drawLoss(context, {
      top: 20, bottom: 190, axis: stepAxis(frame.get('step'), 1, GUTTER, WIDTH - 8), batch, test, cursor: null, guessing, palette: colours,
      labels: { name: words.historyLoss, guessing: words.guessing.replace('{loss}', number(guessing, locale, 2)) },
    }))];
  },
  landscape: (run, { colours, words, locale }) => {
    const { experiment } = run('overfit', {}, FIGURES.overfit.until);
    const walk = experiment.landscape(1, POINTS);
    const losses = walk.run(Infinity);
    walk.free();
    const scale = lossScale(losses, true);
    const pixels = new Uint32Array(POINTS * POINTS);
    colourLosses(pixels, losses, POINTS, scale, colours);
    return [part(words.landscapeHeading, 320, (context) => drawLandscape(context, {
      width: 400, height: 320, image: image(pixels, POINTS), ramp: image(colours.ramp, colours.ramp.length), colours: colours.ramp.length, losses, points: POINTS,
      reach: 1, scale, palette: colours, place: (place) => number(place, locale),
      level: (level) => number(10 ** level, locale, 2), labels: { x: words.landscapeX, y: words.landscapeY },
    }), 400)];
  },
  chaos: (run, drawing) => sizes(run('chaos').frame, ['1', '2'].map((sigma) => /** @type {[string, Frame]} */ ([`σ_w = ${sigma}`, run('chaos', { 'sigma-w': sigma }).frame])), drawing),
};

/** @param {Trained} trained @param {Drawing} drawing */
function accuracy({ frame, batch, test }, { colours, words, locale }) {
  return [part(words.historyHeading, 190, (context) => drawAccuracy(context, {
    top: 20, bottom: 180, axis: stepAxis(frame.get('step'), 1, GUTTER, WIDTH - 8), batch, test, cursor: null, chance: frame.get('chance'), palette: colours,
    labels: { name: words.historyAccuracy, chance: words.historyChance.replace('{chance}', percent(frame.get('chance'), locale)), percent: (share) => percent(share, locale) },
  }))];
}

/** @param {Frame} frame @param {[string, Frame][]} others @param {Drawing} drawing */
function sizes(frame, others, { colours, words }) {
  const own = (/** @type {Frame} */ of) => (/** @type {number} */ layer) => of.layer(layer, 'deltaRms');
  const all = [frame, ...others.map(([, other]) => other)].flatMap((of) => Array.from({ length: of.layers }, (_, layer) => own(of)(layer)));
  return [part(`${words.sizesHeading}: RMS ∂L/∂z`, 230, (context) => drawSizes(context, {
    width: WIDTH, height: 230, axis: depthAxis(frame.layers, GUTTER, WIDTH), decades: decades(all), selected: NOTHING, palette: colours,
    lines: [{ colour: colours.delta, marker: 'circle', log10: own(frame), isNew: () => true }],
    references: others.map(([name, other], index) => ({ name, colour: colours.pins[index], dash: PIN_DASHES[index], log10: own(other) })),
    labels: { input: words.input, output: words.output },
  }))];
}

/** Two deep networks, layer by layer: with the sigmoid the colour fades towards the input, with ReLU it stays. @param {Run} run @param {Palette} colours */
function hero(run, colours) {
  const rows = [run('deep', HERO), run('relu', HERO)];
  const [width, height, gap] = [960, 84, 12];
  const cells = rows.flatMap(({ frame }, row) =>
    Array.from({ length: frame.depth }, (_, layer) => {
      const step = width / frame.depth;
      const word = sizeWord(colours, scaleFor('16'), frame.layer(layer, 'deltaNorm') - frame.layer(frame.depth - 1, 'deltaNorm'));
      const fill = `#${[word & 255, (word >> 8) & 255, (word >> 16) & 255].map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
      return `<rect x="${(layer * step).toFixed(2)}" y="${row * (height + gap)}" width="${(step - 2).toFixed(2)}" height="${height}" fill="${fill}"/>`;
    }));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${2 * height + gap}" width="${width}" height="${2 * height + gap}">${cells.join('')}</svg>\n`;
}

/** Pixels as what a canvas would give. @param {Uint32Array} words RGBA. @param {number} width */
function image(words, width) {
  const height = words.length / width;
  const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
  const lines = Buffer.concat(Array.from({ length: height }, (_, line) => Buffer.concat([Buffer.of(0), bytes.subarray(4 * width * line, 4 * width * (line + 1))])));
  const chunk = (/** @type {string} */ type, /** @type {Buffer} */ data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(checksum(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([8, 6], 8);
  const png = Buffer.concat([Buffer.of(137, 80, 78, 71, 13, 10, 26, 10), chunk('IHDR', header), chunk('IDAT', deflateSync(lines)), chunk('IEND', Buffer.alloc(0))]);
  return /** @type {HTMLCanvasElement} */ (/** @type {unknown} */ ({ width, height, toDataURL: () => `data:image/png;base64,${png.toString('base64')}` }));
}

/** CRC-32, which every chunk of a PNG ends with. @param {Uint8Array} bytes */
function checksum(bytes) {
  let sum = -1;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (0xedb88320 & -(sum & 1));
  }
  return ~sum >>> 0;
}
