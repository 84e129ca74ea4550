// A WebAssembly module that multiplies and adds as fast as the machine can: twelve accumulators of two f64
// each, s = s a + b, that never leave their registers. Assembled here, byte by byte.
//
// (func (export "run") (param $rounds i32) (param $a f64) (param $b f64) (result f64) ...)

const I32 = 0x7f;
const F64 = 0x7c;
const V128 = 0x7b;

/** More chains than an addition and a multiplication take to finish; with a and b they fit 16 registers. */
const CHAINS = 12;
/** Two numbers, one multiplication and one addition of each. */
export const FLOPS = CHAINS * 2 * 2;

// Locals: the three parameters, a and b as vectors, then the accumulators.
const [ROUNDS, A, B, VECTOR_A, VECTOR_B, FIRST] = [0, 1, 2, 3, 4, 5];
const chains = Array.from({ length: CHAINS }, (_, index) => FIRST + index);

/** All numbers here are below 128, so that a byte is a whole LEB128; but for a function's length. @param {number} value */
const unsigned = (value) => (value < 128 ? [value] : [(value & 127) | 128, value >> 7]);
/** @param {number[]} bytes */
const sized = (bytes) => [...unsigned(bytes.length), ...bytes];
/** @param {number} id @param {number[]} content */
const section = (id, content) => [id, ...sized(content)];
const get = (/** @type {number} */ local) => [0x20, local];
const set = (/** @type {number} */ local) => [0x21, local];
/** An instruction of the vectors. @param {number} code */
const vector = (code) => [0xfd, ...unsigned(code)];
const splat = vector(0x14);
const add = vector(0xf0);
const multiply = vector(0xf2);
const firstLane = [...vector(0x21), 0];

const code = [
  ...get(A), ...splat, ...set(VECTOR_A),
  ...get(B), ...splat, ...set(VECTOR_B),
  0x03, 0x40, // loop
  ...chains.flatMap((chain) => [...get(chain), ...get(VECTOR_A), ...multiply, ...get(VECTOR_B), ...add, ...set(chain)]),
  ...get(ROUNDS), 0x41, 1, 0x6b, 0x22, ROUNDS, // i32.const 1, i32.sub, local.tee
  0x0d, 0, // br_if: again
  0x0b, // end
  ...get(FIRST), ...chains.slice(1).flatMap((chain) => [...get(chain), ...add]), ...firstLane,
  0x0b, // end
];

const bytes = new Uint8Array([
  0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0, // magic, version
  ...section(1, [1, 0x60, ...sized([I32, F64, F64]), ...sized([F64])]), // the type
  ...section(3, [1, 0]), // the function has it
  ...section(7, [1, ...sized([...'run'].map((letter) => letter.charCodeAt(0))), 0, 0]), // its name
  ...section(10, [1, ...sized([1, 2 + CHAINS, V128, ...code])]), // one group of locals, its code
]);

const { instance } = await WebAssembly.instantiate(bytes);
const run = /** @type {(rounds: number, a: number, b: number) => number} */ (instance.exports.run);

/** s comes near to b / (1 - a) = 1, and stays there. @param {number} rounds */
export const multiplyAndAdd = (rounds) => run(rounds, 0.75, 0.25);
