// The loss in Python, and what the outputs are compared with.

/**
 * The loss that is meant where settings leave it to the data.
 * @param {string} loss
 * @param {number} classes 0 where numbers are to be told.
 */
export function lossName(loss, classes) {
  if (loss !== 'auto') return loss;
  return classes > 0 ? 'cross-entropy' : 'mse';
}

/** @type {Record<string, string>} */
const FUNCTIONS = {
  'cross-entropy': 'F.cross_entropy',
  'binary-cross-entropy': 'F.binary_cross_entropy_with_logits',
  mse: 'F.mse_loss',
};

/**
 * The functions for targets, loss and accuracy.
 * @param {string} name Of the loss.
 * @param {number} classes
 * @param {number} outputs
 * @returns {string[]} Lines.
 */
export function loss(name, classes, outputs) {
  const made = FUNCTIONS[name];
  if (!made) throw new Error(`${name} cannot be exported to PyTorch`);
  return [
    'def targets_of(values):',
    ...targets(name, classes, outputs),
    '',
    '',
    'def loss_of(outputs, targets, reduction):',
    `    return ${made}(outputs, targets, reduction=reduction)`,
    ...(classes > 0 ? ['', '', ...accuracy(name, outputs)] : []),
  ];
}

/** @param {string} name @param {number} classes @param {number} outputs */
function targets(name, classes, outputs) {
  if (classes === 0) return ['    """The numbers to be told, one column."""', '    return values[:, None]'];
  if (name === 'cross-entropy') return ['    """The classes as whole numbers."""', '    return values.long()'];
  if (outputs === 1) return ['    """The one output is to be 1 for class 1 and 0 for class 0."""', '    return values[:, None]'];
  return [
    '    """1 for the output of the class, 0 for the others."""',
    `    return F.one_hot(values.long(), ${outputs}).double()`,
  ];
}

/** @param {string} name @param {number} outputs */
function accuracy(name, outputs) {
  const middle = name === 'mse' ? '0.5' : '0.0';
  const decision = outputs > 1 ? 'outputs.argmax(dim=1)' : `(outputs[:, 0] > ${middle})`;
  return [
    'def accuracy_of(outputs, classes):',
    '    """The share of the rows that are told right."""',
    `    return (${decision} == classes).double().mean().item()`,
  ];
}
