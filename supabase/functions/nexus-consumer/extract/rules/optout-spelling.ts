/** Typed in haste: the words that an opt-out turns on, as they are spelled. */

const SHORT: readonly (readonly [RegExp, string])[] = [
  [/(?<!\p{L})n (?=quero|precis|mand|lig|me )/gu, 'nao '],
  [/(?<!\p{L})(?:q|k|qe|ke)(?= )/gu, 'que'],
  [/(?<!\p{L})m (?=\p{L})/gu, 'me '],
  [/(?<!\p{L})u(?= )/gu, 'you'],
  [/(?<!\p{L})(?:dnt|dont|don t|do nt|dnot|dun)(?!\p{L})/gu, "don't"],
  [/(?<!\p{L})nvr(?!\p{L})/gu, 'never'],
  [/(?<!\p{L})wanna(?!\p{L})/gu, 'want to'],
  [/(?<!\p{L})(?:txt|txting|texing)(?!\p{L})/gu, 'text'],
  [/(?<!\p{L})(?:msg|msgs|msging)(?!\p{L})/gu, 'message'],
  [/(?<!\p{L})(?:pls|plz|plez|plse)(?!\p{L})/gu, 'please'],
  [/(?<!\p{L})(?:xfa|xfavor|pf|pfv)(?!\p{L})/gu, 'por favor'],
  [/(?<!\p{L})kier/gu, 'quier'],
  [/(?<!\p{L})yam(?=[ae])/gu, 'llam'],
];

const WORDS =
  'contact contacting contacted calling messages messaging emailing emails again anymore never unsubscribe please number remove texting contacten contactar contacte llamen llamar llamarme escriban escribir nunca contactez appeler appelez jamais rappelez kontaktieren wieder anrufen schreiben niemals liguem ligar contatem contatar mandem mensagem mensagens'.split(
    ' ',
  );
const KNOWN = new Set(WORDS);
/** What each word becomes with two letters swapped or one left out; the first letter is seldom wrong. */
const SLIPS = new Map<string, string>();
for (const word of WORDS) {
  for (let i = 1; i < word.length; i++) {
    const swapped = `${word.slice(0, i)}${word[i + 1] ?? ''}${word[i]}${word.slice(i + 2)}`;
    const dropped = word.slice(0, i) + word.slice(i + 1);
    for (const slip of word.length > 6 ? [swapped, dropped] : [swapped]) if (!KNOWN.has(slip)) SLIPS.set(slip, word);
  }
}

/** The folded text with slips and shorthand of the words that matter mended; its offsets are its own. */
export function asSpelled(text: string): string {
  let spelled = text;
  for (const [short, full] of SHORT) spelled = spelled.replace(short, full);
  return spelled.replace(/\p{L}{4,12}/gu, (word) => SLIPS.get(word) ?? word);
}
