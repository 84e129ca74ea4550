// What the layers of an exported network are, told from settings as the engine reads them.

import { identifier } from './text.js';

/** @typedef {import('../../engine.js').Catalogue} Catalogue */
/** @typedef {import('../../frame.js').Frame} Frame */
/** @typedef {import('../snapshot.js').Snapshot} Snapshot */

/**
 * @typedef {object} ExportedLayer
 * @property {number} inputs
 * @property {number} units
 * @property {Use} activation
 * @property {number} back How many layers back its skip connection begins; 0 for none.
 */

/**
 * An activation with its parameters.
 * @typedef {object} Use
 * @property {Catalogue['activations'][number]} kind
 * @property {number[]} parameters
 * @property {string} name Of its function in Python.
 */

/**
 * @param {Snapshot} snapshot
 * @param {Catalogue} catalogue
 * @param {Pick<Frame, 'layer'>} frame
 * @returns {{ layers: ExportedLayer[], uses: Use[] }} The layers, and every activation once.
 */
export function exportedLayers({ settings, layers, train }, catalogue, frame) {
  /** @type {Map<string, Use>} */
  const uses = new Map();
  const use = (/** @type {string} */ name, /** @type {boolean} */ isOutput) => {
    const kind = catalogue.activations.find((own) => own.name === name);
    if (!kind) throw new Error(`${name} is no activation`);
    const parameters = kind.parameters.map((parameter) => {
      const given = isOutput ? undefined : settings[parameter.name];
      return given === undefined ? parameter.default : Number(given);
    });
    const key = [name, ...parameters].join(' ');
    // The output layer may have the same activation with other parameters.
    const isTaken = [...uses.values()].some((other) => other.kind === kind);
    const made = uses.get(key) ?? { kind, parameters, name: `${identifier(name)}${isTaken ? '_output' : ''}` };
    uses.set(key, made);
    return made;
  };

  const own = settings['layer-activations'].split(',').map((name) => name.trim());
  const every = Number(settings.residual);
  const units = (/** @type {number} */ layer) => frame.layer(layer, 'units');
  const made = layers.map((_, index) => {
    const isOutput = index === layers.length - 1;
    const name = isOutput ? settings['output-activation'] : own[index] || settings.activation;
    // One ends at every so many layers, unless its two ends differ in width.
    const begins = index + 1 === every ? train.features : units(index - every);
    const skips = !isOutput && every > 0 && (index + 1) % every === 0 && begins === units(index);
    return {
      inputs: frame.layer(index, 'fanIn'),
      units: units(index),
      activation: use(name, isOutput),
      back: skips ? every : 0,
    };
  });
  return { layers: made, uses: [...uses.values()] };
}
