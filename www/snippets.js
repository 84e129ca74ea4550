// All ways of putting a figure into a page, a post, a mail: as texts to be pasted. Pure functions.

/**
 * What is embedded.
 * @typedef {object} Embed
 * @property {string} site Where the files of the figure lie, with a slash at the end.
 * @property {string} query What is shown, as the element tells it.
 * @property {string} theme `auto`, `light` or `dark`.
 * @property {string} lang The figure's; empty for that of the page around.
 * @property {string} spoken The language where there is no page around.
 * @property {boolean} autoplay
 * @property {number} height What is kept free for it (px); 0 for nothing.
 * @property {number} frameHeight Of an iframe around it (px).
 * @property {string} title
 * @property {string} sentence What the figure says of the run.
 * @property {string} file Of its picture, its page: the name without the ending.
 * @property {{ width: number, height: number } | null} picture Its size (px); null where it is not known yet.
 */

/** @type {Record<string, string>} */
const SIGNS = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;', '\r': '&#13;' };

/** A text as it stands in HTML, between quotes too; on one line, since Markdown ends HTML at a blank one. @param {string} text */
export const escaped = (text) => text.replace(/[&<>"\n\r]/g, (sign) => SIGNS[sign]);

/** @param {Record<string, string | number | undefined>} attributes Empty ones only have their name. */
function open(/** @type {string} */ tag, attributes) {
  const written = Object.entries(attributes).flatMap(([name, value]) => {
    if (value === undefined) return [];
    return value === '' && name === 'autoplay' ? [` ${name}`] : [` ${name}="${escaped(String(value))}"`];
  });
  return `<${tag}${written.join('')}>`;
}

/** Those of the element, where they are not the defaults; its language is apart. @param {Embed} embed @returns {Record<string, string>} */
function attributes({ query, theme, autoplay }) {
  const { version, ...values } = Object.fromEntries(new URLSearchParams(query));
  return { ...values, ...(theme !== 'auto' && { theme }), ...(autoplay && { autoplay: '' }) };
}

/** A page of the site. Signs that Markdown or a reader of links would stumble over are escaped. @param {Embed} embed @param {string} page @param {URLSearchParams} query */
function address({ site, spoken }, page, query) {
  if (spoken !== 'en') query.set('lang', spoken);
  const text = query.toString().replace(/%(2C|40|3A|2F)/g, decodeURIComponent);
  return `${site}${page}${text && `?${text.replaceAll('*', '%2A')}`}`;
}

/** The same picture in the laboratory, which has all controls. @param {Embed} embed */
export function labAddress(embed) {
  const query = new URLSearchParams(embed.query);
  query.delete('controls');
  return address(embed, 'lab.html', query);
}

/** The page for frames. @param {Embed} embed */
export function frameAddress(embed) {
  const query = new URLSearchParams(embed.query);
  // By itself this page shows less than the element.
  if (!query.has('view')) query.set('view', 'standard');
  if (embed.theme !== 'auto') query.set('theme', embed.theme);
  if (embed.autoplay) query.set('autoplay', '');
  return address(embed, 'embed.html', query);
}

/** The element, with a link for those who do not get it: one line for each tag. @param {Embed} embed */
export function tag(embed) {
  const style = embed.height > 0 ? `display: block; min-height: ${embed.height}px` : undefined;
  return [
    open('gradient-flow', { ...attributes(embed), lang: embed.lang || undefined, style }),
    `${open('a', { href: labAddress(embed) })}${escaped(embed.title)}</a>`,
    '</gradient-flow>',
  ].join('\n');
}

/** @param {Embed} embed */
export const script = (embed) => `<script async src="${escaped(embed.site)}gradient-flow.js"></script>\n${tag(embed)}`;

/** @param {Embed} embed */
export const module = (embed) =>
  `<script type="module" src="${escaped(embed.site)}gradient-flow.module.js"></script>\n${tag(embed)}`;

/** The package lies on the site, beside the page. @param {Embed} embed */
export const install = ({ site }) => `npm install ${site}gradient-flow-${VERSION}.tgz`;

/** @param {Embed} embed */
export function frame(embed) {
  const style = `width: 100%; height: ${embed.frameHeight}px; border: 0`;
  const attributes = { title: embed.title, src: frameAddress(embed), loading: 'lazy', sandbox: 'allow-scripts', style };
  return `${open('iframe', attributes)}</iframe>\n<script src="${escaped(embed.site)}embed-host.js"></script>`;
}

/** What says as much where nothing can be computed. @param {Embed} embed */
const alternative = ({ sentence, title }) => sentence || title;

/** @param {Embed} embed */
export function picture(embed) {
  const { width, height } = embed.picture ?? {};
  const attributes = { src: `${embed.file}.png`, alt: alternative(embed), width, height, style: 'max-width: 100%; height: auto' };
  return `${open('a', { href: labAddress(embed) })}${open('img', attributes)}</a>`;
}

/** What Markdown would take for its own, where it stands; what could only end an emphasis has none to end. */
const MARKS = [/\\(?=[!-/:-@[-`{-~]|$)/u, /[`[\]~$]/u, /<(?=[a-z/!?])/u, /&(?=#?\w+;)/u, /\*(?!\s)/u, /(?<![\p{L}\p{N}])_(?!\s)/u]
  .map(({ source }) => source).join('|');

/** A text with which Markdown does nothing. No more is escaped than must be: within the words for a picture
 * Eleventy loses the signs that are, and older Hugos show their backslashes. A bar makes a table in Jekyll:
 * the other sign for "size of" does not. @param {string} text */
const plain = (text) => text.replace(/\s+/g, ' ').replaceAll('|', '∣').replace(new RegExp(MARKS, 'giu'), '\\$&');

/** @param {Embed} embed */
export const markdownPicture = (embed) => `[![${plain(alternative(embed))}](${embed.file}.png)](${labAddress(embed)})`;

/** HTML that Markdown leaves alone: it begins after a blank line, and the next one ends it. @param {Embed} embed */
export const markdownBlock = (embed) => `\n${script(embed)}\n\n`;

/**
 * The page in one file, of this figure.
 * @param {string} page As the site has it.
 * @param {Embed} embed
 */
export function standalone(page, embed) {
  const { spoken, theme, title } = embed;
  const root = open('html', { lang: spoken, 'data-theme': theme === 'auto' ? undefined : theme });
  return [
    ['<html lang="en">', root],
    ['<title>gradient-flow</title>', `<title>${escaped(title)}</title>`],
    ['<gradient-flow loading="eager">', open('gradient-flow', { loading: 'eager', ...attributes(embed) })],
  ].reduce((text, [place, written]) => {
    if (!text.includes(place)) throw new Error(`standalone.html has no ${place}`);
    return text.replace(place, () => written);
  }, page);
}
