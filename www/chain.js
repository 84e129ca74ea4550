// The chain rule at one unit as equations: which numbers of the engine stand where. Knows nothing of
// the page.

/** @typedef {[number, number]} Pair mantissa 2^exponent, which may be no f64. */
/** @typedef {{ weight: number, value: Pair, product: Pair }} Term */

/**
 * As the engine gives it.
 * @typedef {object} Forward
 * @property {number} row
 * @property {number} pieces
 * @property {Term[]} terms
 * @property {number} bias
 * @property {Pair} z
 * @property {{ kind: 'batch' | 'layer', value: Pair }} [norm]
 * @property {{ before: boolean, scale: number, value: Pair }} [skip]
 * @property {Pair} seen
 * @property {number} derivative
 * @property {Pair} value
 * @property {number} [kept]
 * @property {Pair} a
 */

/**
 * @typedef {object} Backward
 * @property {Term[]} [terms]
 * @property {Pair} [sum]
 * @property {Pair} [bySkip]
 * @property {Pair} signal
 * @property {Pair} [norm]
 * @property {Pair} delta
 * @property {{ own: Pair, total: Pair }} weight
 * @property {{ own: Pair, total: Pair }} bias
 */

/** @typedef {{ word: string, values?: Record<string, number | string> }} Words With what stands in them. */

/** Of an equation: signs, words, a number, or the product of two that is a term of a sum.
 * @typedef {string | Words | { number: Pair } | { product: [Pair, Pair], of: number }} Part */

/**
 * A symbol and what it equals, one after the other, the number it comes to last.
 * @typedef {object} Equation
 * @property {string} symbol
 * @property {Part[][]} equals
 * @property {Words} [note]
 */

/** Products written out of a sum. */
export const WRITTEN = 3;

/** The names that the numbers have, which depend on what stands between z and f.
 * @param {Forward} forward */
function symbols({ norm, skip }) {
  // What f sees: z itself, or what a normalisation or a skip connection has made of it.
  const own = norm ? 'u' : 'z';
  return { own, seen: skip?.before ? 'v' : own };
}

/**
 * From the inputs to a.
 * @param {Forward} forward
 * @param {boolean} isFirst Whether the inputs are the data.
 * @param {{ name: string, formula: string }} activation
 * @returns {Equation[]}
 */
export function forwardEquations(forward, isFirst, activation) {
  const { norm, skip, kept, pieces } = forward;
  const { own, seen } = symbols(forward);
  /** @type {Equation[]} */
  const equations = [];
  equations.push({
    symbol: 'z',
    equals: [
      [`Σ w · ${isFirst ? 'x' : 'a'} + b`],
      [...written(forward.terms), ' + ', { number: plain(forward.bias) }],
      [{ number: forward.z }],
    ],
    ...(pieces > 1 && { note: { word: 'chainPiece', values: { pieces, piece: (forward.row % pieces) + 1 } } }),
  });
  if (norm) {
    equations.push({
      symbol: 'u',
      equals: [[{ word: norm.kind === 'batch' ? 'chainBatchNorm' : 'chainLayerNorm' }], [{ number: norm.value }]],
      note: { word: norm.kind === 'batch' ? 'chainBatchNormNote' : 'chainLayerNormNote' },
    });
  }
  if (skip?.before) {
    equations.push({
      symbol: 'v',
      equals: [
        [{ word: 'chainSkip' }, ` + ${skip.scale === 1 ? '' : 's · '}${own}`],
        [{ number: skip.value }, ' + ', ...scaled(skip.scale, norm ? norm.value : forward.z)],
        [{ number: forward.seen }],
      ],
    });
  }
  const isPlain = kept === undefined && !(skip && !skip.before);
  equations.push({
    symbol: isPlain ? 'a' : `f(${seen})`,
    equals: [
      ...(isPlain ? [[`f(${seen})`]] : []),
      ['f(', { number: forward.seen }, ')'],
      [{ number: forward.value }],
    ],
    note: { word: 'chainActivation', values: activation },
  });
  if (!isPlain) {
    const factors = [`f(${seen})`, ...(kept === undefined ? [] : ['m'])];
    /** @type {Part[]} */
    const numbers = [{ number: forward.value }];
    if (kept !== undefined) numbers.push(' × ', { number: plain(kept) });
    if (skip && !skip.before) {
      if (skip.scale !== 1) {
        factors.unshift('s');
        numbers.unshift({ number: plain(skip.scale) }, ' × ');
      }
      numbers.unshift({ number: skip.value }, ' + ');
    }
    equations.push({
      symbol: 'a',
      equals: [
        [...(skip && !skip.before ? [{ word: 'chainSkip' }, ' + '] : []), factors.join(' · ')],
        numbers,
        [{ number: forward.a }],
      ],
      ...(kept !== undefined && { note: { word: kept === 0 ? 'chainDropped' : 'chainKept' } }),
    });
  }
  equations.push({ symbol: `f′(${seen})`, equals: [[{ number: plain(forward.derivative) }]] });
  return equations;
}

/**
 * From the layer above to dL/dz and the gradients.
 * @param {Forward} forward
 * @param {Backward} backward
 * @param {object} place
 * @param {number} place.input Whose weight's gradient is told, counted from 0.
 * @param {boolean} place.isFirst
 * @param {number} place.samples Of the batch.
 * @returns {Equation[]}
 */
export function backwardEquations(forward, backward, { input, isFirst, samples }) {
  const { norm, skip, kept } = forward;
  const { seen } = symbols(forward);
  /** @type {Equation[]} */
  const equations = [];
  const { terms, sum, bySkip } = backward;
  if (!terms || !sum) {
    equations.push({ symbol: '∂L/∂a', equals: [[{ word: 'chainFromLoss' }], [{ number: backward.signal }]] });
  } else {
    /** @type {Part[][]} */
    const equals = [['Σ w · ∂L/∂z', ...(bySkip ? [' + ', { word: 'chainSkip' }] : [])], [...written(terms)]];
    if (bySkip) {
      equals[1].push(' + ', { number: bySkip });
      equals.push([{ number: sum }, ' + ', { number: bySkip }]);
    }
    equations.push({ symbol: '∂L/∂a', equals: [...equals, [{ number: backward.signal }]], note: { word: 'chainAbove' } });
  }

  const names = ['∂L/∂a', `f′(${seen})`];
  const factors = [backward.signal, plain(forward.derivative)];
  if (kept !== undefined) {
    names.push('m');
    factors.push(plain(kept));
  }
  if (skip && skip.scale !== 1) {
    names.push('s');
    factors.push(plain(skip.scale));
  }
  const product = [[names.join(' · ')], joined(factors, ' × ')];
  if (norm && backward.norm) {
    equations.push({ symbol: '∂L/∂u', equals: [...product, [{ number: backward.norm }]] });
    equations.push({
      symbol: '∂L/∂z',
      equals: [[{ word: norm.kind === 'batch' ? 'chainBatchNormBack' : 'chainLayerNormBack' }], [{ number: backward.delta }]],
    });
  } else {
    equations.push({ symbol: '∂L/∂z', equals: [...product, [{ number: backward.delta }]] });
  }

  const value = forward.terms[input];
  equations.push({
    symbol: '∂L/∂w',
    equals: [
      [{ word: 'chainSum', values: { samples } }, ` ∂L/∂z · ${isFirst ? 'x' : 'a'}`],
      [...joined([backward.delta, value.value], ' × '), ' + …'],
      [{ number: backward.weight.total }],
    ],
    note: { word: 'chainOwn', values: { input: input + 1 } },
  });
  equations.push({
    symbol: '∂L/∂b',
    equals: [
      [{ word: 'chainSum', values: { samples } }, ' ∂L/∂z'],
      [{ number: backward.bias.own }, ' + …'],
      [{ number: backward.bias.total }],
    ],
    ...(norm?.kind === 'batch' && { note: { word: 'chainNoBias' } }),
  });
  return equations;
}

/**
 * The largest products of a sum, and how many more there are.
 * @param {Term[]} terms
 * @returns {Part[]}
 */
function written(terms) {
  const largest = terms
    .map((term, index) => ({ term, index, size: size(term.product) }))
    .sort((a, b) => b.size - a.size || a.index - b.index)
    .slice(0, WRITTEN);
  /** @type {Part[]} */
  const parts = [];
  for (const { term, index } of largest) {
    if (parts.length > 0) parts.push(' + ');
    parts.push({ product: [plain(term.weight), term.value], of: index });
  }
  const more = terms.length - largest.length;
  if (more > 0) parts.push(' + ', { word: 'chainMore', values: { more } });
  return parts;
}

/** @param {number} scale @param {Pair} value @returns {Part[]} */
function scaled(scale, value) {
  return scale === 1 ? [{ number: value }] : [{ number: plain(scale) }, ' × ', { number: value }];
}

/** @param {Pair[]} numbers @param {string} sign @returns {Part[]} */
function joined(numbers, sign) {
  return numbers.flatMap((number, index) => (index > 0 ? [sign, { number }] : [{ number }]));
}

/** @param {number} value @returns {Pair} */
function plain(value) {
  return [value, 0];
}

/** log2 of the absolute value; what is not a number counts as largest. @param {Pair} pair */
function size([mantissa, exponent]) {
  const log2 = Math.log2(Math.abs(mantissa)) + exponent;
  return Number.isNaN(log2) ? Infinity : log2;
}
