// Numbers as text: JavaScript reads and writes them for the engine, which promises what Rust's standard
// library would do.

import assert from 'node:assert/strict';
import test from 'node:test';
import { Experiment, check, experiment } from './engine.mjs';

/** What the engine takes `text` for, as the text it makes of that. @param {unknown} text */
function through(text) {
  const run = experiment({ constant: text });
  const { constant } = /** @type {Record<string, string>} */ (run.specification());
  run.free();
  return constant;
}

/** The value a refusal names. @param {unknown} constant */
function refused(constant) {
  try {
    check({ constant });
  } catch (error) {
    return /** @type {{ value: string }} */ (error).value;
  }
  assert.fail(`${constant} was accepted`);
}

test('text is a number where Rust says so', () => {
  for (const [text, number] of /** @type {[string, string][]} */ ([
    ['0', '0'], ['-0', '-0'], ['+7', '7'], ['007', '7'], ['5.', '5'], ['.5', '0.5'], ['-.5', '-0.5'], ['1e1', '10'], ['1E+1', '10'],
    ['2.5e-1', '0.25'], ['.5e1', '5'], ['5.e1', '50'], [' 1 ', '1'], ['0.1', '0.1'], ['-12.345', '-12.345'],
    ['0.300000000000000044', '0.30000000000000004'], ['0.1000000000000000055511151231257827', '0.1'],
    ['1e-400', '0'], ['-1e-400', '-0'], ['5e-324', `0.${'0'.repeat(323)}5`], ['2.2250738585072011e-308', `0.${'0'.repeat(307)}2225073858507201`],
    // Halfway between two numbers, and a little above.
    ['1.00000000000000011102230246251565404', '1'], ['1.000000000000000111022302462515654042363166809082031251', '1.0000000000000002'],
  ])) assert.equal(through(text), number, text);
  for (const text of ['', '.', '+', '-', '+-1', '--1', 'e1', '.e1', '1e', '1e+', '1.2.3', '1-1', '1 2', '1_0', '1,5', '0x10', '0b1', '0o7', '1f', '１', 'one', 'Infinity', 'inf', '-INF', '+infinity', 'NaN', '-nan', '1e400']) {
    assert.equal(refused(text), text);
  }
});

test('a number becomes the digits that Rust writes', () => {
  for (const [number, text] of /** @type {[number, string][]} */ ([
    [1e6, '1000000'], [123456789.125, '123456789.125'], [1e21, `1${'0'.repeat(21)}`], [-1.5e22, `-15${'0'.repeat(21)}`], [1.2345678901234567e21, '1234567890123456800000'],
    [Number.MAX_VALUE, `17976931348623157${'0'.repeat(292)}`], [Infinity, 'inf'], [-Infinity, '-inf'], [NaN, 'NaN'],
  ])) assert.equal(refused(number), text);
  for (const [number, text] of /** @type {[number, string][]} */ ([
    [0, '0'], [-0, '-0'], [1e-6, '0.000001'], [1e-7, '0.0000001'], [-1.25e-9, '-0.00000000125'], [Number.MIN_VALUE, `0.${'0'.repeat(323)}5`], [0.1 + 0.2, '0.30000000000000004'],
  ])) assert.equal(through(number), text);
});

test('a number comes back to the same bits, however it is written', () => {
  let state = 1;
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  for (let index = 0; index < 2000; index++) {
    const number = (random() - 0.5) * 10 ** (-20 * random());
    for (const text of [String(number), number.toExponential(), number.toPrecision(15), number.toFixed(8), number.toPrecision(40)]) {
      assert.ok(Object.is(Number(through(text)), Number(text)), text);
    }
  }
});

test('a table of words that are numbers has no header', () => {
  const columns = (/** @type {string} */ first) => {
    const text = new TextEncoder().encode(`${first}\n${Array.from({ length: 20 }, (_, row) => `${row},${row % 2}`).join('\n')}\n`);
    const run = new Experiment({ data: 'csv', batch: 4 }, text);
    const { features } = run.columns();
    run.free();
    return features;
  };
  assert.deepEqual(columns('a,b').map(({ name }) => name), ['a']);
  for (const word of ['NaN', '-inf', 'Infinity']) assert.throws(() => columns(`${word},1`), /line 1: .*is not a finite number|is no number/);
});
