/** Set by scripts/build.ts: the file name of the panel's entry, beside nexus.js, with `*` for the language. */
declare const __PANEL_FILE__: string;

/** Set by scripts/build.ts: the one language of a panel's build. */
declare const __LANGUAGE__: import('./config.ts').Language;

declare module '*.css?inline' {
  /** The minified style sheet as text, for a constructable sheet. */
  const css: string;
  export default css;
}
