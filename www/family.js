// What belongs to an activation, and what would come of taking another one.

/** @typedef {import('./engine.js').Catalogue} Catalogue */
/** @typedef {Record<string, string>} Values */

/**
 * The activations to compare: all, and the reader's own formula where there is one.
 * @param {Values} settings Those in force.
 * @param {Catalogue} catalogue
 */
export function members(settings, catalogue) {
  const none = catalogue.keys.find(({ name }) => name === 'formula')?.default;
  return catalogue.activations.filter(
    ({ name }) => name !== 'formula' || settings.activation === 'formula' || settings.formula !== none,
  );
}

/**
 * Parameters in force that would be another activation's.
 * @param {string} name
 * @param {Values} settings
 * @param {Catalogue} catalogue
 */
export function strangers(name, settings, catalogue) {
  const listed = settings['layer-activations']?.split(',').map((own) => own.trim()) ?? [];
  // Its own parameters stay, and those of layers with an activation of their own.
  const stay = catalogue.activations.filter(
    (own) => listed.includes(own.name) || (own.name === name && name === settings.activation),
  );
  const kept = new Set(stay.flatMap(({ parameters }) => parameters.map(({ name }) => name)));
  const all = new Set(catalogue.activations.flatMap(({ parameters }) => parameters.map(({ name }) => name)));
  return Object.keys(settings).filter((key) => all.has(key) && !kept.has(key));
}

/**
 * The settings with another activation.
 * @param {string} name
 * @param {Values} settings Those in force.
 * @param {Catalogue} catalogue
 * @returns {Values}
 */
export function withActivation(name, settings, catalogue) {
  const gone = strangers(name, settings, catalogue);
  if (name !== 'formula') gone.push('formula');
  const rest = Object.entries(settings).filter(([key]) => !gone.includes(key));
  return { ...Object.fromEntries(rest), activation: name };
}
