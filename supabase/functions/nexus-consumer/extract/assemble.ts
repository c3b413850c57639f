/** From statements to one value per field, in an order that depends on the transcript alone. */
import {
  type Evidence,
  type Facts,
  isListField,
  PROSPECT_FIELDS,
  type Prospect,
  type ProspectField,
} from '../../_shared/contract/prospect.ts';
import type { Statement } from './evidence.ts';
import { foldKey } from './fold.ts';

/** Most items of a list field; the contract's limit. */
const MAX_ITEMS = 50;

type Fact = NonNullable<Facts[ProspectField]>;

/** Where a statement stands: earlier ones first; the rest only breaks ties, so that no order of arrival shows. */
function compareStatements(a: Statement, b: Statement): number {
  return (
    a.evidence.position - b.evidence.position ||
    a.evidence.start - b.evidence.start ||
    a.evidence.end - b.evidence.end ||
    a.evidence.confidence - b.evidence.confidence ||
    compareText(a.evidence.extractor, b.evidence.extractor) ||
    compareText(JSON.stringify(a.value), JSON.stringify(b.value))
  );
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function assembleList(statements: readonly Statement[]): Fact | undefined {
  const value: string[] = [];
  const evidence: Evidence[] = [];
  const seen = new Set<string>();
  for (const statement of statements) {
    if (typeof statement.value !== 'string') continue;
    const key = foldKey(statement.value);
    if (seen.has(key) || value.length === MAX_ITEMS) continue;
    seen.add(key);
    value.push(statement.value);
    evidence.push(statement.evidence);
  }
  return value.length === 0 ? undefined : { value, evidence };
}

type PreferencePart = 'channel' | 'time';

/** Channel and time are often said apart; each part is the latest one. */
function assemblePreference(statements: readonly Statement[]): Fact | undefined {
  const latest = (part: PreferencePart) =>
    statements.findLast((s) => s.field === 'contact_preference' && s.value[part] !== undefined);
  const channel = latest('channel');
  const time = latest('time');
  if (channel?.field !== 'contact_preference' && time?.field !== 'contact_preference') return undefined;
  const value: NonNullable<Prospect['contact_preference']> = {
    ...(channel?.field === 'contact_preference' && { channel: channel.value.channel }),
    ...(time?.field === 'contact_preference' && { time: time.value.time }),
  };
  const [first, second] = [channel, time].filter((s) => s !== undefined);
  if (first === undefined) return undefined;
  const evidence = second === undefined || second === first ? first.evidence : [first.evidence, second.evidence];
  return { value, evidence };
}

function assembleField(field: ProspectField, statements: readonly Statement[]): Fact | undefined {
  if (isListField(field)) return assembleList(statements);
  if (field === 'contact_preference') return assemblePreference(statements);
  const last = statements.at(-1);
  // The later words first: they are the statement, the earlier ones complete it.
  return last && { value: last.value, evidence: last.earlier ? [last.evidence, last.earlier] : last.evidence };
}

/**
 * The facts that statements amount to: the latest statement of a single value wins (by position, then offset), lists
 * are unions in the order said, without items that differ in case or accents only.
 *
 * @param statements in any order; the result does not depend on it
 */
export function assemble(statements: readonly Statement[]): Facts {
  const sorted = statements.toSorted(compareStatements);
  const facts: [ProspectField, Fact][] = [];
  for (const field of PROSPECT_FIELDS) {
    const fact = assembleField(
      field,
      sorted.filter((s) => s.field === field),
    );
    if (fact !== undefined) facts.push([field, fact]);
  }
  return Object.fromEntries(facts) as Facts;
}

/** The plain values: what `prospect_data` holds. A withdrawn opt-out stays as `false`. */
export function toProspect(facts: Facts): Prospect {
  return Object.fromEntries(Object.entries(facts).map(([field, fact]) => [field, fact.value])) as Prospect;
}

/** Each field's evidence: what the column `evidence` holds. */
export function toEvidence(facts: Facts): Partial<Record<ProspectField, Evidence | readonly Evidence[]>> {
  return Object.fromEntries(Object.entries(facts).map(([field, fact]) => [field, fact.evidence]));
}
