/** Set by scripts/build-widget.ts: the file name of the panel's entry, beside nexus.js, with `*` for the language. */
declare const __PANEL_FILE__: string;

/** Set by scripts/build-npm.ts: how to load each language's panel out of the package. */
declare const __PANELS__: Record<import('./config.ts').Language, () => Promise<import('./api.ts').PanelModule>>;

/** Set by scripts/build-widget.ts: the one language of a panel's build. */
declare const __LANGUAGE__: import('./config.ts').Language;

declare module '*.css?inline' {
  /** The minified style sheet as text, for a constructable sheet. */
  const css: string;
  export default css;
}
