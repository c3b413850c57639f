/** Ways to write the same conversation differently: none changes what the visitor said of themselves. */
import { detectAttacks } from '../../supabase/functions/nexus-consumer/extract/attack.ts';
import type { Labelled } from './score.ts';

type Messages = Labelled['messages'];
type Message = Messages[number];

export interface Transformation {
  readonly name: string;
  /** @returns undefined where it has nothing to act on */
  readonly apply: (label: Labelled) => Messages | undefined;
  /**
   * What it takes away. Nothing: then no value may change. Capitals tell a name from a word, and a sentence is read by the
   * one before it: without them the tagger, which weighs both, may miss what it found before.
   */
  readonly takes: 'nothing' | 'capitals' | 'context';
  /** Only turns of the assistant are added: evidence stays the same too, but for positions. */
  readonly isChatter?: boolean;
}

const said = (change: (content: string) => string) => (label: Labelled) =>
  label.messages.map((message) =>
    message.role === 'user' ? { ...message, content: change(message.content) } : message,
  );

const CHATTER: Readonly<Record<string, readonly [string, string]>> = {
  en: ['Great, thanks!', 'One moment, please.'],
  es: ['¡Perfecto, gracias!', 'Un momento, por favor.'],
  pt: ['Ótimo, obrigado!', 'Um momento, por favor.'],
  fr: ['Parfait, merci !', 'Un instant, s’il vous plaît.'],
  de: ['Super, danke!', 'Einen Moment bitte.'],
};

const chatter = (label: Labelled, i: number): Message => ({
  role: 'assistant',
  content: (CHATTER[label.lang] ?? ['OK.', 'OK!'])[i % 2] ?? 'OK.',
});

const chatterAfter = (role: Message['role']) => (label: Labelled) =>
  label.messages.flatMap((message, i) => (message.role === role ? [message, chatter(label, i)] : [message]));

/** After a word of four letters or more, so that "Dr. Ana" and "S. L." stay whole; "USt-IdNr." ends no sentence either. */
const SENTENCE_END = /(?<=\p{L}{4}(?<!Nr)[.!?]+)\s+(?=[\p{Lu}¿¡])/u;

/** What an order to the system wants set is no data because of the order: they stay together. */
const isOrder = (message: Message, position: number): boolean =>
  detectAttacks([{ ...message, position, at: '1970-01-01T00:00:00Z' }]).length > 0;

/** Each message of the visitor that has two sentences becomes two messages, at its last sentence or at its first. */
const splitAt = (which: 'first' | 'last') => (label: Labelled) => {
  const messages = label.messages.flatMap((message, position) => {
    const sentences = message.role === 'user' && !isOrder(message, position) ? message.content.split(SENTENCE_END) : [];
    const head = which === 'first' ? sentences[0] : sentences.slice(0, -1).join(' ');
    const tail = which === 'first' ? sentences.slice(1).join(' ') : sentences.at(-1);
    if (sentences.length < 2 || !head || !tail) return [message];
    return [
      { ...message, content: head },
      { ...message, content: tail },
    ];
  });
  return messages.length === label.messages.length ? undefined : messages;
};

export const TRANSFORMATIONS: readonly Transformation[] = [
  { name: 'in lower case', apply: said((content) => content.toLowerCase()), takes: 'capitals' },
  { name: 'IN UPPER CASE', apply: said((content) => content.toUpperCase()), takes: 'capitals' },
  {
    name: 'without accents',
    apply: said((content) =>
      content
        .normalize('NFD')
        .replace(/[\u0300-\u036f]/g, '')
        .normalize('NFC'),
    ),
    takes: 'nothing',
  },
  { name: 'with accents apart', apply: said((content) => content.normalize('NFD')), takes: 'nothing' },
  { name: 'with  double  spaces', apply: said((content) => content.replace(/ /g, '  ')), takes: 'nothing' },
  { name: 'with a space around', apply: said((content) => ` ${content} \n`), takes: 'nothing' },
  { name: 'with an emoji behind 🙂', apply: said((content) => `${content} 🙂`), takes: 'nothing' },
  { name: '👋🏽 with an emoji before', apply: said((content) => `👋🏽 ${content}`), takes: 'nothing' },
  { name: 'with a mark behind!', apply: said((content) => `${content}!`), takes: 'nothing' },
  { name: 'with dots behind...', apply: said((content) => `${content}...`), takes: 'nothing' },
  { name: 'parted after its first sentence', apply: splitAt('first'), takes: 'context' },
  { name: 'parted before its last sentence', apply: splitAt('last'), takes: 'context' },
  { name: 'with chatter after the visitor', apply: chatterAfter('user'), takes: 'nothing', isChatter: true },
  { name: 'with chatter after the assistant', apply: chatterAfter('assistant'), takes: 'nothing', isChatter: true },
];
