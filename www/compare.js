// Pinned runs: what they were, and their numbers, to compare with the present one.

/**
 * @typedef {object} Pin
 * @property {string} name As the reader calls it.
 * @property {Record<string, string>} settings What differs from the defaults.
 * @property {number} step
 * @property {import('./frame.js').Frame | null} frame Null while it is computed.
 */

/** Pins at most: as many as there are colours. */
export const MOST = 4;

/** `NAME(QUERY)@STEP`, several joined by `;`, with everything percent-encoded that divides them.
 * @param {Pin[]} pins @param {(settings: Record<string, string>) => string} toQuery */
export function pinsToText(pins, toQuery) {
  return pins.map(({ name, settings, step }) => `${encode(name)}(${encode(toQuery(settings))})@${step}`).join(';');
}

/** @param {string} text @param {(query: string) => Record<string, string>} fromQuery @returns {Pin[]} */
export function pinsFromText(text, fromQuery) {
  return text
    .split(';')
    .filter(Boolean)
    .slice(0, MOST)
    .map((pin) => {
      const [, name, query, step] = /^([^()]*)\(([^()]*)\)@(\d{1,7})$/.exec(pin) ?? [];
      if (name === undefined) throw new Error(`"${pin}"`);
      return { name: decodeURIComponent(name), settings: fromQuery(decodeURIComponent(query)), step: Number(step), frame: null };
    });
}

/** @param {string} text */
function encode(text) {
  return encodeURIComponent(text).replace(/[()']/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
}
