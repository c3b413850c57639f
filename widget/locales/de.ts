import type { Words } from '../i18n.ts';

export const de: Words = {
  title: 'Schreiben Sie uns',
  automated: 'Automatischer Assistent',
  close: 'Chat schließen',
  unread: 'Chat öffnen, ungelesene Nachrichten',
  privacy: 'Datenschutz',
  log: 'Unterhaltung',
  you: 'Sie',
  assistant: 'Assistent',
  placeholder: 'Nachricht schreiben',
  send: 'Senden',
  stop: 'Antwort anhalten',
  writing: 'Der Assistent schreibt',
  latest: 'Neueste Nachrichten',
  earlier: 'Frühere Nachrichten anzeigen',
  sending: 'Wird gesendet',
  saved: 'Gespeichert',
  notSent: 'Noch nicht gesendet',
  failed: 'Konnte nicht gesendet werden',
  retry: 'Erneut versuchen',
  copy: 'Kopieren',
  copied: 'Kopiert',
  noReply: 'Keine Antwort. Ihre Nachrichten sind noch da.',
  offline:
    'Sie sind offline. Was Sie schreiben, bleibt auf diesem Gerät und wird gesendet, sobald Sie wieder online sind.',
  memoryOnly: 'Dieser Browser behält die Unterhaltung nur, bis Sie die Seite schließen.',
  notice:
    'Hier antwortet ein automatischer Assistent. Ihre Nachrichten werden gespeichert, damit unser Team antworten kann. Mit dem Senden stimmen Sie dem zu.',
  remember: 'Diesen Browser beim nächsten Mal erkennen',
  rememberWhy: 'Freiwillig. Leitet eine Kennung aus Merkmalen des Browsers ab.',
  policy: 'Datenschutzerklärung',
};
