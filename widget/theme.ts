/** Colours: the site gives one accent, everything that stands on it or is drawn with it is derived. */

/** Surfaces that the accent must be legible on as text; the same values as in styles.css. */
export const SURFACES = { light: '#ffffff', dark: '#1a2120' } as const;

/** WCAG 2.2, 1.4.3: the least contrast of body text. */
export const MIN_CONTRAST = 4.5;

type Rgb = readonly [number, number, number];

const toRgb = (hex: string): Rgb => {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
};
const toHex = (rgb: Rgb): string => `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;

/** @see https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(hex: string): number {
  const [r, g, b] = toRgb(hex).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** @returns the WCAG contrast ratio of two `#rrggbb` colours, 1..21 */
export function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** @returns white where it is legible on `background`, else black; one of the two always reaches 4.5:1 */
export const textOn = (background: string): string =>
  contrast('#ffffff', background) >= MIN_CONTRAST ? '#ffffff' : '#000000';

/** @returns `colour`, moved towards black or white just far enough to be legible as text on `surface` */
export function legibleOn(surface: string, colour: string): string {
  const goal = toRgb(textOn(surface));
  const from = toRgb(colour);
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = toHex(from.map((part, i) => part + ((goal[i] ?? 0) - part) * share) as unknown as Rgb);
    if (contrast(mixed, surface) >= MIN_CONTRAST) return mixed;
  }
  return toHex(goal);
}

/** @returns a rule that gives the host element the accent and what derives from it, as custom properties */
export function accentRule(accent: string): string {
  const set = (name: string, value: string) => `--nexus-${name}:${value};`;
  return `:host{${set('accent', accent)}${set('on-accent', textOn(accent))}${set(
    'link-light',
    legibleOn(SURFACES.light, accent),
  )}${set('link-dark', legibleOn(SURFACES.dark, accent))}}`;
}
