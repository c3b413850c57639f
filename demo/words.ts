/** Names of fields and values, es and en. */
import type { CHANNELS, PERIODS, Prospect, ProspectField } from '../supabase/functions/_shared/contract/prospect.ts';
import type { Language } from './language.ts';

type Words<K extends string> = Readonly<Record<Language, Readonly<Record<K, string>>>>;

/** Labels of fields; lists are named in the singular, since each item has its own chip. */
export const FIELD_WORDS: Words<ProspectField> = {
  en: {
    name: 'Name',
    email: 'E-mail',
    phone: 'Phone',
    company: 'Company',
    role: 'Role',
    website: 'Website',
    city: 'City',
    country: 'Country',
    language: 'Language',
    interests: 'Interest',
    needs: 'Need',
    budget: 'Budget',
    timeline: 'By when',
    team_size: 'Team',
    contact_preference: 'Reach by',
    do_not_contact: 'Do not contact',
    intent: 'Intent',
  },
  es: {
    name: 'Nombre',
    email: 'Correo',
    phone: 'Teléfono',
    company: 'Empresa',
    role: 'Cargo',
    website: 'Web',
    city: 'Ciudad',
    country: 'País',
    language: 'Idioma',
    interests: 'Interés',
    needs: 'Necesidad',
    budget: 'Presupuesto',
    timeline: 'Para cuándo',
    team_size: 'Equipo',
    contact_preference: 'Contactar por',
    do_not_contact: 'No contactar',
    intent: 'Intención',
  },
};

export const INTENT_WORDS: Words<NonNullable<Prospect['intent']>> = {
  en: { low: 'Low', medium: 'Medium', high: 'High' },
  es: { low: 'Baja', medium: 'Media', high: 'Alta' },
};

export const PERIOD_WORDS: Words<(typeof PERIODS)[number]> = {
  en: {
    hour: 'an hour',
    day: 'a day',
    week: 'a week',
    month: 'a month',
    quarter: 'a quarter',
    year: 'a year',
    once: 'once',
  },
  es: {
    hour: 'por hora',
    day: 'al día',
    week: 'a la semana',
    month: 'al mes',
    quarter: 'al trimestre',
    year: 'al año',
    once: 'una vez',
  },
};

export const CHANNEL_WORDS: Words<(typeof CHANNELS)[number]> = {
  en: {
    phone: 'phone',
    email: 'e-mail',
    whatsapp: 'WhatsApp',
    sms: 'SMS',
    videocall: 'video call',
    telegram: 'Telegram',
    chat: 'chat',
    in_person: 'in person',
  },
  es: {
    phone: 'teléfono',
    email: 'correo',
    whatsapp: 'WhatsApp',
    sms: 'SMS',
    videocall: 'videollamada',
    telegram: 'Telegram',
    chat: 'chat',
    in_person: 'en persona',
  },
};

export const VALUE_WORDS: Words<'upTo' | 'from' | 'people' | 'yes' | 'no'> = {
  en: { upTo: 'up to', from: 'from', people: 'people', yes: 'Yes', no: 'No' },
  es: { upTo: 'hasta', from: 'desde', people: 'personas', yes: 'Sí', no: 'No' },
};
