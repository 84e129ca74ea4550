// What the measured ∂L/∂z is compared with, as lines of log10 by layer: NaN where there is nothing
// to say. All begin at the measured size of the last hidden layer.

/** @typedef {import('./frame.js').Frame} Frame */
/** @typedef {'Rms' | 'Norm' | 'Max'} Ending Of the names of sizes in a frame. */
/** @typedef {{ log10Delta: number, log10Bias: number, log10Deviation: number }} LayerForecast */

/** Samples below which batch normalisation is not that of the theory, which takes batches as large. */
export const LARGE_BATCH = 32;

/** Standard deviations that the band around the forecast reaches to either side. */
export const DEVIATIONS = 2;

/**
 * The measured size of the last hidden layer; NaN where the pass has not come to it.
 * @param {Frame} frame @param {Ending} ending
 */
function anchor(frame, ending) {
  const last = frame.depth - 1;
  const log10 = frame.layer(last, 'backward') === 1 ? frame.layer(last, `delta${ending}`) : NaN;
  return Number.isFinite(log10) ? log10 : NaN;
}

/**
 * What a norm relative to the last hidden layer's becomes as this measure: an RMS is a norm over the
 * root of the number of units (and samples, which are the same everywhere). Theory and bound are of
 * norms, and nothing follows from them for the largest element.
 * @param {Frame} frame @param {Ending} ending @param {number} layer
 */
function measured(frame, ending, layer) {
  if (ending === 'Max') return NaN;
  if (ending === 'Norm') return 0;
  return -0.5 * Math.log10(frame.layer(layer, 'units') / frame.layer(frame.depth - 1, 'units'));
}

/**
 * Mean-field theory of the network as it was drawn: what a typical one has, and the range of
 * `DEVIATIONS` standard deviations of one network, where that is known.
 * @param {Frame} frame
 * @param {Ending} ending
 * @param {LayerForecast[]} forecast Of the hidden layers, relative to the last; empty for none.
 */
export function theoryLine(frame, ending, forecast) {
  const start = anchor(frame, ending);
  const line = (/** @type {(layer: LayerForecast) => number} */ off) =>
    Float64Array.from({ length: frame.layers }, (_, layer) => {
      const at = forecast[layer];
      // What is infinite relative to a signal of nothing says nothing.
      const log10 = at ? start + at.log10Delta + at.log10Bias + off(at) + measured(frame, ending, layer) : NaN;
      return Number.isFinite(log10) ? log10 : NaN;
    });
  return {
    middle: line(() => 0),
    low: line(({ log10Deviation }) => -DEVIATIONS * log10Deviation),
    high: line(({ log10Deviation }) => DEVIATIONS * log10Deviation),
  };
}

/**
 * The largest slope of every layer on the way, as if there were no weights.
 * @param {Frame} frame
 * @param {Ending} ending
 * @param {(layer: number) => number} largest |f′| of a layer.
 */
export function slopeLine(frame, ending, largest) {
  return steps(frame, anchor(frame, ending), (layer) => Math.log10(largest(layer)), () => 0);
}

/**
 * As much as can arrive at most.
 * @param {Frame} frame
 * @param {Ending} ending
 * @param {Float64Array} logs log10 of the largest factor from the layer above to each.
 */
export function boundLine(frame, ending, logs) {
  return steps(frame, anchor(frame, ending), (layer) => logs[layer], (layer) => measured(frame, ending, layer));
}

/**
 * Adds up what every layer below the last hidden one brings.
 * @param {Frame} frame
 * @param {number} start
 * @param {(layer: number) => number} factor
 * @param {(layer: number) => number} measure
 */
function steps(frame, start, factor, measure) {
  const line = new Float64Array(frame.layers).fill(NaN);
  let log10 = start;
  for (let layer = frame.depth - 1; layer >= 0; layer--) {
    if (layer < frame.depth - 1) log10 += factor(layer);
    line[layer] = log10 + measure(layer);
  }
  return line;
}

/**
 * ∂L/∂z of a pinned run, layer by layer on the present axis: a layer stands where its number does,
 * as everywhere on the page. A deeper run is cut off at the axis' end, a shallower one ends early.
 * @param {Frame | null} frame
 * @param {number} layers Of the axis.
 * @param {Ending} ending
 */
export function pinLine(frame, layers, ending) {
  const line = new Float64Array(layers).fill(NaN);
  for (let layer = 0; frame && layer < Math.min(layers, frame.layers); layer++) {
    line[layer] = frame.layer(layer, `delta${ending}`);
  }
  return line;
}

/**
 * The sizes of the hidden layers' ∂L/∂z in order, for a trend: NaN where the pass has not come to.
 * @param {Frame} frame
 * @param {Ending} ending
 */
export function hiddenSizes(frame, ending) {
  return Float64Array.from({ length: frame.depth }, (_, layer) =>
    frame.layer(layer, 'backward') === 1 ? frame.layer(layer, `delta${ending}`) : NaN,
  );
}
