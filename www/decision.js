// What outputs decide for, as the engine counts what is right: the largest of several, and a single
// one by whether it is past the middle.

/**
 * @param {ArrayLike<number>} outputs Of many points, all of one together: probabilities, or what a
 *   squared error is taken of.
 * @param {number} point
 * @param {number} count Outputs of a point.
 * @returns {number} The class; -1 where something is undefined.
 */
export function decision(outputs, point, count) {
  const first = point * count;
  if (count === 1) return Number.isNaN(outputs[first]) ? -1 : Number(outputs[first] > 0.5);
  let best = 0;
  for (let output = 0; output < count; output++) {
    if (Number.isNaN(outputs[first + output])) return -1;
    if (outputs[first + output] > outputs[first + best]) best = output;
  }
  return best;
}

/**
 * The output of the class decided for: its probability where outputs are probabilities.
 * @param {ArrayLike<number>} outputs @param {number} point @param {number} count
 */
export function certainty(outputs, point, count) {
  const decided = decision(outputs, point, count);
  if (decided < 0) return NaN;
  const output = outputs[point * count + (count === 1 ? 0 : decided)];
  return count === 1 && decided === 0 ? 1 - output : output;
}

/**
 * By how much a class is ahead of all others; 0 on the edge of its region.
 * @param {ArrayLike<number>} outputs @param {number} point @param {number} count @param {number} label
 */
export function lead(outputs, point, count, label) {
  const first = point * count;
  if (count === 1) return label === 1 ? outputs[first] - 0.5 : 0.5 - outputs[first];
  let other = -Infinity;
  for (let output = 0; output < count; output++) {
    if (output !== label) other = Math.max(other, outputs[first + output]);
  }
  return outputs[first + label] - other;
}
