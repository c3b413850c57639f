/** How many people a span of words amounts to: "5 guys plus me", "una veintena", "acht, nein, neun", "wir zwei". */
import type { FindingValue } from '../../../_shared/contract/prospect.ts';
import { boundsOf, CORRECTS, RANGE_GAP } from './bounds.ts';
import { type Span, sentenceAt, type Turn } from './reading.ts';
import { findSums } from './sums.ts';

type Size = FindingValue<'team_size'>;

const ME = '(?:me|myself|i|yo|moi|ich|mich|eu|mim|un servidor|una servidora)';
const AND = String.raw`(?:and|y|e|et|und|plus|mas|mais|\+|&|con|com|avec|mit|with|sowie)`;
const WITH_ME = new RegExp(String.raw`(?<!\p{L})(?:${ME},? ${AND}(?!\p{L})|${AND} ${ME}(?!\p{L}))`, 'u');
/** Others by their relation, where no number says how many. */
const OTHER =
  /(?<!\p{L})(?:mi|my|meu|minha|mon|ma|mein\p{L}*|un|una|um|uma|une?|ein\p{L}*|an?|the|el|la|o|le|die|der) (?!poco|bit|lot|team|equipo|equipe|time)\p{L}{3,}/gu;
const ALONE =
  /(?<!\p{L})(?:(?:tout(?:e)? )?seule?|solo yo|yo sol[oa]|sol[oa]|solo|alone|just me|only me|me only|allein\p{L}*|sozinh[oa]|so eu|somente eu|apenas eu|einzel\p{L}+|ein(?:e)?[- ]?(?:mann|frau)\p{L}*|one[- ](?:man|woman|person)\p{L}*|solopreneur|autonom[oa]|freelancer?|moi|myself|nur ich|ich)(?!\p{L})/u;
const GROUPS: readonly [RegExp, number][] = [
  [
    /(?<!\p{L})(?:zweier\p{L}*|zu zweit|zwei[- ]?(?:mann|frau)\p{L}*|duo|dueto|pair|couple|pareja|par|dupla|both|los dos|as duas|os dois|tous les deux|beide)(?!\p{L})/u,
    2,
  ],
  [/(?<!\p{L})(?:dreier\p{L}*|zu dritt|drei[- ]?(?:mann|frau)\p{L}*|trio)(?!\p{L})/u, 3],
  [/(?<!\p{L})(?:vierer\p{L}*|zu viert|vier[- ]?(?:mann|frau)\p{L}*|quartett?|cuarteto|quarteto|quatuor)(?!\p{L})/u, 4],
  [/(?<!\p{L})(?:funfer\p{L}*|zu funft)(?!\p{L})/u, 5],
  [/(?<!\p{L})(?:sechser\p{L}*|zu sechst)(?!\p{L})/u, 6],
];
/** "Veintipico", "twenty-odd", "vingt et quelques": up to the next ten. */
const AND_SOME =
  /^[\s-]?(?:(?:y|e|et|und|and|-)?\s?(?:pico|tant[oa]s?|algo|poucos?|quelques|ein paar|some|something|odd|kurze?)|pico)(?!\p{L})/u;
const PICO = /(?<!\p{L})(veinti|treinti|treintai?|cuarenti|cuarentai?|cincuenti|sesenti)(?:y)?pico(?!\p{L})/u;
const TENS: Readonly<Record<string, number>> = { vei: 20, tre: 30, cua: 40, cin: 50, ses: 60 };
/** What follows is a part of what was said, or another crowd. */
const PART_OF =
  /(?<!\p{L})(?:of (?:them|whom|which)|davon|darunter|de los cuales|de ellos|dos quais|delas|dont|parmi|clientes?|clients?|kunden|customers|sedes|sites|tiendas|stores|standorte\p{L}*|oficinas|offices)(?!\p{L})/u;

const SEASON =
  /(?<!\p{L})(?:summer|winter|verano|invierno|verao|inverno|ete|hiver|sommer|temporada|season|saison)(?!\p{L})/u;

const isWhole = (value: number): boolean => Number.isInteger(value) && value >= 1 && value < 1_000_000;

function withoutNumbers(low: string): Size | undefined {
  const pico = PICO.exec(low);
  if (pico) {
    const min = TENS[(pico[1] ?? '').slice(0, 3)] ?? 20;
    return { min, max: min + 9 };
  }
  const group = GROUPS.find(([words]) => words.test(low))?.[1];
  if (group !== undefined) return { min: group, max: group };
  if (WITH_ME.test(low)) {
    const others = low.match(OTHER)?.length ?? 1;
    return { min: 1 + Math.max(1, others), max: 1 + Math.max(1, others) };
  }
  if (/(?<!\p{L})(?:un|una|uno|one|ein\p{L}*|um|uma|une)(?!\p{L})/u.test(low) || ALONE.test(low))
    return { min: 1, max: 1 };
  return undefined;
}

/** The number of people that a span of a turn states; undefined when it states none. */
export function peopleOf(turn: Turn, span: Span): Size | undefined {
  const low = turn.text.low.slice(span.start, span.end);
  const numbers = findSums(low, turn.lang).filter(({ value }) => isWhole(value) || isWhole(value - 0.5));
  const [first, second] = numbers;
  if (first === undefined) return withoutNumbers(low);
  const exact = (value: number): Size => ({ min: value, max: value });
  if (AND_SOME.test(low.slice(first.end)) && first.value >= 10) return { min: first.value, max: first.value + 9 };
  if (
    /^ ?\p{L}* (?:y medi[oa]|e mei[oa]|et demie?|and a half|einhalb)/u.test(low.slice(first.end)) ||
    first.value % 1 !== 0
  )
    return { min: Math.floor(first.value), max: Math.floor(first.value) + 1 };
  const last = numbers.at(-1) ?? first;
  const gap = second === undefined ? '' : low.slice(first.end, second.start);
  if (second && CORRECTS.test(low.slice(first.end, last.end + 14))) return exact(last.value);
  if (second && RANGE_GAP.test(gap) && second.value > first.value && !/\+/.test(gap))
    return { min: first.value, max: second.value };
  if (second && SEASON.test(low))
    return { min: Math.min(first.value, second.value), max: Math.max(first.value, second.value) };
  const me = WITH_ME.test(low) ? 1 : 0;
  if (
    second &&
    !PART_OF.test(low.slice(first.end)) &&
    new RegExp(String.raw`(?:^|\s)${AND}(?:\s|$)|,`, 'u').test(gap)
  ) {
    const values = numbers.map(({ value }) => value);
    const before = values.slice(0, -1).reduce((sum, value) => sum + value, 0);
    return exact(before === last.value ? last.value : before + last.value + me);
  }
  if (me) return exact(first.value + me);
  const sentence = sentenceAt(turn, span.start);
  const from = span.start + first.start;
  const before =
    turn.text.low
      .slice(Math.max(Math.min(sentence.start, span.start), from - 30), from)
      .split(/[,;\n\d]/)
      .at(-1) ?? '';
  const after =
    turn.text.low
      .slice(span.start + first.end, span.start + first.end + 20)
      .split(/[,;.\n\d]|\s(?:y|and|et|und|e)\s/)[0] ?? '';
  return boundsOf(first.value, before, after, '', '', turn.lang);
}
