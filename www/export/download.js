// Hands a file to the reader.

/** How long a browser may take to begin saving, in ms. */
const GRACE = 60_000;

/**
 * @param {string} name Of the file.
 * @param {Blob} blob
 */
export function download(name, blob) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  // Some browsers follow only links that are in the page.
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
  // Revoked at once, the address would be gone before some browsers read it.
  setTimeout(() => URL.revokeObjectURL(link.href), GRACE);
}
