/** What the rules believe that the visitor stated, turn by turn: proposals, which the tagger weighs. */
import type { CountryCode } from 'libphonenumber-js/max';
import type { Finding, Transcript } from '../../../_shared/contract/prospect.ts';
import { readCompanies } from './companies.ts';
import type { Contact } from './contact.ts';
import { readEmails } from './emails.ts';
import { readPlaces } from './locate.ts';
import { readBudgets } from './money.ts';
import { readNames } from './names.ts';
import { readOptOuts } from './optout.ts';
import { weighCountries } from './phone-country.ts';
import { readPhones } from './phones.ts';
import { cityNamed } from './places.ts';
import { readPreferences } from './preference.ts';
import { type Reading, readTranscript, type Span, type Turn } from './reading.ts';
import { readRoles } from './roles.ts';
import { readSignature, signatureLines } from './signature.ts';
import { readTeam } from './team.ts';
import { readTimelines } from './times.ts';
import { readInterests, readNeeds } from './wants.ts';
import { readWebsites } from './websites.ts';

/** A conversation as the rules read it. */
export interface Proposals {
  readonly reading: Reading;
  /** Every address and number, the visitor's or not. */
  readonly contacts: ReadonlyMap<Turn, readonly Contact[]>;
  /** Everything but contacts, language and intent. */
  readonly findings: readonly Finding[];
  /** Where the visitor seems to be, ISO 3166-1 alpha-2: for pesos and dollars. */
  readonly country: string | undefined;
}

/** The folded span of a source span; offsets rise together, so a binary search finds it. */
export function toFolded(turn: Turn, source: { readonly start: number; readonly end: number }): Span {
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

/** Spans of findings of one turn in its folded text. */
function spansOf(turn: Turn, findings: readonly Finding[], field: Finding['field']): Span[] {
  return findings
    .filter((f) => f.field === field && f.evidence.position === turn.position)
    .map((f) => toFolded(turn, f.evidence));
}

/** Countries that the visitor's places point to, likeliest first, then those of the assistant's prices. */
function countriesSaid(hints: readonly Finding[], reading: Reading): string[] {
  const said = hints.filter((f) => f.field === 'country').map((f) => String(f.value));
  const cities = hints.filter((f) => f.field === 'city').map((f) => cityNamed(String(f.value))?.country);
  const prices = [...reading.assistant.matchAll(/\b(mxn|ars|clp|cop|pen|brl)\b/g)].map((m) =>
    m[1]?.slice(0, 2).toUpperCase(),
  );
  return [...said, ...cities, ...prices].filter((code) => code !== undefined);
}

function readContacts(
  reading: Reading,
  hints: readonly Finding[],
  defaultCountry: CountryCode | undefined,
): Map<Turn, Contact[]> {
  const emails = readEmails(reading);
  const phones = readPhones(reading, () => weighCountries(reading, hints, defaultCountry));
  return new Map(
    reading.turns.map((turn) => [
      turn,
      [...(emails.get(turn) ?? []), ...(phones.get(turn) ?? []), ...readWebsites(turn, reading)],
    ]),
  );
}

/**
 * Reads a transcript with the rules.
 *
 * @param defaultCountry where a phone number without prefix is read when neither place nor address says
 */
export function propose(transcript: Transcript, defaultCountry: CountryCode | undefined): Proposals {
  const reading = readTranscript(transcript);
  // Places come before phones, which need a country; lines of numbers are no places, so the order is safe.
  const hints = reading.turns.flatMap((turn) => readPlaces(turn, []));
  const contacts = readContacts(reading, hints, defaultCountry);

  const found: Finding[] = [];
  const names = readNames(reading);
  const signed = new Map(reading.turns.map((turn) => [turn, readSignature(turn, signatureLines(turn))]));
  const signedAt = new Set([...signed].filter(([, block]) => block.names.length > 0).map(([turn]) => turn.position));
  found.push(...names.filter((f) => !signedAt.has(f.evidence.position)));

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
  return { reading, contacts, findings: found, country };
}
