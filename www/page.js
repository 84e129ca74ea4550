// A page with one figure: what it shows stands in the address, and the address in what it shows.

import { readAddress } from './address.js';
import { carry, following, putWords, queryOf } from './around.js';
import { GradientFlow } from './gradient-flow.js';
import { language, loadWords } from './locale.js';

const figure = /** @type {GradientFlow} */ (document.querySelector('gradient-flow'));
const given = new URLSearchParams(location.search);

readAddress(figure, given, GradientFlow.attributes);
following(figure, () => history.replaceState(null, '', address()));
speak();

/** The address of what is shown. */
function address() {
  const own = ['lang', 'theme'].filter((key) => given.has(key)).map((key) => `&${key}=${encodeURIComponent(given.get(key) ?? '')}`);
  return `?${queryOf(figure, given, GradientFlow.attributes)}${own.join('')}`;
}

/** The page around the figure in its language; without its words it stays in English. */
async function speak() {
  putWords(await loadWords(language(document.documentElement)).catch(() => ({})));
  carry(address);
}
