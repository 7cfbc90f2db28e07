import { useStore } from 'zustand';
import type { Photo } from '../../shared/contract/photo.ts';
import { host } from '../host/transport.ts';
import { useCalls } from '../host/useCall.ts';
import { isUnfinished } from '../../shared/jobProgress.ts';
import { countCalls, countsOf, type StatusCounts } from '../state/photoList.ts';
import { attempt, jobs } from '../state/stores.ts';

/** The number of photos of each status. */
export function useStatusCounts(): StatusCounts {
  const { answer = [] } = useCalls('listPhotos', countCalls);
  return countsOf(answer);
}

/** How many photos wait to be read although no job will read them: it was cancelled, or never requested. */
export function useUnread(): number {
  const { waiting } = useStatusCounts();
  return useIsReading() ? 0 : waiting;
}

/** Whether a photo is one of those that `useUnread` counts. */
export function useIsUnread({ status }: Pick<Photo, 'status'>): boolean {
  const isReading = useIsReading();
  return status === 'waiting' && !isReading;
}

export function readUnread(): void {
  void attempt(host.readPhotos({ photos: [] }));
}

/** Whether a job is running or queued that may read waiting photos. */
function useIsReading(): boolean {
  return useStore(jobs, (state) =>
    state.jobs.some((job) => (job.kind === 'import' || job.kind === 'read') && isUnfinished(job)),
  );
}
