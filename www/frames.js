// One loop of animation frames: what of training, pictures, words and long computations goes into
// each, so that none of them holds the page. What nobody watches, and what takes long while nothing
// else is to be done, goes on between frames, too.

/** @typedef {import('./views.js').Scene} Scene */

/** A pass that nobody asked to watch is drawn half-done only after this long (ms). */
export const PATIENCE = 250;
/** Work longer than this (ms) leaves the picture to the next frame. */
const LONG = 12;
/** The sentence changes at most this often (ms) while training. */
const READABLE = 400;
/** What long computations may take of a frame (ms). */
const SPARE = 8;
/** While it plays: what is left of a frame of this length (ms), and at least a little. */
const FRAME = 14;
const LEAST = 4;
/** A step and what takes long share a frame only up to this (ms): together they would hold the page. */
const SHARED = 26;

/**
 * What the frames are of.
 * @typedef {object} Figure
 * @property {() => import('./session.js').Session | undefined} session Once there is something to show it with.
 * @property {(session: import('./session.js').Session, now: number) => boolean} tick Trains, as far as a
 *   frame allows; tells whether anything happened.
 * @property {(now: number) => Scene} scene
 * @property {(scene: Scene) => void} draw
 * @property {(scene: Scene) => string} saying What there is to say is about.
 * @property {(scene: Scene) => void} say
 * @property {() => void} completed After a picture of a complete pass.
 * @property {(scene: Scene, until: number) => boolean} work Goes on with what takes long; tells whether
 *   there is more to do.
 * @property {() => void} shown At the end of each frame.
 * @property {(error: WebAssembly.RuntimeError) => void} halted The engine has stopped in the middle.
 */

/** The browser's own, where it has one: pages call things of theirs by that name, too. */
const { Scheduler, scheduler } = globalThis;
/** Calls back as soon as the page has answered what it was asked. @type {(task: () => void) => unknown} */
const soon = Scheduler && scheduler instanceof Scheduler ? (task) => scheduler.postTask(task) : (task) => setTimeout(task);

export class Frames {
  /** Nothing runs out of sight. */
  isVisible = false;
  /** Whether the picture is out of date. */
  isStale = false;
  #figure;
  #request = 0;
  #isOn = false;
  /** When the last picture was drawn. */
  #drawn = 0;
  /** What long computations took the last time (ms) while it played. */
  #cost = 0;
  /** Whether they are at it just now. */
  #isWorking = false;
  /** Whether the picture of what was done waits for this frame. */
  #isPostponed = false;
  /** Whether a task between frames is asked for. */
  #isQueued = false;
  /** Whether such tasks have completed a pass that no picture shows yet. */
  #isUnseen = false;
  /** Whether long computations had no time left the last time, while nothing else was to be done. */
  #isPressed = false;
  #spoken = 0;
  /** What was said last is about. */
  #said = '';

  /** @param {Figure} figure */
  constructor(figure) {
    this.#figure = figure;
  }

  begin() {
    this.#isOn = true;
  }

  end() {
    cancelAnimationFrame(this.#request);
    this.#request = 0;
    this.#isOn = this.#isPostponed = this.#isUnseen = this.#isPressed = false;
  }

  /** Asks for another picture. */
  redraw() {
    // An answer that took long has something to say.
    if (this.#isWorking) this.hush();
    this.isStale = true;
    this.#schedule();
  }

  /** What was said is no longer said of what is shown. */
  hush() {
    this.#said = '';
  }

  #schedule() {
    if (!this.#isOn) return;
    this.#request ||= requestAnimationFrame((now) => {
      this.#request = 0;
      this.#guard(() => this.#frame(now));
    });
    this.#hurry();
  }

  /** Asks for a task between frames, where there is something for it to do. */
  #hurry() {
    if (this.#isQueued || !(this.#isHurried || this.#isPressed)) return;
    this.#isQueued = true;
    soon(() => {
      this.#isQueued = false;
      this.#guard(() => this.#between());
    });
  }

  /** Whether a pass may go on. One that is completed is seen before the next takes its place. */
  get #isHurried() {
    return !this.#isUnseen && Boolean(this.#figure.session()?.isHurried);
  }

  #between() {
    const session = this.#figure.session();
    if (!session || !this.isVisible || !this.#isOn) return;
    if (this.#isHurried) {
      // First the picture.
      this.#isPressed = false;
      if (this.#figure.tick(session, performance.now())) {
        this.isStale = true;
        this.#isUnseen = Boolean(session.run?.isComplete);
      }
    } else if (this.#isPressed) {
      this.#isPressed = false;
      if (session.isCurrent && !session.isPlaying) {
        const now = performance.now();
        this.#work(this.#figure.scene(now), now, now, true);
      }
    }
    this.#hurry();
  }

  /** @param {() => void} work */
  #guard(work) {
    try {
      work();
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      this.#figure.halted(error);
    }
  }

  /** New settings, a share of the pass, one picture. @param {number} now */
  #frame(now) {
    const figure = this.#figure;
    const session = figure.session();
    if (!session || !this.isVisible) return;
    // Where the work of a frame was long its picture comes in the next: together they would hold
    // the page.
    const began = performance.now();
    const isPostponed = this.#isPostponed || this.#isUnseen;
    const worked = isPostponed || figure.tick(session, now);
    if (worked) this.isStale = true;
    this.#isPostponed = !isPostponed && worked && performance.now() - began > LONG;
    const { run } = session;
    if (!run) return;
    const isHalf = !run.isComplete && !run.isWatched && session.shownFrame === session.frame;
    const isDrawable = !this.#isPostponed && (!isHalf || now - Math.max(run.began, this.#drawn) > PATIENCE);
    let isMore = false;
    if (isDrawable) {
      const scene = figure.scene(now);
      if (this.isStale) {
        // A view may ask for another picture while it draws this one.
        this.isStale = this.#isUnseen = false;
        figure.draw(scene);
        this.#drawn = now;
      }
      if (run.isComplete && !session.isLoading) {
        this.#say(scene, now);
        figure.completed();
      }
      isMore = this.#work(scene, now, began, isPostponed);
    }
    figure.shown();
    if (isMore || this.#isPostponed || session.isBusy) this.#schedule();
  }

  /** At a pace that can be read, and only what has changed. @param {Scene} scene @param {number} now */
  #say(scene, now) {
    const saying = this.#figure.saying(scene);
    if (now - this.#spoken <= (scene.isPlaying ? READABLE : 0) || this.#said === saying) return;
    this.#said = saying;
    this.#figure.say(scene);
    this.#spoken = now;
  }

  /**
   * @param {Scene} scene @param {number} now @param {number} began When the frame did (ms).
   * @param {boolean} isPostponed Whether this frame is only for the picture.
   * @returns {boolean} Whether another frame is needed to go on.
   */
  #work(scene, now, began, isPostponed) {
    if (!scene.isPlaying && !scene.isCurrent) return false;
    const time = performance.now();
    if (scene.isPlaying && !isPostponed && time - began + this.#cost > SHARED) {
      this.#isPostponed = true;
      return false;
    }
    // After a long picture they leave it to a task of its own.
    if (!scene.isPlaying && time - began > LONG) return (this.#isPressed = true);
    this.#isWorking = true;
    const until = scene.isPlaying ? Math.max(time + LEAST, now + FRAME) : time + SPARE;
    const isMore = this.#figure.work(scene, until);
    this.#isWorking = false;
    const cost = performance.now() - time;
    if (scene.isPlaying) this.#cost = cost;
    // While it plays there is a next frame anyway.
    const isWanted = isMore && !scene.isPlaying;
    // What only waits for something is not asked again before that.
    this.#isPressed = isWanted && cost > SPARE / 2;
    return isWanted;
  }
}
