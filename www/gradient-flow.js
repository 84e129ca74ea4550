// <gradient-flow>: a custom element that shows a real network's gradients. Its life: attributes in,
// one session, one stage of views, one loop of animation frames.

import { page } from './assets/module.js';
import { Pins } from './compare.js';
import { attributesFor, mirror, upgrade } from './contract.js';
import { element, surface } from './dom.js';
import { MissingSimd, loadEngine } from './engine.js';
import { fill } from './format.js';
import { Frames, PATIENCE } from './frames.js';
import { Interface } from './interface.js';
import { language, loadWords } from './locale.js';
import { LOOK, Look, columnOf } from './look.js';
import { palette } from './palette.js';
import { wordRefusal } from './refusal.js';
import { reserved } from './reserve.js';
import { Session } from './session.js';
import { actionOf } from './shortcuts.js';
import style from './style.css';
import { VIEWS } from './views.js';

/** @typedef {import('./engine.js').Engine} Engine */
/** @typedef {import('./settings.js').Values} Values */

/** A figure this far outside the window (CSS margin) is loaded. */
const NEAR = '800px';

// The engine's keys are written in by the build: the engine itself comes later.
const ATTRIBUTES = attributesFor(KEYS);

/** One for all figures. @type {CSSStyleSheet | undefined} */
let sheet;
function styleSheet() {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
  }
  return sheet;
}

/** The host page's own picture of what is to come, shown until it has come. */
const poster = () => element('slot', { name: 'poster' });

/** Where a server renders the page there is none: the class is then only a name. */
const Base = globalThis.HTMLElement ?? /** @type {typeof HTMLElement} */ (class {});

export class GradientFlow extends Base {
  /** All of its own. */
  static attributes = ATTRIBUTES.map(({ name }) => name);

  #root = this.attachShadow({ mode: 'open' });
  /** Ends every listener and observer at once. @type {AbortController | undefined} */
  #life;
  /** @type {MutationObserver | undefined} */
  #attributes;
  /** @type {Engine | undefined} */
  #engine;
  /** @type {Session | undefined} */
  #session;
  /** @type {Interface | undefined} */
  #interface;
  #look = new Look();
  /** @type {Pins | undefined} */
  #pins;
  /** @type {ReturnType<typeof palette> | undefined} */
  #palette;
  /** As wide as the figure, and always of the same height. */
  #ruler = element('div');
  #view = element('div', { class: 'frame', part: 'frame' });
  #message = element('p', { class: 'message', role: 'alert' });
  #locale = 'en';
  /** @type {Record<string, string>} */
  #words = {};
  /** What is wrong with keys of the look. @type {Map<string, string>} */
  #lookProblems = new Map();
  #isReady = false;
  #width = 0;
  #isPrinting = false;
  #frames = new Frames({
    session: () => this.#interface && this.#session,
    tick: (session, now) => {
      const wasPlaying = session.isPlaying;
      const worked = session.tick(now, this.#watching, this.#look.number('speed'));
      const isEnd = wasPlaying && !session.isPlaying;
      if (isEnd) this.#interface?.showPlaying(session);
      // What was out of sight while it played is drawn after it.
      return worked || isEnd;
    },
    scene: (now) => this.#scene(now),
    draw: (scene) => {
      this.#interface?.stage.draw(scene);
      if (scene.problems.size > 0) this.#tellProblems();
    },
    saying: ({ version }) => {
      // What belongs to the selected layer is told by the views that show it.
      const { layer, unit, sample, input, ...look } = this.#look.values;
      return [version, this.#locale, new URLSearchParams(look)].join();
    },
    say: (scene) => this.#interface?.say(scene),
    completed: () => {
      if (this.#isReady || this.#interface?.stage.isOpening) return;
      this.#isReady = true;
      // Where the end of the figure is out of sight, nobody sees it come closer.
      if (this.getBoundingClientRect().bottom > innerHeight) this.#reserve(0);
      this.#emit('ready', null);
      // With "reduce motion" nothing moves by itself.
      if (this.hasAttribute('autoplay') && this.#watching) this.play();
    },
    work: (scene, until) => this.#work(scene, until),
    shown: () => this.#showState(),
    halted: (error) => this.#halt(error),
  });

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [styleSheet()];
    this.#root.append(this.#ruler, this.#view);
    this.#view.append(poster());
  }

  connectedCallback() {
    // A move within the page disconnects and connects: nothing to do then.
    if (this.#life) return;
    this.#life = new AbortController();
    this.#frames.begin();
    const { signal } = this.#life;
    upgrade(this, ATTRIBUTES);
    for (const key of Object.keys(LOOK)) this.#look.set(key, this.getAttribute(key));

    const attributes = (this.#attributes = new MutationObserver((changes) => this.#attributesChanged(changes)));
    attributes.observe(this, { attributes: true });
    attributes.observe(document.documentElement, { attributeFilter: ['lang'] });
    // In the next frame: what an observer makes higher may get the page a scroll bar and so change the
    // width once more, which the browser would report to the page as an error.
    const size = new ResizeObserver((entries) => requestAnimationFrame(() => {
      const width = entries.at(-1)?.contentRect.width ?? 0;
      if (signal.aborted || width === this.#width) return;
      this.#width = width;
      // What is below moves once where it must, when the width changes, and not when the figure comes.
      this.#reserve(this.#interface ? 0 : width);
      this.#interface?.fit(width);
      this.#redraw();
    }));
    size.observe(this.#ruler);
    const sight = new IntersectionObserver((entries) => {
      this.#frames.isVisible = entries.at(-1)?.isIntersecting ?? false;
      if (this.#isReady && !this.#frames.isVisible) this.#reserve(0);
      this.#redraw();
    });
    sight.observe(this);
    signal.addEventListener('abort', () => {
      for (const observer of [attributes, size, sight]) observer.disconnect();
    });
    // Paper shows everything at once, and is white.
    addEventListener('beforeprint', () => this.#print(true), { signal });
    addEventListener('afterprint', () => this.#print(false), { signal });
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', () => this.#showTheme(), { signal });
    this.#root.addEventListener('keydown', (event) => this.#pressed(/** @type {KeyboardEvent} */ (event)), { signal });

    this.dataset.state = 'loading';
    this.#showTheme();
    this.#reserve(this.clientWidth);
    const load = () => this.#load().catch((error) => signal.aborted || this.#fail(error));
    if (this.#look.get('loading') === 'eager') return void load();
    // What nobody comes near to costs nothing.
    const approach = new IntersectionObserver((entries) => {
      if (!entries.at(-1)?.isIntersecting) return;
      approach.disconnect();
      load();
    }, { rootMargin: NEAR });
    approach.observe(this);
    signal.addEventListener('abort', () => approach.disconnect());
  }

  /** Keeps room for what comes; 0 ends that. @param {number} width */
  #reserve(width) {
    this.#view.style.minHeight = width > 0 ? `${reserved(width, this.#look.views, this.#look.controls, language(this))}px` : '';
  }

  /** Words, engine and views, at the same time. */
  async #load() {
    const signal = this.#life?.signal;
    const loading = loadEngine();
    // Where the words fail first, this failure is heard of too.
    loading.catch(() => {});
    const speaking = this.#speak();
    // Not before the script that follows has said which views; an error will be met again when they are
    // opened.
    queueMicrotask(() => {
      for (const name of this.#look.views) VIEWS[name].load().catch(() => {});
    });
    await speaking;
    if (!this.#interface && !signal?.aborted) this.#tell('loading');
    const engine = await loading;
    // What comes with the engine and the controls are two tasks: together they would hold the page.
    await new Promise((resolve) => setTimeout(resolve));
    if (!signal?.aborted) this.#start(engine);
  }

  /** Loads the words of the element's language. */
  async #speak() {
    let locale;
    let words;
    do {
      locale = language(this);
      words = await loadWords(locale);
      // Another language may have come in between.
    } while (locale !== language(this));
    [this.#locale, this.#words] = [locale, words];
  }

  disconnectedCallback() {
    queueMicrotask(() => {
      if (!this.isConnected) this.#end();
    });
  }

  #end() {
    this.#life?.abort();
    this.#life = undefined;
    this.#frames.end();
    this.#isReady = false;
    this.#interface?.dispose();
    this.#interface = undefined;
    this.#session?.end();
    this.#session = undefined;
    this.#pins?.end();
  }

  /** Trains, step after step. */
  play() {
    this.#act(() => this.#session?.play());
  }

  /** Stops training, or the pass that is watched. */
  pause() {
    this.#act(() => this.#session?.pause());
  }

  /** Makes one training step, shown layer by layer. */
  step() {
    this.#act(() => this.#session?.step());
  }

  /** By hand: one layer, or one sweep, forward or backward. @param {'layer' | 'sweep'} much */
  walk(much) {
    this.#act(() => this.#session?.walk(much, performance.now()));
  }

  /** Goes to a step: back to one of the past, or on to one that is still to come. @param {number} step */
  goTo(step) {
    this.#act(() => {
      this.#session?.goTo(step);
      if (this.#session?.isBusy) this.dataset.state = 'computing';
    });
  }

  /** Goes back to the weights the network was born with. */
  reset() {
    this.#act(() => {
      this.#session?.pause();
      this.#session?.build('watch');
    });
  }

  /** Draws other weights and other data. */
  newSeed() {
    if (this.#engine) this.#change({ seed: String(this.#engine.randomSeed()) }, false);
  }

  /** What is shown, as plain data: sizes are log10, and what JSON has no number for is a text. */
  toJSON() {
    const named = (/** @type {Record<string, number>} */ numbers) =>
      Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, Number.isFinite(value) ? value : String(value)]));
    const { run = {}, layers = [] } = this.statistics ?? {};
    return { query: this.query, settings: this.settings, run: named(run), layers: layers.map(named) };
  }

  /** The open views with title, settings and legend, once the pass that is under way is complete. @returns {Promise<Blob>} */
  toPNG() {
    return this.#file('png');
  }

  /** The statistics of every layer, as a table. @returns {Promise<string>} */
  async toCSV() {
    return (await this.#file('csv')).text();
  }

  /** A file as the reader's button makes it. @param {string} name @returns {Promise<Blob>} */
  async #file(name) {
    if (!this.#interface) throw new Error('there is nothing to show yet: wait for the event "ready"');
    return (await this.#interface.file(name)).blob;
  }

  /** Ends everything and frees its memory, though the element stays; put into the page anew, it begins anew. */
  dispose() {
    this.#end();
    this.#view.replaceChildren();
    this.#view.classList.remove('composed', 'ready');
    this.#reserve(0);
    this.dataset.state = 'disposed';
  }

  /** What an attribute comes to, as a text; before the engine is there, what it asks for. @param {string} name */
  inForce(name) {
    // What was set a moment ago is taken over now.
    const changes = this.#attributes?.takeRecords() ?? [];
    if (changes.length > 0) this.#attributesChanged(changes);
    if (name in LOOK) return this.#look.get(name);
    const [session, asked] = [this.#session, this.getAttribute(name) ?? undefined];
    if (name === 'compare') return this.#pins?.toText() ?? asked;
    if (!session) return asked;
    const key = this.#engine?.catalogue.keys.find((key) => key.name === name);
    return session.settings.values[name] ?? key?.default ?? session.shown[name];
  }

  /** The settings in force, by key, as texts. */
  get settings() {
    return { ...this.#session?.shown };
  }

  /** The query of a link to what is shown: settings and look, each where it is not the default. */
  get query() {
    const query = new URLSearchParams(this.#session && this.#engine?.toQuery(this.#session.settings.values));
    for (const [key, value] of Object.entries(this.#look.shared)) query.set(key, value);
    const { run } = this.#session ?? {};
    const step = run?.goal ?? run?.step ?? 0;
    if (step > 0) query.set('at', String(step));
    if (this.#pins && this.#pins.list.length > 0) query.set('compare', this.#pins.toText());
    // These signs need no escape in a query: a short link is a kind one.
    return query.toString().replace(/%(2C|28|29|40|3B|3D|7E|3A|2F)/g, decodeURIComponent);
  }

  /**
   * The numbers behind the picture: of the run, and by layer from the first hidden one to the
   * output layer. Sizes are log10.
   * @returns {{ run: Record<string, number>, layers: Record<string, number>[] } | null}
   */
  get statistics() {
    const [engine, session] = [this.#engine, this.#session];
    if (!engine || !session?.run) return null;
    const { frameHeader, frameLayer } = engine.catalogue;
    const frame = session.shownFrame;
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

  /** Does something and shows it. @param {() => void} act */
  #act(act) {
    if (!this.#life || !this.#session) return;
    act();
    this.#interface?.showPlaying(this.#session);
    this.#stir();
  }

  /** After anything that gives the session something to do. */
  #stir() {
    const session = this.#session;
    if (session && !session.isIdle) {
      this.dataset.state = session.isLoading ? 'loading' : session.isPlaying ? 'playing' : 'computing';
    }
    this.#redraw();
  }

  /** @param {Engine} engine */
  #start(engine) {
    this.#engine = engine;
    for (const key of Object.keys(LOOK)) this.#lookAt(key, this.getAttribute(key));
    const session = new Session(engine, {
      refused: (key, error) => {
        this.#emit('error', { key, message: error.message });
        return key === 'version' ? this.#words.newerLink : wordRefusal(error, this.#words, this.#locale);
      },
      loading: (data) => {
        this.dataset.state = 'loading';
        this.#tell('loadingData', { data: this.#words[data] });
      },
      missing: (data, reason) => {
        const message = fill(this.#words.missingData, { data: this.#words[data], reason });
        this.#emit('error', { key: 'data', message });
        return message;
      },
      problems: () => this.#showProblems(),
      begun: () => this.#begun(),
      stepped: (step, loss) => {
        // Before the first step there is nothing to tell, but for those who come back to it.
        if (step > 0 || session.journal.last > 0) this.#emit('step', { step, loss });
      },
      fellBack: () => {
        this.#interface?.showSettings(this.settings);
        this.#redraw();
      },
    });
    this.#session = session;
    this.#pins = new Pins(engine);
    this.#readPins();
    this.#compose();
    const keys = engine.catalogue.keys.map(({ name }) => name);
    this.#adopt(keys.filter((name) => this.hasAttribute(name)));
    session.build('watch', this.#look.number('at'));
    this.#stir();
  }

  /** Makes the controls and views, in the element's language. */
  #compose() {
    const [engine, session] = [this.#engine, this.#session];
    if (!engine || !session) return;
    const [locale, words] = [this.#locale, this.#words];
    const before = this.#interface;
    this.#interface = new Interface(
      engine,
      { catalogue: engine.catalogue, words, locale, ask: this.#ask },
      {
        change: (values, dragging) => this.#change(values, dragging),
        settle: () => this.#interface?.showSettings({ ...session.shown, ...session.settings.values }),
        forget: () => session.forget((key) => this.getAttribute(key)),
        travel: (way) => {
          session.travel(way);
          this.#stir();
        },
        useFile: (bytes) => {
          session.useFile(bytes);
          this.#stir();
        },
        refuse: (message) => {
          session.settings.problems.set('file', message);
          this.#showProblems();
        },
        act: (name) => this.#do(name),
        scene: () => this.#sceneNow(),
        query: () => this.query,
        pinned: () => {
          this.#emit('look', { compare: this.#pins?.toText() ?? '' });
          this.#redraw();
        },
        goTo: (settings, step) => {
          session.jump(settings, step);
          this.#stir();
        },
      },
      session,
      this.#look,
      /** @type {Pins} */ (this.#pins),
    );
    // Known already, where asking for it would lay out the page in between.
    this.#interface.fit(this.#width || this.clientWidth);
    this.#view.lang = locale;
    // Paper may ask for a picture before anybody has come to see one.
    this.#view.replaceChildren(...this.#interface.parts(this.#message), poster());
    this.#view.classList.add('composed');
    if (before) {
      this.#interface.inherit(before);
      before.dispose();
    }
    if (session.run) this.#begun();
    this.#interface.showPlaying(session);
    this.#openViews();
    this.#showProblems();
    this.#showTheme();
  }

  /** @type {import('./views.js').Ask} */
  #ask = {
    select: (layer) => this.#select(layer),
    walk: (along, by) => this.#walkCells(along, by),
    look: (key, value) => {
      this.#lookAt(key, value);
      this.#looked(key);
    },
    change: (values, dragging = false) => this.#change(values, dragging),
    goTo: (step) => this.goTo(step),
    redraw: () => this.#redraw(),
    focus: () => this.#interface?.verdict.focus(),
  };

  /** @param {number} layer */
  #select(layer) {
    const last = Number(this.#session?.shown.depth ?? 1);
    const selected = Math.min(Math.max(0, layer), last);
    if (selected === this.#look.number('layer') - 1) return this.#redraw();
    this.#look.set('layer', String(selected + 1));
    this.#looked('layer');
  }

  /** @param {string} key @param {string | null | undefined} value */
  #lookAt(key, value) {
    const allowed = this.#look.set(key, value);
    this.#lookProblems.delete(key);
    if (allowed === null) return;
    const message = fill(this.#words.refusedLook, { key, value: value ?? '', allowed });
    this.#lookProblems.set(key, message);
    this.#emit('error', { key, message });
  }

  /** Shows what has changed in the look. @param {string} key */
  #looked(key) {
    if (key === 'view' || key === 'controls') this.#reserve(0);
    if (key === 'view') this.#openViews();
    this.#interface?.showLook(this.#look);
    this.#showProblems();
    this.#redraw();
    if (!LOOK[key].local) this.#emit('look', { [key]: this.#look.get(key) });
  }

  /** Takes over the pins that the attribute asks for. */
  #readPins() {
    const wrong = this.#pins?.read(this.getAttribute('compare') ?? '') ?? null;
    this.#lookProblems.delete('compare');
    if (wrong === null) return;
    const message = fill(this.#words.refusedCompare, { value: wrong });
    this.#lookProblems.set('compare', message);
    this.#emit('error', { key: 'compare', message });
  }

  #openViews() {
    const opened = this.#interface;
    opened?.stage.open(this.#look.views).then((isNew) => {
      if (!isNew || this.#interface !== opened) return;
      if (this.#palette) opened.stage.showPalette(this.#palette);
      this.#frames.hush();
      this.#redraw();
    }, (error) => {
      if (this.#interface !== opened || !this.#life) return;
      // One view that cannot be loaded is no reason to lose the others.
      this.#lookProblems.set('view', fill(this.#words.missingView, { reason: error.message }));
      this.#showProblems();
    });
  }

  /** @param {MutationRecord[]} changes */
  #attributesChanged(changes) {
    if (this.#interface && language(this) !== this.#view.lang) {
      this.#speak().then(
        () => {
          // Several changes may have waited for the same words.
          if (this.#locale === this.#view.lang || !this.#life) return;
          this.#compose();
          this.#redraw();
        },
        // Without its words the language stays as it is.
        () => {},
      );
    }
    const own = changes.filter(({ target }) => target === this);
    const names = new Set(own.map(({ attributeName }) => attributeName ?? ''));
    for (const key of Object.keys(LOOK).filter((key) => names.has(key))) {
      // What is wrong with it is told when there is something to tell it in.
      if (!this.#session) {
        this.#look.set(key, this.getAttribute(key));
        this.#reserve(this.#width);
      } else {
        this.#lookAt(key, this.getAttribute(key));
        this.#looked(key);
      }
    }
    if (names.has('theme')) this.#showTheme();
    // Before the engine is there nothing else has been read yet.
    if (!this.#session) return;
    if (names.has('compare') && this.#pins) {
      this.#readPins();
      this.#interface?.showPins();
      this.#showProblems();
      this.#redraw();
    }
    const session = this.#session;
    const keys = this.#engine?.catalogue.keys.map(({ name }) => name) ?? [];
    if (!session || !(names.has('at') || keys.some((name) => names.has(name)))) return;
    // What was refused may be right with what changed now.
    const isRefused = (/** @type {string} */ name) => session.settings.problems.has(name) && this.hasAttribute(name);
    const isChanged = this.#adopt(keys.filter((name) => names.has(name) || isRefused(name)));
    if (isChanged || names.has('at')) {
      session.build('watch', this.#look.number('at'));
      this.#stir();
    }
  }

  /** Takes attributes over into the settings. @param {string[]} keys */
  #adopt(keys) {
    const given = keys.map((key) => [key, this.getAttribute(key) ?? undefined]);
    return this.#session?.adopt(Object.fromEntries(given));
  }

  /** A control's change. @param {Record<string, string | undefined>} values @param {boolean} dragging */
  #change(values, dragging) {
    const session = this.#session;
    if (!session) return false;
    const accepted = session.change(values, dragging, (key) => this.getAttribute(key));
    // A refused value goes back to the one in force, except under the finger that drags.
    if (!accepted && !dragging) this.#interface?.showSettings(session.shown);
    this.#stir();
    return accepted;
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const action = actionOf(event);
    if (action && this.#do(action)) event.preventDefault();
  }

  /** Does what a button or a key asks; what a control was refused before is forgotten.
   * @param {string} action @returns {boolean} Whether there was something to do. */
  #do(action) {
    const [session, shown] = [this.#session, this.#interface];
    if (!session || !shown) return false;
    session.forget((key) => this.getAttribute(key));
    const layer = this.#look.number('layer') - 1;
    switch (action) {
      case 'play': session.isPlaying || (session.run?.isBusy && session.run.isWatched) ? this.pause() : this.play(); break;
      case 'step': this.step(); break;
      case 'layerStep': this.walk('layer'); break;
      case 'sweepStep': this.walk('sweep'); break;
      case 'back': this.#goToRecorded(session.stepBefore); break;
      case 'forth': this.#goToRecorded(session.stepAfter); break;
      case 'up': case 'down':
        // Where no unit is shown, these keys scroll.
        if (!this.#look.views.includes('chain')) return false;
        this.#walkCells('row', action === 'up' ? -1 : 1);
        break;
      case 'reset': this.reset(); break;
      case 'newSeed': this.newSeed(); break;
      case 'left': this.#select(layer - 1); break;
      case 'right': this.#select(layer + 1); break;
      case 'undo': case 'redo': session.travel(action); this.#stir(); break;
      default: return shown.act(action);
    }
    return true;
  }

  /** @param {number | undefined} step None where there is no further one. */
  #goToRecorded(step) {
    if (step !== undefined) this.goTo(step);
  }

  /** To another cell of the selected layer: a row is a unit, a column a sample or an input. Asked of what
   * is there now, since keys may come faster than pictures.
   * @param {'row' | 'column'} along @param {number} by */
  #walkCells(along, by) {
    const { run, shownFrame: frame } = this.#session ?? {};
    if (!run || !frame?.length) return;
    const layer = Math.min(this.#look.number('layer') - 1, frame.depth);
    const heat = this.#look.get('heat');
    const [rows, columns] = run.experiment.shape(heat, layer) ?? [frame.layer(layer, 'units'), 1];
    const [key, count] = along === 'row' ? ['unit', rows] : [columnOf(heat), columns];
    // One that this layer has, even where the number is left from a wider one.
    const next = Math.min(this.#look.number(key), count) + by;
    this.#ask.look(key, String(Math.min(count, Math.max(1, next))));
  }

  #showProblems() {
    this.#tellProblems();
    this.#redraw();
  }

  /** What is wrong, but for what a view tells beside its own control. */
  #tellProblems() {
    const refused = [...(this.#session?.settings.problems ?? [])];
    const told = refused.filter(([key]) => !this.#interface?.stage.tells(key)).map(([, problem]) => problem);
    const text = [...told, ...this.#lookProblems.values()].join('\n');
    if (this.#message.textContent !== text) this.#message.textContent = text;
  }

  /** Another experiment is there. */
  #begun() {
    const session = this.#session;
    if (!session) return;
    this.#interface?.showSettings(session.shown);
    this.#interface?.showData(session);
    this.#view.classList.add('ready');
    this.#emit('change', this.settings);
  }

  #redraw() {
    this.#frames.redraw();
  }

  /** Goes on with what takes long; tells whether there is more.
   * @param {import('./views.js').Scene} scene @param {number} until */
  #work(scene, until) {
    const isMore = this.#interface?.work(scene, until);
    // A pinned run is computed while nothing plays.
    const isPinning = !scene.isPlaying && this.#pins?.work(until, () => {
      this.#interface?.showPins();
      this.#redraw();
    });
    return Boolean(isMore || isPinning);
  }

  /** Draws everything, near or far, in the light theme while it goes to paper. @param {boolean} isPrinting */
  #print(isPrinting) {
    this.#isPrinting = isPrinting;
    this.#showTheme();
    const scene = this.#sceneNow();
    if (scene) this.#interface?.stage.draw(scene, true);
  }

  /** What is shown, while there is something. */
  #sceneNow() {
    return this.#session?.run ? this.#scene(performance.now()) : null;
  }

  /** There must be a run. @param {number} now @returns {import('./views.js').Scene} */
  #scene(now) {
    const engine = /** @type {Engine} */ (this.#engine);
    const session = /** @type {Session} */ (this.#session);
    const run = /** @type {import('./run.js').Run} */ (session.run);
    const frame = session.shownFrame;
    return {
      engine,
      run,
      experiment: run.experiment,
      frame,
      isPlaying: session.isPlaying,
      isCurrent: session.isCurrent,
      version: session.version,
      settings: session.shown,
      problems: session.settings.problems,
      look: this.#look,
      layer: Math.min(this.#look.number('layer') - 1, Number(session.shown.depth)),
      palette: this.#colours(),
      journal: session.journal,
      pins: this.#pins?.list ?? [],
      file: session.file,
      isMoving: this.#watching,
      surface,
      now,
    };
  }

  #showState() {
    const [session, run] = [this.#session, this.#session?.run];
    if (!session || !run) return;
    const idle = session.isIdle && !this.#frames.isStale && !this.#interface?.stage.isOpening;
    this.dataset.state =
      session.isLoading ? 'loading' : session.isPlaying ? 'playing' : idle ? 'idle' : 'computing';
    this.#interface?.showPlaying(session);
    // A sentence about settings that are no longer wanted steps back, and later gives way.
    const waited = performance.now() - run.began;
    // While a pass waits halfway the sentence is of the one before.
    this.#view.classList.toggle('outdated', session.isOutdated || (run.isHeld && !run.isComplete));
    // A way back that takes a moment does not flicker; one that takes longer is seen.
    this.#view.classList.toggle('replaying', run.isReplaying && waited > PATIENCE);
    if (session.isOutdated && !run.isWatched && waited > PATIENCE) this.#tell('computing');
  }

  #showTheme() {
    const theme = this.#look.get('theme');
    const isDark = theme === 'dark'
      || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
    const dark = isDark && !this.#isPrinting;
    this.#view.classList.toggle('dark', dark);
    this.#palette = undefined;
    this.#redraw();
  }

  /** The theme's colours: read when a picture needs them, when the browser knows them anyway. */
  #colours() {
    if (!this.#palette) {
      this.#palette = palette(getComputedStyle(this.#view));
      this.#interface?.stage.showPalette(this.#palette);
    }
    return this.#palette;
  }

  /** A word on what the reader waits for. @param {string} key @param {Record<string, string>} [values] */
  #tell(key, values = {}) {
    this.#frames.hush();
    const text = fill(this.#words[key], values);
    if (this.#interface) this.#interface.verdict.tell(text);
    else this.#view.replaceChildren(this.#message, poster(), element('p', { class: 'sentence' }, text), element('progress', { 'aria-label': text }));
  }

  /** @param {Error} error The engine's. */
  #fail(error) {
    const words = this.#words;
    this.#reserve(0);
    this.dataset.state = 'error';
    this.#message.textContent =
      (error instanceof MissingSimd ? words.missingSimd : words.unavailable && fill(words.unavailable, { reason: error.message }))
      ?? error.message;
    // What can be seen without the engine: a picture of it, and what the host page says instead.
    const still = page('screenshot.png');
    const own = poster();
    if (still) own.append(element('img', { class: 'still', src: still.href, alt: words.stillPicture ?? '' }));
    this.#view.classList.remove('composed');
    this.#view.replaceChildren(this.#message, own, element('slot'));
    this.#emit('error', { key: null, message: error.message });
  }

  /** The engine has stopped in the middle, for which there is no other reason than a full memory: what
   * it left cannot be used, but the picture stays. @param {Error} error */
  #halt(error) {
    const message = this.#words.outOfMemory;
    this.#session = undefined;
    this.dataset.state = 'error';
    for (const part of this.#view.children) if (!part.contains(this.#message)) /** @type {HTMLElement} */ (part).inert = true;
    this.#message.textContent = message;
    this.#interface?.verdict.tell('');
    this.#emit('error', { key: null, message: `${message} (${error.message})` });
  }

  /** @param {string} type @param {unknown} detail */
  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

mirror(GradientFlow, ATTRIBUTES);

if (globalThis.customElements && !customElements.get('gradient-flow')) customElements.define('gradient-flow', GradientFlow);
