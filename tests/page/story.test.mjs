// The article's text: every number in it is computed anew, and both languages tell the same.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { CLAIMS, STATEMENTS } from '../../www/story/claims.js';
import { FIGURES } from '../../www/story/figures.js';
import { HEIGHTS } from '../../www/story/heights.js';
import { compute, dead, predicted, theory } from './story.mjs';

const file = (/** @type {string} */ path) => readFileSync(new URL(`../../www/${path}`, import.meta.url), 'utf8');
const LANGUAGES = ['en', 'ko'];
const prose = Object.fromEntries(LANGUAGES.map((lang) => [lang, file(`story/${lang}.html`)]));
const built = { en: file('dist/index.html'), ko: file('dist/ko/index.html') };
const words = Object.fromEntries(LANGUAGES.map((lang) => [lang, JSON.parse(file(`story/words/${lang}.json`))]));

/** All that a language says: prose, captions, descriptions. @param {string} lang */
const everything = (lang) => prose[lang] + JSON.stringify(words[lang]);

/** Every claim in a text, with what is printed. @param {string} text */
const claimed = (text) => Array.from(text.matchAll(/\[\[([\w-]+)\|([^\]]+)\]\]/g), ([, name, printed]) => ({ name, printed }));

const DIGITS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A printed number, and half a unit of its last digit. @param {string} printed */
function written(printed) {
  const [, quotient] = /^1\/(\d+)$/.exec(printed) ?? [];
  if (quotient) return { value: 1 / Number(quotient), half: 0 };
  const [, digits, percent, sign, exponent] = /^([\d.]+)(?:(%)| × 10(⁻?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+))?$/.exec(printed) ?? [];
  assert.ok(digits, `a number: ${printed}`);
  const power = [...(exponent ?? '⁰')].reduce((all, digit) => 10 * all + DIGITS.indexOf(digit), 0) * (sign ? -1 : 1) - (percent ? 2 : 0);
  const places = digits.split('.')[1]?.length ?? 0;
  return { value: Number(digits) * 10 ** power, half: 0.5 * 10 ** (power - places) };
}

test('every number that is printed is what the engine, or its formula, computes', () => {
  for (const lang of LANGUAGES) {
    for (const { name, printed } of claimed(everything(lang))) {
      assert.ok(CLAIMS[name], `${lang}: ${name} is in no table`);
      const computed = compute(name);
      const { value, half } = written(printed);
      assert.ok(Math.abs(computed - value) <= half * (1 + 1e-9) || computed === value, `${lang}: ${name} is printed as ${printed} and computed as ${computed}`);
    }
  }
});

test('a printed number that is one digit off is noticed', () => {
  for (const [printed, computed] of /** @type {[string, number][]} */ ([['81%', 0.8166], ['1/512', 1 / 511], ['1.7 × 10⁻⁶', 1.64e-6], ['0.236', 0.2366], ['14', 15]])) {
    const { value, half } = written(printed);
    assert.ok(Math.abs(computed - value) > half, printed);
  }
});

test('every claim is made in both languages, with the same number', () => {
  const names = LANGUAGES.map((lang) => new Map(claimed(everything(lang)).map(({ name, printed }) => [name, printed])));
  assert.deepEqual([...names[0].keys()].sort(), Object.keys(CLAIMS).sort());
  assert.deepEqual(Object.fromEntries(names[1]), Object.fromEntries(names[0]));
  // A number that is said twice is the same both times.
  for (const lang of LANGUAGES) {
    for (const { name, printed } of claimed(everything(lang))) assert.equal(printed, names[0].get(name), `${lang}: ${name}`);
  }
});

test('no number stands in the text that is in no table', () => {
  /** What counts things or names them: layers, steps, units that a marked number has told of. */
  const named = {
    en: /layers? (9 and 10|1|9|10|20)\b|\b(10|30) layers|1, 5 and 20 linear layers|for a 1\.|not 0\.25|keeps 0\.25|begins at 0\.01|CC BY 4\.0|Column 11|its 30 units|of 64 units|of 48 units|its 40 points|On 40 others|400 points|with 3 units in each of 10 layers|With 32 units|\d times( as large)?|a slope of (exactly )?[01]|[Tt]he number [01]|between 0 and 1|lacks to 1|nearly 0|exactly [01]|at [01]\b|than 1\/4|at most 1(\/4)?|is 1 where|near 1\b|on 0\b|mean 0 and variance 1|mean is 0 and its variance 1|is 0\b|becomes 0|above 0|around 0|at 0 is|to exactly 0|0\.01 is|not 1\/4|1\/4 times|a 3 and a 7|\(1\/4\)|of 1 everywhere|σ² = 0\.05|float16|= 0, the|σ = [12]/g,
    ko: /\b(1|9|10|20)번 층|\b(10|30)층|CC BY 4\.0|11번은 출력층|1이라고 읽기|기울기가 0인|유닛이 3개인|1개, 5개, 20개인|점이 400개면|아무리 커도 1\/4|0\.25가 아니라|0\.25를 그대로|0\.01에서 출발|10분에서 15분쯤|10분의 1|10개 층|10의 거듭제곱|\d+개씩|유닛 (30|48|64)개|선형 층 1개, 5개, 20개|점 40개|400개로|10분쯤|32개씩이면|\d배|미분값[은이]? (정확히 )?[01]|미분값이 1|0과 1 사이|1에서 그|0에 가까|정확히 [01]|[=≤] ?[01]에서|0으로|0을|0에서|평균[이을] 0|분산[이을] 1|많아야 1\/4|1\/4(의|이| ×)|4분의 1|0\.01도|0이|1은 아무리|1을 넘|1에 가까|3과 7|\(1\/4\)|백만분의 2|아래 신경망|σ² = 0\.05|float16|σ = [12]/g,
  };
  for (const lang of /** @type {const} */ (['en', 'ko'])) {
    const text = everything(lang)
      .replace(/<ul class="reading">[\s\S]*?<\/ul>|<math[\s\S]*?<\/math>|<output[^>]*>|\[\[[^\]]*\]\]|<button[^>]*>[\s\S]*?<\/button>|<label>[\s\S]*?<\/label>/g, ' ')
      .replace(/<h2>[\s\S]*?<\/h2>/g, ' ')
      .replace(/<su[bp]>.*?<\/su[bp]>/g, '')
      .replace(/<[^>]+>/g, '')
      .replace(named[lang], ' ');
    const left = Array.from(text.matchAll(/.{0,30}\d.{0,30}/g), ([found]) => found);
    assert.deepEqual(left, [], lang);
  }
});

/** The bones of a text. @param {string} text */
function bones(text) {
  return Array.from(
    text.matchAll(/<(section|figure|details|form|math|button|input|table|tr|h[23]|li)\b([^>]*)>/g),
    ([, tag, attributes]) => [tag, ...Array.from(attributes.matchAll(/(?:^| )(id|class|data-(?:figure|for|set|play|race)|value)(?:="([^"]*)")?/g), ([, name, value]) => `${name}=${value ?? ''}`)].join(' '),
  );
}

test('the article is there in every language of the site', () => {
  const languages = readdirSync(new URL('../../www/locales/', import.meta.url)).map((name) => name.replace('.json', ''));
  assert.deepEqual(languages, LANGUAGES);
});

test('both languages have the same sections, figures, questions and things to try', () => {
  assert.deepEqual(bones(prose.ko), bones(prose.en));
  const keys = (/** @type {object} */ of) => Object.entries(of).flatMap(([key, value]) => (typeof value === 'object' ? Object.keys(value).map((inner) => `${key}.${inner}`) : [key]));
  assert.deepEqual(keys(words.ko), keys(words.en));
});

test('numbers on buttons and in choices are those of what they lead to', () => {
  for (const lang of LANGUAGES) {
    let numbered = 0;
    for (const [, name, set, text] of prose[lang].matchAll(/<button data-for="([\w-]+)" data-set="([^"]*)"[^>]*>(.*?)<\/button>/g)) {
      const settings = { ...FIGURES[name].settings, ...Object.fromEntries(new URLSearchParams(set.replaceAll('&amp;', '&'))) };
      // A table's rows are halved: half of them are learnt from.
      const known = [settings.depth, settings.gain, settings['sigma-w'], String(Number(settings.rows) * Number(settings['test-share']))];
      for (const [number] of text.replace(/<[^>]+>/g, '').matchAll(/\d+/g)) {
        assert.ok(known.includes(number), `${lang}: ${text} sets ${set}`);
        numbered += 1;
      }
    }
    assert.ok(numbered >= 14, `${lang}: ${numbered}`);
    for (const [, name, text] of prose[lang].matchAll(/name="guess" value="(deep|shallow)">(.*?)<\/label>/g)) {
      assert.deepEqual(text.match(/\d+/g), [FIGURES[name].settings.depth], lang);
    }
    // What is told of the race is filled in from its networks.
    assert.doesNotMatch(prose[lang].match(/<output[^>]*>/)?.[0].replace(/id="[^"]*"/, '') ?? '', /\d/, lang);
  }
});

test('every section has a live figure, something to try and a question', () => {
  const sections = prose.en.split('<section id="').slice(2, -1);
  assert.equal(sections.length, 10);
  for (const section of sections) {
    for (const part of ['<figure data-figure=', '<p class="try">', '<details class="reveal">', '<summary>']) {
      assert.ok(section.includes(part), `${section.slice(0, 12)}: ${part}`);
    }
  }
});

test('the tables name sections there are, and say in both languages what they are of', () => {
  for (const { section, of, run, setting, formula } of Object.values(CLAIMS)) {
    assert.ok(prose.en.includes(`<section id="${section}"`), section);
    assert.ok(of.en && /[가-힣]/.test(of.ko), of.en);
    assert.equal([run, setting, formula].filter(Boolean).length, 1, of.en);
  }
  for (const { section, says, source } of STATEMENTS) {
    assert.ok(prose.en.includes(`<section id="${section}"`), section);
    assert.ok(says.en && /[가-힣]/.test(says.ko) && source, says.en);
  }
});

test('what the text says of the narrow network without a number is so', () => {
  const shares = dead('dead');
  assert.deepEqual(shares.flatMap((share, layer) => (share === 1 ? [layer + 1] : [])), [9, 10]);
  assert.ok(shares.slice(0, 3).every((share) => share === 0));
});

test('the deep sigmoid network takes every digit for a 1, and the edge of chaos is where it is said to be', () => {
  assert.deepEqual(predicted('deep', FIGURES.deep.until ?? 0), Array(360).fill(1));
  assert.ok(Math.abs(theory('chaos') - 1) < 1e-5);
});

test('the built pages are whole: every link inside leads somewhere, every file is there', () => {
  for (const [lang, html] of Object.entries(built)) {
    assert.doesNotMatch(html, /\[\[|\]\]|\{\{|data-figure=|undefined|NaN/, lang);
    const ids = new Set(Array.from(html.matchAll(/ id="([^"]+)"/g), ([, id]) => id));
    assert.equal(ids.size, html.match(/ id="/g)?.length, `${lang}: an id stands twice`);
    const folder = new URL(lang === 'en' ? '../../www/dist/' : '../../www/dist/ko/', import.meta.url);
    for (const [, link] of html.matchAll(/(?:href|src|srcset)="([^"]+)"/g)) {
      if (/^(https:|data:)/.test(link)) continue;
      if (link.startsWith('#')) assert.ok(ids.has(link.slice(1)), `${lang}: ${link}`);
      else assert.ok(existsSync(new URL(link.split(/[?#]/)[0], folder)), `${lang}: ${link}`);
    }
    for (const name of Object.keys(FIGURES)) assert.ok(ids.has(`figure-${name}`), name);
    for (const code of ['en', 'ko', 'x-default']) assert.equal(html.match(new RegExp(`<link rel="alternate" hreflang="${code}"`, 'g'))?.length, 1);
    assert.ok(html.includes(`<html lang="${lang}">`));
    assert.ok(Object.keys(FIGURES).every((name) => Object.keys(HEIGHTS[lang][name]).length > 0));
  }
});

test('what others show beside a link is there, and of the size that is told', () => {
  for (const lang of LANGUAGES) {
    const png = readFileSync(new URL(`../../www/dist/preview-${lang}.png`, import.meta.url));
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [1200, 630]);
  }
});
