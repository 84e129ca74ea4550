// Numbers as base64 of their bytes, which every machine that runs this page keeps little-endian.

/** Characters that so many bytes take. @param {number} bytes */
export function base64Length(bytes) {
  return 4 * Math.ceil(bytes / 3);
}

/** Divisible by 3, so that pieces join without padding, and few enough for one call. */
const PIECE = 3 * 8192;

/** @param {Float64Array | Uint8Array} numbers */
export function base64(numbers) {
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  let text = '';
  for (let at = 0; at < bytes.length; at += PIECE) {
    // Not spread: that takes six times as long.
    const piece = /** @type {number[]} */ (/** @type {unknown} */ (bytes.subarray(at, at + PIECE)));
    text += btoa(String.fromCharCode.apply(null, piece));
  }
  return text;
}
