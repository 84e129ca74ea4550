// node tests/bench/memory.mjs [--json FILE]: what making an experiment and running it adds to memory, of WebAssembly and
// of JavaScript, each in a process of its own: WebAssembly's memory never shrinks.

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { SIZES, ours } from './networks.mjs';
import { report, table } from './report.mjs';

const MIB = 1 << 20;
const STEPS = 3;
const [name] = process.argv.slice(2);

/** @param {import('./networks.mjs').Size} size */
async function grown(size) {
  const { experiment, memory } = await import('../wasm/engine.mjs');
  const heaps = () => {
    // Code that is no longer used goes only after some of them.
    for (let time = 0; time < 10; time++) /** @type {any} */ (globalThis).gc();
    return { wasm: memory.buffer.byteLength, js: process.memoryUsage().heapUsed };
  };
  // What is made once, whatever the size.
  const smallest = ours(experiment)({ depth: 1, width: 1, batch: 1 }, 'tanh');
  smallest.step();
  smallest.end();
  const before = heaps();
  const network = ours(experiment)(size, 'tanh');
  for (let step = 0; step < STEPS; step++) network.step();
  const after = heaps();
  const stated = network.memoryBytes ?? NaN;
  network.end();
  return { stated, before: before.wasm, wasm: after.wasm - before.wasm, js: after.js - before.js };
}

if (name in SIZES) {
  console.log(JSON.stringify(await grown(SIZES[/** @type {keyof typeof SIZES} */ (name)])));
} else {
  const results = Object.entries(SIZES).map(([name, size]) => {
    /** @type {{ stated: number, before: number, wasm: number, js: number }} */
    const bytes = JSON.parse(execFileSync(process.execPath, ['--expose-gc', fileURLToPath(import.meta.url), name], { encoding: 'utf8' }));
    return { size: name, ...size, bytes };
  });
  const mib = (/** @type {number} */ bytes) => (bytes / MIB).toFixed(2);
  report([
    `MiB that an experiment adds, made and run for ${STEPS} steps (tanh, SGD). Before it, WebAssembly has ${mib(results[0].bytes.before)}.`,
    '',
    ...table(['', 'hidden x width, batch', 'stated beforehand', 'WebAssembly', 'JavaScript'], results.map(({ size, depth, width, batch, bytes }) =>
      [size, `${depth} x ${width}, ${batch}`, mib(bytes.stated), mib(bytes.wasm), mib(bytes.js)])),
  ], { results });
}
