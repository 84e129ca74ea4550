// The charts as SVG: one alone, or all of them as one picture.

import { drawFrame, layout, measurer, rampColours } from './layout.js';
import { SvgContext, svgDocument } from './svg/context.js';
import { tag } from './svg/xml.js';

export { SvgContext, measurer, rampColours };

/** @typedef {import('./layout.js').Part} Part */
/** @typedef {import('./layout.js').Look} Look */
/** @typedef {import('./svg/font.js').Measure} Measure */

/**
 * All parts as one document.
 * @param {Part[]} parts
 * @param {Look} look
 * @param {(text: string, font: string) => Measure} measure How wide a text is, as `measurer` tells.
 * @param {string} [description] For those who cannot see it.
 */
export function composeSvg(parts, look, measure, description = '') {
  const plan = layout(parts, look, measure);
  const frame = new SvgContext(plan.width, plan.height, measure);
  drawFrame(frame.context, plan, look);
  const charts = plan.parts.map(({ x, y, scale, part }) => {
    const chart = new SvgContext(part.width, part.height, measure);
    part.draw(chart.context);
    // A document of its own is cut off at its edges, as a canvas is.
    const place = { x, y, width: part.width * scale, height: part.height * scale };
    return tag('svg', { ...place, viewBox: `0 0 ${part.width} ${part.height}` }, chart.body());
  });
  return svgDocument(plan.width, plan.height, look.title, description, [frame.body(), ...charts].join('\n'));
}
