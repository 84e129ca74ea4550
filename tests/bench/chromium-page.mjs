// In the page of the benchmark: measures what chromium.mjs asks for. The other libraries are scripts before this one.

import init, { Experiment } from '../../www/pkg/gradient_flow.js';
import { networks } from './networks.mjs';
import { interleaved, timed } from './sampling.mjs';

const { tf, convnetjs } = /** @type {any} */ (window);
await init({ module_or_path: '../../www/pkg/gradient_flow_bg.wasm' });
tf.wasm.setWasmPaths(new URL('node_modules/@tensorflow/tfjs-backend-wasm/dist/', location.href).href);
await tf.setBackend('wasm');
const makers = networks((settings = {}) => new Experiment(settings, undefined), tf, convnetjs);
const clock = () => ({ wall: performance.now() });

/**
 * @param {import('./networks.mjs').Size} size
 * @param {import('./networks.mjs').Activation} activation
 * @param {string[]} left Networks to leave out.
 */
async function measure(size, activation, left) {
  const all = Object.entries(makers).flatMap(([peer, make]) => {
    const network = left.includes(peer) ? null : make(size, activation);
    return network ? [{ peer, ...network }] : [];
  });
  const measured = await interleaved(all.map(({ step }) => timed(clock, step)), { rounds: 7, slowRounds: 2 });
  return all.map(({ peer, end }, index) => {
    end();
    return { peer, ...measured[index] };
  });
}

Object.assign(window, { measure });
