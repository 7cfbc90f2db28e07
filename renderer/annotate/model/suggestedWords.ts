import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Contract } from '../../../shared/contract/contract.ts';
import type { LabelQueue } from '../../../shared/contract/label.ts';
import { failureOf, type Failure } from '../../../shared/result.ts';
import type { Word, WordId } from '../../../shared/contract/word.ts';
import { formatPlural } from '../../ui/format.ts';
import { findLookAlikes, type LookAlikeWords } from '../../common/word/lookAlikes.ts';

export interface QueueState {
  /** Number of unconfirmed words in the library; null until known. */
  readonly total: number | null;
  /** Most useful first. */
  readonly words: readonly Word[];
  /** Null until known. */
  readonly today: LabelQueue['today'] | null;
  readonly error: Failure | null;
  readonly refresh: () => Promise<void>;
  /** The next word; words already passed do not come again until the queue is refreshed. */
  readonly next: (after: WordId | null) => Promise<Word | null>;
}

/** Words per request. */
const batch = 60;
const mostAsked = 500;

/** The words of the library that are most useful for training. */
export function createQueueStore(host: Pick<Contract, 'labelQueue'>): StoreApi<QueueState> {
  const passed = new Set<WordId>();
  const ask = () =>
    host.labelQueue({ offset: 0, limit: Math.min(batch + passed.size, mostAsked), photo: null });

  return createStore<QueueState>((set, get) => {
    const recount = async () => {
      try {
        const { total, today } = await host.labelQueue({ offset: 0, limit: 1, photo: null });
        set({ total, today });
      } catch {
        // The count may stay outdated: the next request reports the error.
      }
    };
    return {
      total: null,
      words: [],
      today: null,
      error: null,
      refresh: async () => {
        passed.clear();
        try {
          set({ ...(await ask()), error: null });
        } catch (thrown) {
          set({ error: failureOf(thrown) });
        }
      },
      next: async (after) => {
        if (after !== null) passed.add(after);
        const isFresh = ({ id }: Word) => !passed.has(id);
        const known = get().words.find(isFresh);
        if (known !== undefined) {
          void recount();
          return known;
        }
        set(await ask());
        return get().words.find(isFresh) ?? null;
      },
    };
  });
}

/**
 * Says how many boxes there are to review. That they hold no text is not said: of those that are hard to read, it is true of six in
 * ten.
 *
 * @param most from this number on, there may be more
 */
export function describeBoxes(
  { hard, leftOut }: { readonly hard: number; readonly leftOut: number },
  most: number,
): string {
  const boxes = (count: number) =>
    count < most ? formatPlural(count, 'box', 'boxes') : `At least ${formatPlural(count, 'box', 'boxes')}`;
  return [
    hard > 0 ? `${boxes(hard)} ${hard === 1 ? 'is' : 'are'} hard to read.` : '',
    leftOut > 0 ? `${boxes(leftOut)} ${leftOut === 1 ? 'was' : 'were'} left out of the text.` : '',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

export interface LikenessState {
  /** The words that may have the text confirmed last; null: none. */
  readonly alike: LookAlikeWords | null;
  readonly find: (word: WordId, text: string) => Promise<void>;
  readonly forget: () => void;
}

/** Words that look like the one that was confirmed last, in the whole library. */
export function createLikenessStore(host: Pick<Contract, 'lookAlikes'>): StoreApi<LikenessState> {
  let newest = 0;
  return createStore<LikenessState>((set) => ({
    alike: null,
    find: async (word, text) => {
      const number = ++newest;
      const found = await findLookAlikes(host, word);
      if (number === newest) set({ alike: found.length === 0 ? null : { text, found } });
    },
    forget: () => {
      newest += 1;
      set({ alike: null });
    },
  }));
}
