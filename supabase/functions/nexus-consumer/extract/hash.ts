/** A hash that names things; it need not withstand anybody. */

const PRIME = 0x01000193;
const SEPARATOR = 1;

/**
 * FNV-1a over the UTF-16 units of some parts, with a separator between them.
 *
 * @returns 32 bits
 * @see http://www.isthe.com/chongo/tech/comp/fnv/
 */
export function hashOf(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < parts.length; i++) {
    if (i > 0) hash = Math.imul(hash ^ SEPARATOR, PRIME);
    const part = parts[i] ?? '';
    const text = typeof part === 'number' ? String(part) : part;
    for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), PRIME);
  }
  return hash >>> 0;
}

/** The hash of a text as eight hexadecimal digits. */
export const hexOf = (text: string): string => hashOf(text).toString(16).padStart(8, '0');
