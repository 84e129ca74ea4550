// The views of an experiment: where each stands, and the module that makes it, loaded when it is
// first opened.

/**
 * What a view may look at; one object, the same for every view and frame.
 * @typedef {object} Scene
 * @property {import('./engine.js').Engine} engine
 * @property {import('./run.js').Run} run
 * @property {import('./engine.js').RunningExperiment} experiment The run's.
 * @property {import('./frame.js').Frame} frame The numbers that are shown: the run's, or those of a
 *   past step on the way to it.
 * @property {boolean} isPlaying Whether it trains, step after step.
 * @property {boolean} isCurrent Whether the frame is the run's and its pass is complete: what is
 *   asked of the experiment belongs to the same network.
 * @property {number} version Another one for every other network: what was computed of one before
 *   is out of date.
 * @property {Record<string, string>} settings Those in force, defaults included.
 * @property {ReadonlyMap<string, string>} problems What is wrong with settings that were asked for,
 *   by their key.
 * @property {import('./look.js').Look} look
 * @property {number} layer The selected one, counted from 0.
 * @property {import('./palette.js').Palette} palette
 * @property {import('./journal.js').Journal} journal
 * @property {import('./compare.js').Pin[]} pins
 * @property {Uint8Array | undefined} file Of the data set.
 * @property {boolean} isMoving Whether things may move by themselves.
 * @property {(canvas: HTMLCanvasElement) => { context: CanvasRenderingContext2D, width: number,
 *   height: number } | null} surface Where to draw what belongs on a canvas, in CSS pixels: on it, or
 *   in a file; null where it is not wanted.
 * @property {number} now
 */

/**
 * What a view may ask for.
 * @typedef {object} Ask
 * @property {(layer: number) => void} select A layer, counted from 0.
 * @property {(along: 'row' | 'column', by: number) => void} walk To another cell of the selected layer.
 * @property {(key: string, value: string | undefined) => void} look
 * @property {(values: Record<string, string | undefined>, dragging?: boolean) => boolean} change
 *   Settings, all together; tells whether they were accepted. While something is dragged, the new
 *   network is shown at once and not layer by layer.
 * @property {(step: number) => void} goTo A step of the past.
 * @property {() => void} redraw
 * @property {() => void} focus Takes the focus back from what is about to go.
 */

/**
 * @typedef {object} Context
 * @property {import('./engine.js').Catalogue} catalogue
 * @property {Record<string, string>} words
 * @property {string} locale
 * @property {Ask} ask
 */

/**
 * @typedef {object} View
 * @property {HTMLElement} figure
 * @property {(scene: Scene) => void} draw At most once per animation frame, while it is in sight.
 * @property {(scene: Scene) => void} [say] What it shows, for those who do not see it; after a pass,
 *   at a pace that can be read.
 * @property {(scene: Scene, until: number) => boolean} [work] Goes on with a long computation until
 *   the given time of `performance.now()`; tells whether there is more to do. Called while the
 *   scene is current and nothing plays.
 * @property {boolean} [keepsUp] Whether work goes on while it plays, with what is left of a frame;
 *   the scene is then not always current.
 * @property {(key: string) => boolean} [tells] Whether it says itself what is wrong with a key,
 *   beside a control for it.
 * @property {(palette: import('./palette.js').Palette) => void} [showPalette]
 * @property {() => void} [dispose] Frees what it holds.
 */

/** @typedef {(context: Context) => View} Make */

/** @type {Record<string, { place: 'narrow' | 'wide' | 'below', load: () => Promise<{ make: Make }> }>} */
export const VIEWS = {
  curve: { place: 'narrow', load: () => import('./views/curve.js') },
  history: { place: 'narrow', load: () => import('./views/history.js') },
  learnt: { place: 'narrow', load: () => import('./views/learnt.js') },
  map: { place: 'wide', load: () => import('./views/map.js') },
  sizes: { place: 'wide', load: () => import('./views/sizes.js') },
  why: { place: 'wide', load: () => import('./views/why.js') },
  shares: { place: 'wide', load: () => import('./views/shares.js') },
  rope: { place: 'wide', load: () => import('./views/rope.js') },
  reading: { place: 'wide', load: () => import('./views/reading.js') },
  chain: { place: 'below', load: () => import('./views/chain.js') },
  table: { place: 'below', load: () => import('./views/table.js') },
  family: { place: 'below', load: () => import('./views/family.js') },
  landscape: { place: 'below', load: () => import('./views/landscape.js') },
  collapse: { place: 'below', load: () => import('./views/collapse.js') },
};

/** Names for several, or other names for one. @type {Record<string, readonly string[]>} */
export const SETS = {
  standard: ['curve', 'history', 'map', 'sizes', 'reading'],
  compact: ['map', 'sizes'],
  full: Object.keys(VIEWS),
  heatmap: ['map'],
  size: ['sizes'],
};
