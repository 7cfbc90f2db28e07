import type { CallResult, Contract } from '../../shared/contract/contract.ts';
import type { Answers } from '../host/answers.ts';
import { closedList, listDialog } from '../state/dialogStore.ts';
import { storeOf } from '../state/storeOf.ts';

/** Folders whose new photos are imported automatically, and whether their list is open. */
export function createWatchedFolders(
  host: Pick<Contract, 'watchFolder' | 'unwatchFolder'>,
  { load, put }: Pick<Answers, 'load' | 'put'>,
) {
  const show = (folders: CallResult<'listWatchedFolders'>) => {
    put('listWatchedFolders', {}, () => folders);
  };

  const { set, withActions } = storeOf(closedList);
  return withActions({
    ...listDialog(set, () => load('listWatchedFolders', {})),
    /** Watches a folder; one that is already watched is scanned again. */
    watch: async (path: string, onlyWriting?: boolean) => {
      show(await host.watchFolder({ path, ...(onlyWriting !== undefined && { onlyWriting }) }));
    },
    unwatch: async (path: string) => {
      show(await host.unwatchFolder({ path }));
    },
  });
}
