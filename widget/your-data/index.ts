export const showYourData =
  (_c: HTMLElement, _p: object): (() => void) =>
  () => {};
export const exportOwnData = async (_p: object): Promise<object> => ({});
export const eraseOwnData = async (_p: object) => ({ messages: 0, deadLetters: 0, inFlight: 0 });
