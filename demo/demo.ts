/** The Faro page: its language switch, its ways into the chat, and the pipeline panel. */
import { h, render } from 'preact';
import { askHealth } from './access.ts';
import { follow } from './follow.ts';
import { pageLanguage, startLanguageSwitch } from './language.ts';
import { loadedNexus, onNexus, whenNexus } from './nexus.ts';
import { Panel } from './ui/Panel.tsx';

const ABOUT = {
  es: (offer: string) => `Hola, me interesa ${offer}. `,
  en: (offer: string) => `Hello, I am interested in ${offer}. `,
};

/** Opens the chat; a button that names an offer also begins the sentence. */
async function openChat(button: HTMLElement): Promise<void> {
  const nexus = await whenNexus();
  const status = document.querySelector<HTMLElement>('.chat-status');
  if (status !== null) status.hidden = nexus !== null;
  if (nexus === null) return;
  await nexus.open();
  const offer = button.dataset.chat;
  if (offer !== undefined && offer !== 'open') await nexus.prefill(ABOUT[pageLanguage()](offer));
}

/** After a reload the widget may have had its session before this page listened. */
async function adoptSession(): Promise<void> {
  const state = await loadedNexus(window.nexus)?.state();
  if (state?.sessionId !== undefined) follower.adopt(state.sessionId);
}

startLanguageSwitch({ es: 'Faro: barras de espresso para oficinas', en: 'Faro: espresso bars for offices' });
for (const button of document.querySelectorAll<HTMLElement>('[data-chat]')) {
  button.addEventListener('click', () => void openChat(button));
}

const follower = follow({
  target: window,
  askHealth,
  isVisible: () => document.visibilityState === 'visible',
  now: Date.now,
});
adoptSession();
onNexus(window, 'nexus:ready', adoptSession);
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') follower.look();
});

const place = document.getElementById('pipeline');
if (place !== null) render(h(Panel, { follower }), place);
