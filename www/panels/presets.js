// Settings with a story.

import { element } from '../dom.js';

/**
 * @param {import('../engine.js').Catalogue} catalogue
 * @param {Record<string, string>} words
 * @param {(settings: [string, string][]) => void} take
 */
export function presetsPanel({ presets }, words, take) {
  const list = element('div', { class: 'presets' });
  for (const { name, title, settings } of presets) {
    const button = element(
      'button',
      { type: 'button', 'data-preset': name },
      element('b', {}, words[`preset.${name}`] ?? name),
      element('span', {}, words[`preset.${name}.title`] ?? title),
    );
    button.addEventListener('click', () => take(settings));
    list.append(button);
  }
  return element('div', {}, list);
}
