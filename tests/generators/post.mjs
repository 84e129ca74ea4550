// A post in Markdown with every form of a figure that can stand in one, as the kit makes them.

import * as snippets from '../../www/snippets.js';

/** @typedef {import('../../www/snippets.js').Embed} Embed */

/** With signs that Markdown has uses for. */
const FORMULA = 'if(z < -1, 0.1*z, max(z, z^2))';

/** What the post shows. @param {string} site @returns {Embed} */
export const figure = (site) => ({
  site,
  query: `${new URLSearchParams({ activation: 'formula', formula: FORMULA, depth: '8', data: 'digits', view: 'map', compare: 'a_b *c* <d>\n\n    e(depth=4)@0' })}`,
  theme: 'auto',
  lang: '',
  spoken: 'en',
  autoplay: false,
  height: 500,
  frameHeight: 320,
  title: 'Own f(z) <1>, 8 layers & *stars*',
  // As figures speak: signs that Markdown could take for its own, but not where they stand.
  sentence: 'With σ_w = 0 and max |f′| ≤ 0.25 * 1, about 3.1·10⁻⁹ of ∂L/∂W arrives (< 1 % & less)!',
  file: 'gradient-flow-formula-8',
  picture: null,
});

/** @param {Embed} figure */
export const post = (figure) => `The first paragraph.
${snippets.markdownBlock(figure)}
A paragraph *between*.

${snippets.frame(figure)}

A picture:

${snippets.markdownPicture(figure)}

The last paragraph.
`;
