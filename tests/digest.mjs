// The digest of a picture, as tests/digests.rs makes it. Runs in Node and, as text, in a browser.

/**
 * Twenty training steps, then 64-bit FNV-1a over the bits of a full frame: statistics, heat map,
 * histograms.
 * @param {import('../www/engine.js').RunningExperiment} experiment
 */
export function digestAfterTwentySteps(experiment) {
  experiment.run(Infinity);
  for (let step = 0; step < 20; step++) {
    experiment.beginStep();
    experiment.run(Infinity);
  }
  const frame = new Float64Array(experiment.frameLength);
  experiment.frame(frame);
  const layers = frame[0];
  const cells = new Float32Array(32 * 16 * layers);
  experiment.cells('grad', 32, 16, cells);
  const histogram = new Float64Array(42);
  let hash = 0xcbf29ce484222325n;
  const one = new DataView(new ArrayBuffer(8));
  const add = (/** @type {number} */ value) => {
    if (Number.isNaN(value)) one.setBigUint64(0, 0x7ff8000000000000n, true);
    else one.setFloat64(0, value, true);
    for (let byte = 0; byte < 8; byte++) {
      hash = BigInt.asUintN(64, (hash ^ BigInt(one.getUint8(byte))) * 0x100000001b3n);
    }
  };
  frame.forEach(add);
  cells.forEach(add);
  for (let layer = 0; layer < layers; layer++) {
    experiment.histogram(layer, -6, 6, histogram);
    histogram.forEach(add);
  }
  return hash.toString(16).padStart(16, '0');
}
