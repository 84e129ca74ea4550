// The types of the npm package, from what the engine and the page know of the attributes.

/**
 * @typedef {object} Described
 * @property {string} name
 * @property {string} property
 * @property {'number' | 'text' | 'flag'} kind
 * @property {string} [about]
 * @property {readonly string[]} [choices]
 * @property {boolean} [list]
 */

/** What is in an attribute; one of numbers may be written as a number. @param {Described} attribute @param {boolean} [isWritten] */
function value({ kind, choices, list }, isWritten = false) {
  if (kind === 'flag') return 'boolean';
  if (kind === 'number') return isWritten ? 'number | string' : 'number';
  if (!choices) return 'string';
  const numbers = isWritten ? choices.filter((choice) => !Number.isNaN(Number(choice))) : [];
  return [...choices.map((choice) => `'${choice}'`), ...numbers, ...(list ? ['(string & {})'] : [])].join(' | ');
}

/** @param {Described} attribute */
function property(attribute) {
  const { name, property, kind, about } = attribute;
  return [
    `  /** Attribute \`${name}\`${about ? `: ${about}` : ''}. */`,
    `  get ${property}(): ${value(attribute)}${kind === 'number' ? ' | null' : ''};`,
    `  set ${property}(value: ${value(attribute, true)}${kind === 'flag' ? '' : ' | null'});`,
  ].join('\n');
}

/** As a template has it. @param {Described} attribute */
const written = (attribute) => `  '${attribute.name}'?: ${value(attribute, true)};`;

/** Its own events first: `error` and `change` are others than those of every element. @param {string} method */
function listening(method) {
  const options = `options?: boolean | ${method === 'addEventListener' ? 'AddEventListenerOptions' : 'EventListenerOptions'}`;
  const typed = (/** @type {string} */ names, /** @type {string} */ event) =>
    `  ${method}<K extends ${names}>(type: K, listener: (this: GradientFlow, event: ${event}[K]) => unknown, ${options}): void;`;
  return [
    typed('keyof GradientFlowEventMap', 'GradientFlowEventMap'),
    typed('Exclude<keyof HTMLElementEventMap, keyof GradientFlowEventMap>', 'HTMLElementEventMap'),
    `  ${method}(type: string, listener: EventListenerOrEventListenerObject, ${options}): void;`,
  ].join('\n');
}

/** @param {Described[]} attributes */
export const types = (attributes) => `// Made by the build.

/** What a number is not: exact zeros have the log10 -Infinity, which JSON has as a text. */
export type JsonNumber = number | string;

export interface Statistics {
  /** Of the run. */
  run: Record<string, number>;
  /** By layer, from the first hidden one to the output layer; sizes are log10. */
  layers: Record<string, number>[];
}

/** The attributes as a template has them, for those that check types: React's JSX, Vue, Svelte. */
export interface GradientFlowAttributes {
${attributes.map(written).join('\n')}
}

export interface GradientFlowEventMap {
  /** The first picture is complete. */
  ready: CustomEvent<null>;
  /** Other settings are in force. */
  change: CustomEvent<Record<string, string>>;
  /** A training step is complete. */
  step: CustomEvent<{ step: number; loss: number }>;
  /** A view, the selected layer, a quantity or a pin has changed. */
  look: CustomEvent<Record<string, string>>;
  /** Something was refused. */
  error: CustomEvent<{ key: string | null; message: string }>;
}

/** A figure: a real network and its gradients. Defined as \`gradient-flow\` where there is a document. */
export class GradientFlow extends HTMLElement {
  /** The names of all attributes. */
  static readonly attributes: string[];

${attributes.map(property).join('\n')}

  /** The settings in force, by key, as texts. */
  readonly settings: Record<string, string>;
  /** The query of a link to what is shown. */
  readonly query: string;
  /** The numbers behind the picture; null until there are some. */
  readonly statistics: Statistics | null;
  play(): void;
  pause(): void;
  /** One training step, watched layer by layer. */
  step(): void;
  walk(much: 'layer' | 'sweep'): void;
  goTo(step: number): void;
  /** Back to the weights the network was born with. */
  reset(): void;
  /** Other weights and other data. */
  newSeed(): void;
  toJSON(): { query: string; settings: Record<string, string>; run: Record<string, JsonNumber>; layers: Record<string, JsonNumber>[] };
  toPNG(): Promise<Blob>;
  toCSV(): Promise<string>;
  /** Ends everything and frees its memory; put into the page anew, it begins anew. */
  dispose(): void;
  /** What an attribute comes to, as a text; before the engine is there, what it asks for. */
  inForce(name: string): string | undefined;

${['addEventListener', 'removeEventListener'].map(listening).join('\n')}
}

declare global {
  interface HTMLElementTagNameMap {
    'gradient-flow': GradientFlow;
  }
}
`;
