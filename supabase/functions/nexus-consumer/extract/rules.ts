/**
 * The extractor that needs no key and no network, for es, en, pt, fr and de: rules propose, a tagger trained on marked
 * conversations weighs what they propose and marks the visitor's words, and rules read values from the marks.
 */
import type { CountryCode } from 'libphonenumber-js/max';
import type { Finding, Transcript } from '../../_shared/contract/prospect.ts';
import type { Extractor } from './extractor.ts';
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
  name: 0.1,
  email: 0.4,
  phone: 0.4,
  company: 0.4,
  role: 0.4,
  website: 1.2,
  city: 0.6,
  country: 1.2,
  interest: 0.7,
  need: 0.4,
  budget: 0.4,
  timeline: 0.4,
  team: 0.4,
  channel: 1.1,
  time: 0.7,
  dnc: 0.4,
  undnc: 0.6,
};
const LEAN_LIST = LABELS.map((label) => LEANS[label]);

function readConversation(transcript: Transcript, { tagger, intent }: Trained, options: RulesOptions): Finding[] {
  const proposals = propose(transcript, options.defaultCountry);
  const turns = readTurns(proposals).map((one) => ({ turn: one.turn, spans: tagTurn(tagger, one, LEAN_LIST) }));
  const found = resolve(turns, proposals);
  // Of these the rules miss little and invent nothing, and a missed opt-out is worse than a doubtful one.
  found.push(...proposals.findings.filter(({ field }) => field === 'country' || field === 'do_not_contact'));
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
    extract: async (transcript) => readConversation(transcript, options.trained ?? trained(), options),
  };
}
