// Numbers as base64 of their bytes, which every machine that runs this page keeps little-endian.

/** Characters that so many bytes take. @param {number} bytes */
export function base64Length(bytes) {
  return 4 * Math.ceil(bytes / 3);
}

/** Bytes of a line of 100 characters. */
const LINE = 75;
/** Bytes of a piece: whole lines, and few enough for one call. */
const PIECE = 320 * LINE;

/** Lines of base64, piece by piece, so that a page can do other things in between.
 * @param {Float64Array | Uint8Array} numbers */
export function* base64(numbers) {
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  for (let at = 0; at < bytes.length; at += PIECE) {
    // Not spread: that takes six times as long.
    const piece = /** @type {number[]} */ (/** @type {unknown} */ (bytes.subarray(at, at + PIECE)));
    yield btoa(String.fromCharCode.apply(null, piece)).replace(/.{1,100}/g, '$&\n');
  }
}
