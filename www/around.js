// What the pages around a figure share: their words, and that what is shown stands in their address.

import { language, languages } from './locale.js';

/** @typedef {import('./gradient-flow.js').GradientFlow} GradientFlow */

/** The address follows at most this often (ms): browsers limit it. */
const PACE = 400;
/** Of the figure in its page, and not of what it shows. */
const LOCAL = ['theme', 'loading', 'autoplay'];

/**
 * The query of what is shown; before the engine is there, what was asked for.
 * @param {GradientFlow} figure
 * @param {URLSearchParams} given
 * @param {string[]} attributes That the figure has.
 */
export function queryOf(figure, given, attributes) {
  if (figure.statistics) return figure.query;
  return new URLSearchParams([...given].filter(([key]) => attributes.includes(key) && !LOCAL.includes(key))).toString();
}

/**
 * Has something done after every change of what is shown, at a pace.
 * @param {GradientFlow} figure
 * @param {() => void} act
 * @returns {() => void} Asks for it after a change of something else.
 */
export function following(figure, act) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const later = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      act();
    }, PACE);
  };
  for (const event of ['change', 'look', 'step', 'ready']) figure.addEventListener(event, later);
  return later;
}

/** Puts words where the page has places for them; without a word its English stays. @param {Record<string, string>} words */
export function putWords(words) {
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-word]'))) {
    place.textContent = words[place.dataset.word ?? ''] ?? place.textContent;
  }
}

/** Links to the same picture: in other languages, and in the pages that a link with `data-carry` leads to;
 * and to the article in this language.
 * @param {() => string} address Of what is shown. */
export function carry(address) {
  const links = languages().flatMap(({ code, name }, index) => {
    const link = document.createElement('a');
    link.href = `?lang=${code}`;
    link.lang = link.hreflang = code;
    link.textContent = name;
    link.addEventListener('click', () => {
      const query = new URLSearchParams(address());
      query.set('lang', code);
      link.search = query.toString();
    });
    return index > 0 ? [' · ', link] : [link];
  });
  document.querySelector('nav')?.replaceChildren(...links);
  const own = language(document.documentElement);
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll('a[data-story]'))) {
    link.href = own === 'en' ? 'index.html' : `${own}/index.html`;
  }
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll('a[data-carry]'))) {
    link.addEventListener('click', () => (link.search = address()));
  }
}
