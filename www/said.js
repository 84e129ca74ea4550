// A word on what a button has done, which goes again.

/** How long it stays (ms); a long one longer. */
const SAID = 1800;
const LONG = 40;

/** @param {HTMLElement} node With the role of a status. @returns {(message: string) => void} */
export function sayer(node) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return (message) => {
    node.textContent = message;
    clearTimeout(timer);
    timer = setTimeout(() => (node.textContent = ''), message.length > LONG ? 5 * SAID : SAID);
  };
}
