import { anyOf, type LanguageTexts, splitWords } from './texts.ts';

export const de: LanguageTexts = {
  say: {
    hello: (site, name) =>
      `Guten Tag${name === undefined ? '' : `, ${name}`}. Ich bin der automatische Assistent${site === undefined ? '' : ` von ${site}`}.`,
    ask: {
      need: 'Was brauchen Sie? So weiß das Team, wer Ihnen am besten helfen kann.',
      name: 'Wie heißen Sie? So weiß die Person, die antwortet, mit wem sie spricht.',
      contact:
        'Unter welcher E-Mail-Adresse oder Telefonnummer kann das Team Ihnen antworten? Ich frage, weil in diesem Chat nicht immer eine Person ist.',
    },
    needChoices: ['Ich möchte ein Angebot', 'Ich möchte mehr erfahren', 'Ich möchte mit einer Person sprechen'],
    thanks: 'Danke.',
    thanksName: (name) => `Danke, ${name}.`,
    fine: 'In Ordnung, das muss nicht sein.',
    notMine: 'Das kann ich selbst nicht beantworten; eine Person aus dem Team sieht die Frage hier.',
    automated: 'Ich bin ein automatischer Assistent, keine Person.',
    closing:
      'Damit hat das Team, was es für eine Antwort braucht. Wenn Sie etwas ergänzen möchten, können Sie es hier schreiben.',
    closingWithoutContact:
      'Alles notiert. Wenn Sie später eine Antwort des Teams möchten, lassen Sie hier eine E-Mail-Adresse oder Telefonnummer da.',
    optOut:
      'Verstanden: Sie möchten nicht kontaktiert werden, und ich frage nach keinen Angaben. Wenn Sie etwas brauchen, können Sie es hier schreiben.',
    welcome: 'Gern. Ich wünsche Ihnen einen guten Tag.',
    ready: 'In Ordnung. Wenn Sie etwas brauchen, können Sie es hier schreiben.',
    afterwards: 'Danke für den Hinweis. Sie können hier weiter schreiben, was wichtig ist.',
  },
  hear: {
    markers:
      splitWords(`hallo guten tag morgen danke brauche brauchen möchte möchten suche suchen ich bin wir haben habe
      heiße heisse mein meine ist der die das ein eine einen und aber mit für wie viel kostet kosten preis preise angebot
      was wann wo warum wieso unser unsere unserem sie ihr ihnen können kann bitte auch jetzt heute firma büro ja nein tschüss nicht
      kein keine von zu im am den dem lieber sind`),
    smallTalk: splitWords(`hallo hi guten tag morgen abend danke vielen dank schön ok okay ja nein klar gut prima super
      tschüss wiedersehen auf bitte sehr gerne gern grüß moin servus`),
    nameLead: anyOf('(?:ich )?hei(?:ß|ss)e', '(?:mein )?name ist', 'ich werde .{1,20} genannt'),
    maybeNameLead: anyOf('ich bin(?: (?:der|die))?', 'hier (?:ist|spricht|schreibt)'),
    thanks: anyOf('danke(?:schön)?', 'vielen dank', 'tschüss', 'auf wiedersehen', 'bis (?:bald|später|morgen)'),
    declines: anyOf(
      'lieber nicht',
      'nein,? danke',
      'möchte (?:ich )?(?:nicht|keine?n?) (?:sagen|angeben|nennen)?',
      'sage ich nicht',
      'nicht jetzt',
      'jetzt nicht',
      'später',
      'nicht nötig',
    ),
    wants: anyOf(
      'brauch\\p{L}*',
      'möchten?',
      'will',
      'wollen',
      'such(?:e|en)',
      'interess\\p{L}+',
      'angebot',
      'preis\\p{L}*',
      'informationen',
    ),
    wonders: anyOf('was kostet', 'was kosten', 'wie ?viel', 'haben sie', 'gibt es', 'können sie', 'kann man'),
    wondersAutomated: anyOf(
      '(?:sind sie|bist du|ist das) (?:ein |eine )?(?:echte[r]? )?(?:roboter|bot|mensch|maschine|person|ki)',
      '(?:spreche|schreibe|rede) ich (?:hier )?mit (?:einem |einer )?(?:echten )?(?:roboter|bot|menschen|maschine|person|ki)',
    ),
    optOut: anyOf(
      '(?:kontaktier|schreib|belästig)\\p{L}* (?:sie )?(?:mich|mir|uns) (?:bitte )?(?:nicht|nie)\\p{L}*',
      '(?:möchte|will|wollen|möchten) (?:nicht|keinesfalls) (?:mehr )?(?:kontaktiert|angeschrieben) werden',
      'nicht (?:mehr )?kontaktier\\p{L}*',
      'kein(?:e|en)? (?:kontakt|werbung|anrufe|e-?mails|nachrichten)(?: mehr)?(?: bitte)?',
      'hör\\p{L}* (?:sie )?auf,? (?:mich|mir|uns) (?:zu )?\\p{L}+',
      'lassen sie mich in ruhe',
      '(?:aus|von) (?:ihr\\p{L}+|d\\p{L}+) (?:verteiler|liste)',
      'melden sie sich nicht',
    ),
    noCalls: anyOf(
      '(?:möchte|will|wollen|möchten) nicht (?:mehr )?angerufen werden',
      'rufen sie (?:mich|uns) (?:bitte )?(?:nicht|nie)(?: mehr)?(?: an)?',
      'nicht anrufen',
    ),
    prefers: anyOf(
      '(?:vor|nach)mittags?',
      'morgens',
      'abends',
      'vor',
      'nach',
      'lieber',
      'nur',
      'besser',
      'stattdessen',
      'sondern',
      'e-?mail',
      'mail',
      'whatsapp',
      'heute',
      'bis',
      'um \\d+',
    ),
    asks: {
      need: anyOf('(?:was|wie|womit|wobei) .{0,60}(?:brauch|helf|such|interess|tun)\\p{L}*'),
      name: anyOf('(?:ihr|dein) name', 'wie (?:heißen|heissen|heißt)', 'mit wem (?:spreche|schreibe)'),
      contact: anyOf(
        'e-?mail\\p{L}*',
        'telefon\\p{L}*',
        'whatsapp',
        'handy\\p{L}*',
        'erreich\\p{L}*',
        'kontakt\\p{L}*',
      ),
    },
  },
};
