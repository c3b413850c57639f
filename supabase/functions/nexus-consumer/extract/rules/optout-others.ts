/** What sounds like an opt-out and is not the visitor's: words of others, questions about them, double negations. */

const FIRST = String.raw`(?:i(?:'ve|'m|'ll)?|we(?:'ve)?|yo|ich|wir|je|nous|eu|nos)(?!\p{L})|(?<!\p{L})j'`;
const SPEAKS = String.raw`(?:said|says?|saying|told|tells?|wrote|writes?|texted|texts|replied|replies|answer(?:s|ed)|messaged|emailed|like|shout(?:s|ed)|dijo|dice|dicen|dijeron|digan?|diga|escribio|escribe|escriben|respond\p{L}*|contest\p{L}*|puso|disse|diz|dizem|disseram|escreveu|escreve|mandou|a (?:dit|ecrit|repondu)|ont (?:dit|ecrit)|dit|disent|ecrit|ecrivent|sagte|sagt|sagen|sagten|schrieb|schreibt|schreiben|meinte|antwortet\p{L}*)`;
/** A quotation that somebody other than the visitor speaks. */
const SAID_BEFORE = new RegExp(
  String.raw`(?<!\p{L})${SPEAKS}(?: (?:me|us|to me|to us|mir|uns|que|basically|just|literally|then))?[ ,:]*$`,
  'u',
);
const SAID_AFTER = new RegExp(String.raw`^[ ,.]*(?:${SPEAKS}|he|she|they|my|mi|mein|meine|mon|meu)(?!\p{L})`, 'u');
const BY_FIRST = new RegExp(
  String.raw`(?<!\p{L})(?:${FIRST}) ?(?:\p{L}+ ){0,3}?${SPEAKS}[^\p{L}]*(?:\p{L}+ ?){0,2}[^\p{L}]*$`,
  'u',
);
const QUOTED = /"[^"\n]{3,300}"/g;

const blank = (text: string): string => ' '.repeat(text.length);

/** Names of text that replies, forms and mails bear: `the text "unsubscribe"`. */
function isOthers(before: string, after: string): boolean {
  if (SAID_BEFORE.test(before)) return !BY_FIRST.test(before);
  return SAID_AFTER.test(after);
}

/**
 * The folded text, as long as before, without quotations of others.
 *
 * @param low folded text
 */
export function withoutQuotations(low: string): string {
  return low.replace(QUOTED, (quoted, at: number) => {
    const before = low.slice(Math.max(0, at - 60), at);
    return isOthers(before, low.slice(at + quoted.length, at + quoted.length + 30)) ? blank(quoted) : quoted;
  });
}

/** To not stop is to go on. */
const GO_ON =
  /(?<!\p{L})(?:(?:do not|don'?t|never) (?:stop|cease|quit)|(?:no|nunca|jamas) (?:me |nos )?(?:dej|par|ces)(?:es|en|eis|e|as|an|ais) de|(?:nao|nunca|jamais) (?:deix|par|cess)(?:em|e|es) de|n'(?:arretez|arrete|hesitez|hesite) pas(?: a| de)?|(?:hor(?:en|t)?) (?:sie )?(?:bitte )?nicht auf|(?:stop|quit) (?:wasting|making|being)|arret(?:ez|e) de (?:me |nous )?(?:faire|tourner)|zogern sie nicht)(?!\p{L})[^,.;]*/gu;
/** What is removed for another one stays on the list. */
const REPLACED =
  /(?<!\p{L})(?:(?:the|my|our|that) (?:old|previous|former) \p{L}+|(?:mi|el|meu|o) (?:\p{L}+ )?(?:anterior|antiguo|viejo|antigo)|(?:mein\p{L}*|die|das) alte\p{L}* \p{L}+|mon ancien\p{L}* \p{L}+)/gu;

/** To be taken off a list of those not to call is the contrary. */
const UNLISTED =
  /(?<!\p{L})(?:off|from|de|da|von|out of) (?:the |your |la |los |a |der |eurer |ihrer )?(?:no[- ]?(?:call|contact)|do[- ]not[- ]\p{L}+|lista negra|lista robinson|blacklist|sperrliste|robinsonliste)(?!\p{L})/u;
/** Told, not asked: "nunca mais me ligaram". */
const TOLD =
  /(?<!\p{L})(?:nunca(?: mais| mas)?|jamais|jamas|ninguem|nadie)(?: \p{L}+){0,2}? (?:me |nos )?\p{L}{2,}(?:aram|eram|iram|aron|ieron|ou|eu)(?!\p{L})|(?<!\p{L})(?<!que (?:plus )?)personne ne (?:m'|me |nous )\p{L}+(?: jamais)?(?!\p{L})|(?<!\p{L})ne (?:m'|nous )(?:avez|as|a|ont)(?: \p{L}+){1,3}|(?<!\p{L})(?:hat|habt|haben|hatte\p{L}*|wurde\p{L}*)(?: \p{L}+){0,3}? (?:nie|niemals|niemand|nie wieder)(?: \p{L}+){0,2}? (?:kontaktiert|\p{L}{0,6}ge\p{L}+(?:t|en))(?!\p{L})/gu;

/** The text without double negations, what is replaced and what is told, as long as before. */
export const withoutReversals = (text: string): string =>
  [GO_ON, REPLACED, TOLD].reduce((kept, words) => kept.replace(words, blank), UNLISTED.test(text) ? '' : text);

const WHO = String.raw`(?:some(?:one|body)|any(?:one|body)|people|users?|a (?:client|customer|lead|user|visitor)|(?:our |my |the )(?:clients?|customers?)|clients|customers|leads|users|members|visitors|patients|subscribers|alguien|algun \p{L}+|un (?:cliente|usuario|client|utilisateur|paciente)|(?:mis |los |nuestros |os |meus |nossos )?(?:clientes|usuarios|pacientes|socios|abonados|alumnos|alunos)|quelqu'un|(?:nos |les |mes )(?:clients|utilisateurs|gens)|jemand|ein (?:kunde|nutzer)|(?:unsere?n? |die |meine )?(?:kunden|nutzer|leute|mitglieder)|alguem|um cliente|pessoas|cold leads)`;
const YOURS =
  '(?<!(?:you|your|sus|su|vuestros|vuestras|votre|vos|ihren?|ihrer|eurer?|euren|seus?|one of your|como|as|soy|sou) )';
/** Others do it, or have it done to them. */
const OTHERS = new RegExp(String.raw`(?<!\p{L})${YOURS}${WHO}(?!\p{L})`, 'u');
const ME =
  /(?<!\p{L})(?:me|us|my (?:number|phone|e-?mail|data|name|details|inbox)|m'|moi|mich|mir|uns|conmigo|comigo|this number|meine nummer|mi numero|meu numero|mon numero)(?!\p{L})|\p{L}(?:arme|irme|erme|enme|adme|ame|ernos|arnos|-me|-moi)(?!\p{L})/u;
const HYPOTHETIC = new RegExp(
  String.raw`(?<!\p{L})(?:what (?:if|happens)|suppose|let'?s say|what do you do (?:if|when)|(?:y|pero) (?:que pasa )?si (?:yo|un|alguien|les|os|le|te|una)|que (?:pasa|ocurre|sucede) (?:si|cuando)|si (?:yo )?(?:les|os|te) digo|et si (?:je|on|un|quelqu'un|une)|que se passe|was (?:ist|passiert|macht ihr),? wenn|und wenn|was,? wenn|e se (?:eu|um|alguem|uma)|o que acontece|(?:if|when|whenever|once|cuando|si|wenn|quand|lorsque|se|quando) ${WHO})(?!\p{L})`,
  'u',
);
const HOW_TO =
  /(?<!\p{L})(?:how (?:do|can|would|could|should) (?:i|we|my|our|one|people)|how to|como (?:puedo|podemos|me|hago|hacemos|quito|borro|elimino|faco|fazer|se|posso|apago)|comment (?:puis|faire|je|on|peut|supprimer|me)|wie (?:kann|konnen|losche|entferne|melde|mache))(?!\p{L})/u;
const UNSUBSCRIBABLE =
  /(?<!\p{L})(?:(?:can|could) (?:i|we|people|users|they) (?:\p{L}+ )?(?:unsubscribe|opt out)(?: \p{L}+)* (?:later|any ?time|if|whenever)|(?:peut-on|se puede|kann man|da para) (?:sich )?(?:se |me )?(?:desabonn|desinscri|unsubscri|abmeld|desuscrib|descadastr)\p{L}*)(?!\p{L})/u;
/** "Why don't you call any more?" asks for a call; "why won't you stop?" does not. */
const WHY = /^\W*(?:\p{L}+,? )?(?:why|warum|wieso|pourquoi|por ?que)(?!\p{L})/u;
const STOPS = /(?<!\p{L})(?:stop|quit|cease|dej|par[aeo]|arret|cess|hor(?:en|t)|auf(?:zu)?hor|deix)\p{L}*/u;
/** The visitor is the one who calls, or would not lose a call. */
const OWN_CALL =
  /(?<!\p{L})(?:miss|missing|lose|losing|perder|perdre|rater|manquer|verpassen|verlieren|verpasst)(?!\p{L})(?! (?:my (?:number|e-?mail|data|details|contact)|m[ei]\p{L}* ))|(?<!\p{L})(?:ich kann|wir konnen|i can(?:'t|not| no longer)|we can(?:'t|not| no longer)|je (?:ne )?peux|je n'arrive|nao (?:consigo|conseguimos)|no (?:puedo|podemos|consigo|logro)) (?:(?!mich|me |us )\p{L}+ ){0,4}/u;
/** Persons that somebody else is not to call. */
const THEIR_CALL =
  /(?<!\p{L})(?:call|contact|e-?mail|text|message|phone|ring)(?:ing)? (?:(?:the|our|my|his|her|their|any) (?:\p{L}+ )?(?:tenants?|clients?|customers?|leads?|patients?|landlord|suppliers?|employers?|references?)|them|him)(?!\p{L})/u;
/** Another way of contact is asked for in a clause of its own. */
const INVITES =
  /^(?:please |just |instead |por favor |mejor |bitte |plutot |mas |pero )?(?:(?:call|contact|ring|text|e-?mail|message|whatsapp) (?:me|us)|(?:llam|escrib|mand|contact|habl)(?:[ae]n?|ad|id)?(?:me|nos)|(?:r?appelez|ecrivez|contactez|envoyez|appelle|ecris|textez)[- ]?(?:moi|nous)|(?:rufen|schreiben|schicken) sie (?:mich|mir|uns)|(?:ruft|schreibt|ruf|schreib) (?:mich|mir)|me (?:chama|chame|liga|ligue|manda|mande|escreve|escreva)m?)(?!\p{L})/u;
const NEGATED =
  /(?<!\p{L})(?:no(?= (?:me|nos|more|hay))|not|never|n't|nao|nunca|pas|plus|jamais|nicht|nie\p{L}*|kein\p{L}*|jamas|nadie)(?!\p{L})/u;

/** Whether a clause asks to be contacted. */
export const invites = (clause: string): boolean => INVITES.test(clause) && !NEGATED.test(clause);
const THEIR_QUESTION =
  /(?<!\p{L})(?:people|users?|clients?|customers?|leads|clientes|kunden|gens|pessoas|leute) (?:who|that|que|qui|die)(?!\p{L})/u;
/** Ends a contract or a membership and not the talk; speaks only of being removed, not of being called. */
const CONTRACT =
  /(?<!\p{L})(?:gym|gimnasio|academia|fitness\p{L}*|abo(?:nnement)?|contrato|contract|vertrag|my account|mi cuenta|minha conta|mon compte|mein konto)(?!\p{L})/u;
const REMOVAL =
  /(?<!\p{L})(?:call|contact|e-?mail|write|llam|escrib|contat|lig|mand|escrev|appel|rappel|recontact|ecri|ruf|anruf|kontakt|schreib|meld|horen|hear)\p{L}*/u;

/** Whether the sentence asks what would be, or how it is done; `isQuestion`: it ends in a question mark. */
export function isHypothetic(text: string, isQuestion: boolean): boolean {
  if (isQuestion && (UNSUBSCRIBABLE.test(text) || (WHY.test(text) && !STOPS.test(text)))) return true;
  return HYPOTHETIC.test(text) || THEIR_QUESTION.test(text) || (HOW_TO.test(text) && (isQuestion || !ME.test(text)));
}

/** They are the ones who are to stop. */
const THEY_STOP = new RegExp(
  String.raw`(?<!\p{L})${YOURS}${WHO} (?:to |que |should |must |ya |sollen |would )?(?:never|stop|quit|dejen|dejaran|paren|parem|deixem|cessent|arretent|nicht mehr|aufhoren|no|nao|ne)(?!\p{L})`,
  'u',
);

/** Whether a clause is about others being contacted, or about a contract. */
export function isOfOthers(clause: string): boolean {
  if (CONTRACT.test(clause) && !REMOVAL.test(clause)) return true;
  if (THEY_STOP.test(clause) || OWN_CALL.test(clause) || THEIR_CALL.test(clause)) return true;
  const others = OTHERS.exec(clause);
  return (
    others !== null &&
    !/(?:of|as|como|soy|sou) (?:your |sus |seus )?$/u.test(clause.slice(0, others.index)) &&
    !ME.test(clause)
  );
}
