import { useEffect } from 'react';
import { useStore } from 'zustand';
import { jobNews } from '../state/jobs.ts';
import { jobs } from '../state/stores.ts';

/**
 * Sets the title of the window, which a browser shows in its tab: the screen's name, after the progress of unfinished jobs.
 *
 * @param name null: unknown yet, the title stays
 */
export function useWindowTitle(name: string | null): void {
  const news = useStore(jobs, jobNews);
  useEffect(() => {
    if (name !== null) document.title = [news, name, 'Inkdex'].filter((part) => part !== '').join(' · ');
  }, [news, name]);
}
