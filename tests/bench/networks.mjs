// The same network in what people would use: two inputs, hidden layers, one output, squared error, SGD. A
// step is forward, loss, backward to all weights and biases, update. Runs in Node and in browsers.
//
// Ours computes in f64 and its statistics of every layer are part of the step; TensorFlow.js computes in
// f32, the others in f64.

/** @typedef {{ depth: number, width: number, batch: number }} Size */
/** @typedef {'tanh' | 'relu' | 'gelu'} Activation GELU is the exact one, of erf. */
/** @typedef {{ step: () => unknown, end: () => void, memoryBytes?: number }} Network */
/** @typedef {(size: Size, activation: Activation) => Network | null} Maker `null` where there is no such layer. */
/** @typedef {typeof import('../wasm/engine.mjs').experiment} Experiments */

/** Hidden layers, width, batch. @satisfies {Record<string, Size>} */
export const SIZES = {
  S: { depth: 8, width: 16, batch: 32 },
  M: { depth: 20, width: 32, batch: 64 },
  L: { depth: 50, width: 64, batch: 128 },
  XL: { depth: 50, width: 256, batch: 256 },
};
export const ACTIVATIONS = /** @type {const} */ (['tanh', 'relu', 'gelu']);

/** What tables call those that some runs leave out, because they take long. */
export const SLOW = { tensorflow: 'TensorFlow.js cpu, minimise (f32)', convnet: 'ConvNetJS', perNode: 'an object per unit and weight' };

/** Of learning. */
export const RATE = 0.001;

/** All of them, by name, from what the platform has loaded. @param {Experiments} experiment @param {any} tf @param {any} convnetjs @returns {Record<string, Maker>} */
export const networks = (experiment, tf, convnetjs) => ({
  'gradient-flow (f64, with statistics)': ours(experiment),
  'TensorFlow.js wasm, minimise (f32)': minimised(tf, 'wasm'),
  'TensorFlow.js wasm, by hand (f32)': byHand(tf),
  [SLOW.tensorflow]: minimised(tf, 'cpu'),
  [SLOW.convnet]: convnet(convnetjs),
  [SLOW.perNode]: perNode,
});

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

/** @param {Experiments} experiment @returns {(size: Size, activation: Activation) => Network} */
export const ours = (experiment) => (size, activation) => {
  // Two moons, one output, squared error: as small a loss as there is.
  const run = experiment({ ...size, activation, data: 'moons', loss: 'mse', init: 'he-normal', 'learning-rate': RATE });
  run.run(Infinity);
  return {
    step() {
      run.beginStep();
      run.run(Infinity);
    },
    end: () => run.free(),
    memoryBytes: run.memoryBytes,
  };
};

/** Weights and rows as tensors of a backend. @param {any} tf @param {string} backend @param {Size} size */
function tensors(tf, backend, size) {
  tf.setBackend(backend);
  const draw = generator();
  const layers = shapes(size).map(([from, to]) => ({
    w: tf.variable(tf.tensor2d(Float32Array.from({ length: from * to }, () => draw() * Math.sqrt(24 / from)), [from, to])),
    b: tf.variable(tf.zeros([1, to])),
  }));
  const { points, targets } = rows(size.batch);
  const [x, y] = [tf.tensor2d(points), tf.tensor2d(targets, [size.batch, 1])];
  return { layers, x, y, end: () => tf.dispose([x, y, ...layers.flatMap(({ w, b }) => [w, b])]) };
}

/** f(z), and f'(z) for when it is asked for. @param {any} tf @param {any} z @returns {Record<Activation, () => { a: any, slope: () => any }>} */
const activations = (tf, z) => ({
  tanh() {
    const a = tf.tanh(z);
    return { a, slope: () => tf.sub(1, tf.square(a)) };
  },
  relu: () => ({ a: tf.relu(z), slope: () => tf.step(z) }),
  gelu() {
    const share = tf.mul(tf.add(tf.erf(tf.mul(z, Math.SQRT1_2)), 1), 0.5);
    const density = () => tf.mul(tf.exp(tf.mul(tf.square(z), -0.5)), 1 / Math.sqrt(2 * Math.PI));
    return { a: tf.mul(z, share), slope: () => tf.add(share, tf.mul(z, density())) };
  },
});

/** Its own optimiser and gradients. @param {any} tf @param {string} backend @returns {Maker} */
const minimised = (tf, backend) => (size, activation) => {
  const { layers, x, y, end } = tensors(tf, backend, size);
  const optimizer = tf.train.sgd(RATE);
  const loss = () => {
    let a = x;
    for (const [index, { w, b }] of layers.entries()) {
      const z = tf.add(tf.matMul(a, w), b);
      a = index === size.depth ? z : activations(tf, z)[activation]().a;
    }
    return tf.mean(tf.square(tf.sub(a, y)));
  };
  return {
    step() {
      tf.setBackend(backend);
      optimizer.minimize(loss);
    },
    end,
  };
};

/** Its best case: the backward pass written out, with transposes of their own. @param {any} tf @returns {Maker} */
const byHand = (tf) => (size, activation) => {
  const { layers, x, y, end } = tensors(tf, 'wasm', size);
  const step = () => {
    /** What goes into a layer, and the slope there. @type {{ a: any, slope: () => any }[]} */
    const values = [{ a: x, slope: () => 1 }];
    let out = x;
    for (const [index, { w, b }] of layers.entries()) {
      out = tf.add(tf.matMul(values[index].a, w), b);
      if (index < size.depth) values.push(activations(tf, out)[activation]());
    }
    let delta = tf.mul(tf.sub(out, y), 2 / size.batch);
    for (let index = size.depth; index >= 0; index--) {
      const { w, b } = layers[index];
      const { a, slope } = values[index];
      const dw = tf.matMul(tf.transpose(a), delta);
      const db = tf.sum(delta, 0, true);
      if (index > 0) delta = tf.mul(tf.matMul(delta, tf.transpose(w)), slope());
      w.assign(tf.sub(w, tf.mul(dw, RATE)));
      b.assign(tf.sub(b, tf.mul(db, RATE)));
    }
  };
  return {
    step() {
      tf.setBackend('wasm');
      tf.tidy(step);
    },
    end,
  };
};

/** @param {any} convnetjs @returns {Maker} */
const convnet = ({ Net, Vol, SGDTrainer }) => (size, activation) => {
  if (activation === 'gelu') return null;
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
};

/** Half of 1 + erf(z / sqrt 2), to 1e-7: Abramowitz and Stegun 7.1.26. @param {number} z */
function share(z) {
  const t = 1 / (1 + 0.3275911 * Math.abs(z) * Math.SQRT1_2);
  const polynomial = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const tail = 0.5 * polynomial * Math.exp(-0.5 * z * z);
  return z < 0 ? tail : 1 - tail;
}

/** @typedef {{ weight: number, gradient: number, from: Unit, to: Unit }} Link */
/** @typedef {{ inputs: Link[], outputs: Link[], bias: number, gradient: number, z: number, a: number, delta: number }} Unit */

/** @type {Record<Activation, { f: (z: number) => number, slope: (unit: Unit) => number }>} */
const SCALAR = {
  tanh: { f: Math.tanh, slope: ({ a }) => 1 - a * a },
  relu: { f: (z) => Math.max(0, z), slope: ({ z }) => (z > 0 ? 1 : 0) },
  gelu: { f: (z) => z * share(z), slope: ({ z }) => share(z) + (z * Math.exp(-0.5 * z * z)) / Math.sqrt(2 * Math.PI) },
};

/** An object for every unit and every weight, as explainers for beginners are often written. @param {Size} size @param {Activation} activation @returns {Network} */
function perNode(size, activation) {
  const draw = generator();
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
  const { f, slope } = SCALAR[activation];
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
