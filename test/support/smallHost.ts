import { owner } from '../../shared/contract/account.ts';
import { calls, type ServedContract } from '../../shared/contract/contract.ts';
import type { LibraryInfo } from '../../shared/contract/library.ts';
import { InkdexError } from '../../shared/result.ts';

export const emptyLibrary: LibraryInfo = {
  path: '/somewhere/library',
  version: '0.1.0',
  isReadOnly: false,
  photos: 0,
  words: 0,
  failures: 0,
  removed: 0,
  entryPoint: 'browser',
  caller: owner,
  samples: 6,
};

/** A contract whose calls refuse by name, but for those that a test gives: for tests of the wire. */
export function smallHost(given: Partial<ServedContract> = {}): ServedContract {
  const refusals = Object.keys(calls).map((name) => [
    name,
    () => Promise.reject(new InkdexError('not-found', `${name} finds nothing.`)),
  ]);
  return {
    ...(Object.fromEntries(refusals) as ServedContract),
    libraryInfo: () => Promise.resolve(emptyLibrary),
    ...given,
  };
}
