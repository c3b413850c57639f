/** Words for the ways to reach somebody. */
import type { CHANNELS } from '../../../_shared/contract/prospect.ts';
import { type Span, sentenceAt, type Turn } from './reading.ts';

export type Channel = (typeof CHANNELS)[number];

/** Folded words of each channel; the special ones first, since "WhatsApp call" is WhatsApp. */
export const CHANNEL_WORDS: readonly [RegExp, Channel][] = [
  [
    /(?<!\p{L})(?:whats?\s?-?ap+\p{L}*|wh?atsap\p{L}*|w[ua]s+ap\p{L}*|guasap\p{L}*|wsp|wsapp|wpp|wapp|whapp|zap\p{L}*|whats|wa)(?!\p{L})/u,
    'whatsapp',
  ],
  [/(?<!\p{L})telegram\p{L}*(?!\p{L})/u, 'telegram'],
  [
    /(?<!\p{L})(?:video\s?-?(?:call|llamada|chamada|conferen\p{L}+|anruf|appel|konferenz|gesprach|reunion|chat|telefonat)?s?|zoom|google meet|g?meet|teams|skype|facetime|visios?|visio\p{L}*|webcam|webex)(?!\p{L})/u,
    'videocall',
  ],
  [
    /(?<!\p{L})(?:sms|texts?|texte[zr]?|texting|textos?|mensajes? de texto|mensagem de texto|text messages?|i?messages? texte|text me)(?!\p{L})/u,
    'sms',
  ],
  [
    /(?<!\p{L})(?:e-?mails?|e-?mailen|e-?mailing|mails?|mailen|mailt|correos?(?: electronicos?)?|courriels?|mel|inbox|por escrito|by writing)(?!\p{L})/u,
    'email',
  ],
  [
    /(?<!\p{L})(?:in person|en persona|presencial\p{L}*|pessoalmente|en personne|personlich\p{L}*|vor ort|face[- ]to[- ]face|face a face|cara a cara|en (?:la|su|vuestra|tu|mi) (?:oficina|tienda|local|taller)|(?:in|at) (?:your|the|my|our) (?:office|shop|store|showroom)|vorbei\p{L}*|(?:me |nos )?(?:pas(?:o|ar|amos)|passe[rz]?|passo|passar) (?:por|a la|au|chez|ai|na|no|en)|(?:come|drop|pop|stop|swing) (?:by|in|over|round)|(?:vengan|venid|venga|ven|venham|venha|venez|kommen|komm)(?!\p{L})|visit\p{L}*|besuch\p{L}*|rendez-vous sur place|sur place|no local|in situ)(?!\p{L})/u,
    'in_person',
  ],
  [
    /(?<!\p{L})(?:phone|phones|phoned|tele(?:fono|fone|phone|movel)\p{L}*|telefon\p{L}*|teleph\p{L}*|tel|fono|llam(?:ar|ad|en|am|em|eis|es)\p{L}*|llame|calls?(?! me \p{Lu})|called|calling|callback|ring|bell|buzz|landline|ligacao|ligacoes|lig(?:ar|uem|ue|a|o)\p{L}*|cham(?:ada|adas|e|em|ar)|appel\p{L}*|rappel\p{L}*|coup de (?:fil|telephone|bigo)|anruf\p{L}*|ruckruf\p{L}*|ruf\p{L}*|ruft|durchklingel\p{L}*|klingel\p{L}*|marqu\p{L}*|marcar\p{L}*|celular|cel|cell|movil|handy|mobile?|portable|fixe|fijo|festnetz|telefonazo|toque|natel|voice)(?!\p{L})/u,
    'phone',
  ],
  [
    /(?<!\p{L})(?:chat\p{L}*|por aqui|por aca|aqui mesmo|aqui mismo|por este medio|por ca|right here|par ici|hier im chat|este canal)(?!\p{L})/u,
    'chat',
  ],
];

/** Words that mean a channel only where somebody marked them as one. */
const BARE: readonly [RegExp, Channel][] = [
  [/(?<!\p{L})(?:here|ici|hier|aqui|aca)(?!\p{L})/u, 'chat'],
  [/(?<!\p{L})(?:oficina|office|bureau|buro|escritorio|tienda|shop|store|loja|boutique)(?!\p{L})/u, 'in_person'],
  [
    /(?<!\p{L})(?:writ\p{L}*|escri\p{L}*|ecri\p{L}*|schreib\p{L}*|schrift\p{L}*|messag\p{L}*|mensaj\p{L}*|mensage\p{L}*|nachricht\p{L}*)(?!\p{L})/u,
    'email',
  ],
];

const channelIn = (low: string, list: readonly [RegExp, Channel][]): Channel | undefined =>
  list.find(([words]) => words.test(low))?.[1];

/** The channel that a span of words names, or the words around it where it names none itself. */
export function channelOf(turn: Turn, span: Span): Channel | undefined {
  const { low } = turn.text;
  const words = low.slice(span.start, span.end);
  const own = channelIn(words, CHANNEL_WORDS);
  if (own) return own;
  const bare = channelIn(words, BARE);
  // Who writes to a number writes a text.
  if (bare === 'email') return /@|arroba|arobase|klammeraffe/.test(low) || !/\d{3}.*\d{3}/.test(low) ? 'email' : 'sms';
  const sentence = sentenceAt(turn, span.start);
  const around = low.slice(Math.max(sentence.start, span.start - 24), Math.min(sentence.end, span.end + 20));
  return bare ?? channelIn(around, CHANNEL_WORDS);
}
