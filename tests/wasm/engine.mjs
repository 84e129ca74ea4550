// The built engine in Node.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import init, * as bindings from '../../www/pkg/gradient_flow.js';

const file = (/** @type {string} */ path) => readFileSync(new URL(`../../www/${path}`, import.meta.url));

export const { memory } = await init({ module_or_path: file('pkg/gradient_flow_bg.wasm') });

export const { Experiment, catalogue, check, fromJson, fromQuery, randomSeed, toJson, toQuery, trend } = bindings;

export const digits = new Uint8Array(gunzipSync(file('data/digits.bin')));
export const iris = new Uint8Array(file('data/iris.csv'));
const files = /** @type {Record<string, Uint8Array>} */ ({ digits, iris });

/** @param {Record<string, unknown>} [settings] */
export function experiment(settings = {}) {
  return new Experiment(settings, files[String(settings.data)]);
}
