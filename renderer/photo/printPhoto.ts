import type { Photo } from '../../shared/contract/photo.ts';
import { InkdexError } from '../../shared/result.ts';
import { attempt, show } from '../state/stores.ts';
import { whenHitsAreKnown } from './hits.ts';

/** Longest wait for the picture and the hits. Milliseconds. */
const patience = 30_000;

/**
 * Prints the photo on screen (`PrintedPhoto`) when its picture and its hits are on the page. Messages say that it waits,
 * and why nothing was printed.
 */
export async function printPhoto({ id, path }: Photo, query: string): Promise<void> {
  const picture = document.querySelector<HTMLImageElement>('.printed-photo img');
  if (picture === null) return;
  if (!picture.complete) show('notice', 'The photo is printed when it has loaded.');
  const decoded = picture.decode().catch(() => {
    throw new InkdexError(
      'file-unreadable',
      `The photo could not be loaded, so it was not printed. Check that the file is still at ${path}.`,
    );
  });
  const ready = Promise.race([Promise.all([decoded, whenHitsAreKnown(id, query)]), tooLate()]);
  // Another photo may be on screen by now.
  if ((await attempt(ready)) !== undefined && picture.isConnected) window.print();
}

function tooLate(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => {
      const seconds = patience / 1000;
      const message = `The photo was not printed, because it did not load within ${seconds} seconds. Try again.`;
      reject(new InkdexError('too-slow', message));
    }, patience);
  });
}
