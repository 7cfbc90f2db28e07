export type InTurn = <Value>(work: () => Promise<Value>) => Promise<Value>;

/**
 * Limits how much work runs at the same time; the rest waits in order.
 *
 * @param most that runs at the same time
 */
export function createTurns(most: number): InTurn {
  const waiting: (() => void)[] = [];
  let count = 0;
  return async (work) => {
    if (count >= most) {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
      });
    } else count += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) count -= 1;
      else next();
    }
  };
}
