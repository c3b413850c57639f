/** What the prospect card, the sign-in and the marketer's page say, es and en. */
import type { Language } from './language.ts';

interface ProspectWords {
  readonly point: string;
  readonly transcript: string;
  readonly elsewhere: string;
  readonly sure: string;
  readonly before: string;
  readonly noEvidence: string;
  readonly message: string;
  readonly signInTitle: string;
  readonly signInWhy: string;
  readonly email: string;
  readonly password: string;
  readonly signIn: string;
  readonly signOut: string;
  readonly signInFailed: string;
  readonly closedTitle: string;
  readonly closed: string;
  readonly unknown: string;
  readonly retry: string;
  readonly title: string;
  readonly search: string;
  readonly refresh: string;
  readonly loading: string;
  readonly count: (count: number) => string;
  readonly none: string;
  readonly toSite: string;
  readonly noneFound: (search: string) => string;
  readonly failed: string;
  readonly columns: Readonly<Record<'who' | 'reach' | 'wants' | 'terms' | 'intent' | 'updated', string>>;
  readonly evidenceOf: string;
  readonly evidence: string;
  readonly unnamed: string;
}

export const PROSPECT_WORDS: Readonly<Record<Language, ProspectWords>> = {
  en: {
    point: 'Point at a value to see the words it came from.',
    transcript: 'What the visitor wrote',
    elsewhere: 'another conversation',
    sure: 'sure',
    before: 'before:',
    noEvidence: 'No quote is stored for this value.',
    message: 'message',
    signInTitle: 'Sign in to see what is stored',
    signInWhy: 'Prospects are for the marketing team only.',
    email: 'E-mail',
    password: 'Password',
    signIn: 'Sign in',
    signOut: 'Sign out',
    signInFailed: 'Not signed in:',
    closedTitle: 'Prospects are not shown here',
    closed: 'This server gives no reading session to this address.',
    unknown: 'The server did not say how to read the database. Check that it runs, then try again.',
    retry: 'Try again',
    title: 'Prospects',
    search: 'Search by e-mail, name or phone',
    refresh: 'Refresh',
    loading: 'Loading prospects…',
    count: (count) => (count === 1 ? '1 prospect, newest first' : `${count} prospects, newest first`),
    none: 'No prospects yet. Say who you are in the chat, and you are the first.',
    toSite: 'To the chat',
    noneFound: (search) => `Nobody matches “${search}”. Part of an e-mail, a name or a number is enough.`,
    failed: 'The prospects could not be read.',
    columns: {
      who: 'Who',
      reach: 'Reach',
      wants: 'Wants',
      terms: 'Terms',
      intent: 'Intent',
      updated: 'Updated',
    },
    evidenceOf: 'Evidence for',
    evidence: 'Evidence',
    unnamed: 'No name yet',
  },
  es: {
    point: 'Señala un valor para ver las palabras de las que sale.',
    transcript: 'Lo que escribió el visitante',
    elsewhere: 'otra conversación',
    sure: 'de certeza',
    before: 'antes:',
    noEvidence: 'No hay cita guardada para este valor.',
    message: 'mensaje',
    signInTitle: 'Entra para ver lo que se guarda',
    signInWhy: 'Los contactos son solo para el equipo de marketing.',
    email: 'Correo',
    password: 'Contraseña',
    signIn: 'Entrar',
    signOut: 'Salir',
    signInFailed: 'No se pudo entrar:',
    closedTitle: 'Aquí no se muestran los contactos',
    closed: 'Este servidor no da sesión de lectura a esta dirección.',
    unknown: 'El servidor no dijo cómo leer la base de datos. Comprueba que está en marcha y vuelve a intentarlo.',
    retry: 'Reintentar',
    title: 'Contactos',
    search: 'Buscar por correo, nombre o teléfono',
    refresh: 'Actualizar',
    loading: 'Cargando contactos…',
    count: (count) =>
      count === 1 ? '1 contacto, el más reciente primero' : `${count} contactos, los más recientes primero`,
    none: 'Todavía no hay contactos. Di quién eres en el chat y serás el primero.',
    toSite: 'Ir al chat',
    noneFound: (search) => `Nadie coincide con «${search}». Basta una parte del correo, del nombre o del número.`,
    failed: 'No se pudieron leer los contactos.',
    columns: {
      who: 'Quién',
      reach: 'Contacto',
      wants: 'Busca',
      terms: 'Condiciones',
      intent: 'Intención',
      updated: 'Actualizado',
    },
    evidenceOf: 'Evidencia de',
    evidence: 'Evidencia',
    unnamed: 'Sin nombre aún',
  },
};
