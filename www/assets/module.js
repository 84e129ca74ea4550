// What lies beside the code, as the ES module of the site finds it. The build puts another file of this
// folder in this one's place where the figure is delivered in another form; all have the same exports.
// Bundlers look for the literal form `new URL('./...', import.meta.url)`.

/** What the engine is loaded from. @returns {URL | Response} */
export const engine = () => new URL('./gradient_flow_bg.wasm', import.meta.url);

/** The file of a data set. @param {string} name As the catalogue has it. @returns {Promise<Response>} */
export const data = (name) => fetch(new URL(`./data/${name}`, import.meta.url));

/** The address of a page or picture of the site; null where there is no site. @param {string} name @returns {URL | null} */
export const page = (name) => new URL(name, import.meta.url);
