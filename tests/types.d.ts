/** The languages of the page, from the bundler. */
declare const LANGUAGES: Record<string, string>;

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
