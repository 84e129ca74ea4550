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
  /** One row for each pin, in their order. @type {ReturnType<typeof makeRow>[]} */
  const rows = [];
  return {
    node: element('div', {}, list, element('div', { class: 'row' }, pin), about),
    /**
     * In place: a name may be half typed, a button about to be pressed.
     * @param {import('../compare.js').Pin[]} pins
     * @param {(pin: import('../compare.js').Pin) => string} describe
     */
    show(pins, describe) {
      pin.disabled = pins.length >= MOST;
      pin.title = pin.disabled ? words.pinsFull : words.pinTitle;
      while (rows.length < pins.length) {
        const row = makeRow(rows.length);
        rows.push(row);
        list.append(row.node);
      }
      for (const { node } of rows.splice(pins.length)) {
        // The focus goes to what is left.
        const root = /** @type {ShadowRoot | Document} */ (node.getRootNode());
        if (node.contains(root.activeElement)) (rows.at(-1)?.remove ?? pin).focus();
        node.remove();
      }
      for (const [index, { name, about, swap, remove }] of rows.entries()) {
        const pinned = pins[index];
        if (/** @type {ShadowRoot | Document} */ (name.getRootNode()).activeElement !== name) name.value = pinned.name;
        about.textContent = describe(pinned);
        swap.setAttribute('aria-label', `${words.swap}: ${pinned.name}`);
        remove.setAttribute('aria-label', `${words.remove}: ${pinned.name}`);
      }
    },
  };

  /** @param {number} index */
  function makeRow(index) {
    const name = element('input', { type: 'text', maxlength: '60', 'aria-label': words.pinName });
    name.addEventListener('change', () => on.rename(index, name.value));
    const about = element('span', { class: 'quiet' });
    const button = (/** @type {'swap' | 'remove'} */ word) => {
      const made = element('button', { type: 'button' }, words[word]);
      made.addEventListener('click', () => on[word](index));
      return made;
    };
    const [swap, remove] = [button('swap'), button('remove')];
    return { node: element('li', {}, element('i', { class: `sign pin-${index}` }), name, about, swap, remove), name, about, swap, remove };
  }
}
