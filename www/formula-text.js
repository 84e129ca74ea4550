// The engine's formulas, where they use words, in the reader's language.

import { fill } from './format.js';

/**
 * "1 for z > 0, else 0" and the few that say more than that.
 * @param {string} formula As the catalogue has it.
 * @param {Record<string, string>} words
 */
export function wordFormula(formula, words) {
  const own = words[`formula: ${formula}`];
  if (own) return own;
  return formula
    .replaceAll('-', '−')
    .replace(/ for ([^,]+)/g, (_, condition) => fill(words.formulaFor, { condition }))
    .replace(/, else /, words.formulaElse);
}
