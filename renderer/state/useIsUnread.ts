import { useStore } from 'zustand';
import type { Photo } from '../../shared/photo.ts';
import { jobs } from '../stores.ts';
import { isUnfinished } from './jobs.ts';

/** Whether a photo is not read and nothing will read it unasked: no job goes on that it may wait for. */
export function useIsUnread({ status }: Pick<Photo, 'status'>): boolean {
  const isAnyReading = useStore(jobs, (state) =>
    state.jobs.some((job) => job.kind !== 'dataset' && isUnfinished(job)),
  );
  return status === 'waiting' && !isAnyReading;
}
