// The loss around the present weights, along two random directions.

import { element, put } from '../dom.js';
import { colourLosses, drawLandscape, lossScale, mapBox } from '../draw/landscape.js';
import { count, fill, magnitude, number, powerOfTen } from '../format.js';
import { PATIENCE } from '../trial.js';
import { canvas, choice, figure, pointing } from './figure.js';

/** Points along each side, one pass after the other; odd, so that one of them is in the middle. */
const GRIDS = [9, 21, 41];
/** A finer grid that would take longer than this (ms) is left out. */
const LONGEST = 30_000;
/** Weights of a network that is mapped without being asked. */
const LARGE = 3_000_000;

/** Where the arrow keys lead. @type {Record<string, [number, number]>} */
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** @typedef {{ losses: Float64Array, points: number, reach: number, step: number }} Made */

/** @type {import('../views.js').Make} */
export function make({ words, locale, ask }) {
  const scale = choice(
    words['landscape-scale'],
    ['log', 'linear'].map((name) => [name, words[`landscape-scale.${name}`]]),
    (value) => ask.look('landscape-scale', value),
  );
  const reach = choice(
    words.reach,
    ['0.1', '0.3', '1', '3'].map((value) => [value, `± ${number(Number(value), locale)}`]),
    (value) => ask.look('reach', value),
  );
  const chart = canvas();
  chart.tabIndex = 0;
  const ring = element('i', { class: 'ring', hidden: '' });
  const told = element('p', { class: 'quiet told', 'aria-live': 'off' });
  const again = element('button', { type: 'button', hidden: '' });
  const about = element('p', { class: 'quiet' }, words.landscapeAbout);
  const undefinedKey = element('span', { class: 'legend' }, element('span', {}, element('i', { class: 'undefined' }), words.legendUndefined));
  const side = element('div', { class: 'side' }, told, undefinedKey, again, about);
  const node = figure('landscape', words, [scale, reach], element('div', { class: 'row' }, element('div', { class: 'plot' }, chart, ring), side));
  const image = element('canvas');
  const ramp = element('canvas');

  /** What is drawn. @type {Made | null} */
  let made = null;
  /** What it was drawn with. @type {unknown[]} */
  let drawn = [];
  /** The grid under way. @type {{ landscape: import('../engine.js').Landscape, points: number, began: number } | null} */
  let running = null;
  /** The grid after which no finer one is worth its time. */
  let isEnough = false;
  /** Which network and reach the map is of, and since when it is wanted. */
  let seen = /** @type {Record<string, string> | null} */ (null);
  let far = '';
  let version = -1;
  let since = 0;
  let isAsked = false;
  let isLarge = false;
  /** Time (ms) that the grid under way has taken. */
  let spent = 0;
  /** Where the pointer is. @type {{ x: number, y: number } | null} */
  let pointer = null;
  /** Where the keys have come to, from -1 to 1 along each direction. @type {{ x: number, y: number } | null} */
  let keyed = null;

  again.addEventListener('click', () => {
    isAsked = true;
    version = -1;
    ask.redraw();
  });
  pointing(
    chart,
    (x, y) => {
      pointer = { x, y };
      keyed = null;
      ask.redraw();
    },
    () => {
      pointer = keyed = null;
      ask.redraw();
    },
  );
  chart.addEventListener('keydown', (event) => {
    const way = WAYS[event.key];
    if (!way || !made || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const by = 2 / (made.points - 1);
    const within = (/** @type {number} */ place) => Math.min(1, Math.max(-1, place));
    const { x, y } = keyed ?? { x: 0, y: 0 };
    keyed = { x: within(x + way[0] * by), y: within(y + way[1] * by) };
    ask.redraw();
  });

  return { figure: node, draw, say, work, dispose: stop };

  function stop() {
    running?.landscape.free();
    running = null;
  }

  /** Other settings or another reach ask for another map. @param {import('../views.js').Scene} scene */
  function notice({ settings, look, frame, experiment }) {
    if (seen === settings && far === look.get('reach')) return;
    seen = settings;
    far = look.get('reach');
    let weights = 0;
    for (let layer = 0; layer < frame.layers; layer++) weights += frame.layer(layer, 'fanIn') * frame.layer(layer, 'units');
    isLarge = weights > LARGE;
    isAsked = false;
    version = -1;
    made = null;
    since = performance.now();
    stop();
  }

  /** @param {import('../views.js').Scene} scene */
  function begin(scene) {
    stop();
    version = scene.version;
    isEnough = false;
    isAsked = false;
    next(scene);
  }

  /** @param {import('../views.js').Scene} scene @param {number} [points] */
  function next({ experiment, look }, points = GRIDS[0]) {
    running = { landscape: experiment.landscape(Number(look.get('reach')), points), points, began: 0 };
    spent = 0;
  }

  /** @param {import('../views.js').Scene} scene @param {number} until */
  function work(scene, until) {
    notice(scene);
    // Once there is a map, other steps of the same network wait until they are asked for.
    const isWanted = isAsked || (!made && !isLarge) || (running && version === scene.version);
    if (!isWanted) {
      if (running) stop();
      return false;
    }
    if (performance.now() - since < PATIENCE) return true;
    const began = performance.now();
    if (version !== scene.version) begin(scene);
    if (!running) return false;
    const { landscape, points } = running;
    const losses = landscape.run(Math.max(0, until - performance.now()));
    spent += performance.now() - began;
    if (losses.length < points * points) return true;
    const index = GRIDS.indexOf(points) + 1;
    made = { losses, points, reach: Number(far), step: scene.frame.get('step') };
    stop();
    const finer = GRIDS[index];
    isEnough = finer === undefined || (spent * finer * finer) / (points * points) > LONGEST;
    if (!isEnough) next(scene, finer);
    draw(scene);
    say();
    return !isEnough;
  }

  /** @param {import('../views.js').Scene} scene */
  function draw(scene) {
    const { look, palette, frame, experiment } = scene;
    notice(scene);
    scale.value = look.get('landscape-scale');
    reach.value = look.get('reach');
    const step = frame.get('step');
    const isOld = made !== null && (version !== scene.version || !experiment.isComplete) && made.step !== step;
    const isIdle = !running && (isOld || (!made && isLarge));
    again.hidden = !isIdle;
    put(again, isOld ? fill(words.landscapeAgain, { step: count(step, locale) }) : words.landscapeBegin);
    const drawing = scene.surface(chart);
    if (!drawing) return;
    const { context, width, height } = drawing;
    if (!made) {
      drawn = [];
      context.clearRect(0, 0, width, height);
      put(told, isLarge && !running ? words.landscapeLarge : words.landscapeWaiting);
      undefinedKey.hidden = true;
      return;
    }
    tell(scene, width, height, isOld);
    // While it trains the map stands still.
    const now = [context, made, palette, look.get('landscape-scale'), width, height, globalThis.devicePixelRatio];
    if (now.every((part, index) => part === drawn[index])) return;
    drawn = now;
    const { losses, points } = made;
    const colours = palette.ramp.length;
    const used = lossScale(losses, look.get('landscape-scale') === 'log');
    paint(image, points, points, (pixels) => colourLosses(pixels, losses, points, used, palette));
    paint(ramp, colours, 1, (pixels) => pixels.set(palette.ramp));
    undefinedKey.hidden = losses.every(Number.isFinite);
    drawLandscape(context, {
      width,
      height,
      image,
      ramp,
      colours,
      losses,
      points,
      reach: made.reach,
      scale: used,
      level: (level) => levelText(level, used.isLog, locale),
      place: (place) => number(place, locale, 2).replace('-', '−'),
      labels: { x: words.landscapeX, y: words.landscapeY },
      palette,
    });
  }

  /** @param {import('../views.js').Scene} scene @param {number} width @param {number} height @param {boolean} isOld */
  function tell(scene, width, height, isOld) {
    if (!made) return;
    const { losses, points, step } = made;
    const loss = (/** @type {number} */ at) =>
      Number.isFinite(losses[at]) ? number(losses[at], locale, 4) : losses[at] === Infinity ? '∞' : words.undefined;
    const at = pointed(width, height);
    const place = (/** @type {number} */ index) => number(far ? Number(far) * ((2 * index) / (points - 1) - 1) : 0, locale, 2).replace('-', '−');
    const where =
      at === null
        ? fill(words.landscapeHere, { loss: loss((losses.length - 1) / 2) })
        : fill(words.landscapeThere, { x: place(at % points), y: place(Math.floor(at / points)), loss: loss(at) });
    const values = { points, step: count(step, locale) };
    const isCoarse = isEnough && points < (GRIDS.at(-1) ?? 0);
    const how = fill(isOld && scene.run.isBusy ? words.landscapePaused : isCoarse ? words.landscapeCoarse : words.landscapeAt, values);
    put(told, `${where} · ${how}`);
  }

  /** The point under the pointer, or where the keys are. @param {number} width @param {number} height */
  function pointed(width, height) {
    const { left, top, size } = mapBox(width, height);
    const at = keyed ?? (pointer && { x: (2 * (pointer.x - left)) / size - 1, y: 1 - (2 * (pointer.y - top)) / size });
    ring.hidden = !keyed;
    told.ariaLive = keyed ? 'polite' : 'off';
    if (!made || !at || Math.max(Math.abs(at.x), Math.abs(at.y)) > 1) return null;
    ring.style.left = `${left + ((at.x + 1) / 2) * size}px`;
    ring.style.top = `${top + ((1 - at.y) / 2) * size}px`;
    const last = made.points - 1;
    const index = (/** @type {number} */ place) => Math.round(((place + 1) / 2) * last);
    return index(at.y) * made.points + index(at.x);
  }

  function say() {
    if (!made) return;
    const { losses, points } = made;
    const finite = losses.filter(Number.isFinite);
    const told = (/** @type {number} */ loss) => (Number.isFinite(loss) ? number(loss, locale) : words.undefined);
    const values = {
      points,
      here: told(losses[(losses.length - 1) / 2]),
      low: told(finite.length ? finite.reduce((a, b) => Math.min(a, b)) : NaN),
      high: told(finite.length ? finite.reduce((a, b) => Math.max(a, b)) : NaN),
    };
    chart.setAttribute('aria-label', fill(words.landscapeLabel, values));
  }
}

/**
 * @param {HTMLCanvasElement} canvas @param {number} width @param {number} height
 * @param {(pixels: Uint32Array) => void} colour
 */
function paint(canvas, width, height, colour) {
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const context = canvas.getContext('2d');
  if (!context) return;
  const data = context.createImageData(width, height);
  colour(new Uint32Array(data.data.buffer));
  context.putImageData(data, 0, 0);
}

/** A number beside the colours, in little room. @param {number} level @param {boolean} isLog @param {string} locale */
function levelText(level, isLog, locale) {
  const log10 = isLog ? level : Math.log10(level);
  if (isLog && Number.isInteger(level) && Math.abs(level) > 3) return powerOfTen(level);
  const isShort = level === 0 || Math.abs(log10) < 5;
  return isShort ? number(isLog ? 10 ** level : level, locale, 3) : magnitude(log10, locale).replaceAll('\u00a0', '');
}
