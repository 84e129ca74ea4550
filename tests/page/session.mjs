// A session with the real engine, and without a page.

import assert from 'node:assert/strict';
import { Session } from '../../www/session.js';
import { Experiment, catalogue, check } from '../wasm/engine.mjs';

/** @typedef {import('../../www/engine.js').Engine} Engine */

/** One that counts what it makes. @param {Record<string, string>} settings */
export function session(settings) {
  const count = { restored: 0, built: 0, depths: /** @type {(string | undefined)[]} */ ([]), inherited: /** @type {number[]} */ ([]) };
  class Counting extends Experiment {
    /** @param {Record<string, string>} settings @param {Uint8Array} [file] */
    constructor(settings, file) {
      super(settings, file);
      count.built += 1;
      count.depths.push(settings.depth);
    }

    /** @param {InstanceType<typeof Experiment>} previous */
    inherit(previous) {
      super.inherit(previous);
      const frame = new Float64Array(this.frameLength);
      this.frame(frame);
      count.inherited.push(frame[catalogue().frameHeader.indexOf('position')]);
    }

    /** @param {import('../../www/checkpoints.js').Checkpoint} checkpoint */
    restore(checkpoint) {
      count.restored += 1;
      super.restore(checkpoint);
    }
  }
  const engine = /** @type {Engine} */ (/** @type {unknown} */ ({ catalogue: catalogue(), Experiment: Counting, check }));
  const made = new Session(engine, {
    refused: (_, error) => assert.fail(error.message),
    missing: () => assert.fail(),
    loading() {},
    problems() {},
    begun() {},
    stepped() {},
    fellBack() {},
  });
  made.adopt(settings);
  made.build('instant');
  const tick = () => made.tick(performance.now(), false, 4);
  /** Until nothing is left to do. */
  const settle = () => {
    for (let left = 1e6; left > 0 && !made.isIdle; left--) tick();
    assert.ok(made.isIdle);
  };
  /** @param {number} step */
  const playTo = (step) => {
    made.play();
    while (made.isPlaying && (made.run?.step ?? 0) < step) tick();
    made.pause();
    settle();
  };
  return { made, tick, settle, playTo, count };
}
