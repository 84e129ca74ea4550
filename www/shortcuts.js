// Every action's key. They act only while the figure has the focus, and never take a key from a
// control that uses it itself.

/**
 * What keys do, in the order of the list under "?": the keys as `KeyboardEvent.key` has them.
 * @type {Record<string, string[]>}
 */
export const SHORTCUTS = {
  play: [' ', 'k'],
  step: ['s'],
  layerStep: ['l'],
  sweepStep: ['w'],
  back: [','],
  forth: ['.'],
  reset: ['r'],
  newSeed: ['n'],
  left: ['ArrowLeft'],
  right: ['ArrowRight'],
  up: ['ArrowUp'],
  down: ['ArrowDown'],
  deeper: ['+', '='],
  shallower: ['-'],
  nextActivation: ['a'],
  lastActivation: ['A'],
  nextQuantity: ['q'],
  pin: ['c'],
  swap: ['x'],
  undo: ['z'],
  redo: ['y'],
  presets: ['b'],
  views: ['v'],
  settings: ['o'],
  compare: ['m'],
  steps: ['i'],
  data: ['d'],
  share: ['e'],
  link: ['u'],
  table: ['t'],
  keys: ['?'],
  close: ['Escape'],
};

/** @typedef {keyof typeof SHORTCUTS} Action */

/** @type {Map<string, string>} */
const ACTIONS = new Map(
  Object.entries(SHORTCUTS).flatMap(([action, keys]) => keys.map((key) => /** @type {[string, string]} */ ([key, action]))),
);

/** The action that a key asks for; undefined where the control that has the focus wants the key.
 * @param {KeyboardEvent} event */
export function actionOf(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return undefined;
  const target = /** @type {HTMLElement} */ (event.composedPath()[0]);
  const { key } = event;
  if (key !== 'Escape' && wants(target, key)) return undefined;
  return ACTIONS.get(key);
}

/** Whether a control needs a key itself. @param {HTMLElement} target @param {string} key */
function wants(target, key) {
  const isArrow = key.startsWith('Arrow');
  switch (target.localName) {
    case 'textarea':
    case 'select':
      return true;
    case 'button':
    case 'a':
    case 'summary':
      return key === ' ' || key === 'Enter';
    case 'input': {
      const { type } = /** @type {HTMLInputElement} */ (target);
      if (type === 'range') return isArrow || key === '+' || key === '-';
      if (type === 'checkbox' || type === 'radio' || type === 'file') return key === ' ' || isArrow;
      return true;
    }
    default:
      // What scrolls by itself.
      return isArrow && target.getAttribute('role') === 'region';
  }
}

/** How a key is written. @param {string} key */
export function keyName(key) {
  const names = /** @type {Record<string, string>} */ ({
    ' ': 'Space', ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc', '-': '−',
  });
  return names[key] ?? (/^[A-Z]$/.test(key) ? `Shift+${key}` : key.toUpperCase());
}
