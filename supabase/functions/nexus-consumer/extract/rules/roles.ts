/** Job titles by the shape of their words, in five languages. */
import type { Finding } from '../../../_shared/contract/prospect.ts';
import { isCommonWord } from './language.ts';
import { isNegated, isOthers } from './owner.ts';
import { finding, isTaken, type Span, type Turn, wordsOf } from './reading.ts';
import { isCapitalised, piecesOf, type Word, wordsIn } from './words.ts';

/** Words that name a job by themselves. */
const HEAD =
  /^(?:(?:sub|vice-?|co-?)?(?:director[ae]?s?|diretor[ae]?|directeur|directrice|direktor(?:in)?)|ceo|cto|cfo|coo|cmo|cio|cpo|chro|vp|svp|evp|md|president[ea]?|praesident|gerente|gerant[e]?|manager|managerin|jef[ea]|chefe|chief|chef|chefin|head|lead|leader|lider|encargad[oa]|responsable|responsavel|coordinador[a]?|coordenador[a]?|coordinator|coordinateur|coordinatrice|koordinator(?:in)?|administrador[a]?|administrator|administrateur|analist[a]|analyst[e]?|asistente|assistant[e]?|assistente|assistent(?:in)?|asesor[a]?|assessor[a]?|adviser|advisor|consultor[a]?|consultant[e]?|berater(?:in)?|contador[a]?|contable|accountant|comptable|buchhalter(?:in)?|bookkeeper|controller|auditor[a]?|abogad[oa]|advogad[oa]|lawyer|attorney|solicitor|paralegal|avocat[e]?|anwalt|anwaltin|rechtsanwalt|rechtsanwaltin|notari[oa]|arquitect[oa]|arquitet[oa]|architect[e]?|architekt(?:in)?|ingenier[oa]|engenheir[oa]|engineer|ingenieur[e]?|ingenieurin|medic[oa]|doctor[a]?|medecin|arzt|arztin|physician|dentist[a]?|dentiste|zahnarzt|zahnarztin|veterinari[oa]|vet|nurse|enfermer[oa]|enfermeir[oa]|infirmier[e]?|krankenschwester|pfleger(?:in)?|profesor[a]?|professor[a]?|professeur[e]?|maestr[oa]|teacher|lehrer(?:in)?|enseignant[e]?|tutor[a]?|coach|trainer(?:in)?|entrenador[a]?|disenador[a]?|designer[a]?|grafiker(?:in)?|programador[a]?|programmer|programmierer(?:in)?|desarrollador[a]?|desenvolvedor[a]?|developer|entwickler(?:in)?|developpeu(?:r|se)|fundador[a]?|cofundador[a]?|co-?founder|founder|fondat(?:eur|rice)|grunder(?:in)?|duen[oa]|dono|dona|owner|co-?owner|inhaber(?:in)?|propietari[oa]|proprietari[oa]|proprietaire|patron(?:ne)?|empresari[oa]|emprendedor[a]?|empreendedor[a]?|entrepreneur[e]?|unternehmer(?:in)?|geschaftsfuhrer(?:in)?|vorstand|partner|soci[oa]|secretari[oa]|secretary|secretaire|sekretar(?:in)?|recepcionista|receptionist|receptionniste|vendedor[a]?|verkaufer(?:in)?|salesperson|salesman|commercial[e]?|comercial|becari[oa]|estagiari[oa]|intern|stagiaire|praktikant(?:in)?|practicante|pasante|werkstudent(?:in)?|trainee|apprentice|estudiante|student(?:in)?|estudante|etudiant[e]?|freelancer?|freelance|photographer|fotograf[oae]?|fotografin|photographe|journalist(?:in)?|periodista|jornalista|journaliste|writer|author|escritor[a]?|editor[a]?|psicolog[oa]|psychologist|psychologue|psychologe|therapist|terapeuta|fisioterapeuta|physiotherapist|treasurer|tesorer[oa]|tesoureir[oa]|tresorier[e]?|schatzmeister(?:in)?|agente?|tecnic[oa]|technician|technicien(?:ne)?|techniker(?:in)?|supervisor[a]?|comprador[a]?|buyer|einkaufer(?:in)?|acheteu(?:r|se)|electrician|electricista|eletricista|elektriker(?:in)?|fontaner[oa]|plumber|plombier|carpintero|carpenter|mechanic|mecanic[oa]|contractor|builder|realtor|broker|pastor|priest|principal|superintendent|officer|executive|specialist|especialista|spezialist(?:in)?|specialiste|strategist|planner|scientist|cientist[a]|cientific[oa]|researcher|investigador[a]?|pesquisador[a]?|chercheu(?:r|se)|forscher(?:in)?|leiter(?:in)?|mitarbeiter(?:in)?|sachbearbeiter(?:in)?|referent(?:in)?|barista|barber|barbero|hairdresser|peluquer[oa]|cabeleireir[oa]|coiffeu(?:r|se)|friseur(?:in)?|cook|cociner[oa]|cozinheir[oa]|baker|farmer|agricultor[a]?|driver|conductor[a]?|motorista|chauffeur|pilot[o]?|artist[a]?|music(?:ian|o)|musicien(?:ne)?|actor|actriz|producer|productor[a]?|produtor[a]?|marketer|marketeer|recruiter|reclutador[a]?|webmaster|administrativ[oa]|cajer[oa]|cashier|librarian|bibliotecari[oa]|pharmacist|farmaceutic[oa]|pharmacien(?:ne)?|apotheker(?:in)?|economist[a]?|ejecutiv[oa]|executiv[oa]|charge[e]?)$/;

/** Endings that make jobs of nouns; only right after "I'm a". */
const ENDING =
  /(?:ista|[oó]log[oa]|iatra|iatre|graf[oa]|graphe|(?:ad|ed|id|it|ct|t)or[a]?|eador[a]?|eir[oa]|tecto|logist|ologist|ologue|ician|cien(?:ne)?|wright|smith|teur|trice|euse|leiter(?:in)?|meister(?:in)?|pfleger(?:in)?|macher(?:in)?)$/;

const NO_JOB =
  /^(?:customer|member|beginner|newbie|visitor|user|homeowner|mother|father|parent|fan|reader|subscriber|winner|lover|resident|citizen|author?ized|tourist|turista|visitante|interesad[oa]|favor|mayor|menor|mejor|senior|junior|autor|motor|color|valor|error|factor|doctor|anterior|superior|interior|exterior|primeir[oa]|terceir[oa]|solteir[oa]|soltero|brasileir[oa]|verdadeir[oa]|inteir[oa]|meteur|monitor|vector|sector|setor|proveedor|consumidor[a]?|comprador[a]?)$/;

const GERMAN =
  /(?:leiter|manager|assistent|berater|entwickler|direktor|chef|ingenieur|lehrer|beauftragte|referent|designer|anwalt|arzt|verkaufer|verwalter|planer|techniker|meister|arbeiter)(?:in|r)?$/;

/** True for a word that names a job: by itself, or as a German compound. */
export const isRoleWord = (low: string): boolean => HEAD.test(low) || (low.length > 8 && GERMAN.test(low));

const MODIFIER =
  /^(?:senior|junior|sr|jr|assistant|associate|general|chief|executive|managing|deputy|regional|national|global|sales|marketing|product|project|program|office|operations?|hr|it|finance|financial|account|accounts|customer|success|support|service|software|hardware|data|web|graphic|ux|ui|technical|tech|creative|art|digital|content|social|media|brand|business|development|procurement|purchasing|supply|logistics|warehouse|store|shop|restaurant|property|facilities|facility|event|events|legal|medical|school|practice|clinic|plant|production|quality|safety|security|network|systems?|civil|mechanical|electrical|chemical|industrial|environmental|real|estate|vice|co|lead|head|human|resources|full|stack|front|back|end|small|freelance|fleet|kitchen|night|shift|community|partnerships?|growth|communications?|research|science|math|english|music|training|hospital|veterinary|dental|physical|lead|team)$/;

const DEPARTMENT =
  /^(?:rh|hr|rrhh|it|ti|marketing|mercadotecnia|ventas|vendas|sales|vente|ventes|verkauf|vertrieb|compras|purchasing|procurement|achats|einkauf|finanzas|financas|finance|finances|finanzen|people|operations|operaciones|operacoes|operations|logistica|logistics|logistique|logistik|produccion|producao|production|produktion|producto|produto|produit|product|sistemas|systems|systemes|administracion|administracao|administration|verwaltung|recursos|humanos|ressources|humaines|personal|personnel|comunicacion|comunicacao|communication|kommunikation|calidad|qualidade|quality|qualite|proyectos|projetos|projects?|projets|projekte|tecnologia|technology|tecnologias|informacion|informatica|informatique|design|diseno|engineering|ingenieria|engenharia|legal|juridico|data|growth|customer|success|support|soporte|atencion|cliente|clientes|contabilidad|contabilidade|comptabilite|buchhaltung|negocio|negocios|desarrollo|desenvolvimento|development|tienda|loja|obra|planta|cuentas|contas|accounts?|security|seguridad|innovation|innovacion|inovacao|formacion|training|eventos|events|redes|sociales|partnerships|content|conteudo|contenido|digital|publicidad|publicite|ecommerce|e-commerce|turno|zona|area|office|staff|research|studies|estudios|chantier|travaux|projet|rayon|cuisine|rang|equipe|equipo)$/;

const ADJECTIVE =
  /^(?:general|comercial|commercial[e]?|financier[oa]?|financeir[oa]|financiere?|ejecutiv[oa]|executiv[oa]|executive?|tecnic[oa]|technique|administrativ[oa]|administratif|creativ[oa]|criativ[oa]|artistic[oa]|artistique|regional[e]?|nacional|national[e]?|legal|juridic[oa]|academic[oa]|medic[oa]|operativ[oa]|digital|grafic[oa]|industrial|civil|mecanic[oa]|electric[oa]|informatic[oa]|senior|junior|adjunt[oa]|adjoint[e]?|associe[e]?|asociad[oa]|independiente|independant[e]?|autonom[oa]|freelance|contable|fiscal|laboral|escolar|virtual|deportiv[oa]|musical)$/;

/** The whole title around a head word: "senior sales manager", "directora de marketing", "Head of People". */
function titleAround(words: readonly Word[], at: number, text: string): Span | undefined {
  const head = words[at];
  if (head === undefined) return undefined;
  const isGap = (a: Word, b: Word, allowed = /^[\s/-]{1,2}$/) => allowed.test(text.slice(a.end, b.start));
  let first = at;
  for (let i = at - 1; i >= 0; i--) {
    const [word, next] = [words[i], words[i + 1]];
    if (!word || !next || !isGap(word, next) || !(MODIFIER.test(word.low) || isRoleWord(word.low))) break;
    first = i;
  }
  let last = at;
  for (let i = at + 1; i < words.length; i++) {
    const [word, before] = [words[i], words[i - 1]];
    if (!word || !before || !isGap(before, word)) break;
    const next = words[i + 1];
    const joins = /^(?:de|del|of|da|do|of|des|du|d|for|la|y|e|and|et|und|&|adjoint|en|em|der|fur)$/.test(word.low);
    if (ADJECTIVE.test(word.low) || isRoleWord(word.low) || (i > at && DEPARTMENT.test(word.low))) last = i;
    else if (
      joins &&
      next &&
      (DEPARTMENT.test(next.low) || (DEPARTMENT.test(words[i + 2]?.low ?? '') && /^(?:la|el|the|der)$/.test(next.low)))
    )
      continue;
    else if (
      /^(?:de|of|d)$/.test(word.low) &&
      next &&
      !isCapitalised(next) &&
      !isCommonWord(next.low) &&
      isGap(word, next) &&
      i === last + 1 &&
      !/^(?:de|en|with)$/.test(next.low)
    )
      last = i + 1;
    else if (!(i <= last)) break;
  }
  return { start: words[first]?.start ?? head.start, end: words[last]?.end ?? head.end };
}

const SELF =
  /\b(?:yo soy|soy|trabajo (?:como|de)|trabajo en el departamento de|i work in|i'?m in|ich arbeite im|me desempeno como|ejerzo (?:de|como)|i'?m|i am|i work as|working as|my (?:role|job|title|position)(?: title)? is|mi (?:cargo|puesto) es|cargo\s*:|puesto\s*:|role\s*:|title\s*:|position\s*:|poste\s*:|funktion\s*:|eu sou|sou|trabalho como|atuo como|meu cargo e|je suis|je travaille (?:comme|en tant que)|en tant que|mon poste est|ich bin|ich arbeite als|arbeite als|als|bin)\s+(?:(?:el|la|los|un|una|the|an?|one of the|o|uma?|le|l'|une?|der|die|ein|eine|our|de|den|su|his|her|their|seu|sua|son|sa|sein|seine|ihr|ihre)\s+)?/g;

/** Every title that the visitor claims: after "I'm", after their name, or as the answer to what they do. */
export function readRoles(turn: Turn, names: readonly Span[]): Finding[] {
  const found: Finding[] = [];
  const { low, plain } = turn.text;
  const add = (start: number, reach: number, loose: boolean) => {
    const words = wordsIn(turn, { start, end: Math.min(low.length, start + 90) });
    for (let i = 0; i < Math.min(reach, words.length); i++) {
      const word = words[i];
      if (!word) return;
      if (i > 0 && /[.,;:!?\n]/.test(plain.slice(words[i - 1]?.end ?? 0, word.start))) return;
      const isDepartment = i === 0 && loose && DEPARTMENT.test(word.low) && !isRoleWord(words[1]?.low ?? '');
      const isJob = isRoleWord(word.low) || (i === 0 && loose && !isCapitalised(word) && ENDING.test(word.low));
      if (!isDepartment && (!isJob || NO_JOB.test(word.low))) {
        if (MODIFIER.test(word.low) || /^(?:el|la|the|an?|o|a|our|del?|do|da|der|die|le|former)$/.test(word.low))
          continue;
        return;
      }
      const span = isDepartment ? { start: word.start, end: word.end } : titleAround(words, i, plain);
      if (span && !isTaken(turn, span) && !isOthers(turn, span))
        found.push(finding(turn, 'role', wordsOf(turn, span), span, 0.8));
      return;
    }
  };
  for (const match of low.matchAll(SELF)) {
    const start = match.index + match[0].length;
    if (!isNegated(turn, match.index)) add(start, 5, true);
  }
  for (const name of names) {
    const gap =
      /^\s*(?:,|\(|-|\n)\s*(?:(?:soy|sou|i'?m|the|el|la|o|a|le|der|die|je suis|ich bin|do|da|del?|dem)\s+)*/.exec(
        low.slice(name.end),
      );
    if (gap) add(name.end + gap[0].length, 4, true);
  }
  for (const match of low.matchAll(/(?:^|[.!,\n]\s*)(\p{L}{2,}) (?:here|aqui|hier)\b/gu)) {
    if (isRoleWord(match[1] ?? '')) add(match.index + match[0].indexOf(match[1] ?? ''), 1, false);
  }
  if (turn.asked.has('role') && found.length === 0) {
    const piece = piecesOf(turn)[0];
    if (piece && !isTaken(turn, piece)) {
      const start =
        piece.start +
        (/^(?:the|el|la|o|a|un|una|i'?m (?:the|an?)?|soy|sou)\s+/.exec(low.slice(piece.start))?.[0].length ?? 0);
      const count = low.slice(start, piece.end).split(/\s+/).length;
      const before = found.length;
      add(start, 6, true);
      if (found.length === before && count <= 4 && !/^(?:no|yes|si|sim|ja|oui)\b/.test(low.slice(start))) {
        found.push(finding(turn, 'role', wordsOf(turn, { start, end: piece.end }), { start, end: piece.end }, 0.6));
      }
    }
  }
  return found;
}
