/**
 * Whether two secrets are the same, in a time that does not tell how far they agree.
 * Comparing their digests also hides the length.
 */
export async function isSameSecret(offered: string, expected: string): Promise<boolean> {
  const encoder = new TextEncoder();
  const [a, b] = await Promise.all(
    [offered, expected].map(
      async (text) => new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(text))),
    ),
  );
  if (a === undefined || b === undefined) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0 && expected !== '';
}
