// Tables with a column for every size and a row for every network, one for each activation.

import { ACTIVATIONS, SIZES } from './networks.mjs';
import { table } from './report.mjs';

/** @typedef {{ size: string, activation: string, peer: string, samples: number, ms: Record<string, import('./sampling.mjs').Spread> }} Measured */

/** @param {Measured[]} results @param {(measured: Measured) => string} cell */
export function sizesTable(results, cell) {
  const sizes = Object.entries(SIZES);
  return ACTIVATIONS.flatMap((activation) => {
    const own = results.filter((result) => result.activation === activation);
    const peers = [...new Set(results.map(({ peer }) => peer))];
    const rows = peers.map((peer) => [peer, ...sizes.map(([name]) => {
      const measured = own.find((result) => result.peer === peer && result.size === name);
      return measured ? cell(measured) : '–';
    })]);
    return ['', ...table([activation, ...sizes.map(([name, { depth, width, batch }]) => `${name}: ${depth} x ${width}, ${batch}`)], rows)];
  });
}
