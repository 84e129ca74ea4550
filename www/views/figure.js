// What the views have in common: a figure with caption and canvas, and layers that can be pointed at.

import { element } from '../dom.js';
import { layerAt } from '../scale.js';

/** Room for the numbers left of the depth axis: the same in every view on it. */
export const GUTTER = 44;

/**
 * @param {string} name Its class and part.
 * @param {Record<string, string>} words
 * @param {Node[]} keys Beside the heading.
 * @param {...Node} below Under the heading.
 */
export function figure(name, words, keys, ...below) {
  const heading = words[`${name}Heading`];
  const node = element('figure', { class: name, part: name }, element('figcaption', {}, element('b', {}, heading), ...keys), ...below);
  // Until it has something to tell.
  for (const picture of node.querySelectorAll('canvas[role="img"]')) picture.setAttribute('aria-label', heading);
  return node;
}

export function canvas() {
  return element('canvas', { role: 'img' });
}

/** A key to a colour. @param {string} colour @param {string} text @param {string} [radius] */
export function key(colour, text, radius) {
  const made = element('span', { class: 'key' }, text);
  made.style.setProperty('--colour', `var(--_${colour})`);
  if (radius) made.style.setProperty('--radius', radius);
  return made;
}

/**
 * A small choice in a caption.
 * @param {string} label
 * @param {[string, string][]} options Values and their words.
 * @param {(value: string) => void} choose
 */
export function choice(label, options, choose) {
  const select = element('select', { 'aria-label': label, title: label });
  for (const [value, text] of options) select.append(element('option', { value }, text));
  select.addEventListener('change', () => choose(select.value));
  return select;
}

/** A choice with a word before it, which is then its name. @param {string} word @param {HTMLSelectElement} select */
export function named(word, select) {
  select.removeAttribute('aria-label');
  return element('label', {}, word, select);
}

/**
 * Tells what is pointed at: by mouse or pen wherever it goes, by a finger where it taps, because one
 * that moves scrolls.
 * @param {HTMLCanvasElement} canvas
 * @param {(x: number, y: number) => void} at In the canvas.
 * @param {() => void} [gone]
 */
export function pointing(canvas, at, gone) {
  const point = (/** @type {MouseEvent} */ event) => {
    const box = canvas.getBoundingClientRect();
    at(event.clientX - box.left, event.clientY - box.top);
  };
  canvas.addEventListener('pointermove', (event) => {
    if (event.pointerType !== 'touch') point(event);
  });
  canvas.addEventListener('click', (event) => {
    // What a finger has asked for stays until the focus goes elsewhere; not every browser gives it.
    if (canvas.tabIndex >= 0) canvas.focus({ preventScroll: true });
    point(event);
  });
  if (!gone) return;
  canvas.addEventListener('pointerleave', (event) => {
    if (event.pointerType !== 'touch') gone();
  });
  canvas.addEventListener('blur', gone);
}

/**
 * Selects the layer that is pointed at.
 * @param {HTMLCanvasElement} canvas
 * @param {() => import('../scale.js').DepthAxis} axis The one drawn last.
 * @param {(layer: number) => void} select
 */
export function pointable(canvas, axis, select) {
  pointing(canvas, (x) => select(layerAt(axis(), x)));
}
