// One experiment at a time, from the settings that ask for it to the numbers it leaves: built,
// loaded, run, stepped, replayed. Knows nothing of the page.

import { Checkpoints } from './checkpoints.js';
import { loadData } from './engine.js';
import { Frame } from './frame.js';
import { Journal } from './journal.js';
import { Past } from './past.js';
import { Run } from './run.js';
import { Settings } from './settings.js';

/** @typedef {import('./settings.js').Values} Values */
/** @typedef {import('./engine.js').Engine} Engine */

/** A pass this young (ms) is finished before newer settings replace it, so that dragging a slider
 * over a large network shows pictures on the way. */
const WORTH_FINISHING = 150;
/** What steps may take of one frame, in ms, where several are made. */
const BUDGET = 10;
/** A scrubbing hand is waited for at most this long (ms). */
const PATIENCE = 200;

/**
 * @typedef {object} Listener
 * @property {(key: string | null, error: Error) => string} refused Hears of a refusal and words it.
 * @property {(data: string) => void} loading
 * @property {(data: string, reason: string) => string} missing Words why data could not be loaded.
 * @property {() => void} problems They have changed.
 * @property {() => void} begun Another experiment is there.
 * @property {(step: number, loss: number) => void} stepped A pass is complete.
 * @property {() => void} fellBack Settings are those of the last experiment again.
 */

export class Session {
  /** What attributes and controls ask for. */
  settings;
  /** The settings that the experiment was built from, defaults included. @type {Values} */
  shown = {};
  /** @type {Run | undefined} */
  run;
  /** The run's numbers. @type {Frame} */
  frame;
  journal = new Journal();
  /** Another one for every other network. */
  version = 0;
  isPlaying = false;
  isLoading = false;
  /** The data set's file, where it has one. @type {Uint8Array | undefined} */
  file;
  /** The numbers that are known of the step on the way to which they are shown. @type {Frame | null} */
  #past = null;
  #checkpoints = new Checkpoints();
  /** When a step was asked for to which there is no way yet. @type {number | null} */
  #asked = null;
  /** What it took to go back the last time (ms). */
  #backCost = 0;
  /** The settings that last made an experiment: what a failed load falls back to. @type {Values} */
  #built = {};
  /** @type {'watch' | 'instant' | null} */
  #rebuild = null;
  /** A step to go to once the experiment is there. */
  #goal = 0;
  /** Counts loads: only the newest may go on. */
  #loads = 0;
  /** Steps asked for that have not begun. */
  #queue = 0;
  /** Steps that playing at this speed has earned. */
  #earned = 0;
  /** A reader's own data. @type {Uint8Array | undefined} */
  #own;
  /** What was set for other data and need not fit a reader's own. @type {Record<string, string | undefined>} */
  #aside = {};
  /** @type {Past<Values>} */
  #changes = new Past();
  #engine;
  #on;

  /** @param {Engine} engine @param {Listener} on */
  constructor(engine, on) {
    this.#engine = engine;
    this.#on = on;
    this.frame = new Frame(engine.catalogue);
    this.settings = new Settings((values) => engine.check(values), on.refused);
  }

  /** The numbers that are shown: the run's, or those of a past step on the way to it. */
  get shownFrame() {
    return this.#past ?? this.frame;
  }

  /** Whether the numbers are those of the run, and its pass is complete. */
  get isCurrent() {
    return !this.#past && !this.#rebuild && !this.isLoading && Boolean(this.run?.isComplete);
  }

  /** Whether newer settings wait for their experiment. */
  get isOutdated() {
    return Boolean(this.#rebuild) || Boolean(this.run?.isNew && !this.run.isComplete);
  }

  /** Whether another frame will find something to do. */
  get isBusy() {
    return Boolean(this.#rebuild) || this.isPlaying || this.#queue > 0 || Boolean(this.run?.isBusy);
  }

  /** Whether it works on something that nobody watches. */
  get isHurried() {
    const { run } = this;
    return !this.isPlaying && (this.#rebuild === 'instant' || Boolean(run?.isBusy && !run.isWatched));
  }

  /** Whether nothing is going on. */
  get isIdle() {
    return Boolean(this.run && (this.run.isComplete || this.run.isHeld)) && !this.isBusy && !this.isLoading;
  }

  /** Takes attributes over into the settings. @param {Record<string, string | undefined>} given */
  adopt(given) {
    const changed = this.settings.adopt(given);
    this.#on.problems();
    return changed;
  }

  /**
   * The reader's change of some settings, all together.
   * @param {Record<string, string | undefined>} values
   * @param {boolean} dragging
   * @param {(key: string) => string | null} attribute What an attribute asks for.
   */
  change(values, dragging, attribute) {
    const was = this.settings.values;
    // What was refused before is settled; an attribute that was refused may be right by now, where it is
    // not what the reader has just set.
    const refused = [...this.settings.problems.keys()].filter((key) => !(key in values));
    this.settings.problems.clear();
    // Back from a table of one's own, what had to fit it is as it was.
    const isBack = was.data === 'csv' && 'data' in values && values.data !== 'csv';
    const accepted = this.settings.together(isBack ? { ...values, ...this.#aside, ...values } : values);
    if (accepted) {
      this.#changes.keep(was, dragging ? Object.keys(values).join() : '', performance.now());
      this.settings.adopt(given(refused, attribute));
      this.build(dragging ? 'instant' : 'watch');
    }
    this.#on.problems();
    return accepted;
  }

  /** Forgets what a control was refused. @param {(key: string) => string | null} attribute */
  forget(attribute) {
    for (const key of [...this.settings.problems.keys()]) {
      if (attribute(key) === null) this.settings.problems.delete(key);
    }
    this.#on.problems();
  }

  get canUndo() {
    return this.#changes.canUndo;
  }

  get canRedo() {
    return this.#changes.canRedo;
  }

  /** @param {'undo' | 'redo'} way */
  travel(way) {
    const values = this.#changes[way](this.settings.values);
    if (!values) return;
    this.settings.values = values;
    this.settings.problems.clear();
    this.#on.problems();
    this.build('watch');
  }

  /** Other settings as a whole, at one of their steps. @param {Values} values @param {number} step */
  jump(values, step) {
    this.#changes.keep(this.settings.values, '', performance.now());
    this.settings.values = values;
    this.settings.problems.clear();
    this.#on.problems();
    this.build('watch', step);
  }

  /** The reader's own table takes the place of the data. @param {Uint8Array} bytes */
  useFile(bytes) {
    this.#own = bytes;
    this.#changes.keep(this.settings.values, '', performance.now());
    // What fits other data need not fit these.
    const { loss, rows, batch, ...values } = this.settings.values;
    if (values.data !== 'csv') this.#aside = { loss, rows, batch };
    // A line a row: with the test rows taken off, the batch must fit.
    const lines = bytes.reduce((count, byte) => count + (byte === 10 ? 1 : 0), 0);
    const most = Math.max(1, Math.floor((lines - 1) * (1 - Number(this.shown['test-share'] ?? 0.2))));
    const wanted = Number(batch ?? this.shown.batch);
    this.settings.values = { ...values, data: 'csv', ...(wanted > most ? { batch: String(most) } : batch && { batch }) };
    this.build('watch');
  }

  /** Whether the reader has given a table. */
  get hasFile() {
    return this.#own !== undefined;
  }

  /** Asks for a new experiment with the settings. @param {'watch' | 'instant'} how @param {number} [step] To go to. */
  build(how, step = 0) {
    this.#rebuild = how;
    this.#goal = step;
  }

  play() {
    this.run?.release(performance.now(), this.frame.layers);
    this.#earned = 0;
    this.isPlaying = true;
  }

  pause() {
    this.isPlaying = false;
    this.#queue = 0;
    this.run?.hold();
  }

  /** One training step; a pass that is watched hurries to its end. */
  step() {
    if (!this.run) return;
    this.isPlaying = false;
    this.run.release(performance.now(), this.frame.layers);
    this.#queue += 1;
    this.run.isWatched = false;
  }

  /** By hand: one layer, or one sweep, forward or backward. @param {'layer' | 'sweep'} much @param {number} now */
  walk(much, now) {
    if (!this.run || this.run.isReplaying) return;
    this.isPlaying = false;
    this.#queue = 0;
    if (much === 'layer') this.run.stepLayer(now);
    else this.run.stepSweep(now, this.frame.layers);
  }

  /** Goes to a step, of the past or the future: what is known of it is shown at once, everything
   * when its pass has been made again. @param {number} step */
  goTo(step) {
    const { run } = this;
    if (!run || this.#rebuild || this.isLoading || !Number.isSafeInteger(step) || step < 0) return;
    this.pause();
    if (run.isComplete && run.at === step) return;
    this.#past = this.journal.at(step) ?? null;
    this.#asked = performance.now();
    run.replay(step, this.#asked);
  }

  /** The recorded step before the one that is shown; undefined at the first. */
  get stepBefore() {
    return this.journal.at(this.#stepShown - 1)?.get('step');
  }

  /** The recorded step after it, or the last one known; undefined at the last. */
  get stepAfter() {
    const known = this.run?.known ?? 0;
    return this.journal.after(this.#stepShown)?.get('step') ?? (known > this.#stepShown ? known : undefined);
  }

  get #stepShown() {
    return this.run?.goal ?? this.run?.at ?? 0;
  }

  /** Ends everything. */
  end() {
    this.#loads += 1;
    this.run?.experiment.free();
    this.run = undefined;
    this.#checkpoints.free();
    this.#past = this.#asked = null;
    this.isPlaying = this.isLoading = false;
    this.#queue = 0;
  }

  /**
   * A share of the work.
   * @param {number} now
   * @param {boolean} isWatching
   * @param {number} speed
   * @returns {boolean} Whether anything happened.
   */
  tick(now, isWatching, speed) {
    const busy = this.run?.isBusy && !this.run.isWatched;
    if (this.#rebuild && !(busy && now - (this.run?.began ?? now) < WORTH_FINISHING)) this.#replace(isWatching, now);
    const { run } = this;
    if (!run) return false;
    if (!this.#hasWay(run)) return false;
    run.speed = speed;
    this.#earned = Math.min(this.#earned + speed, 8);
    const end = performance.now() + BUDGET;
    let worked = false;
    do {
      if (run.isComplete) this.#beginNext(run, isWatching, now);
      const before = performance.now();
      const isNews = run.tick(now, this.frame);
      this.#checkpoints.spend(performance.now() - before);
      if (!isNews) break;
      worked = true;
    } while (this.isPlaying && this.#earned >= 1 && run.isComplete && performance.now() < end);
    return worked;
  }

  /** @param {Run} run @param {boolean} isWatching @param {number} now */
  #beginNext(run, isWatching, now) {
    if (this.#rebuild || this.isLoading || !(this.isPlaying || this.#queue > 0)) return;
    // After divergence there is nothing to learn from.
    if (run.step > 0 && !Number.isFinite(run.loss)) return this.pause();
    if (this.#queue > 0) {
      this.#queue -= 1;
      run.begin(this.#queue === 0 && isWatching, now);
    } else if (this.#earned >= 1) {
      this.#earned -= 1;
      run.begin(false, now);
    }
  }

  /** After a complete pass. @param {Frame} frame */
  #passed(frame) {
    this.version += 1;
    this.#past = null;
    this.journal.record(frame);
    this.#on.stepped(frame.get('step'), frame.get('loss'));
    if (this.run) this.#checkpoints.offer(this.run.experiment, this.run.at);
  }

  /** Puts the experiment at or before the step that was asked for, as near as may be.
   * @param {Run} run @returns {boolean} Whether it is on the way now. */
  #hasWay(run) {
    if (this.#asked === null || run.goal === null) return true;
    const began = performance.now();
    // Where going back is slow, the hand that scrubs is waited for.
    if (began - this.#asked < Math.min(PATIENCE, 2 * this.#backCost)) return false;
    this.#asked = null;
    const checkpoint = this.#checkpoints.at(run.goal);
    const from = checkpoint?.step ?? 0;
    if (run.at <= run.goal && run.at >= from) return true;
    if (checkpoint) run.experiment.restore(checkpoint);
    else {
      // Not from settings that wait for their turn.
      const experiment = this.#make(this.#built, this.file);
      run.experiment.free();
      run.experiment = experiment;
    }
    run.at = from;
    this.#backCost = performance.now() - began;
    return true;
  }

  /** Replaces the experiment. @param {boolean} isWatching @param {number} now */
  #replace(isWatching, now) {
    const { catalogue } = this.#engine;
    const name = this.settings.values.data ?? catalogue.keys.find(({ name }) => name === 'data')?.default;
    const data = catalogue.data.find((data) => data.name === name);
    const how = this.#rebuild;
    this.#rebuild = null;
    const isWatched = how === 'watch' && isWatching && !this.isPlaying;
    const load = ++this.#loads;
    if (name === 'csv') return this.#begin(this.#own, isWatched, now);
    if (!data?.file) return this.#begin(undefined, isWatched, now);
    this.isLoading = true;
    this.#on.loading(data.name);
    loadData(data.file).then(
      (file) => load === this.#loads && this.#begin(file, isWatched, performance.now()),
      (error) => load === this.#loads && this.#fallBack(this.#on.missing(data.name, error.message)),
    );
  }

  /** @param {Values} values @param {Uint8Array | undefined} file */
  #make(values, file) {
    return new this.#engine.Experiment(values, file);
  }

  /** @param {Uint8Array | undefined} file @param {boolean} isWatched @param {number} now */
  #begin(file, isWatched, now) {
    let experiment;
    try {
      experiment = this.#make(this.settings.values, file);
    } catch (error) {
      // A damaged file, or settings that do not fit it: by themselves they were checked.
      return this.#fallBack(this.#on.refused('data', /** @type {Error} */ (error)));
    }
    this.isLoading = false;
    this.file = file;
    this.#queue = 0;
    this.#past = this.#asked = null;
    this.#checkpoints.free();
    this.#built = this.settings.values;
    if (file) this.settings.problems.delete('file');
    this.#on.problems();
    // One that is watched begins with its first layer.
    if (isWatched) this.run?.experiment.free();
    else if (this.run) experiment.inherit(this.run.experiment);
    this.run = new Run(experiment, isWatched && this.#goal === 0, now, (frame) => this.#passed(frame));
    if (this.#goal > 0) this.run.replay(this.#goal, now);
    this.#goal = 0;
    this.journal = new Journal();
    this.version += 1;
    this.shown = /** @type {Values} */ (experiment.specification());
    this.#on.begun();
  }

  /** Returns to the last settings that made an experiment. @param {string} message Why. */
  #fallBack(message) {
    this.isLoading = false;
    if (this.run) {
      this.settings.values = this.#built;
      // A table that was refused is none; what was there before it is.
      this.#own = this.#built.data === 'csv' ? this.file : undefined;
    } else {
      // Only the data are not there: the rest of what was asked for stands, where it fits others.
      const { data, loss, batch, rows, ...values } = this.settings.values;
      const others = Object.entries(values).filter(([key]) => !key.startsWith('csv-'));
      this.settings.values = this.settings.accepts(Object.fromEntries(others)) ? Object.fromEntries(others) : this.#built;
    }
    this.#changes.drop();
    // Not the attribute's fault: it is not tried again with every other change.
    this.settings.problems.set('file', message);
    this.#on.problems();
    if (this.run) this.#on.fellBack();
    else this.build('watch');
  }
}

/** @param {string[]} keys @param {(key: string) => string | null} attribute */
function given(keys, attribute) {
  const pairs = keys.map((key) => [key, attribute(key) ?? undefined]);
  return Object.fromEntries(pairs.filter(([, value]) => value !== undefined));
}
