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
    if (frame.layer(layer, 'deltaNorm') !== -Infinity) return layer;
  }
  return frame.depth - 1;
}

/**
 * log10 of how many times the error signal ∂L/∂z of the reference layer arrives in the first one;
 * -Infinity where exactly nothing does, NaN where the first alone has one. Of the norms: the mean over
 * a layer's units would take a wider layer for a loss.
 * @param {Frame} frame Of a complete pass.
 */
export function arriving(frame) {
  const first = frame.layer(0, 'deltaNorm');
  if (first === -Infinity) return first;
  const last = frame.layer(reference(frame), 'deltaNorm');
  return last === -Infinity ? NaN : first - last;
}

/**
 * log10 of the norms of ∂L/∂W: how many times that of the reference layer the first one has, and the
 * least and the most that a layer up to the reference has; null where that one has exactly none.
 * @param {Frame} frame Of a complete pass.
 */
export function gradients(frame) {
  const last = reference(frame);
  const norms = Array.from({ length: last + 1 }, (_, layer) => frame.layer(layer, 'gradNorm'));
  if (norms[last] === -Infinity) return null;
  return { ratio: norms[0] - norms[last], least: Math.min(...norms), most: Math.max(...norms) };
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

/**
 * The first hidden layer, counted from 0, that gives exactly 0 though it lives and z is not 0: there
 * dropout has left nothing on the whole batch. -1 where there is none.
 * @param {Frame} frame Of a pass with dropout, without skip connections.
 */
export function droppedLayer(frame) {
  const gives = (/** @type {number} */ layer, /** @type {string} */ what) => frame.layer(layer, what) > -Infinity;
  for (let layer = 0; layer < frame.depth; layer++) {
    if (!gives(layer, 'aNorm')) return gives(layer, 'zNorm') && !isDead(frame, layer) ? layer : -1;
  }
  return -1;
}

/** @typedef {'loss' | 'weights' | 'dead' | 'slope' | 'norm' | 'unknown'} Block */

/**
 * What takes the signal away where exactly nothing arrives in the first layer, and the layer, counted
 * from 0, from which on there is nothing.
 * @param {Frame} frame
 * @returns {{ layer: number, by: Block }}
 */
export function blocked(frame) {
  const isZero = (/** @type {number} */ layer) => frame.layer(layer, 'deltaNorm') === -Infinity;
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
