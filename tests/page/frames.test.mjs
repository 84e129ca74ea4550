// What goes on between animation frames, and what waits for one.

import assert from 'node:assert/strict';
import test from 'node:test';
import { Frames } from '../../www/frames.js';
import { session } from './session.mjs';

/** Frames and tasks that come when they are called for, of a session with a large network, and with
 * something that takes long to be worked out for its picture, which takes `slow` ms to draw.
 * @param {(scene: import('../../www/views.js').Scene, until: number) => boolean} [work] @param {number} [slow] */
function page(work = () => false, slow = 0) {
  const { made, count } = session({ depth: '60', width: '64', batch: '128' });
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
    draw() {
      for (const end = performance.now() + slow; performance.now() < end;);
      if (made.run?.isComplete) drawn.push(made.frame.layers - 1);
    },
    saying: () => '',
    say() {},
    completed() {},
    work,
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
      for (let task; (task = tasks.shift()); count++) {
        task();
        assert.ok(count < 1000, 'no end');
      }
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

test('what takes long goes on between frames, too, while nothing else is to be done', () => {
  let left = 12;
  const { made, frames, between, frame, drag, drawn } = page((_, until) => {
    while (performance.now() < until);
    return --left > 0;
  });
  frames.redraw();
  between();
  assert.equal(left, 12);
  frame();
  assert.equal(left, 11);
  // A hand comes before it, and then waits for its picture alone.
  drag(61);
  between();
  assert.ok(made.isCurrent);
  assert.equal(left, 11);
  frame();
  assert.deepEqual([left, drawn.at(-1)], [10, 61]);
  assert.ok(between() >= 10);
  assert.equal(left, 0);
  frame();
  assert.equal(between(), 0);

  left = 12;
  frames.redraw();
  frame();
  frames.isVisible = false;
  between();
  assert.equal(left, 11);
  frames.isVisible = true;
  frames.redraw();
  frame();
  made.play();
  between();
  assert.equal(left, 10);
  made.pause();
  frames.redraw();
  frame();
  // A pass by hand waits for the hand.
  made.walk('layer', performance.now());
  assert.equal(between(), 1);
  assert.equal(left, 9);
});

test('what only waits is asked once a frame', () => {
  let asked = 0;
  const { frames, between, frame } = page(() => Boolean((asked += 1)));
  frames.redraw();
  between();
  for (let turn = 0; turn < 5; turn++) {
    frame();
    between();
  }
  // Once more where the machine paused just then.
  assert.ok(asked >= 5 && asked < 10, String(asked));
});

test('what takes long does not share a frame with a long picture', () => {
  let asked = 0;
  const { frames, between, frame } = page(() => Boolean((asked += 1) < 2), 20);
  frames.redraw();
  between();
  frame();
  assert.equal(asked, 0);
  between();
  assert.equal(asked, 1);
  frame();
  assert.equal(asked, 2);
});
