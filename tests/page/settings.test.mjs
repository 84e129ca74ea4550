// Settings: what is right counts, what is wrong is told and kept out.

import assert from 'node:assert/strict';
import test from 'node:test';
import { Settings } from '../../www/settings.js';
import { check } from '../wasm/engine.mjs';

const made = () => new Settings(check, (key, error) => `${key} refused: ${error.message}`);

test('one by one: the last good value stays in force', () => {
  const settings = made();
  assert.equal(settings.set('depth', '7'), true);
  assert.equal(settings.set('depth', '0'), false);
  assert.deepEqual(settings.values, { depth: '7' });
  assert.match(settings.problems.get('depth') ?? '', /^depth refused: depth: "0" is not allowed/);
  assert.equal(settings.set('depth', undefined), true);
  assert.deepEqual(settings.values, {});
  assert.equal(settings.problems.size, 0);
});

test('together: what only agrees with the rest is accepted with the rest', () => {
  const settings = made();
  assert.equal(settings.set('batch', '1400'), false, 'two moons have 800 rows');
  assert.equal(settings.adopt({ batch: '1400', data: 'digits' }), true);
  assert.deepEqual(settings.values, { batch: '1400', data: 'digits' });
  assert.equal(settings.problems.size, 0);
  assert.equal(settings.adopt({ batch: '1400' }), false, 'nothing new');
});

test('of several, one that is wrong does not keep the others out', () => {
  const settings = made();
  assert.equal(settings.adopt({ width: '9', depth: 'x', nonsense: '1' }), true);
  assert.deepEqual(settings.values, { width: '9' });
  assert.deepEqual([...settings.problems.keys()], ['depth', 'nonsense']);
});
