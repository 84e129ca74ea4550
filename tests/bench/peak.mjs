// node tests/bench/peak.mjs [--json FILE]: a step of the engine as a share of what multiplying and adding in registers
// reaches here, in one process and interleaved. CPU time, tanh.
//
// A step's flops are those of its three products, W x, dL/dz x' and W' dL/dz, 2 m n k each; the first layer needs no
// third. Activations, statistics and the update are not counted: they are what keeps it below the peak, too.

import { experiment } from '../wasm/engine.mjs';
import { SIZES, ours } from './networks.mjs';
import { FLOPS, multiplyAndAdd } from './peak-module.mjs';
import { clock, digits, range, report, table } from './report.mjs';
import { interleaved, timed } from './sampling.mjs';

/** About as long as a small step takes. */
const ROUNDS = 100_000;

/** @param {import('./networks.mjs').Size} size */
function flopsOfStep({ depth, width, batch }) {
  const [first, hidden, last] = [2 * 2, (depth - 1) * 3 * width, 3 * 1];
  return 2 * batch * width * (first + hidden + last);
}

const names = /** @type {const} */ (['M', 'L', 'XL']);
const steps = names.map((name) => ({ name, flops: flopsOfStep(SIZES[name]), ...ours(experiment)(SIZES[name], 'tanh') }));
const measured = await interleaved([() => multiplyAndAdd(ROUNDS), ...steps.map(({ step }) => step)].map((step) => timed(clock, step)), { slowRounds: 7 });
for (const { end } of steps) end();

/** In 1e9 flops a second. @param {number} flops @param {number} ms */
const rate = (flops, ms) => flops / ms / 1e6;
/** @param {number} flops @param {import('./sampling.mjs').Spread} cpu @returns {import('./sampling.mjs').Spread} */
const rates = (flops, { median, low, high }) => ({ median: rate(flops, median), low: rate(flops, high), high: rate(flops, low) });

const peak = rates(ROUNDS * FLOPS, measured[0].ms.cpu);
const results = steps.map(({ name, flops }, index) => {
  const gflops = rates(flops, measured[index + 1].ms.cpu);
  return { size: name, flops, gflops, share: gflops.median / peak.median };
});
report([
  'GFLOP/s of the products of a step, by the CPU time of the whole step (tanh, f64), beside multiplying and adding two f64 at a time in registers, in WebAssembly; medians, and from the 0.1 to the 0.9 quantile.',
  '',
  ...table(['', 'GFLOP/s', 'of the peak'], [
    ['peak', `${digits(peak.median)}, ${range(peak)}`, ''],
    ...results.map(({ size, gflops, share }) => [size, `${digits(gflops.median)}, ${range(gflops)}`, `${(100 * share).toFixed(0)} %`]),
  ]),
], { peakGflops: peak, results });
