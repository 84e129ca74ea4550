// node tests/bench/all.mjs [--json FILE] [--check]: every part of the benchmark, one after the other and each in a
// process of its own; Markdown on standard output, all numbers in FILE.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const PARTS = {
  peers: 'A training step beside others, in Node',
  chromium: 'A training step beside others, in Chromium',
  peak: 'Share of the peak',
  growth: 'Cost against depth, width and batch',
  memory: 'Memory of an experiment',
  download: 'Download',
  cold: 'Cold load of the laboratory',
  page: 'Answers of the laboratory',
  steady: 'Memory of the laboratory over time',
  article: 'Figures in an article',
};

function readOptions() {
  try {
    return parseArgs({ options: { json: { type: 'string', default: 'target/bench.json' }, check: { type: 'boolean' } } }).values;
  } catch (error) {
    console.error(`${/** @type {Error} */ (error).message.split(/[.\n]/)[0]}; the one option is --json FILE`);
    return process.exit(1);
  }
}

/** @param {string} part @param {string} folder For its numbers. */
function run(part, folder) {
  const file = join(folder, `${part}.json`);
  const { status, stdout } = spawnSync(process.execPath, [fileURLToPath(new URL(`${part}.mjs`, import.meta.url)), '--json', file],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  return status === 0 ? { text: stdout, numbers: JSON.parse(readFileSync(file, 'utf8')) } : null;
}

function main() {
  const { json, check } = readOptions();
  // build.sh asks this before it spends minutes on building.
  if (check) return;

  const chromium = execFileSync(process.env.CHROMIUM || 'chromium', ['--version'], { encoding: 'utf8' }).trim();
  const machine = { date: new Date().toISOString().slice(0, 10), cpu: `${cpus().length} x ${cpus()[0]?.model}`, node: process.version, chromium };
  console.log(`# Benchmark\n\n${machine.date}, ${machine.cpu}, Node ${machine.node}, ${chromium}\n`);

  const folder = mkdtempSync(join(tmpdir(), 'gradient-flow-'));
  /** @type {Record<string, unknown>} */
  const numbers = {};
  const failed = [];
  for (const [part, title] of Object.entries(PARTS)) {
    const began = performance.now();
    const made = run(part, folder);
    process.stderr.write(`${part}: ${made ? '' : 'failed after '}${((performance.now() - began) / 1000).toFixed(0)} s\n`);
    if (!made) failed.push(part);
    console.log(`## ${title}\n\n${made?.text.trim() ?? 'Failed.'}\n`);
    numbers[part] = made?.numbers ?? null;
  }
  rmSync(folder, { recursive: true });
  mkdirSync(dirname(json), { recursive: true });
  writeFileSync(json, `${JSON.stringify({ machine, ...numbers }, null, 2)}\n`);
  if (failed.length > 0) {
    console.error(`Failed: ${failed.join(', ')}`);
    process.exitCode = 1;
  }
}

main();
