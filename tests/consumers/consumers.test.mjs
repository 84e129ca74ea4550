// Projects of others use the packed package: it is bundled, rendered on a server, imported as it is.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { stop } from '../browser/harness.mjs';
import { project, run, tool } from './packed.mjs';
import { atEnd, loads, served, shows, visit } from './visit.mjs';

after(stop);

const VITE = tool('vite/bin/vite.js');
const WANTED = { activation: 'relu', init: 'he-normal', depth: '6', data: 'moons' };

/** @param {import('node:test').TestContext} t @param {Parameters<typeof project>} what */
function copy(t, ...what) {
  const made = project(...what);
  atEnd(t, made.remove);
  return made;
}

/** The figure is ready, and finds what lies beside its code.
 * @param {Awaited<ReturnType<typeof visit>>} visited @param {string} url Where that is. */
async function works({ page, assets }, url) {
  await shows(page, WANTED);
  const sort = (/** @type {string} */ end) => Object.entries(assets).filter(([address]) => new URL(address).pathname.endsWith(end));
  assert.deepEqual(sort('.bin'), [], 'nothing is loaded before it is needed');
  await loads(page, 'digits', 10);
  await loads(page, 'iris', 3);
  const [[engine, type], ...more] = sort('.wasm');
  assert.deepEqual([type, more, sort('.bin').length], ['application/wasm', [], 1]);
  for (const address of [engine, sort('.bin')[0][0]]) assert.ok(address.startsWith(url), address);
}

test('Vite builds it, under any path', async (t) => {
  const { root } = copy(t, 'vite', ['vite']);
  const said = run(root, VITE, 'build', '--logLevel', 'warn');
  assert.equal(said, '');
  const url = await served(t, join(root, 'dist'));
  await works(await visit(t, url), `${url}assets/`);
});

for (const [name, config] of Object.entries({ 'as it is': '{}', 'with the package left out of what is bundled beforehand': null })) {
  test(`Vite's development server serves it, ${name}`, async (t) => {
    const { root } = copy(t, 'vite', ['vite']);
    if (config) writeFileSync(join(root, 'vite.config.js'), `export default ${config};\n`);
    const server = spawn(process.execPath, [VITE, '--host', '127.0.0.1', '--base', '/some/path/'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = new Promise((resolve) => server.once('exit', resolve));
    atEnd(t, () => {
      server.kill();
      return ended;
    });
    let said = '';
    const url = await new Promise((resolve, reject) => {
      for (const stream of [server.stdout, server.stderr]) {
        stream.on('data', (text) => {
          said += text;
          const found = /http:\/\/127\.0\.0\.1:\d+\/some\/path\//.exec(said.replace(/\x1b\[\d*m/g, ''));
          if (found) resolve(found[0]);
        });
      }
      server.once('exit', () => reject(new Error(said)));
    });
    // That it is connected to its server.
    await works(await visit(t, url, (kind, text) => kind === 'debug' && text.startsWith('[vite] connect')), url);
    assert.doesNotMatch(said, /warn|error/i);
  });
}

test('webpack builds it, under any path', async (t) => {
  const { root } = copy(t, 'webpack', ['webpack']);
  run(root, 'build.js');
  const url = await served(t, join(root, 'dist'));
  await works(await visit(t, url), url);
});

test('React renders it on a server, takes it over in the browser, and changes it', async (t) => {
  const { root } = copy(t, 'react', ['react', 'react-dom', 'webpack']);
  run(root, 'build.js');
  const written = readFileSync(join(root, 'dist/index.html'), 'utf8');
  assert.ok(written.includes('<gradient-flow activation="relu" init="he-normal" depth="6" learning-rate="0.1"><a href="#">Another place</a></gradient-flow>'), written);
  const url = await served(t, join(root, 'dist'));
  // An advertisement of its tools.
  const visited = await visit(t, url, (kind, text) => kind === 'info' && text.includes('React DevTools'));
  await works(visited, url);
  const { page } = visited;
  await shows(page, { ...WANTED, data: 'iris', 'learning-rate': '0.1' });
  await page.getByRole('button', { name: 'Deeper' }).click();
  await page.waitForFunction(() => document.querySelector('gradient-flow')?.getAttribute('depth') === '7');
  await shows(page, { ...WANTED, data: 'iris', 'learning-rate': '0.1', depth: '7' });
});

test('a page imports the folder as it is', async (t) => {
  const { root, installed } = copy(t, '');
  const site = join(root, 'site');
  cpSync(join(installed, 'npm'), join(site, 'flow'), { recursive: true });
  writeFileSync(join(site, 'index.html'), page('<script type="module">import { GradientFlow } from "./flow/gradient-flow.js"; if (!(document.querySelector("gradient-flow") instanceof GradientFlow)) throw new Error("another class");</script>'));
  const url = await served(t, site);
  await works(await visit(t, url), `${url}flow/`);
});

for (const [name, script] of Object.entries({
  'a script': '<script async src="flow.js"></script>',
  'a module': '<script type="module">import "./flow.js";</script>',
})) {
  test(`the single script has everything inside, as ${name} under another name`, async (t) => {
    const { root, installed } = copy(t, '');
    const site = join(root, 'site');
    mkdirSync(site);
    cpSync(join(installed, 'npm/gradient-flow.single.js'), join(site, 'flow.js'));
    writeFileSync(join(site, 'index.html'), page(script));
    const url = await served(t, site);
    const { page: opened, assets } = await visit(t, url);
    await shows(opened, WANTED);
    await loads(opened, 'digits', 10);
    await loads(opened, 'iris', 3);
    assert.deepEqual(Object.keys(assets).filter((address) => address.startsWith('http')), [url, `${url}flow.js`]);
  });
}

/** @param {string} script */
function page(script) {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Page</title><link rel="icon" href="data:,">
    <gradient-flow activation="relu" depth="6" init="he-normal"></gradient-flow>${script}</html>`;
}
