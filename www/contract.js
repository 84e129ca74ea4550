// The attributes of <gradient-flow> and the properties that mirror them, known before the engine is
// there.

import { LOOK } from './look.js';

/**
 * @typedef {object} Attribute
 * @property {string} name
 * @property {string} property
 * @property {'number' | 'text' | 'flag'} kind
 * @property {string} default
 */

/** @param {string} name */
const camel = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

/** @param {string} name @param {Attribute['kind']} kind @param {string} [fallback] @returns {Attribute} */
const attribute = (name, kind, fallback = '') => ({ name, property: camel(name), kind, default: fallback });

/**
 * All but `lang`, which every element has.
 * @param {Pick<import('./engine.js').Key, 'name' | 'choices' | 'text' | 'default'>[]} keys Of the specification.
 */
export const attributesFor = (keys) => [
  ...keys.map(({ name, choices, text, default: fallback }) => attribute(name, choices || text ? 'text' : 'number', fallback)),
  ...Object.entries(LOOK).map(([name, key]) => attribute(name, key.integer ? 'number' : 'text', key.default)),
  attribute('compare', 'text'),
  attribute('autoplay', 'flag'),
];

/**
 * Gives a class a property for every attribute. Reading tells the value in force: a number, a text or
 * a truth; null where a number is not set and has no default. Writing sets the attribute; null removes it.
 * @param {{ prototype: HTMLElement & { inForce(name: string): string | undefined } }} type
 * @param {Attribute[]} attributes
 */
export function mirror({ prototype }, attributes) {
  for (const { name, property, kind, default: fallback } of attributes) {
    Object.defineProperty(prototype, property, {
      configurable: true,
      enumerable: true,
      /** @this {typeof prototype} */
      get() {
        if (kind === 'flag') return this.hasAttribute(name);
        const text = this.inForce(name) ?? fallback;
        if (kind === 'text') return text;
        return text === '' || Number.isNaN(Number(text)) ? null : Number(text);
      },
      /** @this {typeof prototype} @param {unknown} value */
      set(value) {
        if (kind === 'flag') this.toggleAttribute(name, Boolean(value));
        else if (value === null || value === undefined) this.removeAttribute(name);
        else this.setAttribute(name, String(value));
      },
    });
  }
}

/** Properties that were set before the element knew them become attributes.
 * @param {HTMLElement} host @param {Attribute[]} attributes */
export function upgrade(host, attributes) {
  for (const { property } of attributes) {
    if (!Object.hasOwn(host, property)) continue;
    const own = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (host));
    const value = own[property];
    delete own[property];
    own[property] = value;
  }
}
