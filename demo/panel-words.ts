/** What the pipeline panel says, es and en. */
import type { Fault, Station } from './journey.ts';
import type { Language } from './language.ts';

interface PanelWords {
  readonly title: string;
  readonly close: string;
  readonly pill: string;
  readonly stations: Readonly<Record<Station, string>>;
  /** What a station is, before a message reaches it. */
  readonly about: Readonly<Record<Station, string>>;
  /** What has happened at the station reached, as a sentence. */
  readonly now: Readonly<Record<Station, string>>;
  readonly nothingToKeep: string;
  readonly empty: string;
  readonly example: string;
  readonly tryIt: string;
  readonly waiting: string;
  readonly tabs: string;
  readonly tabProspect: string;
  readonly tabRow: string;
  readonly message: string;
  readonly partition: string;
  readonly offset: string;
  readonly lag: string;
  readonly row: string;
  readonly after: string;
  readonly none: string;
  readonly select: string;
  readonly theRow: string;
  readonly copy: string;
  readonly copied: string;
  readonly copyFailed: string;
  readonly marketerView: string;
  readonly faults: Readonly<Record<Fault['kind'], { readonly what: string; readonly remedy: string }>>;
}

export const PANEL_WORDS: Readonly<Record<Language, PanelWords>> = {
  en: {
    title: 'From a sentence to a row',
    close: 'Close the pipeline',
    pill: 'Pipeline',
    stations: { said: 'Said', accepted: 'Accepted', read: 'Read', extracted: 'Extracted', stored: 'Stored' },
    about: {
      said: 'in your browser',
      accepted: 'by the queue',
      read: 'by the consumer',
      extracted: 'value by value',
      stored: 'as a row in Postgres',
    },
    now: {
      said: 'Said. It leaves this browser next.',
      accepted: 'The queue has it on disk; the consumer reads it next.',
      read: 'Read and added to the transcript.',
      extracted: 'Extracted. The row is being written.',
      stored: 'Stored. Every value below names the words it came from.',
    },
    nothingToKeep: 'Read and extracted. These words held nothing to keep yet.',
    empty: 'Write in the chat, for example:',
    example: 'Hi, I’m Ana Ruiz from Lumbre, we are 40 people in Valencia. My e-mail is ana@lumbre.es. ',
    tryIt: 'Put it in the chat',
    waiting: 'The prospect appears here as soon as it is stored.',
    tabs: 'What is stored',
    tabProspect: 'Prospect',
    tabRow: 'Row',
    message: 'message',
    partition: 'partition',
    offset: 'offset',
    lag: 'lag',
    row: 'row',
    after: 'after',
    none: 'nothing new',
    select: 'The select a marketer runs',
    theRow: 'The row',
    copy: 'Copy',
    copied: 'Copied',
    copyFailed: 'Select it and copy by hand',
    marketerView: 'All prospects',
    faults: {
      offline: {
        what: 'Not sent yet: the server did not answer.',
        remedy:
          'The message is kept on this device and goes out again by itself. Check the connection, or that the server runs.',
      },
      'server-error': {
        what: 'The server answered with an error.',
        remedy: 'The widget keeps the message and sends it again. If it lasts, look at the server’s log.',
      },
      forbidden: {
        what: 'The server does not take messages from this address.',
        remedy: 'Add this page’s origin to the site’s entry in NEXUS_SITES.',
      },
      throttled: {
        what: 'Too many messages in a short time.',
        remedy: 'Wait a moment: the widget sends it again when the server allows it.',
      },
      rejected: {
        what: 'The server refused this delivery, and would refuse it again.',
        remedy: 'The text below names the rule that it breaks.',
      },
      'queue-down': {
        what: 'The queue cannot be reached.',
        remedy:
          'Nothing is lost: the widget keeps the message. Check that the broker runs and its credentials are set.',
      },
      'waiting-in-queue': {
        what: 'The message is safe in the queue, but nobody has read it for 30 seconds.',
        remedy: 'Check that the consumer runs: its schedule, then its log.',
      },
      'not-in-queue': {
        what: 'The queue is empty, yet the message is not in the transcript.',
        remedy: 'Look for it in the table dead_letters; its reason is there, and it can be replayed.',
      },
      'not-extracted': {
        what: 'The transcript is stored, but it has not been extracted for 30 seconds.',
        remedy: 'Check the consumer’s log for the extraction step; the next run tries again.',
      },
      'not-stored': {
        what: 'Extracted, but the row cannot be seen.',
        remedy: 'Check the consumer’s log for update_prospect_data, and that your account may read prospect_tracking.',
      },
      'cannot-read': {
        what: 'This page cannot read the database now. The message itself is not affected.',
        remedy:
          'It tries again every few seconds. If it lasts, reload to renew the session, or check the REST address.',
      },
    },
  },
  es: {
    title: 'De una frase a una fila',
    close: 'Cerrar el recorrido',
    pill: 'Recorrido',
    stations: { said: 'Dicho', accepted: 'Aceptado', read: 'Leído', extracted: 'Extraído', stored: 'Guardado' },
    about: {
      said: 'en tu navegador',
      accepted: 'por la cola',
      read: 'por el consumidor',
      extracted: 'dato a dato',
      stored: 'como fila en Postgres',
    },
    now: {
      said: 'Dicho. Ahora sale de este navegador.',
      accepted: 'La cola lo tiene en disco; ahora lo lee el consumidor.',
      read: 'Leído y añadido a la conversación.',
      extracted: 'Extraído. Se está escribiendo la fila.',
      stored: 'Guardado. Cada valor nombra las palabras de las que sale.',
    },
    nothingToKeep: 'Leído y extraído. En estas palabras aún no había nada que guardar.',
    empty: 'Escribe en el chat, por ejemplo:',
    example: 'Hola, soy Ana Ruiz, de Lumbre; somos 40 personas en Valencia. Mi correo es ana@lumbre.es. ',
    tryIt: 'Ponerlo en el chat',
    waiting: 'El contacto aparece aquí en cuanto se guarda.',
    tabs: 'Lo que se guarda',
    tabProspect: 'Contacto',
    tabRow: 'Fila',
    message: 'mensaje',
    partition: 'partición',
    offset: 'offset',
    lag: 'en cola',
    row: 'fila',
    after: 'en',
    none: 'nada nuevo',
    select: 'El select que ejecuta marketing',
    theRow: 'La fila',
    copy: 'Copiar',
    copied: 'Copiado',
    copyFailed: 'Selecciónalo y cópialo a mano',
    marketerView: 'Todos los contactos',
    faults: {
      offline: {
        what: 'Aún no se ha enviado: el servidor no respondió.',
        remedy:
          'El mensaje queda en este dispositivo y se reenvía solo. Comprueba la conexión o que el servidor esté en marcha.',
      },
      'server-error': {
        what: 'El servidor respondió con un error.',
        remedy: 'El chat conserva el mensaje y lo reenvía. Si dura, mira el registro del servidor.',
      },
      forbidden: {
        what: 'El servidor no acepta mensajes desde esta dirección.',
        remedy: 'Añade el origen de esta página a la entrada del sitio en NEXUS_SITES.',
      },
      throttled: {
        what: 'Demasiados mensajes en poco tiempo.',
        remedy: 'Espera un momento: el chat lo reenvía cuando el servidor lo permite.',
      },
      rejected: {
        what: 'El servidor rechazó esta entrega, y la rechazaría otra vez.',
        remedy: 'El texto de abajo nombra la regla que incumple.',
      },
      'queue-down': {
        what: 'No se llega a la cola.',
        remedy: 'No se pierde nada: el chat conserva el mensaje. Comprueba que la cola funciona y sus credenciales.',
      },
      'waiting-in-queue': {
        what: 'El mensaje está a salvo en la cola, pero nadie lo ha leído en 30 segundos.',
        remedy: 'Comprueba que el consumidor funciona: su programación y después su registro.',
      },
      'not-in-queue': {
        what: 'La cola está vacía y el mensaje no está en la conversación.',
        remedy: 'Búscalo en la tabla dead_letters: allí está el motivo, y se puede reprocesar.',
      },
      'not-extracted': {
        what: 'La conversación está guardada, pero no se ha extraído en 30 segundos.',
        remedy: 'Mira el paso de extracción en el registro del consumidor; la próxima vuelta lo reintenta.',
      },
      'not-stored': {
        what: 'Extraído, pero la fila no se ve.',
        remedy:
          'Mira update_prospect_data en el registro del consumidor, y que tu cuenta pueda leer prospect_tracking.',
      },
      'cannot-read': {
        what: 'Esta página no puede leer ahora la base de datos. Al mensaje no le afecta.',
        remedy: 'Lo reintenta cada pocos segundos. Si dura, recarga para renovar la sesión o revisa la dirección REST.',
      },
    },
  },
};
