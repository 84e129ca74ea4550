// A frame of an experiment under the names that the catalogue gives its numbers.

/** @typedef {import('./engine.js').Catalogue} Catalogue */
/** @typedef {import('./engine.js').RunningExperiment} RunningExperiment */

export class Frame {
  /** @type {Float64Array | Float32Array} */
  #numbers = new Float64Array(0);
  /** @type {Map<string, number>} */
  #header;
  /** @type {Map<string, number>} */
  #layer;

  /** @param {Catalogue | Frame} source Of the names: a catalogue, or a frame that has them. */
  constructor(source) {
    const isFrame = source instanceof Frame;
    this.#header = isFrame ? source.#header : places(source.frameHeader);
    this.#layer = isFrame ? source.#layer : places(source.frameLayer);
  }

  /** @param {RunningExperiment} experiment */
  read(experiment) {
    const length = experiment.frameLength;
    const isReady = this.#numbers instanceof Float64Array && this.#numbers.length === length;
    const numbers = isReady ? this.#numbers : new Float64Array(length);
    experiment.frame(/** @type {Float64Array} */ (numbers));
    this.#numbers = numbers;
  }

  /** Its numbers as they are now. @param {typeof Float64Array | typeof Float32Array} Numbers */
  copy(Numbers = Float64Array) {
    const copy = new Frame(this);
    copy.#numbers = Numbers.from(this.#numbers);
    return copy;
  }

  /** Of its numbers. */
  get length() {
    return this.#numbers.length;
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

/** @param {string[]} names */
function places(names) {
  return new Map(names.map((name, index) => [name, index]));
}

/** @param {Map<string, number>} positions @param {string} name */
function position(positions, name) {
  const index = positions.get(name);
  if (index === undefined) throw new RangeError(`no ${name} in a frame`);
  return index;
}
