/**
 * One record from two extractors. Both are grounded by the same code before they meet here; the policy decides who is
 * believed about the same words.
 *
 * | field | who wins | why |
 * |---|---|---|
 * | email, phone, website, budget, team_size | rules, unless Claude quotes a later statement | libraries parse them, and make no slips of the pen; which statement is a correction, Claude sees better |
 * | do_not_contact | the same | an opt-out must not hang on a model's mood; its withdrawal comes later |
 * | name, company, role, city, country, language, timeline, intent | Claude, unless the rules' statement is later than all that Claude has read | needs understanding: whose it is, whether it is meant |
 * | contact_preference | Claude, by the same rule, for channel and time each | often said apart |
 * | interests, needs | Claude's list; from the rules only items of messages that Claude has not read | two wordings of one wish would stand twice |
 *
 * - Silence never overwrites: a field that one side lacks comes from the other. So what a visitor takes back from Claude's
 *   record may come from the rules again, if they did not hear that it was taken back.
 * - Claude's own facts over several calls are merged before, in `record.ts`: the later statement wins, lists are united.
 * - What the rules hear while a conversation is not yet quiet stands at once, and Claude's next reading has the last word.
 */
import {
  type Evidence,
  type Facts,
  PROSPECT_FIELDS,
  type Prospect,
  type ProspectField,
} from '../../_shared/contract/prospect.ts';
import { foldKey } from './fold.ts';

type Fact = NonNullable<Facts[ProspectField]>;
type Preference = NonNullable<Prospect['contact_preference']>;

type Winner = 'rules' | 'claude' | 'parts' | 'list';

/** The table above, as code; a field without an entry does not compile. */
const POLICY: Readonly<Record<ProspectField, Winner>> = {
  name: 'claude',
  email: 'rules',
  phone: 'rules',
  company: 'claude',
  role: 'claude',
  website: 'rules',
  city: 'claude',
  country: 'claude',
  language: 'claude',
  interests: 'list',
  needs: 'list',
  budget: 'rules',
  timeline: 'claude',
  team_size: 'rules',
  contact_preference: 'parts',
  do_not_contact: 'rules',
  intent: 'claude',
};

/** Fields in which the rules are trusted first; in the others Claude is. */
export const RULES_FIRST: readonly ProspectField[] = PROSPECT_FIELDS.filter((field) => POLICY[field] === 'rules');

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
  const winner = POLICY[field];
  switch (winner) {
    case 'list':
      return mergeLists(rules, claude, claudeThrough);
    case 'parts':
      return mergePreferences(rules, claude, claudeThrough);
    case 'rules':
      return isLater(latest(claude), latest(rules)) ? claude : rules;
    case 'claude':
      return isUnseen(latest(rules), claudeThrough) ? rules : claude;
    default:
      return winner satisfies never;
  }
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
