/** How many people the visitor's team or company has. */
import type { Finding, FindingValue } from '../../../_shared/contract/prospect.ts';
import { findNumbers, type NumberSpan } from '../numbers.ts';
import { isNegated } from './owner.ts';
import { peopleOf } from './people.ts';
import { finding, isTaken, type Reading, type Span, sentenceAt, type Turn } from './reading.ts';

type Size = FindingValue<'team_size'>;

const STAFF = String.raw`(?:emplead[oa]s|trabajador\w+|employees?|staff(?: members)?|colaborador\w+|funcionari[oa]s|mitarbeiter\w*|angestellte\w*|salaries|employes|collaborateurs|headcount|personas? en (?:el equipo|la empresa|total|mi equipo|nuestro equipo|plantilla|la oficina)|people (?:in|on|at) (?:the|my|our) (?:team|company|office|firm|staff|department)|workers|reps|agents|developers|engineers|vendedores|usuarios|users|utilisateurs|nutzer|benutzer|agentes|comerciales|commerciaux|vendeurs|techniciens|tecnicos|asesores|operarios|consultores|abogados|lawyers|nurses|drivers|technicians|membros|membres|team members|person team|people team|people company|person company|man team|personen im team|leute im team|personnes dans l'equipe|pessoas na equipe|pessoas no time)`;
const AFTER = new RegExp(
  String.raw`^\s?(?:or so |mas o menos |aproximadamente )?(?:\p{L}+\s)?(?:of us\b|de nosotros\b|${STAFF}\b)`,
  'u',
);
const PEOPLE_AFTER =
  /^\s?-?(?:personas?|people|person|pessoas|personnes|personen|leute|folks|guys|chicos|de nos|en total|no total|au total|insgesamt|in total|a mano)\b/;
const WE =
  /\b(?:somos|seriamos|seremos|estamos|eramos|we'?re|we are|there are|there'?s|there would be|we'?d be|it would be|nous sommes|on est|on serait|nous serions|wir sind|wir waren|sind wir|zu|somos uns|equipo de|plantilla de|team of|staff of|crew of|equipe de|time de|team von|team mit|empresa de|company of|(?:firm|company|agency|business|office|empresa|agencia|oficina|clinica|escola|escuela|entreprise|agence|firma|agentur|kanzlei)(?:,| with| of| con| de| mit| com| avec)|tenemos(?: a)?|we have|have a team of|temos|nous avons|wir haben|emplea(?:mos)?|employ|equipo (?:somos|es de)|in total|seria para)\s+(?:a |an |eine? |une |uma |about |around |roughly |like |unos |unas |solo |just |only |ya |casi |nearly |almost |environ |etwa |rund |ca\.? |uns |umas |cerca de |aproximadamente |alrededor de |mas de |over |more than |entre |between |un equipo de |a team of |uma equipe de |une equipe de |ein team von )*$/;
/** What would be is no fact: "e se eu tivesse uns 50 funcionários". */
const HYPOTHETICAL =
  /\b(?:if (?:i|we) (?:had|were|get|have)|si (?:yo )?(?:tuvier\w+|fuer\w+|somos mas)|se (?:eu )?(?:tivesse\w*|fosse\w*|tiver)|si (?:j'avais|on avait|nous avions|j'etais)|wenn (?:ich|wir) (?:hatten?|waren?)|eramos|eramos|used to be|waren fruher|lost|perdimos)\b/;
/** Guests, seats at a table and clients are no team. */
const NOT_TEAM =
  /\b(?:table|mesa|reserv\w+|book\w*|booking|room|habitacion\w*|quarto|chambre|zimmer|tisch|tickets?|entradas|boletos|billets|guests?|invitados|huespedes|convidados|invites|gaste|dinner|cena|party|fiesta|wedding|boda|casamento|mariage|hochzeit|event\w*|evento|restaurant\w*|flight|vuelo|passengers?|pasajeros|adults?|adultos|children|ninos|kids|pizza|taxi|cab|train|ride|trip|stay|nights?|noches|hotel|clientes|customers|clients|kunden|alumnos|students|alunos|schuler|pacientes|patients|suscriptores|subscribers|followers|seguidores|visitors)\b/;
const UNIT_AFTER =
  /^\s?(?:%|[$€£]|k\b|euros?|dolar\w*|usd|pesos|reais|dias|days|semanas|weeks?|meses|months?|mois|monat\w*|tag\w*|woche\w*|anos|years?|ans|jahr\w*|horas|hours?|tiendas|stores|sedes|sucursales|locations?|offices|oficinas|lojas|filiais|filial\w*|magasins|hoteles|restaurantes|gimnasios|locales|km|m2|am|pm|h\b|uhr|unidades|productos|products|pedidos|orders|proyectos|projects|pagina\w*|pages?|clientes|customers)/;

/** A number with what stands around it as a range. */
function sizeOf(number: NumberSpan, upper: NumberSpan | undefined, before: string, after: string): Size {
  if (upper) return { min: number.value, max: upper.value };
  if (
    /\b(?:hasta|up to|max\w*|menos de|less than|under|fewer than|ate|jusqu'a|bis zu|unter|weniger als|moins de)\s*$/.test(
      before,
    )
  )
    return { max: number.value };
  const isLower =
    /\b(?:mas de|more than|over|at least|al menos|mais de|plus de|mehr als|uber|mindestens)\s*$/.test(before) ||
    /^\s?\+/.test(after);
  return isLower ? { min: number.value } : { min: number.value, max: number.value };
}

/** The team size that a span of the visitor's words states. */
export function teamIn(turn: Turn, span: Span, confidence: number): Finding[] {
  const value = peopleOf(turn, span);
  return value === undefined ? [] : [finding(turn, 'team_size', value, span, confidence)];
}

/** Team sizes in one turn. */
export function readTeam(turn: Turn, reading: Reading): Finding[] {
  const found: Finding[] = [];
  const { low } = turn.text;
  const langs = reading.lang ? ([reading.lang] as const) : (['es', 'en'] as const);
  const numbers = findNumbers(low, langs).filter(
    (n) => Number.isInteger(n.value) && n.value >= 1 && n.value < 1_000_000,
  );
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i];
    if (!number || isTaken(turn, number)) continue;
    const sentence = sentenceAt(turn, number.start);
    const before = low.slice(sentence.start, number.start);
    const next = numbers[i + 1];
    const isRange =
      next !== undefined &&
      /^\s?(?:-|a|to|o|or|y|and|bis|oder|ou|e|et|und)\s?$/.test(low.slice(number.end, next.start)) &&
      next.value > number.value;
    const end = isRange && next ? next.end : number.end;
    const after = low.slice(end, sentence.end);
    const isStaff = AFTER.test(after);
    const isPeople = PEOPLE_AFTER.test(after);
    const isWe = WE.test(before);
    const isBareWe =
      isWe &&
      /\b(?:somos|seriamos|seremos|we'?re|we are|we'?d be|nous sommes|on est|wir sind|sind wir|equipo de|team of|staff of|equipe de|time de|team von|plantilla de|company of|empresa de)\s+(?:\p{L}+\s){0,2}$/u.test(
        before,
      ) &&
      !UNIT_AFTER.test(after) &&
      /^\s*(?:$|[,.;)]|y\b|and\b|e\b|et\b|und\b|in\b|en\b|people|personas|total)/.test(after);
    const isAsked = turn.asked.has('team') && !UNIT_AFTER.test(after) && (i === 0 || isPeople);
    if (!(isStaff || (isPeople && isWe) || isBareWe || isAsked)) continue;
    if (NOT_TEAM.test(low.slice(sentence.start, sentence.end)) && !isStaff) continue;
    if (HYPOTHETICAL.test(low.slice(sentence.start, number.start))) continue;
    if (isNegated(turn, number.start) && !isAsked) continue;
    const value = sizeOf(number, isRange ? next : undefined, before, after);
    const quote = /^\s?[\p{L}]+/u.exec(low.slice(end))?.[0].length ?? 0;
    found.push(
      finding(turn, 'team_size', value, { start: number.start, end: isStaff || isPeople ? end + quote : end }, 0.8),
    );
    if (isRange) i++;
  }
  return found;
}
