// Every activation in Python: torch's own where it is the same function, else written out so that
// nothing overflows or cancels.

import { translate } from './formula.js';
import { comment, float } from './text.js';

/**
 * What stands in the function of each: its value for the parameters given, and lines before.
 * @type {Record<string, (...parameters: string[]) => string | string[]>}
 */
const BODIES = {
  sigmoid: () => 'torch.sigmoid(z)',
  tanh: () => 'torch.tanh(z)',
  identity: () => 'z',
  relu: () => 'F.relu(z)',
  'leaky-relu': (slope) => `F.leaky_relu(z, ${slope})`,
  relu6: () => 'F.relu6(z)',
  threshold: (cutoff, otherwise) => `F.threshold(z, ${cutoff}, ${otherwise})`,
  'hard-shrink': (lambda) => `F.hardshrink(z, ${lambda})`,
  elu: (alpha) => `F.elu(z, ${alpha})`,
  celu: (alpha) => [
    '# F.celu takes 1 / alpha in single precision.',
    `return torch.where(z > 0, z, ${alpha} * torch.expm1(torch.clamp(z, max=0.0) / ${alpha}))`,
  ],
  selu: () => 'F.selu(z)',
  gelu: () => 'F.gelu(z)',
  'gelu-tanh': () => 'F.gelu(z, approximate="tanh")',
  'quick-gelu': () => 'z * torch.sigmoid(1.702 * z)',
  silu: () => 'F.silu(z)',
  swish: (beta) => `z * torch.sigmoid(${beta} * z)`,
  mish: () => 'F.mish(z)',
  softplus: (beta) => [
    '# F.softplus takes its argument for its value where that is above 20.',
    `return torch.logaddexp(${beta} * z, torch.zeros_like(z)) / ${beta}`,
  ],
  softsign: () => 'F.softsign(z)',
  'hard-tanh': (low, high) => `F.hardtanh(z, ${low}, ${high})`,
  'hard-sigmoid': () => [
    '# The slope of F.hardsigmoid is 1/6 in single precision.',
    'return F.hardtanh((z + 3.0) / 6.0, 0.0, 1.0)',
  ],
  'lecun-tanh': () => '1.7159 * torch.tanh(2 / 3 * z)',
  gaussian: () => 'torch.exp(-z * z)',
  'hard-swish': () => 'F.hardswish(z)',
  'log-sigmoid': () => 'F.logsigmoid(z)',
  'tanh-shrink': () => [
    '# z - tanh(z) cancels close to 0. There, Lambert\'s fraction (1770) takes its place:',
    '# tanh z = z / (1 + c) with c = z^2 / (3 + z^2 / (5 + ...)).',
    'near = torch.clamp(z, -1.0, 1.0)',
    'c = torch.zeros_like(z)',
    'for level in range(10, 0, -1):',
    '    c = near * near / (2 * level + 1 + c)',
    'return torch.where(z.abs() < 1.0, near * c / (1.0 + c), z - torch.tanh(z))',
  ],
  'soft-shrink': (lambda) => `F.softshrink(z, ${lambda})`,
  sine: () => 'torch.sin(z)',
  maxout: (pieces) => [
    '# Of equal ones the first wins, as in gradient-flow.',
    `return z.reshape(len(z), -1, ${Number(pieces)}).max(dim=2).values`,
  ],
};

/** Those that take more than z: their whole definition. @type {Record<string, (name: string, ...parameters: string[]) => string[]>} */
const DEFINITIONS = {
  prelu: (name) => [
    `def ${name}(z, slopes):`,
    '    """z for z > 0, else slope z, with the slope learned: one for all, or one a unit."""',
    '    return F.prelu(z, slopes)',
  ],
  rrelu: (name, lower, upper) => [
    `def ${name}(z, drawn, training):`,
    '    """z for z > 0, else z times a slope that is drawn anew for every unit and sample, or',
    '    drawn already; the mean of the slopes in tests."""',
    '    if drawn is not None:',
    '        return torch.where(z > 0, z, drawn * z)',
    `    return F.rrelu(z, ${lower}, ${upper}, training)`,
  ],
};

/**
 * The function of one activation, with its parameters in place.
 * @param {{ name: string, formula: string }} kind As the catalogue has it.
 * @param {string} name In Python.
 * @param {number[]} parameters
 * @param {string} formula The reader's own.
 * @returns {string[]} Lines.
 */
export function definition(kind, name, parameters, formula) {
  const values = parameters.map(float);
  if (kind.name === 'formula') return own(name, formula);
  const whole = Object.hasOwn(DEFINITIONS, kind.name) ? DEFINITIONS[kind.name] : undefined;
  if (whole) return whole(name, ...values);
  if (!Object.hasOwn(BODIES, kind.name)) throw new Error(`${kind.name} cannot be exported to PyTorch`);
  const body = BODIES[kind.name](...values);
  const lines = typeof body === 'string' ? [`return ${body}`] : body;
  return [`def ${name}(z):`, `    """${kind.formula}"""`, ...lines.map((line) => `    ${line}`)];
}

/** @param {string} name @param {string} formula */
function own(name, formula) {
  const { expression, helpers } = translate(formula);
  return [
    ...helpers.flatMap((source) => [...source.split('\n'), '', '']),
    ...comment(`f(z) = ${formula}`),
    `def ${name}(z):`,
    ...(expression.includes('larger(') || expression.includes('smaller(')
      ? ['    z = z.clone()  # asked for slopes on the way, which must not be added to dL/dz']
      : []),
    `    return ${expression}`,
  ];
}
