// Elements made without markup, so that a page's Trusted Types policy has nothing to refuse.

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Only what has changed is touched: a reader of the screen hears changes. @param {HTMLElement} node @param {string} text */
export function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Sizes a canvas to its box in device pixels and hands out its context in CSS pixels; null where
 * it has no size.
 * @param {HTMLCanvasElement} canvas
 */
export function surface(canvas) {
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  const context = canvas.getContext('2d');
  if (!context || width === 0 || height === 0) return null;
  const ratio = Math.max(1, globalThis.devicePixelRatio || 1);
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return { context, width, height };
}
