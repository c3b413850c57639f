import { describe, expect, it } from 'vitest';
import { askedIn } from '../scripted-state.ts';
import { LANGUAGES, TEXTS } from './index.ts';
import { SLOTS } from './texts.ts';

const sentences = (language: (typeof LANGUAGES)[number]): string[] => {
  const { hello, ask, needChoices, thanksName, ...fixed } = TEXTS[language].say;
  return [
    hello(undefined, undefined),
    hello('Faro', 'Ana'),
    ...Object.values(ask),
    ...needChoices,
    thanksName('Ana'),
    ...Object.values(fixed),
  ];
};

describe.each(LANGUAGES)('what the concierge says in %s', (language) => {
  const { say } = TEXTS[language];

  it('has neither exclamation mark nor emoji', () => {
    for (const sentence of sentences(language)) expect(sentence).not.toMatch(/[!¡]|\p{Extended_Pictographic}/u);
  });

  it('names the site and the visitor when it knows them', () => {
    expect(say.hello('Faro', 'Ana')).toContain('Faro');
    expect(say.hello('Faro', 'Ana')).toContain('Ana');
    expect(say.hello(undefined, undefined)).not.toMatch(/undefined|chez|Faro/);
  });

  it.each(SLOTS)('asks for the %s in a question that is recognised as that and nothing else', (slot) => {
    expect([...askedIn(say.ask[slot])]).toEqual([slot]);
  });

  it('asks nothing in any other sentence', () => {
    const others = sentences(language).filter((sentence) => !(Object.values(say.ask) as string[]).includes(sentence));
    for (const sentence of others) expect([...askedIn(sentence)]).toEqual([]);
    expect(others.join(' ')).not.toContain('?');
  });

  it('says why with each question', () => {
    for (const question of Object.values(say.ask))
      expect(question.split(/[?.]/u).filter((part) => part.trim() !== '')).toHaveLength(2);
  });
});

describe('questions worded by a model', () => {
  it.each([
    ['¿En qué puedo ayudarte?', ['need']],
    ['Hola Carlos, ¿en qué puedo ayudarte?', ['need']],
    ['Thanks. Could you tell me your name, and an e-mail address?', ['name', 'contact']],
    ['What is your first name?', ['name']],
    ['Posso saber o seu nome?', ['name']],
    ['Puis-je avoir votre numéro de téléphone ?', ['contact']],
    ['Wie darf das Team Sie erreichen?', ['contact']],
    ['I can take your e-mail here at any time.', []],
  ])('understands %s', (question, slots) => {
    expect([...askedIn(question)]).toEqual(slots);
  });
});
