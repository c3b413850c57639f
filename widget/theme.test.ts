import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { accentRule, legibleIn, linkRule, luminance, textOn } from './theme.ts';

const css = readFileSync(new URL('./styles.css', import.meta.url), 'utf8');

/** Written apart from theme.ts, from the definition. @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const lightness = (colour: string) => {
    const rgb = colour.startsWith('rgb')
      ? (colour.match(/\d+/g) ?? []).map(Number)
      : (colour.length === 4 ? colour.slice(1).replace(/./g, '$&$&') : colour.slice(1))
          .match(/../g)
          ?.map((pair) => Number.parseInt(pair, 16));
    const [r = 0, g = 0, b = 0] = (rgb ?? []).map((value) =>
      value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [low = 0, high = 0] = [lightness(one), lightness(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** The custom properties of a theme as styles.css has them. */
function palette(selector: string): Record<string, string> {
  const block = css.slice(css.indexOf(`${selector} {`)).split('}')[0] ?? '';
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#\w+);/g)].map(([, name, value]) => [name, value]));
}
const themes = { light: palette('.nexus'), dark: palette('.nexus[data-theme="dark"]') };

const accents: string[] = [];
for (let r = 0; r <= 255; r += 51)
  for (let g = 0; g <= 255; g += 51)
    for (let b = 0; b <= 255; b += 51)
      accents.push(`#${[r, g, b].map((value) => value.toString(16).padStart(2, '0')).join('')}`);

describe('an accent', () => {
  it('of any colour has legible text on it', () => {
    for (const accent of accents) expect(contrast(textOn(accent), accent), accent).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['light', 'dark'] as const)(
    'of any colour is legible as a link on every surface of the %s theme',
    (theme) => {
      const { surface = '', raised = '' } = themes[theme];
      for (const accent of accents) {
        const link = legibleIn(theme, accent, luminance);
        expect(contrast(link, surface), `${accent} on the surface`).toBeGreaterThanOrEqual(4.5);
        expect(contrast(link, raised), `${accent} on a bubble`).toBeGreaterThanOrEqual(4.5);
      }
    },
  );

  it('that is legible stays as it is', () => {
    expect(legibleIn('light', '#0f6b6b', luminance)).toBe('rgb(15 107 107)');
    expect(textOn('#0f6b6b')).toBe('#fff');
  });

  it('reaches the style sheets as custom properties', () => {
    expect(accentRule('#0f6b6b')).toBe(':host{--nexus-accent:#0f6b6b;--nexus-on-accent:#fff}');
    expect(linkRule('#0f6b6b', luminance)).toMatch(
      /^:host\{--nexus-link-light:rgb\(.+\);--nexus-link-dark:rgb\(.+\)\}$/,
    );
  });
});

describe.each(['light', 'dark'] as const)('the %s theme', (theme) => {
  const { surface = '', raised = '', ink = '', quiet = '', warn = '', edge = '' } = themes[theme];

  it('has legible text', () => {
    for (const text of [ink, quiet, warn])
      for (const ground of [surface, raised])
        expect(contrast(text, ground), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
  });

  it('has a field whose border can be seen', () => {
    expect(contrast(edge, surface)).toBeGreaterThanOrEqual(3);
  });
});
