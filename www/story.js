// The article: its figures come when a reader does, and what the text asks them they answer.

import { fill, percent } from './format.js';

/** @typedef {import('./gradient-flow.js').GradientFlow} GradientFlow */

/** Shares of right answers this close are about the same. */
const SAME = 0.03;

const article = /** @type {HTMLElement} */ (document.querySelector('article'));
const all = /** @type {<T extends HTMLElement>(selector: string) => T[]} */ ((selector) => [...document.querySelectorAll(selector)]);
const figures = new Map(all('gradient-flow').map((figure) => [figure.id.replace('figure-', ''), /** @type {GradientFlow} */ (figure)]));
/** What the page has given them: where their buttons begin. */
const given = new Map([...figures].map(([name, figure]) => [name, attributesOf(figure)]));

/** @type {Promise<unknown> | undefined} */
let begun;

/** The engine weighs more than all that is to be read: it is asked for when somebody reads on. */
function begin() {
  begun ??= import('./gradient-flow.js').catch(() => (begun = undefined));
  return begun;
}
for (const sign of ['scroll', 'pointerdown', 'keydown', 'focusin']) addEventListener(sign, begin, { once: true, passive: true });
const sight = new IntersectionObserver((entries) => entries.some(({ isIntersecting }) => isIntersecting) && begin());
for (const figure of figures.values()) sight.observe(figure);

/** @param {HTMLElement} figure @returns {Record<string, string>} */
function attributesOf(figure) {
  const own = [...figure.attributes].filter(({ name }) => !/^(id|style|data-.*)$/.test(name));
  return Object.fromEntries(own.map(({ name, value }) => [name, value]));
}

/** Once it can be asked to play. @param {GradientFlow} figure */
async function ready(figure) {
  await begin();
  if (figure.statistics) return;
  await new Promise((resolve) => figure.addEventListener('ready', resolve, { once: true }));
}

/** The figure that an element belongs to. @param {HTMLElement} node */
function figureOf({ dataset }) {
  return /** @type {GradientFlow} */ (figures.get(dataset.for ?? ''));
}

// Training stops the first time at the step that the text tells of.
for (const figure of figures.values()) {
  const until = Number(figure.dataset.until);
  if (until > 0) figure.addEventListener('step', (event) => /** @type {CustomEvent} */ (event).detail.step === until && figure.pause());
}

// Buttons in the text: each leads to the same picture, whatever was pressed before.
for (const button of all('button[data-set]')) {
  button.addEventListener('click', async () => {
    const figure = figureOf(button);
    const base = /** @type {Record<string, string>} */ (given.get(button.dataset.for ?? ''));
    const wanted = { ...base, ...Object.fromEntries(new URLSearchParams(button.dataset.set)) };
    for (const name of Object.keys(attributesOf(figure))) if (!(name in wanted)) figure.removeAttribute(name);
    for (const [name, value] of Object.entries(wanted)) figure.setAttribute(name, value);
    figure.scrollIntoView({ block: 'nearest', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
    await ready(figure);
    figure.pause();
    if ((figure.statistics?.run.step ?? 0) > 0) figure.reset();
    if (button.dataset.play !== undefined) figure.play();
  });
}

for (const form of /** @type {HTMLFormElement[]} */ (all('form.guess'))) race(form);

/** A guess, and two networks that settle it. @param {HTMLFormElement} form */
function race(form) {
  const racers = (form.dataset.race ?? '').split(' ').map((name) => ({ name, figure: /** @type {GradientFlow} */ (figures.get(name)) }));
  const told = /** @type {HTMLOutputElement} */ (form.querySelector('output'));
  const words = told.dataset;
  const isThere = (/** @type {GradientFlow} */ figure) => figure.statistics?.run.step === Number(figure.dataset.until);
  form.addEventListener('submit', (event) => event.preventDefault());
  /** @type {HTMLElement} */ (form.querySelector('button')).addEventListener('click', async () => {
    told.textContent = words.training ?? '';
    await Promise.all(racers.map(async ({ figure }) => {
      await ready(figure);
      if (Number(figure.statistics?.run.step) > 0) figure.reset();
      figure.play();
    }));
  });
  for (const { figure } of racers) {
    figure.addEventListener('step', () => {
      if (told.textContent !== words.training || !racers.every(({ figure }) => isThere(figure))) return;
      const right = Object.fromEntries(racers.map(({ name, figure }) => [name, figure.statistics?.run.testAccuracy ?? NaN]));
      const shares = Object.fromEntries(Object.entries(right).map(([name, share]) => [name, percent(share, document.documentElement.lang)]));
      const [better, worse] = Object.keys(right).sort((one, other) => right[other] - right[one]);
      const answer = right[better] - right[worse] < SAME ? 'same' : better;
      const guess = new FormData(form).get('guess');
      const comment = guess === null ? '' : guess === answer ? words.right : words.wrong;
      told.textContent = `${fill(words.result ?? '', { step: figure.dataset.until ?? '', ...shares })} ${comment}`.trim();
    });
  }
}

// Links carry what is shown now.
for (const link of /** @type {HTMLAnchorElement[]} */ (all('.links a'))) {
  const carry = () => {
    const figure = figureOf(link);
    if (!figure.statistics) return;
    const query = new URLSearchParams(figure.query);
    if (link.classList.contains('to-lab')) {
      query.delete('controls');
      query.set('view', [...new Set(['standard', ...(query.get('view') ?? '').split(' ')])].join(' ').trim());
    }
    const lang = new URLSearchParams(link.search).get('lang');
    if (lang) query.set('lang', lang);
    link.search = query.toString();
  };
  for (const sign of ['pointerdown', 'focus', 'click']) link.addEventListener(sign, carry);
}

/** Where the reader is. */
let place = '';
const parts = [...article.querySelectorAll('section[id]')];
const passing = new IntersectionObserver(() => {
  const read = parts.filter((part) => part.getBoundingClientRect().top <= innerHeight / 2);
  place = read.at(-1)?.id ?? '';
  for (const link of all('.contents a')) link.toggleAttribute('aria-current', link.getAttribute('href') === `#${place}`);
}, { rootMargin: '-50% 0px -50% 0px' });
for (const part of parts) passing.observe(part);

// Another language opens at the same place.
for (const link of /** @type {HTMLAnchorElement[]} */ (all('a.other'))) {
  link.addEventListener('click', () => (link.hash = scrollY > 0 ? place : ''));
}

// On paper every answer is open.
/** @type {HTMLDetailsElement[]} */
let closed = [];
addEventListener('beforeprint', () => {
  closed = /** @type {HTMLDetailsElement[]} */ (all('details:not([open])'));
  for (const details of closed) details.open = true;
});
addEventListener('afterprint', () => {
  for (const details of closed) details.open = false;
});
