// What a figure is made of: controls, the bar with its panels, the sentence and the stage of views;
// all in one language.

import { makeBar } from './bar.js';
import { makeControls } from './controls.js';
import { comparePanel } from './panels/compare.js';
import { dataPanel } from './panels/data.js';
import { keysPanel } from './panels/keys.js';
import { presetsPanel } from './panels/presets.js';
import { stepsPanel } from './panels/steps.js';
import { viewsPanel } from './panels/views.js';
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
 * @property {(way: 'undo' | 'redo') => void} travel
 * @property {(bytes: Uint8Array) => void} useFile
 * @property {(message: string) => void} refuse
 * @property {(action: string) => boolean} act
 */

export class Interface {
  stage;
  verdict;
  #engine;
  #context;
  #on;
  #look;
  #session;
  #controls;
  #bar;
  #panels;

  /**
   * @param {import('./engine.js').Engine} engine
   * @param {import('./views.js').Context} context
   * @param {Requests} on
   * @param {Session} session
   * @param {import('./look.js').Look} look
   */
  constructor(engine, context, on, session, look) {
    this.#engine = engine;
    this.#context = context;
    this.#on = on;
    this.#session = session;
    this.#look = look;
    const { catalogue, words, ask } = context;
    const act = (/** @type {string} */ name) => () => void on.act(name);
    this.stage = new Stage(context);
    this.verdict = makeVerdict(context);
    this.#controls = makeControls(catalogue, words, {
      change: (key, value, dragging) => this.#change(key, value, dragging),
      settle: on.settle,
      actions: { reset: act('reset'), newSeed: act('newSeed'), step: act('step'), play: act('play') },
    });
    this.#panels = {
      views: viewsPanel(words, (name, isOpen) => this.#toggleView(name, isOpen)),
      steps: stepsPanel(words, {
        walk: (much) => on.act(`${much}Step`),
        step: act('step'),
        speed: (speed) => ask.look('speed', speed),
      }),
      compare: comparePanel(words, { pin() {}, swap() {}, remove() {}, rename() {} }),
    };
    this.#bar = makeBar(
      words,
      {
        presets: presetsPanel(catalogue, words, (settings) => this.#takePreset(settings)),
        views: this.#panels.views.node,
        settings: this.#controls.others,
        data: dataPanel(words, on.useFile, on.refuse),
        compare: this.#panels.compare.node,
        steps: this.#panels.steps.node,
        keys: keysPanel(words),
      },
      { undo: () => on.travel('undo'), redo: () => on.travel('redo') },
    );
    this.showLook(look);
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

  /** @param {import('./look.js').Look} look */
  showLook(look) {
    this.#controls.showViews(look.views);
    this.#panels.views.show(look.views);
    this.#panels.steps.show(look.get('speed'));
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
    return this.stage.work(scene, until);
  }

  /** What keys ask of the interface. @param {string} action @returns {boolean} Whether there was something to do. */
  act(action) {
    switch (action) {
      case 'presets': case 'views': case 'settings': case 'data': case 'compare': case 'steps': case 'keys':
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
      case 'table':
        this.#toggleView('table', !this.#look.views.includes('table'));
        return true;
      default:
        return false;
    }
  }

  dispose() {
    this.stage.dispose();
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

  /** @param {[string, string][]} settings */
  #takePreset(settings) {
    // A preset is the whole of the settings.
    const all = this.#engine.catalogue.keys.map(({ name }) => /** @type {[string, undefined]} */ ([name, undefined]));
    this.#on.change({ ...Object.fromEntries(all), ...Object.fromEntries(settings) }, false);
  }

  /** @param {string} name @param {boolean} isOpen */
  #toggleView(name, isOpen) {
    this.#look.toggle(name, isOpen);
    this.#context.ask.look('view', this.#look.get('view'));
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
