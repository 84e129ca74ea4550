// XML as text, built from parts that are escaped here and nowhere else.

/** What XML 1.0 cannot hold, even escaped. */
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

/** @param {string} text */
export function escape(text) {
  return text
    .replace(FORBIDDEN, '\ufffd')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}

/** A length, to a thousandth of a pixel. @param {number} value */
export function length(value) {
  return String(Math.round(value * 1000) / 1000 || 0);
}

/**
 * An element; attributes that are undefined are left out.
 * @param {string} name
 * @param {Record<string, string | number | undefined>} attributes
 * @param {string} [content] XML already.
 */
export function tag(name, attributes, content) {
  const pairs = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? length(value) : escape(String(value))}"`);
  const head = `<${name}${pairs.join('')}`;
  return content === undefined ? `${head}/>` : `${head}>${content}</${name}>`;
}
