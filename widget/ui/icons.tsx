/** Line icons on a 24 px grid, drawn for this widget. */
import type { VNode } from 'preact';

const SHAPES = {
  close: 'm6 6 12 12M18 6 6 18',
  privacy: 'M12 3.5 5 6v5.5c0 4.3 2.8 7.5 7 9 4.2-1.5 7-4.7 7-9V6z',
  send: 'M12 19V5.5m-6 6 6-6 6 6',
  stop: 'M7.5 7.5h9v9h-9z',
} as const;

/** @param name which shape; the icon is decoration, its button has the name */
export function Icon({ name }: { readonly name: keyof typeof SHAPES }): VNode {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true">
      <path d={SHAPES[name]} />
    </svg>
  );
}
