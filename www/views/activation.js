// The activations of a network, by the settings.

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

/**
 * Every activation that some layer uses, in the order of the layers.
 * @param {import('../engine.js').Catalogue} catalogue
 * @param {Record<string, string>} settings
 */
export function activationsOf(catalogue, settings) {
  const layers = Array.from({ length: Number(settings.depth) + 1 }, (_, layer) => layer);
  // Beyond those that have been given one of their own, all hidden layers are alike.
  const given = (settings['layer-activations'] ?? '').split(',').length;
  const different = layers.filter((layer) => layer <= given || layer === layers.length - 1);
  const found = different.flatMap((layer) => activationOf(catalogue, settings, layer) ?? []);
  return found.filter((activation, index) => found.indexOf(activation) === index);
}
