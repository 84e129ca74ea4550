// The single script of the npm package: it can be copied anywhere and into any bundle, so nothing lies
// beside it; the pages of the site are not in the package.

export { data, engine } from './standalone.js';

export const page = () => null;
