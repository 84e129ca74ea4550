// All activations side by side, with everything else as it is: what would arrive with each.

import { element, put, surface } from '../dom.js';
import { drawMember } from '../draw/member.js';
import { members, strangers, withActivation } from '../family.js';
import { fill, magnitude, powerOfTen } from '../format.js';
import { scaleFor } from '../palette.js';
import { arriving } from '../signal.js';
import { PATIENCE, beforeTraining, trial } from '../trial.js';
import { choice, figure, key } from './figure.js';

const Z = { low: -6, high: 6, points: 61 };

/** @typedef {{ curve: Float64Array, sizes: Float64Array, arrives: number, refused?: string }} Result */

/** @type {import('../views.js').Make} */
export function make({ catalogue, words, locale, ask }) {
  const order = choice(
    words['family-order'],
    ['group', 'arrives'].map((name) => [name, words[`family-order.${name}`]]),
    (value) => ask.look('family-order', value),
  );
  const range = choice(
    words.range,
    ['8', '16', '32'].map((value) => [value, `${powerOfTen(-Number(value))} … ${powerOfTen(scaleFor(value).hot)}`]),
    (value) => ask.look('range', value),
  );
  const progress = element('span', { class: 'key plain' });
  const about = element('p', { class: 'quiet' });
  const list = element('div', { class: 'members' });
  const node = figure('family', words, [key('value', 'f(z)'), key('slope', 'f′(z)'), key('delta', '∂L/∂z'), order, range, progress], about, list);

  /** @type {Map<string, ReturnType<typeof makeCard>>} */
  const cards = new Map(catalogue.activations.map((activation) => [activation.name, makeCard(activation)]));
  /** By the settings that they are of. @type {Map<string, Result>} */
  let results = new Map();
  /** The settings that the cards are of, by activation. @type {Map<string, { settings: Record<string, string>, text: string }>} */
  let wanted = new Map();
  /** @type {Record<string, string> | null} */
  let seen = null;
  /** @type {Uint8Array | undefined} */
  let file;
  let since = 0;
  /** What the cards were last arranged and drawn by. */
  let arranged = '';
  /** @type {{ name: string, text: string, run: Generator<void, Result, void> } | null} */
  let running = null;
  const clock = { until: 0 };

  return { figure: node, draw, work, dispose: stop };

  /** @param {import('../views.js').Scene} scene */
  function draw(scene) {
    const { settings, look } = scene;
    if (seen !== settings) begin(scene);
    order.value = look.get('family-order');
    range.value = look.get('range');
    const last = Number(settings.depth);
    put(about, [fill(words.familyAbout, { last }), ...caveats(settings)].join(' '));
    const done = [...wanted.values()].filter(({ text }) => results.has(text)).length;
    const isDone = done === wanted.size;
    put(progress, isDone ? '' : fill(words.familyProgress, { done, all: wanted.size }));
    node.ariaBusy = String(!isDone);
    arrange(look.get('family-order'), isDone);
    for (const name of wanted.keys()) drawCard(scene, name);
  }

  /** What the cards have in common that not all of them are made for. @param {Record<string, string>} settings */
  function caveats(settings) {
    const said = [];
    if (settings['layer-activations']?.split(',').some((own) => own.trim())) said.push(words.familyFront);
    const init = catalogue.initialisations.find(({ name }) => name === settings.init);
    // With a gain or a free variance of their own, weights may be as large as any rule's.
    const isSmall = ['xavier', 'lecun', 'orthogonal', 'pytorch'].some((rule) => settings.init.startsWith(rule));
    const isPlain = settings.norm === 'none' && Number(settings.residual) === 0;
    if (init && isSmall && isPlain && Number(settings.gain ?? 1) <= 1) {
      said.push(fill(words.familyInit, { init: words[`init.${init.name}`] ?? init.label }));
    }
    return said;
  }

  /** Other settings: what is not the same any more is to be computed. @param {import('../views.js').Scene} scene */
  function begin({ settings, file: data }) {
    seen = settings;
    if (data !== file) results.clear();
    file = data;
    wanted = new Map(
      members(settings, catalogue).map(({ name }) => {
        const own = beforeTraining(withActivation(name, settings, catalogue));
        return [name, { settings: own, text: JSON.stringify(own) }];
      }),
    );
    const texts = new Set([...wanted.values()].map(({ text }) => text));
    results = new Map([...results].filter(([text]) => texts.has(text)));
    if (running && !texts.has(running.text)) stop();
    since = performance.now();
  }

  /** @param {import('../views.js').Scene} scene @param {number} until */
  function work(scene, until) {
    if (seen !== scene.settings) begin(scene);
    const next = [...wanted].find(([, { text }]) => !results.has(text));
    if (!next) return false;
    if (performance.now() - since < PATIENCE) return true;
    clock.until = until;
    running ??= compute(scene, next[0]);
    try {
      const { done, value } = running.run.next();
      if (!done) return true;
      results.set(running.text, value);
    } catch (error) {
      // As with maxout, whose pieces take more memory than there may be.
      const refused = /** @type {Error} */ (error).message;
      results.set(running.text, { curve: new Float64Array(0), sizes: new Float64Array(0), arrives: NaN, refused });
    }
    running = null;
    // Not by a request: it is this view alone that has changed.
    draw(scene);
    return results.size < wanted.size;
  }

  /** @param {import('../views.js').Scene} scene @param {string} name */
  function compute({ engine, file }, name) {
    const { settings, text } = /** @type {{ settings: Record<string, string>, text: string }} */ (wanted.get(name));
    const run = trial(engine, settings, file, 0, clock, (experiment, frame) => {
      const curve = new Float64Array(2 * Z.points);
      const listed = settings['layer-activations']?.split(',') ?? [];
      const own = Array.from({ length: frame.depth }, (_, layer) => layer).find((layer) => !listed[layer]?.trim());
      experiment.curve(own ?? 0, Z.low, Z.high, curve);
      const sizes = Float64Array.from({ length: frame.depth }, (_, layer) => frame.layer(layer, 'deltaRms'));
      return { curve, sizes, arrives: arriving(frame) };
    });
    return { name, text, run };
  }

  function stop() {
    running?.run.return(/** @type {any} */ (undefined));
    running = null;
  }

  /** @param {string} by @param {boolean} isDone */
  function arrange(by, isDone) {
    const names = [...wanted.keys()];
    const arrives = (/** @type {string} */ name) => results.get(wanted.get(name)?.text ?? '')?.arrives ?? NaN;
    const isSorted = by === 'arrives' && isDone;
    // What is undefined comes last.
    const rank = (/** @type {string} */ name) => (Number.isNaN(arrives(name)) ? -Infinity : Math.max(-1e9, arrives(name)));
    if (isSorted) names.sort((a, b) => rank(b) - rank(a));
    const now = `${isSorted} ${names.join()}`;
    if (now === arranged) return;
    arranged = now;
    const focused = /** @type {ShadowRoot} */ (node.getRootNode()).activeElement;
    const groups = isSorted ? [''] : [...new Set(catalogue.activations.map(({ group }) => group))];
    list.replaceChildren(
      ...groups.flatMap((group) => {
        const own = names.filter((name) => isSorted || cards.get(name)?.group === group);
        if (own.length === 0) return [];
        const grid = element('div', { class: 'grid' }, ...own.flatMap((name) => cards.get(name)?.button ?? []));
        return group ? [element('p', { class: 'label' }, words[group]), grid] : [grid];
      }),
    );
    if (focused instanceof HTMLElement && list.contains(focused)) focused.focus({ preventScroll: true });
  }

  /** @param {import('../views.js').Scene} scene @param {string} name */
  function drawCard({ settings, look, palette }, name) {
    const card = cards.get(name);
    const result = results.get(wanted.get(name)?.text ?? '');
    if (!card) return;
    const isCurrent = name === settings.activation;
    if (card.button.ariaCurrent !== String(isCurrent)) card.button.ariaCurrent = String(isCurrent);
    if (result) card.shown = result;
    card.button.classList.toggle('old', !result);
    const ratio =
      !result ? ''
      : result.refused !== undefined ? words.familyRefused
      : Number.isNaN(result.arrives) ? words.undefined
      : magnitude(result.arrives, locale);
    card.button.title = result?.refused ?? '';
    put(card.number, result && !Number.isNaN(result.arrives) ? fill(words.familyTimes, { ratio }) : ratio || '…');
    const told = !result ? words.familyWaiting : Number.isNaN(result.arrives) ? ratio : fill(words.familyCard, { ratio });
    if (card.button.getAttribute('aria-description') !== told) card.button.setAttribute('aria-description', told);
    const { canvas, shown } = card;
    if (!shown) return;
    const about = [look.get('range'), canvas.clientWidth, globalThis.devicePixelRatio].join();
    if (card.drawn.shown === shown && card.drawn.palette === palette && card.drawn.about === about) return;
    const drawing = surface(canvas);
    if (!drawing) return;
    card.drawn = { shown, palette, about };
    drawMember(drawing.context, {
      width: drawing.width,
      height: drawing.height,
      curve: shown.curve,
      sizes: shown.sizes,
      scale: scaleFor(look.get('range')),
      palette,
    });
  }

  /** @param {import('../engine.js').Catalogue['activations'][number]} activation */
  function makeCard({ name, label, group }) {
    const title = words[`activation.${name}`] ?? label;
    const number = element('span', { class: 'number' });
    const canvas = element('canvas', { 'aria-hidden': 'true' });
    const button = element('button', { type: 'button', 'data-activation': name }, element('b', {}, title), canvas, number);
    button.addEventListener('click', () => {
      const gone = seen ? strangers(name, seen, catalogue) : [];
      ask.change({ ...Object.fromEntries(gone.map((key) => [key, undefined])), activation: name });
    });
    return {
      name: title,
      group,
      button,
      canvas,
      number,
      shown: /** @type {Result | null} */ (null),
      drawn: /** @type {{ shown: Result | null, palette: unknown, about: string }} */ ({ shown: null, palette: null, about: '' }),
    };
  }
}
