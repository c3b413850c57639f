/** The least that a quote must say for a judgement: none rests on a word that has nothing to do with it. */
import type { CHANNELS, Transcript } from '../../_shared/contract/prospect.ts';
import { foldMessage, foldText, foldWords } from './fold.ts';
import { countryNamed } from './rules/places.ts';

type Channel = (typeof CHANNELS)[number];

const CHANNEL_WORDS: Readonly<Record<Channel, RegExp>> = {
  phone:
    /\b(?:phone\w*|tel\w*|fone|call\w*|ring\w*|llam\w*|marc\w+|lig\w+|appel\w*|rappel\w*|\w*ruf\w*|cell\w*|celular\w*|movil\w*|mobil\w*|handy|portable|landline|fijo|fixo)\b|\d.*\d.*\d.*\d.*\d.*\d/u,
  email: /\be-?mail\w*|\bmail\w*|\bcorreo\w*|\bcourriel\w*|@|\barroba\b|\bemail\w*/u,
  whatsapp: /\b(?:whats\w*|wasap\w*|guasap\w*|wsp|wpp|wa|zap\w*)\b|\bwhats/u,
  sms: /\b(?:sms|text\w*|texto|torpedo|mensaje\w*|mensagem|message\w*|nachricht\w*)\b/u,
  videocall: /\b(?:video\w*|zoom|meet|teams|skype|visio\w*|facetime|webcam|google)\b/u,
  telegram: /\btelegram\w*/u,
  chat: /\b(?:chat\w*|here|aqui|ici|hier|aca|messenger)\b/u,
  in_person:
    /\b(?:person\w*|presencial\w*|pessoal\w*|vor ort|face|cara|offic\w*|oficina\w*|escritorio|bureau\w*|buro\w*|visit\w*|tienda|store|shop|loja|meet\w*|vernos|treffen|pas(?:o|ar|aria|are)|come by|drop in)\b/u,
};

/** Whether any of the messages names a channel, or is the number or address that stands for it. */
export const namesChannel = (channel: Channel, messages: Transcript): boolean =>
  messages.some((message) => CHANNEL_WORDS[channel].test(foldMessage(message).low));

const REFUSAL =
  /\b(?:no|not|non|nope|nao|n[ie]|ne|n'|pas|plus|nicht|nichts|kein\w*|nie|never|nunca|jamas|jamais|don'?t|dont|won'?t|stop\w*|quit\w*|cease|halt|basta|baja|bajas|unsub\w*|opt\w*|remov\w*|delet\w*|eras\w*|forget|cancel\w*|leave|alone|lose|take|off|out|without|sin|sem|sans|ohne|dej\w+|deix\w+|laiss\w*|lass\w*|borr\w+|elimin\w+|quit\w+|sac\w+|suprim\w+|supprim\w*|retir\w*|effac\w*|enlev\w*|apag\w+|exclu\w+|par[ae]\w*|sair|sai|descadastr\w*|desinscr\w*|desabonn\w*|desuscrib\w*|dessuscri\w*|arret\w*|cess\w*|losch\w*|abmeld\w*|abbestell\w*|austrag\w*|hor\w*|aufhor\w*|unterlass\w*|kundig\w*|ruhe|paz|peace|paix|spam\w*|enough|genug|assez|suficiente|harass\w*|molest\w*|bother\w*|hate|odio|block\w*|bloque\w*|nobody|none|object\w*|oppos\w*|withdraw\w*|revok\w*|forb[ia]d\w*|prohib\w*|refus\w*|refrain\w*|desist\w*|forgotten|erasure|wipe|strike|scrub|destroy|ningun\w*|nadie|opon\w*|oposic\w*|supresion|absten\w*|absteng\w*|abstin\w*|abstiene\w*|revo[cqg]\w*|ninguem|nenhum\w*|alguma|proib\w*|tir\w+|dispens\w*|chega|fim|interdi\w*|personne|aucun\w*|pretexte|niemand\w*|widersp\w*|widerr\w*|verbiet\w*|untersag\w*|entfern\w*|streich\w*|tilg\w*|nehm\w*|nimm|abseh\w*|abzuseh\w*|verschon\w*|zuruck\w*|cero|zero|olvid\w*|oubli\w*|esquec\w*|verg[ei]ss\w*)\b/u;

/** "STOP" or "unsubscribe" are one word long, and then all words of the message, beside emoji and marks; a withdrawal needs no word of refusal. */
export function saysOptOut(isOptOut: boolean, quote: string, content: string): boolean {
  const words = foldWords(quote);
  if (words.length < 2 && words.join() !== foldWords(content).join()) return false;
  return !isOptOut || REFUSAL.test(foldText(quote).low);
}

/** Short words are pronouns and articles too: "us", "la". */
const MIN_COUNTRY_LENGTH = 4;

/** False where the quote names countries and another one was claimed, or no word at all. */
export function mayBeCountry(code: string, quote: string): boolean {
  const words = foldWords(quote);
  const named = new Set<string>();
  for (let start = 0; start < words.length; start++) {
    for (let length = 1; length <= 4; length++) {
      const name = words.slice(start, start + length).join(' ');
      const found = name.length < MIN_COUNTRY_LENGTH ? undefined : countryNamed(name);
      if (found !== undefined) named.add(found);
    }
  }
  return /\p{L}{2}|[\p{Script=Han}]/u.test(quote) && (named.size === 0 || named.has(code));
}

const LANGUAGE_NAMES = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });

/** ISO 15924 codes that are several scripts of Unicode's. */
const SCRIPTS: Readonly<Record<string, readonly string[]>> = {
  Jpan: ['Hira', 'Kana', 'Hani'],
  Kore: ['Hang', 'Hani'],
  Hans: ['Hani'],
  Hant: ['Hani'],
};

/** Whether the language exists and the visitor wrote letters of it; any language may be typed in Latin letters. */
export function mayBeLanguage(tag: string, visitor: Transcript): boolean {
  const language = tag.split('-')[0] ?? tag;
  if (/^(?:und|mis|mul|zxx)$/.test(language) || LANGUAGE_NAMES.of(language) === undefined) return false;
  const script = new Intl.Locale(language).maximize().script ?? 'Latn';
  const scripts = ['Latn', ...(SCRIPTS[script] ?? [script])];
  return scripts.some((one) => {
    const letter = new RegExp(String.raw`\p{Script=${one}}`, 'u');
    return visitor.some(({ content }) => letter.test(content));
  });
}
