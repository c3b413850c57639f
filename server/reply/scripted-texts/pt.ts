import { anyOf, type LanguageTexts, splitWords } from './texts.ts';

export const pt: LanguageTexts = {
  say: {
    hello: (site, name) =>
      `Olá${name === undefined ? '' : `, ${name}`}. Sou o assistente automático${site === undefined ? '' : ` de ${site}`}.`,
    ask: {
      need: 'De que precisa? Com isso a equipe sabe quem pode ajudar melhor.',
      name: 'Como se chama? Assim quem responder sabe com quem fala.',
      contact:
        'Em que e-mail ou telefone a equipe pode responder? Pergunto porque neste chat nem sempre há uma pessoa.',
    },
    needChoices: ['Quero um orçamento', 'Quero mais informações', 'Quero falar com uma pessoa'],
    thanks: 'Obrigado.',
    thanksName: (name) => `Obrigado, ${name}.`,
    fine: 'Tudo bem, não é preciso.',
    notMine: 'Isso não posso responder; uma pessoa da equipe vê aqui a pergunta.',
    automated: 'Sou um assistente automático, não uma pessoa.',
    closing: 'Com isto a equipe tem o que precisa para responder. Se quiser acrescentar algo, pode escrever aqui.',
    closingWithoutContact:
      'Fica anotado. Se mais tarde quiser uma resposta da equipe, deixe aqui um e-mail ou telefone.',
    optOut:
      'Entendido: não quer que entrem em contato, e não vou pedir nenhum dado. Se precisar de algo, pode escrever aqui.',
    welcome: 'Eu é que agradeço. Tenha um bom dia.',
    ready: 'Está bem. Se precisar de algo, pode escrever aqui.',
    afterwards: 'Obrigado por dizer. Pode continuar a escrever aqui o que for preciso.',
  },
  hear: {
    markers:
      splitWords(`olá oi bom boa dia tarde noite obrigado obrigada preciso precisamos quero queremos queria gostaria
      procuro procuramos sou estou tenho temos chamo meu minha nome os um uma e mas com quanto custa custam preço preços
      orçamento seu sua há pode podem você vocês também agora muito hoje amanhã escritório sim não tchau quem nós ao isso isto nenhum prefiro mais é são`),
    smallTalk:
      splitWords(`olá ola oi bom boa dia tarde noite obrigado obrigada muito ok okay sim não nao claro bem certo
      perfeito ótimo tchau adeus até logo por favor tudo prazer melhor`),
    nameLead: anyOf('me chamo', 'chamo-me', '(?:o )?meu nome (?:completo )?é', 'eu me chamo'),
    maybeNameLead: anyOf('(?:eu )?sou(?: [oa])?', 'aqui (?:quem fala )?é(?: [oa])?'),
    thanks: anyOf('obrigad[oa]', 'valeu', 'tchau', 'adeus', 'até (?:logo|breve|amanhã)'),
    declines: anyOf(
      'prefiro não',
      'melhor não',
      'não,? obrigad[oa]',
      'não quero (?:dar|dizer|deixar|informar)',
      'não (?:dou|digo|deixo)',
      'agora não',
      'depois',
      'não (?:é )?(?:preciso|necessário)',
    ),
    wants: anyOf(
      'precis(?:o|amos)',
      'quer(?:o|emos|ia|íamos)',
      'gostar\\p{L}+',
      'procur(?:o|amos)',
      'interessad[oa]',
      'interess\\p{L}+',
      'orçamento',
      'preços?',
      'informações',
    ),
    wonders: anyOf('quanto (?:custa|custam|é|sai|fica)', 'vocês (?:têm|tem|fazem|vendem)', 'é possível', 'dá para'),
    wondersAutomated: anyOf(
      '(?:és|é|você é|voce é|tu és) (?:um |uma )?(?:robô|robot|bot|humano|humana|máquina|pessoa|ia)',
      'fal(?:o|ando) com (?:um |uma )?(?:robô|robot|bot|humano|máquina|pessoa)',
    ),
    optOut: anyOf(
      'não (?:me|nos) (?:contat|contact|escrev|incomod|procur|mand|envi)\\p{L}*',
      'não (?:quero|queremos|desejo) (?:que (?:me|nos) (?:contat|contact|escrev|incomod)\\p{L}*|ser conta(?:c?)tad[oa])',
      'não quero (?:mais )?(?:mensagens|e-?mails|ligações|chamadas|contato|contacto)',
      '(?:remov|tir|retir|exclu)\\p{L}*(?:-me| me) d[ae]\\p{L}* lista',
      'não entrem? em conta(?:c?)to',
      'par(?:e|em|a) de (?:me )?(?:ligar|escrever|contatar|contactar|mandar|enviar|incomodar)',
    ),
    noCalls: anyOf(
      'não (?:quero|queremos|desejo) que (?:me|nos) lig\\p{L}*',
      'não (?:me|nos) lig\\p{L}*',
      'não (?:me|nos) telefon\\p{L}*',
    ),
    prefers: anyOf(
      '(?:de|pela|à) (?:manhã|tarde|noite)',
      'antes',
      'depois',
      'melhor',
      'prefiro',
      'só',
      'somente',
      'apenas',
      'e-?mail',
      'whatsapp',
      'zap',
      'hoje',
      'até',
      'às',
    ),
    asks: {
      need: anyOf('(?:que|como) .{0,60}(?:precis|procur|ajud|interess)\\p{L}*'),
      name: anyOf('(?:seu|teu|o) nome', 'como (?:se chama|te chamas|você se chama)', 'com quem (?:eu )?(?:falo|estou)'),
      contact: anyOf('e-?mail', 'telefone', 'whatsapp', 'telemóvel', 'celular', 'conta(?:c?)t\\p{L}*'),
    },
  },
};
