/** One visitor's conversation as the consumer would have stored it, for the demo's journeys. */

import type { ConversationRow, MessageRow, ProspectRow, RowEvidence } from '../../demo/rows.ts';
import type { Prospect, ProspectField } from '../../supabase/functions/_shared/contract/prospect.ts';

export const SESSION = 'session-1';
const T0 = Date.parse('2026-11-24T10:00:00Z');
const at = (ms: number): string => new Date(T0 + ms).toISOString();

const SAID = [
  'Hola, soy Ana Ruiz, de Lumbre ☕️ somos unas 40 personas en Valencia y la máquina de ahora se atasca',
  'ana.ruiz@lumbre.es o 600 111 222, mejor por WhatsApp por la tarde. Hasta 900 € al mes, antes de Navidad',
];

export const MESSAGES: readonly MessageRow[] = SAID.flatMap((content, index): MessageRow[] => [
  {
    session_id: SESSION,
    position: index * 2,
    role: 'user',
    content,
    sent_at: at(index * 20_000),
    received_at: at(index * 20_000 + 60),
  },
  {
    session_id: SESSION,
    position: index * 2 + 1,
    role: 'assistant',
    content: '¿Cómo puede Marta llamarte?',
    sent_at: at(index * 20_000 + 900),
    received_at: at(index * 20_000 + 950),
  },
]);

function evidence(index: number, quote: string, confidence = 0.95): RowEvidence {
  const start = SAID[index]?.indexOf(quote) ?? -1;
  if (start < 0) throw new Error(`not said: ${quote}`);
  const position = index * 2;
  return {
    sessionId: SESSION,
    position,
    start,
    end: start + quote.length,
    quote,
    confidence,
    extractor: 'rules',
    at: at(index * 20_000),
  };
}

const DATA: Prospect = {
  name: 'Ana Ruiz',
  company: 'Lumbre',
  email: 'ana.ruiz@lumbre.es',
  phone: '+34600111222',
  city: 'Valencia',
  country: 'ES',
  language: 'es',
  team_size: { min: 40, max: 40 },
  needs: ['la máquina de ahora se atasca'],
  interests: ['máquina'],
  budget: { max: 900, currency: 'EUR', period: 'month' },
  timeline: 'antes de Navidad',
  contact_preference: { channel: 'whatsapp', time: 'por la tarde' },
  intent: 'high',
};

export const PROSPECT: ProspectRow = {
  id: '3f2a91c0-5d7e-4c1b-9f3e-7a1f0c2b4d6e',
  fingerprint_id: "fp-o'neil",
  prospect_data: DATA,
  evidence: {
    name: evidence(0, 'Ana Ruiz'),
    company: evidence(0, 'Lumbre'),
    email: evidence(1, 'ana.ruiz@lumbre.es', 1),
    phone: evidence(1, '600 111 222', 1),
    city: evidence(0, 'Valencia'),
    country: evidence(0, 'Valencia', 0.8),
    language: evidence(0, SAID[0] ?? ''),
    team_size: evidence(0, 'unas 40 personas'),
    needs: [evidence(0, 'la máquina de ahora se atasca', 0.7)],
    interests: [evidence(0, 'máquina', 0.6)],
    budget: evidence(1, 'Hasta 900 € al mes'),
    timeline: evidence(1, 'antes de Navidad'),
    contact_preference: [evidence(1, 'por WhatsApp'), evidence(1, 'por la tarde')],
    intent: evidence(1, SAID[1] ?? '', 0.8),
  },
  created_at: at(20_200),
  updated_at: at(20_243),
};

/** As far as the consumer has come with the second message. */
export function conversation(stage: 'before' | 'read' | 'extracted' | 'stored' | 'nothing'): ConversationRow {
  const isRead = stage !== 'before';
  const isExtracted = isRead && stage !== 'read';
  return {
    session_id: SESSION,
    fingerprint_id: PROSPECT.fingerprint_id,
    prospect_id: stage === 'stored' ? PROSPECT.id : null,
    updated_at: at({ before: 100, read: 20_190, extracted: 20_200, stored: 20_243, nothing: 20_243 }[stage]),
    read_partition: 0,
    read_offset: isRead ? 1042 : 1041,
    read_at: isRead ? at(20_180) : at(100),
    extracted_at: isExtracted ? at(20_195) : at(110),
    extract_ms: isExtracted ? 3.2 : 2.8,
    extractor: 'rules',
  };
}

/** `count` other people, newest first. */
export function crowd(count: number): readonly ProspectRow[] {
  const names = ['Rui Teixeira', 'Carla Pons', 'Jonas Weber', 'Inés Vidal', 'Sophie Martin', 'Tom Reyes'];
  const empty: Partial<Record<ProspectField, RowEvidence>> = {};
  return Array.from({ length: count }, (_, index): ProspectRow => {
    const name = names[index % names.length] ?? '';
    const handle = name.toLowerCase().split(' ')[0] ?? '';
    const isAnonymous = index % 5 === 3;
    return {
      id: `${String(index).padStart(8, '0')}-0000-4000-8000-000000000000`,
      fingerprint_id: `fp-${index}`,
      prospect_data: isAnonymous
        ? { interests: ['Puerto'], intent: 'low', language: 'en' }
        : {
            name,
            email: `${handle}${index}@oficina.example`,
            phone: `+35191234${String(1000 + index)}`,
            company: ['Costa Azul', 'Taller Nou', 'Pixelbau'][index % 3],
            role: 'Office manager',
            interests: ['Muelle', 'café descafeinado'],
            intent: index % 2 === 0 ? 'high' : 'medium',
            budget: { min: 500, max: 1500, currency: 'EUR', period: 'month' },
            ...(index % 4 === 2 ? { do_not_contact: true } : {}),
          },
      evidence: empty,
      created_at: at(-index * 3_600_000),
      updated_at: at(-index * 3_600_000),
    };
  });
}
