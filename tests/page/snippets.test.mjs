// What the kit makes to be pasted elsewhere.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import * as snippets from '../../www/snippets.js';

/** @param {Partial<import('../../www/snippets.js').Embed>} [changes] @returns {import('../../www/snippets.js').Embed} */
const embed = (changes) => ({
  site: 'https://a.example/flow/',
  query: 'version=1&activation=relu&view=map+why',
  theme: 'auto',
  lang: '',
  spoken: 'en',
  autoplay: false,
  height: 0,
  frameHeight: 760,
  title: 'Where? ReLU, 20 layers',
  sentence: 'The gradient arrives.',
  file: 'gradient-flow-relu-20',
  picture: null,
  ...changes,
});

test('the tag has what differs from the defaults, and a link to the same picture', () => {
  assert.equal(snippets.script(embed()), [
    '<script async src="https://a.example/flow/gradient-flow.js"></script>',
    '<gradient-flow activation="relu" view="map why">',
    '<a href="https://a.example/flow/lab.html?version=1&amp;activation=relu&amp;view=map+why">Where? ReLU, 20 layers</a>',
    '</gradient-flow>',
  ].join('\n'));
  const all = embed({ query: 'version=1&controls=none', theme: 'dark', lang: 'ko', spoken: 'ko', autoplay: true, height: 812 });
  assert.equal(snippets.tag(all), [
    '<gradient-flow controls="none" theme="dark" autoplay lang="ko" style="display: block; min-height: 812px">',
    // The laboratory has all controls, and the reader's colours.
    '<a href="https://a.example/flow/lab.html?version=1&amp;lang=ko">Where? ReLU, 20 layers</a>',
    '</gradient-flow>',
  ].join('\n'));
  assert.ok(snippets.module(embed()).startsWith('<script type="module" src="https://a.example/flow/gradient-flow.module.js"></script>\n<gradient-flow '));
});

test('a frame shows what the element shows by itself, though its page shows less', () => {
  const text = snippets.frame(embed({ query: 'version=1', theme: 'light', spoken: 'ko', autoplay: true, frameHeight: 901 }));
  assert.equal(text, [
    '<iframe title="Where? ReLU, 20 layers" src="https://a.example/flow/embed.html?version=1&amp;view=standard&amp;theme=light&amp;autoplay=&amp;lang=ko"'
      + ' loading="lazy" sandbox="allow-scripts" style="width: 100%; height: 901px; border: 0"></iframe>',
    '<script src="https://a.example/flow/embed-host.js"></script>',
  ].join('\n'));
  assert.match(snippets.frameAddress(embed()), /view=map\+why$/);
});

test('signs of HTML are escaped, and nothing breaks its lines', () => {
  const query = `?${new URLSearchParams({ formula: 'if(z < 0, 0.1*z, z)', compare: 'a"b\n\n&c>(depth=5)@0' })}`;
  const text = snippets.tag(embed({ query, title: '<b> & "c"' }));
  assert.match(text, /^<gradient-flow formula="if\(z &lt; 0, 0\.1\*z, z\)" compare="a&quot;b&#10;&#10;&amp;c&gt;\(depth=5\)@0">\n/);
  assert.match(text, />&lt;b&gt; &amp; &quot;c&quot;<\/a>/);
  assert.equal(text.split('\n').length, 3);
});

test('Markdown keeps the HTML as it is: every tag on a line of its own, not indented, between blank lines', () => {
  const query = `${new URLSearchParams({ compare: 'a\n\n    b(depth=5)@0' })}`;
  const lines = snippets.markdownBlock(embed({ query, height: 700 })).split('\n');
  assert.deepEqual([lines[0], ...lines.slice(-2)], ['', '', '']);
  for (const line of lines.slice(1, -2)) assert.match(line, /^<.*>$/);
  assert.equal(lines.length, 7);
});

test('Markdown takes no sign of a sentence or an address for its own', () => {
  const text = snippets.markdownPicture(embed({
    query: `${new URLSearchParams({ formula: '(z)*[2]', compare: 'a(depth=5)@0;b(depth=6)@0' })}`,
    sentence: 'A_b [c] *d*  <e> \\ $f$\n|g|',
  }));
  assert.equal(text, '[![A_b \\[c\\] \\*d* \\<e> \\ \\$f\\$ ∣g∣](gradient-flow-relu-20.png)]'
    + '(https://a.example/flow/lab.html?formula=%28z%29%2A%5B2%5D&compare=a%28depth%3D5%29@0%3Bb%28depth%3D6%29@0)');
});

test('a picture says what the run says, has its size where that is known, and leads to the laboratory', () => {
  assert.equal(snippets.picture(embed({ sentence: 'It "fades".', picture: { width: 890, height: 700 } })),
    '<a href="https://a.example/flow/lab.html?version=1&amp;activation=relu&amp;view=map+why"><img src="gradient-flow-relu-20.png"'
    + ' alt="It &quot;fades&quot;." width="890" height="700" style="max-width: 100%; height: auto"></a>');
  assert.match(snippets.picture(embed({ sentence: '' })), / alt="Where\? ReLU, 20 layers" style/);
});

test('the page in one file is given its figure, language, colours and title', () => {
  const page = readFileSync(new URL('../../www/standalone.html', import.meta.url), 'utf8');
  const made = snippets.standalone(page, embed({ theme: 'dark', spoken: 'ko', title: "a & $' <b>", query: "version=1&activation=relu&compare=%24%26" }));
  assert.ok(made.includes('<html lang="ko" data-theme="dark">'));
  assert.ok(made.includes("<title>a &amp; $' &lt;b&gt;</title>"));
  assert.ok(made.includes('<gradient-flow loading="eager" activation="relu" compare="$&amp;" theme="dark">'));
  assert.throws(() => snippets.standalone('<html lang="en">', embed()), /standalone\.html has no <title>/);
});

test('the kit speaks both languages', () => {
  const [en, ko] = ['en', 'ko'].map((name) => JSON.parse(readFileSync(new URL(`../../www/kit-words/${name}.json`, import.meta.url), 'utf8')));
  assert.deepEqual(Object.keys(ko), Object.keys(en));
  const places = (/** @type {string} */ text) => (text.match(/\{\w+\}/g) ?? []).toSorted();
  for (const [name, text] of Object.entries(en)) {
    assert.deepEqual([...new Set(places(ko[name]))], [...new Set(places(text))], name);
    assert.match(ko[name].replace(/^(HTML|\{width\} px)$/, '가'), /[가-힣]/, name);
  }
});

test('the package is installed from the site', () => {
  Object.assign(globalThis, { VERSION: '1.2.3' });
  assert.equal(snippets.install(embed()), 'npm install https://a.example/flow/gradient-flow-1.2.3.tgz');
});
