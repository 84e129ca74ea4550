// The layer and the network in Python, with only those parts that this network has.

import { float } from './text.js';

/** @typedef {import('./layers.js').ExportedLayer} ExportedLayer */

/**
 * What a network has beside dense layers.
 * @typedef {object} Parts
 * @property {'none' | 'batch' | 'layer'} norm
 * @property {boolean} skips
 * @property {boolean} isBefore Whether skip connections end before the activation.
 * @property {number} scale What a layer's own part is multiplied by where one ends.
 * @property {number} dropout
 * @property {boolean} learnsSlopes
 * @property {boolean} drawsSlopes
 * @property {boolean} hasPieces
 */

/** @param {Record<string, string>} settings @param {ExportedLayer[]} layers @returns {Parts} */
export function partsOf(settings, layers) {
  const has = (/** @type {string} */ name) => layers.some(({ activation }) => activation.kind.name === name);
  return {
    norm: /** @type {Parts['norm']} */ (settings.norm),
    skips: layers.some(({ back }) => back > 0),
    isBefore: settings['residual-place'] === 'before',
    scale: Number(settings['residual-scale']),
    dropout: Number(settings.dropout),
    learnsSlopes: has('prelu'),
    drawsSlopes: has('rrelu'),
    hasPieces: has('maxout'),
  };
}

/** @param {Parts} parts @returns {string[]} Lines. */
export function networkSource(parts) {
  return [...layerClass(parts), '', '', ...networkClass(parts)];
}

/** @param {Parts} parts */
function layerClass(parts) {
  const { norm, dropout, learnsSlopes, drawsSlopes } = parts;
  return [
    'class Layer(torch.nn.Module):',
    '    """One dense layer. Samples are rows: x is (batch, inputs), W is (units, inputs)."""',
    '',
    '    def __init__(self, index):',
    '        super().__init__()',
    '        inputs, self.units, self.activation, self.back = LAYERS[index]',
    '        self.is_hidden = index < len(LAYERS) - 1',
    '        self.weights = torch.nn.Parameter(floats(WEIGHTS[index]).reshape(-1, inputs))',
    '        self.biases = torch.nn.Parameter(floats(BIASES[index]))',
    ...(learnsSlopes
      ? [
          '        if self.activation is prelu:',
          '            self.slopes = torch.nn.Parameter(floats(SLOPES[index]))',
        ]
      : []),
    ...(norm !== 'none'
      ? [
          '        if self.is_hidden:',
          '            self.gamma = torch.nn.Parameter(floats(GAMMA[index]))',
          '            self.beta = torch.nn.Parameter(floats(BETA[index]))',
        ]
      : []),
    ...(norm === 'batch' ? ['        self.running = None  # mean and variance over the batches so far'] : []),
    ...(dropout > 0 ? ['        self.kept = None  # which activations the first pass keeps'] : []),
    ...(drawsSlopes ? ['        self.drawn = None  # the slopes of the first pass'] : []),
    '',
    ...forward(parts),
    ...(learnsSlopes || drawsSlopes
      ? [
          '',
          '    def activate(self, v):',
          '        """f(v), for those activations too that take more than v."""',
          ...(learnsSlopes ? ['        if self.activation is prelu:', '            return prelu(v, self.slopes)'] : []),
          ...(drawsSlopes ? ['        if self.activation is rrelu:', '            return rrelu(v, self.drawn, self.training)'] : []),
          '        return self.activation(v)',
        ]
      : []),
    ...(norm === 'batch' ? ['', ...BATCH_NORM] : []),
    ...(norm === 'layer' ? ['', ...LAYER_NORM] : []),
    ...(dropout > 0 ? ['', ...dropoutMethod(dropout)] : []),
  ];
}

/** @param {Parts} parts */
function forward({ norm, skips, isBefore, scale, dropout, learnsSlopes, drawsSlopes, hasPieces }) {
  const own = (/** @type {string} */ name) => (scale === 1 ? name : `${float(scale)} * ${name}`);
  const f = learnsSlopes || drawsSlopes ? 'self.activate' : 'self.activation';
  // Maxout has more pre-activations than units: there the connection ends after it.
  const before = hasPieces ? 'skip is not None and self.activation is not maxout' : 'skip is not None';
  const mixed = isBefore && hasPieces;
  const lines = [
    `    def forward(self, x${skips ? ', skip' : ''}):`,
    '        self.z = x @ self.weights.T + self.biases',
    '        if self.z.requires_grad:',
    '            self.z.retain_grad()  # dL/dz is what this is all about',
    '        v = self.z',
  ];
  if (norm !== 'none') lines.push('        if self.is_hidden:', '            v = self.normalise(v)');
  if (skips && isBefore) lines.push(`        if ${before}:`, `            v = skip + ${own('v')}`);
  lines.push(`        a = ${f}(v)`);
  if (dropout > 0) lines.push('        if self.is_hidden:', '            a = self.drop(a)');
  if (skips && (!isBefore || mixed)) {
    lines.push(`        if skip is not None${mixed ? ' and self.activation is maxout' : ''}:`);
    lines.push(`            a = skip + ${own('a')}`);
  }
  return [...lines, '        return a'];
}

const BATCH_NORM = [
  '    def normalise(self, z):',
  '        """Batch normalisation: each unit over the samples of the batch; in tests by what the',
  '        batches so far had, an average that begins with the first batch."""',
  '        if self.training:',
  '            mean = z.mean(dim=0)',
  '            variance = ((z - mean) ** 2).mean(dim=0)',
  '            count = len(z)',
  '            now = torch.stack([mean, variance * count / max(count - 1, 1)]).detach()',
  '            self.running = now if self.running is None else self.running + 0.1 * (now - self.running)',
  '        else:',
  '            mean, variance = self.running',
  '        return self.gamma * (z - mean) / torch.sqrt(variance + 1e-5) + self.beta',
];

const LAYER_NORM = [
  '    def normalise(self, z):',
  '        """Layer normalisation: each sample over the units."""',
  '        return F.layer_norm(z, z.shape[1:], self.gamma, self.beta, eps=1e-5)',
];

/** @param {number} dropout */
function dropoutMethod(dropout) {
  return [
    '    def drop(self, a):',
    '        """Dropout; the masks of the training loop are torch\'s own, not those of gradient-flow."""',
    '        if self.kept is not None:',
    `            return a * self.kept / (1.0 - ${float(dropout)})`,
    `        return F.dropout(a, ${float(dropout)}, self.training)`,
  ];
}

/** @param {Parts} parts */
function networkClass({ skips }) {
  return [
    'class Network(torch.nn.Module):',
    '    """The layers, one after the other; the last is the output layer."""',
    '',
    '    def __init__(self):',
    '        super().__init__()',
    '        self.layers = torch.nn.ModuleList(Layer(index) for index in range(len(LAYERS)))',
    '',
    '    def forward(self, batch):',
    ...(skips
      ? [
          '        activations = [batch]  # what each layer takes in',
          '        for index, layer in enumerate(self.layers):',
          '            skip = activations[index + 1 - layer.back] if layer.back else None',
          '            activations.append(layer(activations[index], skip))',
          '        return activations[-1]',
        ]
      : ['        a = batch', '        for layer in self.layers:', '            a = layer(a)', '        return a']),
  ];
}
