// The npm package by itself: what is in it, what it does where there is no page, and its types.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { project, run } from './packed.mjs';

const { root, installed, files, remove } = project('typescript');
after(remove);
const read = (/** @type {string} */ file) => readFileSync(join(installed, file), 'utf8');
const scripts = files.filter((file) => file.endsWith('.js'));

test('the package has all that it names, licences and credits, and nothing else', () => {
  const { exports, types, dependencies = {} } = JSON.parse(read('package.json'));
  assert.deepEqual(dependencies, {});
  const named = [types, ...Object.values(exports).flatMap((entry) => (typeof entry === 'string' ? entry : Object.values(entry)))];
  for (const file of named) assert.ok(files.includes(file.slice(2)), file);
  const other = files.filter((file) => !/^npm\/(gf-[\w-]+|gradient-flow(\.single)?)\.js$/.test(file));
  assert.deepEqual(other.sort(), [
    'README.md',
    'npm/LICENSE-APACHE', 'npm/LICENSE-MIT', 'npm/THIRD-PARTY.txt',
    'npm/data/README.md', 'npm/data/digits.bin', 'npm/data/iris.csv',
    'npm/gradient-flow.d.ts', 'npm/gradient-flow.single.d.ts', 'npm/gradient_flow_bg.wasm',
    'package.json',
  ]);
  // Of others: what this project names itself, and at least that.
  const cargo = readFileSync(new URL('../../Cargo.toml', import.meta.url), 'utf8').split('[dev-dependencies]')[0].split('[dependencies]')[1];
  const crates = [...cargo.matchAll(/^([\w-]+) = /gm)].map(([, name]) => name);
  const bundled = Object.keys(JSON.parse(read('package.json')).devDependencies).filter((name) => name.startsWith('d3-'));
  assert.deepEqual([crates.length > 8, bundled], [true, ['d3-array', 'd3-color', 'd3-contour']]);
  for (const name of [...crates, ...bundled]) assert.match(read('npm/THIRD-PARTY.txt'), new RegExp(`^${name}( [\\d.]+)?$`, 'm'));
  // Every file that a script names lies beside it.
  for (const script of scripts.filter((file) => !file.includes('single'))) {
    for (const [, file] of read(script).matchAll(/(?:from|import|import\(|new URL\()\s*["'`](\.\/[^"'`]+)["'`]/g)) {
      assert.ok(files.includes(join('npm', file)), `${file} of ${script}`);
    }
  }
});

test('what its page on npm says is true of the package', () => {
  const text = read('README.md');
  for (const [, file] of text.matchAll(/`(npm\/[^`]+)`/g)) assert.ok(files.includes(file), file);
  const { version } = JSON.parse(read('package.json'));
  assert.ok(text.includes(`gradient-flow-${version}.tgz`));
  // How large the single script is, in thousands of bytes, to the nearest ten; compressed, one zlib differs from another.
  const single = readFileSync(join(installed, 'npm/gradient-flow.single.js'));
  const [, whole, compressed] = (text.match(/\((\d+) KB, (\d+) compressed\)/) ?? assert.fail('no size')).map(Number);
  assert.equal(whole, Math.round(single.length / 10_000) * 10);
  const { length } = gzipSync(single, { level: 9 });
  assert.ok(Math.abs(compressed * 1000 / length - 1) < 0.02, `${length} compressed`);
});

test('where there is no page, every file of it can be imported, and does nothing', () => {
  assert.ok(scripts.length > 20);
  const program = `
    const before = Object.getOwnPropertyNames(globalThis).join();
    for (const name of ${JSON.stringify(['gradient-flow', 'gradient-flow/single', ...scripts.map((file) => `./node_modules/gradient-flow/${file}`)])})
      await import(name).catch((error) => { throw new Error(name + ': ' + error.stack); });
    const { GradientFlow } = await import('gradient-flow');
    console.log(typeof GradientFlow, GradientFlow.attributes.includes('depth'), Object.getOwnPropertyNames(globalThis).join() === before);`;
  assert.equal(run(root, '--input-type=module', '--eval', program), 'function true true\n');
});

test('the types allow what is right and refuse what is wrong, in strict TypeScript', () => {
  const tsc = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
  for (const module of [['esnext', 'bundler'], ['nodenext', 'nodenext']]) {
    const options = ['--strict', '--noUncheckedIndexedAccess', '--noEmit', '--target', 'es2022', '--types', '', '--module', module[0], '--moduleResolution', module[1]];
    run(root, tsc, ...options, 'use.ts');
  }
});
