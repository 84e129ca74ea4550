// What every part of the benchmark does with what it measured, and the clock of Node.

import { writeFileSync } from 'node:fs';

/** @type {import('./sampling.mjs').Clock} */
export function clock() {
  // That of the process, its other threads included.
  const { user, system } = process.cpuUsage();
  return { cpu: (user + system) / 1000, wall: performance.now() };
}

/** Prints Markdown; with `--json FILE`, the results go there. @param {string[]} lines @param {unknown} results */
export function report(lines, results) {
  console.log(`${lines.join('\n')}\n`);
  const at = process.argv.indexOf('--json');
  if (at > 0) writeFileSync(process.argv[at + 1], JSON.stringify(results));
}

/** @param {string[]} head @param {string[][]} rows */
export const table = (head, rows) => [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);

/** Two or three digits, or all that stand before the point. @param {number} value */
export const digits = (value) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toPrecision(2));

/** @param {import('./sampling.mjs').Spread} spread */
export const range = ({ low, high }) => (low === high ? 'once' : `${digits(low)} to ${digits(high)}`);
