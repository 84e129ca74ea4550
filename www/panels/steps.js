// Step by step: a layer, a sweep, a training step; and how fast.

import { element } from '../dom.js';
import { LOOK } from '../look.js';

/**
 * @param {Record<string, string>} words
 * @param {object} on
 * @param {(much: 'layer' | 'sweep') => void} on.walk
 * @param {() => void} on.step
 * @param {(speed: string) => void} on.speed
 * @param {() => void} on.chain
 */
export function stepsPanel(words, on) {
  const button = (/** @type {string} */ name, /** @type {() => void} */ act) => {
    const made = element('button', { type: 'button', class: name, title: words[`${name}Title`] }, words[name]);
    made.addEventListener('click', act);
    return made;
  };
  const speed = element('select', { 'data-look': 'speed' });
  for (const value of LOOK.speed.choices ?? []) speed.append(element('option', { value }, `${value} ×`));
  speed.addEventListener('change', () => on.speed(speed.value));
  return {
    node: element(
      'div',
      {},
      element(
        'div',
        { class: 'row' },
        button('layerStep', () => on.walk('layer')),
        button('sweepStep', () => on.walk('sweep')),
        button('trainingStep', on.step),
        element('label', { class: 'field' }, element('span', { class: 'label' }, words.speed), speed),
      ),
      element('div', { class: 'row' }, button('chainHere', on.chain)),
      element('p', { class: 'quiet' }, words.stepsAbout),
    ),
    /** @param {string} value */
    show(value) {
      speed.value = value;
    },
  };
}
