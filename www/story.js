// The article: its figures come when a reader does, and what the text asks them they answer.

import { fill, percent } from './format.js';

/** @typedef {import('./gradient-flow.js').GradientFlow} GradientFlow */

/** Shares of right answers this close are about the same. */
const SAME = 0.03;

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

/** Waits until it can be asked to play; tells whether it ever can. @param {GradientFlow} figure @returns {Promise<boolean>} */
async function ready(figure) {
  await begin();
  if (!customElements.get('gradient-flow') || figure.dataset.state === 'error') return false;
  if (figure.statistics) return true;
  return new Promise((resolve) => {
    figure.addEventListener('ready', () => resolve(true), { once: true });
    figure.addEventListener('error', () => figure.dataset.state === 'error' && resolve(false));
  });
}

/** The figure that an element belongs to. @param {HTMLElement} node */
const figureOf = ({ dataset }) => /** @type {GradientFlow} */ (figures.get(dataset.for ?? ''));

/** Brings it into sight where it is not; the way there is short. @param {HTMLElement} node */
function show(node) {
  const { top } = node.getBoundingClientRect();
  if (top >= 0 && top < innerHeight / 2) return;
  node.scrollIntoView({ block: 'start', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
}

/** Gives a figure what the page has given it, but for some changes, whatever was done to it since. @param {string} name @param {string} changes */
async function set(name, changes) {
  const figure = /** @type {GradientFlow} */ (figures.get(name));
  const wanted = { ...given.get(name), ...Object.fromEntries(new URLSearchParams(changes)) };
  // What its own controls have changed has no attribute: given and taken away, it is heard of.
  const element = /** @type {{ attributes?: string[] } | undefined} */ (/** @type {unknown} */ (customElements.get('gradient-flow')));
  for (const attribute of new Set([...(element?.attributes ?? []), ...Object.keys(attributesOf(figure))])) {
    if (!(attribute in wanted)) {
      figure.setAttribute(attribute, '');
      figure.removeAttribute(attribute);
    }
  }
  for (const [attribute, value] of Object.entries(wanted)) figure.setAttribute(attribute, value);
  if (!(await ready(figure))) return false;
  figure.pause();
  // One that goes to a step of its own begins anew by itself.
  if (!('at' in wanted) && (figure.statistics?.run.step ?? 0) > 0) figure.reset();
  return true;
}

for (const figure of figures.values()) {
  // Training stops at the step that the text tells of; pressed again, it goes on.
  const until = Number(figure.dataset.until);
  if (until > 0) figure.addEventListener('step', (event) => /** @type {CustomEvent} */ (event).detail.step === until && figure.pause());
}

for (const name of /** @type {HTMLElement[]} */ (all('.name'))) {
  const figure = figureOf(name);
  figure.addEventListener('change', () => (name.textContent = fill(name.dataset.text ?? '', figure.settings)));
}

for (const form of /** @type {HTMLFormElement[]} */ (all('form.guess'))) race(form);

for (const button of all('button[data-set]:not([data-race])')) {
  const name = button.dataset.for ?? '';
  button.addEventListener('click', async () => {
    show(/** @type {HTMLElement} */ (button.closest('figure') ?? figureOf(button)));
    if ((await set(name, button.dataset.set ?? '')) && button.dataset.play !== undefined) figureOf(button).play();
  });
}

/** A guess, and two networks that settle it; again with other ones, where a button asks for it. @param {HTMLFormElement} form */
function race(form) {
  const names = (form.dataset.race ?? '').split(' ');
  const told = /** @type {HTMLElement} */ (document.getElementById(form.dataset.result ?? ''));
  const words = told.dataset;
  const racers = names.map((name) => /** @type {GradientFlow} */ (figures.get(name)));
  /** What those who are there got, by name; none while nothing is asked. @type {Map<string, number> | null} */
  let arrived = null;
  let isGuessed = true;

  /** @param {Record<string, string>} changes By name. */
  async function start(changes) {
    isGuessed = Object.keys(changes).length === 0;
    arrived = null;
    told.textContent = words.training ?? '';
    show(/** @type {HTMLElement} */ (racers[0].closest('figure')));
    const are = await Promise.all(names.map((name) => set(name, changes[name] ?? '')));
    if (are.includes(false)) return void (told.textContent = words.failed ?? '');
    arrived = new Map();
    for (const racer of racers) racer.play();
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    start({});
  });
  for (const button of all('button[data-race]')) {
    if (names.includes(button.dataset.for ?? '')) button.addEventListener('click', () => start({ [button.dataset.for ?? '']: button.dataset.set ?? '' }));
  }
  for (const [index, racer] of racers.entries()) {
    racer.addEventListener('step', (event) => {
      if (!arrived || /** @type {CustomEvent} */ (event).detail.step !== Number(racer.dataset.until)) return;
      arrived.set(names[index], racer.statistics?.run.testAccuracy ?? NaN);
      if (arrived.size === racers.length) tell(arrived);
    });
  }

  /** @param {Map<string, number>} right Shares. */
  function tell(right) {
    const shares = Object.fromEntries([...right].map(([name, share]) => [name, percent(share, document.documentElement.lang)]));
    const [[better, most], [, least]] = [...right].sort(([, one], [, other]) => other - one);
    const guess = new FormData(form).get('guess');
    const comment = !isGuessed || guess === null ? '' : guess === (most - least < SAME ? 'same' : better) ? words.right : words.wrong;
    const { step = NaN, stepsPerEpoch = NaN } = racers[0].statistics?.run ?? {};
    told.textContent = `${fill(words.result ?? '', { step, rounds: step / stepsPerEpoch, ...shares })} ${comment}`.trim();
    arrived = null;
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
      query.delete('speed');
      query.set('view', `standard ${query.get('view') ?? ''}`.trim());
    }
    const lang = new URLSearchParams(link.search).get('lang');
    if (lang) query.set('lang', lang);
    link.search = query.toString();
  };
  for (const sign of ['pointerdown', 'focus', 'click']) link.addEventListener(sign, carry);
}

/** Where the reader is. */
let place = '';
const parts = all('article section[id]');
const passing = new IntersectionObserver(() => {
  place = parts.filter((part) => part.getBoundingClientRect().top <= innerHeight / 2).at(-1)?.id ?? '';
  for (const link of all('.contents a')) {
    if (link.getAttribute('href') === `#${place}`) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  }
}, { rootMargin: '-50% 0px -50% 0px' });
for (const part of parts) passing.observe(part);

// Another language opens at the same place.
for (const link of /** @type {HTMLAnchorElement[]} */ (all('a.other'))) {
  link.addEventListener('click', () => (link.hash = scrollY > 0 ? place : ''));
}

// On paper every answer is open.
/** @type {HTMLDetailsElement[]} */
const opened = [];
addEventListener('beforeprint', () => {
  for (const details of /** @type {HTMLDetailsElement[]} */ (all('details:not([open])'))) {
    details.open = true;
    opened.push(details);
  }
});
addEventListener('afterprint', () => {
  for (const details of opened.splice(0)) details.open = false;
});
