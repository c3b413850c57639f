/** Names of what made a row, so that it can be told which rows another version would make differently. */
import { hexOf } from './hash.ts';
import { WEIGHTS_ID } from './tagger/weights.ts';

/**
 * The rules' version. The number is raised with each change of code that may read a conversation differently; other
 * weights make another version by themselves.
 */
export const RULES_VERSION = `rules-3-${WEIGHTS_ID}`;

/**
 * Claude's version: another model or another prompt makes another one.
 *
 * @param model a model id, such as `claude-haiku-4-5`
 * @param prompt all that the model is told the same way each time
 * @returns `claude-<model>-<hash>`, where the model's own leading `claude-` stands once and the hash has eight hex digits
 */
export const claudeVersion = (model: string, prompt: string): string =>
  `claude-${model.replace(/^claude-/, '')}-${hexOf(prompt)}`;
