// The optimisers in Python, with the conventions of the engine, which are PyTorch's.

import { float } from './text.js';

/** @type {Record<string, (settings: Record<string, string>) => string>} */
const RULES = {
  sgd: () => 'torch.optim.SGD(groups, lr=LEARNING_RATE)',
  momentum: ({ momentum }) =>
    `torch.optim.SGD(groups, lr=LEARNING_RATE, momentum=${float(Number(momentum))})`,
  nesterov: ({ momentum }) =>
    Number(momentum) === 0
      ? 'torch.optim.SGD(groups, lr=LEARNING_RATE)  # Nesterov\'s rule with momentum 0'
      : `torch.optim.SGD(groups, lr=LEARNING_RATE, momentum=${float(Number(momentum))}, nesterov=True)`,
  rmsprop: () => 'torch.optim.RMSprop(groups, lr=LEARNING_RATE, alpha=0.99, eps=1e-8)',
  adam: () => 'torch.optim.Adam(groups, lr=LEARNING_RATE, betas=(0.9, 0.999), eps=1e-8)',
  adamw: () => 'torch.optim.AdamW(groups, lr=LEARNING_RATE, betas=(0.9, 0.999), eps=1e-8)',
};

/**
 * The functions that make the optimiser and take a step.
 * @param {Record<string, string>} settings
 * @returns {string[]} Lines.
 */
export function optimizer(settings) {
  const rule = RULES[settings.optimizer];
  if (!rule) throw new Error(`${settings.optimizer} cannot be exported to PyTorch`);
  const decay = Number(settings['weight-decay']);
  const l1 = Number(settings.l1);
  return [
    'def make_optimizer(network):',
    `    """The optimiser (${settings.optimizer}). Only weights decay: not biases, slopes, gamma, beta.`,
    '    Its memory begins empty, even if gradient-flow had taken steps before the export."""',
    '    weights = [layer.weights for layer in network.layers]',
    '    others = [',
    '        parameter',
    '        for name, parameter in network.named_parameters()',
    '        if not name.endswith(".weights")',
    '    ]',
    '    groups = [',
    `        {"params": weights, "weight_decay": ${float(decay)}},`,
    '        {"params": others, "weight_decay": 0.0},',
    '    ]',
    `    return ${rule(settings)}`,
    '',
    '',
    'def training_step(network, optimizer, inputs, targets):',
    '    """Moves the parameters along the gradients of one batch; its mean loss before."""',
    '    optimizer.zero_grad()',
    '    outputs = network(inputs)',
    '    loss_of(outputs, targets, REDUCTION).backward()',
    ...(settings.clip
      ? [`    torch.nn.utils.clip_grad_norm_(network.parameters(), ${float(Number(settings.clip))})`]
      : []),
    ...(l1 > 0
      ? [
          '    for layer in network.layers:',
          '        # The L1 penalty: its gradient is the sign of the weight.',
          `        layer.weights.grad += ${float(l1)} * layer.weights.detach().sign()`,
        ]
      : []),
    '    optimizer.step()',
    '    return loss_of(outputs.detach(), targets, "mean").item()',
  ];
}
