/** Gives what answers at once the contract's shape: a value becomes a promise, a throw a rejection. */
export function promised<Args, Value>(
  answer: (args: Args) => Value | Promise<Value>,
): (args: Args) => Promise<Value> {
  return (args) =>
    new Promise((resolve) => {
      resolve(answer(args));
    });
}
