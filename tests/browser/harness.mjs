// Opens the built page in Chromium and notices everything that goes wrong there.
//
//   after(stop);
//   test('the page says what it shows', async (t) => {
//     const { page, close } = await open({ colorScheme: 'dark' });
//     t.after(close);
//     ...
//   });

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chromium } from 'playwright-core';
import { serve } from '../../www/serve.mjs';

/** @typedef {Awaited<ReturnType<typeof start>>} Shared */

/** @type {Promise<Shared> | undefined} */
let shared;

async function start() {
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    // Tests run as root in containers, with a small /dev/shm and no graphics card.
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  return { browser, server: await serve() };
}

function chromiumPath() {
  const names = 'chromium chromium-browser google-chrome google-chrome-stable';
  // Prints the first of the names that exists, and fails only when none does.
  const find = `for name in ${names}; do command -v "$name" && exit; done; exit 1`;
  return process.env.CHROMIUM || execFileSync('sh', ['-c', find], { encoding: 'utf8' }).trim();
}

/**
 * Opens a page of the built site in a fresh context, where `early` runs before anything of the page
 * does. Options other than these three go to the context:
 * `viewport`, `colorScheme`, `reducedMotion`, `locale`, `deviceScaleFactor`, `forcedColors`, ...
 *
 * `problems` collects console errors and warnings, uncaught errors, failed requests and requests to another
 * host; `close` asserts that there were none, unless `expectProblems` is set.
 * @param {import('playwright-core').BrowserContextOptions & { page?: string, expectProblems?: boolean,
 *   early?: () => void }} [options]
 */
export async function open({ page: path = 'lab.html', expectProblems = false, early, ...contextOptions } = {}) {
  shared ??= start();
  const { server, browser } = await shared;
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en', ...contextOptions });

  /** @type {string[]} */
  const problems = [];
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(`console ${message.type()}: ${message.text()}`);
  });
  context.on('weberror', (error) => problems.push(`uncaught: ${error.error().stack}`));
  context.on('request', (request) => {
    const local = [server.url, 'data:', 'blob:'].some((start) => request.url().startsWith(start));
    if (!local) problems.push(`foreign request: ${request.url()}`);
  });
  context.on('requestfailed', (request) => problems.push(`failed request: ${request.url()} ${request.failure()?.errorText}`));
  context.on('response', (response) => {
    if (!response.ok() && response.status() !== 304) problems.push(`status ${response.status()}: ${response.url()}`);
  });

  if (early) await context.addInitScript(early);
  const page = await context.newPage();
  await page.goto(new URL(path, server.url).href);

  const close = async () => {
    // A copy, since closing may itself cut a request short.
    const seen = [...problems];
    await context.close();
    if (!expectProblems) assert.deepEqual(seen, []);
  };
  return { page, context, url: server.url, problems, close };
}

/** Ends the browser and the server; without it the process would wait for them for ever. */
export async function stop() {
  if (!shared) return;
  const { server, browser } = await shared;
  await browser.close();
  await server.close();
}
