// The page that makes every form in which a figure can be embedded, from what its preview shows.

import { giveAttributes } from './address.js';
import { carry, following, putWords, queryOf } from './around.js';
import { page } from './assets/module.js';
import { element, put } from './dom.js';
import { loadEngine } from './engine.js';
import { download } from './export/download.js';
import { fill } from './format.js';
import { GradientFlow } from './gradient-flow.js';
import { language, languages, loadWords } from './locale.js';
import { CONTROLS, Look } from './look.js';
import { sayer } from './said.js';
import * as snippets from './snippets.js';
import { VIEWS } from './views.js';

/** @typedef {import('./snippets.js').Embed} Embed */
/** @typedef {Record<string, string>} Words */

/** Widths of a column to try (px). */
const COLUMNS = ['360', '480', '640', '720', '800', '960'];
/** Around the figure (px): in embed.html, and where it has a theme of its own. */
const FRAMED = 2 * 12;
const THEMED = 2 * 14;
/** Of an iframe while nothing has been measured (px). */
const FALLBACK = 760;
/** Pixels of a saved picture for each of its width. */
const DENSITY = 2;
/** The picture is measured once nothing has changed for this long (ms). */
const REST = 600;

/** What each form consists of. @type {Record<string, { texts?: Record<string, (embed: Embed) => string>, save?: () => Promise<void> }>} */
const WAYS = {
  script: { texts: { code: snippets.script } },
  frame: { texts: { code: snippets.frame } },
  module: {
    texts: { code: snippets.module, shell: snippets.install, import: () => "import 'gradient-flow';" },
  },
  page: { save: savePage },
  picture: { texts: { code: snippets.picture }, save: savePicture },
  address: { texts: { frame: snippets.frameAddress, lab: snippets.labAddress } },
  markdown: { texts: { picture: snippets.markdownPicture, block: snippets.markdownBlock } },
};

const figure = /** @type {GradientFlow} */ (document.querySelector('gradient-flow'));
const given = new URLSearchParams(location.search);
const site = new URL('./', /** @type {URL} */ (page('embed-kit.html'))).href;
const { origin, hostname } = new URL(site);
const root = document.documentElement;
root.lang = given.get('lang') || root.lang;
const own = language(root);

/** Of the kit itself: what an embed has besides what is shown. */
const options = {
  theme: among(given.get('theme'), ['auto', 'light', 'dark']),
  lang: among(given.get('figure-lang'), ['', ...languages().map(({ code }) => code)]),
  column: among(given.get('column'), ['auto', ...COLUMNS]),
  autoplay: given.has('autoplay'),
  reserve: given.get('reserve') !== 'no',
};

/** @param {string | null} value @param {string[]} choices @returns {string} The first, where it is none of them. */
function among(value, choices) {
  return value !== null && choices.includes(value) ? value : choices[0];
}

// Nothing plays here by itself: what is shown would run away from its address.
giveAttributes(figure, given, GradientFlow.attributes.filter((name) => name !== 'autoplay'));
let isReady = false;
/** The size of the picture, and what it is of. @type {{ of: string, size: Embed['picture'] }} */
let measured = { of: '', size: null };
/** @type {ReturnType<typeof setTimeout> | undefined} */
let resting;
/** Of the figure's language. @type {Words} */
let figureWords = {};
/** @type {import('./engine.js').Catalogue['activations']} */
let activations = [];
/** Each brings what it shows up to date. @type {((embed: Embed) => void)[]} */
const shown = [];

figure.addEventListener('ready', () => {
  isReady = true;
  document.querySelector('#preview')?.classList.add('ready');
});
const later = following(figure, show);
takeOptions();
begin().catch(({ message }) => document.querySelector('#ways')?.append(element('p', { role: 'alert' }, message)));

async function begin() {
  const [common, words] = await Promise.all([loadWords(own), import(`./kit-words/${own}.json`).then((file) => /** @type {Words} */ (file.default))]);
  putWords({ ...common, ...words });
  carry(address);
  document.querySelector('#options')?.append(...makeOptions(words, common));
  document.querySelector('#jump')?.append(...Object.keys(WAYS).map((way) => element('a', { href: `#${way}` }, words[way])));
  document.querySelector('#ways')?.append(...Object.keys(WAYS).map((way) => makeWay(way, words, common)));
  makeNotes(words, common);
  show();

  // The sentence, and what a picture needs, come after the change that they are about.
  new MutationObserver(later).observe(figure, { attributeFilter: ['data-state'] });
  new ResizeObserver(later).observe(figure);
  // Without an engine the names in a link will do.
  activations = await loadEngine().then(({ catalogue }) => catalogue.activations, () => []);
  later();
}

/** The address of what is shown. */
function address() {
  const { theme, lang, column, autoplay, reserve } = options;
  const query = new URLSearchParams({
    ...(given.has('lang') && { lang: own }),
    ...(theme !== 'auto' && { theme }),
    ...(lang && { 'figure-lang': lang }),
    ...(column !== 'auto' && { column }),
    ...(autoplay && { autoplay: '' }),
    ...(!reserve && { reserve: 'no' }),
  }).toString();
  return `?${[queryOf(figure, given, GradientFlow.attributes), query].filter(Boolean).join('&')}`;
}

/** What the forms are made of, as it is now. @returns {Embed} */
function embed() {
  const { theme, lang, autoplay, reserve } = options;
  const inForce = (/** @type {string} */ name) => figure.inForce(name) ?? KEYS.find((key) => key.name === name)?.default ?? '';
  const [activation, depth] = [inForce('activation'), inForce('depth')];
  const label = activations.find(({ name }) => name === activation)?.label ?? activation;
  const height = isReady ? heightOf() : 0;
  return {
    site,
    query: queryOf(figure, given, GradientFlow.attributes),
    theme,
    lang,
    spoken: lang || own,
    autoplay,
    height: reserve ? height : 0,
    frameHeight: height > 0 ? height - (theme === 'auto' ? 0 : THEMED) + FRAMED : FALLBACK,
    title: fill(figureWords.pictureTitle ?? 'gradient-flow', { activation: label, depth }),
    sentence: sentence(),
    file: `gradient-flow-${activation}-${depth}`,
    picture: measured.of === pictureOf() ? measured.size : null,
  };
}

/** As readers find it: with nothing opened from its row of buttons. */
function heightOf() {
  const panels = /** @type {HTMLElement | null | undefined} */ (figure.shadowRoot?.querySelector('.panels'));
  return figure.offsetHeight - (panels?.offsetHeight ?? 0);
}

/** What the figure says of its run, without the signs that keep words together on a line. */
function sentence() {
  if (!figure.statistics) return '';
  const said = /** @type {HTMLElement | null | undefined} */ (figure.shadowRoot?.querySelector('[part="sentence"]'));
  return said?.innerText.replaceAll('\u2060', '').replace(/\s+/g, ' ').trim() ?? '';
}

/** What the size of the picture depends on. */
const pictureOf = () => [figure.query, options.lang, options.theme, figure.clientWidth].join();

function show() {
  history.replaceState(null, '', address());
  const now = embed();
  for (const act of shown) act(now);
  clearTimeout(resting);
  if (figure.dataset.state === 'idle' && measured.of !== pictureOf()) {
    // One that cannot be made now is tried again after the next change.
    resting = setTimeout(() => makePicture().then(later, () => {}), REST);
  }
}

async function makePicture() {
  const of = pictureOf();
  const picture = await figure.toPNG();
  const header = new DataView(await picture.slice(16, 24).arrayBuffer());
  const [width, height] = [0, 4].map((place) => Math.round(header.getUint32(place) / DENSITY));
  measured = { of, size: { width, height } };
  return picture;
}

/** Nothing is computed out of sight: brings the figure into it until it has something to show. */
async function computed() {
  const isWaiting = () => ['loading', 'computing'].includes(figure.dataset.state ?? '');
  if (!isWaiting()) return;
  const place = scrollY;
  figure.scrollIntoView({ block: 'center' });
  await new Promise((resolve) => {
    const watch = new MutationObserver(() => {
      if (isWaiting()) return;
      watch.disconnect();
      resolve(undefined);
    });
    watch.observe(figure, { attributeFilter: ['data-state'] });
  });
  scrollTo(scrollX, place);
}

async function savePicture() {
  await computed();
  const picture = await makePicture();
  show();
  download(`${embed().file}.png`, picture);
}

async function savePage() {
  const now = embed();
  const response = await fetch(new URL('standalone.html', site));
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  download(`${now.file}.html`, new Blob([snippets.standalone(await response.text(), now)], { type: 'text/html' }));
}

/** Gives the options to the preview. */
function takeOptions() {
  const { theme, lang, column } = options;
  const set = (/** @type {string} */ name, /** @type {string} */ value) => (value ? figure.setAttribute(name, value) : figure.removeAttribute(name));
  set('theme', theme === 'auto' ? '' : theme);
  set('lang', lang);
  figure.style.maxWidth = column === 'auto' ? '' : `${column}px`;
  loadWords(lang || own).then((words) => {
    if (lang !== options.lang) return;
    figureWords = words;
    later();
  }, () => {});
}

/** @param {Words} words @param {Words} common */
function makeOptions(words, common) {
  document.querySelector('#options')?.addEventListener('submit', (event) => event.preventDefault());
  const views = Object.keys(VIEWS).map((name) => [name, common[`view.${name}`]]);
  const controls = CONTROLS.map((name) => [name, name === 'bar' ? words['controls.bar'] : common[name === 'seed' ? 'newSeed' : name]]);
  const [view, shownViews] = chooser(words, 'view', ['standard', 'compact', 'full'], views, (look) => look.views);
  const [control, shownControls] = chooser(words, 'controls', ['all', 'none'], controls, (look) => look.controls);
  const codes = languages().map(({ code, name }) => /** @type {[string, string]} */ ([code, name]));
  const named = (/** @type {string} */ key, /** @type {string[]} */ names) => names.map((name) => /** @type {[string, string]} */ ([name, words[`${key}.${name}`]]));
  const widths = COLUMNS.map((width) => /** @type {[string, string]} */ ([width, fill(words['column.px'], { width })]));
  return [
    view,
    control,
    option(words, 'theme', named('theme', ['auto', 'light', 'dark']), options.theme, (value) => (options.theme = value)),
    option(words, 'figure-lang', [['', words['figure-lang.auto']], ...codes], options.lang, (value) => (options.lang = value)),
    option(words, 'column', [['auto', words['column.auto']], ...widths], options.column, (value) => (options.column = value)),
    element('div', { class: 'checks' },
      check(words, 'reserve', options.reserve, (isOn) => (options.reserve = isOn)),
      check(words, 'autoplay', options.autoplay, (isOn) => (options.autoplay = isOn))),
    shownViews,
    shownControls,
  ];
}

/**
 * One of several.
 * @param {Words} words @param {string} name @param {[string, string][]} choices Values, with their words.
 * @param {string} value @param {(value: string) => void} take
 */
function option(words, name, choices, value, take) {
  const select = element('select', { name }, ...choices.map(([value, label]) => element('option', { value }, label)));
  select.value = value;
  select.addEventListener('change', () => {
    take(select.value);
    takeOptions();
    show();
  });
  return element('label', { class: 'field' }, element('span', {}, words[name]), select);
}

/** @param {Words} words @param {string} name @param {boolean} isOn @param {(isOn: boolean) => void} take */
function check(words, name, isOn, take) {
  const input = element('input', { type: 'checkbox', name });
  input.checked = isOn;
  input.addEventListener('change', () => {
    take(input.checked);
    show();
  });
  return element('label', { class: 'check' }, input, element('span', {}, words[name], element('small', {}, words[`${name}.about`])));
}

/**
 * A set, or one by one: of what an attribute of the figure lists.
 * @param {Words} words
 * @param {'view' | 'controls'} name
 * @param {string[]} sets
 * @param {string[][]} parts With their words.
 * @param {(look: Look) => readonly string[]} unfold
 * @returns {[HTMLElement, HTMLElement]} The field, and the choice of single ones.
 */
function chooser(words, name, sets, parts, unfold) {
  /** Whether single ones are being chosen, which may happen to be a set. */
  let isSingle = false;
  const choices = [...sets, 'chosen'].map((set) => element('option', { value: set }, words[`${name}.${set}`]));
  const select = element('select', { name }, ...choices);
  const boxes = parts.map(([value]) => element('input', { type: 'checkbox', value }));
  const labels = parts.map(([, label], index) => element('label', { class: 'check' }, boxes[index], label));
  const single = element('fieldset', { hidden: '' }, element('legend', {}, words[name]), ...labels);
  const now = () => {
    const look = new Look();
    look.set(name, figure.inForce(name));
    return look;
  };
  const update = () => {
    const look = now();
    const value = look.get(name);
    select.value = isSingle || !sets.includes(value) ? 'chosen' : value;
    single.hidden = select.value !== 'chosen';
    for (const box of boxes) box.checked = unfold(look).includes(box.value);
  };
  const give = (/** @type {string} */ value) => {
    figure.setAttribute(name, value);
    show();
  };
  select.addEventListener('change', () => {
    isSingle = select.value === 'chosen';
    if (isSingle) update();
    else give(select.value);
  });
  for (const box of boxes) {
    box.addEventListener('change', () => {
      isSingle = true;
      const look = now();
      if (name === 'view') {
        look.toggle(box.value, box.checked);
        return give(look.get(name));
      }
      const chosen = boxes.filter(({ checked }) => checked).map(({ value }) => value);
      give(chosen.length === boxes.length ? 'all' : chosen.join(' ') || 'none');
    });
  }
  shown.push(update);
  return [element('label', { class: 'field' }, element('span', {}, words[name]), select), single];
}

/** @param {string} way @param {Words} words @param {Words} common */
function makeWay(way, words, common) {
  const { texts = {}, save } = WAYS[way];
  const told = element('p', { class: 'told', role: 'status' });
  const say = sayer(told);
  const needs = element('span');
  shown.push(({ frameHeight }) => put(needs, ` ${fill(words[`${way}.needs`], { origin, height: frameHeight })}`));
  return element(
    'section',
    { id: way, 'aria-labelledby': `${way}-name` },
    element('h3', { id: `${way}-name` }, words[way]),
    element('p', {}, words[`${way}.when`]),
    element('p', { class: 'quiet' }, element('b', {}, words.needs), needs),
    ...(save ? [saving(save)] : []),
    ...Object.entries(texts).map(([name, write]) => text(name, write)),
    told,
  );

  /** @param {() => Promise<void>} save */
  function saving(save) {
    const button = element('button', { type: 'button' }, words[`${way}.save`]);
    button.addEventListener('click', async () => {
      button.disabled = true;
      say(common.saving);
      try {
        await save();
        say(common.saved);
      } catch (error) {
        say(fill(common.notSaved, { reason: /** @type {Error} */ (error).message }));
      }
      button.disabled = false;
    });
    return button;
  }

  /** @param {string} name @param {(embed: Embed) => string} write */
  function text(name, write) {
    const id = `${way}-${name}`;
    const label = words[`${way}.${name}`];
    const area = element('textarea', { id, rows: '3', readonly: '', spellcheck: 'false' });
    const what = Object.keys(texts).length > 1 ? `${words[way]}, ${label}` : words[way];
    const copy = element('button', { type: 'button', 'aria-label': fill(words.copyWhat, { what }) }, words.copy);
    const update = (/** @type {Embed} */ now) => {
      // A reader may be selecting it.
      if (area.value !== write(now)) area.value = write(now);
    };
    shown.push(update);
    copy.addEventListener('click', async () => {
      // What is shown now, and not a moment ago.
      update(embed());
      try {
        await navigator.clipboard.writeText(area.value);
        say(common.copied);
      } catch {
        // Not every page may write there: the reader copies by hand.
        area.focus();
        area.select();
        say(common.copyByHand);
      }
    });
    return element('div', { class: 'text' }, element('label', { for: id }, label), copy, area);
  }
}

/** @param {Words} words @param {Words} common */
function makeNotes(words, common) {
  const [size, lab, local, csv] = ['size', 'lab', 'local', 'csv'].map((id) => /** @type {HTMLElement} */ (document.getElementById(id)));
  put(lab, words.lab);
  put(local, words.local);
  put(csv, common.csvPrivate);
  local.hidden = !/^(localhost|127\..*|\[::1\])$/.test(hostname);
  shown.push((now) => {
    if (isReady) put(size, fill(words.size, { width: figure.offsetWidth, height: heightOf() }));
    /** @type {HTMLAnchorElement} */ (lab).href = snippets.labAddress(now);
    csv.hidden = figure.inForce('data') !== 'csv';
  });
}
