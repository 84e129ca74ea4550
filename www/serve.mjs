// The development server: www/dist on the loopback address. The browser tests start it through `serve`.

import { realpathSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const dist = fileURLToPath(new URL('dist', import.meta.url));

/**
 * Serves `root` on 127.0.0.1; port 0 takes any free port.
 * @param {{ port?: number, root?: string, headers?: Record<string, string> }} [options]
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serve({ port = 0, root = dist, headers = {} } = {}) {
  // Imported here, so that options can be checked before the packages are installed.
  const [{ default: sirv }, { default: compression }] = await Promise.all([import('sirv'), import('compression')]);
  const files = sirv(root, { dev: true, etag: true });
  // As a site would be served: without it, a first load weighs more than twice as much.
  const compress = compression({ filter: (_, response) => /text|javascript|wasm/.test(String(response.getHeader('Content-Type'))) });
  const server = createServer((request, response) => {
    // What a page elsewhere needs in order to load the element from here, isolated or sandboxed.
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
    // A frame in an isolated page must be isolated itself.
    response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    response.setHeader('Cache-Control', 'no-cache');
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    compress(request, response, () => files(request, response));
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', () => resolve(undefined));
  });
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  console.error(message);
  process.exit(1);
}

function readOptions() {
  try {
    return parseArgs({ options: { port: { type: 'string', default: '8080' }, check: { type: 'boolean' } } }).values;
  } catch (error) {
    const [what] = /** @type {Error} */ (error).message.split(/[.\n]/);
    return fail(`${what}; the one option is --port N`);
  }
}

async function main() {
  const options = readOptions();
  const port = Number(options.port);
  if (!/^\d+$/.test(options.port) || port < 1 || port > 65535) {
    fail(`--port must be a whole number from 1 to 65535, not "${options.port}"`);
  }
  // build.sh asks this before it spends a minute on building.
  if (options.check) return;

  const server = await serve({ port }).catch((error) => {
    if (error.code === 'EADDRINUSE') fail(`Port ${port} is in use; choose another with --port`);
    if (error.code === 'EACCES') fail(`Port ${port} needs more rights than yours; choose another with --port`);
    throw error;
  });
  console.log(`gradient-flow is at ${server.url} (Ctrl+C stops it)`);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => server.close());
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) await main();
