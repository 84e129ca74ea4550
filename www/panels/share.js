// Taking it along: a link, a snippet for another page, files.

import { element } from '../dom.js';
import { fill } from '../format.js';
import { sayer } from '../said.js';

const MIB = 1 << 20;

/**
 * @param {Record<string, string>} words
 * @param {object} on
 * @param {(() => string) | null} on.link None where there is no site to link to; so are the next two.
 * @param {(() => string) | null} on.embed
 * @param {(() => string) | null} on.kit Where all ways to embed it are shown.
 * @param {(name: string) => Promise<void>} on.save
 */
export function sharePanel(words, on) {
  const told = element('p', { class: 'quiet share-told', role: 'status' });
  const say = sayer(told);
  const text = element('textarea', { rows: '3', readonly: '', hidden: '', 'aria-label': words.shareText });
  const copy = async (/** @type {string} */ what) => {
    try {
      await navigator.clipboard.writeText(what);
      text.hidden = true;
      say(words.copied);
    } catch {
      // Not every page may write there: the reader copies by hand.
      text.hidden = false;
      text.value = what;
      text.select();
      say(words.copyByHand);
    }
  };
  const button = (/** @type {string} */ name, /** @type {() => void} */ act) => {
    const made = element('button', { type: 'button', class: `share-${name}`, title: words[`share.${name}Title`] ?? '' }, words[`share.${name}`]);
    made.addEventListener('click', act);
    return made;
  };
  const file = (/** @type {string} */ name) => {
    const made = button(name, async () => {
      made.disabled = true;
      say(words.saving);
      try {
        await on.save(name);
        say(words.saved);
      } catch (error) {
        say(words.notSaved.replace('{reason}', reason(/** @type {Error} */ (error))));
      }
      made.disabled = false;
    });
    return made;
  };
  /** @param {Error & { bytes?: number, limit?: number }} error */
  const reason = ({ message, bytes, limit }) =>
    bytes && limit ? fill(words.exportTooLarge, { needed: Math.ceil(bytes / MIB), limit: limit / MIB }) : message;
  const group = (/** @type {string} */ title, /** @type {Node[]} */ ...buttons) =>
    element('div', { class: 'group' }, element('b', {}, title), element('div', { class: 'row' }, ...buttons));
  const { link, embed, kit } = on;
  const links = [
    ...(link ? [button('link', () => copy(link()))] : []),
    ...(embed ? [button('embed', () => copy(embed()))] : []),
    ...(kit ? [button('kit', () => void open(kit(), '_blank', 'noopener'))] : []),
  ];
  const node = element(
    'div',
    {},
    ...(links.length > 0 ? [group(words['share.links'], ...links)] : []),
    group(words['share.pictures'], file('png'), file('svg')),
    group(words['share.numbers'], file('csv'), file('historyCsv'), file('json')),
    group(words['share.program'], file('pytorch')),
    text,
    told,
    element('p', { class: 'quiet' }, words.shareAbout),
  );
  return { node, copyLink: () => void (link && copy(link())) };
}
