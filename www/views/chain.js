// The chain rule at one unit of the selected layer, with the numbers of the pass plugged in.

import { backwardEquations, forwardEquations, WRITTEN } from '../chain.js';
import { element, put } from '../dom.js';
import { count, exact, fill } from '../format.js';
import { wordFormula } from '../formula-text.js';
import { activationOf } from './activation.js';
import { figure } from './figure.js';
import { Pace } from './pace.js';

/** Significant digits: enough to check by hand; all. */
const DIGITS = { short: 4, full: 17 };

/** @typedef {import('../views.js').Scene} Scene */
/** @typedef {import('../chain.js').Part} Part */
/** @typedef {import('../chain.js').Equation} Equation */
/** @typedef {import('../chain.js').Term} Term */

/** @type {import('../views.js').Make} */
export function make({ catalogue, words, locale, ask }) {
  const inputs = {
    layer: numberInput(words.layer, 'layer', (value) => ask.select(value - 1)),
    unit: numberInput(words.unit, 'unit', (value) => ask.look('unit', String(value))),
    sample: numberInput(words.sample, 'sample', (value) => ask.look('sample', String(value))),
    input: numberInput(words.chainInput, 'input', (value) => ask.look('input', String(value))),
  };
  const full = element('input', { type: 'checkbox' });
  full.addEventListener('change', ask.redraw);
  const place = element('p', { class: 'quiet' });
  const forward = makeSweep(words.chainForward, words, ask);
  const backward = makeSweep(words.chainBackward, words, ask);
  const symbols = element('p', { class: 'quiet' });
  const node = figure(
    'chain',
    words,
    [],
    element(
      'div',
      { class: 'row' },
      ...Object.values(inputs).map(({ field }) => field),
      element('label', { class: 'switch' }, full, element('span', {}, words.chainDigits)),
    ),
    place,
    element('div', { class: 'sweeps' }, forward.node, backward.node),
    symbols,
  );
  node.tabIndex = -1;
  const pace = new Pace();
  return { figure: node, draw, say: (scene) => void (pace.isTold(scene) || tell(scene)) };

  /** @param {Scene} scene */
  function draw(scene) {
    if (pace.isDue(scene, ...dependsOn(scene))) tell(scene);
  }

  /** @param {Scene} scene */
  function dependsOn({ look, layer, frame }) {
    const isOpen = [forward.list.open, backward.list.open];
    return [layer, frame.layers, look.get('unit'), look.get('sample'), look.get('input'), full.checked, ...isOpen];
  }

  /** @param {Scene} scene */
  function tell(scene) {
    const { frame, experiment, look, layer, settings } = scene;
    // On the way to another step there is nothing to plug in yet.
    if (scene.run.isReplaying) return;
    pace.tell(scene, ...dependsOn(scene));
    const rows = experiment.batchRows;
    const within = (/** @type {string} */ key, /** @type {number} */ most) => Math.min(look.number(key), most);
    const at = {
      layer: layer + 1,
      unit: within('unit', frame.layer(layer, 'units')),
      sample: within('sample', rows.length),
      input: within('input', frame.layer(layer, 'fanIn')),
    };
    inputs.layer.show(at.layer, frame.layers);
    inputs.unit.show(at.unit, frame.layer(layer, 'units'));
    inputs.sample.show(at.sample, rows.length);
    inputs.input.show(at.input, frame.layer(layer, 'fanIn'));
    place.textContent = fill(words.chainPlace, {
      ...at, step: count(frame.get('step'), locale), row: count(rows[at.sample - 1] + 1, locale),
    });
    put(symbols, `${settings.reduction === 'sum' ? words.chainLossSum : words.chainLoss} ${words.chainSymbols}`);
    const chain = experiment.chain(layer, at.unit - 1, at.sample - 1, at.input - 1);
    const digits = full.checked ? DIGITS.full : DIGITS.short;
    const isFirst = layer === 0;
    const activation = activationOf(catalogue, settings, layer);
    const f = {
      name: activation?.name === 'formula' ? words['activation.formula'] : (activation?.label ?? ''),
      formula: activation?.name === 'formula' ? settings.formula : wordFormula(activation?.formula ?? '', words),
    };
    const missing = (/** @type {string} */ pass) => (frame.layer(layer, pass) === 1 ? words.undefined : words.chainNotReached);
    const { forward: there, backward: back } = /** @type {{ forward?: import('../chain.js').Forward,
      backward?: import('../chain.js').Backward }} */ (chain ?? {});
    const render = equationsIn(words, locale, digits);
    forward.show(
      there && render(forwardEquations(there, isFirst, f)),
      missing('forward'),
      there?.terms,
      render.table(there?.terms, isFirst ? words.chainInput : words.chainUnitBelow, isFirst ? 'x' : 'a'),
    );
    backward.show(
      there && back && render(backwardEquations(there, back, { input: at.input - 1, isFirst, samples: rows.length })),
      missing('backward'),
      back?.terms,
      render.table(back?.terms, words.chainUnitAbove, '∂L/∂z'),
    );
  }
}

/**
 * @param {string} label
 * @param {string} name
 * @param {(value: number) => void} choose
 */
function numberInput(label, name, choose) {
  const input = element('input', { type: 'number', min: '1', step: '1', inputmode: 'numeric', 'data-look': name });
  input.addEventListener('input', () => {
    const value = Number(input.value);
    if (Number.isInteger(value) && value >= 1 && value <= Number(input.max)) choose(value);
  });
  const field = element('label', { class: 'field' }, element('span', { class: 'label' }, label), input);
  return {
    field,
    /** @param {number} value @param {number} most */
    show(value, most) {
      input.max = String(most);
      // Not while somebody types.
      const isTyping = /** @type {ShadowRoot} */ (input.getRootNode()).activeElement === input && input.value === '';
      if (!isTyping && input.value !== String(value)) input.value = String(value);
    },
  };
}

/**
 * One way through the unit: its equations, and behind a summary all products of its sum.
 * @param {string} heading
 * @param {Record<string, string>} words
 * @param {import('../views.js').Ask} ask
 */
function makeSweep(heading, words, ask) {
  const equations = element('dl', { class: 'equations' });
  const waiting = element('p', { class: 'quiet waiting' });
  const summary = element('summary');
  const all = element('div', { class: 'scroll', role: 'region', tabindex: '0' });
  const list = element('details', {}, summary, all);
  list.addEventListener('toggle', ask.redraw);
  return {
    node: element('section', { role: 'group', 'aria-label': heading }, element('b', {}, heading), waiting, equations, list),
    list,
    /**
     * @param {Node[] | undefined} nodes
     * @param {string} missing Said where there are none.
     * @param {Term[] | undefined} terms
     * @param {() => Node} table
     */
    show(nodes, missing, terms, table) {
      equations.replaceChildren(...(nodes ?? []));
      waiting.textContent = nodes ? '' : missing;
      list.hidden = !terms || terms.length <= WRITTEN;
      summary.textContent = fill(words.chainAll, { count: terms?.length ?? 0 });
      all.setAttribute('aria-label', `${heading}. ${summary.textContent}`);
      all.replaceChildren(...(list.open && !list.hidden ? [table()] : []));
    },
  };
}

/** Whether a part is one of the terms of a sum. @param {Part | undefined} part */
function isTerm(part) {
  return typeof part === 'object' && ('product' in part || ('word' in part && part.word === 'chainMore'));
}

/**
 * @param {Record<string, string>} words
 * @param {string} locale
 * @param {number} digits
 */
function equationsIn(words, locale, digits) {
  const told = (/** @type {import('../chain.js').Pair} */ [mantissa, exponent]) => ({
    text: exact(mantissa, exponent, locale, digits),
    title: exact(mantissa, exponent, locale, DIGITS.full),
  });
  /** @param {import('../chain.js').Pair} pair @param {boolean} isBracketed A minus after another sign. */
  const number = (pair, isBracketed) => {
    const { text, title } = told(pair);
    return element('span', { class: 'number', title }, isBracketed && text.startsWith('−') ? `(${text})` : text);
  };
  /** @param {Part} part @param {number} index @param {Part[]} parts */
  const node = (part, index, parts) => {
    // The sign before a term goes with it.
    if (part === ' + ' && isTerm(parts[index + 1])) return ' ';
    const sign = isTerm(part) && parts[index - 1] === ' + ' ? '+ ' : '';
    if (typeof part === 'string') return part;
    if ('word' in part) {
      const text = fill(words[part.word], part.values ?? {});
      return isTerm(part) ? element('span', { class: 'term' }, sign, text) : text;
    }
    if ('number' in part) return number(part.number, parts.length > 1 && parts[index - 1] !== 'f(');
    const [weight, value] = part.product;
    const product = element('span', { 'data-term': String(part.of) }, number(weight, true), ' × ', number(value, true));
    return element('span', { class: 'term' }, sign, product);
  };
  /** @param {Equation[]} equations */
  const render = (equations) =>
    equations.map(({ symbol, equals, note }) =>
      element(
        'div',
        { 'data-symbol': symbol },
        element('dt', {}, symbol),
        ...equals.map((parts, index) => {
          const isResult = index === equals.length - 1;
          return element('dd', isResult ? { class: 'result' } : {}, '= ', ...parts.map(node));
        }),
        ...(note ? [element('dd', { class: 'note' }, fill(words[note.word], note.values ?? {}))] : []),
      ),
    );
  /** Every product. @param {Term[] | undefined} terms @param {string} name @param {string} symbol */
  const table = (terms, name, symbol) => () => {
    const head = [name, 'w', symbol, `w · ${symbol}`].map((text) => element('th', { scope: 'col' }, text));
    const body = (terms ?? []).map(({ weight, value, product }, index) => {
      const cells = /** @type {import('../chain.js').Pair[]} */ ([[weight, 0], value, product]).map((pair) => {
        const { text, title } = told(pair);
        return element('td', { title }, text);
      });
      return element('tr', {}, element('th', { scope: 'row' }, String(index + 1)), ...cells);
    });
    return element('table', {}, element('thead', {}, element('tr', {}, ...head)), element('tbody', {}, ...body));
  };
  return Object.assign(render, { table });
}
