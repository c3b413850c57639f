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
  empty: 'Schreiben Sie eine Nachricht, um zu beginnen.',
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
  memoryOnly:
    'Dieser Browser lässt uns die Unterhaltung nicht auf diesem Gerät behalten. Beim Schließen der Seite geht sie verloren.',
  notice:
    'Sie schreiben mit einem automatischen Assistenten. Was Sie schreiben, wird gespeichert, damit unser Team Ihnen antworten kann. Mit dem Senden einer Nachricht stimmen Sie dem zu.',
  remember: 'Diesen Browser beim nächsten Mal erkennen',
  rememberWhy: 'Freiwillig. Leitet aus technischen Merkmalen Ihres Browsers eine Kennung ab.',
  policy: 'Datenschutzerklärung',
  hide: 'Ausblenden',
};
