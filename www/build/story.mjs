// Makes the article's pages: prose, figures, contents and the table of claims, in every language there is.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CLAIMS, SOURCES, STATEMENTS } from '../story/claims.js';
import { FIGURES, attributesOf } from '../story/figures.js';
import { HEIGHTS } from '../story/heights.js';
import { fill } from '../format.js';
import { fileOf } from './posters.mjs';

/** @typedef {Record<string, any>} Words */

/** Of the language that stands at the top of the site. */
const FIRST = 'en';
/** Lines are not everywhere of exactly the same height (px). */
const SLACK = 6;

/**
 * @param {string} www
 * @param {Record<string, string>} names What each language calls itself.
 * @param {string} site The address of the whole, where it is known; some readers of meta tags need it.
 * @param {(file: string) => { width: number, height: number }} sizeOf A poster.
 * @returns {Map<string, string>} HTML by path.
 */
export function story(www, names, site, sizeOf) {
  const folder = join(www, 'story');
  const template = readFileSync(join(folder, 'page.html'), 'utf8');
  const languages = readdirSync(join(folder, 'words')).map((file) => file.replace('.json', ''));
  return new Map(languages.map((lang) => {
    const words = /** @type {Words} */ (JSON.parse(readFileSync(join(folder, 'words', `${lang}.json`), 'utf8')));
    const prose = readFileSync(join(folder, `${lang}.html`), 'utf8');
    const root = lang === FIRST ? '' : '../';
    const page = { lang, words, root, sizeOf };
    const values = {
      ...Object.fromEntries(Object.entries(words).flatMap(([name, text]) => (typeof text === 'string' ? [[name, escape(bare(text))]] : []))),
      heroNote: marked(words.heroNote, lang),
      lang, root,
      site: site || root,
      langQuery: queryOf({}, lang),
      here: site ? `${site}${pathOf(lang)}` : 'index.html',
      alternates: [...languages.map((code) => [code, code]), ['x-default', FIRST]]
        .map(([hreflang, code]) => `<link rel="alternate" hreflang="${hreflang}" href="${site || root}${pathOf(code)}">`).join('\n    '),
      links: languages.map((code) =>
        code === lang ? `<span aria-current="page" lang="${code}">${names[code]}</span>` : `<a class="other" href="${root}${pathOf(code)}" lang="${code}" hreflang="${code}" rel="alternate">${names[code]}</a>`).join(' · '),
      toc: contents(prose),
      article: article(prose, page),
      table: claims(prose + JSON.stringify(words), page),
    };
    return [pathOf(lang), template.replace(/\{\{(\w+)\}\}/g, (_, name) => {
      if (!(name in values)) throw new Error(`the article's page has no ${name}`);
      return values[/** @type {keyof typeof values} */ (name)];
    })];
  }));
}

/** @param {string} lang */
const pathOf = (lang) => (lang === FIRST ? 'index.html' : `${lang}/index.html`);

/** @param {string} text */
const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/** What the lab and the kit are told. @param {Record<string, string>} keys @param {string} lang */
function queryOf(keys, lang) {
  const query = new URLSearchParams({ ...keys, ...(lang !== FIRST && { lang }) }).toString().replaceAll('&', '&amp;');
  return query && `?${query}`;
}

const CLAIM = /\[\[([\w-]+)\|([^\]]+)\]\]/g;

/** A text with its numbers marked as such. A quotient stands on one line, and so do a number and what Korean puts
 * behind it. @param {string} text @param {string} lang */
function marked(text, lang) {
  return text
    .replace(/∂<i>(\w)<\/i>\/∂<i>(\w)<\/i>/g, '<span class="nowrap">$&</span>')
    .replace(/(\]\]|<\/span>)(?=[가-힣])/g, '$1\u2060')
    .replace(CLAIM, (_, name, number) => {
      if (!CLAIMS[name]) throw new Error(`the article claims ${name}, which no table has`);
      return `<span class="claim" title="${escape(CLAIMS[name].of[/** @type {'en' | 'ko'} */ (lang)])}">${number}</span>`;
    });
}

/** A text without the marks. @param {string} text */
const bare = (text) => text.replace(CLAIM, '$2');

const HEADING = /<section id="([\w-]+)">\n<h2>(.*)<\/h2>/g;

/** @param {string} prose */
function contents(prose) {
  const items = Array.from(prose.matchAll(HEADING), ([, id, title]) => `<li><a href="#${id}">${title}</a></li>`);
  return `<ol>\n        ${items.join('\n        ')}\n      </ol>`;
}

/** @typedef {{ lang: string, words: Words, root: string, sizeOf: (file: string) => { width: number, height: number } }} Page */

/** @param {string} prose @param {Page} page */
function article(prose, page) {
  let count = 0;
  return marked(prose, page.lang)
    .replace(HEADING, (_, id, title) => `<section id="${id}" aria-labelledby="${id}-title">\n<h2><span id="${id}-title">${title}</span> <a class="anchor" href="#${id}" aria-label="${escape(fill(page.words.anchor, { title }))}">#</a></h2>`)
    .replace(/(<p class="try">.*<\/p>\n)?<figure data-figure="([\w ]+)"><\/figure>/g, (_, tries, names) => figure(names.split(' '), ++count, tries ?? '', page))
    .replace(/<button(?! type)/g, '<button type="button"')
    .replace(/href="((?:lab|embed-kit)\.html)/g, `href="${page.root}$1`);
}

/** @param {string[]} names @param {number} number @param {string} tries What stands above it. @param {Page} page */
function figure(names, number, tries, { lang, words, root, sizeOf }) {
  const [first] = names;
  const live = names.map((name) => {
    const { until, verdict } = FIGURES[name];
    const attributes = Object.entries(attributesOf(name)).map(([key, value]) => `${key}="${escape(value)}"`);
    const light = fileOf(name, lang, 'light');
    const { width, height } = sizeOf(light);
    const poster = `<picture slot="poster"><source media="(prefers-color-scheme: dark)" srcset="${root}posters/${fileOf(name, lang, 'dark')}"><img src="${root}posters/${light}" alt="" width="${width}" height="${height}" loading="lazy"></picture><p slot="poster" class="note">${marked(words.pictures[name], lang)}</p>`;
    const heading = names.length > 1 ? `<p class="name" data-for="${name}" data-text="${escape(words.layersName)}">${fill(words.layersName, FIGURES[name].settings)}</p>` : '';
    return `<div>${heading}<gradient-flow id="figure-${name}" ${attributes.join(' ')}${until ? ` data-until="${until}"` : ''}${verdict ? ` data-verdict="${verdict}"` : ''}>${poster}</gradient-flow>${links(name, number, names.length > 1, { lang, words, root })}</div>`;
  });
  return `<figure class="live${names.length > 1 ? ' pair' : ''}" id="figure-${number}">
${tries}<div class="figures">${live.join('\n')}</div>
<figcaption><b>${fill(words.figure, { number })}.</b> <span>${marked(words.captions[first], lang)}</span></figcaption>
</figure>`;
}

/** Style: the room that is kept from the beginning, by width of the window, so that nothing moves when a figure
 * comes. Between two widths it may be as high as at either. */
export function rooms() {
  const rules = Object.entries(HEIGHTS).flatMap(([lang, figures]) => Object.entries(figures).map(([name, of]) => {
    const measured = Object.entries(of);
    const rooms = measured.map(([width, height], index) => `--h${width}: ${SLACK + Math.max(height, measured[index + 1]?.[1] ?? 0)}px`);
    return `:lang(${lang}) > body #figure-${name} { ${rooms.join('; ')} }`;
  }));
  return `${rules.join('\n')}\n`;
}

/** @param {string} name @param {number} number @param {boolean} isOneOfTwo @param {Omit<Page, 'sizeOf'>} page */
function links(name, number, isOneOfTwo, { lang, words, root }) {
  const attributes = attributesOf(name);
  // As story.js makes it of what is shown.
  const { controls: _, speed: __, ...lab } = /** @type {Record<string, string>} */ ({ ...attributes, view: `standard ${attributes.view}` });
  const label = (/** @type {string} */ text) =>
    escape([fill(text, { number }), ...(isOneOfTwo ? [fill(words.layersName, FIGURES[name].settings)] : [])].join(', '));
  return `<p class="links"><a class="to-lab" data-for="${name}" href="${root}lab.html${queryOf(lab, lang)}" aria-label="${label(words.labWhat)}">${words.lab}</a> <a class="to-kit" data-for="${name}" href="${root}embed-kit.html${queryOf(attributes, lang)}" aria-label="${label(words.kitWhat)}">${words.kit}</a></p>`;
}

/** Sources with their titles. @param {string} sources */
function named(sources) {
  return sources.split('; ').map((source) => {
    const [title, address] = SOURCES[source];
    return `${address ? `<a href="${address}">${escape(source)}</a>` : escape(source)}, <cite lang="en">${escape(title)}</cite>`;
  }).join('; ');
}

/** The table at the end. @param {string} texts All that is said. @param {Page} page */
function claims(texts, { lang, words, root }) {
  const language = /** @type {'en' | 'ko'} */ (lang);
  const said = new Map(Array.from(texts.matchAll(CLAIM), ([, name, text]) => [name, text]));
  const from = (/** @type {import('../story/claims.js').Claim} */ { run, setting, source }) => {
    const where = run
      ? `<a href="${root}lab.html${queryOf({ ...run.settings, ...(run.step > 0 && { at: String(run.step) }) }, lang)}">${run.step > 0 ? fill(words.fromLabStep, { step: run.step }) : words.fromLab}</a>`
      : setting ? words.fromSetting : words.fromFormula;
    return source ? `${where}; ${named(source)}` : where;
  };
  const numbers = Object.entries(CLAIMS).map(([name, claim]) =>
    `<tr><td>${said.get(name) ?? ''}</td><td><a href="#${claim.section}">${escape(claim.of[language])}</a></td><td>${from(claim)}</td></tr>`);
  const statements = STATEMENTS.map(({ section, says, source }) =>
    `<tr><td><a href="#${section}">${escape(says[language])}</a></td><td>${named(source)}</td></tr>`);
  const head = (/** @type {string[]} */ ...names) => `<thead><tr>${names.map((name) => `<th scope="col">${words[name]}</th>`).join('')}</tr></thead>`;
  const scroll = (/** @type {string} */ label, /** @type {string} */ table) => `<div class="scroll" tabindex="0" role="region" aria-label="${escape(label)}"><table>${table}</table></div>`;
  return `<p>${words.numbersAbout}</p>
${scroll(words.numberHead, `${head('numberHead', 'ofHead', 'fromHead')}<tbody>${numbers.join('\n')}</tbody>`)}
${scroll(words.sources, `${head('statementHead', 'sourceHead')}<tbody>${statements.join('\n')}</tbody>`)}`;
}
