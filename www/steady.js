// A box that does not move what stands below it: as high as it has been so far, until something else
// is the matter; and even then only when what it is about has come to rest.

/** Changes that follow each other within this time (ms) are one: a slider under a finger. */
const REST = 500;

/** @param {HTMLElement} node */
export function steady(node) {
  let about = /** @type {unknown} */ (undefined);
  let changed = -Infinity;
  let width = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const grow = () => {
    // Exactly: a rounded height would be another one, of which the observer would hear in the same frame.
    const { height } = node.getBoundingClientRect();
    if (height > (parseFloat(node.style.minHeight) || 0)) node.style.minHeight = `${height}px`;
  };
  const release = () => {
    node.style.minHeight = '';
    // Where the height stays the same no observer tells of it.
    requestAnimationFrame(grow);
  };
  const size = new ResizeObserver(() => {
    // Other lines: what it was as high as is no measure any more.
    if (node.clientWidth !== width) {
      width = node.clientWidth;
      requestAnimationFrame(release);
      return;
    }
    grow();
  });
  size.observe(node);
  return {
    /** Before something is put into it. @param {unknown} next What that is about. */
    hold(next) {
      if (next === about) return;
      about = next;
      const now = performance.now();
      clearTimeout(timer);
      if (now - changed > REST) release();
      else timer = setTimeout(release, REST);
      changed = now;
    },
    dispose() {
      clearTimeout(timer);
      size.disconnect();
    },
  };
}
