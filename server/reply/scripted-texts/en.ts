import { anyOf, type LanguageTexts, splitWords } from './texts.ts';

export const en: LanguageTexts = {
  say: {
    hello: (site, name) =>
      `Hello${name === undefined ? '' : ` ${name}`}. I am the automated assistant${site === undefined ? '' : ` of ${site}`}.`,
    ask: {
      need: 'What do you need? It tells the team who can help you best.',
      name: 'What is your name? Then whoever answers knows who they are talking to.',
      contact:
        'Which e-mail or phone number can the team answer you at? I ask because there is not always a person in this chat.',
    },
    needChoices: ['I would like a quote', 'I would like more information', 'I want to talk to a person'],
    thanks: 'Thank you.',
    thanksName: (name) => `Thank you, ${name}.`,
    fine: 'That is fine, you do not have to.',
    notMine: 'I cannot answer that myself; a person on the team sees the question here.',
    automated: 'I am an automated assistant, not a person.',
    closing: 'With this the team has what it needs to answer you. If you want to add anything, you can write it here.',
    closingWithoutContact:
      'That is all noted. If you want the team to answer you later on, leave an e-mail or a phone number here.',
    optOut:
      'Understood: you do not want to be contacted, and I will not ask for your details. If you need anything, you can write it here.',
    welcome: 'You are welcome. Have a good day.',
    ready: 'All right. If you need anything, you can write it here.',
    afterwards: 'Thank you for telling us. You can keep writing here whatever is useful.',
  },
  hear: {
    markers:
      splitWords(`hello hi hey good morning evening thanks thank need want looking i i'm i'd am is are we we're have
      my name the an and but with for how much price prices quote what when where why who our your you can could would please also
      now today tomorrow yes of to do does it this that there rather not from at in on don't`),
    smallTalk:
      splitWords(`hello hi hey there good morning afternoon evening thanks thank you very much ok okay yes yeah no
      sure fine great cool bye goodbye please nice to meet well right`),
    nameLead: anyOf("my (?:full )?name(?:'s| is)", "name(?:'s| is)", 'they call me', 'call me'),
    maybeNameLead: anyOf("i(?:'m| am|m)", 'this is', "it's"),
    thanks: anyOf('thanks', 'thank you', 'thx', 'cheers', 'bye', 'goodbye', 'see you'),
    declines: anyOf(
      'rather not',
      'prefer not',
      'no,? (?:thanks|thank you)',
      "(?:don't|do not|won't|will not) (?:want to )?(?:give|say|tell|share|leave)",
      'not now',
      'later',
      'not necessary',
      'skip',
      'pass',
    ),
    wants: anyOf(
      'need',
      'want',
      'looking (?:for|to)',
      'interested',
      "i(?:'d| would) like",
      'quote',
      'prices?',
      'pricing',
      'information',
      'demo',
    ),
    wonders: anyOf(
      'how much',
      'do you (?:have|offer|sell|do|ship)',
      'can you',
      'is it possible',
      'what (?:is|are|does)',
    ),
    wondersAutomated: anyOf(
      'are you (?:a |an )?(?:real |actual )?(?:robot|bot|human|machine|person|ai|automated)',
      '(?:talking|speaking|chatting) (?:to|with) (?:a |an )?(?:real )?(?:robot|bot|human|machine|person|ai)',
    ),
    optOut: anyOf(
      "(?:don't|do not|dont|never|please stop|stop) (?:ever )?(?:contact|write|message|email|e-mail|bother|text)(?:ing)? ?(?:me|us|to me)",
      "(?:don't|do not|dont) want (?:to be contacted|you to (?:contact|write)|any (?:e-?mails|messages|contact))",
      '(?:stop|no more) (?:calling|contacting|messaging|e-?mailing|calls|e-?mails|messages)(?: me| us)?',
      'leave me alone',
      '(?:take|remove) (?:me|us) (?:off|from)',
      'unsubscribe',
      'no contact',
      'opt(?:ed|ing)? out',
    ),
    noCalls: anyOf(
      "(?:don't|do not|dont|never) (?:call|phone|ring) (?:me|us)",
      "(?:don't|do not|dont) want (?:you to call|any calls|to be called)",
    ),
    prefers: anyOf(
      'in the (?:morning|afternoon|evening)',
      'at (?:night|\\d+)',
      'before',
      'after',
      'prefer',
      'only',
      'just',
      'instead',
      'better',
      'e-?mail',
      'whatsapp',
      'text',
      'today',
      'until',
      'on (?:mon|tues|wednes|thurs|fri|satur|sun)days?',
    ),
    asks: {
      need: anyOf('(?:what|how) .{0,60}(?:need|help|looking|interest)\\p{L}*'),
      name: anyOf('your (?:full |first |last )?name', 'who am i (?:talking|speaking|chatting)'),
      contact: anyOf('e-?mail', 'phone', 'whatsapp', 'reach you', 'contact\\p{L}*'),
    },
  },
};
