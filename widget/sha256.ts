/**
 * SHA-256 for pages on plain http, where browsers withhold `crypto.subtle`. Not a lazy chunk: a visitor's first words must not depend on a request.
 *
 * @see https://doi.org/10.6028/NIST.FIPS.180-4  section 6.2; the constants are those of sections 4.2.2 and 5.3.3
 */

/** First 32 bits of the fractional part of `root`. */
const fraction = (root: number): number => ((root - Math.floor(root)) * 2 ** 32) | 0;

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate++) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  return primes;
}

const rotate = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits));

/** @returns the 32 bytes of the digest */
export function sha256(message: Uint8Array): Uint8Array {
  const primes = firstPrimes(64);
  const constants = primes.map((prime) => fraction(Math.cbrt(prime)));
  const hash = new Int32Array(primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime))));

  const padded = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 4, message.length * 8);

  const words = new Int32Array(64);
  const word = (i: number): number => words[i] ?? 0;
  for (let block = 0; block < padded.length; block += 64) {
    for (let i = 0; i < 64; i++) {
      if (i < 16) words[i] = view.getInt32(block + i * 4);
      else {
        const near = word(i - 15);
        const far = word(i - 2);
        const s0 = rotate(near, 7) ^ rotate(near, 18) ^ (near >>> 3);
        const s1 = rotate(far, 17) ^ rotate(far, 19) ^ (far >>> 10);
        words[i] = word(i - 16) + s0 + word(i - 7) + s1;
      }
    }
    let [a, b, c, d, e, f, g, h] = hash as unknown as [number, number, number, number, number, number, number, number];
    for (let i = 0; i < 64; i++) {
      const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (constants[i] ?? 0) + word(i)) | 0;
      const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => {
      hash[i] = (hash[i] ?? 0) + value;
    });
  }
  const digest = new DataView(new ArrayBuffer(32));
  hash.forEach((value, i) => {
    digest.setInt32(i * 4, value);
  });
  return new Uint8Array(digest.buffer);
}
