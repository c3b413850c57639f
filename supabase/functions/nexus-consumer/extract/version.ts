/** Names of what made a row, so that it can be told which rows another version would make differently. */

/** The rules' version: raised with each change that may read a conversation differently. */
export const RULES_VERSION = 'rules-3';

/** FNV-1a, 32 bits: it tells one prompt from the next, and need not withstand anybody. */
function hash(text: string): string {
  let sum = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) sum = Math.imul(sum ^ byte, 0x01000193) >>> 0;
  return sum.toString(16).padStart(8, '0');
}

/**
 * Claude's version: another model or another prompt makes another one.
 *
 * @param model a model id, such as `claude-haiku-4-5`
 * @param prompt all that the model is told the same way each time
 * @returns `claude-<model>-<hash>`, where the model's own leading `claude-` stands once and the hash has eight hex digits
 */
export const claudeVersion = (model: string, prompt: string): string =>
  `claude-${model.replace(/^claude-/, '')}-${hash(prompt)}`;
