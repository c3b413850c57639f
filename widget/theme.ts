/** Colours: the site gives one accent, everything that stands on it or is drawn with it is derived. */

/**
 * Most luminance with which white text reaches 4.5:1, since (1 + .05) / (L + .05) >= 4.5. Above it black text does:
 * (L + .05) / .05 >= 4.66.
 *
 * @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
 */
const MAX_UNDER_WHITE = 0.1833;

/** Least luminance of text that reaches 4.5:1 on the dark theme's raised surface, `#28312f`. */
const MIN_ON_DARK = 0.335;

/** Most luminance of text that reaches 4.5:1 on the light theme's raised surface, `#f3f4f3`. */
const MAX_ON_LIGHT = 0.16;

const channels = (hex: string): number[] => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

/**
 * The panel gets this function from the loader, whose file holds it anyhow.
 *
 * @param rgb three channels, 0..255
 * @returns 0..1
 * @see https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
 */
export const luminance = (rgb: readonly number[]): number =>
  rgb.reduce((sum, channel, i) => {
    const share = channel / 255;
    const linear = share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    return sum + linear * ([0.2126, 0.7152, 0.0722][i] ?? 0);
  }, 0);

/** @returns white where it is legible on `background` (`#rrggbb`), else black; one of the two always reaches 4.5:1 */
export const textOn = (background: string): string =>
  luminance(channels(background)) <= MAX_UNDER_WHITE ? '#fff' : '#000';

/** @returns `colour` (`#rrggbb`), moved towards white or black just far enough to be legible as text in that theme */
export function legibleIn(theme: 'light' | 'dark', colour: string, luminanceOf: typeof luminance): string {
  const goal = theme === 'dark' ? 255 : 0;
  let rgb = channels(colour);
  // 40 steps of 5 % of what is left reach any goal.
  for (let i = 0; i < 40; i++) {
    const light = luminanceOf(rgb);
    if (theme === 'dark' ? light >= MIN_ON_DARK : light <= MAX_ON_LIGHT) break;
    rgb = rgb.map((channel) => channel + (goal - channel) / 20);
  }
  return `rgb(${rgb.map(Math.round).join(' ')})`;
}

/** @returns a rule for the launcher: the accent and the text on it, as custom properties of the host element */
export const accentRule = (accent: string): string =>
  `:host{--nexus-accent:${accent};--nexus-on-accent:${textOn(accent)}}`;

/** @returns a rule for the panel: the accent as text and lines in each theme */
export const linkRule = (accent: string, luminanceOf: typeof luminance): string =>
  `:host{--nexus-link-light:${legibleIn('light', accent, luminanceOf)};--nexus-link-dark:${legibleIn('dark', accent, luminanceOf)}}`;
