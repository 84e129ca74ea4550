// Pages of other people, in which a figure stands.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '../../www/serve.mjs';
import { open } from './harness.mjs';

/**
 * A page of somebody else's, on another site: another port is one.
 * @param {(site: string) => string} body Of the page, with our site's address.
 * @param {Parameters<typeof open>[0]} [options]
 */
export async function host(body, options = {}) {
  const opened = await open({ page: 'about:blank', expectProblems: true, reducedMotion: 'reduce', ...options });
  const { page, url, problems } = opened;
  /** @type {string[]} */
  const asked = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const root = mkdtempSync(join(tmpdir(), 'gradient-flow-'));
  writeFileSync(join(root, 'index.html'), `<!doctype html><html lang="en"><title>host</title><link rel="icon" href="data:,">${body(url)}</html>`);
  const server = await serve({ root });
  problems.length = 0;
  await page.goto(server.url);
  const close = async () => {
    await opened.close();
    await server.close();
    rmSync(root, { recursive: true });
  };
  return { ...opened, close, asked };
}
