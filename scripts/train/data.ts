/** Marked conversations as training data: for each turn its features and tags. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { propose, toFolded } from '../../supabase/functions/nexus-consumer/extract/rules/propose.ts';
import { beginOf, LABELS } from '../../supabase/functions/nexus-consumer/extract/tagger/crf.ts';
import { readTurns } from '../../supabase/functions/nexus-consumer/extract/tagger/turns.ts';
import { type MarkedConversation, parseMarkup } from '../../test/eval/markup.ts';

export interface TaggedTurn {
  readonly features: readonly Uint32Array[];
  readonly tags: readonly number[];
}

export const readMarked = (files: readonly string[]): MarkedConversation[] =>
  files.flatMap((file) => parseMarkup(readFileSync(file, 'utf8'), basename(file, '.txt')));

export function transcriptOf(one: Pick<MarkedConversation, 'messages'>) {
  return one.messages.map((message, position) => ({ ...message, position, at: '1970-01-01T00:00:00Z' }));
}

/** The visitor's turns of a conversation with the tags that its marks amount to. */
export function taggedTurns(one: MarkedConversation): TaggedTurn[] {
  const proposals = propose(transcriptOf(one), undefined);
  return readTurns(proposals).map(({ turn, tokens, features }) => {
    const tags = new Array<number>(tokens.length).fill(0);
    for (const mark of one.marks.filter(({ message }) => message === turn.position)) {
      const span = toFolded(turn, mark);
      const label = LABELS.indexOf(mark.label);
      let isBegun = false;
      tokens.forEach((token, i) => {
        if (token.start >= span.end || token.end <= span.start) return;
        tags[i] = beginOf(label) + (isBegun ? 1 : 0);
        isBegun = true;
      });
    }
    return { features, tags };
  });
}
