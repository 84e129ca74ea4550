// The types of the npm package say of the element what the element is.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { serve } from '../../www/serve.mjs';
import { settled } from './figure.mjs';
import { stop } from './harness.mjs';
import { host } from './host.mjs';

after(stop);

const npm = fileURLToPath(new URL('../../www/npm', import.meta.url));
const text = readFileSync(`${npm}/gradient-flow.d.ts`, 'utf8');
/** What stands between a line and the next that ends it. @param {string} start */
const block = (start) => {
  const from = text.indexOf(start);
  assert.ok(from >= 0, start);
  return text.slice(from, text.indexOf('\n}', from));
};
const own = block('export class GradientFlow ');
/** @param {RegExp} sort @param {string} [where] */
const members = (sort, where = own) => [...new Set([...where.matchAll(sort)].map(([, name]) => name))].sort();

/** The package on a page. @param {import('node:test').TestContext} t */
async function figure(t) {
  const server = await serve({ root: npm });
  const { page, close } = await host(() => `<gradient-flow depth="3" layer="2"></gradient-flow><script type="module" src="${server.url}gradient-flow.js"></script>`);
  t.after(async () => {
    await close();
    await server.close();
  });
  await settled(page);
  return page;
}

test('every property and method in the types is the element\'s, and the other way round', async (t) => {
  const page = await figure(t);
  const found = await page.evaluate(() => {
    const type = /** @type {CustomElementConstructor} */ (customElements.get('gradient-flow'));
    const all = Object.entries(Object.getOwnPropertyDescriptors(type.prototype)).filter(([name]) => !/^constructor$|Callback$/.test(name));
    const named = (/** @type {(descriptor: PropertyDescriptor) => unknown} */ which) => all.filter(([, descriptor]) => which(descriptor)).map(([name]) => name).sort();
    const instance = Object.getOwnPropertyNames(document.querySelector('gradient-flow'));
    const statics = Object.getOwnPropertyNames(type).filter((name) => !['length', 'name', 'prototype'].includes(name));
    return { read: named(({ get, set }) => get && !set), written: named(({ set }) => set), methods: named(({ value }) => value), instance, statics };
  });
  // With types of its own for what every element has.
  const types = members(/^  (\w+)[<(]/gm);
  assert.deepEqual(found.methods, types.filter((name) => !name.endsWith('EventListener')));
  assert.deepEqual(found.read, members(/^  readonly (\w+):/gm));
  assert.deepEqual(found.written, members(/^  get (\w+)\(/gm));
  assert.deepEqual(found.written, members(/^  set (\w+)\(/gm));
  assert.deepEqual(found.statics, members(/^  static readonly (\w+):/gm));
  assert.deepEqual(found.instance, [], 'all is in the class');
  assert.ok(found.methods.length > 10 && found.written.length > 60, 'there is something to compare');
});

test('what is read is of the type that the types tell, and methods give what they say', async (t) => {
  const page = await figure(t);
  const types = Object.fromEntries([...own.matchAll(/^  get (\w+)\(\): (.*);$/gm)].map(([, name, type]) => [name, type]));
  const values = await page.evaluate(() => {
    const read = /** @type {Record<string, any>} */ (document.querySelector('gradient-flow'));
    const { prototype } = /** @type {CustomElementConstructor} */ (customElements.get('gradient-flow'));
    const names = Object.entries(Object.getOwnPropertyDescriptors(prototype)).filter(([, { set }]) => set).map(([name]) => name);
    return names.map((name) => [name, read[name]]);
  });
  for (const [name, value] of values) {
    const type = types[name];
    if (type === 'boolean') assert.equal(typeof value, 'boolean', name);
    else if (type === 'number | null') assert.ok(value === null || typeof value === 'number', `${name} is ${value}`);
    else if (type.includes('string')) assert.equal(typeof value, 'string', name);
    else assert.ok(type.split(' | ').includes(`'${value}'`), `${name} is ${value}, not ${type}`);
  }
  const attributes = members(/^  '([\w-]+)'\?:/gm, block('export interface GradientFlowAttributes '));
  const seen = await page.evaluate(async () => {
    const read = /** @type {any} */ (document.querySelector('gradient-flow'));
    const results = { toJSON: read.toJSON(), toPNG: await read.toPNG(), toCSV: await read.toCSV(), inForce: [read.inForce('depth'), read.inForce('colour')] };
    return {
      attributes: [...read.constructor.attributes].sort(),
      json: Object.keys(results.toJSON),
      png: results.toPNG instanceof Blob,
      csv: typeof results.toCSV,
      inForce: results.inForce,
      nothing: ['play', 'pause', 'step', 'reset', 'newSeed'].map((name) => read[name]()).concat(read.walk('layer'), read.goTo(1), read.dispose()).filter((value) => value !== undefined),
    };
  });
  assert.deepEqual(seen.attributes, attributes);
  const json = /toJSON\(\): \{ (.*) \};/.exec(own)?.[1].split('; ').map((part) => part.split(':')[0]);
  assert.deepEqual(seen.json, json);
  assert.deepEqual([seen.png, seen.csv, seen.inForce, seen.nothing], [true, 'string', ['3', undefined], []]);
});

test('its events are those in the types', async (t) => {
  const page = await figure(t);
  const source = readFileSync(new URL('../../www/gradient-flow.js', import.meta.url), 'utf8');
  assert.deepEqual(members(/^  (\w+): CustomEvent/gm, block('export interface GradientFlowEventMap ')), members(/#emit\('(\w+)'/g, source));
  const details = await page.evaluate(async () => {
    const read = /** @type {any} */ (document.querySelector('gradient-flow'));
    /** @type {Record<string, any>} */
    const heard = {};
    for (const type of ['change', 'step', 'look', 'error']) read.addEventListener(type, (/** @type {CustomEvent} */ { detail }) => (heard[type] = detail));
    read.activation = 'relu';
    read.layer = 1;
    read.depth = 'deep';
    await new Promise((resolve) => read.addEventListener('change', resolve, { once: true }));
    const stepped = new Promise((resolve) => read.addEventListener('step', resolve, { once: true }));
    read.step();
    await stepped;
    return heard;
  });
  assert.equal(details.change.activation, 'relu');
  assert.deepEqual(details.look, { layer: '1' });
  assert.deepEqual(Object.keys(details.step), ['step', 'loss']);
  assert.equal(details.error.key, 'depth');
});
