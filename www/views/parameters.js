// Sliders for the parameters of one activation, in the part of their range where they show most.

import { element } from '../dom.js';

/** From, to and step; the specification itself allows more, and the settings take it. */
const REACH = /** @type {Record<string, [number, number, number]>} */ ({
  slope: [0, 1, 0.01],
  alpha: [0.05, 3, 0.05],
  beta: [0.1, 5, 0.1],
  lambda: [0, 2, 0.05],
  lower: [0, 1, 0.01],
  upper: [0, 1, 0.01],
  low: [-3, 0, 0.1],
  high: [0.1, 3, 0.1],
  cutoff: [-3, 3, 0.1],
  otherwise: [-3, 3, 0.1],
  pieces: [2, 8, 1],
});

/**
 * @param {import('../views.js').Context} context
 * @returns {{ node: HTMLElement, show: (activation: import('../engine.js').Catalogue['activations'][number] | undefined,
 *   settings: Record<string, string>) => void }}
 */
export function parameterSliders({ catalogue, words, ask }) {
  const node = element('div', { class: 'parameters' });
  /** The sliders there are. @type {{ name: string, input: HTMLInputElement, told: HTMLElement, shown: string, reset: number }[]} */
  let sliders = [];
  let owner = '';
  return { node, show };

  /** @param {string} name @param {number} reset @param {boolean} isLearned */
  function make(name, reset, isLearned) {
    const key = catalogue.keys.find((key) => key.name === name);
    const [min, max, step] = REACH[name] ?? [key?.min ?? 0, key?.max ?? 1, 0.01];
    const told = element('span', { class: 'value', 'aria-hidden': 'true' });
    const input = element('input', {
      type: 'range',
      min: String(min),
      max: String(max),
      step: String(step),
      'data-parameter': name,
    });
    const slider = { name, input, told, shown: '', reset };
    input.addEventListener('input', () => {
      told.textContent = input.value;
      ask.change({ [name]: input.value }, true);
    });
    // Let go, it tells what is in force: a value may have been refused under way.
    input.addEventListener('change', () => {
      slider.shown = '';
      ask.redraw();
    });
    const label = isLearned ? words.slopeStart : words[name];
    node.append(element('label', { class: 'field' }, element('span', { class: 'label' }, label, told), input));
    return slider;
  }

  /** @type {ReturnType<typeof parameterSliders>['show']} */
  function show(activation, settings) {
    if (owner !== (activation?.name ?? '')) {
      owner = activation?.name ?? '';
      node.replaceChildren();
      sliders = (activation?.parameters ?? []).map((own) => make(own.name, own.default, activation?.isLearned ?? false));
      node.hidden = sliders.length === 0;
    }
    for (const slider of sliders) {
      const text = settings[slider.name] ?? String(Number(slider.reset.toPrecision(4)));
      // Not under the finger: what is in force lags behind by a frame.
      if (text === slider.shown) continue;
      slider.shown = text;
      const [min, max] = REACH[slider.name] ?? [Number(slider.input.min), Number(slider.input.max)];
      // A value beyond the slider, from a link, stays reachable and is told.
      slider.input.min = String(Math.min(min, Number(text)));
      slider.input.max = String(Math.max(max, Number(text)));
      slider.input.value = slider.told.textContent = text;
    }
  }
}
