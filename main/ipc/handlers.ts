import type { CallArgs, ChosenPaths, Contract, LibraryInfo } from '../../shared/contract.ts';
import type { Services } from '../services.ts';
import { listFolder } from './folders.ts';

/** What the doors do each in their own way. */
export interface Door {
  readonly kind: LibraryInfo['door'];
  readonly choosePaths: (args: CallArgs<'choosePaths'>) => Promise<ChosenPaths>;
}

/** The contract over an open library. A call that is missing or misspelt does not compile. */
export function handlers({ library, jobs, reading, search, models }: Services, door: Door) {
  return {
    libraryInfo: promised(() => ({ ...library.info(), door: door.kind })),

    choosePaths: door.choosePaths,
    listFolder,

    importPaths: (args) => library.importPaths(args),
    importSamples: () => library.importSamples(),

    listPhotos: promised((args) => library.listPhotos(args)),
    getPhoto: promised((args) => library.getPhoto(args)),
    readPhotos: (args) => reading.readPhotos(args),
    removePhotos: promised((args) => library.removePhotos(args)),

    listFailures: promised(() => library.listFailures()),
    retryFailures: (args) => library.retryFailures(args),
    dismissFailures: promised((args) => {
      library.dismissFailures(args);
      return null;
    }),

    listJobs: promised(() => jobs.list()),
    pauseJob: promised((args) => jobs.pause(args)),
    resumeJob: promised((args) => jobs.resume(args)),
    cancelJob: promised((args) => jobs.cancel(args)),

    search: promised((args) => search.search(args)),

    listModels: () => models.listModels(),
    listEngines: () => models.listEngines({}),
  } satisfies Contract;
}

/** Gives what answers at once the contract's shape: a value becomes a promise, a throw a rejection. */
function promised<Args, Value>(
  answer: (args: Args) => Value | Promise<Value>,
): (args: Args) => Promise<Value> {
  return (args) =>
    new Promise((resolve) => {
      resolve(answer(args));
    });
}
