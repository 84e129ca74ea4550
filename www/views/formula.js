// The reader's own activation: its formula, what is wrong with it, and what it may use.

import { element } from '../dom.js';
import { textField } from '../field.js';

/** @param {import('../views.js').Context} context */
export function formulaField({ catalogue, words, ask }) {
  const { field, input, show } = textField('formula', words, (formula) => ask.change({ formula }));
  const problem = element('p', { class: 'problem', role: 'alert', id: 'formula-problem', hidden: '' });
  input.setAttribute('aria-describedby', 'formula-problem');
  const functions = element('dl', { class: 'functions' });
  for (const name of catalogue.functions) {
    functions.append(element('div', {}, element('dt', {}, element('code', {}, name)), element('dd', {}, words[`function.${name}`])));
  }
  const allowed = element(
    'details',
    {},
    element('summary', {}, words.formulaAllowed),
    element('p', { class: 'quiet' }, words.formulaSyntax),
    functions,
  );
  const node = element('div', { class: 'own-formula', hidden: '' }, field, problem, allowed);
  return {
    node,
    /** @param {string} formula In force. @param {string | undefined} wrong What is wrong with what was asked for. */
    show(formula, wrong) {
      show(formula);
      if (problem.textContent !== (wrong ?? '')) problem.textContent = wrong ?? '';
      problem.hidden = !wrong;
    },
  };
}
