// What an address asks for: ?activation=relu&depth=50&view=map+why&lang=ko&theme=dark

/**
 * Gives it to the page and its figure.
 * @param {HTMLElement} figure
 * @param {URLSearchParams} given
 * @param {string[]} attributes That the figure has.
 */
export function readAddress(figure, given, attributes) {
  const root = document.documentElement;
  root.lang = given.get('lang') || root.lang;
  const theme = given.get('theme');
  if (theme) root.dataset.theme = theme;
  for (const name of attributes) {
    const value = given.get(name);
    if (value !== null && figure.getAttribute(name) !== value) figure.setAttribute(name, value);
  }
}
