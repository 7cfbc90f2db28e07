import type { Announce } from '../../../shared/contract/contract.ts';
import type { WritableDatabase } from '../database.ts';
import type { HostLock } from './hostLock.ts';

/** What every service of an open library gets. @param Use what it does with the lock */
export interface SharedParts<Use extends keyof HostLock = keyof HostLock> {
  readonly db: WritableDatabase;
  readonly lock: Pick<HostLock, Use>;
  readonly announce: Announce;
}
