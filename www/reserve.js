// How high a figure is going to be, told before anything of it is there: what stands below in the page
// should not move when it comes. Estimates, in CSS pixels; a little too high is better than too low.

import { VIEWS } from './views.js';

/** Heights at widths, between which they go straight; beyond them they stay. @typedef {[width: number, height: number][]} Course */

/** @type {Record<string, Course>} */
const FIGURES = {
  curve: [[300, 297]],
  history: [[400, 532]],
  learnt: [[300, 332], [420, 410]],
  map: [[320, 345], [358, 319], [480, 290], [600, 275]],
  sizes: [[320, 545], [358, 510], [500, 455], [600, 430], [850, 385], [1000, 367]],
  why: [[320, 342], [500, 323], [600, 281]],
  shares: [[320, 262], [500, 241]],
  rope: [[320, 332], [500, 291], [600, 271]],
  reading: [[320, 190], [500, 130], [700, 125], [900, 85]],
  chain: [[320, 1094], [500, 921], [850, 880], [1000, 662]],
  table: [[300, 331]],
  family: [[320, 2500], [500, 2000], [700, 1500], [1000, 1150]],
  landscape: [[320, 530], [700, 420]],
  collapse: [[320, 200], [700, 130], [1000, 130]],
};
/** @type {Course} */
const CONTROLS = [[320, 170], [358, 142], [1100, 142], [1150, 66]];
/** The sentence and what is beside it, by language. @type {Record<string, Course>} */
const VERDICT = {
  en: [[320, 372], [358, 341], [500, 250], [600, 240], [700, 200], [850, 159], [1000, 159], [1200, 134]],
  ko: [[320, 275], [358, 260], [500, 222], [600, 202], [700, 159], [1000, 134]],
};
const BAR = 45;
const GAP = 18;
/** From here on there are two columns, of these shares of the width. */
const TWO = 900;
const SHARES = { narrow: 0.37, wide: 0.6, below: 1 };

/** @param {Course} course @param {number} width */
function at(course, width) {
  const next = course.findIndex(([point]) => width <= point);
  if (next === 0) return course[0][1];
  if (next === -1) return course[course.length - 1][1];
  const [[from, low], [to, high]] = [course[next - 1], course[next]];
  return low + ((high - low) * (width - from)) / (to - from);
}

/**
 * @param {number} width Of the figure.
 * @param {readonly string[]} views The open ones.
 * @param {readonly string[]} controls Those that are shown.
 * @param {string} language
 */
export function reserved(width, views, controls, language) {
  const isTwo = width >= TWO && ['narrow', 'wide'].every((place) => views.some((name) => VIEWS[name].place === place));
  const heights = { narrow: 0, wide: 0, below: 0 };
  for (const name of views) {
    const { place } = VIEWS[name];
    heights[place] += GAP + at(FIGURES[name], isTwo ? width * SHARES[place] : width);
  }
  const { narrow, wide, below } = heights;
  const rows = controls.filter((name) => name !== 'bar').length;
  const above = (rows > 0 ? GAP + at(CONTROLS, width) * (rows > 3 ? 1 : 0.5) : 0) + (controls.includes('bar') ? BAR + GAP : 0);
  return Math.round(above + at(VERDICT[language] ?? VERDICT.en, width) + GAP + (isTwo ? Math.max(narrow, wide) : narrow + wide) + below);
}
