/**
 * Waits for a promise, but not for ever. What it stands for goes on; only nobody waits for it any more.
 *
 * @param toError makes the rejection once `ms` are over
 */
export async function withDeadline<T>(promise: Promise<T>, ms: number, toError: () => Error): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(toError()), ms);
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
