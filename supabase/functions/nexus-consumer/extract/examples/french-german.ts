/** Worked examples for the prompt, made up for it. */
import { at, type PromptExample, turns } from './example.ts';

export const FRENCH_GERMAN: readonly PromptExample[] = [
  {
    transcript: turns([
      'assistant: Guten Tag, Sie hatten nach einem Angebot gefragt.',
      'visitor: Nein danke, kein Interesse. Bitte kontaktieren Sie mich nicht mehr.',
    ]),
    findings: {
      language: at(1, 'kein Interesse', 'de'),
      do_not_contact: at(1, 'Bitte kontaktieren Sie mich nicht mehr', true),
      intent: at(1, 'kein Interesse', 'low'),
    },
  },
  {
    transcript: turns([
      'visitor: Moin, wir suchen eine neue Kassensoftware für drei Bäckereifilialen rund um Oldenburg',
      'assistant: Schön! Darf ich fragen, mit wem ich spreche?',
      'visitor: Hinrichs, Wiebke Hinrichs. Mir gehört die Backstube Hinrichs',
      'assistant: Was stört Sie an der jetzigen Lösung, und was dürfte die neue kosten?',
      'visitor: Die stürzt dauernd ab und der Kassenabschluss dauert ewig. So 1500 Euro einmalig, mehr nicht. Rückruf unter 0441 5550 129, aber nicht vor 14 Uhr',
      'assistant: Bis wann möchten Sie umsteigen?',
      'visitor: eilt nicht, irgendwann nächstes Frühjahr',
    ]),
    findings: {
      name: at(2, 'Wiebke Hinrichs'),
      phone: at(4, '0441 5550 129', '+494415550129'),
      company: at(2, 'Backstube Hinrichs'),
      city: at(0, 'Oldenburg'),
      language: at(0, 'wir suchen eine neue Kassensoftware', 'de'),
      interests: [at(0, 'Kassensoftware')],
      needs: [at(4, 'Die stürzt dauernd ab', 'stürzt dauernd ab'), at(4, 'der Kassenabschluss dauert ewig')],
      budget: at(4, '1500 Euro einmalig, mehr nicht', { max: 1_500, currency: 'EUR', period: 'once' }),
      timeline: at(6, 'irgendwann nächstes Frühjahr'),
      contact_preference: at(4, 'Rückruf unter 0441 5550 129, aber nicht vor 14 Uhr', {
        channel: 'phone',
        time: 'nicht vor 14 Uhr',
      }),
      intent: at(4, '1500 Euro einmalig', 'high'),
    },
  },
  {
    transcript: turns([
      'visitor: Mein Kollege Jonas Behrend meinte, ich soll mich bei euch melden, seine Nummer habt ihr ja: 0170 555 0199',
      'assistant: Danke! Und wer sind Sie?',
      'visitor: Ach so, Aylin. Brauche für unser Büro in Linz höhenverstellbare Tische, 6 Stück, im Dachgeschoss ist es aber furchtbar heiß, habt ihr dagegen auch was?',
      'assistant: Leider nicht. Wohin darf ich das Angebot schicken?',
      'visitor: a punkt demir klammeraffe demirplan punkt at',
    ]),
    findings: {
      name: at(2, 'Aylin'),
      email: at(4, 'a punkt demir klammeraffe demirplan punkt at', 'a.demir@demirplan.at'),
      city: at(2, 'Linz'),
      language: at(2, 'Brauche für unser Büro in Linz', 'de'),
      interests: [at(2, 'höhenverstellbare Tische')],
      needs: [at(2, 'im Dachgeschoss ist es aber furchtbar heiß', 'im Dachgeschoss ist es furchtbar heiß')],
      intent: at(2, 'Brauche für unser Büro in Linz höhenverstellbare Tische, 6 Stück', 'high'),
    },
  },
  {
    transcript: turns([
      'visitor: Bonjour, ma mère cherche un traiteur pour ses 70 ans à Nantes, on serait une quarantaine',
      'assistant: Avec plaisir. À quel nom, et pour quelle date ?',
      'visitor: au nom de Solène Kervella (moi donc), fin juin de préférence',
      'assistant: Quel budget envisagez-vous ?',
      'visitor: on avait dit 2000, puis mon frère a promis de participer : disons entre 2 500 et 3 000 € tout compris',
      'visitor: vous pouvez me joindre au 06 39 98 42 17, plutôt par SMS le soir',
    ]),
    findings: {
      name: at(2, 'Solène Kervella'),
      phone: at(5, '06 39 98 42 17', '+33639984217'),
      city: at(0, 'Nantes'),
      language: at(0, 'ma mère cherche un traiteur', 'fr'),
      interests: [at(0, 'traiteur')],
      budget: at(4, 'entre 2 500 et 3 000 €', { min: 2_500, max: 3_000, currency: 'EUR', period: 'once' }),
      timeline: at(2, 'fin juin'),
      contact_preference: at(5, 'plutôt par SMS le soir', { channel: 'sms', time: 'le soir' }),
      intent: at(4, 'entre 2 500 et 3 000 € tout compris', 'high'),
    },
  },
  {
    transcript: turns([
      'visitor: bonsoir, je gère une petite asso à Liège, 6 salariés. on cherche un logiciel de dons mais là on n’a plus un rond',
      'assistant: Je comprends. Une offre gratuite pourrait convenir. Votre adresse ?',
      'visitor: contact@lebonpanier.example — c’est l’adresse de l’asso, Le Bon Panier. pas de newsletter hein, mais vous pouvez me répondre',
    ]),
    findings: {
      email: at(2, 'contact@lebonpanier.example'),
      company: at(2, 'Le Bon Panier'),
      city: at(0, 'Liège'),
      language: at(0, 'je gère une petite asso', 'fr'),
      interests: [at(0, 'logiciel de dons')],
      team_size: at(0, '6 salariés', { min: 6, max: 6 }),
      intent: at(0, 'on n’a plus un rond', 'low'),
    },
  },
];
