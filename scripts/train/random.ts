/** Numbers from 0 to 1 that are the same on every run. @see https://en.wikipedia.org/wiki/Xorshift */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
