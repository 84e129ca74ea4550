/** The languages of the page, from the bundler. */
declare const LANGUAGES: Record<string, string>;

// The bundler turns a style sheet into its text.
declare module '*.css' {
  const text: string;
  export default text;
}
