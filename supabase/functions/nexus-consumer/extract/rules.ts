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
import { propose } from './rules/propose.ts';
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
 * How readily each label is given, added to its score: tuned for F1 on conversations that training did not see. Names and
 * needs are doubted more than channels, which few other things look like.
 */
const LEANS: Readonly<Record<Label, number>> = {
  name: 0.6,
  email: 0.4,
  phone: 0.4,
  company: 0.8,
  role: 1.0,
  website: 1.2,
  city: 0.8,
  country: 1.2,
  interest: 0.95,
  need: 0.8,
  budget: 0.6,
  timeline: 0.6,
  team: 0.6,
  channel: 1.3,
  time: 0.9,
  dnc: 0.6,
  undnc: 0.8,
};
/** Where nothing is believed this much, the visitor was not speaking of themselves: small talk, a question, a complaint. */
const SURE = 0.6;
/** Fields whose rules are right nine times in ten by themselves. */
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
const LEAN_LIST = LABELS.map((label) => LEANS[label]);

function readConversation(transcript: Transcript, { tagger, intent }: Trained, options: RulesOptions): Finding[] {
  const proposals = propose(transcript, options.defaultCountry);
  const turns = readTurns(proposals).map((one) => ({ turn: one.turn, spans: tagTurn(tagger, one, LEAN_LIST) }));
  const isSure = turns.some(({ spans }) => spans.some(({ confidence }) => confidence >= SURE));
  const found = isSure ? resolve(turns, proposals) : [];
  // Where the tagger marks none of a field, the rules' own reading stands: plain sentences are what they know best.
  const isMarked = new Set(found.map(({ field }) => field));
  found.push(...proposals.findings.filter(({ field }) => TRUSTED.includes(field) && !isMarked.has(field)));
  found.push(...corrections(proposals, found));
  // Of these the rules miss little and invent nothing, and a missed opt-out is worse than a doubtful one.
  found.push(...proposals.findings.filter(({ field }) => field === 'country' || field === 'do_not_contact'));
  for (const [turn, contacts] of proposals.contacts) {
    found.push(...contacts.filter(({ isOwn }) => isOwn).flatMap((contact) => contactFinding(turn, contact)));
  }
  found.push(...classifyIntent(intent, proposals.reading, found), ...languages(proposals.reading));
  return found;
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
