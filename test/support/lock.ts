import type { HostLock } from '../../main/store/library/hostLock.ts';

/** A library that nobody else has open. */
export const freeLock: HostLock = {
  claim: () => true,
  require: () => undefined,
  whenTaken: () => undefined,
  release: () => undefined,
};
