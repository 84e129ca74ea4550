// How numbers, comments and long data are written in Python.

/** A float64 as Python reads it back to the same bits. @param {number} value */
export function float(value) {
  if (Number.isNaN(value)) return 'math.nan';
  if (!Number.isFinite(value)) return value < 0 ? '-math.inf' : 'math.inf';
  const text = Object.is(value, -0) ? '-0' : String(value);
  // Else it would be a whole number to Python, which divides and overflows differently.
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** The name of something in Python. @param {string} name As in specifications. */
export function identifier(name) {
  return name.replaceAll('-', '_');
}

/** Lines of a comment, none of them long. @param {string} text */
export function comment(text) {
  return wrapped(text.replace(/\s+/g, ' ').trim().split(' '), 96).map((line) => `# ${line}`.trimEnd());
}

/**
 * A list over as many lines as it needs.
 * @param {string} name
 * @param {Iterable<string>} items
 */
export function list(name, items) {
  const lines = wrapped(Array.from(items, (item) => `${item},`), 95);
  return [`${name} = [`, ...lines.map((line) => `    ${line}`), ']'];
}

/** Words in lines of at most `width` characters, but for a longer word. @param {string[]} words @param {number} width */
function wrapped(words, width) {
  /** @type {string[]} */
  const lines = [];
  let line = '';
  for (const word of words) {
    if (line && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line ? `${line} ${word}` : word;
    }
  }
  lines.push(line);
  return lines;
}
