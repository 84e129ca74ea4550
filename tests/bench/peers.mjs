// node tests/bench/peers.mjs [--json FILE]: one training step of the engine beside what people would use instead,
// in Node, all in one process and interleaved, so that a slow moment of the machine falls on all of them.
//
// A network of two inputs, tanh or ReLU layers and one output, squared error, SGD: forward, loss, backward to all
// weights and biases, update. Ours computes in f64 and its statistics of every layer are part of the step;
// TensorFlow.js computes in f32, the others in f64. CPU is that of the process, its other threads included.

import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { experiment } from '../wasm/engine.mjs';

/** Of packages that may not be installed when types are checked. @type {(name: string) => any} */
const load = createRequire(import.meta.url);

/** @typedef {{ depth: number, width: number, batch: number }} Size */
/** @typedef {'tanh' | 'relu'} Activation */
/** @typedef {{ step: () => unknown, end: () => void }} Peer */

/** Hidden layers, width, batch. @type {Record<string, Size>} */
const SIZES = {
  S: { depth: 8, width: 16, batch: 32 },
  M: { depth: 20, width: 32, batch: 64 },
  L: { depth: 50, width: 64, batch: 128 },
  XL: { depth: 50, width: 256, batch: 256 },
};
const RATE = 0.001;
/** A sample takes at least as long as this (ms), so that the clock can tell it. */
const SAMPLE = 20;
/** What takes longer than this for one step (ms) is asked twice; what takes much longer, once. */
const SLOW = 400;
const VERY_SLOW = 5000;
const ROUNDS = 15;

/** Two inputs and a target, the same for all: points of a wave. @param {number} batch */
function rows(batch) {
  const points = Array.from({ length: batch }, (_, row) => [Math.cos(row), Math.sin(3 * row)]);
  return { points, targets: points.map(([x, y]) => 0.5 * x * y) };
}

/** Numbers that are drawn anew every time in the same way. */
function generator() {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
}

/** Inputs and outputs of every layer. @param {Size} size */
const shapes = ({ depth, width }) => Array.from({ length: depth + 1 }, (_, layer) => [layer === 0 ? 2 : width, layer === depth ? 1 : width]);

/** @param {Size} size @param {Activation} activation @returns {Peer} */
function ours(size, activation) {
  const run = experiment({ ...size, activation, data: 'moons', loss: 'mse', init: 'he-normal', 'learning-rate': RATE });
  run.run(Infinity);
  return {
    step() {
      run.beginStep();
      run.run(Infinity);
    },
    end: () => run.free(),
  };
}

/** @type {any} */
let tf;
async function tensorflow() {
  tf = load('@tensorflow/tfjs');
  load('@tensorflow/tfjs-backend-wasm').setWasmPaths(fileURLToPath(new URL('node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url)));
  await tf.setBackend('wasm');
}

/** Weights and rows as tensors of a backend. @param {string} backend @param {Size} size */
function tensors(backend, size) {
  tf.setBackend(backend);
  const draw = generator();
  const layers = shapes(size).map(([from, to]) => ({
    w: tf.variable(tf.tensor2d(Float32Array.from({ length: from * to }, () => draw() * Math.sqrt(24 / from)), [from, to])),
    b: tf.variable(tf.zeros([1, to])),
  }));
  const { points, targets } = rows(size.batch);
  return { layers, x: tf.tensor2d(points), y: tf.tensor2d(targets, [size.batch, 1]) };
}

/** Its own optimiser and gradients. @param {string} backend @returns {(size: Size, activation: Activation) => Peer} */
const minimised = (backend) => (size, activation) => {
  const { layers, x, y } = tensors(backend, size);
  const optimizer = tf.train.sgd(RATE);
  const loss = () => {
    let a = x;
    for (const [index, { w, b }] of layers.entries()) {
      const z = tf.add(tf.matMul(a, w), b);
      a = index === size.depth ? z : activation === 'tanh' ? tf.tanh(z) : tf.relu(z);
    }
    return tf.mean(tf.square(tf.sub(a, y)));
  };
  return {
    step() {
      tf.setBackend(backend);
      optimizer.minimize(loss);
    },
    end: () => tf.dispose([x, y, ...layers.flatMap(({ w, b }) => [w, b])]),
  };
};

/** Its best case: the backward pass written out, with transposes of their own. @param {Size} size @param {Activation} activation @returns {Peer} */
function byHand(size, activation) {
  const { layers, x, y } = tensors('wasm', size);
  return {
    step() {
      tf.setBackend('wasm');
      tf.tidy(() => {
        const values = [x];
        for (const [index, { w, b }] of layers.entries()) {
          const z = tf.add(tf.matMul(values[index], w), b);
          values.push(index === size.depth ? z : activation === 'tanh' ? tf.tanh(z) : tf.relu(z));
        }
        let delta = tf.mul(tf.sub(values[size.depth + 1], y), 2 / size.batch);
        for (let index = size.depth; index >= 0; index--) {
          const { w, b } = layers[index];
          const dw = tf.matMul(tf.transpose(values[index]), delta);
          const db = tf.sum(delta, 0, true);
          if (index > 0) {
            const a = values[index];
            const slope = activation === 'tanh' ? tf.sub(1, tf.square(a)) : tf.step(a);
            delta = tf.mul(tf.matMul(delta, tf.transpose(w)), slope);
          }
          w.assign(tf.sub(w, tf.mul(dw, RATE)));
          b.assign(tf.sub(b, tf.mul(db, RATE)));
        }
      });
    },
    end: () => tf.dispose([x, y, ...layers.flatMap(({ w, b }) => [w, b])]),
  };
}

/** @param {Size} size @param {Activation} activation @returns {Peer} */
function convnet(size, activation) {
  const { Net, Vol, SGDTrainer } = load('convnetjs');
  const net = new Net();
  net.makeLayers([
    { type: 'input', out_sx: 1, out_sy: 1, out_depth: 2 },
    ...Array.from({ length: size.depth }, () => ({ type: 'fc', num_neurons: size.width, activation })),
    { type: 'regression', num_neurons: 1 },
  ]);
  const trainer = new SGDTrainer(net, { learning_rate: RATE, momentum: 0, batch_size: size.batch });
  const { points, targets } = rows(size.batch);
  const volumes = points.map((point) => new Vol(point));
  return {
    step() {
      for (const [row, volume] of volumes.entries()) trainer.train(volume, [targets[row]]);
    },
    end() {},
  };
}

/** An object for every unit and every weight, as explainers for beginners are often written. @param {Size} size @param {Activation} activation @returns {Peer} */
function perNode(size, activation) {
  const draw = generator();
  /** @typedef {{ weight: number, gradient: number, from: Unit, to: Unit }} Link */
  /** @typedef {{ inputs: Link[], outputs: Link[], bias: number, gradient: number, z: number, a: number, delta: number }} Unit */
  /** @returns {Unit} */
  const unit = () => ({ inputs: [], outputs: [], bias: 0, gradient: 0, z: 0, a: 0, delta: 0 });
  const layers = [2, ...Array(size.depth).fill(size.width), 1].map((count) => Array.from({ length: count }, unit));
  for (const [index, layer] of layers.slice(1).entries()) {
    for (const to of layer) {
      for (const from of layers[index]) {
        const link = { weight: draw() * Math.sqrt(24 / layers[index].length), gradient: 0, from, to };
        to.inputs.push(link);
        from.outputs.push(link);
      }
    }
  }
  const f = activation === 'tanh' ? Math.tanh : (/** @type {number} */ z) => Math.max(0, z);
  const slope = activation === 'tanh' ? (/** @type {Unit} */ { a }) => 1 - a * a : (/** @type {Unit} */ { z }) => (z > 0 ? 1 : 0);
  const { points, targets } = rows(size.batch);
  const last = layers[layers.length - 1][0];
  return {
    step() {
      for (const [row, point] of points.entries()) {
        for (const [index, node] of layers[0].entries()) node.a = point[index];
        for (const layer of layers.slice(1)) {
          for (const node of layer) {
            node.z = node.bias;
            for (const { weight, from } of node.inputs) node.z += weight * from.a;
            node.a = node === last ? node.z : f(node.z);
          }
        }
        last.delta = 2 * (last.a - targets[row]);
        for (let index = layers.length - 1; index > 0; index--) {
          for (const node of layers[index]) {
            if (node !== last) {
              node.delta = 0;
              for (const { weight, to } of node.outputs) node.delta += weight * to.delta;
              node.delta *= slope(node);
            }
            node.gradient += node.delta;
            for (const link of node.inputs) link.gradient += node.delta * link.from.a;
          }
        }
      }
      const rate = RATE / size.batch;
      for (const layer of layers.slice(1)) {
        for (const node of layer) {
          node.bias -= rate * node.gradient;
          node.gradient = 0;
          for (const link of node.inputs) {
            link.weight -= rate * link.gradient;
            link.gradient = 0;
          }
        }
      }
    },
    end() {},
  };
}

/** @type {Record<string, (size: Size, activation: Activation) => Peer>} */
const PEERS = {
  'gradient-flow (f64, with statistics)': ours,
  'TensorFlow.js wasm, minimise (f32)': minimised('wasm'),
  'TensorFlow.js wasm, by hand (f32)': byHand,
  'TensorFlow.js cpu, minimise (f32)': minimised('cpu'),
  ConvNetJS: convnet,
  'an object per unit and weight': perNode,
};

/** @param {() => unknown} step @param {number} times */
function sample(step, times) {
  const cpu = process.cpuUsage();
  const wall = performance.now();
  for (let time = 0; time < times; time++) step();
  const spent = process.cpuUsage(cpu);
  return { wall: (performance.now() - wall) / times, cpu: (spent.user + spent.system) / 1000 / times };
}

/** @param {number[]} values @param {number} share */
function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round(share * (sorted.length - 1))];
}

/** @param {string} name @param {Size} size @param {Activation} activation */
function measure(name, size, activation) {
  const peers = Object.entries(PEERS).map(([peer, make]) => {
    const made = make(size, activation);
    // The first steps compile: where there is time, they do not count.
    const first = sample(made.step, 1);
    const warm = first.wall > SLOW ? first : sample(made.step, Math.max(2, Math.ceil(SAMPLE / first.wall)));
    const rounds = warm.wall > VERY_SLOW ? 1 : warm.wall > SLOW ? 2 : ROUNDS;
    return { peer, made, times: Math.max(1, Math.round(SAMPLE / warm.wall)), rounds, wall: /** @type {number[]} */ ([]), cpu: /** @type {number[]} */ ([]) };
  });
  for (let round = 0; round < ROUNDS; round++) {
    for (const { made, times, rounds, wall, cpu } of peers) {
      if (round >= rounds) continue;
      const spent = sample(made.step, times);
      wall.push(spent.wall);
      cpu.push(spent.cpu);
    }
  }
  const spread = (/** @type {number[]} */ values) => ({ median: quantile(values, 0.5), low: quantile(values, 0.1), high: quantile(values, 0.9) });
  return peers.map(({ peer, made, wall, cpu }) => {
    made.end();
    return { size: name, ...size, activation, peer, samples: wall.length, wallMs: spread(wall), cpuMs: spread(cpu) };
  });
}

const [flag, path] = process.argv.slice(2);
await tensorflow();
const results = Object.entries(SIZES).flatMap(([name, size]) =>
  /** @type {const} */ (['tanh', 'relu']).flatMap((activation) => {
    const own = measure(name, size, activation);
    process.stderr.write(`${name} ${activation}\n`);
    return own;
  }));
const machine = { date: new Date().toISOString().slice(0, 10), node: process.version, cpu: `${cpus().length} x ${cpus()[0]?.model}` };
if (flag === '--json' && path) writeFileSync(path, `${JSON.stringify({ machine, results }, null, 2)}\n`);

const text = (/** @type {number} */ ms) => (ms >= 100 ? ms.toFixed(0) : ms >= 10 ? ms.toFixed(1) : ms.toPrecision(2));
console.log(`One training step, CPU ms (wall ms), medians. Node ${machine.node}, ${machine.cpu}, ${machine.date}\n`);
for (const activation of /** @type {const} */ (['tanh', 'relu'])) {
  const names = Object.keys(SIZES);
  console.log(`| ${activation} | ${names.map((name) => `${name}: ${SIZES[name].depth} x ${SIZES[name].width}, ${SIZES[name].batch}`).join(' | ')} |`);
  console.log(`|---|${names.map(() => '---|').join('')}`);
  for (const peer of Object.keys(PEERS)) {
    const cells = names.map((name) => {
      const own = results.find((result) => result.size === name && result.activation === activation && result.peer === peer);
      return own ? `${text(own.cpuMs.median)} (${text(own.wallMs.median)})` : '';
    });
    console.log(`| ${peer} | ${cells.join(' | ')} |`);
  }
  console.log();
}
