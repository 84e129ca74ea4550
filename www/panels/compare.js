// Pinned runs: named, swapped with the present one, removed.

import { element } from '../dom.js';
import { MOST } from '../compare.js';

/**
 * @param {Record<string, string>} words
 * @param {object} on
 * @param {() => void} on.pin
 * @param {(index: number) => void} on.swap
 * @param {(index: number) => void} on.remove
 * @param {(index: number, name: string) => void} on.rename
 */
export function comparePanel(words, on) {
  const list = element('ul', { class: 'pins' });
  const pin = element('button', { type: 'button', class: 'pin', title: words.pinTitle }, words.pin);
  pin.addEventListener('click', on.pin);
  const about = element('p', { class: 'quiet' }, words.compareAbout);
  return {
    node: element('div', {}, list, element('div', { class: 'row' }, pin), about),
    /** @param {import('../compare.js').Pin[]} pins @param {(pin: import('../compare.js').Pin) => string} describe */
    show(pins, describe) {
      pin.disabled = pins.length >= MOST;
      list.replaceChildren(
        ...pins.map((pinned, index) => {
          const name = element('input', { type: 'text', value: pinned.name, maxlength: '60', 'aria-label': words.pinName });
          name.addEventListener('change', () => on.rename(index, name.value));
          const button = (/** @type {string} */ word, /** @type {(index: number) => void} */ act) => {
            const made = element('button', { type: 'button', 'aria-label': `${words[word]}: ${pinned.name}` }, words[word]);
            made.addEventListener('click', () => act(index));
            return made;
          };
          const sign = element('i', { class: `sign pin-${index}` });
          return element(
            'li',
            {},
            sign,
            name,
            element('span', { class: 'quiet' }, describe(pinned)),
            button('swap', on.swap),
            button('remove', on.remove),
          );
        }),
      );
    },
  };
}
