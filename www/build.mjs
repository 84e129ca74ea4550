// Bundles the page into www/dist. Needs www/pkg, which build.sh generates.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { bundle } from './build/forms.mjs';
import { notices } from './build/notices.mjs';
import { posters } from './build/posters.mjs';
import { rooms, story } from './build/story.mjs';
import { types } from './build/types.mjs';
import { attributesFor } from './contract.js';
import { LOOK } from './look.js';
import init, { catalogue } from './pkg/gradient_flow.js';

const www = dirname(fileURLToPath(import.meta.url));
const dist = join(www, 'dist');
const staging = join(www, 'dist.new');
const npm = join(www, 'npm');

/** @param {string} dir */
const filesIn = (dir) =>
  existsSync(dir)
    ? readdirSync(dir, { encoding: 'utf8', recursive: true }).filter((file) => statSync(join(dir, file)).isFile()).sort()
    : [];

/** Codes of the languages, with what each calls itself. */
function languages() {
  const files = readdirSync(join(www, 'locales')).sort();
  return Object.fromEntries(files.map((file) => [file.replace('.json', ''), JSON.parse(readFileSync(join(www, 'locales', file), 'utf8')).language]));
}

/** Keys of the specification: the engine knows them. @returns {Promise<import('./engine.js').Key[]>} */
async function keys() {
  await init({ module_or_path: readFileSync(join(www, 'pkg/gradient_flow_bg.wasm')) });
  return catalogue().keys;
}

for (const folder of [staging, npm]) rmSync(folder, { recursive: true, force: true });

const KEYS = await keys();
const constants = {
  LANGUAGES: languages(),
  VERSION: JSON.parse(readFileSync(join(www, 'package.json'), 'utf8')).version,
  KEYS: KEYS.map(({ name, choices, text, default: fallback }) => ({ name, choices: choices && [], text, default: fallback })),
};

// The site: what is imported when it is needed becomes a file of its own; beside the others, because what
// they load is named relative to them.
const split = /** @type {const} */ ({ splitting: true, chunkNames: 'gf-[name]-[hash]', format: 'esm' });
const { metafile } = await bundle(www, constants, 'module', {
  entryPoints: {
    'gradient-flow.module': join(www, 'gradient-flow.js'),
    page: join(www, 'page.js'),
    story: join(www, 'story.js'),
    'embed-kit': join(www, 'embed-kit.js'),
  },
  outdir: staging,
  ...split,
});
const script = async (/** @type {string} */ file, /** @type {import('./build/forms.mjs').Form} */ form) => {
  const { outputFiles, metafile } = await bundle(www, constants, form, { entryPoints: [join(www, file)], format: 'iife', write: false });
  return { text: /** @type {import('esbuild').OutputFile[]} */ (outputFiles)[0].text, metafile };
};
const single = await script('gradient-flow.js', 'single');
writeFileSync(join(staging, 'gradient-flow.js'), single.text);
writeFileSync(join(staging, 'embed.js'), (await script('embed.js', 'single')).text);
writeFileSync(join(staging, 'standalone.html'), await standalone());

/** One file for everything, which allows itself nothing else. */
async function standalone() {
  const scripts = [(await script('gradient-flow.js', 'standalone')).text, (await script('embed.js', 'standalone')).text];
  if (scripts.some((text) => /<\/script|<!--/i.test(text))) throw new Error('a script would end before its end in HTML');
  const hashes = scripts.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  const inside = { STYLE: readFileSync(join(www, 'embed.css'), 'utf8'), HASHES: hashes.join(' '), FIGURE: scripts[0], PAGE: scripts[1] };
  return readFileSync(join(www, 'standalone.html'), 'utf8').replace(/STYLE|HASHES|FIGURE|PAGE/g, (name) => inside[/** @type {keyof typeof inside} */ (name)]);
}

// The npm package.
const { metafile: packaged } = await bundle(www, constants, 'package', { entryPoints: [join(www, 'gradient-flow.js')], outdir: npm, ...split });
writeFileSync(join(npm, 'gradient-flow.single.js'), (await script('gradient-flow.js', 'alone')).text);
writeFileSync(join(npm, 'gradient-flow.d.ts'), types(described()));
writeFileSync(join(npm, 'gradient-flow.single.d.ts'), "// Made by the build.\n\nimport './gradient-flow.js';\n");
writeFileSync(join(npm, 'THIRD-PARTY.txt'), notices(www, packaged));
cpSync(join(www, 'pkg/gradient_flow_bg.wasm'), join(npm, 'gradient_flow_bg.wasm'));
cpSync(join(www, 'data'), join(npm, 'data'), { recursive: true });
for (const licence of ['LICENSE-APACHE', 'LICENSE-MIT']) cpSync(join(www, '..', licence), join(npm, licence));

/** Every attribute, with what may be in it. */
function described() {
  return attributesFor(KEYS).map((attribute) => {
    const key = KEYS.find(({ name }) => name === attribute.name);
    return { ...attribute, about: key?.about, ...LOOK[attribute.name], choices: key?.choices ?? LOOK[attribute.name]?.choices };
  });
}

for (const file of ['embed.html', 'page.css', 'embed.css', 'embed-kit.css', 'embed-host.js', 'screenshot.png', 'preview-en.png', 'preview-ko.png']) cpSync(join(www, file), join(staging, file));
// What a page asks for before its first picture: the entry points with all that they import at once,
// and the views of the first glance.
const outputs = Object.entries(metafile.outputs);
const start = withImports(/www\/page\.js$/);
const first = new Set([...start, ...withImports(/views\/(curve|history|map|sizes|reading)\.js$/)]);

/** The files of these entry points, with all that they import at once. @param {RegExp} entryPoints */
function withImports(entryPoints) {
  const queue = outputs.flatMap(([path, { entryPoint }]) => (entryPoint && entryPoints.test(entryPoint) ? [path] : []));
  /** @type {Set<string>} */
  const found = new Set();
  for (let path = queue.pop(); path; path = queue.pop()) {
    const name = relative(staging, resolve(path));
    if (found.has(name)) continue;
    found.add(name);
    for (const { path: other, kind } of metafile.outputs[path].imports) if (kind === 'import-statement') queue.push(other);
  }
  return found;
}

// What every picture needs is asked for at once: each that is found out from another costs a way to the
// server and back. Views are not: the address may ask for others.
for (const [file, files] of /** @type {const} */ ([['lab.html', start], ['embed-kit.html', withImports(/www\/embed-kit\.js$/)]])) {
  const preloads = [...files].map((name) => `<link rel="modulepreload" href="${name}">`).join('\n    ');
  const page = readFileSync(join(www, file), 'utf8');
  writeFileSync(join(staging, file), page.replace('<script', () => `${preloads}\n    <script`));
}

// The article, with pictures of its figures from real runs.
const pictures = posters(www, Object.fromEntries(Object.keys(constants.LANGUAGES).map((code) => [code, {
  ...JSON.parse(readFileSync(join(www, 'locales', `${code}.json`), 'utf8')),
  skips: JSON.parse(readFileSync(join(www, 'story/words', `${code}.json`), 'utf8')).skips,
}])));
mkdirSync(join(staging, 'posters'));
for (const [file, svg] of pictures) writeFileSync(join(staging, 'posters', file), svg);
const sizeOf = (/** @type {string} */ file) => {
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(pictures.get(file) ?? '') ?? [];
  return { width: Number(width), height: Number(height) };
};
writeFileSync(join(staging, 'story.css'), readFileSync(join(www, 'story.css'), 'utf8') + rooms());
for (const [file, html] of story(www, constants.LANGUAGES, process.env.SITE ?? '', sizeOf)) {
  mkdirSync(dirname(join(staging, file)), { recursive: true });
  writeFileSync(join(staging, file), html);
}

cpSync(join(www, 'pkg/gradient_flow_bg.wasm'), join(staging, 'gradient_flow_bg.wasm'));
cpSync(join(www, 'data'), join(staging, 'data'), { recursive: true });

writeFileSync(join(staging, 'THIRD-PARTY.txt'), notices(www, metafile));

// The package as a file, for those who install it from here.
execFileSync('npm', ['pack', '--silent', '--pack-destination', staging], { cwd: www });

// File by file, because a rename replaces its target in one step: a running server finds each file whole.
const files = filesIn(staging);
for (const file of files) {
  mkdirSync(dirname(join(dist, file)), { recursive: true });
  renameSync(join(staging, file), join(dist, file));
}
for (const file of filesIn(dist)) {
  if (!files.includes(file)) rmSync(join(dist, file));
}
rmSync(staging, { recursive: true });

/** @param {string} file */
const sizes = (file) => {
  const content = readFileSync(join(dist, file));
  return { file, bytes: content.length, gzip: gzipSync(content, { level: 9 }).length };
};
const rows = files.map(sizes);
const words = outputs.find(([, { entryPoint }]) => entryPoint?.endsWith('locales/en.json'))?.[0] ?? '';
/** All of them together. @param {string} name @param {(file: string) => boolean} isPart */
const total = (name, isPart) => {
  const parts = rows.filter(({ file }) => isPart(file));
  const sum = (/** @type {'bytes' | 'gzip'} */ key) => parts.reduce((sum, row) => sum + row[key], 0);
  return { file: name, bytes: sum('bytes'), gzip: sum('gzip') };
};
const lab = ['lab.html', 'page.css', 'gradient_flow_bg.wasm', relative(staging, resolve(words))];
const article = new Set(['index.html', 'page.css', 'story.css', ...withImports(/www\/story\.js$/)]);
const isFirstOfLab = (/** @type {string} */ file) => first.has(file) || lab.includes(file);
const isPoster = (/** @type {string} */ file) => file.startsWith('posters');

for (const { file, bytes, gzip } of [
  { file: 'www/dist', bytes: 'bytes', gzip: 'gzip' },
  ...rows.filter(({ file }) => !isPoster(file)),
  total('posters', isPoster),
  total('first load of the article, without pictures', (file) => article.has(file)),
  total('first load of the laboratory, without data', isFirstOfLab),
]) {
  console.log(`  ${file.padEnd(46)}${bytes.toLocaleString('en').padStart(10)}${gzip.toLocaleString('en').padStart(10)}`);
}

// The benchmark reports them, and a test keeps them small.
mkdirSync(join(www, '../target'), { recursive: true });
writeFileSync(join(www, '../target/download.json'), JSON.stringify({
  article: rows.filter(({ file }) => article.has(file)),
  laboratory: rows.filter(({ file }) => isFirstOfLab(file)),
  alone: rows.filter(({ file }) => ['gradient-flow.js', 'standalone.html'].includes(file)),
}));

// What the single script is made of; the engine is deflated and in base64, of which gzip takes a quarter off.
/** @type {[string, RegExp][]} */
const PARTS = [
  ['engine', /\.wasm$/],
  ['words', /\/locales\//],
  ['files to save', /\/export\//],
  ['views and drawing', /\/(views|draw)\//],
  ['style', /style\.css$/],
  ['libraries', /node_modules/],
];
const { inputs } = Object.values(single.metafile.outputs)[0];
let rest = Object.values(inputs).reduce((sum, { bytesInOutput }) => sum + bytesInOutput, 0);
console.log(`  gradient-flow.js is made of`.padEnd(48) + 'bytes'.padStart(10));
for (const [name, pattern] of PARTS) {
  const bytes = Object.entries(inputs).reduce((sum, [file, { bytesInOutput }]) => sum + (pattern.test(file) ? bytesInOutput : 0), 0);
  rest -= bytes;
  console.log(`    ${name.padEnd(44)}${bytes.toLocaleString('en').padStart(10)}`);
}
console.log(`    ${'element, controls, bindings'.padEnd(44)}${rest.toLocaleString('en').padStart(10)}`);
