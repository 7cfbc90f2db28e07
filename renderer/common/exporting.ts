import { createDialogStore } from '../state/dialogStore.ts';
import type { CallArgs } from '../../shared/contract/contract.ts';
import type { Job, JobId } from '../../shared/contract/job.ts';
import type { PhotoChoice } from '../../shared/contract/library.ts';
import type { Photo, PhotoId } from '../../shared/contract/photo.ts';
import { formatPlural } from '../ui/format.ts';
import { downloadExport } from '../host/download.ts';
import { useCall } from '../host/useCall.ts';
import { host } from '../host/transport.ts';
import { attempt, jobs } from '../state/stores.ts';

/** Photos to export. */
export interface ExportedPhotos {
  readonly of: PhotoChoice;
  /** The photos, as the title of the dialog names them. */
  readonly title: string;
  /** Name of the new file, without an extension. */
  readonly name: string;
}

/** Several photos. */
export function exportedPhotos(photos: readonly PhotoId[]): ExportedPhotos {
  const title = formatPlural(photos.length, 'photo');
  return { of: { photos: [...photos] }, title, name: title };
}

/** One photo. */
export function exportedPhoto({ id, name }: Pick<Photo, 'id' | 'name'>, query: string): ExportedPhotos {
  return {
    of: { photos: [id], ...(query === '' ? {} : { hitsOf: query }) },
    title: name,
    name: name.replace(/\.\w+$/u, ''),
  };
}

export const exportDialog = createDialogStore<ExportedPhotos>();

/** Exports of this window whose file is saved by the browser when they are done. */
const awaited = new Set<JobId>();

/** Starts an export. Without a path, the browser saves its file in the end. */
export async function exportPhotos(asked: CallArgs<'exportPhotos'>): Promise<void> {
  const job = await host.exportPhotos(asked);
  if (asked.path === null) downloadWhenDone(job.id);
}

/** The browser saves the file of a job when it is done. */
export function downloadWhenDone(id: JobId): void {
  awaited.add(id);
  // It may have ended already.
  const job = jobs.getState().jobs.find((each) => each.id === id);
  if (job !== undefined) receiveExport(job);
}

/** Whether files are saved by a browser, because the window is not on the desktop; undefined until it is known. */
export function useIsDownload(): boolean | undefined {
  const { answer: info } = useCall('libraryInfo', {});
  return info === undefined ? undefined : info.entryPoint !== 'desktop';
}

/** Called when an export has another state. */
export function receiveExport({ id, state }: Job): void {
  if (state === 'failed' || state === 'cancelled') awaited.delete(id);
  if (state === 'done' && awaited.delete(id)) void attempt(downloadExport(id));
}
