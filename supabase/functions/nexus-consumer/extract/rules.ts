/** The extractor that needs no key and no network: rules over the visitor's words, for es, en, pt, fr and de. */
import type { CountryCode } from 'libphonenumber-js/max';
import type { Finding, Transcript } from '../../_shared/contract/prospect.ts';
import type { Extractor } from './extractor.ts';
import { contactFinding } from './rules/contact.ts';
import { readIntents } from './rules/intent.ts';
import { languageTag } from './rules/language.ts';
import { propose } from './rules/propose.ts';
import { finding, type Reading } from './rules/reading.ts';
import { resolve } from './rules/resolve.ts';
import { classifyIntent, type IntentModel } from './tagger/intent.ts';
import { type Model, tagTurn } from './tagger/tagger.ts';
import { readTurns } from './tagger/turns.ts';
import { RULES_VERSION } from './version.ts';

export interface RulesOptions {
  readonly model?: Model;
  readonly intent?: IntentModel;
  readonly lean?: number;
  readonly floor?: number;
  /** Where a phone number without prefix is read when neither place nor address says; default: by language. */
  readonly defaultCountry?: CountryCode;
}

function readConversation(transcript: Transcript, options: RulesOptions): Finding[] {
  const proposals = propose(transcript, options.defaultCountry);
  const { reading, contacts, findings } = proposals;
  if (options.model) {
    const { model } = options;
    const turns = readTurns(proposals).map((one) => ({ turn: one.turn, spans: tagTurn(model, one, options.lean ?? 0, options.floor ?? 0) }));
    const found = resolve(turns, proposals);
    found.push(...(options.intent ? classifyIntent(options.intent, reading, found) : readIntents(reading, found)), ...languages(reading));
    return found;
  }
  const own = Array.from(contacts, ([turn, list]) =>
    list.filter(({ isOwn }) => isOwn).flatMap((contact) => contactFinding(turn, contact)),
  );
  const found = [...own.flat(), ...findings];
  found.push(...readIntents(reading, found), ...languages(reading));
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
    extract: async (transcript) => readConversation(transcript, options),
  };
}
