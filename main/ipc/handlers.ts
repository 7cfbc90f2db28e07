import type { CallArgs, ChosenPaths, Contract, LibraryInfo } from '../../shared/contract/contract.ts';
import type { Services } from '../services.ts';
import { listFolder } from './folders.ts';
import { promised } from './promised.ts';
import { trainingHandlers } from './trainingHandlers.ts';

/** What differs between the desktop app and the browser. */
export interface Door {
  readonly kind: LibraryInfo['door'];
  readonly choosePaths: (args: CallArgs<'choosePaths'>) => Promise<ChosenPaths>;
}

/** Implements the contract for an open library. A missing or misspelt call does not compile. */
export function handlers(services: Services, door: Door) {
  const { library, watching, jobs, reading, search, labels, models, datasets } = services;
  return {
    libraryInfo: promised(() => ({ ...library.info(), door: door.kind })),

    choosePaths: door.choosePaths,
    listFolder,

    importPaths: (args) => library.importPaths(args),
    importSamples: () => library.importSamples(),
    listWatchedFolders: promised(() => watching.listWatchedFolders()),
    watchFolder: (args) => watching.watchFolder(args),
    unwatchFolder: promised((args) => watching.unwatchFolder(args)),

    listPhotos: promised((args) => library.listPhotos(args)),
    listPhotoIds: promised((args) => library.listPhotoIds(args)),
    getPhoto: promised((args) => library.getPhoto(args)),
    readPhotos: (args) => reading.readPhotos(args),
    turnPhotos: (args) => library.turnPhotos(args),
    countConfirmed: promised((args) => library.countConfirmed(args)),
    removePhotos: promised((args) => library.removePhotos(args)),
    listRemoved: promised((args) => library.listRemoved(args)),
    putBackPhotos: promised((args) => library.putBackPhotos(args)),
    forgetRemoved: promised((args) => library.forgetRemoved(args)),

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
    searchFacets: promised((args) => search.searchFacets(args)),
    listUnsearched: promised((args) => search.listUnsearched(args)),
    searchOverlooked: (args) => search.searchOverlooked(args),

    leaseWordIds: promised((args) => labels.leaseWordIds(args)),
    getLabels: promised((args) => labels.getLabels(args)),
    editLabels: promised((args) => labels.editLabels(args)),
    undoLabels: promised((args) => labels.undoLabels(args)),
    redoLabels: promised((args) => labels.redoLabels(args)),
    setProgress: promised((args) => labels.setProgress(args)),
    readWordsAgain: (args) => labels.readWordsAgain(args),
    doubtQueue: promised((args) => labels.doubtQueue(args)),
    lookAlikes: promised((args) => labels.lookAlikes(args)),

    ...datasets.calls,

    listModels: () => models.listModels(),
    listEngines: () => models.listEngines({}),
    ...trainingHandlers(services),
  } satisfies Contract;
}
