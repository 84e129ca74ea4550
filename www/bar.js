// Where everything beyond the first glance opens from: one row of buttons, one panel at a time.

import { element } from './dom.js';

/**
 * @param {Record<string, string>} words
 * @param {Record<string, HTMLElement>} panels By name, in their order.
 * @param {{ undo: () => void, redo: () => void }} actions
 */
export function makeBar(words, panels, actions) {
  /** @type {Map<string, HTMLButtonElement>} */
  const buttons = new Map();
  const row = element('div', { class: 'tabs', role: 'group', 'aria-label': words.moreOf });
  const space = element('div', { class: 'panels' });
  for (const [name, panel] of Object.entries(panels)) {
    const id = `panel-${name}`;
    const tab = element(
      'button',
      { type: 'button', class: `tab tab-${name}`, 'aria-expanded': 'false', 'aria-controls': id, title: words[`${name}Title`] },
      words[`panel.${name}`],
    );
    tab.addEventListener('click', () => toggle(name));
    panel.id = id;
    panel.classList.add('panel');
    panel.setAttribute('role', 'group');
    panel.setAttribute('aria-label', words[`panel.${name}`]);
    panel.hidden = true;
    buttons.set(name, tab);
    row.append(tab);
    space.append(panel);
  }
  const icon = (/** @type {'undo' | 'redo'} */ name, /** @type {string} */ sign) => {
    const button = element('button', { type: 'button', class: `icon ${name}`, 'aria-label': words[name], title: words[name] }, sign);
    button.addEventListener('click', actions[name]);
    return button;
  };
  const travel = { undo: icon('undo', '↶'), redo: icon('redo', '↷') };
  row.append(element('span', { class: 'travel' }, travel.undo, travel.redo));
  const node = element('div', { class: 'bar', part: 'bar' }, row, space);
  let current = '';

  return { node, toggle, travel, get current() { return current; } };

  /** Opens a panel, or closes it where it is open. @param {string} name @param {boolean} [focus] */
  function toggle(name, focus = false) {
    const before = current;
    current = current === name ? '' : name;
    for (const [other, button] of buttons) {
      button.setAttribute('aria-expanded', String(other === current));
      panels[other].hidden = other !== current;
    }
    if (current && focus) {
      /** @type {HTMLElement | null} */ (panels[current].querySelector('button, input, select, textarea, a'))?.focus();
    }
    // The focus does not get lost in a panel that is gone.
    const root = /** @type {ShadowRoot} */ (node.getRootNode());
    if (before && (!root.activeElement || panels[before].contains(root.activeElement))) {
      buttons.get(current || before)?.focus();
    }
  }
}
