// A reader's own formula, in Python. The grammar is that of the engine, which has accepted the
// text already; here it is only read again.

import { float } from './text.js';

/**
 * A part of the formula.
 * @typedef {object} Part
 * @property {string} text
 * @property {number} level How tightly its outermost operator binds.
 * @property {number} [number] The value of one that Python can work out as plain numbers; all
 *   others are tensors.
 */

const SUM = 1;
const PRODUCT = 2;
const SIGNED = 3;
const POWER = 4;
const OPERAND = 5;

/** What torch has under another name than formulas do, or the same. */
const TORCH = new Map([
  ...['exp', 'expm1', 'log', 'log1p', 'abs', 'sign', 'sin', 'cos', 'tan', 'asin', 'atan', 'sinh',
    'cosh', 'tanh', 'sigmoid', 'relu', 'erf', 'erfc'].map((name) => /** @type {const} */ ([name, `torch.${name}`])),
  ['ln', 'torch.log'],
]);

/** What torch does not have, or not as formulas mean it; each with those it needs. */
const HELPERS = {
  log_one_plus_exp: `
def log_one_plus_exp(a):
    """ln(1 + e^a), for a of any size."""
    return torch.logaddexp(a, torch.zeros_like(a))
`,
  square_root: `
def square_root(a):
    """The square root; where a is 0 its slope is taken as 0, because infinity would make NaN."""
    positive = torch.where(a == 0, torch.ones_like(a), a)
    return torch.where(a == 0, torch.zeros_like(a), torch.sqrt(positive))
`,
  slope: `
def slope(g, z):
    """dg/dz, number by number, of a part g of the formula."""
    if not g.requires_grad:
        return torch.zeros_like(z)
    (gradient,) = torch.autograd.grad(g.sum(), z, retain_graph=True, allow_unused=True)
    return torch.zeros_like(z) if gradient is None else gradient
`,
  larger: `
def larger(a, b, z):
    """The larger of a and b; of equal ones that which is larger left of z, so that a kink has the
    slope of its left side. (torch.maximum would take half of both.)"""
    a, b = torch.as_tensor(a).expand_as(z), torch.as_tensor(b).expand_as(z)
    takes_a = torch.where(a == b, slope(a, z) < slope(b, z), a > b)
    return torch.where(takes_a, a, b)
`,
  smaller: `
def smaller(a, b, z):
    """The smaller of a and b, with the same rule."""
    return -larger(-a, -b, z)
`,
  choose: `
def choose(condition, then, otherwise, z):
    """One of two formulas, number by number. Each sees only its own z: what the other would make
    of them, infinities maybe, must not reach the gradient."""
    condition = condition.expand_as(z)
    result = 0.0 * z
    result[condition] = then(z[condition])
    result[~condition] = otherwise(z[~condition])
    return result
`,
};

/** @typedef {keyof typeof HELPERS} Helper */

/**
 * @param {string} formula Accepted by the engine.
 * @returns {{ expression: string, helpers: string[] }} An expression in z, and the functions that
 *   it calls.
 */
export function translate(formula) {
  const parser = new Parser(formula);
  const whole = parser.sum();
  parser.end();
  /** In the order of their definition. @type {Set<string>} */
  const used = parser.helpers;
  const helpers = Object.entries(HELPERS).filter(([name]) => used.has(name));
  return {
    // A formula without z is a constant, yet one for each z and with a slope, which is 0.
    expression: parser.sees ? whole.text : `${wrap(whole, SUM)} + 0.0 * z`,
    helpers: helpers.map(([, source]) => source.trim()),
  };
}

class Parser {
  /** @type {Set<Helper>} */
  helpers = new Set();
  /** Whether z was seen. */
  sees = false;
  #rest;

  /** @param {string} formula */
  constructor(formula) {
    this.#rest = formula;
  }

  /** sum = product { ("+" | "-") product } @returns {Part} */
  sum() {
    let left = this.#product();
    for (;;) {
      const symbol = this.#eats(/^[+-]/);
      if (!symbol) return left;
      left = operation(left, symbol, this.#product(), SUM);
    }
  }

  end() {
    if (this.#rest.trim()) throw new Error(`formula: ${this.#rest} cannot be read`);
  }

  /** product = signed { ("*" | "/") signed } @returns {Part} */
  #product() {
    let left = this.#signed();
    for (;;) {
      const symbol = this.#eats(/^[*/]/);
      if (!symbol) return left;
      left = operation(left, symbol, this.#signed(), PRODUCT);
    }
  }

  /** signed = ("-" | "+") signed | power @returns {Part} */
  #signed() {
    if (this.#eats(/^\+/)) return this.#signed();
    if (!this.#eats(/^-/)) return this.#power();
    const { text, level, number } = this.#signed();
    return {
      text: `-${level < SIGNED ? `(${text})` : text}`,
      level: SIGNED,
      number: number === undefined ? undefined : -number,
    };
  }

  /** power = operand [ ("^" | "**") signed ] @returns {Part} */
  #power() {
    const base = this.#operand();
    return this.#eats(/^(?:\^|\*\*)/) ? power(base, this.#signed()) : base;
  }

  /** operand = number | name | function "(" ... ")" | "(" sum ")" @returns {Part} */
  #operand() {
    const digits = this.#eats(/^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/);
    if (digits) return plain(float(Number(digits)), Number(digits));
    if (this.#eats(/^\(/)) {
      const inner = this.sum();
      this.#close();
      return inner;
    }
    const name = this.#eats(/^[a-z][a-z0-9]*/);
    if (name === 'z' || name === 'x') {
      this.sees = true;
      return tensor('z');
    }
    if (name === 'pi') return plain('math.pi', Math.PI);
    if (name === 'e') return plain('math.e', Math.E);
    if (!name || !this.#eats(/^\(/)) throw new Error(`formula: ${this.#rest} cannot be read`);
    const made = name === 'if' ? this.#choice() : this.#call(name);
    this.#close();
    return made;
  }

  /** What follows "if(". @returns {Part} */
  #choice() {
    const left = this.sum();
    const symbol = this.#eats(/^[<>]=?/);
    // At least one side has to be a tensor, so that the comparison makes one.
    const condition = `${asTensor(left)} ${symbol} ${wrap(this.sum(), SUM)}`;
    this.#eats(/^,/);
    const then = this.sum();
    this.#eats(/^,/);
    const otherwise = this.sum();
    this.helpers.add('choose');
    return tensor(`choose(${condition}, lambda z: ${then.text}, lambda z: ${otherwise.text}, z)`);
  }

  /** What follows the name and parenthesis of a function. @param {string} name @returns {Part} */
  #call(name) {
    const first = this.sum();
    /** @type {Part[]} */
    const others = [];
    while (this.#eats(/^,/)) others.push(this.sum());
    if (name === 'pow') return power(first, others[0]);
    if (name === 'min' || name === 'max') {
      const helper = name === 'max' ? 'larger' : 'smaller';
      // The smaller is found by the larger, and that by slopes.
      for (const needed of /** @type {const} */ (['slope', 'larger', helper])) this.helpers.add(needed);
      return others.reduce((a, b) => tensor(`${helper}(${a.text}, ${b.text}, z)`), first);
    }
    if (name === 'softplus' || name === 'sqrt') {
      // Not softplus: that may be another layer's, with a steepness of its own.
      const helper = name === 'sqrt' ? 'square_root' : 'log_one_plus_exp';
      this.helpers.add(helper);
      return tensor(`${helper}(${argument(first)})`);
    }
    const torch = TORCH.get(name);
    if (!torch) throw new Error(`formula: ${name} is not known`);
    return tensor(`${torch}(${argument(first)})`);
  }

  #close() {
    if (!this.#eats(/^\)/)) throw new Error(`formula: ")" is missing before ${this.#rest}`);
  }

  /** What comes next, if it is this; it is behind us then. @param {RegExp} pattern */
  #eats(pattern) {
    this.#rest = this.#rest.trimStart();
    const found = pattern.exec(this.#rest)?.[0] ?? '';
    this.#rest = this.#rest.slice(found.length);
    return found;
  }
}

/** @param {string} text @returns {Part} */
function tensor(text) {
  return { text, level: OPERAND };
}

/** @param {string} text @param {number} number @returns {Part} */
function plain(text, number) {
  return { text, level: OPERAND, number };
}

/** In parentheses where what stands around it binds more tightly. @param {Part} part @param {number} around */
function wrap(part, around) {
  return part.level < around ? `(${part.text})` : part.text;
}

/** As the argument of a function of tensors. @param {Part} part */
function argument({ text, number }) {
  return number === undefined ? text : `torch.tensor(${text})`;
}

/** As the left side of a comparison. @param {Part} part */
function asTensor(part) {
  return part.number === undefined ? wrap(part, SUM) : argument(part);
}

/** @param {Part} left @param {string} symbol @param {Part} right @param {number} level @returns {Part} */
function operation(left, symbol, right, level) {
  return binary(left, right, level, (a) => `${wrap(a, level)} ${symbol} ${wrap(right, level + 1)}`, (a, b) =>
    symbol === '+' ? a + b : symbol === '-' ? a - b : symbol === '*' ? a * b : a / b,
  );
}

/** @param {Part} base @param {Part} exponent @returns {Part} */
function power(base, exponent) {
  const write = (/** @type {Part} */ a) => `${wrap(a, OPERAND)} ** ${wrap(exponent, SIGNED)}`;
  return binary(base, exponent, POWER, write, (a, b) => a ** b);
}

/**
 * Two plain numbers stay plain only where Python would make the same of them: it refuses to divide
 * by 0 and to overflow, and roots of negative numbers are complex there.
 * @param {Part} left
 * @param {Part} right
 * @param {number} level
 * @param {(left: Part) => string} write
 * @param {(a: number, b: number) => number} make
 * @returns {Part}
 */
function binary(left, right, level, write, make) {
  if (left.number === undefined || right.number === undefined) return { text: write(left), level };
  const number = make(left.number, right.number);
  return Number.isFinite(number)
    ? { text: write(left), level, number }
    : { text: write(tensor(argument(left))), level };
}
