// The article's figures: what each shows, by its name. The build writes them into both languages, the tests
// compute what the text says of them.

/** 1,797 digits, 22 steps to a round through the 1,437 that train. */
const DIGITS = { data: 'digits', width: '32', 'learning-rate': '0.1' };
const STEPS = 20 * 22;

const DEEP = { activation: 'sigmoid', init: 'xavier-normal', depth: '10', ...DIGITS };
const RELU = { ...DEEP, activation: 'relu', init: 'he-normal' };
/** What the networks of the picture at the top have otherwise. */
export const HERO = { depth: '30' };
/** Two moons, 12 steps to a round. */
const MOONS = { data: 'moons', 'learning-rate': '0.1' };
/** Forty rows to learn from, and forty to be tested on. */
const FEW = { activation: 'relu', init: 'he-normal', depth: '3', width: '48', data: 'moons', rows: '80', noise: '0.3', 'test-share': '0.5', batch: '20', 'learning-rate': '0.1' };
const CRITICAL = { activation: 'tanh', init: 'sigma', 'sigma-w': '1.3270096608553743', 'sigma-b': '0.22360679774997896', depth: '50', width: '64', data: 'digits' };

/**
 * @typedef {object} Figure
 * @property {Record<string, string>} settings
 * @property {Record<string, string>} look
 * @property {number} [until] The step at which training stops the first time: the one that the text tells of.
 * @property {'sentence'} [verdict] Whether it says its sentence.
 */

/** @type {Record<string, Figure>} */
export const FIGURES = {
  shallow: { settings: { ...DEEP, depth: '2' }, look: { view: 'learnt', controls: 'none', speed: '2' }, until: STEPS },
  deep: { settings: DEEP, look: { view: 'learnt', controls: 'none', speed: '2' }, until: STEPS },
  rope: { settings: DEEP, look: { view: 'map rope', heat: 'delta', controls: 'depth step', speed: '0.5' } },
  quarter: { settings: DEEP, look: { view: 'curve why', controls: 'none' } },
  relu: { settings: RELU, look: { view: 'sizes learnt', controls: 'activation init depth reset play', compare: pin('sigmoid', DEEP) }, until: STEPS },
  dead: { settings: { ...MOONS, activation: 'relu', init: 'he-normal', depth: '10', width: '3' }, look: { view: 'map shares', controls: 'activation reset play' }, until: 480, verdict: 'sentence' },
  line: { settings: { ...MOONS, activation: 'identity', init: 'xavier-normal', depth: '20' }, look: { view: 'collapse', controls: 'depth reset play' }, until: 480 },
  family: { settings: { ...RELU, depth: '20' }, look: { view: 'family', controls: 'depth init' } },
  help: { settings: DEEP, look: { view: 'sizes', controls: 'reset play' }, until: STEPS, verdict: 'sentence' },
  overfit: { settings: FEW, look: { view: 'history', controls: 'reset play' }, until: 600 },
  landscape: { settings: FEW, look: { view: 'landscape', controls: 'none', at: '600' } },
  chaos: {
    settings: CRITICAL,
    look: { view: 'sizes', controls: 'none', compare: [pin('σ_w = 1', { ...CRITICAL, 'sigma-w': '1' }), pin('σ_w = 2', { ...CRITICAL, 'sigma-w': '2' })].join(';') },
  },
};

/** A pinned run, as the attribute `compare` takes it. @param {string} name @param {Record<string, string>} settings */
function pin(name, settings) {
  return `${name}(${Object.entries(settings).map(([key, value]) => `${key}=${value}`).join('~')})@0`;
}

/** Every attribute of a figure. @param {string} name */
export function attributesOf(name) {
  const { settings, look } = FIGURES[name];
  return { ...settings, ...look };
}
