import type { StoreApi } from 'zustand/vanilla';
import type { Contract } from '../../../shared/contract/contract.ts';
import type { LookAlike } from '../../../shared/contract/label.ts';
import type { WordId } from '../../../shared/contract/word.ts';
import type { ToastsState } from '../../state/toasts.ts';
import { formatPlural } from '../../ui/format.ts';
import type { SayStored } from './sayStored.ts';
import { storeOf, type StateOf } from '../../state/storeOf.ts';

/** Words that look like one that was just confirmed, and may have its text. */
export interface LookAlikeWords {
  readonly text: string;
  /** Those that are surely read so first. */
  readonly found: readonly LookAlike[];
}

export type LookAlikesState = StateOf<typeof createLookAlikes>;

/** No more than fit in the dialog, so that no word is confirmed unseen. */
export const mostLookAlikes = 24;
/** Words that are less similar do not help. */
const leastLikeness = 0.35;

/** Words that may have the text of a word; none where they cannot be had: what was stored stays so. */
export async function findLookAlikes(host: Pick<Contract, 'lookAlikes'>, word: WordId): Promise<LookAlike[]> {
  try {
    const found = await host.lookAlikes({ word, limit: mostLookAlikes });
    return found.filter(({ likeness, isSure }) => isSure || likeness >= leastLikeness);
  } catch {
    return [];
  }
}

/** What the dialog says of the words that it shows. */
export function describeLookAlikes({ text, found }: LookAlikeWords): string {
  const sure = found.filter(({ isSure }) => isSure).length;
  const alike = found.length - sure;
  const said = `${sure === 0 ? 'No word' : formatPlural(sure, 'word')} ${sure > 1 ? 'are' : 'is'} surely read as “${text}”`;
  if (alike === 0) return `${said}. Take out what does not say it.`;
  const others = `${formatPlural(alike, 'word')} only ${alike === 1 ? 'looks' : 'look'} alike`;
  return `${said}, ${others}: select ${alike === 1 ? 'it if it says' : 'those that say'} “${text}”.`;
}

interface Parts {
  readonly host: Pick<Contract, 'lookAlikes' | 'confirmWords'>;
  readonly toasts: StoreApi<Pick<ToastsState, 'attempt'>>;
  readonly say: SayStored;
  readonly onChange: () => void;
}

export function createLookAlikes({ host, toasts, say, onChange }: Parts) {
  const { set, withActions } = storeOf({
    /** Those that the dialog shows. */
    shown: null as LookAlikeWords | null,
  });
  return withActions({
    find: (word: WordId) => findLookAlikes(host, word),
    /** Null closes the dialog. */
    show: (shown: LookAlikeWords | null) => {
      set({ shown });
    },
    /** Gives words the text of the word that they look like. Resolves to whether it is stored. */
    confirm: async (words: readonly WordId[], text: string) => {
      const done = await toasts.getState().attempt(host.confirmWords({ words: [...words], text }));
      if (done === undefined) return false;
      onChange();
      say(`Confirmed ${formatPlural(done.confirmed, 'word')} as “${text}”.`, done.edits);
      return true;
    },
  });
}
