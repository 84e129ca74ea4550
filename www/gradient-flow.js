// <gradient-flow>: a custom element that shows a real network's gradients. Its life: settings from
// attributes and controls, one experiment at a time, one loop of animation frames.

import { makeControls } from './controls.js';
import { element } from './dom.js';
import { MissingSimd, loadData, loadEngine } from './engine.js';
import { fill } from './format.js';
import { Frame } from './frame.js';
import { language, wordsOf } from './locale.js';
import { palette } from './palette.js';
import { Picture } from './picture.js';
import { Run } from './run.js';
import { Settings } from './settings.js';
import style from './style.css';

/** @typedef {import('./engine.js').Engine} Engine */
/** @typedef {import('./settings.js').Values} Values */

/** A pass this young (ms) is finished before newer settings replace it, so that dragging a slider
 * over a large network shows pictures on the way. */
const WORTH_FINISHING = 150;
/** A pass that nobody asked to watch is drawn half-done only after this long (ms). */
const PATIENCE = 250;
/** The sentence changes at most this often (ms) while training. */
const READABLE = 400;

const sheet = new CSSStyleSheet();
sheet.replaceSync(style);

export class GradientFlow extends HTMLElement {
  #root = this.attachShadow({ mode: 'open' });
  /** Ends every listener and observer at once. @type {AbortController | undefined} */
  #life;
  /** @type {Engine | undefined} */
  #engine;
  /** @type {ReturnType<typeof makeControls> | undefined} */
  #controls;
  /** @type {Picture | undefined} */
  #picture;
  /** @type {ReturnType<typeof palette> | undefined} */
  #palette;
  #view = element('div', { class: 'frame', part: 'frame' });
  #message = element('p', { class: 'message', role: 'alert' });

  /** What attributes and controls ask for. */
  #settings = new Settings(
    (values) => this.#engine?.check(values),
    (key, message) => {
      this.#emit('error', { key, message });
      return fill(wordsOf(language(this)).refused, { message });
    },
  );
  /** The settings that the picture shows, defaults included. @type {Values} */
  #shown = {};
  /** The settings that last made an experiment: what a failed load falls back to. @type {Values} */
  #built = {};
  /** @type {'watch' | 'instant' | null} */
  #rebuild = null;
  #isLoading = false;
  /** Counts loads: only the newest may go on. */
  #loads = 0;
  /** Steps asked for that have not begun. */
  #queue = 0;
  /** @type {Run | undefined} */
  #run;
  /** @type {Frame | undefined} */
  #frame;
  #selected = 0;
  #playing = false;
  #visible = false;
  #stale = false;
  #request = 0;
  #spoken = 0;
  #isReady = false;

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [sheet];
    this.#root.append(this.#view);
  }

  connectedCallback() {
    // A move within the page disconnects and connects: nothing to do then.
    if (this.#life) return;
    this.#life = new AbortController();
    const { signal } = this.#life;

    const attributes = new MutationObserver((changes) => this.#attributesChanged(changes));
    attributes.observe(this, { attributes: true });
    attributes.observe(document.documentElement, { attributeFilter: ['lang'] });
    const size = new ResizeObserver(() => this.#redraw());
    size.observe(this);
    const sight = new IntersectionObserver((entries) => {
      this.#visible = entries.at(-1)?.isIntersecting ?? false;
      this.#redraw();
    });
    sight.observe(this);
    signal.addEventListener('abort', () => {
      for (const observer of [attributes, size, sight]) observer.disconnect();
    });
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', () => this.#showTheme(), { signal });

    this.#say('loading');
    this.#showTheme();
    loadEngine().then(
      (engine) => signal.aborted || this.#start(engine),
      (error) => signal.aborted || this.#fail(error),
    );
  }

  disconnectedCallback() {
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#life?.abort();
      this.#life = undefined;
      cancelAnimationFrame(this.#request);
      this.#request = 0;
      this.#run?.experiment.free();
      this.#run = undefined;
      this.#playing = false;
      this.#queue = 0;
    });
  }

  /** Trains, step after step. */
  play() {
    if (!this.#life) return;
    this.#playing = true;
    this.dataset.state = 'playing';
    this.#showPlaying();
    this.#schedule();
  }

  /** Stops training. */
  pause() {
    this.#playing = false;
    this.#queue = 0;
    this.#showPlaying();
    if (this.#run) this.#showState(this.#run);
    this.#redraw();
  }

  /** Makes one training step, shown layer by layer. */
  step() {
    if (!this.#run) return;
    if (this.#playing) this.pause();
    this.#queue += 1;
    // A pass that is still being watched hurries to its end.
    this.#run.isWatched = false;
    this.dataset.state = 'computing';
    this.#schedule();
  }

  /** Goes back to the weights the network was born with. */
  reset() {
    this.pause();
    this.#build('watch');
  }

  /** Draws other weights and other data. */
  newSeed() {
    if (this.#engine) this.#change('seed', String(this.#engine.randomSeed()), false);
  }

  /** The settings in force, by key, as texts. */
  get settings() {
    return { ...this.#shown };
  }

  /**
   * The numbers behind the picture: of the run, and by layer from the first hidden one to the
   * output layer. Sizes are log10.
   * @returns {{ run: Record<string, number>, layers: Record<string, number>[] } | null}
   */
  get statistics() {
    const [engine, frame] = [this.#engine, this.#frame];
    if (!engine || !frame || !this.#run) return null;
    const { frameHeader, frameLayer } = engine.catalogue;
    return {
      run: Object.fromEntries(frameHeader.map((name) => [name, frame.get(name)])),
      layers: Array.from({ length: frame.layers }, (_, layer) =>
        Object.fromEntries(frameLayer.map((name) => [name, frame.layer(layer, name)])),
      ),
    };
  }

  get #watching() {
    return !matchMedia('(prefers-reduced-motion: reduce)').matches;
  }

  #showPlaying() {
    this.#controls?.showPlaying(this.#playing);
    // Nobody wants every step read aloud.
    if (this.#picture) this.#picture.sentence.ariaLive = this.#playing ? 'off' : 'polite';
  }

  /** @param {Engine} engine */
  #start(engine) {
    this.#engine = engine;
    this.#frame = new Frame(engine.catalogue);
    this.#compose();
    const keys = engine.catalogue.keys.map(({ name }) => name);
    this.#settings.values = {};
    this.#settings.problems.clear();
    this.#adopt(keys.filter((name) => this.hasAttribute(name)));
    this.#build('watch');
  }

  /** Makes the controls and figures, in the element's language. */
  #compose() {
    const engine = this.#engine;
    if (!engine) return;
    const lang = language(this);
    const words = wordsOf(lang);
    this.#picture = new Picture(engine.catalogue, words, lang, (layer) => {
      this.#selected = layer;
      this.#redraw();
    });
    const isOpen = this.#controls?.more.open ?? false;
    this.#controls = makeControls(engine.catalogue, words, {
      change: (key, value, dragging) => this.#change(key, value, dragging),
      settle: () => this.#controls?.show({ ...this.#shown, ...this.#settings.values }),
      actions: {
        reset: () => this.#goOn(() => this.reset()),
        newSeed: () => this.newSeed(),
        step: () => this.#goOn(() => this.step()),
        play: () => this.#goOn(() => (this.#playing ? this.pause() : this.play())),
      },
    });
    const { figures, sentence, reading } = this.#picture;
    this.#view.lang = lang;
    this.#view.replaceChildren(
      this.#controls.first,
      this.#message,
      figures.curve,
      figures.map,
      sentence,
      figures.loss,
      figures.sizes,
      reading,
      this.#controls.more,
    );
    this.#controls.more.open = isOpen;
    if (this.#run) {
      this.#controls.show(this.#shown);
      this.#picture.show(this.#shown);
    }
    this.#showPlaying();
    this.#showProblems();
    this.#showTheme();
  }

  /** @param {MutationRecord[]} changes */
  #attributesChanged(changes) {
    if (this.#picture && language(this) !== this.#view.lang) {
      this.#compose();
      this.#redraw();
    }
    const own = changes.filter(({ target }) => target === this);
    const names = new Set(own.map(({ attributeName }) => attributeName ?? ''));
    if (names.has('theme')) this.#showTheme();
    const keys = this.#engine?.catalogue.keys.map(({ name }) => name) ?? [];
    // What was refused may be right with what changed now.
    const isRefused = (/** @type {string} */ name) => this.#settings.problems.has(name) && this.hasAttribute(name);
    const changed = keys.filter((name) => names.has(name)).length > 0
      ? keys.filter((name) => names.has(name) || isRefused(name))
      : [];
    if (changed.length > 0 && this.#adopt(changed)) this.#build('watch');
  }

  /** Takes attributes over into the settings. @param {string[]} keys */
  #adopt(keys) {
    const given = keys.map((key) => [key, this.getAttribute(key) ?? undefined]);
    const changed = this.#settings.adopt(Object.fromEntries(given));
    this.#showProblems();
    return changed;
  }

  /** A control's change. @param {string} key @param {string | undefined} value @param {boolean} dragging */
  #change(key, value, dragging) {
    // What was refused before is settled; an attribute that was refused may be right by now.
    const refused = [...this.#settings.problems.keys()];
    this.#settings.problems.clear();
    const accepted = this.#settings.set(key, value);
    if (accepted) this.#adopt(refused.filter((name) => this.hasAttribute(name)));
    this.#showProblems();
    if (accepted) this.#build(dragging ? 'instant' : 'watch');
    // A refused value goes back to the one in force, except under the finger that drags.
    else if (!dragging) this.#controls?.show(this.#shown);
    return accepted;
  }

  /** Does what a button asks; what a control was refused before is forgotten. @param {() => void} act */
  #goOn(act) {
    for (const key of [...this.#settings.problems.keys()]) {
      if (!this.hasAttribute(key)) this.#settings.problems.delete(key);
    }
    this.#showProblems();
    act();
  }

  #showProblems() {
    this.#message.textContent = [...this.#settings.problems.values()].join('\n');
  }

  /** Asks for a new experiment with the settings. @param {'watch' | 'instant'} how */
  #build(how) {
    this.#rebuild = how;
    this.dataset.state = 'computing';
    this.#schedule();
  }

  /** Replaces the experiment. @param {Engine} engine @param {number} now */
  #replace(engine, now) {
    const data = engine.catalogue.data.find(({ name }) => name === this.#dataName(engine));
    const how = this.#rebuild;
    this.#rebuild = null;
    if (!data?.file) {
      this.#loads += 1;
      return this.#begin(engine, undefined, how, now);
    }
    const words = wordsOf(language(this));
    const load = ++this.#loads;
    const life = this.#life;
    const isOver = () => life?.signal.aborted || load !== this.#loads;
    this.#isLoading = true;
    this.#say('loadingData', { data: words[data.name] });
    loadData(data.file).then(
      (file) => {
        if (isOver()) return;
        this.#begin(engine, file, how, performance.now());
        this.#schedule();
      },
      (error) => {
        if (isOver()) return;
        const message = fill(words.missingData, { data: words[data.name], reason: error.message });
        this.#fallBack(message);
      },
    );
  }

  /** Returns to the last settings that made an experiment. @param {string} message Why. */
  #fallBack(message) {
    this.#isLoading = false;
    this.#settings.values = this.#built;
    // Not the attribute's fault: it is not tried again with every other change.
    this.#settings.problems.set('file', message);
    this.#showProblems();
    this.#emit('error', { key: 'data', message });
    // The sentence is that of the old picture again.
    if (this.#run) {
      this.#controls?.show(this.#shown);
      this.#redraw();
    } else {
      this.#build('watch');
    }
  }

  /** @param {Engine} engine */
  #dataName(engine) {
    return this.#settings.values.data ?? engine.catalogue.keys.find(({ name }) => name === 'data')?.default;
  }

  /**
   * @param {Engine} engine
   * @param {Uint8Array | undefined} file
   * @param {'watch' | 'instant' | null} how
   * @param {number} now
   */
  #begin(engine, file, how, now) {
    let experiment;
    try {
      experiment = new engine.Experiment(this.#settings.values, file);
    } catch (error) {
      // A damaged file: the settings themselves were checked.
      return this.#fallBack(/** @type {Error} */ (error).message);
    }
    this.#isLoading = false;
    this.#queue = 0;
    this.#built = this.#settings.values;
    if (file) this.#settings.problems.delete('file');
    this.#showProblems();
    this.#run?.experiment.free();
    this.#run = new Run(experiment, how === 'watch' && this.#watching && !this.#playing, now);
    this.#shown = /** @type {Values} */ (experiment.specification());
    this.#controls?.show(this.#shown);
    this.#picture?.show(this.#shown);
    this.#selected = Math.min(this.#selected, Number(this.#shown.depth));
    this.#view.classList.add('ready');
    this.#emit('change', this.settings);
  }

  #redraw() {
    this.#stale = true;
    this.#schedule();
  }

  #schedule() {
    if (!this.#request && this.#life) this.#request = requestAnimationFrame((now) => this.#tick(now));
  }

  /** One animation frame: new settings, a share of the pass, one picture. @param {number} now */
  #tick(now) {
    this.#request = 0;
    const [engine, frame, picture] = [this.#engine, this.#frame, this.#picture];
    if (!engine || !frame || !picture || !this.#visible) return;

    const busy = this.#run && !this.#run.isComplete && !this.#run.isWatched;
    if (this.#rebuild && !(busy && now - (this.#run?.began ?? now) < WORTH_FINISHING)) {
      this.#replace(engine, now);
    }
    const run = this.#run;
    if (!run) return;
    if (run.isComplete && !this.#rebuild && (this.#playing || this.#queue > 0)) {
      // After divergence there is nothing to learn from.
      if (run.step > 0 && !Number.isFinite(run.loss)) this.pause();
      else run.begin(--this.#queue === 0 && this.#watching, now);
      this.#queue = Math.max(0, this.#queue);
    }
    const worked = run.tick(now, frame);
    const drawable = run.isComplete || run.isWatched || now - run.began > PATIENCE;
    if ((worked || this.#stale) && drawable) {
      this.#palette ??= palette(getComputedStyle(this.#view));
      picture.draw(run, frame, this.#selected, this.#palette);
      this.#stale = false;
    }
    if (run.isComplete && !this.#isLoading) this.#completed(run, frame, picture, worked, now);
    this.#showState(run);
    if (this.#rebuild || this.#playing || this.#queue > 0 || !run.isComplete) this.#schedule();
  }

  /**
   * @param {Run} run @param {Frame} frame @param {Picture} picture
   * @param {boolean} worked @param {number} now
   */
  #completed(run, frame, picture, worked, now) {
    if (!this.#playing || now - this.#spoken > READABLE) {
      const { activations } = /** @type {Engine} */ (this.#engine).catalogue;
      const { activation, init } = this.#shown;
      const group = activations.find(({ name }) => name === activation)?.group;
      picture.say(frame, { isRectifier: group === 'rectifier' && activation !== 'maxout', isHe: init.startsWith('he-') });
      this.#spoken = now;
    }
    if (!worked) return;
    if (frame.get('step') > 0) this.#emit('step', { step: frame.get('step'), loss: frame.get('loss') });
    if (!this.#isReady) {
      this.#isReady = true;
      this.#emit('ready', null);
    }
  }

  /** @param {Run} run */
  #showState(run) {
    const idle = run.isComplete && !this.#rebuild && this.#queue === 0 && !this.#stale;
    this.dataset.state =
      this.#isLoading ? 'loading' : this.#playing ? 'playing' : idle ? 'idle' : 'computing';
    // A sentence about settings that are no longer wanted steps back, and later gives way.
    const waited = performance.now() - run.began;
    const isOutdated = Boolean(this.#rebuild) || (run.isNew && !run.isComplete);
    this.#view.classList.toggle('outdated', isOutdated);
    if (isOutdated && !run.isWatched && waited > PATIENCE) this.#tell('computing');
  }

  #showTheme() {
    const theme = this.getAttribute('theme');
    const dark = theme === 'dark'
      || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
    this.#view.classList.toggle('dark', dark);
    this.#palette = palette(getComputedStyle(this.#view));
    this.#picture?.showPalette(this.#palette);
    this.#redraw();
  }

  /** A word on what the reader waits for. @param {string} key @param {Record<string, string>} [values] */
  #say(key, values = {}) {
    this.dataset.state = 'loading';
    this.#tell(key, values);
  }

  /** @param {string} key @param {Record<string, string>} [values] */
  #tell(key, values = {}) {
    const text = fill(wordsOf(language(this))[key], values);
    if (this.#picture) this.#picture.sentence.replaceChildren(text);
    else this.#view.replaceChildren(this.#message, element('p', { class: 'sentence' }, text));
  }

  /** @param {Error} error The engine's. */
  #fail(error) {
    const words = wordsOf(language(this));
    this.dataset.state = 'error';
    this.#message.textContent =
      error instanceof MissingSimd ? words.missingSimd : fill(words.unavailable, { reason: error.message });
    this.#view.replaceChildren(this.#message);
    this.#emit('error', { key: null, message: error.message });
  }

  /** @param {string} type @param {unknown} detail */
  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

/** The names of all settings, once the engine is there. */
export async function keys() {
  const { catalogue } = await loadEngine();
  return catalogue.keys.map(({ name }) => name);
}

if (!customElements.get('gradient-flow')) customElements.define('gradient-flow', GradientFlow);
