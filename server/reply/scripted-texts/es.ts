import { anyOf, type LanguageTexts, splitWords } from './texts.ts';

export const es: LanguageTexts = {
  say: {
    hello: (site, name) =>
      `Hola${name === undefined ? '' : `, ${name}`}. Soy el asistente automático${site === undefined ? '' : ` de ${site}`}.`,
    ask: {
      need: '¿Qué necesitas? Con eso el equipo sabe quién puede ayudarte mejor.',
      name: '¿Cómo te llamas? Así quien te responda sabrá con quién habla.',
      contact:
        '¿En qué correo o teléfono te puede responder el equipo? Lo pregunto porque en este chat no siempre hay una persona.',
    },
    needChoices: ['Quiero un presupuesto', 'Quiero más información', 'Quiero hablar con una persona'],
    thanks: 'Gracias.',
    thanksName: (name) => `Gracias, ${name}.`,
    fine: 'De acuerdo, no hace falta.',
    notMine: 'Eso no puedo responderlo yo; una persona del equipo ve aquí la pregunta.',
    automated: 'Soy un asistente automático, no una persona.',
    closing:
      'Con esto el equipo tiene lo que necesita para responderte. Si quieres añadir algo, puedes escribirlo aquí.',
    closingWithoutContact:
      'Queda anotado. Si más adelante quieres que el equipo te responda, deja aquí un correo o un teléfono.',
    optOut:
      'Entendido: no quieres que te contacten, y no te pediré ningún dato. Si necesitas algo, puedes escribirlo aquí.',
    welcome: 'Gracias a ti. Que tengas un buen día.',
    ready: 'De acuerdo. Si necesitas algo, puedes escribirlo aquí.',
    afterwards: 'Gracias por decirlo. Puedes seguir escribiendo aquí lo que haga falta.',
  },
  hear: {
    markers:
      splitWords(`hola buenas buenos días tardes noches gracias necesito necesitamos quiero queremos quisiera busco
      buscamos soy eres estoy tengo tenemos llamo mi mis el los las una unas unos y pero con qué cómo cuánto cuanto cuándo dónde porqué porque
      cuesta cuestan precio precios presupuesto somos hay puede pueden podéis usted ustedes también ahora muy hoy mañana
      correo teléfono móvil oficina vale sí adiós quién nosotros del al esto eso ninguna ningún prefiero más`),
    smallTalk:
      splitWords(`hola buenas buenos muy días dias tardes noches gracias muchas vale ok okay sí si no claro bueno
      bien perfecto genial adiós adios hasta luego pronto saludos de acuerdo por favor qué que tal encantado encantada mejor`),
    nameLead: anyOf('me llamo', 'mi nombre (?:completo )?es', 'me llaman'),
    maybeNameLead: anyOf('soy', 'aquí', 'te escribe', 'le escribe', 'habla'),
    thanks: anyOf('(?:muchas )?gracias', 'adiós', 'adios', 'hasta (?:luego|pronto|mañana)', 'chao'),
    declines: anyOf(
      'prefiero no',
      'mejor no',
      'no,? gracias',
      'no quiero (?:dar|decir|dejar)\\p{L}*',
      'no (?:te |os |le )?(?:lo )?(?:doy|digo|dejo)',
      'paso',
      'ahora no',
      'luego',
      'no hace falta',
      'ni hablar',
    ),
    wants: anyOf(
      'necesit(?:o|amos)',
      'quier(?:o|a)',
      'quisi\\p{L}+',
      'queremos',
      'busc(?:o|amos|ando)',
      'interesad[oa]',
      'interesa\\p{L}*',
      'gustaría',
      'presupuesto',
      'precios?',
      'información',
    ),
    wonders: anyOf('cu[aá]nto (?:cuesta|vale|sale|cobr\\p{L}+)', 'tenéis', 'tienen', 'se puede', 'podéis', 'hacéis'),
    wondersAutomated: anyOf(
      '(?:eres|es|sos) (?:un |una )?(?:robot|bot|humano|humana|máquina|maquina|persona|ia)',
      'hablo con (?:un |una )?(?:robot|bot|humano|máquina|persona)',
    ),
    optOut: anyOf(
      'no (?:me|nos) (?:contact|escrib|molest|busq)\\p{L}*',
      'no (?:quiero|queremos|deseo) que (?:me|nos) (?:contact|escrib|molest)\\p{L}*',
      'no quiero (?:ser contactad[oa]|que contacten conmigo|más (?:mensajes|correos|llamadas))',
      'dej(?:ad|en|a|e) de (?:llamar|escribir|contactar|mandar|enviar|molestar)\\p{L}*',
      'no (?:contactéis|contacten|contactes) conmigo',
      'd(?:ame|adme|enme) de baja',
      '(?:bórr|borr|quít|quit|elimín|elimin)\\p{L}*(?:me|nos) de (?:la|su|tu|vuestra) lista',
    ),
    noCalls: anyOf('no (?:quiero|queremos|deseo) que (?:me|nos) llam\\p{L}*', 'no (?:me|nos) llam\\p{L}*'),
    prefers: anyOf(
      'por la (?:mañana|tarde|noche)',
      'antes',
      'después',
      'despues',
      'mejor',
      'prefiero',
      'solo',
      'sólo',
      'correo',
      'e-?mail',
      'mail',
      'whatsapp',
      'hoy',
      'hasta',
      'los (?:lunes|martes|miércoles|jueves|viernes|sábados|domingos)',
      'a las',
    ),
    asks: {
      need: anyOf('(?:qué|que|cómo|como) .{0,60}(?:necesit|busc|ayud|interes)\\p{L}*'),
      name: anyOf('(?:tu|su|el) nombre', 'c[oó]mo (?:te llamas|se llama)', 'con quién (?:hablo|tengo)\\p{L}*'),
      contact: anyOf('correo', 'e-?mail', 'tel[eé]fono', 'whatsapp', 'móvil', 'celular', 'contact\\p{L}*'),
    },
  },
};
