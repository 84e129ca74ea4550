/** The languages of the page, from the bundler. */
declare const LANGUAGES: Record<string, string>;

/** Of the package, from the build. */
declare const VERSION: string;

/** What of the specification's keys must be known before the engine is there, from the build. */
declare const KEYS: Pick<import('../www/engine.js').Key, 'name' | 'choices' | 'text' | 'default'>[];

// The build packs a file into the script.
declare module '*.bin' {
  const packed: string;
  export default packed;
}
declare module '*.csv' {
  const packed: string;
  export default packed;
}

// The bundler turns a style sheet into its text.
declare module '*.css' {
  const text: string;
  export default text;
}

/** Its own types know it as a part of Express only. */
declare module 'compression' {
  export default function compression(options: {
    filter: (request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => boolean;
  }): (
    request: import('node:http').IncomingMessage,
    response: import('node:http').ServerResponse,
    next: () => void,
  ) => void;
}
