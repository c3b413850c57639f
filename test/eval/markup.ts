/** Conversations with what the visitor states marked in place: `soy {name:Ana}, {phone:612 34 56 78=>+34612345678}`. */
import { LABELS, type Label } from '../../supabase/functions/nexus-consumer/extract/tagger/crf.ts';
import type { Labelled } from './score.ts';

/** A marked span of a message, UTF-16 offsets; `value` is what it means, where its words do not say it. */
export interface Mark {
  readonly message: number;
  readonly start: number;
  readonly end: number;
  readonly label: Label;
  readonly value: string;
}

export interface MarkedConversation {
  readonly id: string;
  readonly lang: string;
  /** `none`: there is nothing to say about it; `unsure`: people would differ. */
  readonly intent: 'high' | 'medium' | 'low' | 'none' | 'unsure';
  readonly messages: Labelled['messages'];
  readonly marks: readonly Mark[];
}

const HEADER = /^## (en|es|pt|fr|de) (high|medium|low|none|unsure)$/;
const MARK = /\{([a-z]+):([^{}]*?)(?:=>([^{}]*))?\}/g;

function parseMessage(text: string, message: number): { content: string; marks: Mark[] } {
  let content = '';
  let last = 0;
  const marks: Mark[] = [];
  for (const match of text.matchAll(MARK)) {
    const words = match[2] ?? '';
    const label = LABELS.find((name) => name === match[1]);
    if (label === undefined) throw new Error(`"${match[1]}" is no label`);
    content += text.slice(last, match.index);
    marks.push({ message, start: content.length, end: content.length + words.length, label, value: match[3] ?? words });
    content += words;
    last = match.index + match[0].length;
  }
  return { content: content + text.slice(last), marks };
}

/**
 * Parses a file of marked conversations.
 *
 * @param name for the ids: `name-001` and on
 * @throws {Error} that names the line at fault
 */
export function parseMarkup(text: string, name: string): MarkedConversation[] {
  const found: { -readonly [K in keyof MarkedConversation]: MarkedConversation[K] }[] = [];
  text.split('\n').forEach((line, i) => {
    if (line.trim() === '') return;
    const header = HEADER.exec(line);
    if (header) {
      const id = `${name}-${String(found.length + 1).padStart(3, '0')}`;
      const intent = header[2] as MarkedConversation['intent'];
      found.push({ id, lang: header[1] ?? '', intent, messages: [], marks: [] });
      return;
    }
    const one = found.at(-1);
    const role = line.startsWith('u: ') ? 'user' : line.startsWith('a: ') ? 'assistant' : undefined;
    if (one === undefined || role === undefined) throw new Error(`${name}, line ${i + 1}: neither header nor message`);
    const { content, marks } = parseMessage(line.slice(3).replaceAll(' \\n ', '\n').trim(), one.messages.length);
    one.messages = [...one.messages, { role, content }];
    one.marks = [...one.marks, ...marks];
  });
  return found;
}

/** `min:300,max:300,cur:EUR,per:month` as the contract has it. */
function rangeOf(value: string): Record<string, unknown> {
  const names: Readonly<Record<string, string>> = { cur: 'currency', per: 'period' };
  return Object.fromEntries(
    value.split(',').map((part) => {
      const [key = '', text = ''] = part.split(':');
      return key === 'min' || key === 'max' ? [key, Number(text)] : [names[key] ?? key, text];
    }),
  );
}

/** The labels that a marked conversation amounts to; the last mark of a single field wins. */
export function toLabelled(one: MarkedConversation): Labelled {
  const last = (label: Label): Mark | undefined => one.marks.findLast((mark) => mark.label === label);
  const all = (label: Label): string[] => [
    ...new Set(one.marks.filter((mark) => mark.label === label).map((mark) => mark.value)),
  ];
  const gold: Record<string, unknown> = { language: one.lang };
  for (const field of ['name', 'phone', 'company', 'role', 'website', 'city', 'country', 'timeline'] as const) {
    const mark = last(field);
    if (mark) gold[field] = mark.value;
  }
  const email = last('email');
  if (email) gold.email = email.value.toLowerCase();
  if (all('interest').length > 0) gold.interests = all('interest');
  if (all('need').length > 0) gold.needs = all('need');
  const [budget, team, channel, time] = [last('budget'), last('team'), last('channel'), last('time')];
  if (budget) gold.budget = rangeOf(budget.value);
  if (team) gold.team_size = rangeOf(team.value);
  if (channel || time) {
    gold.contact_preference = { ...(channel && { channel: channel.value }), ...(time && { time: time.value }) };
  }
  const wish = one.marks.findLast((mark) => mark.label === 'dnc' || mark.label === 'undnc');
  if (wish?.label === 'dnc') gold.do_not_contact = true;
  if (one.intent !== 'none' && one.intent !== 'unsure') gold.intent = one.intent;
  const scored = SCORED.filter((field) => field !== 'intent' || one.intent !== 'unsure');
  return { id: one.id, lang: one.lang, messages: one.messages, gold, scored };
}

const SCORED: Labelled['scored'] = [
  'name',
  'email',
  'phone',
  'company',
  'role',
  'website',
  'city',
  'language',
  'interests',
  'needs',
  'budget',
  'timeline',
  'team_size',
  'contact_preference',
  'do_not_contact',
  'intent',
];
