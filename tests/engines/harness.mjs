// Pages in three real engines, through one interface: WebDriver. Every path is given, so that nothing is
// looked up in the network. WebKit's driver tells neither what the console says nor what went wrong:
// pages that are tested collect it themselves (COLLECTOR).

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createServer as createHttpServer } from 'node:http';
import { Builder, Capabilities } from 'selenium-webdriver';
import chrome from 'selenium-webdriver/chrome.js';
import firefox from 'selenium-webdriver/firefox.js';

/** @typedef {import('selenium-webdriver').WebDriver} Driver */

export const ENGINES = /** @type {const} */ (['chromium', 'firefox', 'webkit']);
/** @typedef {typeof ENGINES[number]} EngineName */

/** How long an engine may take for one page (ms). */
const PATIENCE = 30_000;

/** High: what is out of sight is not drawn. */
const WINDOW = { width: 1280, height: 1800 };

/** Ends what was started, whatever happens. @type {(() => void)[]} */
const endings = [];
process.once('exit', () => {
  for (const end of endings) end();
});

/** @param {string} variable Of the environment, which goes first. @param {...string} names */
function program(variable, ...names) {
  const find = 'for name in "$@"; do command -v "$name" && exit; done; exit 1';
  return process.env[variable] || execFileSync('sh', ['-c', find, 'sh', ...names], { encoding: 'utf8' }).trim();
}

/**
 * @param {EngineName} name
 * @param {{ dark?: boolean }} [options] What the system prefers.
 * @returns {Promise<{ driver: Driver, close: () => Promise<void> }>}
 */
export async function openEngine(name, { dark = false } = {}) {
  const { driver, end } = await { chromium, firefox: gecko, webkit }[name](dark);
  await driver.manage().setTimeouts({ script: PATIENCE, pageLoad: PATIENCE });
  return {
    driver,
    close: async () => {
      await driver.quit();
      end?.();
    },
  };
}

/** @param {boolean} dark @returns {Promise<{ driver: Driver, end?: () => void }>} */
async function chromium(dark) {
  const options = new chrome.Options();
  options.setChromeBinaryPath(program('CHROMIUM', 'chromium', 'chromium-browser', 'google-chrome'));
  options.addArguments('--headless=new', `--window-size=${WINDOW.width},${WINDOW.height}`, '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync');
  const service = new chrome.ServiceBuilder(program('CHROMEDRIVER', 'chromedriver'));
  const driver = /** @type {chrome.Driver} */ (await new Builder().forBrowser('chrome').setChromeOptions(options).setChromeService(service).build());
  await driver.sendDevToolsCommand('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }] });
  return { driver };
}

/** @param {boolean} dark @returns {Promise<{ driver: Driver, end?: () => void }>} */
async function gecko(dark) {
  const options = new firefox.Options()
    .setBinary(program('FIREFOX', 'firefox-esr', 'firefox'))
    .addArguments('-headless', `--width=${WINDOW.width}`, `--height=${WINDOW.height}`)
    .setPreference('layout.css.prefers-color-scheme.content-override', dark ? 0 : 1)
    // As every reader has it; the driver's own profile lets files read each other.
    .setPreference('security.fileuri.strict_origin_policy', true);
  const service = new firefox.ServiceBuilder(program('GECKODRIVER', 'geckodriver'));
  const driver = await new Builder().forBrowser('firefox').setFirefoxOptions(options).setFirefoxService(service).build();
  return { driver };
}

/** @param {boolean} dark @returns {Promise<{ driver: Driver, end?: () => void }>} */
async function webkit(dark) {
  const screen = await display();
  const port = await freePort();
  const service = spawn(program('WEBKITDRIVER', 'WebKitWebDriver'), [`--port=${port}`, '--host=127.0.0.1'], {
    stdio: 'ignore',
    // Its own group: the browser goes with it.
    detached: true,
    env: {
      ...process.env,
      DISPLAY: screen.name, GDK_BACKEND: 'x11', NO_AT_BRIDGE: '1', GSETTINGS_BACKEND: 'memory',
      GTK_THEME: dark ? 'Adwaita:dark' : 'Adwaita', WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
    },
  });
  const end = () => {
    for (const { pid } of [service, screen.process]) {
      try {
        if (pid) process.kill(-pid);
      } catch {
        // Gone already.
      }
    }
  };
  endings.push(end);
  const driver = await ready(`http://127.0.0.1:${port}/`, () => new Builder()
    .usingServer(`http://127.0.0.1:${port}/`)
    .withCapabilities(new Capabilities({
      browserName: 'MiniBrowser',
      'webkitgtk:browserOptions': { binary: miniBrowser(), args: ['--automation', '--full-screen'] },
    }))
    .build()).catch((error) => {
    end();
    throw error;
  });
  return { driver, end };
}

/** The small browser that comes with WebKit's driver, in a folder that names the machine. */
function miniBrowser() {
  const found = execFileSync('sh', ['-c', 'ls /usr/lib/*/webkit2gtk-4.*/MiniBrowser /usr/libexec/webkit2gtk-4.*/MiniBrowser 2>/dev/null || true'], { encoding: 'utf8' });
  const path = process.env.MINIBROWSER || found.split('\n')[0];
  if (!path) throw new Error('MiniBrowser is missing: install webkit2gtk-driver, or set MINIBROWSER to its path');
  return path;
}

/** A screen without a screen, on a display that is free. */
async function display() {
  const process = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', `${WINDOW.width}x${WINDOW.height}x24`, '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'], detached: true });
  const [number] = await once(/** @type {import('node:stream').Readable} */ (process.stdio[3]), 'data');
  return { process, name: `:${String(number).trim()}` };
}

/** @returns {Promise<number>} */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** @template T @param {string} url Of a driver that is starting. @param {() => T} make @returns {Promise<T>} */
async function ready(url, make) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const isThere = await fetch(`${url}status`).then(({ ok }) => ok, () => false);
    if (isThere) return make();
    if (Date.now() > end) throw new Error(`no driver at ${url}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Goes first into a page's head: collects in `window.wrong` what goes wrong and what the console says. */
export const COLLECTOR = `window.wrong = [];
addEventListener('error', ({ message, detail, target }) => wrong.push('error: ' + (message || (detail && detail.message) || (target && target.src))), true);
addEventListener('unhandledrejection', ({ reason }) => wrong.push('rejection: ' + reason));
document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => wrong.push('policy: ' + violatedDirective + ' ' + blockedURI));
for (const name of ['log', 'info', 'warn', 'error']) {
  const own = console[name];
  console[name] = (...given) => { wrong.push('console ' + name + ': ' + given.join(' ')); own.apply(console, given); };
}`;

/** @typedef {{ type?: string, body: string | Buffer, headers?: Record<string, string> }} File */

/**
 * A site of somebody else's: files by path, on a port of its own.
 * @param {(path: string) => File | undefined} file
 */
export async function site(file) {
  const server = createHttpServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const found = file(pathname);
    response.writeHead(found ? 200 : 404, { 'Content-Type': found?.type ?? 'text/html; charset=utf-8', ...found?.headers });
    response.end(found?.body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}/`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
