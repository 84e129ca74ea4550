// Everything about an experiment at one moment, for those who take it along.

/** @typedef {import('../engine.js').RunningExperiment} RunningExperiment */

/**
 * @typedef {object} LayerSnapshot As the engine gives them; empty where a layer has none.
 * @property {Float64Array} weights Row by row.
 * @property {Float64Array} biases
 * @property {Float64Array} slopes
 * @property {Float64Array} gamma
 * @property {Float64Array} beta
 * @property {Uint8Array} [kept] What dropout has kept in the pass that is shown.
 * @property {Float64Array} [drawnSlopes] What the pass that is shown has drawn.
 */

/** @typedef {{ inputs: Float64Array, features: number, targets: Float64Array, classes: number }} Rows */

/**
 * @typedef {object} Snapshot
 * @property {Record<string, string>} settings Those in force, defaults included.
 * @property {LayerSnapshot[]} layers The output layer last.
 * @property {Rows} train
 * @property {Rows} test
 * @property {Uint32Array} batchRows The batch that is shown, as places in `train`.
 */

/**
 * Layer by layer, since large networks take a while.
 * @param {RunningExperiment} experiment Whose pass is complete, and which stays as it is: otherwise
 *   its layers are of different steps, or not there.
 * @returns {Generator<undefined, Snapshot, void>}
 */
export function* snapshot(experiment) {
  if (!experiment.isComplete) throw new Error('a pass is under way: export when it is complete');
  /** @type {LayerSnapshot[]} */
  const layers = [];
  for (let index = 0; ; index++) {
    const weights = experiment.weights(index);
    if (!weights) break;
    const own = (/** @type {'biases' | 'slopes' | 'gamma' | 'beta'} */ name) =>
      experiment[name](index) ?? new Float64Array();
    layers.push({
      weights,
      biases: own('biases'),
      slopes: own('slopes'),
      gamma: own('gamma'),
      beta: own('beta'),
      kept: experiment.kept(index),
      drawnSlopes: experiment.drawnSlopes(index),
    });
    yield;
  }
  return {
    settings: /** @type {Record<string, string>} */ (experiment.specification()),
    layers,
    train: experiment.trainRows(),
    test: experiment.testRows(),
    batchRows: experiment.batchRows,
  };
}
