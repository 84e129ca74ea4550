// Decision regions over two features, or over the only one.

import { element } from '../../dom.js';
import { colourRegions, drawPlane, edgesOf } from '../../draw/plane.js';
import { glyph } from '../../draw/markers.js';
import { fill, number, percent } from '../../format.js';
import { Question, both } from '../../question.js';
import { decision } from '../../decision.js';
import { canvas, choice } from '../figure.js';
import { axisOf, featureOf, nameOf } from './data.js';

/** Points along each side of the grid: while it plays, and when there is time. */
const COARSE = { most: 41, fewest: 13, products: 1e8 };
const FINE = { most: 89, fewest: 21, products: 2e9 };
/** Of a line, which takes so much less. */
const LINE = { playing: 81, standing: 241 };

/** @typedef {import('./data.js').Data} Data */
/** @typedef {import('../../views.js').Scene} Scene */
/** @typedef {import('../../engine.js').SingleLayer} SingleLayer */
/** @typedef {{ outputs: Float64Array, across: number, up: number, count: number, features: [number, number],
 *   single: SingleLayer | undefined }} Answer */

/**
 * @param {import('../../views.js').Context} context
 * @param {boolean} [withSingle] Whether the single layer that a linear network equals is asked for too,
 *   and its edges drawn over those of the network.
 */
export function makePlane({ words, locale, ask }, withSingle = false) {
  const chart = canvas();
  const image = element('canvas');
  const names = element('p', { class: 'classes quiet' });
  const undecided = element('span', { hidden: '' }, element('i', { class: 'undefined', 'aria-hidden': 'true' }, '■'), ` ${words.legendUndefined}`);
  const chosen = element('div', { class: 'row', hidden: '' });
  const others = element('p', { class: 'quiet', hidden: '' }, words.planeOthers);
  const node = element('div', { class: 'plane' }, chosen, chart, names, others);
  /** Across and up. @type {[number, number]} */
  let features = [0, 0];
  /** @type {Data | undefined} */
  let shown;
  /** @type {number[][]} */
  let edges = [];
  /** @type {number[][] | undefined} */
  let secondEdges;
  /** The answer that the image is of. @type {Answer | undefined} */
  let painted;
  /** @type {import('../../palette.js').Palette | undefined} */
  let paintedWith;
  /** Of the question under way: when it is answered it may be of another one. */
  let asking = { across: 0, up: 0, features };
  /** @type {Question<{ first: Float64Array, second: SingleLayer | undefined }>} */
  const question = new Question((scene) => {
    if (!shown) return undefined;
    const { experiment } = scene;
    const { across, up } = size(scene);
    asking = { across, up, features };
    const [x, y] = axes(shown);
    const surface = experiment.surface(features[0], features[1], [x.low, x.high, y.low, y.high], across, up);
    return both(surface, withSingle ? experiment.collapse() : undefined);
  });
  /** @type {Answer | undefined} */
  let answer;
  /** Whether outputs are logits, and not what a squared error is taken of. */
  let isLogit = true;
  /** @type {{ xs: Float64Array, ys: Float64Array, labels: Float64Array, isHollow: boolean }[]} */
  let rows = [];
  return {
    node,
    draw,
    work,
    say,
    dispose: () => question.dispose(),
    /** The single layer, of the network that is drawn. */
    get single() {
      return answer?.single;
    },
  };

  /** As many points as a network of this size answers in time. @param {Scene} scene */
  function size({ frame, isPlaying }) {
    if (features[0] === features[1]) return { across: isPlaying ? LINE.playing : LINE.standing, up: 1 };
    let weights = 0;
    for (let layer = 0; layer < frame.layers; layer++) weights += frame.layer(layer, 'fanIn') * frame.layer(layer, 'units');
    const { most, fewest, products } = isPlaying ? COARSE : FINE;
    const points = Math.round(Math.min(most, Math.max(fewest, Math.sqrt(products / weights))));
    return { across: points, up: points };
  }

  /** @param {Data} data */
  function axes({ columns }) {
    const [x, y] = features;
    const across = axisOf(columns.features[x], nameOf(columns, x, words));
    // Along a single feature the classes have a lane each.
    const lanes = { low: -0.5, high: columns.classes.length - 0.5, mean: 0, deviation: 1, label: words.class, isBare: true };
    return [across, x === y ? lanes : axisOf(columns.features[y], nameOf(columns, y, words))];
  }

  /** Other data. @param {Data} data @param {import('../../palette.js').Palette} palette */
  function adopt(data, palette) {
    if (shown === data && paintedWith === palette) return;
    if (shown !== data) {
      question.forget();
      answer = painted = undefined;
      const count = data.columns.features.length;
      // The last two: of irises those tell most.
      if (shown?.columns.features.length !== count || shown.name !== data.name) features = [Math.max(0, count - 2), count - 1];
      shown = data;
      rows = [dots(data.train, false), dots(data.test, true)];
      choose(data);
    }
    paintedWith = palette;
    painted = undefined;
    tellClasses(data, palette);
  }

  /** Where rows stand. @param {import('./data.js').Rows} rows @param {boolean} isHollow */
  function dots(rows, isHollow) {
    const isLine = features[0] === features[1];
    return {
      xs: featureOf(rows, features[0]),
      // In its lane a row stands higher or lower, so that not all stand on one line.
      ys: isLine ? rows.targets.map((label, row) => label + 0.7 * (((row * 0.618) % 1) - 0.5)) : featureOf(rows, features[1]),
      labels: rows.targets,
      isHollow,
    };
  }

  /** The choice of the two features, where there are more. @param {Data} data */
  function choose({ columns }) {
    const count = columns.features.length;
    chosen.hidden = others.hidden = count <= 2;
    if (chosen.hidden) return;
    const options = Array.from({ length: count }, (_, feature) => /** @type {[string, string]} */ ([String(feature), nameOf(columns, feature, words)]));
    chosen.replaceChildren(
      ...features.map((feature, axis) => {
        const select = choice(words[axis === 0 ? 'planeAcross' : 'planeUp'], options, (value) => {
          features = axis === 0 ? [Number(value), features[1]] : [features[0], Number(value)];
          answer = painted = undefined;
          question.forget();
          if (shown) rows = [dots(shown.train, false), dots(shown.test, true)];
          ask.redraw();
        });
        select.value = String(feature);
        return element('label', { class: 'field' }, element('span', { class: 'label' }, words[axis === 0 ? 'planeAcross' : 'planeUp']), select);
      }),
    );
  }

  /** @param {Data} data @param {import('../../palette.js').Palette} palette */
  function tellClasses({ columns, train, test }, palette) {
    const keys = columns.classes.map((name, label) => {
      const sign = element('i', { 'aria-hidden': 'true' }, glyph(label));
      sign.style.color = palette.classes[label % palette.classes.length];
      return element('span', {}, sign, ` ${words.class} ${name}`);
    });
    const rows = fill(words.planeRows, {
      train: train.targets.length, allTrain: columns.trainRows, test: test.targets.length, allTest: columns.testRows,
    });
    names.replaceChildren(...keys, undecided, element('span', {}, rows));
  }

  /** @param {Scene} scene @param {Data} data @param {number} until */
  function work(scene, data, until) {
    adopt(data, scene.palette);
    isLogit = scene.settings.loss !== 'mse';
    const { across } = size(scene);
    const { isDone, isNew } = question.work(scene, until, `${features} ${across}`);
    if (isNew && question.answer) {
      const { first: outputs, second: single } = question.answer;
      answer = { outputs, ...asking, count: outputs.length / (asking.across * asking.up), single };
      ask.redraw();
    }
    return !isDone;
  }

  /** The image and the edges of an answer. @param {Answer} answer @param {import('../../palette.js').Palette} palette */
  function paint(answer, palette) {
    painted = answer;
    if (image.width !== answer.across || image.height !== answer.up) {
      image.width = answer.across;
      image.height = answer.up;
    }
    const pixels = image.getContext('2d');
    const all = pixels?.createImageData(answer.across, answer.up);
    if (!pixels || !all) return;
    colourRegions(new Uint32Array(all.data.buffer), answer.outputs, answer, palette);
    pixels.putImageData(all, 0, 0);
    edges = edgesOf(answer.outputs, answer);
    undecided.hidden = !answer.outputs.some(Number.isNaN);
    secondEdges = answer.single && edgesOf(singleOutputs(answer, answer.single), answer);
  }

  /** What the single layer tells at the points of the grid: it decides as its logits do. @param {Answer} answer @param {SingleLayer} single */
  function singleOutputs({ across, up, count }, { matrix, offset }) {
    const outputs = new Float64Array(across * up * count);
    if (!shown) return outputs;
    const [x, y] = axes(shown);
    // Past the middle is past 1/2, and for a logit past 0.
    const middle = isLogit && count === 1 ? 0.5 : 0;
    const width = matrix.length / count;
    for (let point = 0; point < across * up; point++) {
      const first = x.low + ((x.high - x.low) * (point % across)) / Math.max(1, across - 1);
      const second = y.low + ((y.high - y.low) * Math.floor(point / across)) / Math.max(1, up - 1);
      for (let output = 0; output < count; output++) {
        const row = output * width;
        outputs[point * count + output] = offset[output] + middle + matrix[row] * first + (width > 1 ? matrix[row + 1] * second : 0);
      }
    }
    return outputs;
  }

  /** @param {Scene} scene @param {Data} data */
  function draw(scene, data) {
    const { palette, isPlaying, version } = scene;
    adopt(data, palette);
    const drawing = scene.surface(chart);
    if (!drawing) return;
    if (answer && painted !== answer) paint(answer, palette);
    const [x, y] = axes(data);
    const isOld = !answer || (!isPlaying && question.version !== version);
    chart.setAttribute('aria-busy', String(isOld));
    drawPlane(drawing.context, {
      width: drawing.width,
      height: drawing.height,
      x,
      y,
      image: answer ? image : null,
      edges: answer ? edges : [],
      second: answer ? secondEdges : undefined,
      grid: answer ?? { across: 2, up: 2, count: 2 },
      isOld,
      rows,
      tell: (value) => number(value, locale).replace('-', '−'),
      palette,
    });
  }

  /** In words: how much of the plane goes to each class. @param {Data} data */
  function say({ columns }) {
    const label = fill(words.planeLabel, { x: nameOf(columns, features[0], words), y: nameOf(columns, features[1], words) });
    const parts = [label];
    if (answer) {
      const counts = columns.classes.map(() => 0);
      const points = answer.across * answer.up;
      for (let point = 0; point < points; point++) {
        const decided = decision(answer.outputs, point, answer.count);
        if (decided >= 0) counts[decided] += 1;
      }
      for (const [index, name] of columns.classes.entries()) {
        parts.push(fill(words.planeShare, { name, share: percent(counts[index] / points, locale) }));
      }
    }
    chart.setAttribute('aria-label', parts.join(' '));
  }
}
