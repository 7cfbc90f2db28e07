import type { CallArgs, ServedContract } from '../../shared/contract/contract.ts';
import type { ChosenPaths, LibraryInfo } from '../../shared/contract/library.ts';
import type { Services } from '../services.ts';
import { listFolder } from './folders.ts';

/** What differs between the desktop app and the browser. */
export interface Door {
  readonly kind: LibraryInfo['door'];
  readonly choosePaths: (args: CallArgs<'choosePaths'>) => Promise<ChosenPaths>;
}

/** The calls of all services for one entry point. A call without a service does not compile. */
export function handlers(services: Services, door: Door) {
  const { library, watching, jobs, reading, search, labels, models, datasets, training } = services;
  return {
    libraryInfo: () => ({ ...library.info(), door: door.kind }),
    choosePaths: door.choosePaths,
    listFolder,
    ...library,
    ...watching,
    ...jobs,
    ...reading,
    ...search,
    ...labels,
    ...models,
    ...datasets.calls,
    ...training,
  } satisfies ServedContract;
}
