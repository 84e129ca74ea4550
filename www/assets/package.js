// What lies beside the code in the npm package. Every file is named in full, so that a bundler takes it
// along under any name; the pages of the site are not in the package.

export const engine = () => new URL('./gradient_flow_bg.wasm', import.meta.url);

/** @type {Record<string, () => URL>} */
const DATA = {
  'digits.bin': () => new URL('./data/digits.bin', import.meta.url),
  'iris.csv': () => new URL('./data/iris.csv', import.meta.url),
};

/** @param {string} name */
export const data = async (name) => fetch(DATA[name]());

export const page = () => null;
