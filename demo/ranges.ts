/** Cuts a message into pieces, so that every quoted range of it can be marked, also where ranges overlap. */

/** UTF-16 code units, end exclusive, as evidence counts them. */
export interface Range {
  readonly start: number;
  readonly end: number;
  /** Whose range it is. */
  readonly key: string;
}

export interface Piece {
  /** Where the piece begins in the message. */
  readonly start: number;
  readonly text: string;
  /** Whose ranges cover the piece, in the order given; empty for plain text. */
  readonly keys: readonly string[];
}

const isInsidePair = (text: string, index: number): boolean =>
  index > 0 &&
  index < text.length &&
  /[\uD800-\uDBFF]/.test(text.charAt(index - 1)) &&
  /[\uDC00-\uDFFF]/.test(text.charAt(index));

/** The range within the text, and around whole characters: half an emoji cannot be marked. */
function clamp(text: string, range: Range): Range {
  const start = Math.max(0, Math.min(range.start, text.length));
  const end = Math.max(start, Math.min(range.end, text.length));
  return {
    key: range.key,
    start: isInsidePair(text, start) ? start - 1 : start,
    end: isInsidePair(text, end) ? end + 1 : end,
  };
}

/** Pieces in order; joined they are the text. Ranges that are empty or outside the text mark nothing. */
export function cut(text: string, ranges: readonly Range[]): readonly Piece[] {
  const fitted = ranges.map((range) => clamp(text, range)).filter((range) => range.start < range.end);
  const edges = new Set([0, text.length, ...fitted.flatMap((range) => [range.start, range.end])]);
  const borders = [...edges].sort((a, b) => a - b);
  return borders.slice(0, -1).map((start, index) => {
    const end = borders[index + 1] ?? text.length;
    const covering = fitted.filter((range) => range.start <= start && end <= range.end);
    return { start, text: text.slice(start, end), keys: [...new Set(covering.map((range) => range.key))] };
  });
}
