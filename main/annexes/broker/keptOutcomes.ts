import { results, type Broker } from './connection.ts';
import type { Outcome } from './messages.ts';
import { outcomeOf } from './outcomes.ts';

/** How many outcomes without a waiting job are remembered. */
const mostKept = 10_000;

/** The outcomes of a library's tasks that are at the broker. Each stays there until it is in the library. */
export class KeptOutcomes {
  #broker: Broker | null = null;
  /** Their numbers, by the keys of their tasks: also of an earlier run, or of photos that were taken back. */
  readonly #numbers = new Map<string, number>();
  /** Keys of outcomes that are in the library, and are still to be removed. */
  readonly #finished = new Set<string>();

  /** A broker delivers all that it has again; null: there is none. */
  use(broker: Broker | null): void {
    this.#broker = broker;
    if (broker !== null) this.#numbers.clear();
  }

  /** An outcome was delivered. Removes it and returns false if it was in the library before. */
  arrived(key: string, number: number): boolean {
    this.#numbers.set(key, number);
    if (this.#finished.has(key)) {
      this.remove(key);
      return false;
    }
    const [oldest] = this.#numbers.keys();
    if (this.#numbers.size > mostKept && oldest !== undefined) this.#numbers.delete(oldest);
    return true;
  }

  /** From now on, a job waits for the outcome of this task. */
  expect(key: string): void {
    this.#finished.delete(key);
  }

  /** The outcome of a task if it is at the broker already. */
  async find(key: string): Promise<Outcome | null> {
    const broker = this.#broker;
    const seq = this.#numbers.get(key);
    if (broker === null || seq === undefined) return null;
    try {
      const found = await broker.jsm.streams.getMessage(results, { seq });
      return found === null ? null : await outcomeOf(broker, found.data);
    } catch {
      // It is read again.
      return null;
    }
  }

  /** Removes an outcome now, or as soon as there is a broker again. */
  remove(key: string): void {
    const number = this.#numbers.get(key);
    this.#numbers.delete(key);
    this.#finished.add(key);
    if (number === undefined) return;
    this.#broker?.jsm.streams.deleteMessage(results, number, false).then(
      () => this.#finished.delete(key),
      () => undefined,
    );
  }
}
