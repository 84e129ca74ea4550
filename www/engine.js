// The engine: the WebAssembly module and the data files, each loaded once per page. The only
// importer of the generated bindings.

import { data, engine as engineSource } from './assets/module.js';
import init, { Experiment, catalogue, check, randomSeed, toQuery, trend } from './pkg/gradient_flow.js';

/** @typedef {import('./pkg/gradient_flow.js').Experiment} RunningExperiment */
/** @typedef {import('./pkg/gradient_flow.js').Checkpoint} Checkpoint */
/** @typedef {import('./pkg/gradient_flow.js').Landscape} Landscape */
/** @typedef {import('./pkg/gradient_flow.js').SingleLayer} SingleLayer */
/** @typedef {import('./pkg/gradient_flow.js').Rows} Rows */
/** @typedef {import('./pkg/gradient_flow.js').Columns} Columns */
/** @typedef {import('./pkg/gradient_flow.js').Scale} Scale */

/**
 * @typedef {object} Key
 * @property {string} name
 * @property {string} about What it means, in a line of Markdown.
 * @property {string[]} [choices] The allowed names; undefined for a number or a text.
 * @property {boolean} integer
 * @property {boolean} text
 * @property {number} [min]
 * @property {number} [max]
 * @property {string} [default] Undefined where it depends on other keys.
 */

/**
 * @typedef {object} Catalogue
 * @property {{ name: string, label: string, formula: string, derivative: string, source: string,
 *   group: string, saturates: boolean, canDie: boolean, isLearned: boolean,
 *   parameters: { name: string, default: number }[] }[]} activations
 * @property {{ name: string, label: string, formula: string, source: string, keys: string[] }[]}
 *   initialisations `keys` are those that matter to it.
 * @property {{ name: string, features?: number, classes?: number, rows?: number, file?: string,
 *   isGenerated: boolean, credit: string }[]} data
 * @property {{ name: string, hasMomentum: boolean }[]} optimizers
 * @property {Key[]} keys
 * @property {{ name: string, title: string, settings: [string, string][] }[]} presets
 * @property {{ name: string, settings: [string, string][] }[]} ladder Each on top of those before.
 * @property {string[]} functions What a formula may use.
 * @property {string[]} quantities What a layer has sizes of, in the order of a frame.
 * @property {{ name: string, log10Zero: number, log10Normal: number }[]} formats
 * @property {string[]} frameHeader
 * @property {string[]} frameLayer
 * @property {number} saturatedBelow
 * @property {{ memoryBytes: number }} limits
 */

/**
 * @typedef {object} Engine
 * @property {Catalogue} catalogue
 * @property {typeof Experiment} Experiment
 * @property {(settings: object) => void} check Throws what is wrong with settings.
 * @property {() => number} randomSeed
 * @property {(settings: object) => string} toQuery What differs from the defaults, as a URL's query.
 * @property {typeof trend} trend The mean move of sizes from layer to layer, and its range.
 */

/** The smallest module with a SIMD instruction: (func (drop (v128.const 0))). */
const SIMD_PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 23, 1, 21, 0, 253, 12, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 26, 11,
]);

export class MissingSimd extends Error {}

/** @type {Promise<Engine> | undefined} */
let engine;

/** Loads the module at the first call; later calls share it. */
export function loadEngine() {
  engine ??= load().catch((error) => {
    // A network that comes back gets another chance.
    engine = undefined;
    throw error;
  });
  return engine;
}

/** @returns {Promise<Engine>} */
async function load() {
  if (typeof WebAssembly !== 'object' || !WebAssembly.validate(SIMD_PROBE)) {
    throw new MissingSimd('WebAssembly SIMD is missing');
  }
  await init({ module_or_path: engineSource() });
  return { catalogue: catalogue(), Experiment, check, randomSeed, toQuery, trend };
}

/** @type {Map<string, Promise<Uint8Array>>} */
const files = new Map();

/**
 * The file of a data set, unpacked.
 * @param {string} name As the catalogue has it.
 */
export function loadData(name) {
  let file = files.get(name);
  if (!file) {
    file = fetchData(name).catch((error) => {
      files.delete(name);
      throw error;
    });
    files.set(name, file);
  }
  return file;
}

/** @param {string} name */
async function fetchData(name) {
  const response = await data(name);
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  // Some servers unpack gzip on the way.
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(unpacked).arrayBuffer());
}
