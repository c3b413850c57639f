/** Web addresses of the visitor. */
import { parse } from 'tldts';
import { findHosts, foldedUntil, writtenHost } from '../hosts.ts';
import type { Contact } from './contact.ts';
import { isOthers } from './owner.ts';
import { isTaken, type Reading, type Span, sentenceAt, type Turn } from './reading.ts';
import { signatureLines } from './signature.ts';

const OWN_SITE =
  /\b(?:mi|mis|nuestr[oa]|my|our|meu|minha|noss[oa]|mon|ma|notre|mein\w*|unser\w*)\s+(?:\w+\s){0,2}(?:web\w*|sitio|pagina|site|tienda|store|shop|loja|portal|blog|url|negocio|empresa|company|page|seite|homepage|boutique|landing|domain|dominio|domaine|plateforme|app)\b|^\W*(?:web|website|sitio web|site|url|pagina|www)\b|\b(?:web|website|webseite|sitio(?: web)?|site|url|pagina(?: web)?|web propia|tienda online)\s*(?::|is|es|e|est|ist|,)?\s*$|\b(?:tengo|tenemos|i (?:have|run|own)|we (?:have|run|own)|tenho|temos|j'ai|nous avons|ich habe|wir haben)\b[^.;]{0,40}$/;
const OWN_AFTER =
  /^[\s,.)-]*(?:c'est nous|that'?s (?:us|me|mine|ours)|es (?:nuestr[oa]|mi[oa]|la nuestra|la mia)|somos nosotros|somos nos|e a nossa|das sind wir|is (?:us|ours|mine))/;
const SITE_ASKED =
  /\b(?:web\w*|sites?|sitio|pagina|url|domain\w*|dominio|online|store|shop|tienda|loja|boutique|homepage|portfolio|instagram|brand|marca|marque|marke)\b/;
/** Seen, compared with, or somebody else's. */
const OTHER_SITE =
  /\b(?:vi|vimos|visto|saw|seen|found|gesehen|vu|trouve|on|like|such as|similar|como|wie|comme|competitor\w*|competencia|konkurrenz|concurren\w*|example|ejemplo|exemplo|beispiel|your|tu|su|votre|ihr\w*|seu|sua|via|from|through|por|amazon|link|article|check out|visit\w*|claim)\b[^.;]{0,20}$/;
/** Places where everybody has a page; the host alone is nobody's. */
const COMMON_HOST =
  /^(?:www\.)?(?:google|amazon|instagram|facebook|tiktok|linkedin|youtube|twitter|x|whatsapp|wa|booking|airbnb|etsy|ebay|shopify|wordpress|gmail|hotmail|outlook|mercadolibre|idealista|maps|goo)\.[a-z.]+\/?$/;

const squeezed = (text: string): string => text.replace(/&/g, 'and').replace(/[^a-z0-9]/g, '');

/** True when the visitor says the name of the host in words, or writes from it: "Mud & Honey (mudandhoney.shop)". */
function isNamed(turn: Turn, span: Span, label: string, reading: Reading): boolean {
  const name = squeezed(label);
  if (name.length < 4) return false;
  const parts = label.split('-').filter((part) => part.length >= 4);
  return reading.turns.some((other) => {
    const { low } = other.text;
    const rest = other === turn ? `${low.slice(0, span.start)} ${low.slice(span.end)}` : low;
    const words = squeezed(rest);
    if (parts.length > 1 && parts.every((part) => words.includes(part))) return true;
    return words.includes(name) || (name.length >= 8 && words.includes(name.slice(0, Math.ceil(name.length * 0.75))));
  });
}

/** Web addresses of one turn; the visitor's is called theirs, asked for, named like them, or in a signature. */
export function readWebsites(turn: Turn, reading: Reading): Contact[] {
  const found: Contact[] = [];
  const { low } = turn.text;
  const isSignature = signatureLines(turn).length > 0;
  for (const { value, ...span } of findHosts(low)) {
    if (isTaken(turn, span)) continue;
    const host = value.split('/')[0] ?? '';
    const { isIcann, domain, domainWithoutSuffix, publicSuffix } = parse(host);
    const isKnown = isIcann === true || publicSuffix === 'example' || publicSuffix === 'test';
    if (!isKnown || domain === null || /\.(?:pdf|zip|js|md|py|sh|ts|docx?)$/.test(host)) continue;
    turn.taken.push(span);
    const sentence = sentenceAt(turn, span.start);
    const before = low.slice(sentence.start, span.start);
    const isOnly = sentence.end - sentence.start - (span.end - span.start) <= 8;
    const isAsked =
      turn.asked.has('website') || SITE_ASKED.test(turn.question) || (isOnly && turn.asked.has('company'));
    const isOwn =
      OWN_SITE.test(before) ||
      OWN_AFTER.test(low.slice(span.end, span.end + 30)) ||
      isSignature ||
      (isAsked && !OTHER_SITE.test(before)) ||
      (!OTHER_SITE.test(before.slice(-25)) && isNamed(turn, span, domainWithoutSuffix ?? '', reading)) ||
      isMailHost(domain, reading);
    found.push({
      ...span,
      field: 'website',
      value: writtenHost(turn.text, { value, ...span }),
      quoteEnd: foldedUntil(turn.text, span.end),
      isOwn: isOwn && !COMMON_HOST.test(value) && !isOthers(turn, span),
      confidence: 0.85,
    });
  }
  return found;
}

const isMailHost = (domain: string, reading: Reading): boolean =>
  reading.turns.some((turn) => turn.text.low.includes(`@${domain}`));
