/** The extractor that needs no key and no network: rules over the visitor's words, for es, en, pt, fr and de. */
import type { CountryCode } from 'libphonenumber-js/max';
import type { Finding, Transcript } from '../../_shared/contract/prospect.ts';
import type { Extractor } from './extractor.ts';
import { readCompanies } from './rules/companies.ts';
import { phoneCountries, readEmails, readPhones, readWebsites } from './rules/contact.ts';
import { readIntents } from './rules/intent.ts';
import { languageTag } from './rules/language.ts';
import { readPlaces } from './rules/locate.ts';
import { readBudgets } from './rules/money.ts';
import { readNames } from './rules/names.ts';
import { cityNamed } from './rules/places.ts';
import { readOptOuts, readPreferences } from './rules/preference.ts';
import { finding, type Reading, readTranscript, type Span, type Turn } from './rules/reading.ts';
import { readRoles } from './rules/roles.ts';
import { readSignature, signatureLines } from './rules/signature.ts';
import { readTeam } from './rules/team.ts';
import { readTimelines } from './rules/times.ts';
import { readInterests, readNeeds } from './rules/wants.ts';

export interface RulesOptions {
  /** Where a phone number without prefix is read when neither place nor address says; default: by language. */
  readonly defaultCountry?: CountryCode;
}

/** Spans of findings of one turn in its folded text. */
function spansOf(turn: Turn, findings: readonly Finding[], field: Finding['field']): Span[] {
  return findings
    .filter((f) => f.field === field && f.evidence.position === turn.position)
    .map((f) => toFolded(turn, f.evidence));
}

/** The folded span of a source span; offsets rise together, so a binary search finds it. */
function toFolded(turn: Turn, source: { start: number; end: number }): Span {
  const find = (offset: number) => {
    let [low, high] = [0, turn.text.low.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (turn.text.toSource(middle, middle).start < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return { start: find(source.start), end: find(source.end) };
}

/** Countries that the visitor's places and addresses point to, likeliest first. */
function countriesSaid(findings: readonly Finding[], reading: Reading): string[] {
  const said = findings.filter((f) => f.field === 'country').map((f) => String(f.value));
  const cities = findings.filter((f) => f.field === 'city').map((f) => cityNamed(String(f.value))?.country);
  const domains = findings
    .filter((f) => f.field === 'email' || f.field === 'website')
    .map((f) => /\.([a-z]{2})(?:\/|$)/.exec(String(f.value))?.[1]?.toUpperCase())
    .filter((tld) => tld !== undefined && !['CO', 'IO', 'ME', 'TV', 'AI', 'EU', 'LY', 'TO', 'CC', 'FM'].includes(tld))
    .map((tld) => (tld === 'UK' ? 'GB' : tld));
  const prices = [...reading.assistant.matchAll(/\b(mxn|ars|clp|cop|pen|brl)\b/g)].map((m) =>
    m[1]?.slice(0, 2).toUpperCase(),
  );
  return [...said, ...cities, ...domains, ...prices].filter((code) => code !== undefined);
}

function readConversation(transcript: Transcript, options: RulesOptions): Finding[] {
  const reading = readTranscript(transcript);
  const found: Finding[] = [];
  for (const turn of reading.turns) found.push(...readEmails(turn));

  // Places come before phones, which need a country; lines of numbers are no places, so the order is safe.
  const hints = reading.turns.flatMap((turn) => readPlaces(turn, []));
  const websites: Finding[] = [];
  const blocks = new Map<Turn, ReturnType<typeof signatureLines>>();
  for (const turn of reading.turns) {
    const countries = phoneCountries(
      countriesSaid([...hints, ...found], reading),
      reading.lang,
      options.defaultCountry,
    );
    found.push(...readPhones(turn, countries));
    const lines = signatureLines(turn);
    blocks.set(turn, lines);
    websites.push(...readWebsites(turn, reading, lines.length > 0));
  }
  found.push(...websites);

  const names = readNames(reading);
  const signed = new Map(reading.turns.map((turn) => [turn, readSignature(turn, blocks.get(turn) ?? [])]));
  const hasSignedName = (turn: Turn) => (signed.get(turn)?.names.length ?? 0) > 0;
  found.push(
    ...names.filter((f) => !reading.turns.some((t) => t.position === f.evidence.position && hasSignedName(t))),
  );

  const country = countriesSaid(hints, reading)[0];
  for (const turn of reading.turns) {
    const block = signed.get(turn) ?? { findings: [], names: [] };
    found.push(...block.findings);
    const nameSpans = [...spansOf(turn, names, 'name'), ...block.names];
    const signedFields = new Set(block.findings.map((f) => f.field));
    const roles = readRoles(turn, nameSpans);
    const anchors = [...nameSpans, ...spansOf(turn, roles, 'role')];
    const companies = readCompanies(turn, anchors);
    const own = [...nameSpans, ...spansOf(turn, companies, 'company')];
    const fresh = [...roles, ...companies, ...readPlaces(turn, own)];
    found.push(...fresh.filter((f) => !signedFields.has(f.field)));
    found.push(...readOptOuts(turn), ...readBudgets(turn, reading, country), ...readTeam(turn, reading));
    found.push(...readTimelines(turn), ...readPreferences(turn), ...readNeeds(turn));
  }
  found.push(...readInterests(reading));
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
    extract: async (transcript) => readConversation(transcript, options),
  };
}
