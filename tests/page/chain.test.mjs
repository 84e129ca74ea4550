// The chain rule's equations: what stands on one line comes to what stands on the next.

import assert from 'node:assert/strict';
import test from 'node:test';
import { WRITTEN, backwardEquations, forwardEquations } from '../../www/chain.js';
import { exact } from '../../www/format.js';
import { experiment } from '../wasm/engine.mjs';

/** @typedef {import('../../www/chain.js').Part} Part */
/** @typedef {import('../../www/chain.js').Pair} Pair */
/** @typedef {import('../../www/chain.js').Equation} Equation */

const value = (/** @type {Pair} */ [mantissa, exponent]) => mantissa * 2 ** exponent;

/** What a line comes to; undefined where it is not all in numbers. @param {Part[]} parts */
function evaluate(parts) {
  let [sum, product] = [0, 1];
  for (const part of parts) {
    if (part === ' + ') [sum, product] = [sum + product, 1];
    else if (part === ' × ') continue;
    else if (typeof part === 'string' || 'word' in part) return undefined;
    else product *= 'number' in part ? value(part.number) : value(part.product[0]) * value(part.product[1]);
  }
  return sum + product;
}

const F = { name: 'f', formula: 'f(z)' };

/**
 * @param {Record<string, unknown>} settings
 * @param {(place: { forward: Equation[], backward: Equation[], chain: any, told: string, layer: number }) => void} look
 */
function everywhere(settings, look) {
  const run = experiment({ depth: 5, width: 6, batch: 8, rows: 100, ...settings });
  for (let step = 0; step < 4; step++) {
    run.run(Infinity);
    run.beginStep();
  }
  run.run(Infinity);
  const layers = Number(settings.depth ?? 5) + 1;
  for (let layer = 0; layer < layers; layer++) {
    for (const [unit, sample, input] of [[0, 0, 0], [1, 3, 1]]) {
      const chain = run.chain(layer, unit, sample, input);
      // One output has no second unit.
      if (!chain) continue;
      const place = { input, isFirst: layer === 0, samples: 8 };
      look({
        forward: forwardEquations(chain.forward, layer === 0, F),
        backward: backwardEquations(chain.forward, chain.backward, place),
        chain,
        told: `${JSON.stringify(settings)} layer ${layer + 1}, unit ${unit + 1}`,
        layer,
      });
    }
  }
  run.free();
}

const VARIANTS = [
  {},
  { norm: 'batch' },
  { norm: 'layer', activation: 'tanh' },
  { residual: 2, 'residual-scale': 0.5 },
  { residual: 2, 'residual-place': 'before', 'residual-scale': 0.3, norm: 'batch' },
  { residual: 1, 'residual-place': 'before' },
  { dropout: 0.4, activation: 'relu', residual: 2 },
  { dropout: 0.4, residual: 2, 'residual-place': 'before', 'residual-scale': 2 },
  { activation: 'maxout', dropout: 0.2 },
  { activation: 'prelu', 'slope-per': 'unit', norm: 'layer', dropout: 0.1, residual: 3, 'residual-scale': 0.7 },
  { 'output-activation': 'tanh', loss: 'mse' },
];

test('every line in numbers comes to the number that it is said to equal', () => {
  let lines = 0;
  for (const settings of VARIANTS) {
    // So narrow that every sum is written out.
    everywhere({ width: 3, ...settings }, ({ forward, backward, told }) => {
      for (const { symbol, equals } of [...forward, ...backward]) {
        const last = /** @type {Part[]} */ (equals.at(-1));
        assert.ok(last.length === 1 && typeof last[0] === 'object' && 'number' in last[0], 'a number ends it');
        const result = /** @type {number} */ (evaluate(last));
        for (const line of equals.slice(0, -1)) {
          const got = evaluate(line);
          if (got === undefined) continue;
          // Where a weight is negative and another one is not, little may be left of large numbers.
          const sizes = line.flatMap((part) => (typeof part === 'object' && 'product' in part ? [Math.abs(value(part.product[0]) * value(part.product[1]))] : []));
          const slack = 1e-12 * Math.max(Math.abs(result), ...sizes);
          assert.ok(Math.abs(got - result) <= slack, `${told}: ${symbol} = ${got}, not ${result}`);
          lines += 1;
        }
      }
    });
  }
  assert.ok(lines > 300, String(lines));
});

test('sums: the largest products are written out, the others counted, and all come to z', () => {
  everywhere({ width: 7 }, ({ forward, chain, told, layer }) => {
    const [{ symbol, equals }] = forward;
    assert.equal(symbol, 'z');
    const { terms, bias, z } = chain.forward;
    const written = equals[1].flatMap((part) => (typeof part === 'object' && 'product' in part ? [part.of] : []));
    assert.equal(written.length, Math.min(WRITTEN, terms.length), told);
    const sizes = terms.map((/** @type {{ product: Pair }} */ { product }) => Math.abs(value(product)));
    const least = Math.min(...written.map((index) => sizes[index]));
    assert.ok(sizes.every((/** @type {number} */ size, /** @type {number} */ index) => written.includes(index) || size <= least));
    const more = equals[1].find((part) => typeof part === 'object' && 'word' in part);
    assert.deepEqual(more, layer === 0 ? undefined : { word: 'chainMore', values: { more: terms.length - WRITTEN } });
    // As printed, to the last printed digit of each.
    const printed = (/** @type {Pair} */ pair) => {
      const text = exact(pair[0], pair[1], 'en', 4).replaceAll('\u00a0', '').replace('−', '-');
      const [head, power] = text.split('×10');
      const digits = [...(power ?? '')].map((digit) => ('⁰¹²³⁴⁵⁶⁷⁸⁹'.includes(digit) ? '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(digit) : '-')).join('');
      return Number(head) * 10 ** Number(digits);
    };
    const off = (/** @type {number} */ number) => Math.abs(number) * 5e-4;
    let [sum, slack] = [printed([bias, 0]), off(bias)];
    for (const { weight, value: a } of terms) {
      sum += printed([weight, 0]) * printed(a);
      slack += 2.1 * off(weight * value(a));
    }
    assert.ok(Math.abs(sum - printed(z)) <= slack + off(value(z)), `${told}: ${sum}, not ${printed(z)}`);
  });
});

test('what stands between z and f, and between a and the layer above, is named', () => {
  const symbols = (/** @type {Record<string, unknown>} */ settings, /** @type {number} */ layer) => {
    /** @type {string[]} */
    let found = [];
    everywhere(settings, ({ forward, backward, layer: at }) => {
      if (at === layer) found = [...forward, ...backward].map(({ symbol }) => symbol);
    });
    return found.join(' ');
  };
  assert.equal(symbols({}, 2), 'z a f′(z) ∂L/∂a ∂L/∂z ∂L/∂w ∂L/∂b');
  assert.equal(symbols({ norm: 'batch' }, 2), 'z u a f′(u) ∂L/∂a ∂L/∂u ∂L/∂z ∂L/∂w ∂L/∂b');
  assert.equal(symbols({ dropout: 0.4 }, 2), 'z f(z) a f′(z) ∂L/∂a ∂L/∂z ∂L/∂w ∂L/∂b');
  assert.equal(symbols({ residual: 1, 'residual-place': 'before', norm: 'layer' }, 2), 'z u v a f′(v) ∂L/∂a ∂L/∂u ∂L/∂z ∂L/∂w ∂L/∂b');
  assert.equal(symbols({ residual: 1 }, 2), 'z f(z) a f′(z) ∂L/∂a ∂L/∂z ∂L/∂w ∂L/∂b');
  /** @type {Part[]} */
  const above = [];
  everywhere({ residual: 1 }, ({ backward, layer }) => {
    if (layer === 2) above.push(...backward[0].equals[0]);
    if (layer === 5) assert.deepEqual(backward[0].equals[0], [{ word: 'chainFromLoss' }], 'the output layer has none above');
  });
  assert.deepEqual(above.slice(0, 3), ['Σ w · ∂L/∂z', ' + ', { word: 'chainSkip' }]);
  everywhere({ norm: 'batch' }, ({ backward, layer }) => {
    const { note, equals } = /** @type {Equation} */ (backward.at(-1));
    assert.deepEqual(note, layer < 5 ? { word: 'chainNoBias' } : undefined);
    if (layer < 5) assert.deepEqual(equals.at(-1), [{ number: [0, 0] }]);
  });
  everywhere({ activation: 'maxout' }, ({ forward, layer }) => {
    assert.equal(forward[0].note?.word, layer < 5 ? 'chainPiece' : undefined);
  });
});

test('numbers below those of a double are told', () => {
  const run = experiment({ depth: 800, width: 2, activation: 'sigmoid' });
  run.run(Infinity);
  const { forward, backward } = run.chain(0, 0, 0, 0);
  run.free();
  assert.ok(value(backward.delta) === 0, 'a double cannot hold it');
  const equations = backwardEquations(forward, backward, { input: 0, isFirst: true, samples: 64 });
  const delta = equations.find(({ symbol }) => symbol === '∂L/∂z')?.equals.at(-1)?.[0];
  assert.ok(typeof delta === 'object' && 'number' in delta);
  assert.match(exact(...delta.number, 'en', 4), /^−?\d(\.\d{1,3})?\u00a0×\u00a010⁻[⁰¹²³⁴⁵⁶⁷⁸⁹]{3}$/);
});
