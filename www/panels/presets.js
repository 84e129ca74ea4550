// Settings with a story.

import { element } from '../dom.js';

/** The view that shows a preset's point best, where it is not one of the first glance. @type {Record<string, string>} */
const SHOWN_BY = {
  'vanishing-sigmoid': 'rope',
  'relu-to-the-rescue': 'rope',
  'dying-relu': 'shares',
  'born-dead': 'shares',
  'linear-collapse': 'collapse',
  exploding: 'why',
};

/**
 * @param {import('../engine.js').Catalogue} catalogue
 * @param {Record<string, string>} words
 * @param {(settings: [string, string][], view: string | undefined) => void} take
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
    button.addEventListener('click', () => take(settings, SHOWN_BY[name]));
    list.append(button);
  }
  return element('div', {}, list);
}
