// Pinned runs: what they were, and their numbers, to compare with the present one.

import { loadData } from './engine.js';
import { Frame } from './frame.js';

/**
 * @typedef {object} Pin
 * @property {string} name As the reader calls it.
 * @property {Record<string, string>} settings What differs from the defaults.
 * @property {number} step
 * @property {Frame | null} frame Null while it is computed.
 */

/** Pins at most: as many as there are colours. */
export const MOST = 4;

export class Pins {
  /** @type {Pin[]} */
  list = [];
  #engine;
  /** The experiment of a pin from a link, under way.
   * @type {{ pin: Pin, experiment: import('./engine.js').RunningExperiment | null, step: number } | null} */
  #job = null;

  /** @param {import('./engine.js').Engine} engine */
  constructor(engine) {
    this.#engine = engine;
  }

  /** @param {Pin} pin @returns {boolean} Whether there was room. */
  add(pin) {
    if (this.list.length >= MOST) return false;
    this.list = [...this.list, pin];
    return true;
  }

  /** @param {number} index @param {Pin} [other] In its place. */
  remove(index, other) {
    this.list = this.list.flatMap((pin, at) => (at !== index ? pin : (other ?? [])));
  }

  /** `NAME(QUERY)@STEP`, several joined by `;`, with `~` between the settings. */
  toText() {
    const written = this.list.map(({ name, settings, step }) => {
      const query = new URLSearchParams(this.#engine.toQuery(settings));
      // The link around it has a version.
      query.delete('version');
      const pairs = Array.from(query, ([key, value]) => `${key}=${encode(value)}`);
      return `${encode(name)}(${pairs.join('~')})@${step}`;
    });
    return written.join(';');
  }

  /**
   * Takes over the pins of a link; their numbers are computed by `work`.
   * @param {string} text
   * @returns {string | null} The pin that is none, if there is one.
   */
  read(text) {
    const pins = [];
    for (const part of text.split(';').filter(Boolean).slice(0, MOST)) {
      const [, name, query, step] = /^([^()@]*)\(([^()]*)\)@(\d{1,6})$/.exec(part) ?? [];
      if (name === undefined) return part;
      try {
        const pairs = query.split('~').filter(Boolean).map((pair) => {
          const [key, ...value] = pair.split('=');
          return [key, decodeURIComponent(value.join('='))];
        });
        const settings = Object.fromEntries(pairs);
        this.#engine.check(settings);
        pins.push({ name: decodeURIComponent(name), settings, step: Number(step), frame: null });
      } catch {
        return part;
      }
    }
    this.#drop();
    this.list = pins;
    return null;
  }

  /**
   * Goes on with the numbers of pins that have none.
   * @param {number} until
   * @param {() => void} done One more has its numbers.
   * @returns {boolean} Whether there is more to do.
   */
  work(until, done) {
    const pin = this.list.find(({ frame }) => frame === null);
    if (!pin) {
      this.#drop();
      return false;
    }
    if (this.#job?.pin !== pin) {
      this.#drop();
      this.#begin(pin, done);
      return true;
    }
    const { experiment } = this.#job;
    // On its way: whoever waits is told when it is there.
    if (!experiment) return false;
    while ( performance.now() < until) {
      if (!experiment.run(Math.max(1, until - performance.now()))) return true;
      if (this.#job.step === pin.step) {
        const frame = new Frame(this.#engine.catalogue);
        frame.read(experiment);
        this.#keep(pin, frame);
        this.#drop();
        done();
        return true;
      }
      experiment.beginStep();
      this.#job.step += 1;
    }
    return true;
  }

  /** Ends everything. */
  end() {
    this.#drop();
  }

  /** @param {Pin} pin @param {() => void} done */
  #begin(pin, done) {
    const job = { pin, experiment: /** @type {import('./engine.js').RunningExperiment | null} */ (null), step: 0 };
    this.#job = job;
    const { catalogue, Experiment } = this.#engine;
    const name = pin.settings.data ?? catalogue.keys.find((key) => key.name === 'data')?.default;
    const file = catalogue.data.find((data) => data.name === name)?.file;
    const loading = file ? loadData(file) : Promise.resolve(undefined);
    loading
      .then((bytes) => {
        if (this.#job === job) job.experiment = new Experiment(pin.settings, bytes);
      })
      .catch(() => {
        // Data that are not there: a pin without numbers is none.
        this.list = this.list.filter((kept) => kept !== pin);
      })
      .finally(done);
  }

  /** @param {Pin} pin @param {Frame} frame */
  #keep(pin, frame) {
    this.list = this.list.map((kept) => (kept === pin ? { ...pin, frame } : kept));
  }

  #drop() {
    this.#job?.experiment?.free();
    this.#job = null;
  }
}

/** @param {string} text */
function encode(text) {
  return text.replace(/[%()@;~]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
}
