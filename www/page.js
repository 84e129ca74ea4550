// A page with one figure: what it shows stands in the address, and the address in what it shows.
// lab.html?version=1&activation=relu&depth=50&view=standard+why&lang=ko

import { keys } from './gradient-flow.js';

/** The address follows at most this often (ms): browsers limit it. */
const PACE = 400;

const figure = /** @type {import('./gradient-flow.js').GradientFlow} */ (document.querySelector('gradient-flow'));
const given = new URLSearchParams(location.search);

const lang = given.get('lang');
if (lang) document.documentElement.lang = lang;
const theme = given.get('theme');
if (theme) document.documentElement.dataset.theme = theme;

// Where the engine cannot start the figure itself says so.
const known = await keys().catch(() => /** @type {string[]} */ ([]));
for (const name of known) {
  const value = given.get(name);
  if (value !== null) figure.setAttribute(name, value);
}

/** The address of what is shown. */
function address() {
  const own = ['lang', 'theme'].filter((key) => given.has(key)).map((key) => `&${key}=${encodeURIComponent(given.get(key) ?? '')}`);
  return `?${figure.query}${own.join('')}`;
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
function follow() {
  clearTimeout(timer);
  timer = setTimeout(() => history.replaceState(null, '', address()), PACE);
}
for (const event of ['change', 'look', 'step', 'ready']) figure.addEventListener(event, follow);

// Another language, the same picture.
for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll('nav a[lang]'))) {
  link.addEventListener('click', () => {
    const query = new URLSearchParams(address());
    query.set('lang', link.lang);
    link.search = query.toString();
  });
}
