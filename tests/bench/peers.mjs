// node tests/bench/peers.mjs [--json FILE]: one training step of the engine beside what people would use instead,
// in Node, interleaved. All are in one process, but for PyTorch, which waits in its own while others are timed.

import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { experiment } from '../wasm/engine.mjs';
import { ACTIVATIONS, SIZES, SLOW, networks } from './networks.mjs';
import { hasPytorch, pytorch } from './pytorch.mjs';
import { clock, digits, range, report } from './report.mjs';
import { interleaved, timed } from './sampling.mjs';
import { sizesTable } from './sizes.mjs';

/** Of packages that may not be installed when types are checked. @type {(name: string) => any} */
const load = createRequire(import.meta.url);

const tf = load('@tensorflow/tfjs');
load('@tensorflow/tfjs-backend-wasm').setWasmPaths(fileURLToPath(new URL('node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url)));
await tf.setBackend('wasm');
const makers = networks(experiment, tf, load('convnetjs'));
const withPytorch = hasPytorch();
const PYTORCH = 'PyTorch, native, autograd (f64, one thread)';
let version = '';

/** @param {import('./networks.mjs').Size} size @param {import('./networks.mjs').Activation} activation */
async function made(size, activation) {
  const all = Object.entries(makers).flatMap(([peer, make]) => {
    // At XL it takes half a minute for a step, of which the activation is a small part: one is enough.
    if (peer === SLOW.perNode && size === SIZES.XL && activation !== 'tanh') return [];
    const network = make(size, activation);
    return network ? [{ peer, sample: timed(clock, network.step), end: network.end }] : [];
  });
  if (!withPytorch) return all;
  const native = await pytorch(size, activation);
  version = native.version;
  return [...all, { peer: PYTORCH, ...native }];
}

const results = [];
for (const [name, size] of Object.entries(SIZES)) {
  for (const activation of ACTIVATIONS) {
    const peers = await made(size, activation);
    const measured = await interleaved(peers.map(({ sample }) => sample));
    for (const [index, { peer, end }] of peers.entries()) {
      end();
      results.push({ size: name, ...size, activation, peer, ...measured[index] });
    }
    process.stderr.write(`  ${name} ${activation}\n`);
  }
}

report([
  `One step in Node: CPU ms (wall ms), medians, and from the 0.1 to the 0.9 quantile of the CPU's; hidden layers x width, batch.${version && ` PyTorch ${version}.`}`,
  ...sizesTable(results, ({ ms }) => `${digits(ms.cpu.median)} (${digits(ms.wall.median)}), ${range(ms.cpu)}`),
], { pytorch: version || null, results });
