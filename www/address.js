// What an address asks for: ?activation=relu&depth=50&view=map+why&lang=ko&theme=dark

import { keys } from './gradient-flow.js';
import { LOOK } from './look.js';

/**
 * Gives it to the page and its figure; language, theme and look at once, the rest when the engine has
 * said which keys there are.
 * @param {HTMLElement} figure
 * @param {URLSearchParams} given
 */
export async function readAddress(figure, given) {
  const root = document.documentElement;
  root.lang = given.get('lang') || root.lang;
  const theme = given.get('theme');
  if (theme) root.dataset.theme = theme;
  // How it looks is known before the engine is: only the views that are asked for are loaded.
  take(Object.keys(LOOK));
  // Where the engine cannot start the figure itself says so.
  take(await keys().catch(() => /** @type {string[]} */ ([])));

  /** @param {string[]} names */
  function take(names) {
    for (const name of names) {
      const value = given.get(name);
      if (value !== null && figure.getAttribute(name) !== value) figure.setAttribute(name, value);
    }
  }
}
