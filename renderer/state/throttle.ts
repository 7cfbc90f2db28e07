/**
 * Runs `action` at once, and after that at most once per `ms` however often it is requested; the last request is never
 * dropped. An import sends hundreds of events.
 *
 * @param action its promise is awaited before the next run. Each refresh discards the answer to the one before, so if
 *   they overlapped, the answers of a slow host would never be shown.
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
