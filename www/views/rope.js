// The rope: shaken at the output, how much of it arrives at the input? It moves because the backward
// pass does, and for a short while after.

import { surface } from '../dom.js';
import { CAP, drawRope } from '../draw/rope.js';
import { fill, magnitude } from '../format.js';
import { depthAxis } from '../scale.js';
import { reference } from '../signal.js';
import { Swing } from '../swing.js';
import { GUTTER, canvas, figure, pointable } from './figure.js';
import { isComplete, told } from './told.js';

/** @typedef {import('../views.js').Scene} Scene */
/** @typedef {import('../frame.js').Frame} Frame */

/** log10 of the smallest amplitude that can be seen: less than a pixel beside the hand's. */
const VISIBLE = -2;
/** Below this share (log10) nothing has arrived, however hard the hand shakes. */
const LOST = -3;

/** @type {import('../views.js').Make} */
export function make({ words, locale, ask }) {
  const chart = canvas();
  const sentence = told();
  const node = figure('rope', words, [], chart, sentence.node);
  let axis = depthAxis(1, 0, 1);
  pointable(chart, () => axis, ask.select);
  const swing = new Swing();
  /** What the last picture was of: another one shakes the rope. */
  let shown = '';
  /** @type {Omit<Parameters<typeof drawRope>[1], 'phase' | 'width' | 'height'> | null} */
  let picture = null;
  let request = 0;
  return { figure: node, draw, say, dispose: () => cancelAnimationFrame(request) };

  /** @param {Scene} scene */
  function draw(scene) {
    const { frame, palette, run, isMoving, isCurrent, version, now } = scene;
    const [stage, position] = [frame.get('stage'), frame.get('position')];
    const isBack = stage === 1;
    const place = isCurrent ? `${version}` : isBack && run.isWatched ? `${version}:${position}` : shown;
    // The first picture is still: nothing has happened yet.
    if (!isMoving) swing.stop();
    else if (place !== shown && shown) swing.kick(now);
    if (place) shown = place;

    const sizes = Float64Array.from({ length: frame.depth }, (_, layer) => relative(frame, layer));
    const amplitudes = sizes.map((log10) => 10 ** log10);
    picture = {
      axis: depthAxis(frame.layers, GUTTER, chart.clientWidth),
      amplitude: (layer) => amplitudes[layer],
      front: stage === 0 ? frame.layers : isBack ? position : null,
      selected: scene.layer,
      labels: {
        input: words.input,
        output: words.output,
        hand: words.ropeHand,
        far: isComplete(frame) ? ends(sizes) : '',
      },
      palette,
    };
    paint(now, scene.surface(chart));
    sentence.show(() => tell(frame), isComplete(frame));
    if (swing.isMoving(now) && !request) request = requestAnimationFrame(goOn);
  }

  // Only this figure is painted again: nothing else has changed.
  function goOn(/** @type {number} */ now) {
    request = 0;
    paint(now, surface(chart));
    if (swing.isMoving(now) && chart.isConnected) request = requestAnimationFrame(goOn);
  }

  /** @param {number} now @param {ReturnType<Scene['surface']>} drawing */
  function paint(now, drawing) {
    if (!drawing || !picture) return;
    axis = picture.axis;
    drawRope(drawing.context, { ...picture, width: drawing.width, height: drawing.height, phase: swing.phase(now) });
  }

  /** log10 of a layer's ∂L/∂z relative to the reference's. @param {Frame} frame @param {number} layer */
  function relative(frame, layer) {
    const log10 = frame.layer(layer, 'deltaNorm');
    if (frame.layer(layer, 'backward') !== 1) return -Infinity;
    // Of nothing, nothing arrives.
    if (log10 === -Infinity) return log10;
    return log10 - frame.layer(reference(frame), 'deltaNorm');
  }

  /** How much there is at the far end, and at most, where that is cut off. @param {Float64Array} sizes */
  function ends(sizes) {
    const most = largest(sizes);
    const isCut = 10 ** sizes[most] > CAP;
    const name = (/** @type {number} */ layer) =>
      `${isCut && layer === most ? '▲ ' : ''}${fill(words.ropeFar, { layer: layer + 1, ratio: size(sizes[layer]) })}`;
    return isCut && most > 0 ? `${name(0)} · ${name(most)}` : name(0);
  }

  /** @param {Frame} frame */
  function tell(frame) {
    const last = reference(frame);
    const [start, first] = [frame.layer(last, 'deltaNorm'), relative(frame, 0)];
    if (frame.depth === 1) return words.ropeOne;
    const shaken = frame.layer(frame.depth, 'deltaNorm');
    if (start === -Infinity && shaken === -Infinity) return words.ropeStill;
    if (start === -Infinity && Number.isFinite(shaken)) return fill(words.ropeBlocked, { size: size(shaken), layer: frame.depth });
    if (!Number.isFinite(start) || Number.isNaN(first) || first === Infinity) return words.ropeUndefined;
    const values = { last: last + 1, ratio: size(first) };
    if (first === -Infinity) {
      let count = 1;
      while (relative(frame, count) === -Infinity) count += 1;
      return fill(words.ropeZero, { layers: upTo(count) });
    }
    const said = [fill(words.ropeArrives, values)];
    let seen = 0;
    while (relative(frame, seen) < VISIBLE) seen += 1;
    if (seen > 0) said.push(fill(words.ropeInvisible, { layers: upTo(seen) }));
    if (first < LOST) said.push(words.ropeLost);
    const sizes = Float64Array.from({ length: frame.depth }, (_, layer) => relative(frame, layer));
    const most = largest(sizes);
    const cut = { layer: most + 1, ratio: size(sizes[most]) };
    if (10 ** sizes[most] > CAP) said.push(fill(most === 0 ? words.ropeCutFirst : words.ropeCut, cut));
    return said.join(' ');
  }

  /** Names the first layers, in the order in which the signal comes to them. @param {number} count */
  function upTo(count) {
    return count === 1 ? fill(words.layerNamed, { layers: 1 }) : fill(words.ropeLayers, { layer: count });
  }

  /** @param {number} log10 */
  function size(log10) {
    return magnitude(log10, locale);
  }

  /** @param {Scene} scene */
  function say({ frame }) {
    chart.setAttribute('aria-label', `${words.ropeLabel} ${tell(frame)}`);
  }
}

/** The place of the largest, of those that are numbers. @param {Float64Array} sizes */
function largest(sizes) {
  let best = 0;
  for (const [place, size] of sizes.entries()) if (size > sizes[best] || Number.isNaN(sizes[best])) best = place;
  return best;
}
