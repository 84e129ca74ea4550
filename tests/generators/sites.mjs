// Site generators, each with the least that it makes a site from.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import rehypeRaw from 'rehype-raw';
import rehypeStringify from 'rehype-stringify';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';

const here = fileURLToPath(new URL('.', import.meta.url));

/** @param {string} content */
const page = (content) => `<!doctype html><html lang="en"><head><title>Post</title><link rel="icon" href="data:,"></head><body>${content}</body></html>\n`;

/** @param {string} markdown */
export const html = (markdown) =>
  String(unified().use(remarkParse).use(remarkRehype, { allowDangerousHtml: true }).use(rehypeRaw).use(rehypeStringify).processSync(markdown));

/**
 * @typedef {object} Generator
 * @property {(markdown: string) => Record<string, string>} files Of the project.
 * @property {string} post The folder of the post, where its pictures lie.
 * @property {string} site The folder of what is made.
 * @property {(root: string) => void} [make]
 */

/** Runs to its end, with what it says where that is bad. @param {string} root @param {string} program @param {string[]} options */
function run(root, program, ...options) {
  // What the test runner tells its own processes is not for this one.
  const { NODE_TEST_CONTEXT, NODE_OPTIONS, ...env } = process.env;
  try {
    execFileSync(program, options, { cwd: root, env, stdio: 'pipe', encoding: 'utf8' });
  } catch (error) {
    const { message, stdout } = /** @type {Error & { stdout?: string }} */ (error);
    throw new Error(`${message}\n${stdout ?? ''}`);
  }
}

/** @param {string} settings @returns {Generator} */
const hugo = (settings) => ({
  files: (markdown) => ({
    'config.toml': `baseURL = "/"\ndisableKinds = ["home", "section", "taxonomy", "term", "RSS", "sitemap", "404"]\n${settings}`,
    'layouts/_default/single.html': page('{{ .Content }}'),
    'content/post/index.md': `---\ntitle: Post\n---\n\n${markdown}`,
  }),
  post: 'content/post',
  site: 'public',
  make: (root) => run(root, process.env.HUGO || 'hugo', '--quiet', '--cacheDir', join(root, 'cache')),
});

export const GENERATORS = {
  /** @type {Generator} */
  Eleventy: {
    files: (markdown) => ({
      'eleventy.config.mjs': "export default (eleventy) => eleventy.addPassthroughCopy('post/*.png');\n",
      '_includes/page.njk': page('{{ content | safe }}'),
      'post/index.md': `---\nlayout: page.njk\n---\n\n${markdown}`,
    }),
    post: 'post',
    site: '_site',
    make: (root) => run(root, process.execPath, join(here, 'node_modules/@11ty/eleventy/cmd.cjs'), '--quiet'),
  },
  Hugo: hugo('[markup.goldmark.renderer]\nunsafe = true\n'),
  /** @type {Generator} */
  'remark and rehype, as in Astro and Gatsby': {
    files: (markdown) => ({
      'post/index.html': page(html(markdown)),
    }),
    post: 'post',
    site: '.',
  },
};

export const HUGO_BY_ITSELF = hugo('');

/**
 * Makes a site whose one post, with its picture, is at `post/`.
 * @param {Generator} generator
 * @param {string} markdown
 * @param {string} picture Its name in the post.
 */
export function build(generator, markdown, picture) {
  const root = mkdtempSync(join(tmpdir(), 'gradient-flow-'));
  const remove = () => rmSync(root, { recursive: true });
  try {
    for (const [file, text] of Object.entries(generator.files(markdown))) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    }
    cpSync(join(here, '../../www/screenshot.png'), join(root, generator.post, picture));
    generator.make?.(root);
  } catch (error) {
    remove();
    throw error;
  }
  return { site: join(root, generator.site), remove };
}
