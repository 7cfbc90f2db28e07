import type { Contract } from '../../../shared/contract/contract.ts';
import { archiveEnding } from '../../../shared/fileNames.ts';
import { failureOf, type Failure } from '../../../shared/result.ts';
import { storeOf } from '../../state/storeOf.ts';

/** Whether a path contains IAM. `unknown`: an archive, which is opened when the run starts. */
export type IamCheck = 'nothing' | 'checking' | 'iam' | 'unknown' | 'other';

const unchecked: {
  readonly check: IamCheck;
  /** Why the path could not be checked. */
  readonly error: Failure | null;
} = { check: 'nothing', error: null };

/** The path of IAM, chosen or dropped, and whether IAM was recognised there. */
export function createIamDialog(host: Pick<Contract, 'recogniseFormat'>) {
  const { set, get, withActions } = storeOf({
    isOpen: false,
    path: '',
    ...unchecked,
  });
  return withActions({
    open: () => {
      set({ isOpen: true });
    },
    close: () => {
      set({ isOpen: false });
    },
    choose: async (path: string) => {
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
  });
}
