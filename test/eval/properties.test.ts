/** What the rules extractor finds does not depend on how it is written. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { readParts } from '../../scripts/eval/parts.ts';
import { createExtractor, extractFacts } from '../../scripts/extract.ts';
import {
  type Evidence,
  type Facts,
  PROSPECT_FIELDS,
  type ProspectField,
} from '../../supabase/functions/_shared/contract/prospect.ts';
import type { Extractor } from '../../supabase/functions/nexus-consumer/extract/extractor.ts';
import { compareField, isNothing } from './compare.ts';
import type { Labelled } from './score.ts';
import { TRANSFORMATIONS, type Transformation } from './transformations.ts';

type Messages = Labelled['messages'];

/** Rules alone read these, from their own words and in any case: no transformation at all may change them. */
const SURE: readonly ProspectField[] = ['email', 'phone', 'website', 'do_not_contact', 'language'];
/** A country may be missed without capitals, in which "us" is one, but never be another. */
const NEVER_WRONG: readonly ProspectField[] = [...SURE, 'country'];

/**
 * The most that may be missed, and be claimed anew without a label for it, as shares of the right values found before.
 * The tagger weighs capitals and the sentence before; where these are gone, other fields than the sure ones may change.
 * Measured over 352 conversations: 4.6 % missed and 3.1 % claimed without capitals, 1.6 % and 1.6 % in parted messages.
 * The rest is slack for weights that are trained anew, which moves single values.
 */
const MOST: Readonly<Record<'capitals' | 'context', { readonly missed: number; readonly claimed: number }>> = {
  capitals: { missed: 0.06, claimed: 0.04 },
  context: { missed: 0.025, claimed: 0.025 },
};

/** Words without case and accents; `ß` in capitals is `SS`. */
const folded = (value: unknown): string =>
  (
    String(value)
      .normalize('NFD')
      .replace(/[\u0300-\u036f]/g, '')
      .toLowerCase()
      .replaceAll('ß', 'ss')
      .match(/[\p{L}\p{N}]+/gu) ?? []
  ).join(' ');

/** A value as it is compared: words folded, lists in one order. */
function comparable(field: ProspectField, value: unknown): unknown {
  if (isNothing(value)) return undefined;
  if (SURE.includes(field) || typeof value === 'number') return value;
  if (Array.isArray(value)) return value.map(folded).sort();
  if (typeof value !== 'object' || value === null) return folded(value);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, folded(part)]));
}

const isSame = (field: ProspectField, before: unknown, after: unknown): boolean =>
  isDeepStrictEqual(comparable(field, before), comparable(field, after));

/** The part of a value that was not there before. */
function newIn(field: ProspectField, before: unknown, after: unknown): unknown {
  if (isSame(field, before, after)) return undefined;
  if (Array.isArray(after)) {
    const known = (Array.isArray(before) ? before : []).map(folded);
    return after.filter((item) => !known.includes(folded(item)));
  }
  if (field !== 'contact_preference' || typeof after !== 'object' || after === null) return after;
  const known = Object.entries(before ?? {}).map(([key, part]) => `${key} ${folded(part)}`);
  return Object.fromEntries(Object.entries(after).filter(([key, part]) => !known.includes(`${key} ${folded(part)}`)));
}

const isPlaced = (evidence: Evidence, messages: Messages): boolean => {
  const message = messages[evidence.position];
  return message?.role === 'user' && message.content.slice(evidence.start, evidence.end) === evidence.quote;
};

/** A fact with the positions that it has among the visitor's own messages. */
function amongVisitors(fact: unknown, messages: Messages): unknown {
  const place = (position: number): number => messages.slice(0, position).filter(({ role }) => role === 'user').length;
  return JSON.parse(JSON.stringify(fact ?? null), (key, value) => (key === 'position' ? place(value) : value));
}

/** What changed: `broken` is never allowed, `missed` and `claimed` within their shares. */
interface Changes {
  readonly broken: string[];
  readonly missed: string[];
  readonly claimed: string[];
}

describe('the rules read the same', () => {
  const parts = readParts();
  const labels = new Map(parts.flatMap((part) => part.labels.map((label) => [label.id, label] as const)));
  const shown = new Set(parts.flatMap((part) => (part.isOpen ? part.labels.map(({ id }) => id) : [])));
  const originals = new Map<string, Facts>();
  let rules: Extractor;
  beforeAll(async () => {
    rules = await createExtractor('rules');
    for (const label of labels.values()) originals.set(label.id, await read(label.id, label.messages));
  });

  const read = (id: string, messages: Messages): Promise<Facts> => extractFacts(rules, { id, messages: [...messages] });

  /** Conversations of the part that is only scored are counted, and not shown. */
  const show = (label: Labelled, field: ProspectField, before: unknown, after: unknown): string =>
    shown.has(label.id)
      ? `${label.id} ${field}: ${JSON.stringify(before)} -> ${JSON.stringify(after)}`
      : `one of the score part: ${field}`;

  async function compare(
    label: Labelled,
    messages: Messages,
    { takes, isChatter }: Pick<Transformation, 'takes' | 'isChatter'>,
    { broken, missed, claimed }: Changes,
  ): Promise<void> {
    const [before, after] = [originals.get(label.id) ?? {}, await read(label.id, messages)];
    for (const field of PROSPECT_FIELDS) {
      const [was, is] = [before[field], after[field]];
      const line = show(label, field, was?.value, is?.value);
      if (is !== undefined && ![is.evidence].flat().every((one) => isPlaced(one, messages)))
        broken.push(`${line}, and its evidence stands elsewhere`);
      if (isChatter && !isDeepStrictEqual(amongVisitors(was, label.messages), amongVisitors(is, messages)))
        broken.push(`${line}, or its evidence changed`);
      if (isSame(field, was?.value, is?.value)) continue;
      if (takes === 'nothing' || SURE.includes(field)) broken.push(line);
      // What no label speaks of is neither right nor wrong.
      if (!label.scored.includes(field)) continue;
      const gold = label.gold[field];
      const wrong = compareField(field, gold, newIn(field, was?.value, is?.value)).fp;
      if (wrong > 0) (NEVER_WRONG.includes(field) ? broken : claimed).push(...new Array(wrong).fill(line));
      const gone = compareField(field, gold, was?.value).tp - compareField(field, gold, is?.value).tp;
      if (gone > 0) missed.push(...new Array(gone).fill(line));
    }
  }

  const rightBefore = ({ id, gold, scored }: Labelled): number =>
    scored.reduce((sum, field) => sum + compareField(field, gold[field], originals.get(id)?.[field]?.value).tp, 0);

  it.each(TRANSFORMATIONS)('$name', async (transformation) => {
    const changes: Changes = { broken: [], missed: [], claimed: [] };
    let right = 0;
    for (const label of labels.values()) {
      const messages = transformation.apply(label);
      if (messages === undefined) continue;
      right += rightBefore(label);
      await compare(label, messages, transformation, changes);
    }
    expect(right).toBeGreaterThan(50);
    expect(changes.broken).toEqual([]);
    const { takes } = transformation;
    if (takes === 'nothing') return;
    expect(changes.missed.length / right, changes.missed.join('\n')).toBeLessThanOrEqual(MOST[takes].missed);
    expect(changes.claimed.length / right, changes.claimed.join('\n')).toBeLessThanOrEqual(MOST[takes].claimed);
  });

  it('in any two of these together that take nothing', async () => {
    const harmless = new Map(
      TRANSFORMATIONS.filter(({ takes }) => takes === 'nothing').map(({ name, apply }) => [name, apply]),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...labels.keys()),
        fc.subarray([...harmless.keys()], { minLength: 2, maxLength: 2 }),
        async (id, pair) => {
          const label = labels.get(id);
          if (label === undefined) return;
          const messages = pair.reduce<Messages>(
            (held, name) => harmless.get(name)?.({ ...label, messages: held }) ?? held,
            label.messages,
          );
          const changes: Changes = { broken: [], missed: [], claimed: [] };
          await compare(label, messages, { takes: 'nothing' }, changes);
          expect(changes.broken).toEqual([]);
        },
      ),
      { seed: 20_261_124, numRuns: 400, endOnFailure: true },
    );
  });
});
