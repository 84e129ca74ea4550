// The open views, in their columns.

import { element } from './dom.js';
import { VIEWS } from './views.js';

/** @typedef {import('./views.js').View} View */
/** @typedef {import('./views.js').Scene} Scene */

/** How far outside the window (CSS margin) a view is still drawn, so that scrolling meets pictures. */
const NEAR = '2000px';
/** The same while it plays, when pictures come anyway. */
const EDGE = '50px';
/** What the pictures of a frame may take while it plays (ms). */
const FAIR = 5;

export class Stage {
  node = element('div', { class: 'views' });
  /** @type {Map<string, View>} */
  #open = new Map();
  #columns = {
    narrow: element('div', { class: 'narrow' }),
    wide: element('div', { class: 'wide' }),
    below: element('div', { class: 'below' }),
  };
  #context;
  /** @type {string[]} */
  #wanted = [];
  /** The last opening. @type {Promise<boolean>} */
  #opening = Promise.resolve(false);
  /** Openings that wait for code. */
  #loading = 0;
  /** What drawing each of them took last (ms). @type {WeakMap<View, number>} */
  #costs = new WeakMap();
  #turn = 0;
  /** Views not far from the window. */
  #near;
  /** Views in the window, or at its edge. */
  #inSight;

  /** @param {import('./views.js').Context} context */
  constructor(context) {
    this.#context = context;
    this.node.append(...Object.values(this.#columns));
    this.#near = this.#within(NEAR);
    this.#inSight = this.#within(EDGE);
  }

  /** What is that close to the window, from then on. @param {string} margin */
  #within(margin) {
    /** @type {Set<Element>} */
    const figures = new Set();
    const observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) figures.add(target);
        else figures.delete(target);
      }
      this.#context.ask.redraw();
    }, { rootMargin: margin });
    return { figures, observer };
  }

  /**
   * Opens these views and closes all others.
   * @param {string[]} names
   * @returns {Promise<boolean>} Whether anything was opened; false too where newer names came in between.
   */
  open(names) {
    return (this.#opening = this.#bring(names));
  }

  /** A view, once what is being opened is there; undefined where it is not. @param {string} name */
  async arrival(name) {
    // Why something could not be opened is told elsewhere.
    await this.#opening.catch(() => {});
    return this.#open.get(name);
  }

  /** @param {string[]} names @returns {Promise<boolean>} */
  async #bring(names) {
    this.#wanted = names;
    for (const [name, view] of this.#open) if (!names.includes(name)) this.#close(name, view);
    const missing = names.filter((name) => !this.#open.has(name));
    if (missing.length === 0) return false;
    this.#loading += 1;
    const modules = await Promise.all(missing.map((name) => VIEWS[name].load())).finally(() => void (this.#loading -= 1));
    if (this.#wanted !== names) return false;
    for (const [index, name] of missing.entries()) {
      const view = modules[index].make(this.#context);
      this.#open.set(name, view);
      for (const { observer } of [this.#near, this.#inSight]) observer.observe(view.figure);
    }
    // In the order of the registry, whatever was opened first.
    for (const [place, column] of Object.entries(this.#columns)) {
      const figures = Object.keys(VIEWS)
        .filter((name) => VIEWS[name].place === place)
        .flatMap((name) => this.#open.get(name)?.figure ?? []);
      if (figures.some((figure, index) => column.children[index] !== figure)) column.replaceChildren(...figures);
    }
    return true;
  }

  /** Whether what is to be open is not there yet. */
  get isOpening() {
    return this.#loading > 0;
  }

  /** Names and views, in their order on the page. */
  get views() {
    return Object.keys(VIEWS).flatMap((name) => {
      const view = this.#open.get(name);
      return view ? [{ name, view }] : [];
    });
  }

  /** Whether a view is in sight, or near enough to be ready for it. @param {View} view @param {Scene} scene */
  #isShown(view, { isPlaying }) {
    return (isPlaying ? this.#inSight : this.#near).figures.has(view.figure);
  }

  /** @param {Scene} scene @param {boolean} [everything] Also what is far out of sight. */
  draw(scene, everything = false) {
    const drawn = [...this.#open.values()].filter((view) => everything || this.#isShown(view, scene));
    const main = this.#open.get('map') ?? drawn[0];
    const others = drawn.filter((view) => view !== main);
    const cost = drawn.reduce((sum, view) => sum + (this.#costs.get(view) ?? 0), 0);
    this.#turn += 1;
    // The heat map moves as smoothly as can be: where all of them would take much of a frame, the others take turns.
    const isTight = scene.isPlaying && !everything && cost > FAIR;
    for (const view of drawn) {
      if (isTight && view !== main && others.indexOf(view) % 2 === this.#turn % 2) continue;
      const began = performance.now();
      view.draw(scene);
      this.#costs.set(view, performance.now() - began);
    }
  }

  /** @param {Scene} scene */
  say(scene) {
    for (const view of this.#open.values()) view.say?.(scene);
  }

  /**
   * Goes on with the long computations of what is in sight; while it plays, with those that keep up.
   * @param {Scene} scene
   * @param {number} until
   * @returns {boolean} Whether there is more to do.
   */
  work(scene, until) {
    let more = false;
    for (const view of this.#open.values()) {
      if (!view.work || !this.#isShown(view, scene) || (scene.isPlaying && !view.keepsUp)) continue;
      more = (performance.now() < until ? view.work(scene, until) : true) || more;
    }
    return more;
  }

  /** Whether an open view says itself what is wrong with a key. @param {string} key */
  tells(key) {
    return [...this.#open.values()].some((view) => view.tells?.(key));
  }

  /** @param {import('./palette.js').Palette} palette */
  showPalette(palette) {
    for (const view of this.#open.values()) view.showPalette?.(palette);
  }

  /** Closes everything. */
  dispose() {
    this.#wanted = [];
    for (const [name, view] of this.#open) this.#close(name, view);
    for (const { observer } of [this.#near, this.#inSight]) observer.disconnect();
  }

  /** @param {string} name @param {View} view */
  #close(name, view) {
    // The focus does not get lost with a view that closes.
    const root = /** @type {ShadowRoot | Document} */ (view.figure.getRootNode());
    if (view.figure.contains(root.activeElement)) this.#context.ask.focus();
    for (const { figures, observer } of [this.#near, this.#inSight]) {
      observer.unobserve(view.figure);
      figures.delete(view.figure);
    }
    view.figure.remove();
    view.dispose?.();
    this.#open.delete(name);
  }
}
