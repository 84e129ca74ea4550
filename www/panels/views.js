// Which views are open.

import { element } from '../dom.js';
import { VIEWS } from '../views.js';

/**
 * @param {Record<string, string>} words
 * @param {(name: string, isOpen: boolean) => void} toggle
 */
export function viewsPanel(words, toggle) {
  /** @type {Map<string, HTMLInputElement>} */
  const boxes = new Map();
  const list = element('div', { class: 'switches' });
  for (const name of Object.keys(VIEWS)) {
    const box = element('input', { type: 'checkbox', 'data-view': name });
    box.addEventListener('change', () => toggle(name, box.checked));
    boxes.set(name, box);
    list.append(
      element(
        'label',
        { class: 'switch' },
        box,
        element('span', {}, element('b', {}, words[`view.${name}`]), element('span', {}, words[`view.${name}.about`])),
      ),
    );
  }
  return {
    node: element('div', {}, list),
    /** @param {string[]} open */
    show(open) {
      for (const [name, box] of boxes) box.checked = open.includes(name);
    },
  };
}
