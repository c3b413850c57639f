/**
 * One record from two extractors.
 *
 * Policy, per field:
 * - Identifiers and figures (email, phone, website, budget, team_size, do_not_contact): the rules read them with
 *   libraries and make no slips of the pen, so they win, unless Claude quotes a later statement.
 * - What needs understanding (name, company, role, city, country, language, timeline, intent, and each part of
 *   contact_preference): Claude wins where it has a value, unless the rules' statement is later than all that
 *   Claude has seen.
 * - Lists: Claude's list replaces the rules' list, which then adds only items from messages that Claude has not seen.
 * - Silence never overwrites: a field that one side lacks comes from the other.
 */
import {
  type Evidence,
  type Facts,
  isListField,
  PROSPECT_FIELDS,
  type Prospect,
  type ProspectField,
} from '../../_shared/contract/prospect.ts';
import { foldKey } from './fold.ts';

type Fact = NonNullable<Facts[ProspectField]>;
type Preference = NonNullable<Prospect['contact_preference']>;

/** Fields in which the rules are trusted first; in the others Claude is. */
export const RULES_FIRST: readonly ProspectField[] = [
  'email',
  'phone',
  'website',
  'budget',
  'team_size',
  'do_not_contact',
];

/** Evidence of a fact as a list, as `assemble` wrote it. */
const evidenceOf = (fact: Fact): readonly Evidence[] =>
  Array.isArray(fact.evidence) ? fact.evidence : [fact.evidence as Evidence];

const latest = (fact: Fact): Evidence | undefined =>
  evidenceOf(fact)
    .toSorted((a, b) => a.position - b.position || a.start - b.start)
    .at(-1);

function isLater(a: Evidence | undefined, b: Evidence | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return a.position > b.position || (a.position === b.position && a.start > b.start);
}

const isUnseen = (evidence: Evidence | undefined, claudeThrough: number | undefined): boolean =>
  evidence !== undefined && claudeThrough !== undefined && evidence.position > claudeThrough;

function mergeLists(rules: Fact, claude: Fact, claudeThrough: number | undefined): Fact {
  const value = [...(claude.value as string[])];
  const evidence = [...evidenceOf(claude)];
  const seen = new Set(value.map(foldKey));
  (rules.value as string[]).forEach((item, i) => {
    const own = evidenceOf(rules)[i];
    if (own === undefined || !isUnseen(own, claudeThrough) || seen.has(foldKey(item)) || value.length === 50) return;
    seen.add(foldKey(item));
    value.push(item);
    evidence.push(own);
  });
  return { value, evidence };
}

function mergePreferences(rules: Fact, claude: Fact, claudeThrough: number | undefined): Fact {
  const value: Preference = {};
  const evidence: Evidence[] = [];
  const take = (part: keyof Preference) => {
    const fromRules = partOf(rules, part);
    const fromClaude = partOf(claude, part);
    const useRules = fromClaude === undefined || isUnseen(fromRules, claudeThrough);
    const chosen =
      useRules && fromRules !== undefined ? { fact: rules, own: fromRules } : { fact: claude, own: fromClaude };
    if (chosen.own === undefined) return;
    Object.assign(value, { [part]: (chosen.fact.value as Preference)[part] });
    evidence.push(chosen.own);
  };
  take('channel');
  take('time');
  const [first, second] = evidence;
  if (first === undefined) return claude;
  const isOne = second === undefined || JSON.stringify(first) === JSON.stringify(second);
  return { value, evidence: isOne ? first : evidence };
}

/** Evidence of one part of a preference; where both come from one statement there is one evidence for both. */
function partOf(fact: Fact, part: keyof Preference): Evidence | undefined {
  const value = fact.value as Preference;
  if (value[part] === undefined) return undefined;
  const [first, second] = evidenceOf(fact);
  return part === 'time' && value.channel !== undefined ? (second ?? first) : first;
}

function mergeField(field: ProspectField, rules: Fact, claude: Fact, claudeThrough: number | undefined): Fact {
  if (isListField(field)) return mergeLists(rules, claude, claudeThrough);
  if (field === 'contact_preference') return mergePreferences(rules, claude, claudeThrough);
  if (RULES_FIRST.includes(field)) return isLater(latest(claude), latest(rules)) ? claude : rules;
  return isUnseen(latest(rules), claudeThrough) ? rules : claude;
}

/**
 * Merges what both extractors found in one conversation; the policy stands at the head of this file.
 *
 * @param claude undefined while Claude has not read the conversation
 * @param claudeThrough highest position Claude had seen; undefined means that it saw all that the rules saw
 */
export function mergeFacts(rules: Facts, claude: Facts | undefined, claudeThrough: number | undefined): Facts {
  if (claude === undefined) return rules;
  const merged: [ProspectField, Fact][] = [];
  for (const field of PROSPECT_FIELDS) {
    const [ours, theirs] = [rules[field], claude[field]];
    const fact = ours && theirs ? mergeField(field, ours, theirs, claudeThrough) : (ours ?? theirs);
    if (fact !== undefined) merged.push([field, fact]);
  }
  return Object.fromEntries(merged) as Facts;
}
