/**
 * Runs `action` at once, and after that at most once per `ms` however often it is asked for; the last
 * wish is never dropped. Events of an import come by the hundred.
 */
export function throttle(action: () => void, ms: number): () => void {
  let isResting = false;
  let isWanted = false;
  const run = () => {
    if (isResting) {
      isWanted = true;
      return;
    }
    isResting = true;
    isWanted = false;
    action();
    setTimeout(() => {
      isResting = false;
      if (isWanted) run();
    }, ms);
  };
  return run;
}
