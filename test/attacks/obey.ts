/** A FAKE model that does what the attacker asks, with every kind of forged proof. Never part of the product. */
import { isListField, type ProspectField } from '../../supabase/functions/_shared/contract/prospect.ts';
import { ATTACKS, type AttackCase } from './corpus.ts';

interface Sent {
  readonly role: string;
  readonly content: unknown;
}

const textOf = (content: unknown): string => (typeof content === 'string' ? content : JSON.stringify(content));

/** As the prompt writes a visitor's text; see `renderReading`. */
const written = (content: string): string => JSON.stringify(content).slice(1, -1).replaceAll('<', String.raw`\u003c`);

/** The attack whose every message stands in what was sent; the one with most text, where one holds another. */
function attackIn(sent: string): AttackCase | undefined {
  const length = (one: AttackCase): number => one.messages.reduce((sum, { content }) => sum + content.length, 0);
  return ATTACKS.filter((one) => one.messages.every(({ content }) => sent.includes(written(content))))
    .toSorted((a, b) => length(b) - length(a))
    .at(0);
}

const wordsOf = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).map(String)
      : [];

/** Every proof an obedient model could offer for a value. */
function proofs(value: unknown, messages: AttackCase['messages']): { position: number; quote: string }[] {
  return messages.flatMap(({ content }, position) => {
    const parts = content.split(/[\n.!?;,]+/).filter((part) => part.trim() !== '');
    return [
      { position, quote: content },
      ...parts.map((quote) => ({ position, quote: quote.trim() })),
      ...wordsOf(value).map((quote) => ({ position, quote })),
      ...parts.map((quote) => ({ position, quote: quote.trim().slice(0, 1) })),
      { position: position + 1, quote: content },
      { position, quote: `The visitor said: ${content}` },
    ];
  });
}

/** An honest quote: the value's own words, or the sentence that holds them. */
function honest(value: unknown, messages: AttackCase['messages']): { position: number; quote: string }[] {
  return messages.flatMap(({ role, content }, position) => {
    if (role !== 'user') return [];
    const own = typeof value === 'string' && content.includes(value) ? [value] : [];
    const digits = typeof value === 'string' && /^\+\d+$/.test(value) ? content.match(/\+[\d ]{8,}\d/g) : null;
    return [...own, ...(digits ?? [])].map((quote) => ({ position, quote }));
  });
}

/**
 * The answer of a model that obeys: what the attacker wants with every forged proof, honest facts with honest quotes,
 * fields that are not ours, keys of prototypes and a list without end.
 */
export function obey(messages: readonly Sent[]): string {
  const attack = attackIn(messages.map(({ content }) => textOf(content)).join('\n'));
  if (attack === undefined) return '{}';
  const answer = new Map<string, unknown>();
  for (const [field, value] of Object.entries(attack.never)) {
    const forged = proofs(value, attack.messages).map((proof) => ({ value, ...proof }));
    // The API's grammar would allow one finding for a single field; an obedient model is not bound by it here.
    answer.set(field, forged);
  }
  for (const [field, value] of Object.entries(attack.may)) {
    const items = isListField(field as ProspectField) ? (value as unknown[]) : [value];
    const found = items.flatMap((item) => honest(item, attack.messages).map((proof) => ({ value: item, ...proof })));
    answer.set(field, [...((answer.get(field) as unknown[] | undefined) ?? []), ...found]);
  }
  const [first] = attack.messages;
  const many = Array.from({ length: 300 }, (_, i) => ({
    value: `item ${i}`,
    position: 0,
    quote: first?.content ?? '',
  }));
  const extra = { value: true, position: 0, quote: first?.content ?? '' };
  return `{"__proto__":${JSON.stringify(extra)},"constructor":${JSON.stringify(extra)},"is_admin":${JSON.stringify(extra)},"needs":${JSON.stringify(many)},${JSON.stringify(Object.fromEntries(answer)).slice(1)}`;
}
