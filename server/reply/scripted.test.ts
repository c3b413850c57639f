import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChatEvent, chatEventSchema } from '../../supabase/functions/_shared/contract/chat.ts';
import type { ReplyRequest } from './replier.ts';
import { scriptedReplier, scriptedReply } from './scripted.ts';
import { askedIn } from './scripted-state.ts';
import { LANGUAGES, type Language, TEXTS } from './scripted-texts/index.ts';

type Messages = ReplyRequest['messages'];

/** Plays a visitor's turns against the concierge; each turn may be several messages. An empty turn opens the chat. */
function converse(turns: readonly (readonly string[])[], request: Omit<ReplyRequest, 'messages'>): Messages {
  let messages: Messages = [];
  for (const turn of turns) {
    messages = [...messages, ...turn.map((content) => ({ role: 'user' as const, content }))];
    messages = [...messages, { role: 'assistant', content: scriptedReply({ ...request, messages }).text }];
  }
  return messages;
}

async function collect(events: AsyncIterable<ChatEvent>): Promise<ChatEvent[]> {
  const all: ChatEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

const said = (messages: Messages): string[] =>
  messages.filter(({ role }) => role === 'assistant').map(({ content }) => content);

/** The language of which every sentence of a reply is; undefined when a word of it is not ours. */
function spokenLanguage(text: string): Language | undefined {
  return LANGUAGES.find((language) => {
    const { ask, hello, thanksName, needChoices: _choices, ...fixed } = TEXTS[language].say;
    const known = [
      ...Object.values(ask),
      ...Object.values(fixed),
      hello(undefined, undefined),
      thanksName('Ana'),
      hello(undefined, 'Ana'),
    ];
    return (
      known.some((sentence) => text.includes(sentence)) &&
      known.reduce((left, sentence) => left.replace(sentence, ''), text).trim() === ''
    );
  });
}

/** Things visitors write, by language; the eighth is an opt-out. */
const WRITES: Readonly<Record<Language, readonly string[]>> = {
  es: [
    'Hola, buenas tardes',
    'necesitamos café para la oficina',
    'me llamo Ana',
    'mi correo es ana@sur.es',
    '¿cuánto cuesta la máquina?',
    'prefiero no decirlo',
    'gracias, muy amable',
    'no me contactéis más',
    '¿eres un robot?',
    'tenemos una cocina muy pequeña y hay poca luz',
  ],
  en: [
    'Hello, good morning',
    'we need coffee for the office',
    'my name is Ana',
    'you can write to ana@sur.es',
    'how much is the machine?',
    "I'd rather not say",
    'thank you very much',
    "please don't contact me",
    'are you a bot?',
    'our kitchen is small and there is not much light',
  ],
  pt: [
    'Olá, bom dia',
    'precisamos de café para o escritório',
    'meu nome é Ana',
    'meu e-mail é ana@sur.pt',
    'quanto custa a máquina?',
    'prefiro não dizer',
    'muito obrigado',
    'não me contatem mais',
    'você é um robô?',
    'temos uma cozinha muito pequena e há pouca luz',
  ],
  fr: [
    'Bonjour et merci',
    'nous avons besoin de café pour le bureau',
    "je m'appelle Ana",
    'mon adresse est ana@sur.fr',
    'combien coûte la machine ?',
    'je préfère ne pas le dire',
    'merci beaucoup pour tout',
    'ne me contactez plus',
    'vous êtes un robot ?',
    'nous avons une petite cuisine et il y a peu de lumière',
  ],
  de: [
    'Guten Tag',
    'wir brauchen Kaffee für das Büro',
    'ich heiße Ana',
    'meine Adresse ist ana@sur.de',
    'was kostet die Maschine?',
    'das möchte ich lieber nicht sagen',
    'vielen Dank für die Hilfe',
    'kontaktieren Sie mich nicht',
    'sind Sie ein Roboter?',
    'wir haben eine kleine Küche und es ist dunkel',
  ],
};

const conversation = fc
  .record({
    language: fc.constantFrom(...LANGUAGES),
    locale: fc.constantFrom('es-MX', 'en', 'pt-BR', 'fr', 'de-AT', 'it', undefined),
  })
  .chain(({ language, locale }) =>
    fc.record({
      language: fc.constant(language),
      locale: fc.constant(locale),
      turns: fc.array(fc.array(fc.constantFrom(...WRITES[language]), { minLength: 1, maxLength: 3 }), {
        minLength: 1,
        maxLength: 10,
      }),
      opens: fc.boolean(),
    }),
  );

const play = (each: { locale: string | undefined; turns: string[][]; opens: boolean }): Messages =>
  converse(each.opens ? [[], ...each.turns] : each.turns, { locale: each.locale });

describe('over many conversations the concierge', () => {
  it('never asks for the same thing twice, and for one thing at a time', () => {
    fc.assert(
      fc.property(conversation, (each) => {
        const asked = said(play(each)).map((text) => [...askedIn(text)]);
        expect(Math.max(...asked.map((slots) => slots.length))).toBeLessThanOrEqual(1);
        const all = asked.flat();
        expect(new Set(all).size).toBe(all.length);
      }),
      { numRuns: 120 },
    );
  });

  it('speaks the language of the visitor from their first words on', () => {
    fc.assert(
      fc.property(conversation, (each) => {
        for (const text of said(play(each)).slice(each.opens ? 1 : 0))
          expect([text, spokenLanguage(text)]).toEqual([text, each.language]);
      }),
      { numRuns: 120 },
    );
  });

  it('says in its first message that it is automated, and greets only there', () => {
    fc.assert(
      fc.property(conversation, (each) => {
        const [first, ...later] = said(play(each));
        expect(first).toMatch(/autom[aá]ti|automated/u);
        const hellos = LANGUAGES.map((language) => TEXTS[language].say.hello(undefined, undefined));
        for (const text of later) expect(hellos.some((hello) => text.startsWith(hello))).toBe(false);
      }),
      { numRuns: 80 },
    );
  });

  it('ends: after at most four turns of the visitor no question is left', () => {
    fc.assert(
      fc.property(conversation, (each) => {
        const texts = said(play(each)).slice(each.opens ? 1 : 0);
        for (const text of texts.slice(3)) expect(text).not.toContain('?');
      }),
      { numRuns: 120 },
    );
  });

  it('asks nothing from the moment the visitor does not want to be contacted', () => {
    fc.assert(
      fc.property(conversation, (each) => {
        const optOut = WRITES[each.language][7] ?? '';
        const turns = [...each.turns, [optOut], ...each.turns];
        const texts = said(play({ ...each, turns })).slice(each.opens ? 1 : 0);
        expect(texts[each.turns.length]).toContain(TEXTS[each.language].say.optOut);
        for (const text of texts.slice(each.turns.length)) expect(text).not.toContain('?');
      }),
      { numRuns: 80 },
    );
  });

  it('says only its own sentences, whatever the visitor writes', () => {
    const turn = fc.array(fc.string({ minLength: 1, maxLength: 200, unit: 'grapheme' }), {
      minLength: 1,
      maxLength: 2,
    });
    fc.assert(
      fc.property(fc.array(turn, { minLength: 1, maxLength: 6 }), (turns) => {
        for (const text of said(converse(turns, { locale: 'es' }))) {
          expect(text.length).toBeLessThan(400);
          expect(text).not.toMatch(/[!¡]/u);
        }
      }),
      { numRuns: 80 },
    );
  });
});

describe('a conversation', () => {
  const transcriptOf = (turns: string[][], request: Omit<ReplyRequest, 'messages'> = { locale: 'es' }): string[] =>
    said(converse(turns, request));
  const { say } = TEXTS.es;

  it('goes from need to name to contact to its close', () => {
    expect(
      transcriptOf(
        [[], ['Quiero café para la oficina'], ['Ana López'], ['ana@sur.es'], ['gracias'], ['somos veinte'], ['vale']],
        {
          locale: 'es',
          siteTitle: 'Faro',
        },
      ),
    ).toEqual([
      `Hola. Soy el asistente automático de Faro. ${say.ask.need}`,
      `Gracias. ${say.ask.name}`,
      `Gracias, Ana. ${say.ask.contact}`,
      `Gracias. ${say.closing}`,
      say.welcome,
      say.afterwards,
      say.ready,
    ]);
  });

  it('does not ask for what was given unasked', () => {
    expect(transcriptOf([['Hola, soy Ana, busco café y mi correo es ana@sur.es']])).toEqual([
      `Hola, Ana. Soy el asistente automático. Gracias. ${say.closing}`,
    ]);
  });

  it('leaves a declined question alone and closes without a promise to answer', () => {
    expect(transcriptOf([['busco café'], ['prefiero no decirlo'], ['tampoco, gracias']])).toEqual([
      `Hola. Soy el asistente automático. Gracias. ${say.ask.name}`,
      `${say.fine} ${say.ask.contact}`,
      say.closingWithoutContact,
    ]);
  });

  it('takes a contact that comes after the close', () => {
    const turns = [['Hola, soy Ana, busco café'], ['ahora no'], ['mejor sí: ana@sur.es']];
    expect(transcriptOf(turns).at(-1)).toBe(`${say.thanks} ${say.closing}`);
    expect(transcriptOf([['no me contactéis'], ['ana@sur.es']]).at(-1)).toBe(say.afterwards);
  });

  it('takes several messages in a row as one turn', () => {
    expect(transcriptOf([['busco café'], ['Ana', 'ana@sur.es']]).at(-1)).toBe(`Gracias, Ana. ${say.closing}`);
  });

  it('answers no question it cannot know the answer to', () => {
    expect(transcriptOf([['¿cuánto cuesta?'], ['¿y abrís los domingos?']])).toEqual([
      `Hola. Soy el asistente automático. ${say.notMine} ${say.ask.name}`,
      say.ask.contact,
    ]);
  });

  it('does not ask again what a model asked before it', () => {
    const messages: Messages = [
      { role: 'assistant', content: 'Hello, I am an automated assistant. What can I help you with?' },
      { role: 'user', content: 'hm' },
      { role: 'assistant', content: 'Could you tell me your name so the team knows who to answer?' },
      { role: 'user', content: 'hm' },
    ];
    expect(scriptedReply({ messages, locale: 'en' }).text).toBe(TEXTS.en.say.ask.contact);
  });

  it('discloses late when an earlier assistant turn did not', () => {
    const messages: Messages = [
      { role: 'user', content: 'Hola, me llamo Carlos' },
      { role: 'assistant', content: 'Hola Carlos, ¿en qué puedo ayudarte?' },
      { role: 'user', content: 'café' },
    ];
    expect(scriptedReply({ messages }).text).toMatch(/^Hola, Carlos\. Soy el asistente automático\./);
  });

  it('keeps its language for a borrowed word and changes it for a clear message', () => {
    const texts = transcriptOf([
      ['Hola, busco café'],
      ['ok thanks'],
      ['Sorry, can we please talk in English? I am not from here'],
    ]);
    expect(texts.map(spokenLanguage)).toEqual(['es', 'es', 'en']);
  });

  it('starts in the language of the locale, and in English when that is none of its own', () => {
    expect(spokenLanguage(scriptedReply({ messages: [], locale: 'de-CH' }).text)).toBe('de');
    expect(spokenLanguage(scriptedReply({ messages: [], locale: 'ja' }).text)).toBe('en');
  });

  it('offers choices with the first question only', () => {
    expect(scriptedReply({ messages: [], locale: 'es' }).quickReplies).toEqual(say.needChoices);
    const messages: Messages = [{ role: 'user', content: 'busco café' }];
    expect(scriptedReply({ messages, locale: 'es' }).quickReplies).toEqual([]);
  });

  it.each(LANGUAGES)('takes each of its own choices for a need, in %s', (language) => {
    for (const choice of TEXTS[language].say.needChoices) {
      expect(transcriptOf([[], [choice]], { locale: language }).at(-1)).toContain(TEXTS[language].say.ask.name);
    }
  });

  it('keeps a title with line breaks to one short line', () => {
    const { text } = scriptedReply({ messages: [], locale: 'en', siteTitle: `Need help?\n\n${'x'.repeat(500)}` });
    expect(text).not.toContain('\n');
    expect([...askedIn(text)]).toEqual(['need']);
    expect(text).not.toContain('help?');
    expect(text.length).toBeLessThan(220);
  });
});

describe('a hostile transcript', () => {
  it.each([
    'que ',
    '1 2 ',
    '+34 600 ',
    'a at ',
    "a'",
    'ana arroba b punto c ',
    'no me ',
    '(',
    '😀',
    'what how? ',
    'Ana Maria ',
  ])('of nothing but %j costs no more than a moment', (unit) => {
    const content = unit.repeat(4_000).slice(0, 4_000).toWellFormed();
    const messages = Array.from({ length: 60 }, (_, index) => ({
      role: index % 2 === 0 ? ('assistant' as const) : ('user' as const),
      content,
    }));
    const started = process.threadCpuUsage();
    scriptedReply({ messages, locale: 'es' });
    const { user } = process.threadCpuUsage(started);
    // Measured at 0.05 to 0.35 s of CPU; without the cut of each message at 1 to 2.5 s.
    expect(user / 1e6).toBeLessThan(0.9);
  });
});

describe('the stream', () => {
  const request: ReplyRequest = { messages: [], locale: 'es' };

  it('is words and then the whole, each a valid event, with a pause between words', async () => {
    const pauses: number[] = [];
    const replier = scriptedReplier({ pause: async (ms) => void pauses.push(ms) });
    const events = await collect(replier.reply(request, new AbortController().signal));
    for (const event of events) expect(() => chatEventSchema.parse(event)).not.toThrow();
    const deltas = events.flatMap((event) => (event.type === 'delta' ? [event.text] : []));
    expect(events.at(-1)).toEqual({ type: 'done', text: deltas.join(''), quickReplies: TEXTS.es.say.needChoices });
    expect(events.filter(({ type }) => type !== 'delta')).toHaveLength(1);
    expect(pauses).toHaveLength(deltas.length - 1);
    expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(2_000);
  });

  it('stops without a last event when the client leaves', async () => {
    const abort = new AbortController();
    const replier = scriptedReplier({ pause: async () => abort.abort() });
    const events = await collect(replier.reply(request, abort.signal));
    expect(events).toHaveLength(1);
    expect(events[0]?.type).toBe('delta');
  });

  it('stops at once when the client leaves during a real pause', async () => {
    const abort = new AbortController();
    const events: unknown[] = [];
    for await (const event of scriptedReplier().reply(request, abort.signal)) {
      events.push(event);
      abort.abort();
    }
    expect(events).toHaveLength(1);
  });
});
