// One file for everything, opened from disk: nothing lies beside it, a link to what is shown is its own
// address.

import digits from '../data/digits.bin';
import iris from '../data/iris.csv';
import packed from '../pkg/gradient_flow_bg.wasm';
import { unpacked } from './unpack.js';

/** @type {Record<string, string>} */
const DATA = { 'digits.bin': digits, 'iris.csv': iris };

export const engine = () => unpacked(String(packed), 'application/wasm');

/** @param {string} name */
export const data = async (name) => unpacked(DATA[name]);

/** @param {string} name */
export const page = (name) => (name === 'lab.html' ? new URL(location.href.split(/[?#]/)[0]) : null);
