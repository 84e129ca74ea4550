// The selected layer's numbers.

import { element } from '../dom.js';
import { fill, magnitude, number, percent } from '../format.js';
import { activationOf } from './activation.js';

/** @type {import('../views.js').Make} */
export function make({ catalogue, words, locale, ask }) {
  const slider = element('input', { type: 'range', min: '1', value: '1', 'data-key': 'layer' });
  slider.addEventListener('input', () => ask.select(Number(slider.value) - 1));
  const told = element('span', { class: 'value', 'aria-hidden': 'true' });
  const values = element('dl');
  const node = element(
    'div',
    { class: 'reading', part: 'reading' },
    element('label', { class: 'field' }, element('span', { class: 'label' }, words.layer, told), slider),
    values,
  );
  return { figure: node, draw };

  /** @param {import('../views.js').Scene} scene */
  function draw({ frame, settings, layer }) {
    const get = (/** @type {string} */ name) => frame.layer(layer, name);
    const isOutput = layer === frame.depth;
    const name = isOutput ? fill(words.layerOutput, { layer: layer + 1 }) : String(layer + 1);
    slider.max = String(frame.layers);
    slider.value = String(layer + 1);
    told.textContent = name;
    slider.setAttribute('aria-valuetext', name);

    // What the pass has not come to yet is not told: it would mix two steps.
    const size = (/** @type {string} */ symbol, /** @type {string} */ key, /** @type {string} */ pass) => ({
      term: fill(words.size, { name: symbol }),
      value:
        get(pass) === 0 ? '–'
        : Number.isNaN(get(key)) ? words.undefined
        : magnitude(get(key), locale),
    });
    /** @type {{ term: string, value: string, title?: string }[]} */
    const rows = [
      size('∂L/∂z', 'deltaRms', 'backward'),
      size('∂L/∂W', 'gradRms', 'backward'),
      size('z', 'zRms', 'forward'),
      size('a', 'aRms', 'forward'),
      {
        term: words.dead,
        value: get('forward') === 0 ? '–' : `${Math.round(get('deadShare') * get('units'))} / ${get('units')}`,
        title: words.deadTitle,
      },
      {
        term: words.saturated,
        value: percent(get('saturatedShare'), locale),
        title: fill(words.saturatedTitle, { share: percent(catalogue.saturatedBelow, locale) }),
      },
      { term: words.fans, value: `${get('fanIn')} → ${get('units')}` },
      // There is none before the first step; its place is there, so that nothing moves then.
      {
        ...size('ΔW/W', 'updateRms', 'forward'),
        ...(frame.get('step') === 0 && { value: '–' }),
        title: words.updateTitle,
      },
    ];
    if (!Number.isNaN(get('parameter')) && !isOutput && activationOf(catalogue, settings, layer)?.isLearned) {
      rows.push({ term: words.learnedSlope, value: number(get('parameter'), locale, 4) });
    }
    while (values.children.length > rows.length) values.lastElementChild?.remove();
    for (const [index, { term, value, title }] of rows.entries()) {
      let row = values.children[index];
      if (!row) {
        row = element('div', {}, element('dt'), element('dd'));
        values.append(row);
      }
      const [head, text] = row.children;
      if (head.textContent !== term) head.textContent = term;
      if (text.textContent !== value) text.textContent = value;
      if (title) row.setAttribute('title', title);
      else row.removeAttribute('title');
    }
  }
}
