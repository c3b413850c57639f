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
  noReply: 'Es kam keine Antwort. Ihre Nachrichten sind noch da.',
  offline:
    'Sie sind offline. Was Sie schreiben, bleibt auf diesem Gerät und wird gesendet, sobald Sie wieder online sind.',
  memoryOnly: 'Dieser Browser behält die Unterhaltung nicht. Beim Schließen der Seite geht sie verloren.',
  notice:
    'Sie schreiben mit einem automatischen Assistenten. Ihre Nachrichten werden gespeichert, damit unser Team Ihnen antworten kann. Mit dem Senden stimmen Sie dem zu.',
  remember: 'Diesen Browser beim nächsten Mal erkennen',
  rememberWhy: 'Freiwillig. Leitet aus Merkmalen Ihres Browsers eine Kennung ab.',
  policy: 'Datenschutzerklärung',
};
