import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Contract } from '../../../shared/contract/contract.ts';
import { archiveEnding } from '../../../shared/fileNames.ts';
import { failureOf, type Failure } from '../../../shared/result.ts';

/** Whether a path contains IAM. `unknown`: an archive, which is opened when the run starts. */
export type IamCheck = 'nothing' | 'checking' | 'iam' | 'unknown' | 'other';

export interface IamDialogState {
  readonly isOpen: boolean;
  readonly path: string;
  readonly check: IamCheck;
  /** Why the path could not be checked. */
  readonly error: Failure | null;
  readonly open: () => void;
  readonly close: () => void;
  readonly choose: (path: string) => Promise<void>;
}

/** The path of IAM, chosen or dropped, and whether IAM was recognised there. */
export function createIamDialog(host: Pick<Contract, 'recogniseFormat'>): StoreApi<IamDialogState> {
  return createStore<IamDialogState>((set, get) => ({
    isOpen: false,
    path: '',
    check: 'nothing',
    error: null,
    open: () => {
      set({ isOpen: true });
    },
    close: () => {
      set({ isOpen: false });
    },
    choose: async (path) => {
      set({ path, check: path.trim() === '' ? 'nothing' : 'checking', error: null });
      if (path.trim() === '') return;
      try {
        const formats = await host.recogniseFormat({ path: path.trim() });
        const isIam = formats.some(({ format }) => format === 'iam');
        if (get().path === path) {
          set({ check: isIam ? 'iam' : archiveEnding.test(path.trim()) ? 'unknown' : 'other' });
        }
      } catch (thrown) {
        if (get().path === path) set({ check: 'nothing', error: failureOf(thrown) });
      }
    },
  }));
}
