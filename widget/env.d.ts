/** Set by scripts/build.ts: the file name of the panel's entry, beside nexus.js. */
declare const __PANEL_FILE__: string;

declare module '*.css?inline' {
  /** The minified style sheet as text, for a constructable sheet. */
  const css: string;
  export default css;
}
