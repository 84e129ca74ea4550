// The languages of the page: one file each in locales/, loaded when it is needed. The build gives what
// each calls itself: asking the browser for it takes longer than all else before the first picture.

/** @typedef {Record<string, string>} Words */

/** @type {Map<string, Promise<Words>>} */
const loading = new Map();

/**
 * The language of an element: its own `lang`, else that of what it stands in, else English.
 * @param {Element} host
 */
export function language(host) {
  const lang = host.closest('[lang]')?.getAttribute('lang') ?? '';
  const base = lang.toLowerCase().split('-')[0];
  return base in LANGUAGES ? base : 'en';
}

/** @param {string} language One there is. @returns {Promise<Words>} */
export function loadWords(language) {
  let words = loading.get(language);
  if (!words) {
    words = import(`./locales/${language}.json`).then((file) => file.default);
    // A network that comes back gets another chance.
    words.catch(() => loading.delete(language));
    loading.set(language, words);
  }
  return words;
}

/** All there are, with their own names. */
export function languages() {
  return Object.entries(LANGUAGES).map(([code, name]) => ({ code, name }));
}
