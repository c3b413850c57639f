/** Ways to write the same conversation differently: none changes what the visitor said of themselves. */
import type { Labelled } from './score.ts';

type Messages = Labelled['messages'];
type Message = Messages[number];

export interface Transformation {
  readonly name: string;
  /** @returns undefined where it has nothing to act on */
  readonly apply: (label: Labelled) => Messages | undefined;
  /** Only turns of the assistant are added: nothing at all may change but positions. */
  readonly isChatter?: boolean;
  /** It takes away what words are told by: their capitals, or what stands around them. */
  readonly shifts?: 'capitals' | 'parted';
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

/** After a word of four letters or more, so that "Dr. Ana" and "S. L." stay whole. */
const SENTENCE_END = /(?<=\p{L}{4}[.!?]+)\s+(?=[\p{Lu}¿¡])/u;

/** Each message of the visitor that has two sentences becomes two messages, at its last sentence or at its first. */
const splitAt = (which: 'first' | 'last') => (label: Labelled) => {
  const messages = label.messages.flatMap((message) => {
    const sentences = message.role === 'user' ? message.content.split(SENTENCE_END) : [];
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
  { name: 'in lower case', apply: said((content) => content.toLowerCase()), shifts: 'capitals' },
  { name: 'IN UPPER CASE', apply: said((content) => content.toUpperCase()), shifts: 'capitals' },
  {
    name: 'without accents',
    apply: said((content) =>
      content
        .normalize('NFD')
        .replace(/[\u0300-\u036f]/g, '')
        .normalize('NFC'),
    ),
  },
  { name: 'with accents apart', apply: said((content) => content.normalize('NFD')) },
  { name: 'with  double  spaces', apply: said((content) => content.replace(/ /g, '  ')) },
  { name: 'with a space around', apply: said((content) => ` ${content} \n`) },
  { name: 'with an emoji behind 🙂', apply: said((content) => `${content} 🙂`) },
  { name: '👋🏽 with an emoji before', apply: said((content) => `👋🏽 ${content}`) },
  { name: 'with a mark behind!', apply: said((content) => `${content}!`) },
  { name: 'with dots behind...', apply: said((content) => `${content}...`) },
  { name: 'parted after its first sentence', apply: splitAt('first'), shifts: 'parted' },
  { name: 'parted before its last sentence', apply: splitAt('last'), shifts: 'parted' },
  { name: 'with chatter after the visitor', apply: chatterAfter('user'), isChatter: true },
  { name: 'with chatter after the assistant', apply: chatterAfter('assistant'), isChatter: true },
];
