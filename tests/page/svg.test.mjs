// The SVG of the charts, read as text; what programs make of it is seen in a browser.

import assert from 'node:assert/strict';
import test from 'node:test';
import { SvgContext, composeSvg, rampColours } from '../../www/export/svg.js';
import { wrap } from '../../www/export/layout.js';
import { charts, imageSize } from './charts.mjs';

const palette = /** @type {import('../../www/palette.js').Palette} */ (/** @type {unknown} */ (
  new Proxy({}, { get: (_, name) => (name === 'font' ? '"Open Sans", sans-serif' : name === 'pins' ? ['var(--pin-0)', 'var(--pin-1)'] : `var(--${String(name)})`) })
));

const measure = (/** @type {string} */ text, /** @type {string} */ font) => ({
  width: text.length * 0.5 * Number(/([\d.]+)px/.exec(font)?.[1]),
});

const image = /** @type {HTMLCanvasElement} */ (/** @type {unknown} */ ({
  ...imageSize,
  toDataURL: () => 'data:image/png;base64,iVBORw0KGgo=',
}));

const made = (width = 100, height = 50) => new SvgContext(width, height, measure);

/** A drawing without what stands around it. @param {(context: SvgContext) => void} draw */
function drawn(draw) {
  const recorder = made();
  draw(recorder);
  return recorder.body().replace(/^<g fill="none" stroke-miterlimit="10">\n?|<\/g>$/g, '');
}

for (const { name, width, height, draw } of charts(palette, image)) {
  test(`${name} is recorded whole`, () => {
    const recorder = new SvgContext(width, height, measure);
    draw(recorder.context);
    const svg = recorder.toSvg(`${name} <1>`, 'a & b');
    assert.ok(svg.startsWith('<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg"'));
    assert.match(svg, new RegExp(`<title>${name} &lt;1&gt;</title>\n<desc>a &amp; b</desc>`));
    assert.match(svg, /<text [^>]*font-family="&quot;Open Sans&quot;, sans-serif" font-size="1[12]"/);
    assert.ok(!/NaN|undefined|Infinity/.test(svg), svg);
  });
}

test('a line has the points that it was drawn with', () => {
  const [sizes] = charts(palette, image);
  const recorder = new SvgContext(sizes.width, sizes.height, measure);
  sizes.draw(recorder.context);
  const lines = [...recorder.body().matchAll(/<path d="([^"]+)" stroke="var\(--grad\)" stroke-width="2"/g)];
  const [, d] = lines.sort(([, a], [, b]) => b.length - a.length)[0];
  const points = [...d.matchAll(/[ML](\S+) ([\d.-]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
  assert.equal(points.length, 12);
  for (const [layer, [x, y]] of points.entries()) {
    assert.ok(Math.abs(x - (44 + (layer + 0.5) * 43)) < 1e-3);
    assert.ok(Math.abs(y - (200 - ((-0.4 * layer + 8) / 9) * 192)) < 1e-3);
  }
});

test('the image of a heat map is there once, its tiles are parts of it', () => {
  const [, map] = charts(palette, image);
  const recorder = new SvgContext(map.width, map.height, measure);
  map.draw(recorder.context);
  const body = recorder.body();
  assert.equal(body.match(/<image /g)?.length, 1);
  assert.match(body, /<image id="([^"]+)" width="48" height="6" href="data:image\/png;base64,iVBORw0KGgo=" style="image-rendering:optimizeSpeed;image-rendering:pixelated"\/>/);
  assert.equal(body.match(/<use href="#/g)?.length, 11);
  assert.match(body, /viewBox="4 0 4 6" preserveAspectRatio="none" opacity="0.3"/);
  assert.match(body, /<g clip-path="url\(#[^)]+\)">/);
});

test('shapes, as canvases make them', () => {
  assert.equal(drawn((c) => { c.fillStyle = '#123456'; c.fillRect(1, 2, 3, 4); }), '<path d="M1 2L4 2L4 6L1 6Z" fill="#123456"/>');
  assert.equal(drawn((c) => { c.fillStyle = '#12345680'; c.fillRect(0, 0, 1, 1); }), '<path d="M0 0L1 0L1 1L0 1Z" fill="#123456" fill-opacity="0.502"/>');
  assert.equal(
    drawn((c) => { c.beginPath(); c.arc(10, 10, 5, 0, 2 * Math.PI); c.stroke(); }),
    '<path d="M15 10A5 5 0 0 1 5 10A5 5 0 0 1 15 10" stroke="#000000" stroke-width="1"/>',
  );
  assert.equal(
    drawn((c) => { c.beginPath(); c.moveTo(0, 0); c.arc(10, 10, 5, Math.PI / 2, 0, true); c.closePath(); c.fill('evenodd'); }),
    '<path d="M0 0L10 15A5 5 0 0 0 15 10Z" fill="#000000" fill-rule="evenodd"/>',
  );
  assert.equal(
    drawn((c) => { c.lineTo(1, 1); c.lineTo(NaN, 2); c.lineTo(3, Infinity); c.quadraticCurveTo(1, 2, 3, 4); c.bezierCurveTo(1, 2, 3, 4, 5, 6); c.setLineDash([3, 2]); c.lineCap = 'round'; c.globalAlpha = 0.5; c.stroke(); }),
    '<path d="M1 1Q1 2 3 4C1 2 3 4 5 6" stroke="#000000" stroke-width="1" stroke-linecap="round" stroke-dasharray="3 2" opacity="0.5"/>',
  );
  assert.equal(drawn((c) => { c.roundRect(0, 0, 10, 8, 2); c.fill(); }),
    '<path d="M2 0L8 0A2 2 0 0 1 10 2L10 6A2 2 0 0 1 8 8L2 8A2 2 0 0 1 0 6L0 2A2 2 0 0 1 2 0Z" fill="#000000"/>');
  assert.equal(drawn((c) => { c.fill(); c.stroke(); c.fillText('', 1, 1); }), '');
});

test('what was turned, moved and scaled is drawn there', () => {
  assert.equal(
    drawn((c) => { c.translate(10, 20); c.rotate(Math.PI / 2); c.scale(2, 2); c.moveTo(1, 0); c.lineTo(0, 1); c.stroke(); }),
    '<path d="M10 22L8 20" stroke="#000000" stroke-width="2"/>',
  );
  assert.match(
    drawn((c) => { c.setTransform(2, 0, 0, 2, 0, 0); c.fillText('a', 1, 2); }),
    /<text x="1" y="2" font-family="sans-serif" font-size="10" transform="matrix\(2 0 0 2 0 0\)" fill="#000000">a<\/text>/,
  );
  // The state comes back, the path stays.
  assert.equal(
    drawn((c) => { c.moveTo(1, 1); c.save(); c.translate(5, 5); c.lineWidth = 9; c.lineTo(1, 1); c.restore(); c.restore(); c.stroke(); }),
    '<path d="M1 1L6 6" stroke="#000000" stroke-width="1"/>',
  );
  assert.throws(() => drawn((c) => { c.scale(1, 2); c.arc(0, 0, 1, 0, 1); }), /evenly scaled/);
  assert.throws(() => drawn((c) => { c.lineTo(1, 1); c.scale(1, 2); c.stroke(); }), /evenly scaled/);
});

test('text stands where it was told to', () => {
  const y = (/** @type {CanvasTextBaseline} */ baseline) =>
    Number(/ y="([^"]+)"/.exec(drawn((c) => { c.textBaseline = baseline; c.font = '600 20px Inter'; c.fillText('a', 0, 100); }))?.[1]);
  assert.deepEqual(['alphabetic', 'top', 'middle', 'bottom'].map((baseline) => y(/** @type {CanvasTextBaseline} */ (baseline))), [100, 116, 106, 96]);
  assert.match(drawn((c) => { c.textAlign = 'right'; c.fillText(' a  <', 0, 0); }), /text-anchor="end" .*xml:space="preserve" .*> a  &lt;<\/text>/);
  assert.match(drawn((c) => { c.textAlign = 'center'; c.lineJoin = 'round'; c.lineWidth = 3; c.font = 'italic 12px x'; c.strokeText('a', 0, 0); }),
    /text-anchor="middle" font-family="x" font-size="12" font-style="italic" fill="none" stroke="#000000" stroke-width="3" stroke-linejoin="round">/);
  assert.match(drawn((c) => c.fillText('a\u0000\ud800b', 0, 0)), />a\ufffd\ufffdb</);
  assert.equal(made().measureText('abcd').width, 20);
});

test('clips add up, and end with their state', () => {
  const body = drawn((c) => {
    c.save();
    c.rect(0, 0, 9, 9);
    c.clip();
    c.beginPath();
    c.rect(1, 1, 2, 2);
    c.clip();
    c.fillRect(0, 0, 5, 5);
    c.fillRect(0, 0, 6, 6);
    c.restore();
    c.fillRect(0, 0, 7, 7);
  });
  const [, outer, inner] = /<clipPath id="(\S+)"><path d="M0 0[^>]*\/><\/clipPath>\n<clipPath id="(\S+)" clip-path="url\(#\1\)">/.exec(body) ?? [];
  assert.ok(outer && inner);
  assert.equal(body.split(`<g clip-path="url(#${inner})">`).length, 2);
  assert.match(body, /L0 6Z" fill="#000000"\/><\/g>\n<path d="M0 0L7 0/);
});

test('clearing everything empties it; anything less is refused', () => {
  const recorder = made();
  recorder.clearRect(0, 0, 10, 10);
  recorder.fillRect(0, 0, 5, 5);
  assert.throws(() => recorder.clearRect(0, 0, 10, 10), /only all of a drawing/);
  recorder.clearRect(0, 0, 100, 50);
  assert.ok(!recorder.body().includes('path'));
});

test('what is not known throws and is not lost', () => {
  const context = made().context;
  assert.throws(() => { context.filter = 'blur(2px)'; }, TypeError);
  assert.throws(() => { context.letterSpacing = '1px'; }, TypeError);
  assert.throws(() => context.createLinearGradient(0, 0, 1, 1), TypeError);
  assert.throws(() => context.putImageData(/** @type {ImageData} */ ({}), 0, 0), TypeError);
  assert.throws(() => { context.fillStyle = /** @type {CanvasGradient} */ ({}); context.fillRect(0, 0, 1, 1); }, /a style is the text of a colour/);
  const other = made().context;
  assert.throws(() => other.fillText('a', 0, 0, 5), /no largest width/);
  assert.throws(() => { other.font = 'large serif'; other.fillText('a', 0, 0); }, /the font "large serif" is not understood/);
  assert.throws(() => other.drawImage(/** @type {HTMLImageElement} */ ({}), 0, 0), /only canvases/);
  assert.throws(() => made().drawImage(image, 0), /two, four or eight/);
  assert.throws(() => other.roundRect(0, 0, 1, 1, [1, 2]), /one radius/);
});

const look = {
  title: 'Twenty sigmoid layers',
  lines: ['activation=sigmoid&depth=20', `formula=${'max(z,0)*'.repeat(40)}z`],
  legend: {
    title: 'size',
    start: '10⁻¹⁶',
    bars: [{ colours: ['#000000', '#ffffff'], end: '1' }, { colours: ['#ff0000'], end: '10⁴' }],
    keys: [{ colour: '#eeeeee', label: 'below' }, { colour: '#888888', label: 'exactly zero', isHatched: true }],
  },
  width: 400,
  background: '#ffffff',
  text: '#111111',
  muted: '#666666',
  line: '#cccccc',
  font: 'sans-serif',
};

test('a whole picture: parts with captions below each other, none over the edge', () => {
  const parts = charts(palette, image).map((chart) => ({ ...chart, caption: `The ${chart.name} & more` }));
  const svg = composeSvg(parts, look, measure, 'described');
  const [, height] = /^<svg [^>]*width="400" height="(\d+)"/m.exec(svg) ?? [];
  assert.match(svg, /<title>Twenty sigmoid layers<\/title>\n<desc>described<\/desc>/);
  assert.match(svg, />The sizes &amp; more<\/text>/);
  assert.match(svg, />exactly zero<\/text>/);
  const places = [...svg.matchAll(/<svg x="24" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" viewBox="0 0 (\d+) (\d+)">/g)].map((place) => place.slice(1).map(Number));
  assert.equal(places.length, parts.length);
  let below = 0;
  for (const [y, w, h, wide, high] of places) {
    assert.ok(y >= below && w <= 352 + 1e-9 && Math.abs(w / h - wide / high) < 1e-2);
    below = y + h;
  }
  assert.ok(below < Number(height));
  // The long setting is in pieces, all of it.
  const lines = [...svg.matchAll(/font-size="11"[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
  assert.ok(lines.join('').includes(look.lines[1]));
  assert.ok(lines.every((line) => line.length * 5.5 <= 352));
  // Two recorders, no id twice.
  const ids = [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  assert.equal(new Set(ids).size, ids.length);
});

test('words wrap at spaces, and within where there is none', () => {
  const width = (/** @type {string} */ text) => text.length;
  assert.deepEqual(wrap('one two three', 7, width), ['one two', 'three']);
  assert.deepEqual(wrap('a 12345678901 b', 5, width), ['a', '12345', '67890', '1 b']);
  assert.deepEqual(wrap('  ', 5, width), []);
  assert.deepEqual(wrap('가나다', 0.5, width), ['가', '나', '다']);
});

test('a ramp of words as colours', () => {
  const words = Uint32Array.of(0xff0000ff, 0xff00ff00, 0xffff0000);
  assert.deepEqual(rampColours(words, 3), ['#ff0000', '#00ff00', '#0000ff']);
});
