/** A row as chips: one for each value, with the words it came from. */
import type { ProspectField } from '../supabase/functions/_shared/contract/prospect.ts';
import { formatValue } from './format.ts';
import type { Language } from './language.ts';
import { cut, type Piece, type Range } from './ranges.ts';
import type { MessageRow, ProspectRow, RowEvidence } from './rows.ts';
import { FIELD_WORDS } from './words.ts';

export interface Chip {
  /** `email`, `interests.0`: unique in the row. */
  readonly key: string;
  readonly field: ProspectField;
  readonly label: string;
  readonly value: string;
  /** Usually one item; two where a value was said in two places. */
  readonly evidence: readonly RowEvidence[];
  /** What the visitor said of it before, oldest first; empty when it never changed. */
  readonly before: readonly string[];
}

/** In the order a person would ask: who, how to reach, what, when, the rest. */
const ORDER = [
  'name',
  'company',
  'role',
  'email',
  'phone',
  'contact_preference',
  'do_not_contact',
  'needs',
  'interests',
  'team_size',
  'budget',
  'timeline',
  'city',
  'country',
  'website',
  'intent',
  'language',
] as const satisfies readonly ProspectField[];

/** Judged over a whole message rather than copied from it: their words are marked only when asked for. */
const JUDGED: readonly ProspectField[] = ['language', 'intent', 'do_not_contact', 'country'];
const isJudged = (key: string): boolean => (JUDGED as readonly string[]).includes(key);

const list = (evidence: RowEvidence | readonly RowEvidence[] | undefined): readonly RowEvidence[] =>
  evidence === undefined ? [] : Array.isArray(evidence) ? evidence : [evidence as RowEvidence];

export function toChips(row: ProspectRow, language: Language): readonly Chip[] {
  return ORDER.flatMap((field): Chip[] => {
    const value = row.prospect_data[field];
    if (value === undefined || value === null) return [];
    const label = FIELD_WORDS[language][field];
    const evidence = list(row.evidence[field]);
    if (!Array.isArray(value)) {
      const before = (row.history?.[field] ?? []).slice(0, -1).map((past) => formatValue(field, past.value, language));
      return [{ key: field, field, label, value: formatValue(field, value, language), evidence, before }];
    }
    return value.map((item, index) => ({
      key: `${field}.${index}`,
      field,
      label,
      value: formatValue(field, item, language),
      evidence: evidence.slice(index, index + 1),
      before: [],
    }));
  });
}

export interface MarkedPiece extends Piece {
  /** True when a value was copied from these words: they are marked at rest and take the focus. */
  readonly isQuote: boolean;
}

/** A message cut at its quotes. Evidence whose quote is not at its offsets marks nothing. */
export function markMessage(message: MessageRow, chips: readonly Chip[]): readonly MarkedPiece[] {
  const ranges = chips.flatMap((chip): Range[] =>
    chip.evidence
      .filter((item) => item.sessionId === message.session_id && item.position === message.position)
      .filter((item) => message.content.slice(item.start, item.end) === item.quote)
      .map(({ start, end }) => ({ start, end, key: chip.key })),
  );
  return cut(message.content, ranges).map((piece) => ({
    ...piece,
    isQuote: piece.keys.some((key) => !isJudged(key)),
  }));
}
