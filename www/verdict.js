// The sentence: what the picture shows, in plain words.

import { element } from './dom.js';
import { sentence } from './sentence.js';

/** @param {import('./views.js').Context} context */
export function makeVerdict({ catalogue, words, locale }) {
  const text = element('p', { class: 'sentence', part: 'sentence', 'aria-live': 'polite' });
  const node = element('div', { class: 'verdict' }, text);
  return {
    node,
    /** Something else than a sentence. @param {string} message */
    tell(message) {
      text.replaceChildren(message);
    },
    /** @param {import('./views.js').Scene} scene */
    say({ frame, settings }) {
      const { activation, init } = settings;
      const group = catalogue.activations.find(({ name }) => name === activation)?.group;
      const made = { isRectifier: group === 'rectifier' && activation !== 'maxout', isHe: init.startsWith('he-') };
      const said = sentence(frame, words, locale, made).map((part) =>
        part.strong ? element('b', {}, part.text) : part.text,
      );
      text.replaceChildren(...said);
    },
    /** Nobody wants every step read aloud. @param {boolean} isQuiet */
    hush(isQuiet) {
      text.ariaLive = isQuiet ? 'off' : 'polite';
    },
  };
}
