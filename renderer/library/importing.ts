import { house, importDropped } from '../bridge.ts';
import type { DroppedFile } from '../droppedFiles.ts';
import { jobs, navigation, toasts, uploads } from '../stores.ts';
import { libraryRoute } from '../state/route.ts';

/** Imports what was dropped or picked, and shows the library filling. */
export async function importFiles(files: Promise<readonly DroppedFile[]>): Promise<void> {
  const { attempt } = toasts.getState();
  const { begin, advance, end } = uploads.getState();
  begin();
  try {
    const job = await attempt(files.then((list) => importDropped(list, advance)));
    if (job !== undefined) showImport(job);
  } finally {
    end();
  }
}

/** Imports files and folders of the machine that Inkdex runs on. */
export async function importPaths(paths: readonly string[]): Promise<void> {
  const job = await toasts.getState().attempt(house.importPaths({ paths: [...paths], read: true }));
  if (job !== undefined) showImport(job);
}

export async function importSamples(): Promise<void> {
  const job = await toasts.getState().attempt(house.importSamples({}));
  if (job !== undefined) showImport(job);
}

function showImport(job: Parameters<ReturnType<typeof jobs.getState>['receive']>[0]): void {
  // The job's own events may have come first and know more.
  const isKnown = jobs.getState().jobs.some(({ id }) => id === job.id);
  if (!isKnown) jobs.getState().receive(job);
  navigation.getState().navigate(libraryRoute);
}
