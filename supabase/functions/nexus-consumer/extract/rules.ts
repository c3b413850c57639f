/**
 * The extractor that needs no key and no network, for es, en, pt, fr and de: rules propose, a tagger trained on marked
 * conversations weighs what they propose and marks the visitor's words, and rules read values from the marks.
 */
import type { CountryCode } from 'libphonenumber-js/max';
import type { Finding, Transcript } from '../../_shared/contract/prospect.ts';
import type { Extractor } from './extractor.ts';
import { contactFinding } from './rules/contact.ts';
import { corrections } from './rules/corrections.ts';
import { languageTag } from './rules/language.ts';
import { type Proposals, propose } from './rules/propose.ts';
import { finding, type Reading } from './rules/reading.ts';
import { resolve } from './rules/resolve.ts';
import { LABELS, type Label } from './tagger/crf.ts';
import { classifyIntent } from './tagger/intent.ts';
import { tagTurn } from './tagger/tagger.ts';
import { type Trained, trained } from './tagger/trained.ts';
import { readTurns } from './tagger/turns.ts';
import { RULES_VERSION } from './version.ts';

export interface RulesOptions {
  /** Where a phone number without prefix is read when neither place nor address says; default: by language. */
  readonly defaultCountry?: CountryCode;
  /** Other weights than the shipped ones, to evaluate them. */
  readonly trained?: Trained;
}

/**
 * How readily each label is given, added to its score. Set by hand on the look part (`npm run eval`) for F1, and then all
 * lowered together until nine of ten values are right.
 */
const LEANS: Readonly<Record<Label, number>> = {
  name: 0.9,
  email: 0.1,
  phone: 0.1,
  company: 0.5,
  role: 0.7,
  website: 0.9,
  city: 0.5,
  country: 0.9,
  interest: 0.65,
  need: 0.5,
  budget: 0.3,
  timeline: 0.3,
  team: 0.3,
  channel: 1.0,
  time: 0.6,
  dnc: 0.3,
  undnc: 0.5,
};
/** Where nothing is believed this much, the visitor was not speaking of themselves: small talk, a question, a complaint. */
const SURE = 0.6;
/** Fields in which, where the tagger marks none, the rules add more right values than wrong ones on the look part. */
const TRUSTED: readonly Finding['field'][] = [
  'name',
  'city',
  'role',
  'budget',
  'team_size',
  'timeline',
  'contact_preference',
  'needs',
];
/** How sure the rules are of a name said in a correction; of others they are less so. */
const CORRECTED = 0.9;
const LEAN_LIST = LABELS.map((label) => LEANS[label]);

function readConversation(transcript: Transcript, { tagger, intent }: Trained, options: RulesOptions): Finding[] {
  const proposals = propose(transcript, options.defaultCountry);
  const turns = readTurns(proposals).map((one) => ({ turn: one.turn, spans: tagTurn(tagger, one, LEAN_LIST) }));
  const isSure = turns.some(({ spans }) => spans.some(({ confidence }) => confidence >= SURE));
  const found = isSure ? resolve(turns, proposals) : [];
  // Where the tagger marks none of a field, the rules' own reading stands: plain sentences are what they know best.
  const isMarked = new Set(found.map(({ field }) => field));
  found.push(...proposals.findings.filter(({ field }) => TRUSTED.includes(field) && !isMarked.has(field)));
  found.push(...corrections(proposals, found), ...correctedNames(proposals, found));
  // Of these the rules miss little and invent nothing, and a missed opt-out is worse than a doubtful one.
  found.push(...proposals.findings.filter(({ field }) => field === 'country' || field === 'do_not_contact'));
  for (const [turn, contacts] of proposals.contacts) {
    found.push(...contacts.filter(({ isOwn }) => isOwn).flatMap((contact) => contactFinding(turn, contact)));
  }
  found.push(...classifyIntent(intent, proposals.reading, found), ...languages(proposals.reading));
  return found;
}

/** "Actually it's Robert Okafor": the rules hear a correction where the tagger still holds on to the name before it. */
function correctedNames({ findings }: Proposals, found: readonly Finding[]): Finding[] {
  const names = found.filter(({ field }) => field === 'name');
  return findings.filter(
    ({ field, evidence }) =>
      field === 'name' &&
      evidence.confidence >= CORRECTED &&
      names.length > 0 &&
      names.every((one) => isBefore(one.evidence, evidence)),
  );
}

function isBefore(a: Finding['evidence'], b: Finding['evidence']): boolean {
  return a.position < b.position || (a.position === b.position && a.end <= b.start);
}

function languages(reading: Reading): Finding[] {
  const last = reading.turns.findLast((turn) => /\p{L}/u.test(turn.text.plain));
  const tag = languageTag(
    reading.turns.map((turn) => turn.text),
    reading.lang,
  );
  const span = last?.sentences.find((s) => /\p{L}/u.test(last.text.plain.slice(s.start, s.end)));
  return last && tag && span ? [finding(last, 'language', tag, span, 0.8)] : [];
}

/** Creates the rules extractor. It is deterministic: no clock, no randomness, no locale of the machine. */
export function rulesExtractor(options: RulesOptions = {}): Extractor {
  return {
    name: 'rules',
    version: RULES_VERSION,
    extract: async (transcript) => readConversation(transcript, options.trained ?? (await trained()), options),
  };
}
