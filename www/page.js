// A page with one figure: what it shows stands in the address, and the address in what it shows.

import { readAddress } from './address.js';
import { GradientFlow } from './gradient-flow.js';
import { language, languages, loadWords } from './locale.js';

/** The address follows at most this often (ms): browsers limit it. */
const PACE = 400;

const figure = /** @type {GradientFlow} */ (document.querySelector('gradient-flow'));
const given = new URLSearchParams(location.search);

readAddress(figure, given, GradientFlow.attributes);
speak();

/** The address of what is shown. */
function address() {
  const own = ['lang', 'theme'].filter((key) => given.has(key)).map((key) => `&${key}=${encodeURIComponent(given.get(key) ?? '')}`);
  return `?${figure.query}${own.join('')}`;
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
function follow() {
  timer ??= setTimeout(() => {
    timer = undefined;
    history.replaceState(null, '', address());
  }, PACE);
}
for (const event of ['change', 'look', 'step', 'ready']) figure.addEventListener(event, follow);

/** The page around the figure in its language; without its words it stays in English. */
async function speak() {
  const words = await loadWords(language(document.documentElement)).catch(() => /** @type {Record<string, string>} */ ({}));
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-word]'))) {
    place.textContent = words[place.dataset.word ?? ''] ?? place.textContent;
  }
  const links = languages().flatMap(({ code, name }, index) => {
    const link = document.createElement('a');
    link.href = `?lang=${code}`;
    link.lang = link.hreflang = code;
    link.textContent = name;
    // The same picture in another language.
    link.addEventListener('click', () => {
      const query = new URLSearchParams(address());
      query.set('lang', code);
      link.search = query.toString();
    });
    return index > 0 ? [' · ', link] : [link];
  });
  document.querySelector('nav')?.replaceChildren(...links);
}
