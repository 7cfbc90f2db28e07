/**
 * Runs `action` at once, and after that at most once per `ms` however often it is asked for; the last
 * wish is never dropped. Events of an import come by the hundred.
 *
 * @param action what it promises is waited for as well: where each look at the house gives up the one before it, a house
 *   that is slower than the pauses would never be heard
 */
export function throttle(action: () => Promise<unknown> | undefined, ms: number): () => void {
  let isResting = false;
  let isWanted = false;
  const run = () => {
    if (isResting) {
      isWanted = true;
      return;
    }
    isResting = true;
    isWanted = false;
    const going = action();
    setTimeout(() => {
      if (going === undefined) end();
      else void going.finally(end);
    }, ms);
  };
  const end = () => {
    isResting = false;
    if (isWanted) run();
  };
  return run;
}
