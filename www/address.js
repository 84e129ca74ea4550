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
  giveAttributes(figure, given, attributes);
}

/**
 * Gives it to the figure alone.
 * @param {HTMLElement} figure
 * @param {URLSearchParams} given
 * @param {string[]} attributes Those it may have.
 */
export function giveAttributes(figure, given, attributes) {
  for (const name of attributes) {
    const value = given.get(name);
    if (value !== null && figure.getAttribute(name) !== value) figure.setAttribute(name, value);
  }
}
