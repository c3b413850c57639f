/** Settings from environment variables; an empty one counts as absent. */
export type Env = Readonly<Record<string, string | undefined>>;

/**
 * A whole number from a variable.
 *
 * @throws {Error} one sentence that names the variable, the rule and what it holds
 */
export function wholeNumber(env: Env, name: string, fallback: number, min: number, max: number): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new Error(`${name} must be ${min}..${max}, got "${text}"`);
}
