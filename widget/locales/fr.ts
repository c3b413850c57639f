import type { Words } from '../i18n.ts';

export const fr: Words = {
  title: 'Parlez avec nous',
  automated: 'Assistant automatique',
  close: 'Fermer la discussion',
  unread: 'Ouvrir la discussion, messages non lus',
  privacy: 'Confidentialité',
  log: 'Conversation',
  you: 'Vous',
  assistant: 'Assistant',
  placeholder: 'Écrivez un message',
  send: 'Envoyer',
  stop: 'Arrêter la réponse',
  writing: 'L’assistant écrit',
  latest: 'Derniers messages',
  earlier: 'Afficher les messages précédents',
  sending: 'Envoi',
  saved: 'Enregistré',
  notSent: 'Pas encore envoyé',
  failed: 'Envoi impossible',
  retry: 'Réessayer',
  copy: 'Copier',
  copied: 'Copié',
  noReply: 'Pas de réponse. Vos messages sont conservés.',
  offline:
    'Vous êtes hors ligne. Vos messages sont gardés sur cet appareil et partiront dès le retour de la connexion.',
  memoryOnly: 'Ce navigateur ne garde la conversation que jusqu’à la fermeture de la page.',
  notice:
    'Vous parlez à un assistant automatique. Vos messages sont conservés pour que notre équipe vous réponde. En envoyant un message, vous l’acceptez.',
  remember: 'Reconnaître ce navigateur la prochaine fois',
  rememberWhy: 'Facultatif. Tire un identifiant des traits de votre navigateur.',
  policy: 'Politique de confidentialité',
};
