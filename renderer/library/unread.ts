import { useStore } from 'zustand';
import { house } from '../bridge.ts';
import { isUnfinished } from '../state/jobs.ts';
import { jobs, photoList, toasts } from '../stores.ts';

/** Photos that wait to be read while nothing is under way that would do so: their import or reading was cancelled, or none was asked for. */
export function useUnread(): number {
  const waiting = useStore(photoList, (state) => state.counts?.waiting ?? 0);
  const isReading = useStore(jobs, (state) =>
    state.jobs.some((job) => isUnfinished(job) && (job.kind === 'import' || job.kind === 'read')),
  );
  return isReading ? 0 : waiting;
}

export function readUnread(): void {
  void toasts.getState().attempt(house.readPhotos({ photos: [] }));
}
