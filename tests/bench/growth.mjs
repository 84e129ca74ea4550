// node tests/bench/growth.mjs [--json FILE]: how a step's CPU time grows with depth, width and batch, as the slope of
// its logarithm over the size's.

import { experiment } from '../wasm/engine.mjs';
import { ours } from './networks.mjs';
import { clock, digits, report, table } from './report.mjs';
import { interleaved, timed } from './sampling.mjs';

const ROWS = /** @type {const} */ ([
  { of: 'depth', values: [8, 16, 32, 64, 128], others: { width: 32, batch: 64 } },
  { of: 'width', values: [16, 32, 64, 128, 256], others: { depth: 10, batch: 64 } },
  { of: 'batch', values: [16, 32, 64, 128, 256, 512], others: { depth: 10, width: 64 } },
]);

/** By least squares, in both logarithms. @param {readonly number[]} sizes @param {number[]} times */
function exponent(sizes, times) {
  const [x, y] = [sizes, times].map((values) => {
    const logs = values.map(Math.log);
    const mean = logs.reduce((sum, log) => sum + log) / logs.length;
    return logs.map((log) => log - mean);
  });
  const dot = (/** @type {number[]} */ a, /** @type {number[]} */ b) => a.reduce((sum, value, index) => sum + value * b[index], 0);
  return dot(x, y) / dot(x, x);
}

const results = [];
for (const { of, values, others } of ROWS) {
  const steps = values.map((value) => ours(experiment)(/** @type {import('./networks.mjs').Size} */ ({ ...others, [of]: value }), 'tanh'));
  const measured = await interleaved(steps.map(({ step }) => timed(clock, step)));
  for (const { end } of steps) end();
  const cpu = measured.map(({ ms }) => ms.cpu);
  results.push({ of, values, others, cpuMs: cpu, exponent: exponent(values, cpu.map(({ median }) => median)) });
}
report([
  'CPU time of a step (tanh) grows with the power of:',
  '',
  ...table(['', 'from', 'to', 'CPU ms', 'exponent'], results.map(({ of, values, others, cpuMs, exponent }) => [
    `${of} (${Object.entries(others).map(([name, value]) => `${name} ${value}`).join(', ')})`,
    String(values[0]),
    String(values.at(-1)),
    cpuMs.map(({ median }) => digits(median)).join(', '),
    exponent.toFixed(2),
  ])),
], { results });
