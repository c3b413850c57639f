/** Worked examples for the prompt, made up for it. */
import { at, type PromptExample, turns } from './example.ts';

export const SPANISH_PORTUGUESE: readonly PromptExample[] = [
  {
    transcript: turns([
      'assistant: Hola, soy Marta de Luz Norte. ¿En qué puedo ayudarte?',
      'visitor: buenas, queremos placas solares para la nave, la factura de la luz nos está matando',
      'assistant: ¿Con quién hablo, y de qué presupuesto partís?',
      'visitor: Iván Prieto, llevo compras en Talleres Prieto. Hasta 18.000 €, antes de verano',
      'visitor: ivan.prieto@talleresprieto.es, perdón, ivan@talleresprieto.es',
    ]),
    findings: {
      name: at(3, 'Iván Prieto'),
      email: at(4, 'ivan@talleresprieto.es'),
      company: at(3, 'Talleres Prieto'),
      role: at(3, 'llevo compras', 'compras'),
      language: at(1, 'queremos placas solares para la nave', 'es'),
      interests: [at(1, 'placas solares')],
      needs: [at(1, 'la factura de la luz nos está matando', 'factura de la luz')],
      budget: at(3, 'Hasta 18.000 €', { max: 18_000, currency: 'EUR' }),
      timeline: at(3, 'antes de verano'),
      intent: at(3, 'Hasta 18.000 €, antes de verano', 'high'),
    },
  },
  {
    transcript: turns([
      'visitor: hola, escribo por mi hermana Lorena, que tiene una veterinaria en Rosario. Yo solo le hago el favor',
      'assistant: Encantada. ¿Qué está buscando, y a quién escribo?',
      'visitor: un sistema de turnos. anotá mi mail: tomas.quiroga arroba correo punto com punto ar, ella no usa. y mi cel es 0341 15 555 2210',
      'assistant: ¿Con qué presupuesto cuenta?',
      'visitor: el año pasado pagó 90 mil pesos por otro y no le sirvió. de este ni idea, que lo decida ella',
    ]),
    findings: {
      email: at(2, 'tomas.quiroga arroba correo punto com punto ar', 'tomas.quiroga@correo.com.ar'),
      phone: at(2, '0341 15 555 2210', '+5493415552210'),
      language: at(2, 'anotá mi mail', 'es-AR'),
      interests: [at(2, 'sistema de turnos')],
      intent: at(4, 'de este ni idea', 'medium'),
    },
  },
  {
    transcript: turns([
      'visitor: Quiero saber de su servicio de nómina, somos unas 25 o 30 personas en Querétaro y cada quincena nos equivocamos con los retardos',
      'assistant: Con gusto. ¿Qué puesto tiene usted y cómo le contactamos?',
      'visitor: soy la contadora, Guadalupe Arce. mejor por whatsapp después de las 5, al 442 555 0188',
      'assistant: ¿Y su presupuesto mensual?',
      'visitor: pensaba 4 mil, bueno no, póngale entre 5 y 6 mil pesos al mes',
      'visitor: el folio de mi solicitud es 8842017, por si sirve',
    ]),
    hints: [{ field: 'phone', ...at(5, '8842017', '+528842017') }],
    findings: {
      name: at(2, 'Guadalupe Arce'),
      phone: at(2, '442 555 0188', '+524425550188'),
      role: at(2, 'soy la contadora', 'contadora'),
      city: at(0, 'Querétaro'),
      language: at(4, 'póngale entre 5 y 6 mil pesos', 'es'),
      interests: [at(0, 'servicio de nómina')],
      needs: [at(0, 'cada quincena nos equivocamos con los retardos', 'nos equivocamos con los retardos')],
      budget: at(4, 'entre 5 y 6 mil pesos al mes', { min: 5_000, max: 6_000, period: 'month' }),
      team_size: at(0, 'unas 25 o 30 personas', { min: 25, max: 30 }),
      contact_preference: at(2, 'mejor por whatsapp después de las 5', {
        channel: 'whatsapp',
        time: 'después de las 5',
      }),
      intent: at(4, 'entre 5 y 6 mil pesos al mes', 'high'),
    },
  },
  {
    transcript: turns([
      'visitor: oi, vocês entregam marmita em Curitiba? somos 14 na agência',
      'assistant: Entregamos sim! Qual o seu nome e o da agência?',
      'visitor: Bia, da Pixel Torto. o dono é o Sérgio Lima mas quem resolve sou eu',
      'assistant: Quanto pretendem gastar, Bia?',
      'visitor: no máximo 25 reais por pessoa... esquece, uns 7 mil por mês no total. começando semana que vem',
    ]),
    findings: {
      name: at(2, 'Bia'),
      company: at(2, 'Pixel Torto'),
      city: at(0, 'Curitiba'),
      language: at(0, 'vocês entregam marmita', 'pt-BR'),
      interests: [at(0, 'marmita')],
      budget: at(4, 'uns 7 mil por mês', { min: 7_000, max: 7_000, period: 'month' }),
      timeline: at(4, 'começando semana que vem', 'semana que vem'),
      team_size: at(0, 'somos 14', { min: 14, max: 14 }),
      intent: at(4, 'uns 7 mil por mês no total. começando semana que vem', 'high'),
    },
  },
  {
    transcript: turns(
      [
        'visitor, read: Boa tarde, preciso de um site novo e de fotografia para o hotel, em Tavira',
        'assistant, read: Que orçamento tem em mente?',
        'visitor: Voltei. A fotografia já não é precisa, trata o meu sobrinho. E para o site subo para 3.500 euros',
        'assistant: Perfeito. Prefere telefone ou e-mail?',
        'visitor: E-mail, e nunca ao fim de semana: reservas@hotelsalinas.example',
      ],
      8,
    ),
    record: [
      { field: 'city', ...at(8, 'Tavira') },
      { field: 'interests', ...at(8, 'site novo') },
      { field: 'interests', ...at(8, 'fotografia') },
      { field: 'budget', ...at(5, 'dois mil euros', { min: 2_000, max: 2_000, currency: 'EUR' }) },
    ],
    findings: {
      email: at(12, 'reservas@hotelsalinas.example'),
      language: at(10, 'A fotografia já não é precisa', 'pt'),
      budget: at(10, 'subo para 3.500 euros', { min: 3_500, max: 3_500, currency: 'EUR' }),
      contact_preference: at(12, 'E-mail, e nunca ao fim de semana', {
        channel: 'email',
        time: 'nunca ao fim de semana',
      }),
      intent: at(10, 'para o site subo para 3.500 euros', 'high'),
    },
    withdrawn: [{ field: 'interests', item: 'fotografia', position: 10, quote: 'A fotografia já não é precisa' }],
  },
];
