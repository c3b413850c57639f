import { anyOf, type LanguageTexts, splitWords } from './texts.ts';

export const fr: LanguageTexts = {
  say: {
    // "chez" needs no elision, whatever the name begins with.
    hello: (site, name) =>
      `Bonjour${name === undefined ? '' : ` ${name}`}${site === undefined ? '' : ` et bienvenue chez ${site}`}. Je suis l’assistant automatique.`,
    ask: {
      need: 'De quoi avez-vous besoin ? L’équipe saura ainsi qui peut vous aider le mieux.',
      name: 'Quel est votre nom ? La personne qui répond saura ainsi à qui elle parle.',
      contact:
        'À quelle adresse e-mail ou à quel numéro de téléphone l’équipe peut-elle vous répondre ? Je le demande car il n’y a pas toujours une personne dans ce chat.',
    },
    needChoices: ['Je voudrais un devis', 'Je voudrais des informations', 'Je voudrais parler à une personne'],
    thanks: 'Merci.',
    thanksName: (name) => `Merci, ${name}.`,
    fine: 'D’accord, ce n’est pas nécessaire.',
    notMine: 'Je ne peux pas y répondre moi-même ; une personne de l’équipe voit la question ici.',
    automated: 'Je suis un assistant automatique, pas une personne.',
    closing:
      'L’équipe a ainsi ce qu’il lui faut pour vous répondre. Si vous voulez ajouter quelque chose, écrivez-le ici.',
    closingWithoutContact:
      'C’est noté. Si vous souhaitez plus tard une réponse de l’équipe, laissez ici un e-mail ou un numéro.',
    optOut:
      'Compris : vous ne voulez pas être contacté, et je ne demanderai aucune coordonnée. S’il vous faut quelque chose, écrivez-le ici.',
    welcome: 'Je vous en prie. Bonne journée.',
    ready: 'Très bien. S’il vous faut quelque chose, écrivez-le ici.',
    afterwards: 'Merci de l’avoir dit. Vous pouvez continuer à écrire ici ce qui est utile.',
  },
  hear: {
    markers:
      splitWords(`bonjour bonsoir salut merci besoin veux voudrais voudrions cherche cherchons suis je j'ai j'aimerais
      nous avons m'appelle mon ma mes le les une des et mais avec pour par comment combien pourquoi coûte prix devis votre vos vous
      est sont aussi maintenant aujourd'hui demain téléphone courriel entreprise bureau oui non c'est du pas ne au aux quel
      quelle dans d'un d'une il elle`),
    smallTalk:
      splitWords(`bonjour bonsoir salut merci beaucoup bien ok okay oui non d'accord parfait super très au revoir
      bonne journée soirée s'il vous plaît plait svp enchanté enchantée bientôt à`),
    nameLead: anyOf("je m'appelle", '(?:mon )?nom (?:complet )?est', "moi,? c'est", "on m'appelle"),
    maybeNameLead: anyOf('je suis', "c'est", 'ici'),
    thanks: anyOf('merci', 'au revoir', 'à (?:bientôt|demain|plus)', 'bonne (?:journée|soirée)'),
    declines: anyOf(
      'préfère (?:pas|ne pas)',
      'préfère rester',
      'non,? merci',
      '(?:ne )?(?:veux|souhaite) pas (?:donner|dire|laisser|le donner)',
      'pas maintenant',
      'plus tard',
      'pas nécessaire',
      'pas la peine',
    ),
    wants: anyOf(
      'besoin',
      'veux',
      'voul\\p{L}+',
      'voudr\\p{L}+',
      'cherch\\p{L}+',
      'intéress\\p{L}+',
      'aimerai\\p{L}*',
      'devis',
      'prix',
      'tarifs?',
      'informations?',
    ),
    wonders: anyOf('combien', 'avez-vous', 'est-ce que', 'pouvez-vous', 'est-il possible', 'quel est le prix'),
    wondersAutomated: anyOf(
      "(?:êtes-vous|vous êtes|tu es|es-tu|c'est) (?:un |une )?(?:vraie? )?(?:robot|bot|humain|machine|personne|ia)",
      'parle (?:à|avec) (?:un |une )?(?:vraie? )?(?:robot|bot|humain|machine|personne|ia)',
    ),
    optOut: anyOf(
      "ne (?:me|nous|m'|m) ?(?:contact|écri|dérang|recontact|envoy)\\p{L}*",
      "(?:ne )?(?:veux|souhaite|voulons|souhaitons) (?:pas|plus) (?:être (?:re)?contacté|que vous (?:me|nous|m') ?(?:contact|écri)|recevoir)\\p{L}*",
      "arrêtez de (?:me|nous|m') ?(?:contacter|appeler|écrire|envoyer|déranger)",
      'laissez-moi tranquille',
      '(?:retirez|enlevez|supprimez)-(?:moi|nous) de (?:la|votre|vos) listes?',
      'désinscri\\p{L}+',
    ),
    noCalls: anyOf(
      "(?:veux|souhaite) pas que vous (?:me |nous |m')(?:appel|téléphon)\\p{L}*",
      "ne (?:m'|nous |me )(?:appel|rappel|téléphon)\\p{L}*",
    ),
    prefers: anyOf(
      'le (?:matin|midi|soir)',
      "l'après-midi",
      'avant',
      'après',
      'plutôt',
      'préfère',
      'seulement',
      'uniquement',
      'e-?mail',
      'mail',
      'courriel',
      'whatsapp',
      'aujourd',
      "jusqu'à",
      'à \\d+',
    ),
    asks: {
      need: anyOf('(?:quoi|comment|que) .{0,60}(?:besoin|aid|cherch|intéress)\\p{L}*', 'puis-je vous aider'),
      name: anyOf('votre (?:nom|prénom)', 'comment vous appelez', 'qui ai-je'),
      contact: anyOf('e-?mail', 'mail', 'courriel', 'téléphone', 'whatsapp', 'numéro', 'contact\\p{L}*', 'joindre'),
    },
  },
};
