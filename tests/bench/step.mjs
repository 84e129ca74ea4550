// Times one training step (forward, loss, backward, SGD, statistics) in Node, at the sizes S, M, L.
//
//   node tests/bench/step.mjs [--json]

import { cpus } from 'node:os';
import { experiment } from '../wasm/engine.mjs';

/** Hidden layers, width, batch; steps in one sample, so that a sample takes a few milliseconds. */
const SIZES = {
  S: { depth: 8, width: 16, batch: 32, steps: 50 },
  M: { depth: 20, width: 32, batch: 64, steps: 5 },
  L: { depth: 50, width: 64, batch: 128, steps: 1 },
};
const ACTIVATIONS = ['tanh', 'relu'];
const ROUNDS = 40;

const rows = Object.entries(SIZES).flatMap(([size, { steps, ...settings }]) =>
  ACTIVATIONS.map((activation) => {
    // Two moons, one output, squared error: as small a loss as there is.
    const run = experiment({ ...settings, activation, data: 'moons', loss: 'mse', init: 'he-normal', 'learning-rate': 0.001 });
    run.run(Infinity);
    return { size, activation, settings, steps, run, wall: /** @type {number[]} */ ([]), cpu: /** @type {number[]} */ ([]) };
  }),
);

/** @param {typeof rows[number]} row */
function sample({ run, steps }) {
  const cpu = process.cpuUsage();
  const wall = performance.now();
  for (let step = 0; step < steps; step++) {
    run.beginStep();
    run.run(Infinity);
  }
  const spent = process.cpuUsage(cpu);
  return { wall: (performance.now() - wall) / steps, cpu: (spent.user + spent.system) / 1000 / steps };
}

// Interleaved, so that a slow moment of the machine falls on all of them; the first rounds warm up.
for (let round = -5; round < ROUNDS; round++) {
  for (const row of rows) {
    const { wall, cpu } = sample(row);
    if (round < 0) continue;
    row.wall.push(wall);
    row.cpu.push(cpu);
  }
}

/** @param {number[]} values @param {number} share */
function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round(share * (sorted.length - 1))];
}

const results = rows.map(({ size, activation, settings, wall, cpu }) => ({
  size,
  activation,
  ...settings,
  wallMs: { median: quantile(wall, 0.5), low: quantile(wall, 0.1), high: quantile(wall, 0.9) },
  cpuMs: { median: quantile(cpu, 0.5), low: quantile(cpu, 0.1), high: quantile(cpu, 0.9) },
}));

if (process.argv.includes('--json')) {
  console.log(JSON.stringify(results, null, 2));
} else {
  const text = (/** @type {number} */ ms) => ms.toFixed(ms < 1 ? 3 : 2);
  console.log(`One training step, ms; median (10 % to 90 % of ${ROUNDS} samples). Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model}\n`);
  console.log('| size | hidden x width, batch | activation | wall | CPU |');
  console.log('|---|---|---|---|---|');
  for (const { size, activation, depth, width, batch, wallMs, cpuMs } of results) {
    const cell = (/** @type {typeof wallMs} */ { median, low, high }) => `${text(median)} (${text(low)} to ${text(high)})`;
    console.log(`| ${size} | ${depth} x ${width}, ${batch} | ${activation} | ${cell(wallMs)} | ${cell(cpuMs)} |`);
  }
}
