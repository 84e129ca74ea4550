// PyTorch in a process of its own, which makes steps when it is asked to.

import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { RATE } from './networks.mjs';

const PYTHON = process.env.PYTHON || 'python3';

/** Whether there is one; otherwise a line says why not. */
export function hasPytorch() {
  const there = spawnSync(PYTHON, ['-c', 'import torch']).status === 0;
  if (!there) process.stderr.write(`Without PyTorch: ${PYTHON} cannot import torch; set PYTHON to an interpreter that can\n`);
  return there;
}

/** @param {import('./networks.mjs').Size} size @param {import('./networks.mjs').Activation} activation */
export async function pytorch(size, activation) {
  const python = spawn(PYTHON, ['-W', 'ignore', fileURLToPath(new URL('pytorch.py', import.meta.url))], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
  /** @param {object} request */
  const ask = async (request) => {
    python.stdin.write(`${JSON.stringify(request)}\n`);
    const { done, value } = await answers.next();
    if (done) throw new Error('PyTorch ended before its answer');
    return JSON.parse(value);
  };
  /** @type {{ version: string }} */
  const { version } = await ask({ ...size, activation, rate: RATE });
  return {
    version,
    /** @type {import('./sampling.mjs').Sample} */
    sample: (times) => ask({ times }),
    end: () => python.stdin.end(),
  };
}
