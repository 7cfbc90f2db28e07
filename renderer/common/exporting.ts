import type { CallArgs } from '../../shared/contract/contract.ts';
import type { Job, JobId } from '../../shared/contract/job.ts';
import { downloadExport } from '../host/download.ts';
import { host } from '../host/transport.ts';
import { jobs, toasts } from '../state/stores.ts';

/** Exports of this window whose file is saved by the browser when they are done. */
const awaited = new Set<JobId>();

/** Starts an export. Without a path, the browser saves its file in the end. */
export async function exportPhotos(asked: CallArgs<'exportPhotos'>): Promise<void> {
  const job = await host.exportPhotos(asked);
  if (asked.path !== null) return;
  awaited.add(job.id);
  // It may have ended already.
  receiveExport(jobs.getState().jobs.find(({ id }) => id === job.id) ?? job);
}

/** Called when an export has another state. */
export function receiveExport({ id, state }: Job): void {
  if (state === 'failed' || state === 'cancelled') awaited.delete(id);
  if (state === 'done' && awaited.delete(id)) void toasts.getState().attempt(downloadExport(id));
}
