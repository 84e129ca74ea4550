// A frame of an experiment under the names that the catalogue gives its numbers.

/** @typedef {import('./engine.js').Catalogue} Catalogue */
/** @typedef {import('./engine.js').RunningExperiment} RunningExperiment */

export class Frame {
  #numbers = new Float64Array(0);
  /** @type {Map<string, number>} */
  #header;
  /** @type {Map<string, number>} */
  #layer;

  /** @param {Catalogue} catalogue */
  constructor(catalogue) {
    this.#header = new Map(catalogue.frameHeader.map((name, index) => [name, index]));
    this.#layer = new Map(catalogue.frameLayer.map((name, index) => [name, index]));
  }

  /** @param {RunningExperiment} experiment */
  read(experiment) {
    const length = experiment.frameLength;
    if (this.#numbers.length !== length) this.#numbers = new Float64Array(length);
    experiment.frame(this.#numbers);
  }

  /** @param {string} name */
  get(name) {
    return this.#numbers[position(this.#header, name)];
  }

  /** @param {number} index Counted from 0. @param {string} name */
  layer(index, name) {
    return this.#numbers[
      this.#header.size + index * this.#layer.size + position(this.#layer, name)
    ];
  }

  /** Layers, the output layer included. */
  get layers() {
    return this.get('layers');
  }

  /** Hidden layers. */
  get depth() {
    return this.layers - 1;
  }
}

/** @param {Map<string, number>} positions @param {string} name */
function position(positions, name) {
  const index = positions.get(name);
  if (index === undefined) throw new RangeError(`no ${name} in a frame`);
  return index;
}
