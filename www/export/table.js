// The numbers as tables: CSV with a header, and JSON.
//
// Sizes are log10 of true magnitudes, as in a frame, because no float64 holds the smallest.

/** @typedef {import('../engine.js').Catalogue} Catalogue */
/** @typedef {Pick<import('../frame.js').Frame, 'get' | 'layer' | 'layers'>} AnyFrame A frame, or what answers like one. */

/** What a layer's value is measured in, where that is not plain. @param {Catalogue} catalogue @param {string} name */
function unit(catalogue, name) {
  const isSize = catalogue.quantities.some((quantity) =>
    ['Norm', 'Rms', 'Max'].some((size) => name === quantity + size),
  );
  return isSize || name.startsWith('why') ? 'log10' : '';
}

/** The column of a layer's value: `deltaRms (log10)`. @param {Catalogue} catalogue @param {string} name */
function column(catalogue, name) {
  const own = unit(catalogue, name);
  return own ? `${name} (${own})` : name;
}

/** The shortest text that is read back to the same bits; `inf`, `-inf`, `nan`. @param {number} value */
function cell(value) {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  return Object.is(value, -0) ? '-0' : String(value);
}

/**
 * @param {AnyFrame} frame
 * @param {Catalogue} catalogue
 * @param {number} layer
 */
function cells(frame, catalogue, layer) {
  // Readers count layers from 1, as the page does.
  return [String(layer + 1), ...catalogue.frameLayer.map((name) => cell(frame.layer(layer, name)))];
}

/**
 * One row for each layer, lines ended as RFC 4180 has it. No field holds a comma or a quote.
 * @param {AnyFrame} frame
 * @param {Catalogue} catalogue
 */
export function toCsv(frame, catalogue) {
  const header = ['layer', ...catalogue.frameLayer.map((name) => column(catalogue, name))];
  const rows = Array.from({ length: frame.layers }, (_, layer) => cells(frame, catalogue, layer));
  return lines([header, ...rows]);
}

/**
 * One row for each step and layer, step by step, because it may be long.
 * @param {Iterable<AnyFrame>} history
 * @param {Catalogue} catalogue
 */
export function* historyToCsv(history, catalogue) {
  yield lines([['step', 'layer', ...catalogue.frameLayer.map((name) => column(catalogue, name))]]);
  for (const frame of history) {
    const step = cell(frame.get('step'));
    yield lines(Array.from({ length: frame.layers }, (_, layer) => [step, ...cells(frame, catalogue, layer)]));
  }
}

/** @param {string[][]} rows */
function lines(rows) {
  return rows.map((row) => `${row.join(',')}\r\n`).join('');
}

/** The name and version of the JSON form; a change that breaks readers raises the version. */
const FORM = { format: 'gradient-flow statistics', version: 1 };

/**
 * Everything as JSON: `run` are the values of a frame's header, `layers` those of each layer, all
 * under their names in a frame. JSON has no number that is not finite: such are the texts
 * "Infinity", "-Infinity" and "NaN", which `Number` reads.
 * @param {object} given
 * @param {AnyFrame} given.frame
 * @param {Catalogue} given.catalogue
 * @param {Record<string, string>} given.settings Those in force.
 * @param {string} given.query The same as the query of a URL.
 * @param {Iterable<AnyFrame>} given.history In `history` as { run, layers }, one a frame.
 * @returns {Generator<string, void>} Piece by piece, because it may be long.
 */
export function* toJson({ frame, catalogue, settings, query, history }) {
  const whole = text({ ...FORM, settings, query, ...statistics(frame, catalogue) });
  yield `${whole.slice(0, -1)},"history":[`;
  let comma = '';
  for (const past of history) {
    yield comma + text(statistics(past, catalogue));
    comma = ',';
  }
  yield ']}';
}

/** @param {unknown} value */
function text(value) {
  return JSON.stringify(value, (_, part) => (typeof part === 'number' && !Number.isFinite(part) ? String(part) : part));
}

/** @param {AnyFrame} frame @param {Catalogue} catalogue */
function statistics(frame, catalogue) {
  const named = (/** @type {string[]} */ names, /** @type {(name: string) => number} */ value) =>
    Object.fromEntries(names.map((name) => [name, value(name)]));
  return {
    run: named(catalogue.frameHeader, (name) => frame.get(name)),
    layers: Array.from({ length: frame.layers }, (_, layer) =>
      named(catalogue.frameLayer, (name) => frame.layer(layer, name)),
    ),
  };
}
