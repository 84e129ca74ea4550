// How a figure looks at its experiment: which views are open, which layer and which quantity. The
// keys are attributes of the element and stand in its links, beside those of the specification.

import { SETS, VIEWS } from './views.js';

/** @typedef {Record<string, string>} Values */

/**
 * @typedef {object} LookKey
 * @property {string} default
 * @property {readonly string[]} [choices]
 * @property {boolean} [list] Whether several of the choices may be given, separated by blanks.
 * @property {{ min: number, max: number }} [integer]
 * @property {boolean} [local] Whether it belongs to the figure in its page, and not in a link.
 */

/** What may stand above the picture: settings, actions, and the bar with all else. */
export const CONTROLS = ['activation', 'depth', 'width', 'init', 'data', 'reset', 'seed', 'step', 'play', 'bar'];

/** @type {Record<string, LookKey>} */
export const LOOK = {
  view: { default: 'standard', choices: [...Object.keys(SETS), ...Object.keys(VIEWS)], list: true },
  controls: { default: 'all', choices: ['all', 'none', ...CONTROLS], list: true },
  layer: { default: '1', integer: { min: 1, max: 1001 } },
  unit: { default: '1', integer: { min: 1, max: 1024 } },
  sample: { default: '1', integer: { min: 1, max: 4096 } },
  input: { default: '1', integer: { min: 1, max: 4096 } },
  heat: { default: 'grad', choices: ['grad', 'delta', 'signal', 'z', 'a', 'update'] },
  measure: { default: 'rms', choices: ['rms', 'norm', 'max'] },
  format: { default: 'none', choices: ['none', 'float16', 'bfloat16', 'float32'] },
  range: { default: '16', choices: ['8', '16', '32'] },
  lines: { default: '', choices: ['spread', 'theory', 'slope', 'bound'], list: true },
  'family-order': { default: 'group', choices: ['group', 'arrives'] },
  reach: { default: '1', choices: ['0.1', '0.3', '1', '3'] },
  'landscape-scale': { default: 'log', choices: ['log', 'linear'] },
  speed: { default: '1', choices: ['0.25', '0.5', '1', '2', '4'] },
  at: { default: '0', integer: { min: 0, max: 999999 }, local: true },
  loading: { default: 'lazy', choices: ['lazy', 'eager'], local: true },
  theme: { default: 'auto', choices: ['auto', 'light', 'dark'], local: true },
};

/** What the columns of a quantity's matrix are, whose rows are units: the key that selects one. @param {string} heat */
export const columnOf = (heat) => (heat === 'grad' || heat === 'update' ? 'input' : 'sample');

export class Look {
  /** What differs from the defaults. @type {Values} */
  values = {};

  /** @param {string} key */
  get(key) {
    return this.values[key] ?? LOOK[key].default;
  }

  /** What a link holds of it. */
  get shared() {
    return Object.fromEntries(Object.entries(this.values).filter(([key]) => !LOOK[key].local));
  }

  /** As a number. @param {string} key */
  number(key) {
    return Number(this.get(key));
  }

  /** The parts of a list. @param {string} key */
  list(key) {
    return this.get(key).split(/[\s,]+/).filter(Boolean);
  }

  /** The open views, sets unfolded, in their order on the page. */
  get views() {
    const names = this.list('view').flatMap((name) => SETS[name] ?? [name]);
    return Object.keys(VIEWS).filter((name) => names.includes(name));
  }

  /** The controls that are shown. */
  get controls() {
    const names = this.list('controls');
    return names.includes('all') ? CONTROLS : names.filter((name) => name !== 'none');
  }

  /** Opens or closes a view. @param {string} name @param {boolean} isOpen */
  toggle(name, isOpen) {
    const names = this.views.filter((open) => open !== name);
    if (isOpen) names.push(name);
    const same = (/** @type {readonly string[]} */ set) =>
      set.length === names.length && set.every((view) => names.includes(view));
    // A second name of one view is for those who write it.
    const set = Object.keys(SETS).find((set) => SETS[set].length > 1 && same(SETS[set]));
    this.set('view', set ?? Object.keys(VIEWS).filter((view) => names.includes(view)).join(' '));
  }

  /**
   * @param {string} key
   * @param {string | null | undefined} value None: back to the default.
   * @returns {string | null} What would have been allowed, where it was refused.
   */
  set(key, value) {
    const known = LOOK[key];
    const text = value?.trim();
    if (text === undefined || text === known.default) {
      delete this.values[key];
      return null;
    }
    const allowed = refusal(known, text);
    if (allowed === null) this.values[key] = text;
    return allowed;
  }
}

/** @param {LookKey} key @param {string} text */
function refusal({ choices, list, integer }, text) {
  if (integer) {
    const isWhole = /^\d+$/.test(text) && Number(text) >= integer.min && Number(text) <= integer.max;
    return isWhole ? null : `${integer.min}–${integer.max}`;
  }
  const parts = list ? text.split(/[\s,]+/).filter(Boolean) : [text];
  return parts.every((part) => choices?.includes(part)) ? null : (choices?.join(', ') ?? '');
}
