// A page of somebody else's, on another site: another port is one.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '../../www/serve.mjs';
import { open } from './harness.mjs';

/**
 * @param {(site: string) => string} body Of the page, with our site's address.
 * @param {Parameters<typeof open>[0] & { headers?: (site: string) => Record<string, string> }} [options]
 *   `headers` are those of the page.
 */
export async function host(body, { headers, ...options } = {}) {
  const opened = await open({ page: 'about:blank', expectProblems: true, reducedMotion: 'reduce', ...options });
  const { page, url, problems } = opened;
  /** @type {string[]} */
  const asked = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const root = mkdtempSync(join(tmpdir(), 'gradient-flow-'));
  writeFileSync(join(root, 'index.html'), `<!doctype html><html lang="en"><title>host</title><link rel="icon" href="data:,">${body(url)}</html>`);
  const server = await serve({ root, headers: headers?.(url) });
  problems.length = 0;
  await page.goto(server.url);
  const close = async () => {
    await opened.close();
    await server.close();
    rmSync(root, { recursive: true });
  };
  /** What went wrong, but for our site being another one. */
  const wrong = () => problems.filter((problem) => !problem.startsWith('foreign request'));
  return { ...opened, close, asked, wrong };
}
