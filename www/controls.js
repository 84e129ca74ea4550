// The controls, made from the catalogue: native, labelled, each bound to one key of the
// specification.

import { element } from './dom.js';
import { textField } from './field.js';
import { CONTROLS } from './look.js';
import { activationsOf } from './views/activation.js';

/** Keys with a slider, and how far it goes; the specification itself allows more. */
const SLIDERS = /** @type {Record<string, number>} */ ({ depth: 200, width: 256 });
/** Keys in the first line; a formula has a line of its own, while it is in use. */
const FIRST = ['activation', 'depth', 'width', 'init', 'data', 'formula'];
/** Those of the first line that step back where it is narrow: what is left fits above the picture. */
const ROOMY = ['width', 'init', 'data'];
/** The others, behind "more", by what they are about; the activation's parameters come first. */
const GROUPS = {
  activation: ['slope-per', 'layer-activations', 'output-activation'],
  network: ['layer-widths', 'norm', 'residual', 'residual-scale', 'residual-place', 'dropout'],
  weights: ['fan', 'gain', 'sigma-w', 'sigma-b', 'constant', 'seed'],
  data: ['csv-header', 'csv-label', 'csv-task', 'noise', 'rows', 'test-share', 'standardise'],
  training: [
    'loss', 'reduction', 'optimizer', 'learning-rate', 'momentum', 'weight-decay', 'l1', 'clip',
    'batch',
  ],
};

/**
 * Keys that matter only with others.
 * @type {Record<string, (settings: Record<string, string>, catalogue: import('./engine.js').Catalogue) => boolean>}
 */
const USED = {
  formula: (settings, catalogue) => activationsOf(catalogue, settings).some(({ name }) => name === 'formula'),
  'slope-per': (settings, catalogue) => activationsOf(catalogue, settings).some(({ isLearned }) => isLearned),
  'residual-scale': ({ residual }) => residual !== '0',
  'residual-place': ({ residual }) => residual !== '0',
  fan: ({ init }, catalogue) => usesKey(catalogue, init, 'fan'),
  'sigma-w': ({ init }, catalogue) => usesKey(catalogue, init, 'sigma-w'),
  'sigma-b': ({ init }, catalogue) => usesKey(catalogue, init, 'sigma-b'),
  constant: ({ init }, catalogue) => usesKey(catalogue, init, 'constant'),
  gain: ({ init }, catalogue) => usesKey(catalogue, init, 'gain'),
  'csv-header': ({ data }) => data === 'csv',
  'csv-label': ({ data }) => data === 'csv',
  'csv-task': ({ data }) => data === 'csv',
  noise: ({ data }, catalogue) =>
    catalogue.data.find(({ name }) => name === data)?.isGenerated ?? false,
  momentum: ({ optimizer }, { optimizers }) =>
    optimizers.find(({ name }) => name === optimizer)?.hasMomentum ?? false,
};

/** @param {import('./engine.js').Catalogue} catalogue @param {string} init @param {string} key */
function usesKey({ initialisations }, init, key) {
  return initialisations.find(({ name }) => name === init)?.keys.includes(key) ?? false;
}

/**
 * @typedef {object} Controls
 * @property {HTMLElement} first Controls of the first line, and the actions.
 * @property {HTMLElement} others The other controls.
 * @property {(settings: Record<string, string>) => void} show Puts values in force into them.
 * @property {(playing: boolean) => void} showPlaying
 * @property {(isNarrow: boolean) => void} fit To the room there is.
 * @property {(names: string[]) => void} choose Shows these of the first line, by their names in look.js.
 * @property {boolean} isHeld Whether a slider is under a finger.
 * @property {(views: string[]) => void} showViews Leaves out what an open view has a field for.
 */

/**
 * @param {import('./engine.js').Catalogue} catalogue
 * @param {Record<string, string>} words
 * @param {object} on
 * @param {(key: string, value: string | undefined, dragging: boolean) => boolean} on.change Tells
 *   whether it was accepted.
 * @param {() => void} on.settle Shows the values in force again.
 * @param {() => void} on.forget What was refused before is settled.
 * @param {Record<'reset' | 'newSeed' | 'step' | 'play', () => void>} on.actions
 * @returns {Controls}
 */
export function makeControls(catalogue, words, { change, settle, forget, actions }) {
  /** @type {Map<string, { field: HTMLElement, show: (value: string) => void }>} */
  const fields = new Map();
  for (const key of catalogue.keys) {
    const make =
      key.choices ? makeChoice
      : key.text ? makeText
      : key.name in SLIDERS ? makeSlider
      : makeNumber;
    fields.set(key.name, make(key));
  }
  const parameters = new Set(
    catalogue.activations.flatMap(({ parameters }) => parameters.map(({ name }) => name)),
  );
  const some = (/** @type {string[]} */ names) => names.flatMap((name) => fields.get(name)?.field ?? []);

  const buttons = {
    reset: button('reset', '↺'),
    newSeed: button('newSeed', '⚄'),
    step: button('step', ''),
    play: button('play', '▶'),
  };
  const first = element('div', { class: 'controls', part: 'controls' });
  first.append(...some(FIRST));
  first.append(element('div', { class: 'actions' }, ...Object.values(buttons)));

  let isTight = false;
  let isChosen = false;
  const others = element('div');
  const basics = element('div', { class: 'settings', hidden: '' });
  others.append(basics);
  for (const [group, names] of Object.entries(GROUPS)) {
    const members = group === 'activation' ? [...parameters, ...names] : names;
    others.append(
      element(
        'fieldset',
        {},
        element('legend', {}, words[`group.${group}`]),
        element('div', { class: 'settings' }, ...some(members)),
      ),
    );
  }

  // Who types anew has seen what was refused.
  for (const part of [first, others]) part.addEventListener('input', forget, { capture: true });

  return {
    first,
    others,
    fit(isNarrow) {
      isTight = isNarrow;
      place();
    },
    choose(names) {
      isChosen = names.length < CONTROLS.length;
      first.classList.toggle('chosen', isChosen);
      const { newSeed: seed, ...others } = buttons;
      const parts = { ...Object.fromEntries(FIRST.map((name) => [name, fields.get(name)?.field])), ...others, seed };
      // Not the attribute that hides what other settings leave without a use.
      for (const [name, part] of Object.entries(parts)) part?.toggleAttribute('data-off', isChosen && !names.includes(name));
      first.hidden = isChosen && names.every((name) => name === 'bar');
      place();
    },
    get isHeld() {
      return first.querySelector('input:active') !== null;
    },
    show(settings) {
      for (const [name, { show }] of fields) show(settings[name] ?? '');
      const used = activationsOf(catalogue, settings).flatMap((activation) => activation.parameters);
      for (const name of parameters) {
        const parameter = used.find((own) => own.name === name);
        const control = fields.get(name);
        if (!control) continue;
        control.field.hidden = !parameter;
        if (parameter) control.show(settings[name] ?? String(Number(parameter.default.toPrecision(4))));
      }
      for (const [name, isOf] of Object.entries(USED)) {
        const control = fields.get(name);
        if (control) control.field.hidden = !isOf(settings, catalogue);
      }
    },
    showViews(views) {
      const formula = fields.get('formula')?.field;
      if (!formula) return;
      if (views.includes('curve')) formula.remove();
      else if (formula.parentElement !== first) first.insertBefore(formula, first.lastElementChild);
    },
    showPlaying(playing) {
      const [sign, word] = buttons.play.children;
      sign.textContent = playing ? '❚❚' : '▶';
      word.textContent = playing ? words.pause : words.play;
    },
  };

  /** In the first line, or among the settings: what was asked for by name stays in the first line. */
  function place() {
    const isBack = isTight && !isChosen;
    if (basics.hidden !== isBack) return;
    basics.hidden = !isBack;
    const fields = some(ROOMY);
    if (isBack) basics.append(...fields);
    else first.querySelector('.field-depth')?.after(...fields);
  }

  /** @param {'reset' | 'newSeed' | 'step' | 'play'} name @param {string} sign */
  function button(name, sign) {
    const made = element('button', { type: 'button', class: name, title: words[`${name}Title`] });
    if (sign) made.append(element('span', { class: 'sign', 'aria-hidden': 'true' }, sign));
    made.append(element('span', { class: 'word' }, words[name]));
    made.addEventListener('click', actions[name]);
    return made;
  }

  /** @param {string} name @param {HTMLElement} control @param {...Node} beside */
  function labelled(name, control, ...beside) {
    control.setAttribute('data-key', name);
    return element(
      'label',
      { class: `field field-${name}` },
      element('span', { class: 'label' }, words[name], ...beside),
      control,
    );
  }

  /** @param {import('./engine.js').Key} key */
  function makeChoice(key) {
    const labels = new Map(
      [...catalogue.activations, ...catalogue.initialisations].map(({ name, label }) => [name, label]),
    );
    const groups = new Map(catalogue.activations.map(({ name, group }) => [name, group]));
    const select = element('select');
    /** @type {HTMLElement} */
    let list = select;
    for (const name of key.choices ?? []) {
      const group = groups.get(name);
      if (group && list.getAttribute('data-group') !== group) {
        list = element('optgroup', { label: words[group], 'data-group': group });
        select.append(list);
      }
      list.append(element('option', { value: name }, words[`${key.name}.${name}`] ?? labels.get(name) ?? words[name]));
    }
    select.addEventListener('change', () => change(key.name, select.value, false));
    return {
      field: labelled(key.name, select),
      show: (/** @type {string} */ value) => void (select.value = value),
    };
  }

  /** @param {import('./engine.js').Key} key */
  function makeSlider(key) {
    const told = element('span', { class: 'value', 'aria-hidden': 'true' });
    const slider = element('input', {
      type: 'range',
      min: String(key.min),
      max: String(SLIDERS[key.name]),
    });
    slider.addEventListener('input', () => {
      told.textContent = slider.value;
      change(key.name, slider.value, true);
    });
    // Let go, it tells what is in force: a value may have been refused under way.
    slider.addEventListener('change', settle);
    return {
      field: labelled(key.name, slider, told),
      show(/** @type {string} */ value) {
        // A value beyond the slider, from an attribute, stays reachable and is told.
        slider.max = String(Math.max(SLIDERS[key.name], Number(value)));
        slider.value = told.textContent = value;
      },
    };
  }

  /** @param {import('./engine.js').Key} key */
  function makeNumber(key) {
    const input = element('input', {
      type: 'number',
      inputmode: key.integer ? 'numeric' : 'decimal',
      step: key.integer ? '1' : 'any',
      min: String(key.min),
      max: String(key.max),
    });
    // Half a number is the reader's: another network that is ready meanwhile does not overwrite it.
    let isTyping = false;
    input.addEventListener('input', () => void (isTyping = true));
    input.addEventListener('blur', () => {
      if (!isTyping) return;
      isTyping = false;
      settle();
    });
    input.addEventListener('change', () => {
      isTyping = false;
      // What is no number at all reads as an empty text, and so does what was cleared: a value
      // that need not be given is then none.
      const isCleared = input.value === '' && !input.validity.badInput && key.default === undefined;
      const value = input.validity.badInput ? 'NaN' : input.value;
      change(key.name, isCleared ? undefined : value, false);
    });
    return {
      field: labelled(key.name, input),
      show(/** @type {string} */ value) {
        if (!isTyping) input.value = value;
      },
    };
  }

  /** @param {import('./engine.js').Key} key */
  function makeText({ name }) {
    return textField(name, words, (value) => change(name, value, false));
  }
}
