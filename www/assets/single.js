// The single script: the engine is inside, data sets and pages lie beside it.

import packed from '../pkg/gradient_flow_bg.wasm';
import { unpacked } from './unpack.js';

const script = /** @type {HTMLScriptElement | null} */ (
  // None where it was included as a module, which it need not be.
  document.currentScript ?? document.querySelector('script[src*="gradient-flow.js"]')
);
const here = script?.src || document.baseURI;

export const engine = () => unpacked(String(packed), 'application/wasm');

/** @param {string} name */
export const data = (name) => fetch(new URL(`data/${name}`, here));

/** @param {string} name */
export const page = (name) => new URL(name, here);
