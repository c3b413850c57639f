/** From marked spans to findings: what the marked words mean as a value of their field. */
import type { Finding } from '../../../_shared/contract/prospect.ts';
import { foldWords } from '../fold.ts';
import type { Label } from '../tagger/crf.ts';
import type { Tagged } from '../tagger/tagger.ts';
import { budgetIn } from './budget.ts';
import { channelOf } from './channels.ts';
import type { Contact } from './contact.ts';
import { isOutgoing } from './expenses.ts';
import { countryNamed } from './places.ts';
import { timeOf } from './preference.ts';
import type { Proposals } from './propose.ts';
import { finding, type Span, type Turn, wordsOf } from './reading.ts';
import { trimLegal } from './signature.ts';
import { teamIn } from './team.ts';
import { titled } from './words.ts';

const PHRASES = {
  company: 'company',
  role: 'role',
  city: 'city',
  timeline: 'timeline',
  interest: 'interests',
  need: 'needs',
} as const satisfies Partial<Record<Label, Finding['field']>>;

/** A span of a turn that was marked. */
export interface TaggedTurn {
  readonly turn: Turn;
  readonly spans: readonly Tagged[];
}

/** From the first figure of a span on: words may stand before it. */
const firstFigure = (turn: Turn, { start, end }: Tagged): Span => {
  const at = turn.text.low.slice(start, end).search(/\d/);
  return { start: at === -1 ? start : start + at, end };
};

/** Where a channel's word names somebody's address: "her email is", "su correo es ana@…". */
function isLabel(turn: Turn, span: Span, contacts: readonly Contact[]): boolean {
  const { low } = turn.text;
  const isTheirs = /(?<!\p{L})(?:her|his|their|dele|dela|leur|ihre?|seine?)\s(?:\p{L}+\s)?$/u.test(
    low.slice(0, span.start),
  );
  const next = contacts.find(({ start }) => start >= span.end && start - span.end <= 16);
  const gap = next && low.slice(span.end, next.start);
  const isNamed = gap !== undefined && /^\s?(?:address\s|adresse\s)?(?:is|es|e|est|ist|lautet|[:=])?\s?$/.test(gap);
  return isNamed && (isTheirs || next?.isOwn === false);
}

/** The marked words themselves; of a firm without its legal form. */
function phraseFinding(turn: Turn, span: Tagged, label: keyof typeof PHRASES): Finding[] {
  const said = label === 'company' ? trimLegal(turn, span) : span;
  const words = wordsOf(turn, said);
  const value = label === 'city' || label === 'company' ? titled(words) : words;
  return words === '' ? [] : [finding(turn, PHRASES[label], value, said, span.confidence)];
}

function resolveOne(turn: Turn, span: Tagged, { reading, country, contacts }: Proposals): Finding[] {
  const { label, confidence } = span;
  switch (label) {
    case 'company':
    case 'role':
    case 'city':
    case 'timeline':
    case 'interest':
    case 'need':
      return phraseFinding(turn, span, label);
    case 'country': {
      const code = countryNamed(turn.text.low.slice(span.start, span.end));
      return code === undefined ? [] : [finding(turn, 'country', code, span, confidence)];
    }
    case 'budget':
      return isOutgoing(turn, firstFigure(turn, span)) ? [] : budgetIn(turn, span, reading, country, confidence);
    case 'team':
      return teamIn(turn, span, confidence);
    case 'channel': {
      const channel = channelOf(turn, span);
      return channel === undefined || isLabel(turn, span, contacts.get(turn) ?? [])
        ? []
        : [finding(turn, 'contact_preference', { channel }, span, confidence)];
    }
    case 'time': {
      const time = timeOf(turn, span);
      return [finding(turn, 'contact_preference', { time: wordsOf(turn, time) }, time, confidence)];
    }
    case 'dnc':
    case 'undnc':
      return [finding(turn, 'do_not_contact', label === 'dnc', span, confidence)];
    case 'name':
    // Contacts are the rules' own; their marks keep others from claiming the words.
    case 'email':
    case 'phone':
    case 'website':
      return [];
    default:
      return label satisfies never;
  }
}

/** Names as they grow: a surname asked for later completes the name, a shorter mention does not replace it. */
function resolveNames(turns: readonly TaggedTurn[]): Finding[] {
  const found: Finding[] = [];
  let known: string[] = [];
  let name = '';
  for (const { turn, spans } of turns) {
    for (const span of spans.filter(({ label }) => label === 'name')) {
      const value = titled(wordsOf(turn, span));
      const words = foldWords(value);
      if (words.length === 0 || words.every((word) => known.includes(word))) continue;
      const isSurname = turn.asked.has('surname') && name !== '' && !words.some((word) => known.includes(word));
      name = isSurname ? `${name} ${value}` : value;
      known = foldWords(name);
      found.push(finding(turn, 'name', name, span, span.confidence));
    }
  }
  return found;
}

const stemsOf = (text: string): Set<string> =>
  new Set(
    foldWords(text)
      .filter((word) => word.length > 3)
      .map((word) => word.slice(0, 5)),
  );

/** Lists name each thing once: what shares most of its words' beginnings with something named before is the same again. */
function withoutRepeats(found: readonly Finding[]): Finding[] {
  const seen: Record<'interests' | 'needs', Set<string>[]> = { interests: [], needs: [] };
  return found.filter((one) => {
    if (one.field !== 'interests' && one.field !== 'needs') return true;
    const stems = stemsOf(one.value);
    const isRepeat = seen[one.field].some((other) => {
      const shared = Array.from(stems).filter((stem) => other.has(stem)).length;
      return shared * 2 > Math.min(stems.size, other.size);
    });
    seen[one.field].push(stems);
    return !isRepeat;
  });
}

const SINGLE: readonly Finding['field'][] = ['name', 'company', 'role', 'city'];
/** A later statement wins unless it is doubtful where an earlier one was not: then it is about somebody else. */
const DOUBTFUL = 0.6;
const SURE = 0.85;

function withoutDoubtful(found: readonly Finding[]): Finding[] {
  return found.filter(
    (one, i) =>
      !SINGLE.includes(one.field) ||
      one.evidence.confidence >= DOUBTFUL ||
      !found.slice(0, i).some((other) => other.field === one.field && other.evidence.confidence >= SURE),
  );
}

/** What the marked spans of a conversation say. */
export function resolve(turns: readonly TaggedTurn[], proposals: Proposals): Finding[] {
  const found = turns.flatMap(({ turn, spans }) => spans.flatMap((span) => resolveOne(turn, span, proposals)));
  return withoutDoubtful([...resolveNames(turns), ...withoutRepeats(found)]);
}
