// The package as others get it: the packed file of the build, unpacked into a project of theirs.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const www = fileURLToPath(new URL('../../www', import.meta.url));
const { version } = JSON.parse(readFileSync(join(www, 'package.json'), 'utf8'));
const TARBALL = join(www, 'dist', `gradient-flow-${version}.tgz`);

/** @param {string} file Of a package that the projects are built with. */
export const tool = (file) => join(here, 'node_modules', file);

/**
 * A project in a new folder, outside of this one, with the package installed and `uses` beside it.
 * @param {string} name Of a folder here, copied; none for an empty project.
 * @param {string[]} [uses] Packages of tests/consumers.
 */
export function project(name, uses = []) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'gradient-flow-')));
  if (name) cpSync(join(here, name), root, { recursive: true });
  const installed = join(root, 'node_modules/gradient-flow');
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', TARBALL, '-C', installed, '--strip-components=1']);
  const files = readdirSync(installed, { encoding: 'utf8', recursive: true }).filter((file) => statSync(join(installed, file)).isFile());
  for (const other of uses) {
    mkdirSync(join(root, 'node_modules', other, '..'), { recursive: true });
    symlinkSync(tool(other), join(root, 'node_modules', other));
  }
  return { root, installed, files, remove: () => rmSync(root, { recursive: true }) };
}

/** Runs a program of Node to its end, and gives what it wrote. @param {string} root @param {string[]} command */
export function run(root, ...command) {
  // What the test runner tells its own processes is not for this one.
  const { NODE_TEST_CONTEXT, NODE_OPTIONS, NODE_ENV, ...env } = process.env;
  try {
    return execFileSync(process.execPath, command, { cwd: root, env, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const { stdout, stderr } = /** @type {{ stdout: string, stderr: string }} */ (error);
    throw new Error(`${command.join(' ')}\n${stdout}${stderr}`);
  }
}
