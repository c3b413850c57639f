/** A visitor's turn as the tagger reads it: words, numbers, marks, and addresses as one token each. */
import type { Turn } from '../rules/reading.ts';
import type { Span } from '../rules/sentences.ts';

/** What an address or number that was recognised before is. */
export type EntityKind = 'email' | 'phone' | 'host';

/** Something that is one token, whatever it is made of. */
export interface Entity extends Span {
  readonly kind: EntityKind;
}

export interface Token extends Span {
  readonly kind: 'word' | 'number' | 'mark' | 'line' | EntityKind;
  /** Folded, case kept. */
  readonly plain: string;
  /** Folded, lower case; numbers by their length, addresses by their kind, so that all of a kind look alike. */
  readonly key: string;
}

/** Longest turn that is tagged, in tokens; what follows is no introduction. */
const MAX_TOKENS = 400;

// An elided article ("l'", "d'") is a token of its own: the name begins after it.
const PIECE = /\p{L}{1,2}'(?=\p{L})|\p{L}[\p{L}\p{M}]*(?:['.&-]\p{L}+)*|\d+(?:[.,]\d+)*|\n|[^\s\p{L}\d]/gu;

function keyOf(kind: Token['kind'], low: string): string {
  if (kind === 'number') return `<${low.replace(/\D/g, '').length}>`;
  return kind === 'word' || kind === 'mark' ? low : `<${kind}>`;
}

/**
 * Cuts a turn into tokens.
 *
 * @param entities addresses and numbers of this turn, in any order
 */
export function tokensOf(turn: Turn, entities: readonly Entity[]): Token[] {
  const { plain, low } = turn.text;
  const tokens: Token[] = [];
  const push = (kind: Token['kind'], start: number, end: number) => {
    if (tokens.length < MAX_TOKENS)
      tokens.push({ kind, start, end, plain: plain.slice(start, end), key: keyOf(kind, low.slice(start, end)) });
  };
  const words = (from: number, to: number) => {
    for (const match of low.slice(from, to).matchAll(PIECE)) {
      const [piece] = match;
      const kind = piece === '\n' ? 'line' : /^\d/.test(piece) ? 'number' : /^\p{L}/u.test(piece) ? 'word' : 'mark';
      push(kind, from + match.index, from + match.index + piece.length);
    }
  };
  let at = 0;
  for (const { kind, start, end } of entities.toSorted((a, b) => a.start - b.start)) {
    if (start < at) continue;
    words(at, start);
    push(kind, start, end);
    at = end;
  }
  words(at, low.length);
  return withoutNoise(tokens);
}

const isNoise = ({ kind, key }: Token): boolean => kind === 'line' || /^[.!…]$/.test(key);

/** Marks said twice say no more than once, and those at the end say that it is the end. */
function withoutNoise(tokens: readonly Token[]): Token[] {
  const kept = tokens.filter(
    (token, i) => (token.kind !== 'mark' && token.kind !== 'line') || token.key !== tokens[i - 1]?.key,
  );
  const last = kept.findLastIndex((token) => !isNoise(token));
  return kept.slice(
    Math.max(
      0,
      kept.findIndex((token) => !isNoise(token)),
    ),
    last + 1,
  );
}
