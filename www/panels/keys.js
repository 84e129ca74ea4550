// What the symbols mean, and the keys.

import { element } from '../dom.js';
import { SHORTCUTS, keyName } from '../shortcuts.js';

/** @param {Record<string, string>} words */
export function keysPanel(words) {
  const list = element('dl', { class: 'keys' });
  for (const [action, keys] of Object.entries(SHORTCUTS)) {
    const names = keys.flatMap((key, index) => [index > 0 ? ' ' : '', element('kbd', {}, keyName(key))]);
    list.append(element('div', {}, element('dt', {}, ...names), element('dd', {}, words[`key.${action}`])));
  }
  return element(
    'div',
    {},
    element('p', { class: 'symbols' }, words.symbols),
    element('p', {}, words.keysAbout),
    list,
  );
}
