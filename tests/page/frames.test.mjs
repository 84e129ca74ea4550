// What goes on between animation frames, and what waits for one.

import assert from 'node:assert/strict';
import test from 'node:test';
import { Frames } from '../../www/frames.js';
import { session } from './session.mjs';

/** Frames and tasks that come when they are called for, of a session with a large network.
 * @param {Record<string, string>} [settings] */
function page(settings) {
  const { made, count } = session({ depth: '60', width: '64', batch: '128', ...settings });
  /** @type {Map<number, FrameRequestCallback>} */
  const asked = new Map();
  /** @type {(() => void)[]} */
  const tasks = [];
  Object.assign(globalThis, {
    requestAnimationFrame: (/** @type {FrameRequestCallback} */ callback) => (asked.set(asked.size + 1, callback), asked.size),
    cancelAnimationFrame: (/** @type {number} */ handle) => asked.delete(handle),
    setTimeout: (/** @type {() => void} */ task) => tasks.push(task),
  });
  /** The depths of complete pictures. @type {number[]} */
  const drawn = [];
  const frames = new Frames({
    session: () => made,
    tick: (session, now) => session.tick(now, false, 4),
    scene: (now) => /** @type {any} */ ({ now, isPlaying: made.isPlaying, isCurrent: made.isCurrent }),
    draw: () => void (made.run?.isComplete && drawn.push(made.frame.layers - 1)),
    saying: () => '',
    say() {},
    completed() {},
    work: () => false,
    shown() {},
    halted: (error) => assert.fail(error),
  });
  frames.begin();
  frames.isVisible = true;
  return {
    made, count, frames, drawn,
    /** Runs tasks as long as there are any; tells how many. */
    between() {
      let count = 0;
      for (let task; (task = tasks.shift()); count++) task();
      return count;
    },
    frame() {
      const due = [...asked.values()];
      asked.clear();
      for (const callback of due) callback(performance.now());
    },
    drag(/** @type {number} */ depth) {
      assert.ok(made.change({ depth: String(depth) }, true, () => null));
      frames.redraw();
    },
  };
}

test('what nobody watches is computed between frames, and the next frame only draws it', () => {
  const { made, frames, drawn, between, frame } = page();
  frames.redraw();
  assert.ok(between() > 0);
  assert.ok(made.isCurrent);
  assert.deepEqual(drawn, []);
  frame();
  assert.deepEqual(drawn, [60]);
  // Nothing is left over.
  assert.ok(made.isIdle);
  assert.equal(between(), 0);
  frame();
  assert.deepEqual(drawn, [60]);
});

test('of a hand that moves faster than pictures come, every pass that is completed is seen', () => {
  const { made, frames, drawn, between, frame, drag, count } = page();
  frames.redraw();
  between();
  frame();
  drag(61);
  between();
  drag(62);
  drag(63);
  // The pass of 61 is there, and has not been seen.
  assert.equal(between(), 0);
  assert.equal(made.frame.layers, 62);
  frame();
  between();
  frame();
  assert.deepEqual(drawn, [60, 61, 63]);
  assert.deepEqual(count.depths, ['60', '61', '63']);
  assert.ok(made.isIdle);
});

test('under that hand only what is new is computed', () => {
  const { made, frames, between, frame, drag, count } = page();
  frames.redraw();
  between();
  frame();
  for (const depth of [61, 60, 40, 80]) {
    drag(depth);
    between();
    frame();
  }
  assert.deepEqual(count.inherited, [60, 60, 40, 40]);
  assert.ok(made.isIdle);
});

test('nothing goes on out of sight, at the end, or between the steps that are played', () => {
  for (const stop of [
    (/** @type {Frames} */ frames) => void (frames.isVisible = false),
    (/** @type {Frames} */ frames) => frames.end(),
  ]) {
    const { made, frames, between, frame } = page();
    frames.redraw();
    stop(frames);
    between();
    frame();
    assert.equal(made.run, undefined);
  }
  const { made, frames, between, frame, drawn } = page();
  frames.redraw();
  between();
  made.play();
  frames.redraw();
  for (let step = 0; step < 20; step++) {
    const { at } = made.run ?? assert.fail();
    assert.equal(between(), 0);
    assert.equal(made.run?.at, at);
    frame();
  }
  assert.ok((made.run?.at ?? 0) > 0);
  assert.ok(drawn.length > 0);
});
