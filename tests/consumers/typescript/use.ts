// What somebody who uses the package in TypeScript may write, and what they may not.

import 'gradient-flow';
import { GradientFlow, type GradientFlowAttributes, type GradientFlowEventMap, type Statistics } from 'gradient-flow';
import 'gradient-flow/single';

const figure = document.querySelector('gradient-flow');
// @ts-expect-error there may be none
figure.play();
if (!figure) throw new Error('there is none');
const made: GradientFlow = document.createElement('gradient-flow');
document.body.append(made);
const names: string[] = GradientFlow.attributes;

// Properties: what is read, and what may be written.
figure.depth = 30;
figure.depth = '30';
figure.depth = null;
const depth: number | null = figure.depth;
// @ts-expect-error a number that is not set is null
const sure: number = figure.clip;
// @ts-expect-error
figure.depth = true;
figure.learningRate = 0.5;
// @ts-expect-error properties are in camel case
figure.learningrate = 0.5;
figure.activation = 'leaky-relu';
// @ts-expect-error no such activation
figure.activation = 'leaky relu';
// @ts-expect-error a unit of its own makes no output
figure.outputActivation = 'maxout';
figure.formula = 'max(0.1*z, z)';
figure.theme = 'dark';
// @ts-expect-error
figure.theme = 'mauve';
figure.range = 8;
// @ts-expect-error
figure.range = 9;
figure.view = 'map';
figure.view = 'map why';
figure.autoplay = true;
// @ts-expect-error
figure.autoplay = null;
// Those of every element are left.
figure.hidden = false;
figure.lang = 'ko';

const { layers, run }: Statistics = figure.statistics ?? { layers: [], run: {} };
const sizes: (number | undefined)[] = layers.map((layer) => layer.grad);
const { step: steps } = run;
const settings: Record<string, string> = figure.settings;
const query: string = figure.query;
const inForce: string | undefined = figure.inForce('depth');
// @ts-expect-error it is told, not set
figure.query = '';
// @ts-expect-error
figure.settings = {};

// Methods.
figure.play();
figure.pause();
figure.step();
figure.walk('layer');
// @ts-expect-error
figure.walk('epoch');
figure.goTo(3);
// @ts-expect-error
figure.goTo('3');
figure.reset();
figure.newSeed();
const { run: told }: { run: Record<string, number | string> } = figure.toJSON();
const png: Promise<Blob> = figure.toPNG();
const csv: Promise<string> = figure.toCSV();
figure.dispose();
// @ts-expect-error
figure.train();

// Events: its own, and those of every element.
figure.addEventListener('step', ({ detail }) => detail.loss.toFixed(3));
// @ts-expect-error
figure.addEventListener('step', ({ detail }) => detail.accuracy);
figure.addEventListener('error', ({ detail: { key, message } }) => [key?.length, message.length]);
// @ts-expect-error the key may be none
figure.addEventListener('error', ({ detail: { key } }) => key.length);
figure.addEventListener('change', ({ detail }) => detail.activation?.length, { once: true });
figure.addEventListener('look', ({ detail }) => detail.view);
figure.addEventListener('ready', function ({ detail }) {
  const none: null = detail;
  this.play();
});
figure.addEventListener('click', ({ clientX }) => clientX);
figure.addEventListener('of-another', (event) => event.type);
const listener = ({ detail }: GradientFlowEventMap['step']) => console.log(detail.step);
figure.addEventListener('step', listener);
figure.removeEventListener('step', listener);

// Attributes, as a template has them.
const attributes: GradientFlowAttributes = { 'learning-rate': 0.1, depth: '5', activation: 'relu', range: 16, speed: '0.5', autoplay: true };
// @ts-expect-error attributes are written as they are in HTML
const camel: GradientFlowAttributes = { learningRate: 0.1 };
// @ts-expect-error
const wrong: GradientFlowAttributes = { activation: 'rely' };

export { attributes, camel, csv, depth, inForce, names, png, query, settings, sizes, steps, sure, told, wrong };
