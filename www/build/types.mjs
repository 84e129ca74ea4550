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

/** @param {Described} attribute */
function property({ name, property, kind, about, choices, list }) {
  const union = choices?.map((choice) => `'${choice}'`).join(' | ');
  const type = kind === 'flag' ? 'boolean' : kind === 'number' ? 'number | null' : !union ? 'string' : list ? `${union} | (string & {})` : union;
  const written = kind === 'flag' ? 'boolean' : kind === 'number' ? 'number | string | null' : `${type} | null`;
  return [
    `  /** Attribute \`${name}\`${about ? `: ${about}` : ''}. */`,
    `  get ${property}(): ${type};`,
    `  set ${property}(value: ${written});`,
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
  /** Ends everything and frees its memory. */
  dispose(): void;

  addEventListener<K extends keyof GradientFlowEventMap>(
    type: K,
    listener: (this: GradientFlow, event: GradientFlowEventMap[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'gradient-flow': GradientFlow;
  }
}
`;
