// A motion that is kicked now and then and comes to rest where it began: at a whole number of turns.

/** Turns a second at full speed. */
const SPEED = 1.5;
/** How long (ms) it goes on after the last kick. */
const REST = 2000;

export class Swing {
  #began = -Infinity;
  #from = 0;
  #goal = 0;

  /** Goes on at full speed. @param {number} now In ms. */
  kick(now) {
    this.#from = this.phase(now) % 1;
    this.#began = now;
    // As far as it comes while its speed falls evenly; rounded, so that its rest is always the same.
    this.#goal = Math.round(this.#from + (SPEED * REST) / 2000);
  }

  /** Comes to rest at once. */
  stop() {
    this.#began = -Infinity;
    this.#goal = 0;
  }

  /** @param {number} now */
  isMoving(now) {
    return now - this.#began < REST;
  }

  /** In turns. @param {number} now */
  phase(now) {
    const share = (now - this.#began) / REST;
    if (!(share < 1)) return this.#goal;
    if (share <= 0) return this.#from;
    // A cubic from here at full speed to the goal at none.
    const [squared, cubed] = [share ** 2, share ** 3];
    const speed = (SPEED * REST) / 1000;
    return (
      this.#from * (2 * cubed - 3 * squared + 1) + speed * (cubed - 2 * squared + share) + this.#goal * (3 * squared - 2 * cubed)
    );
  }
}
