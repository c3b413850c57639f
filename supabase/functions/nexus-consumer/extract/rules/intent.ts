/** How close to buying the visitor is. */
import type { Finding, Prospect } from '../../../_shared/contract/prospect.ts';
import { finding, type Reading, type Span, type Turn } from './reading.ts';

type Intent = NonNullable<Prospect['intent']>;

const LOW =
  /\b(?:(?:just|only|simply) (?:browsing|looking|curious|checking|asking|wondering|want to (?:compare|know|learn|see))|not (?:looking|ready|planning|going|interested|in the market)(?: to (?:buy|purchase))?|no (?:budget|money|plans? to)|don'?t have (?:a |any |the )?(?:budget|money)|can'?t afford|not interested|school project|homework|thesis|for a (?:class|paper|blog)|student project|research (?:paper|project)|no rush|maybe next year|nope|never ?mind|solo (?:estoy )?(?:miro|mirando|miraba|queria saber|curioseando|viendo|por curiosidad|era una duda|consultaba|pregunto|preguntaba)|por curiosidad|no (?:me interesa|nos interesa|estoy interesad\w|tengo (?:dinero|plata|presupuesto)|dispongo|tenemos (?:dinero|presupuesto)|voy a comprar|quiero comprar|pienso comprar|hay presupuesto)|sin presupuesto|trabajo (?:de la |para la )?(?:universidad|clase|escuela|uni|facultad)|mi tesis|tesis|tfg|tarea (?:de la|escolar)|so (?:estou )?(?:olhando|dando uma olhada|curiosidade)|apenas (?:olhando|curiosidade)|nao (?:tenho (?:interesse|dinheiro|verba|orcamento)|me interessa|quero comprar|pretendo)|sem (?:dinheiro|orcamento|verba|interesse)|trabalho (?:da|de) (?:faculdade|escola|universidade)|tcc|je (?:regarde|me renseigne) (?:juste|simplement|seulement)|juste (?:par )?curios\w+|juste pour (?:voir|savoir)|simple curiosite|pas (?:interesse\w*|de budget|d'argent)|pour (?:un expose|mes etudes|mon memoire)|nur (?:mal )?(?:schauen|gucken|umsehen|neugierig|informieren)|schaue? nur|kein (?:interesse|budget|geld)|keine? (?:kaufabsicht)|bachelorarbeit|masterarbeit|hausarbeit|referat|studienarbeit)\b/;
const HIGH =
  /\b(?:(?:i|we)(?:'d| would)? (?:want|like|need|wish|'m ready|are ready|am ready)(?: to)? (?:to )?(?:buy|purchase|order|book|hire|sign up|subscribe|get started|start|schedule|reserve|a quote|get a quote|proceed|upgrade)|(?:ready|looking|want|need|like) to (?:buy|purchase|order|book|hire|sign up|subscribe|get started|schedule|reserve|start (?:now|asap|right away|next))|sign (?:me|us) up|(?:a|get|send|need|want) (?:me )?(?:a |an? )?(?:quote|quotation|estimate|proposal|invoice)|where do i (?:sign|pay)|how (?:do|can) (?:i|we) (?:buy|order|sign up|pay|purchase|book)|book (?:a|an|me|us|the)|schedule (?:a|an) (?:demo|call|appointment|visit|consultation)|let'?s (?:do it|go ahead|start|book)|i'?ll take|we'?ll take|go ahead|place an order|make a (?:reservation|booking)|urge\w*|urgent\w*|lo antes posible|asap|contratar|(?:quiero|queremos|quisiera|necesito|necesitamos|me gustaria|nos gustaria|deseo|vamos a|voy a) (?:comprar|contratar|reservar|pedir|encargar|agendar|cotizar|una cotizacion|un presupuesto|presupuesto|empezar|inscribir\w*|suscribir\w*|adquirir|apartar|una cita|una demo|una propuesta|hacer (?:un pedido|una reserva))|(?:me|nos) (?:pueden?|podeis|puedes|podria\w*) (?:hacer|pasar|enviar|mandar|dar|cotizar) (?:un |una )?(?:presupuesto|cotizacion|propuesta|oferta)?|(?:me|nos) (?:pasa[sn]?|pasais|hace[sn]?|haceis|envia[sn]?|enviais|manda[sn]?|mandais) (?:un |una )?(?:presupuesto|cotizacion|oferta)|cotizacion|cotizar|un presupuesto (?:para|de)|agend(?:ar|emos|amos)|como (?:puedo )?(?:compro|contrato|pago|reservo|pagar|comprar|contratar)|donde (?:firmo|pago)|lo compro|(?:quero|queremos|gostaria de|preciso|precisamos|vou|vamos|queria) (?:comprar|contratar|reservar|agendar|assinar|fechar|encomendar|um orcamento|de um orcamento|uma cotacao|uma proposta|fazer (?:um pedido|uma reserva))|solicitar (?:um )?orcamento|pedir (?:um )?orcamento|cotacao|fechar (?:negocio|contrato)|como (?:faco para )?(?:comprar|contratar|assinar)|(?:je (?:veux|voudrais|souhaite|aimerais)|j'aimerais|nous (?:voulons|souhaitons|voudrions|aimerions)) (?:acheter|commander|reserver|prendre|souscrire|recevoir un devis|un devis|avoir un devis|m'abonner|obtenir un devis|engager|demander un devis)|un devis|devis (?:pour|svp)|prendre (?:un )?rendez-vous|(?:mochte|mochten|will|wollen|wurde gern\w*|wurden gern\w*)\b[^.!?\n]{0,50}\b(?:kaufen|bestellen|buchen|beauftragen|reservieren|abschliessen|vereinbaren|starten|anmelden)|(?:ein|um ein|ihr) (?:angebot|kostenvoranschlag)|angebot (?:fur|bitte|einholen)|termin vereinbaren)\b/;
const MEDIUM =
  /\b(?:compar\w+|evaluat\w+|considering|thinking (?:about|of)|exploring|researching (?:options|vendors)|shortlist\w*|looking (?:into|at)|trial|free trial|demo|more (?:info\w*|details)|tell me (?:more|about)|interested in|options|alternativ\w+|evaluan\w+|evaluando|valorando|considerando|pensando en|mirando opciones|viendo opciones|barajando|mas (?:info\w*|detalles)|me interesa\w*|nos interesa\w*|estou (?:avaliando|comparando|pesquisando|pensando)|avaliando|comparando|mais (?:info\w*|detalhes)|tenho interesse|je (?:compare|reflechis|me renseigne|cherche a comparer)|nous (?:comparons|evaluons|etudions)|plus d'info\w*|vergleich\w+|uberleg\w+|evaluier\w+|mehr (?:info\w*|erfahren)|interessier\w+|maybe later|no decision yet|(?:busco|buscamos|necesito|necesitamos|quisiera|quiero|queremos|procuro|preciso|precisamos|gostaria|quero|je cherche|nous cherchons|je voudrais|ich suche|wir suchen|ich brauche|wir brauchen|i'?m looking|we'?re looking|looking for|i need|we need|i want|we want)|how much|what(?:'s| is| are) the (?:price|cost|rate)|pricing|cuanto (?:cuesta|vale|sale|cuestan|valen)|precio\w*|que precio|quanto custa|preco|combien|tarif\w*|quel est le prix|was kostet|wie viel kostet|preis\w*)\b/;

function match(turn: Turn, pattern: RegExp): Span | undefined {
  for (const sentence of turn.sentences) {
    if (pattern.test(turn.text.low.slice(sentence.start, sentence.end))) return sentence;
  }
  return undefined;
}

/**
 * One statement of intent for each turn that shows one. A budget together with a date counts as high, and a later
 * turn of small talk does not lower what was said before.
 *
 * @param facts what the other readers found, by turn
 */
export function readIntents(reading: Reading, facts: readonly Finding[]): Finding[] {
  const found: Finding[] = [];
  let strongest: Intent | undefined;
  const state = (turn: Turn, value: Intent, span: Span, confidence: number) => {
    const isWeaker = value === 'medium' && (strongest === 'high' || strongest === 'low');
    if (isWeaker) return;
    strongest = value;
    found.push(finding(turn, 'intent', value, span, confidence));
  };
  const seen = new Set<string>();
  for (const turn of reading.turns) {
    const own = facts.filter((fact) => fact.evidence.position === turn.position);
    for (const fact of own) seen.add(fact.field);
    const optOut = own.find((fact) => fact.field === 'do_not_contact' && fact.value === true);
    const low = match(turn, LOW);
    const high = match(turn, HIGH);
    const wants = seen.has('timeline') || seen.has('budget');
    const both =
      (seen.has('budget') && (seen.has('timeline') || seen.has('interests'))) ||
      (seen.has('timeline') && seen.has('interests') && wants);
    if (optOut) state(turn, 'low', turn.sentences[0] ?? { start: 0, end: turn.text.low.length }, 0.9);
    else if (low) state(turn, 'low', low, 0.75);
    else if (high) state(turn, 'high', high, 0.75);
    else if (
      both &&
      own.some((fact) => ['budget', 'timeline', 'interests'].includes(fact.field)) &&
      strongest !== 'high'
    ) {
      const span = turn.sentences[0];
      if (span) state(turn, 'high', span, 0.65);
    } else {
      const medium = match(turn, MEDIUM);
      if (medium) state(turn, 'medium', medium, 0.6);
    }
  }
  return found;
}
