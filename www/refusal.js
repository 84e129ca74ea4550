// Why a request was refused, in the reader's language: from the parts that the engine's error carries.

import { fill, number } from './format.js';

/**
 * What a refusal's error carries beside its English message; see src/wasm/refusal.rs.
 * @typedef {Error & {
 *   kind?: string, key?: string, value?: string, allowed?: Allowed, problem?: string, code?: string,
 *   arguments?: string[], position?: number, line?: number, form?: string, needed?: number, limit?: number,
 * }} Refusal
 */
/** @typedef {{ type: string, names?: string[], of?: string, data?: string, min?: number, max?: number,
 *   integer?: boolean, fewRows?: boolean, training?: number, text?: string }} Allowed */

/**
 * @param {Refusal} error
 * @param {Record<string, string>} words
 * @param {string} locale
 * @returns {string}
 */
export function wordRefusal(error, words, locale) {
  // The engine had no time for words.
  if (error instanceof WebAssembly.RuntimeError) return words.outOfMemory;
  if (!error.kind) return error.message;
  const named = (/** @type {string | undefined} */ key) => words[key ?? ''] ?? key ?? '';
  // The control's label for those who use it, the attribute's name for those who write it.
  const labelled = (/** @type {string | undefined} */ key = '') => {
    const label = named(key);
    return label.toLowerCase().replaceAll(' ', '-') === key ? label : fill(words['refusal.label'], { label, key });
  };
  const told = (/** @type {number | undefined} */ value) => number(value ?? NaN, locale, 6);
  const { key, value = '' } = error;
  switch (error.kind) {
    case 'unknownKey':
      return fill(words['refusal.unknownKey'], { key: key ?? '' });
    case 'value':
      return fill(words['refusal.value'], { key: labelled(key), value, allowed: allowed(error.allowed) });
    case 'text':
      return fill(words['refusal.text'], { key: labelled(key), value, problem: problem() + place() });
    case 'form':
      return fill(words['refusal.form'], { form: error.form ?? '', problem: error.problem ?? '' });
    case 'tooLarge':
      return fill(words['refusal.tooLarge'], { needed: told(error.needed), limit: told(error.limit) });
    case 'data':
      return fill(words[`refusal.data.${error.code}`] ?? words['refusal.data.table'], {
        data: named(value),
        problem: filled(`table.${error.code}`),
        line: error.line === undefined ? '' : fill(words['refusal.line'], { line: error.line }),
      });
    default:
      return error.message;
  }

  /** @param {Allowed | undefined} domain */
  function allowed(domain) {
    switch (domain?.type) {
      case 'choices':
        return (domain.names ?? []).join(', ');
      case 'range':
        return fill(words[domain.integer ? 'allowed.integers' : 'allowed.numbers'], { min: told(domain.min), max: told(domain.max) });
      case 'whole':
        return words['allowed.whole'];
      case 'atMost':
        return fill(words[`allowed.atMost.${domain.of}`], { max: told(domain.max), data: named(domain.data) });
      case 'atLeast':
        return fill(words['allowed.atLeast'], { min: told(domain.min) });
      case 'split':
        return words['allowed.split'];
      default:
        return domain?.text ?? '';
    }
  }

  function problem() {
    const isEnd = (error.arguments?.[0] ?? '') === '' && `problem.${error.code}.end` in words;
    return filled(`problem.${error.code}${isEnd ? '.end' : ''}`);
  }

  /** What is wrong, with what it names. @param {string} name Of the words. */
  function filled(name) {
    const [first = '', second = '', third = ''] = error.arguments ?? [];
    return name in words ? fill(words[name], { first, second, third }) : (error.problem ?? '');
  }

  function place() {
    return error.position === undefined ? '' : fill(words['refusal.place'], { position: error.position });
  }
}
