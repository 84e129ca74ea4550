// Frames as fast as they come, and what memory they leave behind.

/** To run before anything of the page does: frames without waiting, and WebAssembly's memory in `window.memory`. */
export function hasten() {
  const channel = new MessageChannel();
  /** @type {FrameRequestCallback[]} */
  let waiting = [];
  channel.port1.onmessage = () => {
    const due = waiting;
    waiting = [];
    for (const callback of due) callback(performance.now());
  };
  window.requestAnimationFrame = (callback) => {
    waiting.push(callback);
    channel.port2.postMessage(null);
    return 1;
  };
  const instantiate = WebAssembly.instantiateStreaming;
  WebAssembly.instantiateStreaming = async (...given) => {
    const made = await instantiate(...given);
    Reflect.set(window, 'memory', made.instance.exports.memory);
    return made;
  };
}

/** Measures the memory of a page so prepared, JavaScript's after a collection. @param {import('playwright-core').Page} page */
export async function heapsOf(page) {
  const session = await page.context().newCDPSession(page);
  return async () => {
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    const wasm = await page.evaluate(() => /** @type {WebAssembly.Memory} */ (Reflect.get(window, 'memory')).buffer.byteLength);
    return { js: usedSize, wasm };
  };
}
