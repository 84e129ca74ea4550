// The forms in which the figure is delivered, each bundled from the same sources.

import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { deflateRawSync, gunzipSync } from 'node:zlib';
import { build, transform } from 'esbuild';

/** What a form's code finds beside itself: see www/assets. @typedef {'module' | 'package' | 'single' | 'alone' | 'standalone'} Form */

/**
 * @param {string} www
 * @param {Record<string, unknown>} constants Written in, by name.
 * @param {Form} form
 * @param {import('esbuild').BuildOptions} options
 */
export function bundle(www, constants, form, options) {
  return build({
    bundle: true,
    target: 'es2022',
    minify: true,
    // A module is always read as UTF-8; a plain script as the page it is on, whatever that is.
    charset: options.format === 'esm' ? 'utf8' : 'ascii',
    define: Object.fromEntries(Object.entries(constants).map(([name, value]) => [name, JSON.stringify(value)])),
    plugins: [{
      name: form,
      setup({ onLoad, onResolve }) {
        onResolve({ filter: /\/assets\/module\.js$/ }, () => ({ path: join(www, 'assets', `${form}.js`) }));
        // As one value: a name for every word would weigh as much as half of the words.
        onLoad({ filter: /\.json$/ }, ({ path }) => ({ contents: `export default ${JSON.stringify(JSON.parse(readFileSync(path, 'utf8')))}` }));
        onLoad({ filter: /\.css$/ }, async ({ path }) => {
          const { code } = await transform(readFileSync(path, 'utf8'), { loader: 'css', minify: true });
          return { contents: code, loader: 'text' };
        });
        onLoad({ filter: /\.(wasm|bin|csv)$/ }, ({ path }) => ({ contents: deflateRawSync(unpacked(path), { level: 9 }).toString('base64'), loader: 'text' }));
      },
    }],
    ...options,
    metafile: true,
  }).catch(() => process.exit(1)); // esbuild has said why
}

/** A file, without the packing that it has of its own. @param {string} path */
function unpacked(path) {
  const bytes = readFileSync(path);
  return basename(path) === 'digits.bin' ? gunzipSync(bytes) : bytes;
}
