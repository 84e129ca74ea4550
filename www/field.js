// A text field for one key of the specification.

import { element } from './dom.js';

/**
 * @typedef {object} Field
 * @property {HTMLElement} field Label and input.
 * @property {HTMLInputElement} input
 * @property {(value: string) => void} show Puts the value in force into it.
 */

/**
 * @param {string} name The key.
 * @param {Record<string, string>} words
 * @param {(value: string) => boolean} change Tells whether it was accepted.
 * @returns {Field}
 */
export function textField(name, words, change) {
  const input = element('input', {
    type: 'text',
    spellcheck: 'false',
    maxlength: name === 'formula' ? '200' : '8192',
    autocapitalize: 'off',
    autocomplete: 'off',
    placeholder: words[`${name}.placeholder`] ?? '',
    'data-key': name,
  });
  const field = element(
    'label',
    { class: `field field-${name}` },
    element('span', { class: 'label' }, words[name]),
    input,
  );
  let isRefused = false;
  let shown = '';
  input.addEventListener('change', () => {
    // What was refused stays, so that it can be put right: its message counts characters.
    isRefused = !change(input.value);
    if (isRefused) input.setAttribute('aria-invalid', 'true');
    else input.removeAttribute('aria-invalid');
  });
  return { field, input, show };

  /** @param {string} value */
  function show(value) {
    if (value === shown) return;
    isRefused = false;
    input.removeAttribute('aria-invalid');
    input.value = shown = value;
  }
}
