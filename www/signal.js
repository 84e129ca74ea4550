// What became of the backward signal, read from a frame.

/** @typedef {import('./frame.js').Frame} Frame */

/** Within so many decades of its size in the last hidden layer it has arrived. */
export const KEPT = 1;
/** Below so many decades it is lost; above the opposite it explodes. */
export const LOST = -3;

/**
 * The hidden layer that the first one is compared with: the last, unless its ∂L/∂z is exactly 0 and
 * the signal has passed it by on a skip connection.
 * @param {Frame} frame
 */
export function reference(frame) {
  for (let layer = frame.depth - 1; layer > 0; layer--) {
    if (frame.layer(layer, 'deltaRms') !== -Infinity) return layer;
  }
  return frame.depth - 1;
}

/**
 * log10 of how many times the error signal ∂L/∂z of the reference layer arrives in the first one;
 * -Infinity where exactly nothing does.
 * @param {Frame} frame Of a complete pass.
 */
export function arriving(frame) {
  const first = frame.layer(0, 'deltaRms');
  return first === -Infinity ? first : first - frame.layer(reference(frame), 'deltaRms');
}

/** Whether everything is a number. @param {Frame} frame */
export function isAllFinite(frame) {
  if (!Number.isFinite(frame.get('loss'))) return false;
  for (let layer = 0; layer < frame.layers; layer++) {
    for (const name of ['zMax', 'deltaMax', 'gradMax']) {
      // An exact zero, -infinity, is one.
      if (!(frame.layer(layer, name) < Infinity)) return false;
    }
  }
  return true;
}

/** Whether no unit of a hidden layer lives on this batch. @param {Frame} frame @param {number} layer */
export function isDead(frame, layer) {
  return frame.layer(layer, 'deadShare') === 1;
}

/** @typedef {'loss' | 'weights' | 'dead' | 'slope' | 'norm' | 'unknown'} Block */

/**
 * What takes the signal away where exactly nothing arrives in the first layer, and the layer, counted
 * from 0, from which on there is nothing.
 * @param {Frame} frame
 * @returns {{ layer: number, by: Block }}
 */
export function blocked(frame) {
  const isZero = (/** @type {number} */ layer) => frame.layer(layer, 'deltaRms') === -Infinity;
  let layer = 0;
  while (layer < frame.depth && isZero(layer + 1)) layer++;
  if (layer === frame.depth) return { layer, by: 'loss' };
  const takes = (/** @type {string} */ why) => frame.layer(layer, why) === -Infinity;
  const by =
    takes('whyWeights') ? 'weights'
    : isDead(frame, layer) ? 'dead'
    : takes('whySlope') ? 'slope'
    : takes('whyNorm') ? 'norm'
    : 'unknown';
  return { layer, by };
}
