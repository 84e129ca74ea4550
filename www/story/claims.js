// Everything that the article states, where it comes from, and how a number is computed. The build makes the
// table at its end of it, the tests compute every number anew and compare it with what both texts say.

import { FIGURES, HERO } from './figures.js';

/** @typedef {Record<string, string>} Settings */
/** @typedef {{ en: string, ko: string }} Text */
/**
 * What is read off a run: a number of its frame, or
 * `arrives`: |∂L/∂z| of layer 1 over that of the last hidden layer, by the norm;
 * `arrivesWeights`: the same of ∂L/∂W; `perLayer`: what one step on that way leaves, on average;
 * `slopes`, `weights`: the product of what f′, and what the weights, multiply by on that way;
 * `saturated`, `dead`: the share of saturated pre-activations in layer 1, the number of dead units in all;
 * `bestTest`, `bestTestStep`: the lowest test loss so far; `trainRight`: the last round's accuracy;
 * `theory`: what one step leaves in an infinitely wide network, deep inside;
 * `norm`: the largest factor by which the weights of layer 3 stretch, `bound`: that times max f′; `slope`: f′ below
 * 0, in layer 1; `rounds`: through the training rows.
 * @typedef {'arrives' | 'arrivesWeights' | 'perLayer' | 'slopes' | 'weights' | 'saturated' | 'dead' | 'bestTest'
 *   | 'bestTestStep' | 'trainRight' | 'theory' | 'norm' | 'bound' | 'slope' | 'rounds' | 'testAccuracy' | 'testLoss' | 'loss' | 'chance' | 'divergedStep' | 'testRows' | 'trainRows'} Reading
 */

/**
 * @typedef {object} Claim
 * @property {string} section Where it is made first.
 * @property {Text} of What it is.
 * @property {{ settings: Settings, step: number, read: Reading }} [run]
 * @property {{ settings: Settings, key: string }} [setting] A setting of a figure.
 * @property {() => number} [formula]
 * @property {string} [source] Of SOURCES: where it is from; several are separated by semicolons.
 */

const steps = (/** @type {string} */ name) => FIGURES[name].until ?? 0;

/** @param {string} name Of a figure. @param {Reading} read @param {Settings} [change] @param {number} [step] */
const run = (name, read, change = {}, step = 0) => ({ run: { settings: { ...FIGURES[name].settings, ...change }, step, read } });
/** After the training that the text tells of. @param {string} name @param {Reading} read @param {Settings} [change] */
const trained = (name, read, change = {}) => run(name, read, change, steps(name));
/** @param {string} name @param {string} key */
const setting = (name, key) => ({ setting: { settings: FIGURES[name].settings, key } });
const formula = (/** @type {() => number} */ compute, source = '') => ({ formula: compute, source });

/** @type {Record<string, Claim>} */
export const CLAIMS = {
  'hero-layers': { section: 'start', of: { en: 'layers of the networks in the picture at the top', ko: '맨 위 그림에 나온 신경망의 층수' }, ...formula(() => Number(HERO.depth)) },
  steps: { section: 'guess', of: { en: 'steps in that many rounds', ko: '그만큼 보는 동안의 스텝 수' }, ...formula(() => steps('deep')) },
  units: { section: 'guess', of: { en: 'units in a layer', ko: '한 층의 유닛 수' }, ...setting('deep', 'width') },
  'shallow-depth': { section: 'guess', of: { en: 'hidden layers of the shallow network', ko: '얕은 신경망의 은닉층 수' }, ...setting('shallow', 'depth') },
  'deep-depth': { section: 'guess', of: { en: 'hidden layers of the deep network', ko: '깊은 신경망의 은닉층 수' }, ...setting('deep', 'depth') },
  rounds: { section: 'guess', of: { en: 'rounds through the training digits', ko: '학습용 숫자를 처음부터 끝까지 본 횟수' }, ...trained('deep', 'rounds') },
  'test-rows': { section: 'guess', of: { en: 'digits kept for testing', ko: '테스트용으로 남겨 둔 숫자 수' }, ...run('deep', 'testRows') },
  'shallow-right': { section: 'guess', of: { en: 'new digits the shallow network reads', ko: '얕은 신경망이 맞힌 새 숫자' }, ...trained('shallow', 'testAccuracy') },
  'deep-right': { section: 'guess', of: { en: 'new digits the deep network reads', ko: '깊은 신경망이 맞힌 새 숫자' }, ...trained('deep', 'testAccuracy') },
  chance: { section: 'guess', of: { en: 'right by always giving the commonest answer', ko: '가장 흔한 답만 늘 낼 때 맞히는 비율' }, ...run('deep', 'chance') },
  'deep-loss': { section: 'guess', of: { en: 'training loss of the deep network', ko: '깊은 신경망의 학습 손실' }, ...trained('deep', 'loss') },
  guessing: { section: 'guess', of: { en: 'loss of blind guessing, ln 10', ko: '무작정 찍을 때의 손실, ln 10' }, ...formula(() => Math.log(10)) },
  'three-right': { section: 'guess', of: { en: 'new digits read with 3 layers', ko: '3층일 때 맞힌 새 숫자' }, ...trained('deep', 'testAccuracy', { depth: '3' }) },
  'four-right': { section: 'guess', of: { en: 'new digits read with 4 layers', ko: '4층일 때 맞힌 새 숫자' }, ...trained('deep', 'testAccuracy', { depth: '4' }) },

  'steps-between': { section: 'backward', of: { en: 'steps from layer 10 to layer 1', ko: '10번 층에서 1번 층까지 지나는 횟수' }, ...formula(() => 10 - 1) },
  halves: { section: 'backward', of: { en: 'nine halves', ko: '1/2을 아홉 번 곱한 값' }, ...formula(() => 0.5 ** 9) },
  'deep-arrives': { section: 'backward', of: { en: 'error signal that arrives, ten sigmoid layers', ko: '시그모이드 10층에서 도착하는 오차 신호' }, ...run('deep', 'arrives') },

  quarter: { section: 'quarter', of: { en: 'largest slope of the sigmoid', ko: '시그모이드 미분값의 최댓값' }, ...formula(() => 0.5 * (1 - 0.5)) },
  sixteenth: { section: 'quarter', of: { en: 'two quarters', ko: '1/4을 두 번 곱한 값' }, ...formula(() => 0.25 ** 2) },
  sixtyfourth: { section: 'quarter', of: { en: 'three quarters multiplied', ko: '1/4을 세 번 곱한 값' }, ...formula(() => 0.25 ** 3) },
  slopes: { section: 'quarter', of: { en: 'what all slopes together leave', ko: '미분값만 모두 곱한 값' }, ...run('quarter', 'slopes') },
  weights: { section: 'quarter', of: { en: 'what all weights together multiply by', ko: '가중치만 모두 곱한 효과' }, ...run('quarter', 'weights') },
  'per-layer': { section: 'quarter', of: { en: 'what one layer leaves, measured', ko: '한 층을 지날 때 남는 비율(측정)' }, ...run('quarter', 'perLayer') },
  'theory-per-layer': { section: 'quarter', of: { en: 'what one layer leaves, mean-field theory', ko: '한 층을 지날 때 남는 비율(평균장 이론)' }, ...run('quarter', 'theory', { depth: '40' }), source: 'Schoenholz et al. 2017' },
  'xavier-norm': { section: 'quarter', of: { en: 'norm of a large square Xavier matrix', ko: '큰 정사각 Xavier 행렬의 노름' }, ...run('quarter', 'norm', { width: '512', depth: '3' }), source: 'Geman 1980' },
  'xavier-bound': { section: 'quarter', of: { en: 'a quarter times that norm', ko: '그 노름에 1/4을 곱한 값' }, ...run('quarter', 'bound', { width: '512', depth: '3' }) },
  'gain-arrives': { section: 'quarter', of: { en: 'signal that arrives with weights 8 times as large', ko: '가중치가 8배일 때 도착하는 신호' }, ...run('quarter', 'arrives', { gain: '8' }) },
  'gain-saturated': { section: 'quarter', of: { en: 'saturated in layer 1 with weights 8 times as large', ko: '가중치가 8배일 때 1번 층에서 포화된 비율' }, ...run('quarter', 'saturated', { gain: '8' }) },
  'gain-right': { section: 'quarter', of: { en: 'new digits read with weights 8 times as large', ko: '가중치가 8배일 때 맞힌 새 숫자' }, ...trained('deep', 'testAccuracy', { gain: '8' }) },

  'relu-right': { section: 'relu', of: { en: 'new digits read by ten ReLU layers', ko: 'ReLU 10층이 맞힌 새 숫자' }, ...trained('relu', 'testAccuracy') },
  'root-half': { section: 'relu', of: { en: 'size that is left when half the variance is', ko: '분산이 절반이 될 때 남는 크기' }, ...formula(() => Math.SQRT1_2, 'He et al. 2015') },
  'relu-xavier-per-layer': { section: 'relu', of: { en: 'what one ReLU layer leaves, Xavier', ko: 'ReLU 한 층을 지날 때 남는 비율, Xavier' }, ...run('relu', 'perLayer', { init: 'xavier-normal' }) },
  'relu-he-per-layer': { section: 'relu', of: { en: 'what one ReLU layer leaves, He', ko: 'ReLU 한 층을 지날 때 남는 비율, He' }, ...run('relu', 'perLayer') },
  'relu-xavier-right': { section: 'relu', of: { en: 'new digits read by ten ReLU layers, Xavier', ko: 'ReLU 10층이 맞힌 새 숫자, Xavier' }, ...trained('relu', 'testAccuracy', { init: 'xavier-normal' }) },
  'relu-xavier-30-right': { section: 'relu', of: { en: 'new digits read by 30 ReLU layers, Xavier', ko: 'ReLU 30층이 맞힌 새 숫자, Xavier' }, ...trained('relu', 'testAccuracy', { init: 'xavier-normal', depth: '30' }) },
  'relu-he-30-right': { section: 'relu', of: { en: 'new digits read by 30 ReLU layers, He', ko: 'ReLU 30층이 맞힌 새 숫자, He' }, ...trained('relu', 'testAccuracy', { depth: '30' }) },
  'relu-xavier-30': { section: 'relu', of: { en: 'signal that arrives through 30 ReLU layers, Xavier', ko: 'ReLU 30층에서 도착하는 신호, Xavier' }, ...run('relu', 'arrives', { init: 'xavier-normal', depth: '30' }) },
  'relu-he-30': { section: 'relu', of: { en: 'signal that arrives through 30 ReLU layers, He', ko: 'ReLU 30층에서 도착하는 신호, He' }, ...run('relu', 'arrives', { depth: '30' }) },
  'relu-xavier-grad': { section: 'relu', of: { en: '∂L/∂W of layer 1 over that of layer 10, Xavier', ko: '1번 층 ∂L/∂W와 10번 층 ∂L/∂W의 비, Xavier' }, ...run('relu', 'arrivesWeights', { init: 'xavier-normal' }) },
  'relu-xavier-arrives': { section: 'relu', of: { en: '∂L/∂z of layer 1 over that of layer 10, Xavier', ko: '1번 층 ∂L/∂z와 10번 층 ∂L/∂z의 비, Xavier' }, ...run('relu', 'arrives', { init: 'xavier-normal' }) },

  'dead-width': { section: 'dead', of: { en: 'units in a layer of the narrow network', ko: '좁은 신경망의 한 층 유닛 수' }, ...setting('dead', 'width') },
  'dead-units': { section: 'dead', of: { en: 'dead units at birth', ko: '처음부터 죽어 있는 유닛 수' }, ...run('dead', 'dead') },
  'dead-rounds': { section: 'dead', of: { en: 'rounds through the moons', ko: '초승달 데이터를 본 횟수' }, ...trained('dead', 'rounds') },
  'dead-right': { section: 'dead', of: { en: 'points the narrow ReLU network tells', ko: '좁은 ReLU 신경망이 맞힌 점' }, ...trained('dead', 'testAccuracy') },
  'born-dead': { section: 'dead', of: { en: 'born dead: 1 − (1 − 2⁻³)¹⁰', ko: '처음부터 죽어 있을 확률: 1 − (1 − 2⁻³)¹⁰' }, ...formula(() => 1 - (1 - 2 ** -3) ** 10, 'Lu et al. 2019') },
  'born-dead-wide': { section: 'dead', of: { en: 'born dead with 32 units: 1 − (1 − 2⁻³²)¹⁰', ko: '유닛이 32개일 때: 1 − (1 − 2⁻³²)¹⁰' }, ...formula(() => -Math.expm1(10 * Math.log1p(-(2 ** -32))), 'Lu et al. 2019') },
  'leaky-slope': { section: 'dead', of: { en: 'slope of leaky ReLU below 0', ko: '리키 ReLU의 음수 쪽 기울기' }, ...run('dead', 'slope', { activation: 'leaky-relu' }), source: 'Maas et al. 2013' },
  'leaky-arrives': { section: 'dead', of: { en: 'signal that arrives with leaky ReLU', ko: '리키 ReLU에서 도착하는 신호' }, ...run('dead', 'arrives', { activation: 'leaky-relu' }) },
  'leaky-right': { section: 'dead', of: { en: 'points it tells with leaky ReLU', ko: '리키 ReLU로 맞힌 점' }, ...trained('dead', 'testAccuracy', { activation: 'leaky-relu' }) },
  'prelu-slope': { section: 'dead', of: { en: 'slope with which PReLU begins', ko: 'PReLU의 음수 쪽 기울기 출발값' }, ...run('dead', 'slope', { activation: 'prelu' }), source: 'He et al. 2015' },
  'prelu-right': { section: 'dead', of: { en: 'points it tells with PReLU', ko: 'PReLU로 맞힌 점' }, ...trained('dead', 'testAccuracy', { activation: 'prelu' }) },

  'leaky-quarter-right': { section: 'dead', of: { en: 'points it tells with leaky ReLU of slope 0.25', ko: '음수 쪽 기울기가 0.25인 리키 ReLU로 맞힌 점' }, ...trained('dead', 'testAccuracy', { activation: 'leaky-relu', slope: '0.25' }) },
  'prelu-small-right': { section: 'dead', of: { en: 'points it tells with PReLU that begins at 0.01', ko: '0.01에서 출발하는 PReLU로 맞힌 점' }, ...trained('dead', 'testAccuracy', { activation: 'prelu', slope: '0.01' }) },

  'line-depth': { section: 'line', of: { en: 'linear layers', ko: '선형 층 수' }, ...setting('line', 'depth') },
  'line-arrives': { section: 'line', of: { en: 'signal that arrives through them', ko: '그 층들을 지나 도착하는 신호' }, ...run('line', 'arrives') },
  'line-rounds': { section: 'line', of: { en: 'rounds through the moons', ko: '초승달 데이터를 본 횟수' }, ...trained('line', 'rounds') },
  'line-1': { section: 'line', of: { en: 'points told by 1 linear layer', ko: '선형 층 1개가 맞힌 점' }, ...trained('line', 'testAccuracy', { depth: '1' }) },
  'line-5': { section: 'line', of: { en: 'points told by 5 linear layers', ko: '선형 층 5개가 맞힌 점' }, ...trained('line', 'testAccuracy', { depth: '5' }) },
  'line-20': { section: 'line', of: { en: 'points told by 20 linear layers', ko: '선형 층 20개가 맞힌 점' }, ...trained('line', 'testAccuracy') },
  'tanh-5': { section: 'line', of: { en: 'points told by 5 tanh layers', ko: 'tanh 층 5개가 맞힌 점' }, ...trained('line', 'testAccuracy', { activation: 'tanh', depth: '5' }) },

  'family-depth': { section: 'family', of: { en: 'layers of every network on the cards', ko: '카드마다 쓰인 신경망의 층수' }, ...setting('family', 'depth') },
  'family-sigmoid': { section: 'family', of: { en: 'signal that arrives through 20 sigmoid layers, He', ko: '시그모이드 20층에서 도착하는 신호, He' }, ...run('family', 'arrives', { activation: 'sigmoid' }) },
  'tanh-slope': { section: 'family', of: { en: 'largest slope of tanh, 1 − tanh²(0)', ko: 'tanh 미분값의 최댓값, 1 − tanh²(0)' }, ...formula(() => 1 - Math.tanh(0) ** 2) },
  'tanh-xavier': { section: 'family', of: { en: 'signal that arrives through 20 tanh layers, Xavier', ko: 'tanh 20층에서 도착하는 신호, Xavier' }, ...run('family', 'arrives', { activation: 'tanh', init: 'xavier-normal' }) },

  'help-he-arrives': { section: 'help', of: { en: 'signal that arrives, He’s weights', ko: '도착하는 신호, He 초기화' }, ...run('help', 'arrives', { init: 'he-normal' }) },
  'help-he-right': { section: 'help', of: { en: 'new digits read, He’s weights', ko: '맞힌 새 숫자, He 초기화' }, ...trained('help', 'testAccuracy', { init: 'he-normal' }) },
  'help-ln-arrives': { section: 'help', of: { en: 'signal that arrives, layer norm', ko: '도착하는 신호, 층 정규화' }, ...run('help', 'arrives', { norm: 'layer' }) },
  'help-ln-right': { section: 'help', of: { en: 'new digits read, layer norm', ko: '맞힌 새 숫자, 층 정규화' }, ...trained('help', 'testAccuracy', { norm: 'layer' }) },
  'help-bn-arrives': { section: 'help', of: { en: 'signal that arrives, batch norm', ko: '도착하는 신호, 배치 정규화' }, ...run('help', 'arrives', { norm: 'batch' }) },
  'help-bn-right': { section: 'help', of: { en: 'new digits read, batch norm', ko: '맞힌 새 숫자, 배치 정규화' }, ...trained('help', 'testAccuracy', { norm: 'batch' }) },
  'help-skip-arrives': { section: 'help', of: { en: 'signal that arrives, skip connections', ko: '도착하는 신호, 잔차 연결' }, ...run('help', 'arrives', { residual: '1' }) },
  'help-skip-right': { section: 'help', of: { en: 'new digits read, skip connections', ko: '맞힌 새 숫자, 잔차 연결' }, ...trained('help', 'testAccuracy', { residual: '1' }) },
  'bn-relu-theory': { section: 'help', of: { en: 'growth per ReLU layer with batch norm, √(π/(π − 1))', ko: '배치 정규화를 쓴 ReLU 한 층에서 커지는 배율, √(π/(π − 1))' }, ...formula(() => Math.sqrt(Math.PI / (Math.PI - 1)), 'Yang et al. 2019') },
  'bn-relu': { section: 'help', of: { en: 'the same, measured over ten layers', ko: '같은 값을 10층에서 측정' }, ...run('relu', 'perLayer', { norm: 'batch' }) },
  'ln-theory': { section: 'help', of: { en: 'what one sigmoid layer leaves with layer norm, theory', ko: '층 정규화를 쓴 시그모이드 한 층을 지날 때 남는 비율(이론)' }, ...run('help', 'theory', { norm: 'layer', depth: '40' }) },
  'ln-per-layer': { section: 'help', of: { en: 'the same, measured over ten layers', ko: '같은 값을 10층에서 측정' }, ...run('help', 'perLayer', { norm: 'layer' }) },
  'skip-diverges': { section: 'help', of: { en: 'step at which ReLU with skips diverges', ko: '잔차 연결을 단 ReLU가 발산하는 스텝' }, ...run('relu', 'divergedStep', { residual: '1' }, 20) },

  'few-rows': { section: 'remain', of: { en: 'points to learn from', ko: '학습에 쓰는 점의 수' }, ...run('overfit', 'trainRows') },
  'few-steps': { section: 'remain', of: { en: 'steps of training', ko: '학습 스텝 수' }, ...formula(() => steps('overfit')) },
  'few-train-right': { section: 'remain', of: { en: 'training points told right', ko: '학습에 쓴 점 가운데 맞힌 비율' }, ...trained('overfit', 'trainRight') },
  'few-best-step': { section: 'remain', of: { en: 'step with the lowest test loss', ko: '테스트 손실이 가장 낮은 스텝' }, ...trained('overfit', 'bestTestStep') },
  'few-best': { section: 'remain', of: { en: 'lowest test loss', ko: '가장 낮은 테스트 손실' }, ...trained('overfit', 'bestTest') },
  'few-test': { section: 'remain', of: { en: 'test loss in the end', ko: '마지막 테스트 손실' }, ...trained('overfit', 'testLoss') },

  'few-more': { section: 'remain', of: { en: 'test loss in the end with 400 points to learn from', ko: '학습에 쓰는 점이 400개일 때 마지막 테스트 손실' }, ...trained('overfit', 'testLoss', { rows: '800' }) },
  'few-decay': { section: 'remain', of: { en: 'test loss in the end with weight decay 0.03', ko: '가중치 감쇠가 0.03일 때 마지막 테스트 손실' }, ...trained('overfit', 'testLoss', { 'weight-decay': '0.03' }) },

  critical: { section: 'curious', of: { en: 'critical variance of the weights for σ_b² = 0.05', ko: 'σ_b² = 0.05일 때 가중치 분산의 임계값' }, ...formula(() => Number(FIGURES.chaos.settings['sigma-w']) ** 2, 'Schoenholz et al. 2017') },
  'chaos-depth': { section: 'curious', of: { en: 'tanh layers', ko: 'tanh 층 수' }, ...setting('chaos', 'depth') },
  'chaos-edge': { section: 'curious', of: { en: 'signal that arrives at the edge', ko: '경계에서 도착하는 신호' }, ...run('chaos', 'arrives') },
  'chaos-low': { section: 'curious', of: { en: 'signal that arrives with σ_w = 1', ko: 'σ_w = 1일 때 도착하는 신호' }, ...run('chaos', 'arrives', { 'sigma-w': '1' }) },
  'chaos-high': { section: 'curious', of: { en: 'signal that arrives with σ_w = 2', ko: 'σ_w = 2일 때 도착하는 신호' }, ...run('chaos', 'arrives', { 'sigma-w': '2' }) },
  'half-smallest': { section: 'curious', of: { en: 'smallest number above 0 in float16, 2⁻²⁴', ko: 'float16의 0보다 큰 가장 작은 수, 2⁻²⁴' }, ...formula(() => 2 ** -24, 'IEEE 754') },
  'half-lost': { section: 'curious', of: { en: 'first L for which (1/4)ᴸ rounds to 0 in float16', ko: '(1/4)ᴸ이 float16에서 0이 되는 첫 L' }, ...formula(() => lost(2 ** -24), 'IEEE 754') },
  'single-lost': { section: 'curious', of: { en: 'first L for which (1/4)ᴸ rounds to 0 in float32', ko: '(1/4)ᴸ이 float32에서 0이 되는 첫 L' }, ...formula(() => lost(2 ** -149), 'IEEE 754') },
};

/** A tie rounds to even, which is 0. @param {number} smallest */
function lost(smallest) {
  let layers = 0;
  while (0.25 ** layers > smallest / 2) layers += 1;
  return layers;
}

/** Titles and, where there is one, addresses of what is named as a source. @type {Record<string, [title: string, address?: string]>} */
export const SOURCES = {
  'Dauphin et al. 2014': ['Identifying and attacking the saddle point problem in high-dimensional non-convex optimization', 'https://arxiv.org/abs/1406.2572'],
  'Geman 1980': ['A limit theorem for the norm of random matrices'],
  'Glorot & Bengio 2010': ['Understanding the difficulty of training deep feedforward neural networks', 'https://proceedings.mlr.press/v9/glorot10a.html'],
  'Glorot et al. 2011': ['Deep sparse rectifier neural networks', 'https://proceedings.mlr.press/v15/glorot11a.html'],
  'Goodfellow et al. 2013': ['Maxout networks', 'https://arxiv.org/abs/1302.4389'],
  'He et al. 2015': ['Delving deep into rectifiers', 'https://arxiv.org/abs/1502.01852'],
  'Hendrycks & Gimpel 2016': ['Gaussian error linear units', 'https://arxiv.org/abs/1606.08415'],
  'Hochreiter 1991': ['Untersuchungen zu dynamischen neuronalen Netzen'],
  'Hochreiter & Schmidhuber 1997': ['Long short-term memory'],
  'IEEE 754': ['IEEE standard for floating-point arithmetic'],
  'Klambauer et al. 2017': ['Self-normalizing neural networks', 'https://arxiv.org/abs/1706.02515'],
  'Li et al. 2018': ['Visualizing the loss landscape of neural nets', 'https://arxiv.org/abs/1712.09913'],
  'Lu et al. 2019': ['Dying ReLU and initialization', 'https://arxiv.org/abs/1903.06733'],
  'Maas et al. 2013': ['Rectifier nonlinearities improve neural network acoustic models'],
  'Micikevicius et al. 2018': ['Mixed precision training', 'https://arxiv.org/abs/1710.03740'],
  'Pascanu et al. 2013': ['On the difficulty of training recurrent neural networks', 'https://arxiv.org/abs/1211.5063'],
  'Poole et al. 2016': ['Exponential expressivity in deep neural networks through transient chaos', 'https://arxiv.org/abs/1606.05340'],
  'Ramachandran et al. 2017': ['Searching for activation functions', 'https://arxiv.org/abs/1710.05941'],
  'Rumelhart, Hinton & Williams 1986': ['Learning representations by back-propagating errors'],
  'Santurkar et al. 2018': ['How does batch normalization help optimization?', 'https://arxiv.org/abs/1805.11604'],
  'Saxe et al. 2014': ['Exact solutions to the nonlinear dynamics of learning in deep linear neural networks', 'https://arxiv.org/abs/1312.6120'],
  'Schoenholz et al. 2017': ['Deep information propagation', 'https://arxiv.org/abs/1611.01232'],
  'Yang & Schoenholz 2017': ['Mean field residual networks: on the edge of chaos', 'https://arxiv.org/abs/1712.08969'],
  'Yang et al. 2019': ['A mean field theory of batch normalization', 'https://arxiv.org/abs/1902.08129'],
};

/** What it says without a number: in which section, and who says it. @type {{ section: string, says: Text, source: string }[]} */
export const STATEMENTS = [
  { section: 'start', says: { en: 'Deep networks resisted training for long.', ko: '깊은 신경망은 오랫동안 학습이 잘되지 않았다.' }, source: 'Glorot & Bengio 2010' },
  { section: 'backward', says: { en: 'The error signal of a layer is that above times the weights, times f′.', ko: '한 층의 오차 신호는 위층의 오차 신호에 가중치와 f′을 곱한 것이다.' }, source: 'Rumelhart, Hinton & Williams 1986' },
  { section: 'backward', says: { en: 'Differences between inputs shrink by the same factors on the way forward.', ko: '입력 사이의 차이도 앞으로 가면서 같은 배율로 줄어든다.' }, source: 'Schoenholz et al. 2017' },
  { section: 'quarter', says: { en: 'No layer keeps more than max f′ times ‖W‖.', ko: '어느 층도 max f′ × ‖W‖보다 많이 남기지 못한다.' }, source: 'Hochreiter 1991; Pascanu et al. 2013' },
  { section: 'relu', says: { en: 'Twice the variance makes up on average for what ReLU loses.', ko: '분산을 두 배로 하면 ReLU가 잃는 만큼이 평균적으로 메워진다.' }, source: 'He et al. 2015' },
  { section: 'relu', says: { en: '∂L/∂W of a fresh ReLU network of one width is on average alike in all layers, whatever the size of the weights.', ko: '너비가 고른 갓 만든 ReLU 신경망의 ∂L/∂W는 가중치 크기와 관계없이 평균적으로 층마다 비슷하다.' }, source: 'Glorot & Bengio 2010' },
  { section: 'dead', says: { en: 'A unit whose z is negative for every example gets no gradient.', ko: '모든 샘플에서 z가 음수인 유닛은 기울기를 받지 못한다.' }, source: 'Maas et al. 2013; Lu et al. 2019' },
  { section: 'dead', says: { en: 'PReLU learns its slope in the same backward pass.', ko: 'PReLU는 같은 역전파에서 음수 쪽 기울기도 함께 배운다.' }, source: 'He et al. 2015' },
  { section: 'line', says: { en: 'Linear layers multiply into one matrix.', ko: '선형 층들은 곱해져 행렬 하나가 된다.' }, source: 'Saxe et al. 2014' },
  { section: 'family', says: { en: 'What each activation is used for.', ko: '활성화 함수마다의 쓰임새.' }, source: 'Hochreiter & Schmidhuber 1997; Glorot et al. 2011; Goodfellow et al. 2013; Klambauer et al. 2017; Hendrycks & Gimpel 2016; Ramachandran et al. 2017' },
  { section: 'help', says: { en: 'Less covariate shift is not why batch norm helps.', ko: '배치 정규화가 효과를 내는 것은 공변량 이동이 줄어서가 아니다.' }, source: 'Santurkar et al. 2018' },
  { section: 'help', says: { en: 'Batch norm makes the gradients of a fresh ReLU network grow.', ko: '배치 정규화는 갓 만든 ReLU 신경망의 기울기를 키운다.' }, source: 'Yang et al. 2019' },
  { section: 'help', says: { en: 'With skips, ReLU and He’s weights the squared signal doubles at every layer of a wide network.', ko: '잔차 연결과 ReLU, He 초기화를 쓴 넓은 신경망에서는 신호의 제곱이 층마다 두 배가 된다.' }, source: 'Yang & Schoenholz 2017' },
  { section: 'help', says: { en: 'Clipping multiplies by at most 1.', ko: '클리핑은 1보다 큰 수를 곱하지 않는다.' }, source: 'Pascanu et al. 2013' },
  { section: 'remain', says: { en: 'The slice moves every unit’s weights by as much as they are long.', ko: '단면에서는 유닛마다 그 가중치의 크기에 맞춘 거리만큼 가중치를 옮긴다.' }, source: 'Li et al. 2018' },
  { section: 'remain', says: { en: 'In many dimensions there is nearly always a way down.', ko: '차원이 많으면 거의 언제나 내려갈 길이 있다.' }, source: 'Dauphin et al. 2014' },
  { section: 'curious', says: { en: 'At the edge of chaos gradients neither shrink nor grow.', ko: '혼돈의 가장자리에서는 기울기가 줄지도 커지지도 않는다.' }, source: 'Poole et al. 2016; Schoenholz et al. 2017' },
  { section: 'curious', says: { en: 'In half precision the loss is multiplied by a large number first.', ko: '반정밀도 학습에서는 손실에 먼저 큰 수를 곱한다.' }, source: 'Micikevicius et al. 2018' },
];
