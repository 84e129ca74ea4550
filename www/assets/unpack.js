// What the build has packed into the script itself.

/** Of a file that was deflated and written in base64. @param {string} packed @param {string} [type] */
export function unpacked(packed, type = 'application/octet-stream') {
  const bytes = Uint8Array.from(atob(packed), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Response(stream, { headers: { 'Content-Type': type } });
}
