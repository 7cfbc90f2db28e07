import type { Contract } from '../../../shared/contract/contract.ts';
import type { LabelQueue } from '../../../shared/contract/label.ts';
import { failureOf, type Failure } from '../../../shared/result.ts';
import type { Word, WordId } from '../../../shared/contract/word.ts';
import { formatPlural } from '../../ui/format.ts';
import { findLookAlikes, type LookAlikeWords } from '../../common/word/lookAlikes.ts';
import { storeOf } from '../../state/storeOf.ts';

/** Words per request. */
const batch = 60;
const mostAsked = 500;

/** The words of the library that are most useful for training. */
export function createQueueStore(host: Pick<Contract, 'labelQueue'>) {
  const passed = new Set<WordId>();
  const ask = () =>
    host.labelQueue({ offset: 0, limit: Math.min(batch + passed.size, mostAsked), photo: null });

  const { set, get, withActions } = storeOf({
    /** Number of unconfirmed words in the library; null until known. */
    total: null as number | null,
    /** Most useful first. */
    words: [] as readonly Word[],
    /** Null until known. */
    today: null as LabelQueue['today'] | null,
    error: null as Failure | null,
  });
  const recount = async () => {
    try {
      const { total, today } = await host.labelQueue({ offset: 0, limit: 1, photo: null });
      set({ total, today });
    } catch {
      // The count may stay outdated: the next request reports the error.
    }
  };
  return withActions({
    refresh: async () => {
      passed.clear();
      try {
        set({ ...(await ask()), error: null });
      } catch (thrown) {
        set({ error: failureOf(thrown) });
      }
    },
    /** The next word; words already passed do not come again until the queue is refreshed. */
    next: async (after: WordId | null) => {
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

/** Words that look like the one that was confirmed last, in the whole library. */
export function createLikenessStore(host: Pick<Contract, 'lookAlikes'>) {
  let newest = 0;
  const { set, withActions } = storeOf({
    /** The words that may have the text confirmed last; null: none. */
    alike: null as LookAlikeWords | null,
  });
  return withActions({
    find: async (word: WordId, text: string) => {
      const number = ++newest;
      const found = await findLookAlikes(host, word);
      if (number === newest) set({ alike: found.length === 0 ? null : { text, found } });
    },
    forget: () => {
      newest += 1;
      set({ alike: null });
    },
  });
}
