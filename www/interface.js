// What a figure is made of: controls, the bar with its panels, the sentence and the stage of views;
// all in one language.

import { page } from './assets/module.js';
import { makeBar } from './bar.js';
import { MOST } from './compare.js';
import { makeControls } from './controls.js';
import { comparePanel } from './panels/compare.js';
import { dataPanel } from './panels/data.js';
import { keysPanel } from './panels/keys.js';
import { presetsPanel } from './panels/presets.js';
import { sharePanel } from './panels/share.js';
import { stepsPanel } from './panels/steps.js';
import { viewsPanel } from './panels/views.js';
import { count, fill } from './format.js';
import { LOOK } from './look.js';
import { Stage } from './stage.js';
import { makeVerdict } from './verdict.js';

/** @typedef {import('./views.js').Scene} Scene */
/** @typedef {import('./session.js').Session} Session */

/**
 * What controls and keys ask for.
 * @typedef {object} Requests
 * @property {(values: Record<string, string | undefined>, dragging: boolean) => boolean} change
 * @property {() => void} settle Shows the values in force again.
 * @property {() => void} forget What was refused before is settled.
 * @property {(way: 'undo' | 'redo') => void} travel
 * @property {(bytes: Uint8Array) => void} useFile
 * @property {(message: string) => void} refuse
 * @property {(action: string) => boolean} act
 * @property {() => Scene | null} scene What is shown.
 * @property {() => string} query Of a link to it.
 * @property {() => void} pinned The pins have changed.
 * @property {(settings: Record<string, string>, step: number) => void} goTo Other settings as a
 *   whole, at one of their steps.
 */

/** Names in a line at most. */
const SOME = 8;
/** Below this width (px) the controls of the first line are the fewest; as in style.css. */
const NARROW = 700;

export class Interface {
  stage;
  verdict;
  #engine;
  #context;
  #on;
  #look;
  #session;
  #pins;
  #controls;
  #bar;
  #panels;
  /** The view that the last preset opened. @type {string | undefined} */
  #presetView;

  /**
   * @param {import('./engine.js').Engine} engine
   * @param {import('./views.js').Context} context
   * @param {Requests} on
   * @param {Session} session
   * @param {import('./look.js').Look} look
   * @param {import('./compare.js').Pins} pins
   */
  constructor(engine, context, on, session, look, pins) {
    this.#engine = engine;
    this.#context = context;
    this.#on = on;
    this.#session = session;
    this.#look = look;
    this.#pins = pins;
    const { catalogue, words, ask } = context;
    const act = (/** @type {string} */ name) => () => void on.act(name);
    this.stage = new Stage(context);
    this.verdict = makeVerdict(context);
    this.#controls = makeControls(catalogue, words, {
      change: (key, value, dragging) => this.#change(key, value, dragging),
      settle: on.settle,
      forget: on.forget,
      actions: { reset: act('reset'), newSeed: act('newSeed'), step: act('step'), play: act('play') },
    });
    this.#panels = {
      views: viewsPanel(words, (name, isOpen) => this.#toggleView(name, isOpen)),
      steps: stepsPanel(words, {
        walk: (much) => on.act(`${much}Step`),
        step: act('step'),
        speed: (speed) => ask.look('speed', speed),
        chain: () => this.#showChain(),
      }),
      data: dataPanel(words, on.useFile, on.refuse),
      compare: comparePanel(words, {
        pin: act('pin'),
        swap: (index) => this.#swap(index),
        remove: (index) => this.#changePins(() => pins.remove(index)),
        rename: (index, name) => this.#changePins(() => pins.remove(index, { ...pins.list[index], name })),
      }),
      share: sharePanel(words, {
        link: page('lab.html') && (() => this.#link('lab.html')),
        embed: page('gradient-flow.js') && (() => this.#embed()),
        kit: page('embed-kit.html') && (() => this.#link('embed-kit.html')),
        save: (name) => this.#save(name),
      }),
    };
    this.#bar = makeBar(
      words,
      {
        presets: presetsPanel(catalogue, words, (settings, view) => this.#takePreset(settings, view)),
        views: this.#panels.views.node,
        settings: this.#controls.others,
        data: this.#panels.data.node,
        compare: this.#panels.compare.node,
        steps: this.#panels.steps.node,
        share: this.#panels.share.node,
        keys: keysPanel(words),
      },
      { undo: () => on.travel('undo'), redo: () => on.travel('redo') },
    );
    this.showLook(look);
    this.showPins();
  }

  /** Everything, in the order of reading. @param {HTMLElement} message */
  parts(message) {
    return [this.#controls.first, this.#bar.node, message, this.verdict.node, this.stage.node];
  }

  /** Keeps what was open before another language came. @param {Interface} before */
  inherit(before) {
    if (before.#bar.current) this.#bar.toggle(before.#bar.current);
  }

  /** @param {Record<string, string>} settings */
  showSettings(settings) {
    this.#controls.show(settings);
    this.#bar.travel.undo.disabled = !this.#session.canUndo;
    this.#bar.travel.redo.disabled = !this.#session.canRedo;
  }

  /** What was read of a reader's own table. @param {Session} session */
  showData({ run, shown }) {
    const { words, locale } = this.#context;
    if (!run || shown.data !== 'csv') return this.#panels.data.tell('');
    const { features, classes, trainRows, testRows } = run.experiment.columns();
    const some = (/** @type {string[]} */ names) => (names.length > SOME ? [...names.slice(0, SOME), '…'] : names).join(', ');
    const values = {
      rows: count(trainRows + testRows, locale),
      features: some(features.map(({ name }, index) => name ?? fill(words.feature, { feature: index + 1 }))),
      count: count(classes.length, locale),
      classes: some(classes),
    };
    this.#panels.data.tell(fill(classes.length > 0 ? words.csvReadClasses : words.csvReadNumber, values));
  }

  /** @param {import('./look.js').Look} look */
  showLook(look) {
    this.#controls.showViews(look.views);
    this.#controls.choose(look.controls);
    this.#bar.node.hidden = !look.controls.includes('bar');
    this.#panels.views.show(look.views);
    this.#panels.steps.show(look.get('speed'));
  }

  /** To the room there is. @param {number} width */
  fit(width) {
    this.#controls.fit(width < NARROW);
  }

  showPins() {
    this.#panels.compare.show(this.#pins.list, (pin) =>
      pin.frame ? this.#describe(pin.settings, pin.step) : this.#context.words.pinComputing,
    );
  }

  /** @param {Session} session */
  showPlaying(session) {
    const isMoving = session.isPlaying || Boolean(session.run?.isWatched && session.run.isBusy);
    this.#controls.showPlaying(isMoving);
    this.verdict.hush(session.isPlaying);
  }

  /** @param {Scene} scene */
  say(scene) {
    this.verdict.say(scene);
    this.stage.say(scene);
  }

  /** @param {Scene} scene @param {number} until */
  work(scene, until) {
    // Under a finger that holds a slider, nobody reads.
    const isLooking = this.#controls.isHeld || this.verdict.work(scene, until);
    return this.stage.work(scene, until) || isLooking;
  }

  /** What keys ask of the interface. @param {string} action @returns {boolean} Whether there was something to do. */
  act(action) {
    switch (action) {
      case 'presets': case 'views': case 'settings': case 'data': case 'compare': case 'steps': case 'share': case 'keys':
        this.#bar.toggle(action, true);
        return true;
      case 'close':
        if (!this.#bar.current) return false;
        this.#bar.toggle(this.#bar.current);
        return true;
      case 'deeper': case 'shallower':
        return this.#deepen(action === 'deeper' ? 1 : -1);
      case 'nextActivation': case 'lastActivation':
        return this.#nextActivation(action === 'nextActivation' ? 1 : -1);
      case 'nextQuantity': {
        const choices = LOOK.heat.choices ?? [];
        const next = (choices.indexOf(this.#look.get('heat')) + 1) % choices.length;
        this.#context.ask.look('heat', choices[next]);
        return true;
      }
      case 'pin':
        this.#pin();
        return true;
      case 'swap':
        if (this.#pins.list.length === 0) return false;
        this.#swap(this.#pins.list.length - 1);
        return true;
      case 'link':
        if (this.#bar.current !== 'share') this.#bar.toggle('share');
        this.#panels.share.copyLink();
        return true;
      case 'table':
        this.#toggleView('table', !this.#look.views.includes('table'));
        return true;
      default:
        return false;
    }
  }

  dispose() {
    this.stage.dispose();
    this.verdict.dispose();
  }

  /** @param {string} key @param {string | undefined} value @param {boolean} dragging */
  #change(key, value, dragging) {
    // There is nothing to show of a table that has not been given.
    if (key === 'data' && value === 'csv' && !this.#session.hasFile) {
      this.showSettings(this.#session.shown);
      if (this.#bar.current !== 'data') this.#bar.toggle('data', true);
      return true;
    }
    return this.#on.change({ [key]: value }, dragging);
  }

  /** @param {[string, string][]} settings @param {string | undefined} view That shows the point. */
  #takePreset(settings, view) {
    // The panel would hide what it has changed.
    if (this.#bar.current === 'presets') this.#bar.toggle('presets');
    const { views } = this.#look;
    // What the preset before has opened goes again: its point is another.
    const former = this.#presetView;
    if (former && former !== view && views.includes(former)) this.#toggleView(former, false);
    if (former !== view) this.#presetView = undefined;
    if (view && !views.includes(view)) {
      this.#presetView = view;
      this.#toggleView(view, true);
    }
    // A preset is the whole of the settings.
    const all = this.#engine.catalogue.keys.map(({ name }) => /** @type {[string, undefined]} */ ([name, undefined]));
    this.#on.change({ ...Object.fromEntries(all), ...Object.fromEntries(settings) }, false);
  }

  /** @param {() => void} change */
  #changePins(change) {
    change();
    this.showPins();
    this.#on.pinned();
  }

  /** The present run as a pin; null while its pass is under way. */
  #present() {
    const { run, frame, settings, isCurrent } = this.#session;
    if (!run || !isCurrent) return null;
    const name = this.#unused(this.#name(this.#session.shown));
    return { name, settings: settings.values, step: run.step, frame: frame.copy() };
  }

  #pin() {
    const pin = this.#present();
    if (this.#bar.current !== 'compare') this.#bar.toggle('compare');
    if (!pin) return this.#on.refuse(this.#context.words.notYet);
    if (this.#pins.list.length >= MOST) return this.#on.refuse(this.#context.words.pinsFull);
    this.#changePins(() => this.#pins.add(pin));
  }

  /** @param {number} index */
  #swap(index) {
    const pin = this.#present();
    const { settings, step } = this.#pins.list[index];
    if (!pin) return this.#on.refuse(this.#context.words.notYet);
    this.#changePins(() => this.#pins.remove(index, pin));
    this.#on.goTo(settings, step);
  }

  /** A short name of settings. @param {Record<string, string>} settings All of them. */
  #name(settings) {
    const { activations } = this.#context.catalogue;
    const label = activations.find(({ name }) => name === settings.activation)?.label;
    return `${label ?? settings.activation} ${settings.depth}`;
  }

  /** A name that no pin has. @param {string} name */
  #unused(name) {
    const isTaken = (/** @type {string} */ wanted) => this.#pins.list.some((pin) => pin.name === wanted);
    if (!isTaken(name)) return name;
    let number = 2;
    while (isTaken(`${name} (${number})`)) number += 1;
    return `${name} (${number})`;
  }

  /** Settings in one line. @param {Record<string, string>} settings @param {number} step */
  #describe(settings, step) {
    const { catalogue, words } = this.#context;
    const of = (/** @type {string} */ key) =>
      settings[key] ?? catalogue.keys.find(({ name }) => name === key)?.default ?? '';
    const label = (/** @type {{ name: string, label: string }[]} */ list, /** @type {string} */ name) =>
      list.find((entry) => entry.name === name)?.label ?? name;
    return fill(words.pinSettings, {
      activation: label(catalogue.activations, of('activation')),
      init: words[`init.${of('init')}`] ?? label(catalogue.initialisations, of('init')),
      data: words[`data.${of('data')}`] ?? words[of('data')] ?? of('data'),
      depth: of('depth'),
      step,
    });
  }

  /** What is shown, in a page of the site. @param {'lab.html' | 'embed-kit.html'} name */
  #link(name) {
    const link = /** @type {URL} */ (page(name));
    // The laboratory has all controls.
    const query = name === 'lab.html' ? this.#on.query().replace(/&controls=[^&]*/, '') : this.#on.query();
    link.search = `${query}&lang=${this.#context.locale}`;
    return link.href;
  }

  #embed() {
    const query = new URLSearchParams(this.#on.query());
    query.delete('version');
    const quoted = (/** @type {string} */ value) => value.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
    const attributes = Array.from(query, ([key, value]) => ` ${key}="${quoted(value)}"`);
    return `<script async src="${page('gradient-flow.js')}"></script>\n<gradient-flow${attributes.join('')}></gradient-flow>`;
  }

  /** @param {string} kind Of file. */
  async #save(kind) {
    const [{ name, blob }, { download }] = await Promise.all([this.file(kind), import('./export/download.js')]);
    download(name, blob);
  }

  /** What is shown, as a file. @param {string} kind @returns {Promise<{ name: string, blob: Blob }>} */
  async file(kind) {
    const { words } = this.#context;
    const { FILES } = await import('./export/files.js');
    const scene = this.#on.scene();
    if (!scene?.isCurrent) throw new Error(words.notYet);
    const { settings, values } = { settings: scene.settings, values: this.#session.settings.values };
    const label = this.#context.catalogue.activations.find((entry) => entry.name === settings.activation)?.label;
    const blob = await FILES[kind].make({
      scene,
      views: this.stage.views,
      query: this.#engine.toQuery(values),
      title: fill(words.pictureTitle, { activation: label ?? settings.activation, depth: settings.depth }),
      lines: [this.verdict.text, this.#describe(settings, scene.frame.get('step')), this.#engine.toQuery(values)],
      words,
      isStill: () => this.#session.version === scene.version && this.#session.isCurrent,
    });
    return { name: `gradient-flow-${settings.activation}-${settings.depth}.${FILES[kind].ending}`, blob };
  }

  /** @param {string} name @param {boolean} isOpen */
  #toggleView(name, isOpen) {
    this.#look.toggle(name, isOpen);
    this.#context.ask.look('view', this.#look.get('view'));
  }

  /** Opens the view with the chain rule's numbers, and brings it into sight. */
  async #showChain() {
    this.#toggleView('chain', true);
    (await this.stage.arrival('chain'))?.figure.focus();
  }

  /** @param {number} by */
  #deepen(by) {
    const depth = Number(this.#session.settings.values.depth ?? this.#session.shown.depth) + by;
    if (depth >= 1) this.#on.change({ depth: String(depth) }, true);
    return true;
  }

  /** @param {number} by */
  #nextActivation(by) {
    const names = this.#context.catalogue.activations.map(({ name }) => name);
    const now = this.#session.settings.values.activation ?? this.#session.shown.activation;
    this.#on.change({ activation: names[(names.indexOf(now) + by + names.length) % names.length] }, false);
    return true;
  }
}
