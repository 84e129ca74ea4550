// What an iframe shows: one figure, as its address asks for; and how high it is, told to the page around
// (see embed-host.js), whoever that is.

import { readAddress } from './address.js';

const figure = /** @type {HTMLElement} */ (document.querySelector('gradient-flow'));
readAddress(figure, new URLSearchParams(location.search));

new ResizeObserver(() => {
  parent.postMessage({ type: 'gradient-flow:height', height: Math.ceil(document.body.getBoundingClientRect().height) }, '*');
}).observe(document.body);
