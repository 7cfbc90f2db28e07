import type { HostLock } from '../../main/store/library/hostLock.ts';
import { InkdexError } from '../../shared/result.ts';

/** A library that nobody else has open. */
export const freeLock: HostLock = {
  claim: () => true,
  require: () => undefined,
  whenTaken: () => undefined,
  release: () => undefined,
};

/** That of another process. */
export const busyLock = {
  require: () => {
    throw new InkdexError('library-busy', 'busy');
  },
};
