// A whole picture for a paper or a slide: title, settings, charts with their captions one below the
// other, and the legend of the colours. Where everything stands, and how the words are drawn; the
// same on a canvas and as SVG.

/**
 * A chart.
 * @typedef {object} Part
 * @property {number} width
 * @property {number} height
 * @property {string} caption Empty for none.
 * @property {(context: CanvasRenderingContext2D) => void} draw From (0, 0), in units of the width.
 */

/**
 * The legend of a colour scale: bars of colours side by side with what stands at their ends, then
 * single colours.
 * @typedef {object} Legend
 * @property {string} title
 * @property {string} start What the first bar begins with.
 * @property {{ colours: string[], end: string }[]} bars
 * @property {{ colour: string, label: string, isHatched?: boolean }[]} keys Hatched in the colour, or filled.
 */

/**
 * @typedef {object} Look
 * @property {string} title
 * @property {string[]} lines Under the title.
 * @property {Legend} [legend]
 * @property {number} width Of the whole; charts that are wider are shrunk.
 * @property {string} background
 * @property {string} text
 * @property {string} muted Of the lines under the title and the legend.
 * @property {string} line Of the frames of the legend.
 * @property {string} font A family.
 */

/** @typedef {{ text: string, x: number, y: number, font: string, colour: string }} Words Their top left corner. */

/** @typedef {{ x: number, y: number, scale: number, part: Part }} Placed */

/**
 * @typedef {object} Layout
 * @property {number} width
 * @property {number} height
 * @property {Words[]} words
 * @property {Placed[]} parts
 * @property {((context: CanvasRenderingContext2D) => void)[]} marks The bars and keys of the legend.
 */

/** @typedef {(text: string, font: string) => { width: number }} Measurer */

const MARGIN = 24;
const GAP = 18;
const BAR = { width: 110, height: 11 };

/**
 * Measures texts with a context that is there for nothing else.
 * @param {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} context
 */
export function measurer(context) {
  return (/** @type {string} */ text, /** @type {string} */ font) => {
    context.font = font;
    return context.measureText(text);
  };
}

/** CSS colours of a ramp of RGBA words. @param {Uint32Array} words @param {number} [count] */
export function rampColours(words, count = 33) {
  return Array.from({ length: count }, (_, index) => {
    const word = words[Math.round((index / (count - 1)) * (words.length - 1))];
    const channels = [word & 255, (word >> 8) & 255, (word >> 16) & 255];
    return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
  });
}

/**
 * @param {Part[]} parts
 * @param {Look} look
 * @param {Measurer} measure
 * @returns {Layout}
 */
export function layout(parts, look, measure) {
  const room = look.width - 2 * MARGIN;
  /** @type {Words[]} */
  const words = [];
  /** @type {Placed[]} */
  const placed = [];
  let y = MARGIN;
  const write = (/** @type {string} */ text, /** @type {string} */ style, /** @type {number} */ step, /** @type {string} */ colour) => {
    const font = `${style} ${look.font}`;
    for (const line of wrap(text, room, (part) => measure(part, font).width)) {
      words.push({ text: line, x: MARGIN, y, font, colour });
      y += step;
    }
  };

  if (look.title) write(look.title, '600 18px', 24, look.text);
  if (look.lines.length > 0) y += 2;
  for (const line of look.lines) write(line, '11px', 15, look.muted);
  for (const part of parts) {
    y += GAP;
    if (part.caption) {
      write(part.caption, '600 13px', 18, look.text);
      y += 2;
    }
    const scale = Math.min(1, room / part.width);
    placed.push({ x: MARGIN, y, scale, part });
    // On whole pixels, where lines are sharp.
    y += Math.ceil(part.height * scale);
  }
  /** @type {Layout['marks']} */
  const marks = [];
  if (look.legend) y = placeLegend(look.legend, y + GAP, room, look, measure, words, marks);
  return { width: look.width, height: Math.ceil(y + MARGIN), words, parts: placed, marks };
}

/**
 * Title and bars, then the single colours, in as many lines as they need.
 * @param {Legend} legend
 * @param {number} top
 * @param {number} room
 * @param {Look} look
 * @param {Measurer} measure
 * @param {Words[]} words
 * @param {Layout['marks']} marks
 * @returns {number} Where it ends.
 */
function placeLegend(legend, top, room, look, measure, words, marks) {
  const font = `11px ${look.font}`;
  const line = 18;
  let [x, y] = [MARGIN, top];
  /** Goes on in the next line where this one has too little room. */
  const take = (/** @type {number} */ width) => {
    if (x > MARGIN && x + width > MARGIN + room) [x, y] = [MARGIN, y + line];
    const at = x;
    x += width;
    return at;
  };
  const width = (/** @type {string} */ text) => measure(text, font).width;
  const say = (/** @type {string} */ text, /** @type {number} */ at) =>
    words.push({ text, x: at, y, font, colour: look.muted });

  for (const part of wrap(legend.title, room, width)) say(part, take(width(part) + 10));
  say(legend.start, take(width(legend.start) + 5));
  for (const { colours, end } of legend.bars) {
    const at = take(BAR.width + 5 + width(end) + 10);
    const corner = y;
    marks.push((context) => bar(context, at, corner, colours, look.line));
    say(end, at + BAR.width + 5);
  }
  for (const key of legend.keys) {
    const [first = '', ...more] = wrap(key.label, room - 31, width);
    const at = take(17 + width(first) + 14);
    const corner = y;
    marks.push((context) => swatch(context, at, corner, key, look.line));
    say(first, at + 17);
    for (const part of more) {
      y += line;
      say(part, MARGIN + 17);
      x = MARGIN + 17 + width(part) + 14;
    }
  }
  return y + line;
}

/** @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {string[]} colours @param {string} line */
function bar(context, x, y, colours, line) {
  const step = BAR.width / colours.length;
  for (const [index, colour] of colours.entries()) {
    context.fillStyle = colour;
    // A little overlap, so that no seam is seen between neighbours.
    context.fillRect(x + index * step, y + 1, Math.min(step + 0.5, BAR.width - index * step), BAR.height);
  }
  context.strokeStyle = line;
  context.lineWidth = 1;
  context.strokeRect(x + 0.5, y + 1.5, BAR.width - 1, BAR.height - 1);
}

/** @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {Legend['keys'][number]} key @param {string} line */
function swatch(context, x, y, key, line) {
  const size = BAR.height;
  context.lineWidth = 1;
  if (key.isHatched) {
    context.save();
    context.beginPath();
    context.rect(x, y + 1, size, size);
    context.clip();
    context.strokeStyle = key.colour;
    context.beginPath();
    for (let at = -size; at < size; at += 4) {
      context.moveTo(x + at, y + 1 + size);
      context.lineTo(x + at + size, y + 1);
    }
    context.stroke();
    context.restore();
  } else {
    context.fillStyle = key.colour;
    context.fillRect(x, y + 1, size, size);
  }
  context.strokeStyle = line;
  context.strokeRect(x + 0.5, y + 1.5, size - 1, size - 1);
}

/**
 * Everything but the charts.
 * @param {CanvasRenderingContext2D} context
 * @param {Layout} layout
 * @param {Look} look
 */
export function drawFrame(context, { width, height, words, marks }, look) {
  context.fillStyle = look.background;
  context.fillRect(0, 0, width, height);
  context.textAlign = 'left';
  context.textBaseline = 'top';
  for (const { text, x, y, font, colour } of words) {
    context.font = font;
    context.fillStyle = colour;
    context.fillText(text, x, y);
  }
  for (const mark of marks) mark(context);
}

/**
 * Lines no wider than the room: broken at spaces, and within a word that alone is too wide (the
 * settings as an address have no spaces).
 * @param {string} text
 * @param {number} room
 * @param {(text: string) => number} width
 */
export function wrap(text, room, width) {
  /** @type {string[]} */
  const lines = [];
  let line = '';
  // Settings can have thousands of characters: what is far too long is not measured.
  const fits = (/** @type {string} */ part) => part.length <= 4 * room && width(part) <= room;
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line ? `${line} ${word}` : word;
    if (fits(longer)) {
      line = longer;
      continue;
    }
    if (line) lines.push(line);
    line = word;
    while (!fits(line)) {
      const characters = [...line];
      // Not even one: it is wider than it may be, rather than lost.
      if (characters.length === 1) break;
      const count = most(characters.length - 1, (count) => fits(characters.slice(0, count).join('')));
      lines.push(characters.slice(0, count).join(''));
      line = characters.slice(count).join('');
    }
  }
  if (line) lines.push(line);
  return lines;
}

/** The largest number up to `limit` that will do, at least 1; smaller ones do where a larger does. */
function most(/** @type {number} */ limit, /** @type {(count: number) => boolean} */ does) {
  let [low, high] = [1, limit];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (does(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
