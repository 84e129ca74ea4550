// The files a reader can take along, made from what is shown; long ones in slices, so that the page
// goes on.

import { powerOfTen } from '../format.js';
import { composePng } from './png.js';
import { checkSize, pytorchProgram } from './pytorch.js';
import { snapshot } from './snapshot.js';
import { composeSvg, measurer, rampColours } from './svg.js';
import { historyToCsv, toCsv, toJson } from './table.js';

/** @typedef {import('../views.js').Scene} Scene */
/** @typedef {import('./layout.js').Part} Part */
/** @typedef {import('./layout.js').Look} PictureLook */

/** How long work goes on (ms) before the page gets a turn. */
const SLICE = 12;

/**
 * @typedef {object} Given
 * @property {Scene} scene
 * @property {{ name: string, view: import('../views.js').View }[]} views Those that are open.
 * @property {string} query Of the settings.
 * @property {string} title
 * @property {string[]} lines Under the title: the sentence, and the settings.
 * @property {Record<string, string>} words
 * @property {() => boolean} isStill Whether the scene is still what is shown.
 */

/** By name: the ending of the file, and what makes it. @type {Record<string, { ending: string, make: (given: Given) => Promise<Blob> }>} */
export const FILES = {
  png: { ending: 'png', make: async (given) => composePng(parts(given), picture(given)) },
  svg: { ending: 'svg', make: svg },
  csv: { ending: 'csv', make: async ({ scene }) => new Blob([toCsv(scene.frame, scene.engine.catalogue)], { type: 'text/csv' }) },
  historyCsv: {
    ending: 'history.csv',
    make: ({ scene }) => gather(historyToCsv(scene.journal.frames.values(), scene.engine.catalogue), 'text/csv'),
  },
  json: { ending: 'json', make: json },
  pytorch: { ending: 'py', make: pytorch },
};

/** @param {Given} given */
async function svg(given) {
  const scratch = document.createElement('canvas').getContext('2d');
  if (!scratch) throw new Error('this browser has no canvas to measure texts with');
  return new Blob([composeSvg(parts(given), picture(given), measurer(scratch))], { type: 'image/svg+xml' });
}

/** @param {Given} given */
function json({ scene, query }) {
  const { engine, frame, settings, journal } = scene;
  return gather(toJson({ frame, catalogue: engine.catalogue, settings, query, history: journal.frames.values() }), 'application/json');
}

/** @param {Given} given */
async function pytorch({ scene, query, words, isStill }) {
  const { engine, frame, experiment } = scene;
  checkSize(frame);
  const taken = await inSlices(snapshot(experiment), () => {
    if (!isStill()) throw new Error(words.changedMeanwhile);
  });
  return gather(pytorchProgram({ snapshot: taken, frame, catalogue: engine.catalogue, query }), 'text/x-python');
}

/** @param {Iterable<string>} pieces @param {string} type */
async function gather(pieces, type) {
  /** @type {string[]} */
  const gathered = [];
  await inSlices(pieces[Symbol.iterator](), (piece) => void gathered.push(piece));
  return new Blob(gathered, { type });
}

/**
 * Goes to the end of a long work, and lets the page do other things in between.
 * @template T, R
 * @param {Iterator<T, R, void>} work
 * @param {(piece: T) => void} take Called with every piece, before the work goes on.
 */
async function inSlices(work, take) {
  for (let end = performance.now() + SLICE; ;) {
    const { done, value } = work.next();
    if (done) return value;
    if (performance.now() >= end) {
      await new Promise((resolve) => setTimeout(resolve));
      end = performance.now() + SLICE;
    }
    take(value);
  }
}

/** The charts of the open views: each draws again, into the file. @param {Given} given @returns {Part[]} */
function parts({ scene, views, words, isStill }) {
  return views.flatMap(({ view }) => {
    const caption = view.figure.querySelector('figcaption b')?.textContent ?? '';
    return Array.from(view.figure.querySelectorAll('canvas[role="img"]'), (canvas, index) => {
      const [width, height] = [canvas.clientWidth, canvas.clientHeight];
      return {
        width,
        height,
        caption: index === 0 ? caption : '',
        draw: (/** @type {CanvasRenderingContext2D} */ context) => {
          // Its experiment may be gone, or at another step.
          if (!isStill()) throw new Error(words.changedMeanwhile);
          view.draw({ ...scene, surface: (wanted) => (wanted === canvas ? { context, width, height } : null) });
        },
      };
    }).filter(({ width, height }) => width > 0 && height > 0);
  });
}

/** @param {Given} given @returns {PictureLook} */
function picture({ scene, views, title, lines, words }) {
  const { palette, look } = scene;
  const width = Math.max(640, ...views.map(({ view }) => view.figure.clientWidth));
  const range = Number(look.get('range'));
  const hasColours = views.some(({ name }) => name === 'map' || name === 'history');
  return {
    title,
    lines,
    width: width + 48,
    background: palette.background,
    text: palette.text,
    muted: palette.muted,
    line: palette.line,
    font: palette.font,
    ...(hasColours && {
      legend: {
        title: `|${words[`heat.${look.get('heat')}.symbol`]}|`,
        start: powerOfTen(-range),
        bars: [
          { colours: rampColours(palette.ramp), end: '1' },
          { colours: rampColours(palette.hot), end: powerOfTen(range / 4) },
        ],
        keys: [
          { colour: palette.background, label: words.legendBelow },
          { colour: palette.muted, label: words.legendZero, isHatched: true },
          { colour: palette.undefined, label: words.legendUndefined },
        ],
      },
    }),
  };
}
