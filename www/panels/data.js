// A reader's own data, from a file or a paste. They stay in the page.

import { element, put } from '../dom.js';

/** A table larger than this (bytes) is not read: it would hold the page each time a setting changes. */
const MOST = 2e6;

/**
 * @param {Record<string, string>} words
 * @param {(bytes: Uint8Array) => void} use
 * @param {(message: string) => void} refuse
 * @returns {{ node: HTMLElement, tell: (read: string) => void }} `tell` says what was read.
 */
export function dataPanel(words, use, refuse) {
  const file = element('input', { type: 'file', accept: '.csv,.tsv,.txt,text/csv,text/plain' });
  const text = element('textarea', {
    rows: '6', spellcheck: 'false', autocapitalize: 'off', autocomplete: 'off', placeholder: words['csv.placeholder'],
  });
  const button = element('button', { type: 'button', class: 'use' }, words.csvUse);
  const told = element('p', { class: 'read', role: 'status' });
  const read = async (/** @type {File | undefined} */ chosen) => {
    if (!chosen) return;
    if (chosen.size > MOST) return refuse(words.csvTooLarge);
    try {
      use(new Uint8Array(await chosen.arrayBuffer()));
    } catch (error) {
      refuse(`${words.csvUnreadable} ${/** @type {Error} */ (error).message}`);
    }
  };
  file.addEventListener('change', () => {
    read(file.files?.[0]);
    // The same file, changed, can be chosen again.
    file.value = '';
  });
  button.addEventListener('click', () => {
    if (text.value.trim()) return use(new TextEncoder().encode(text.value));
    refuse(words.csvNothing);
    text.focus();
  });
  const node = element(
    'div',
    {},
    element('p', {}, words.csvAbout),
    element('label', { class: 'field' }, element('span', { class: 'label' }, words.csvFile), file),
    element('label', { class: 'field' }, element('span', { class: 'label' }, words.csvPaste), text),
    element('div', { class: 'row' }, button),
    told,
    element('p', { class: 'quiet' }, words.csvPrivate),
  );
  node.addEventListener('dragover', (event) => event.preventDefault());
  node.addEventListener('drop', (event) => {
    event.preventDefault();
    read(event.dataTransfer?.files[0]);
  });
  return { node, tell: (read) => put(told, read) };
}
