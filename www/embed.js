// What an iframe shows, and a page in one file: one figure, as its address asks for; and how high it is,
// told to the page around (see embed-host.js), whoever that is.

import { readAddress } from './address.js';

const figure = /** @type {HTMLElement} */ (document.querySelector('gradient-flow'));
const type = /** @type {typeof import('./gradient-flow.js').GradientFlow | undefined} */ (customElements.get('gradient-flow'));
readAddress(figure, new URLSearchParams(location.search), type?.attributes ?? []);

if (parent !== window) {
  new ResizeObserver(() => {
    parent.postMessage({ type: 'gradient-flow:height', height: Math.ceil(document.body.getBoundingClientRect().height) }, '*');
  }).observe(document.body);
}
