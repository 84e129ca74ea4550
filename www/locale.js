// The languages of the page; another one is another file here.

import en from './locales/en.json';
import ko from './locales/ko.json';

/** @type {Record<string, Record<string, string>>} */
const LOCALES = { en, ko };

/**
 * The language of an element: its own `lang`, else that of what it stands in, else English.
 * @param {Element} host
 */
export function language(host) {
  const lang = host.closest('[lang]')?.getAttribute('lang') ?? '';
  const base = lang.toLowerCase().split('-')[0];
  return base in LOCALES ? base : 'en';
}

/** @param {string} language */
export function wordsOf(language) {
  return LOCALES[language];
}
