/** A made-up day of a chat, the same on every run: sessions of six deliveries each, in five languages. */

import type { Finding, TranscriptMessage } from '../../supabase/functions/_shared/contract/prospect.ts';
import { random } from '../random.ts';

/** One delivery of the widget: a visitor's turn and the assistant's answer to it. */
export interface Delivery {
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  readonly messages: readonly TranscriptMessage[];
}

export interface Session {
  readonly id: string;
  readonly deliveries: readonly Delivery[];
  /** When the page said that the visitor left; absent where it could not. */
  readonly leftAtMs: readonly number[];
  /** What a perfect reader would find. */
  readonly truth: readonly Finding[];
}

export const SESSIONS = 2_000;
export const DELIVERIES = 6;
const DAY_MS = 24 * 3_600_000;
const START_MS = Date.parse('2026-11-24T00:00:00Z');

/** Part of the sessions whose visitor leaves the page, and comes back to the same conversation. */
const RESUMED = 0.05;
/** Part of the departures that the page could tell of; phones often just drop it. */
const TOLD = 0.7;
/** Pause from turn to turn: median and spread of a lognormal that fits 1.4 calls at 60 s of quiet and 1.04 at 120 s. */
const PAUSE = { medianMs: 23_000, sigma: 0.69 };

type Random = () => number;

const pick = <T>(random: Random, from: readonly [T, ...T[]]): T => from[Math.floor(random() * from.length)] ?? from[0];
/** Box and Muller. */
const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** What stands in the place of a slot such as `[city]`. */
const SLOTS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  name: ['Nora Feld', 'Iker Salas', 'Amélie Roche', 'Tiago Brandão', 'Grace Oduya', 'Jens Krüger', 'Paula Méndez'],
  email: ['nora.feld@weberei.example', 'isalas@norte.example', 'amelie@atelier-roche.example', 'grace@oduya.example'],
  company: ['Weberei Feld', 'Bodegas Salas', 'Atelier Roche', 'Padaria Brandão', 'Oduya Legal', 'Krüger & Sohn'],
  city: ['Leipzig', 'Logroño', 'Rennes', 'Braga', 'Sheffield', 'Bremen', 'Mérida'],
  budget: ['4500 €', '1200 €', '900 €', '15000 €', '2750 €'],
};

/** For each language six visitor's turns, the assistant's answers to them, and asides that lengthen a turn. */
const TALK: Readonly<Record<string, { visitor: string[]; assistant: string[]; asides: [string, ...string[]] }>> = {
  en: {
    visitor: [
      'Hi, we are looking for <interests:a booking system> for our shop in [city]',
      'Right now <needs:we double-book almost every week> and customers complain',
      "I'm [name], I run [company]",
      'We could spend up to [budget], maybe a bit more next year',
      '<timeline:before the summer season> would be ideal',
      'You can write to [email], I read it in the evening',
    ],
    assistant: [
      'Hello! That sounds like something we can help with. What is not working with what you use today?',
      'I see, that is annoying for everybody. May I ask who I am talking to, and for which company?',
      'Nice to meet you! Do you have a budget in mind for this?',
      'Thank you, that helps us suggest something that fits. When would you like to start?',
      'That should be possible. Where can we send you a proposal?',
      'Perfect, you will hear from us tomorrow. Is there anything else I can do for you today?',
    ],
    asides: [
      'A friend told me about you.',
      'Sorry, typing on my phone here.',
      'We tried two other tools before and neither of them lasted, to be honest.',
    ],
  },
  es: {
    visitor: [
      'hola, estamos buscando <interests:un programa de reservas> para el local de [city]',
      'ahora mismo <needs:se nos solapan las citas> cada dos por tres y la gente se enfada',
      'soy [name], llevo [company]',
      'como mucho [budget], el año que viene ya veremos',
      'nos vendría bien <timeline:antes de Semana Santa>',
      'escríbeme a [email], lo miro por la noche',
    ],
    assistant: [
      '¡Hola! Seguro que podemos ayudarte. ¿Qué es lo que no os funciona con lo que usáis ahora?',
      'Vaya, entiendo que eso molesta a todos. ¿Con quién hablo, y de qué empresa?',
      '¡Encantada! ¿Tenéis un presupuesto pensado para esto?',
      'Gracias, así os proponemos algo que encaje. ¿Para cuándo lo querríais?',
      'Debería ser posible. ¿Adónde os mandamos la propuesta?',
      'Perfecto, mañana tendréis noticias nuestras. ¿Puedo ayudarte en algo más?',
    ],
    asides: [
      'Me lo recomendó una amiga.',
      'Perdona, escribo desde el móvil.',
      'Ya probamos otros dos programas y ninguno nos duró, la verdad.',
    ],
  },
  pt: {
    visitor: [
      'olá, procuramos <interests:um sistema de marcações> para a loja de [city]',
      'neste momento <needs:marcamos duas pessoas à mesma hora> quase todas as semanas',
      'sou [name], da [company]',
      'podemos ir até [budget], para o ano talvez mais',
      '<timeline:antes do verão> era o ideal',
      'pode escrever para [email], leio à noite',
    ],
    assistant: [
      'Olá! Acho que podemos ajudar. O que é que não funciona com o que usam hoje?',
      'Compreendo, isso aborrece toda a gente. Com quem falo, e de que empresa?',
      'Muito prazer! Têm um orçamento em mente?',
      'Obrigada, assim sugerimos algo que se adapte. Quando gostariam de começar?',
      'Deve ser possível. Para onde enviamos a proposta?',
      'Perfeito, amanhã terão notícias nossas. Posso ajudar em mais alguma coisa?',
    ],
    asides: [
      'Foi uma amiga que me falou de vocês.',
      'Desculpe, estou no telemóvel.',
      'Já tentámos outros dois programas e nenhum durou muito, para ser sincero.',
    ],
  },
  fr: {
    visitor: [
      'bonjour, on cherche <interests:un logiciel de réservation> pour notre boutique à [city]',
      'en ce moment <needs:on a des doubles réservations> presque chaque semaine, les clients râlent',
      'je suis [name], de [company]',
      'on peut aller jusqu’à [budget], un peu plus l’an prochain',
      'idéalement <timeline:avant la rentrée>',
      'écrivez-moi à [email], je lis le soir',
    ],
    assistant: [
      'Bonjour ! Nous pouvons sûrement vous aider. Qu’est-ce qui ne va pas avec votre outil actuel ?',
      'Je comprends, c’est pénible pour tout le monde. À qui ai-je l’honneur, et pour quelle société ?',
      'Enchantée ! Avez-vous un budget en tête ?',
      'Merci, cela nous aide à proposer quelque chose d’adapté. Quand souhaitez-vous commencer ?',
      'Cela devrait être possible. Où pouvons-nous envoyer notre proposition ?',
      'Parfait, vous aurez de nos nouvelles demain. Puis-je faire autre chose pour vous ?',
    ],
    asides: [
      'C’est une amie qui m’a parlé de vous.',
      'Désolé, j’écris du téléphone.',
      'On a déjà essayé deux autres outils et aucun n’a tenu, pour être honnête.',
    ],
  },
  de: {
    visitor: [
      'hallo, wir suchen <interests:eine Buchungssoftware> für unseren Laden in [city]',
      'im Moment <needs:vergeben wir Termine doppelt>, fast jede Woche, und die Kunden ärgern sich',
      'ich bin [name] von [company]',
      'mehr als [budget] geht dieses Jahr nicht',
      '<timeline:vor den Sommerferien> wäre gut',
      'schreiben Sie an [email], ich lese das abends',
    ],
    assistant: [
      'Hallo! Da können wir bestimmt helfen. Was klappt denn mit dem nicht, was Sie heute benutzen?',
      'Das ist für alle ärgerlich, verstehe. Mit wem spreche ich, und für welches Unternehmen?',
      'Freut mich! Haben Sie ein Budget im Kopf?',
      'Danke, dann schlagen wir etwas Passendes vor. Wann möchten Sie anfangen?',
      'Das sollte gehen. Wohin dürfen wir das Angebot schicken?',
      'Wunderbar, Sie hören morgen von uns. Kann ich sonst noch etwas für Sie tun?',
    ],
    asides: [
      'Eine Freundin hat Sie empfohlen.',
      'Entschuldigung, ich tippe am Handy.',
      'Wir hatten schon zwei andere Programme, und ehrlich gesagt hat keines lange gehalten.',
    ],
  },
};

/** Fills `[slot]` and unwraps `<field:words>`, and says what was put where. */
function fill(random: Random, template: string, position: number): { content: string; findings: Finding[] } {
  const findings: Finding[] = [];
  let content = '';
  const found = (field: string, quote: string): void => {
    const value =
      field === 'budget'
        ? { min: Number.parseInt(quote, 10), max: Number.parseInt(quote, 10), currency: 'EUR' }
        : quote;
    const evidence = { position, start: content.length, end: content.length + quote.length, quote, confidence: 0.9 };
    findings.push({ field, value, evidence } as Finding);
    content += quote;
  };
  for (const part of template.split(/(\[\w+\]|<\w+:[^>]+>)/)) {
    const slot = SLOTS[part.slice(1, -1)];
    const [field, words] = part.slice(1, -1).split(':');
    if (part.startsWith('[') && slot) found(part.slice(1, -1), pick(random, slot));
    else if (part.startsWith('<') && field && words) found(field, words);
    else content += part;
  }
  return { content, findings };
}

function createSession(random: Random, index: number): Session {
  const languages = Object.values(TALK) as [(typeof TALK)[string], ...(typeof TALK)[string][]];
  const talk = pick(random, languages);
  const resumedBefore = random() < RESUMED ? 2 + Math.floor(random() * (DELIVERIES - 2)) : undefined;
  const truth: Finding[] = [];
  const deliveries: Delivery[] = [];
  const leftAtMs: number[] = [];
  const leave = (atMs: number): void => {
    if (random() < TOLD) leftAtMs.push(atMs + 5_000 + random() * 20_000);
  };
  let atMs = START_MS + random() * DAY_MS;
  for (let turn = 0; turn < DELIVERIES; turn++) {
    if (turn === resumedBefore) {
      leave(atMs);
      atMs += 600_000 + random() * 3 * 3_600_000;
    } else if (turn > 0) {
      atMs += PAUSE.medianMs * Math.exp(PAUSE.sigma * normal(random));
    }
    const { content, findings } = fill(random, talk.visitor[turn] ?? '', turn * 2);
    const asides = Array.from({ length: Math.floor(random() * 3) }, () => pick(random, talk.asides));
    truth.push(...findings);
    const at = new Date(atMs).toISOString();
    deliveries.push({
      atMs,
      messages: [
        { position: turn * 2, role: 'user', content: [content, ...asides].join('. '), at },
        { position: turn * 2 + 1, role: 'assistant', content: talk.assistant[turn] ?? '', at },
      ],
    });
  }
  leave(atMs);
  return { id: `session-${index}`, deliveries, leftAtMs, truth };
}

/** The day's sessions; the same for the same seed. */
export function createWorkload(seed = 1): Session[] {
  const next = random(seed);
  return Array.from({ length: SESSIONS }, (_, index) => createSession(next, index));
}
