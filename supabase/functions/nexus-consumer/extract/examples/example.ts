/** The form that the prompt's examples are written in. */
import type { ProspectField } from '../../../_shared/contract/prospect.ts';

export interface ExampleFinding {
  readonly value: unknown;
  readonly position: number;
  readonly quote: string;
}

export interface ExampleTurn {
  readonly position: number;
  readonly role: 'user' | 'assistant';
  readonly content: string;
  /** Context from before, as in a resumed conversation. */
  readonly isRead?: boolean;
}

/** A worked example. A test holds each quote against its own message, and each value against the contract and its quote. */
export interface PromptExample {
  readonly transcript: readonly ExampleTurn[];
  /** What the model is told it found earlier. */
  readonly record?: readonly (ExampleFinding & { readonly field: ProspectField })[];
  /** What the rules are said to have found. */
  readonly hints?: readonly (ExampleFinding & { readonly field: ProspectField })[];
  readonly findings: { readonly [F in ProspectField]?: ExampleFinding | readonly ExampleFinding[] };
  readonly withdrawn?: readonly {
    readonly field: ProspectField;
    readonly item: string;
    readonly position: number;
    readonly quote: string;
  }[];
}

/** Numbers lines such as `visitor: hello` and `assistant: hello`, from a position on; `visitor, read:` is context. */
export const turns = (lines: readonly string[], from = 0): ExampleTurn[] =>
  lines.map((line, index) => {
    const colon = line.indexOf(': ');
    const [by, read] = line.slice(0, colon).split(', ');
    return {
      position: from + index,
      role: by === 'visitor' ? 'user' : 'assistant',
      content: line.slice(colon + 2),
      ...(read === 'read' && { isRead: true }),
    };
  });

/** A finding; without a value the quote is the value. */
export const at = (position: number, quote: string, value: unknown = quote): ExampleFinding => ({
  value,
  position,
  quote,
});
