/** Makes a synchronous handler asynchronous: a value becomes a promise, an exception a rejection. */
export function promised<Args, Value>(
  answer: (args: Args) => Value | Promise<Value>,
): (args: Args) => Promise<Value> {
  return (args) =>
    new Promise((resolve) => {
      resolve(answer(args));
    });
}
