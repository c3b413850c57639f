/** What the assistant asked for: a bare answer means nothing without its question. */
import { splitSentences } from './sentences.ts';

type Topic =
  | 'name'
  | 'surname'
  | 'email'
  | 'phone'
  | 'company'
  | 'role'
  | 'website'
  | 'city'
  | 'country'
  | 'budget'
  | 'timeline'
  | 'team'
  | 'need'
  | 'problem'
  | 'channel'
  | 'time'
  | 'contact';

/** The topics of the questions that a turn answers. */
export type Asked = ReadonlySet<Topic>;

const TOPICS: readonly [Topic, RegExp][] = [
  ['surname', /\b(?:apellidos?|last name|surname|family name|sobrenomes?|nom de famille|nachnamen?)\b/],
  [
    'name',
    /\b(?:(?:and )?(?:who|you) are$|y (?:tu|usted) eres|con quien tengo|et vous etes|und sie sind|a nombre de quien|por quien (?:pregunt|debo)|who (?:should|do|shall|can) (?:we|i) ask|(?:under )?(?:what|which) name|nombre|como (?:te llamas|se llama usted|se llama\s*$|os llamais|me dijo que se llama)|con quien (?:hablo|tengo|estoy)|quien (?:eres|es usted|me escribe|escribe)|(?:first |full |your |the |a )name|^name|who (?:am i|are you|is this)|who'?s (?:this|calling)|whom am i|nome|como (?:voce |o senhor |a senhora )?(?:se|te) chama|com quem|quem (?:fala|e voce)|prenom|(?:votre|ton|quel) nom|comment (?:vous appelez|t'appelles|tu t'appelles)|a qui ai-je|qui etes|heissen sie|heisst du|(?:ihr|ihren|dein|deinen|der) name|namen?\b|mit wem|wer (?:sind sie|bist du)|vornamen?)\b/,
  ],
  ['email', /\b(?:correos?|e-?mails?|mail|courriel|adresse mail|mailadresse)\b/],
  [
    'phone',
    /\b(?:telefonos?|celular|moviles|movil|(?:phone|cell|mobile|contact|callback)?\s?numbers?|phone|whats?app|telefones?|telemovel|portable|telephone|tel|telefon(?:nummer)?|handy(?:nummer)?|rufnummer|nummer|mobile)\b/,
  ],
  [
    'company',
    /\b(?:empresa|compania|company|organi[sz]ation|organizacion|organizacao|negocio|business|firm|societe|entreprise|firma|unternehmen|employer|where do you work|donde trabajas?|onde (?:voce )?trabalha)\b/,
  ],
  [
    'role',
    /\b(?:cargo|puesto|rol|tu funcion|su funcion|role|position|job(?: title)?|title|funcao|poste|fonction|what do you do|a que (?:te|se) dedicas?|funktion|beruf|occupation|ocupacion|profesion|profissao)\b/,
  ],
  ['website', /\b(?:web|sitio|pagina|website|webseite|url|site)\b/],
  [
    'city',
    /\b(?:ciudad|desde donde|de donde|donde (?:estas?|vives?|se encuentran?|os encontrais|queda|te encuentras|esta ubicad\w|os ubicais|te ubicas)|localidad|poblacion|city|town|where (?:are|is) (?:you|your)|where do you live|located|location|based|cidade|onde (?:voces? )?(?:estao|esta|fica|mora)|de onde|ville|ou (?:etes|vous|habitez|se trouve)|stadt|wo (?:sind|befinden|wohnen|sitzen|sitzt)|woher|standort|ort)\b/,
  ],
  ['country', /\b(?:pais|country|pays|land)\b/],
  [
    'budget',
    /\b(?:presupuesto|budget|orcamento|cuanto (?:quieres?|piensas?|puedes?|tienes|podrias?|dispones?)|how much (?:can|do|would|are) you|price range|verba|gastar|invertir|investir|ausgeben|inversion|depenser|montant|rango de precio|faixa de preco|preisrahmen)\b/,
  ],
  [
    'timeline',
    /\b(?:cuando|plazo|fecha|para cuando|when|timeline|timeframe|time frame|how soon|deadline|what date|quando|prazo|data|quand|delais?|wann|zeitraum|zeitrahmen|termin|urgencia|how urgent)\b/,
  ],
  [
    'team',
    /\b(?:cuant[oa]s (?:(?:personas|usuarios) (?:sois|son|seriais|trabaj\w+|hay|forman|usar\w+|tien\w+)|\w+ (?:son|sois|seriais|serian|tienes?|tienen|teneis|trabajan)|empleados|sois|son|trabajadores|trabajan|seriais|serian|sereis)|how (?:many (?:people (?:are|work|do|on|in|would|will|use)|\w+ (?:do you have|are there|work)|employees|users|seats|of you|team)|big|large)|team size|headcount|quant[oa]s (?:pessoas|funcionarios|usuarios|colaboradores)|combien (?:de (?:personnes|salaries|collaborateurs|postes)|etes)|wie (?:viele (?:mitarbeiter|personen|leute|nutzer)|gross)|tamano|(?:your|tu|su|vuestro|sua|votre|ihr|dein|euer) (?:team|equipo|equipe)|who'?s on)\b/,
  ],
  [
    'need',
    /\b(?:que (?:necesitas?|buscas?|buscais|buscan|te interesa|le interesa|os interesa|servicio|producto|tipo de|quieres|desea|deseas|precisas)|en que (?:puedo|podemos|te|le)|(?:how|what) (?:can|may) i (?:help|do|assist)|how can (?:i|we)|what (?:are you looking|do you need|brings|can we|would you like|product|service|kind)|interested in|o que (?:voce )?(?:precisa|procura|deseja|busca)|como posso|em que posso|que (?:recherchez|cherchez|souhaitez)|de quoi|comment (?:puis-je|pouvons)|was (?:suchen|brauchen|benotigen|kann ich)|womit|wofur|worum|what for|para que (?:es|lo|seria)|pour quoi|wie (?:kann|konnen) (?:ich|wir)|wobei|what for|para que lo)\b/,
  ],
  [
    'problem',
    /\b(?:problema|problem|challenge|reto|desafio|dificultad\w*|dificuldade|pain|struggl\w+|what'?s (?:wrong|going on)|que (?:pasa|ocurre|sucede)|probleme|herausforderung|issue|difficulte)\b/,
  ],
  [
    'channel',
    /\b(?:como (?:prefieres?|te contact\w+|le contact\w+|podemos contactar\w*|te localizo)|how (?:should|can|do|would) (?:we|i|you)[^?]{0,25}(?:reach|contact|touch)|best way to (?:reach|contact)|prefer(?:red|s)?|prefieres?|prefere|preferez|preferis|bevorzug\w+|melhor forma|comment (?:vous|te|pouvons-nous vous) (?:joindre|contacter)|wie (?:erreichen|durfen|sollen|konnen)[^?]{0,20}(?:erreichen|kontaktieren|wir)|por (?:telefono|whatsapp|correo) o)\b/,
  ],
  [
    'time',
    /\b(?:a que horas?|que hora|horario|what time|best time|good time|when (?:should|can|is)[^?]{0,20}(?:call|reach)|que horas|qual horario|quelle heure|quand (?:pouvons|peut|puis)[^?]{0,20}(?:appeler|joindre)|um wie viel|wann (?:sollen|durfen|konnen|kann)[^?]{0,20}(?:anrufen|erreichen)|cuando (?:te|le|os) (?:llam\w+|contact\w+))\b/,
  ],
  [
    'contact',
    /\b(?:contacto|contact (?:info|details|information)|datos|reach you|contato|coordonnees|kontakt\w*|erreichen)\b/,
  ],
];

/** "How many people?" asks for guests, not staff, where a table or a room is the matter. */
const PARTY =
  /\b(?:book\w*|reserv\w*|table|mesa|party|stay\w*|tickets?|guests?|rooms?|nights?|noches|habitacion\w*|entradas|comensales|convidados|gaste|personnes pour|tisch)\b/;

/** "Company name?" asks for no person. */
const FIRM_NAME =
  /\b(?:(?:company|business|organi[sz]ation|firm|shop|store)(?:'s)? name|name of (?:your|the) (?:company|business|organi[sz]ation|firm)|nombre de (?:la|tu|su|vuestra) (?:empresa|compania|negocio|tienda)|nome d[ao] (?:sua )?(?:empresa|loja)|nom de (?:votre|l'|la) ?(?:entreprise|societe)|firmenname|name (?:ihrer|der) firma)\b/g;
/** "How many people has the company?" asks for a number. */
const COUNTS = /\b(?:cuant[oa]s|how many|quant[oa]s|combien|wie viele|how big|que tan grande)\b/;

/** A team is asked after only where its size is. */
const TEAM = /\b(?:team|equipo|equipe|staff|plantilla|personal|belegschaft)\b/;
const SIZE = /\b(?:size|tamano|taille|grosse|tamanho|grande|gross|big|large)\b/;

/** Requests, wherever they stand. */
const REQUEST =
  /\b(?:facilit\w+|dime|digame|dinos|deja(?:me|nos)|indic\w+|pas(?:a|e|ame|eme)|please|give|share|tell me|tell us|provide|leave|may i|can i (?:have|get)|could you|can you|would you|me (?:passa|informe|diga)|informe|donnez|indiquez|laissez|nennen|geben|teilen|verraten|puedes|podrias|podria|necesito|comparte|i(?:'d| would)? need)\b/;

/** Words of asking at the head of a sentence; inside a statement ("it tells us who can help") they ask nothing. */
const INTERROGATIVE =
  /^[^\p{L}]*(?:(?:y|and|et|und|e|so|entonces|perfect|great|genial|gracias|thanks|thank you|merci|danke|obrigad[oa])[,!.]?\s+)*(?:(?:de|en|a|con|por|para|desde|com|em|avec|sur|fur|mit|in|at|on|from|with)\s+)?(?:what|who|where|when|how|which|como|cual|cuant\w+|quien|donde|cuando|que|qual|quant\w+|quem|onde|quando|quel(?:le)?s?|comment|combien|ou|welche\w*|wie|wo|wann|wer|was|puede)\b/u;

/** Whether the assistant wants an answer: "Great, thanks!" and "One moment, please." ask nothing. */
export const isAsking = (low: string): boolean => low.includes('?') || askedBy([low]).size > 0;

/**
 * The topics of the questions and requests in the assistant's words.
 *
 * @param messages what the assistant said since the visitor's last turn, folded
 */
export function askedBy(messages: readonly string[]): Asked {
  const asked = new Set<Topic>();
  for (const low of messages) {
    for (const { start, end } of splitSentences(low)) {
      const sentence = low.slice(start, end);
      const isQuestion =
        low
          .slice(end, end + 2)
          .trimStart()
          .startsWith('?') ||
        REQUEST.test(sentence) ||
        INTERROGATIVE.test(sentence);
      if (!isQuestion) continue;
      for (const [topic, words] of TOPICS) {
        const text = topic === 'name' ? sentence.replace(FIRM_NAME, 'company') : sentence;
        if (topic === 'company' && COUNTS.test(sentence)) continue;
        const isSizeAsked = topic === 'team' && TEAM.test(sentence) && (COUNTS.test(sentence) || SIZE.test(sentence));
        if ((words.test(text) || isSizeAsked) && !(topic === 'team' && PARTY.test(sentence))) asked.add(topic);
      }
      if (asked.has('surname') && !/\b(?:first|nombre|full|nome|prenom|vorname)\b/.test(sentence)) asked.delete('name');
    }
  }
  return asked;
}
