// The activation of a layer, by the settings.

/**
 * @param {import('../engine.js').Catalogue} catalogue
 * @param {Record<string, string>} settings
 * @param {number} layer Counted from 0; the output layer is one beyond the depth.
 */
export function activationOf(catalogue, settings, layer) {
  const isOutput = layer >= Number(settings.depth);
  const own = settings['layer-activations']?.split(',')[layer]?.trim();
  const wanted = isOutput ? settings['output-activation'] : own || settings.activation;
  return catalogue.activations.find(({ name }) => name === wanted);
}
