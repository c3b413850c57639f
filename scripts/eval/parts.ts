/** The labelled conversations, in the parts that they are kept in. */
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Labelled, parseLabels } from '../../test/eval/score.ts';

/** One part of the labelled conversations. */
export interface Part {
  readonly name: 'look' | 'score' | 'all';
  readonly labels: readonly Labelled[];
  /**
   * Whether its mistakes may be shown. Those of the score part never are: rules that are written to its wording would
   * make its figures worth nothing.
   */
  readonly isOpen: boolean;
}

const isScoreOnly = (file: string): boolean => basename(file).startsWith('score');

function readAll(files: readonly string[]): Labelled[] {
  return files.flatMap((file) => parseLabels(readFileSync(file, 'utf8')));
}

/**
 * Reads the files of labels; those whose names begin with `score` are the part that is only scored.
 *
 * @param files default: all of `test/eval/`
 * @returns the parts that have conversations, and with both of them also `all`
 * @throws {Error} a file that cannot be read, or an id that stands in two conversations
 */
export function readParts(files: readonly string[] = globSync('test/eval/*.jsonl').sort()): readonly Part[] {
  const look = readAll(files.filter((file) => !isScoreOnly(file)));
  const score = readAll(files.filter(isScoreOnly));
  const seen = new Set<string>();
  for (const { id } of [...look, ...score]) {
    if (seen.has(id)) throw new Error(`Two conversations have the id "${id}".`);
    seen.add(id);
  }
  const parts: Part[] = [
    { name: 'look', labels: look, isOpen: true },
    { name: 'score', labels: score, isOpen: false },
    { name: 'all', labels: [...look, ...score], isOpen: false },
  ];
  return parts.filter(({ name, labels }) => (name === 'all' ? look.length > 0 && score.length > 0 : labels.length > 0));
}
