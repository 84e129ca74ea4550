// The experiment as a program for PyTorch: the same weights, rows and settings, a check of its
// gradients against those that were measured here, and a training loop.

import { base64, base64Length } from './base64.js';
import { definition } from './python/activations.js';
import { exportedLayers } from './python/layers.js';
import { loss, lossName } from './python/loss.js';
import { networkSource, partsOf } from './python/network.js';
import { optimizer } from './python/optimizer.js';
import { comment, float, list } from './python/text.js';

/** @typedef {import('../engine.js').Catalogue} Catalogue */
/** @typedef {import('../frame.js').Frame} Frame */
/** @typedef {import('./snapshot.js').Snapshot} Snapshot */
/** @typedef {import('./python/layers.js').ExportedLayer} ExportedLayer */
/** @typedef {import('./python/layers.js').Use} Use */

/** Most characters of data in a program: more than editors and readers bear. */
export const LIMIT = 32 << 20;

/** Steps that the program trains unless its reader changes the number. */
const STEPS = 200;

export class TooLarge extends Error {
  /** @param {number} bytes Of the data in the program. */
  constructor(bytes) {
    const needed = (bytes / (1 << 20)).toFixed(1);
    super(`the program would hold at least ${needed} MiB of data (${bytes} bytes); the limit is ${LIMIT / (1 << 20)} MiB (${LIMIT} bytes)`);
    this.name = 'TooLarge';
    this.bytes = bytes;
    this.limit = LIMIT;
  }
}

/**
 * Before anything is copied: whether the weights alone fit.
 * @param {Pick<Frame, 'layer' | 'layers'>} frame
 * @throws {TooLarge}
 */
export function checkSize(frame) {
  let weights = 0;
  for (let layer = 0; layer < frame.layers; layer++) weights += frame.layer(layer, 'fanIn') * frame.layer(layer, 'units');
  demand(base64Length(8 * weights));
}

/** @param {number} bytes */
function demand(bytes) {
  if (bytes > LIMIT) throw new TooLarge(bytes);
}

/**
 * @param {object} given All of one moment, with a complete pass.
 * @param {Snapshot} given.snapshot
 * @param {Pick<Frame, 'get' | 'layer'>} given.frame
 * @param {Catalogue} given.catalogue
 * @param {string} given.query The settings as the query of a URL.
 * @returns {Generator<string, void>} Piece by piece, because it may be long.
 * @throws {TooLarge}
 */
export function pytorchProgram(given) {
  demand(dataSize(given.snapshot));
  return pieces(given);
}

/** @param {Parameters<typeof pytorchProgram>[0]} given */
function* pieces({ snapshot, frame, catalogue, query }) {
  const { settings, train } = snapshot;
  const { layers, uses } = exportedLayers(snapshot, catalogue, frame);
  const outputs = layers[layers.length - 1].units;
  const name = lossName(settings.loss, train.classes);
  const blocks = [
    [...header(snapshot, catalogue, frame, query), '', ...IMPORTS, '', ...constants(settings)],
    ...uses.map((use) => definition(use.kind, use.name, use.parameters, settings.formula)),
    layerList(layers),
    READERS,
    networkSource(partsOf(settings, layers)),
    loss(name, train.classes, outputs),
    optimizer(settings),
    check(snapshot),
    training(train.classes),
    MAIN,
  ];
  for (const lines of blocks) yield `${lines.join('\n')}\n\n\n`;
  yield* data(snapshot, frame);
  yield '\n\nif __name__ == "__main__":\n    main()\n';
}

/** Characters of base64 that the snapshot takes. @param {Snapshot} snapshot */
function dataSize({ layers, train, test }) {
  /** @type {{ byteLength: number }[]} */
  const arrays = [train.inputs, train.targets, test.inputs, test.targets];
  for (const { weights, biases, slopes, gamma, beta, kept, drawnSlopes } of layers) {
    arrays.push(weights, biases, slopes, gamma, beta);
    if (kept) arrays.push(kept);
    if (drawnSlopes) arrays.push(drawnSlopes);
  }
  return arrays.reduce((sum, { byteLength }) => sum + base64Length(byteLength), 0);
}

/** @param {Snapshot} snapshot @param {Catalogue} catalogue @param {Pick<Frame, 'get'>} frame @param {string} query */
function header({ settings }, catalogue, frame, query) {
  const rule = catalogue.initialisations.find(({ name }) => name === settings.init);
  const numbers = ['gain', ...(rule?.keys ?? [])]
    .filter((key, index, keys) => keys.indexOf(key) === index && settings[key] !== undefined)
    .map((key) => `${key} ${settings[key]}`);
  const credit = catalogue.data.find(({ name }) => name === settings.data)?.credit;
  const paragraphs = [
    'A network of gradient-flow, which shows how gradients vanish in deep networks, as a program for PyTorch. gradient-flow has generated this file. It is free of any licence: use it as you like.',
    `Settings, as the query of a URL: ${query}`,
    `It holds the weights after ${frame.get('step')} training steps, the batch that was shown and all rows. It makes the pass that was shown, forward and backward, prints how large the gradients of each layer are beside what gradient-flow has measured, and then trains on. It needs Python 3 and torch: https://pytorch.org`,
    `The weights began as ${rule?.label ?? settings.init} (Var W = ${rule?.formula ?? ''}; ${numbers.join(', ')}).`,
    'Both compute in float64, but gradient-flow keeps what is smaller than float64 can hold, and the derivatives of saturated activations to their last digit, where PyTorch subtracts numbers that are nearly equal. There the two differ.',
    ...(credit ? [`Data (${settings.data}): ${credit}.`] : []),
  ];
  return paragraphs.flatMap((text, index) => [...(index > 0 ? ['#'] : []), ...comment(text)]);
}

const IMPORTS = ['import base64', 'import math', '', 'import torch', 'import torch.nn.functional as F', '', 'torch.set_default_dtype(torch.float64)'];

/** @param {Record<string, string>} settings */
function constants(settings) {
  return [
    `STEPS = ${STEPS}  # training steps after the check`,
    `BATCH = ${settings.batch}`,
    `LEARNING_RATE = ${float(Number(settings['learning-rate']))}`,
    `REDUCTION = "${settings.reduction}"  # of the loss of a batch`,
    `SEED = ${settings.seed}  # of the order of the rows, and of what is drawn`,
  ];
}

/** Neighbours that are alike share a line. @param {ExportedLayer[]} layers */
function layerList(layers) {
  const rows = layers.map(({ inputs, units, activation, back }) => `(${inputs}, ${units}, ${activation.name}, ${back})`);
  const lines = [];
  for (let from = 0, to; from < rows.length; from = to) {
    to = from + 1;
    while (rows[to] === rows[from]) to += 1;
    lines.push(`${to - from} * [${rows[from]}]`);
  }
  return [
    '# Each layer: inputs, units, activation, and how many layers back a skip connection begins that',
    '# ends here (0: none). The last is the output layer.',
    `LAYERS = (`,
    ...lines.map((line, index) => `    ${index > 0 ? '+ ' : ''}${line}`),
    ')',
  ];
}

const READERS = [
  'def floats(text):',
  '    """Numbers from the base64 of their bytes: float64, little-endian."""',
  '    return torch.frombuffer(bytearray(base64.b64decode(text)), dtype=torch.float64)',
  '',
  '',
  'def rows(inputs, targets):',
  '    """Inputs, one row a sample, and what belongs to them."""',
  '    inputs, targets = floats(inputs), floats(targets)',
  '    return inputs.reshape(len(targets), -1), targets',
];

/** @param {Snapshot} snapshot */
function check({ layers }) {
  const hasKept = layers.some(({ kept }) => kept);
  const hasDrawn = layers.some(({ drawnSlopes }) => drawnSlopes);
  return [
    'def rms(gradient):',
    '    """The root of the mean square; divided by the largest first, so that squares of tiny numbers',
    '    do not become 0."""',
    '    if gradient is None:',
    '        return 0.0',
    '    largest = gradient.abs().max().item()',
    '    if largest == 0.0 or not math.isfinite(largest):',
    '        return largest',
    '    return largest * ((gradient / largest) ** 2).mean().sqrt().item()',
    '',
    '',
    'def difference(found, log10, largest):',
    '    """The relative difference from what was measured; from an exact 0, in terms of the largest',
    '    that was measured. None where that is no float64."""',
    '    if math.isnan(log10) or log10 > 290.0 or -math.inf < log10 < -290.0:',
    '        return None',
    '    if not math.isfinite(found):',
    '        return math.inf',
    '    if log10 == -math.inf:',
    '        return found / 10.0**largest if found > 0.0 else 0.0',
    '    return abs(found / 10.0**log10 - 1.0)',
    '',
    '',
    ...(hasKept || hasDrawn ? [...draws(hasKept, hasDrawn), '', ''] : []),
    'def check_first_pass(network, inputs, targets):',
    '    """Makes the pass that was shown and compares the gradients of every layer."""',
    '    batch_inputs, batch_targets = inputs[BATCH_ROWS], targets[BATCH_ROWS]',
    ...(hasKept || hasDrawn ? ['    set_drawn(network, True)'] : []),
    '    outputs = network(batch_inputs)',
    '    loss_of(outputs, batch_targets, REDUCTION).backward()',
    ...(hasKept || hasDrawn ? ['    set_drawn(network, False)'] : []),
    '    loss = loss_of(outputs.detach(), batch_targets, "mean").item()',
    '    print(f"first pass: loss {loss!r}, gradient-flow says {MEASURED_LOSS!r}")',
    '    print("layer   RMS of dL/dz   gradient-flow    RMS of dL/dW   gradient-flow")',
    '    largest = max([-290.0] + [log10 for sizes in MEASURED for log10 in sizes if log10 < 290.0])',
    '    worst, left_out = 0.0, 0',
    '    for index, (layer, measured) in enumerate(zip(network.layers, MEASURED)):',
    '        found = rms(layer.z.grad), rms(layer.weights.grad)',
    '        cells = []',
    '        for size, log10 in zip(found, measured):',
    '            apart = difference(size, log10, largest)',
    '            if apart is None:',
    '                left_out += 1',
    '            else:',
    '                worst = max(worst, apart)',
    '            cells.append(f"{size:12.6e}   10^{log10:<10.6f}")',
    '        print(f"{index + 1:5}   {cells[0]}   {cells[1]}".rstrip())',
    '    print(f"largest relative difference: {worst:.2e}")',
    '    if left_out:',
    '        print(f"left out, because float64 cannot hold them: {left_out} of {2 * len(MEASURED)}")',
  ];
}

/** @param {boolean} hasKept @param {boolean} hasDrawn */
function draws(hasKept, hasDrawn) {
  return [
    'def set_drawn(network, is_first):',
    '    """What gradient-flow has drawn for the pass that was shown, or nothing: torch draws then."""',
    '    for index, layer in enumerate(network.layers[:-1]):',
    ...(hasKept
      ? [
          '        kept = torch.frombuffer(bytearray(base64.b64decode(KEPT[index])), dtype=torch.uint8)',
          '        layer.kept = kept.reshape(-1, layer.units).double() if is_first else None',
        ]
      : []),
    ...(hasDrawn
      ? [
          '        if layer.activation is rrelu:',
          '            drawn = floats(DRAWN_SLOPES[index]).reshape(-1, layer.units)',
          '            layer.drawn = drawn if is_first else None',
        ]
      : []),
  ];
}

/** @param {number} classes */
function training(classes) {
  const right = classes > 0;
  return [
    'def train(network, inputs, targets):',
    '    """STEPS steps; every epoch takes the rows in a new order, whole batches only."""',
    '    torch.manual_seed(SEED)',
    '    optimizer = make_optimizer(network)',
    '    batches = []',
    '    for step in range(1, STEPS + 1):',
    '        if not batches:',
    '            order = torch.randperm(len(inputs))',
    '            batches = [batch for batch in order.split(BATCH) if len(batch) == BATCH]',
    '        batch = batches.pop(0)',
    '        loss = training_step(network, optimizer, inputs[batch], targets[batch])',
    '        if step % max(1, STEPS // 20) == 0:',
    '            print(f"step {step}: loss {loss:.6g}")',
    '',
    '',
    'def test(network, inputs, values):',
    '    """The loss of rows that were not learned from."""',
    '    network.eval()',
    '    with torch.no_grad():',
    '        outputs = network(inputs)',
    '        loss = loss_of(outputs, targets_of(values), "mean").item()',
    '    network.train()',
    `    print(f"test rows: loss {loss:.6g}${right ? ', {accuracy_of(outputs, values):.1%} right' : ''}")`,
  ];
}

const MAIN = [
  'def main():',
  '    network = Network()',
  '    inputs, values = rows(TRAIN_INPUTS, TRAIN_TARGETS)',
  '    targets = targets_of(values)',
  '    check_first_pass(network, inputs, targets)',
  '    train(network, inputs, targets)',
  '    test(network, *rows(TEST_INPUTS, TEST_TARGETS))',
];

/** @param {Snapshot} snapshot @param {Pick<Frame, 'get' | 'layer'>} frame */
function* data({ layers, train, test, batchRows }, frame) {
  const head = [
    '# What gradient-flow has measured: log10 of the RMS of dL/dz and of dL/dW, layer by layer.',
    `MEASURED_LOSS = ${float(frame.get('loss'))}`,
    'MEASURED = [',
    ...layers.map((_, index) => `    (${float(frame.layer(index, 'deltaRms'))}, ${float(frame.layer(index, 'gradRms'))}),`),
    ']',
    '',
    '# The rows of the batch that was shown.',
    ...list('BATCH_ROWS', Array.from(batchRows, String)),
    '',
    '# What follows is base64: parameters layer by layer, then rows.',
  ];
  yield `${head.join('\n')}\n`;
  yield* texts('WEIGHTS', layers.map(({ weights }) => weights));
  yield* texts('BIASES', layers.map(({ biases }) => biases));
  yield* texts('SLOPES', layers.map(({ slopes }) => slopes));
  yield* texts('GAMMA', layers.map(({ gamma }) => gamma));
  yield* texts('BETA', layers.map(({ beta }) => beta));
  yield* texts('KEPT', layers.map(({ kept }) => kept));
  yield* texts('DRAWN_SLOPES', layers.map(({ drawnSlopes }) => drawnSlopes));
  for (const [name, array] of Object.entries({
    TRAIN_INPUTS: train.inputs,
    TRAIN_TARGETS: train.targets,
    TEST_INPUTS: test.inputs,
    TEST_TARGETS: test.targets,
  })) {
    yield `\n${name} = `;
    yield* text(array);
    yield '\n';
  }
}

/** A list of arrays, unless all are empty. @param {string} name @param {(Float64Array | Uint8Array | undefined)[]} arrays */
function* texts(name, arrays) {
  if (!arrays.some((array) => array?.length)) return;
  yield `\n${name} = [\n`;
  for (const array of arrays) {
    yield '    ';
    if (array?.length) yield* text(array);
    else yield '""';
    yield ',\n';
  }
  yield ']\n';
}

/** @param {Float64Array | Uint8Array} array */
function* text(array) {
  yield '"""\n';
  yield* base64(array);
  yield '"""';
}
