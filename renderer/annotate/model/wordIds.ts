import type { Contract } from '../../../shared/contract/contract.ts';
import type { LabelAction } from '../../../shared/contract/label.ts';
import { wordIdSchema, type WordId } from '../../../shared/contract/word.ts';
import { failureOf, type Failure } from '../../../shared/result.ts';

/** Ids per lease: for an hour or more of drawing without a connection. */
const block = 256;
/** If fewer are left, more are leased. */
const low = 128;

/**
 * Ids for new words. The window leases them from the host before it needs them, so that a new word has its id at once,
 * also while the connection is lost.
 */
export class WordIds {
  readonly #host: Pick<Contract, 'leaseWordIds'>;
  #free: readonly WordId[] = [];
  #failure: Failure | null = null;
  #leasing: Promise<void> | undefined;

  constructor(host: Pick<Contract, 'leaseWordIds'>) {
    this.#host = host;
  }

  /** Ids that no word has, in the order in which new words get them. */
  get free(): readonly WordId[] {
    return this.#free;
  }

  /** Why the last lease failed; null if it did not. */
  get failure(): Failure | null {
    return this.#failure;
  }

  /** Takes the ids that an action gives to new words out of the free ones. */
  use({ put }: LabelAction): void {
    const used = new Set(put.map(({ word }) => word));
    this.#free = this.#free.filter((id) => !used.has(id));
    if (this.#free.length < low && this.#leasing === undefined) void this.#lease(block);
  }

  /** Leases more ids if few are left. Resolves to whether at least `count` are free. */
  async reserve(count: number): Promise<boolean> {
    await this.#leasing;
    if (this.#free.length < Math.max(count, low)) await this.#lease(Math.max(count, block));
    return this.#free.length >= count;
  }

  /** Replaces the free ids: after a repair of its library, the host no longer knows of earlier leases. */
  renew(): void {
    void this.#lease(block, () => {
      this.#free = [];
    });
  }

  #lease(count: number, before: () => void = () => undefined): Promise<void> {
    const take = async () => {
      try {
        const { from, to } = await this.#host.leaseWordIds({ count });
        before();
        const ids = Array.from({ length: to - from + 1 }, (_, index) => wordIdSchema.parse(from + index));
        this.#free = [...this.#free, ...ids];
        this.#failure = null;
      } catch (thrown) {
        this.#failure = failureOf(thrown);
      }
      this.#leasing = undefined;
    };
    this.#leasing = take();
    return this.#leasing;
  }
}
