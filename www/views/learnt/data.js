// The rows of a scene's data, as far as pictures need them, fetched once for all networks that learn
// from the same ones.

/** @typedef {import('../../engine.js').Columns} Columns */
/** @typedef {import('../../engine.js').Rows} Rows */
/** @typedef {import('../../draw/axes.js').NumberAxis} NumberAxis */

/** Rows that a picture shows: more would hide each other. */
export const SHOWN = { train: 300, test: 120 };
/** Settings that rows depend on. */
const KEYS = ['data', 'seed', 'noise', 'rows', 'test-share', 'standardise', 'csv-header', 'csv-label', 'csv-task'];
/** How far axes reach beyond the rows, of their range. */
const MARGIN = 0.08;

/**
 * @typedef {object} Data
 * @property {string} name Of the data set.
 * @property {Columns} columns
 * @property {Rows} train Some of the rows.
 * @property {Rows} test
 */

/** Keeps the data of the last scene. @returns {(scene: import('../../views.js').Scene) => Data} */
export function keepData() {
  let key = '';
  /** @type {Uint8Array | undefined} */
  let file;
  /** @type {Data | undefined} */
  let data;
  return ({ experiment, settings, file: given }) => {
    const wanted = JSON.stringify(KEYS.map((name) => settings[name]));
    if (!data || key !== wanted || file !== given) {
      [key, file] = [wanted, given];
      data = {
        name: settings.data,
        columns: experiment.columns(),
        train: experiment.rows('train', 0, SHOWN.train),
        test: experiment.rows('test', 0, SHOWN.test),
      };
    }
    return data;
  };
}

/**
 * An axis that holds all values of a column.
 * @param {import('../../engine.js').Scale} scale
 * @param {string} label
 * @returns {NumberAxis}
 */
export function axisOf({ low, high, mean, deviation }, label) {
  const margin = high > low ? MARGIN * (high - low) : 1;
  return { low: low - margin, high: high + margin, mean, deviation, label };
}

/** One feature of every row. @param {Rows} rows @param {number} feature */
export function featureOf({ inputs, features, targets }, feature) {
  return Float64Array.from(targets, (_, row) => inputs[row * features + feature]);
}

/** What a feature is called. @param {Columns} columns @param {number} feature @param {Record<string, string>} words */
export function nameOf(columns, feature, words) {
  const name = columns.features[feature]?.name;
  if (!name) return words.feature.replace('{feature}', String(feature + 1));
  return words[`feature.${name}`] ?? name;
}
