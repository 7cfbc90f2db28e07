import { TakenBack } from '../jobs/steps.ts';
import type { PageReading } from '../../shared/contract/word.ts';
import type { Photo } from '../../shared/contract/photo.ts';
import { hasWaitingItems } from '../store/jobs/jobs.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { Unanswered } from '../workers/client.ts';
import type { ReadBeside, ReadElsewhere } from './readSteps.ts';

/** Fewer photos are read before a second process has started: that takes some 2 s of processor time. Set by hand. */
const leastWaiting = 8;

interface ReaderBesideParts {
  readonly db: ReadableDatabase;
  readonly elsewhere: ReadElsewhere;
  /** Whether the last photo was read on the processor: two readers on one GPU wait for each other. */
  readonly isOnProcessor: () => boolean;
  /** Whether this machine has room for a second reader. */
  readonly hasRoom: () => boolean;
  /** Reads a photo in the second process. */
  readonly read: (
    photo: Photo,
    beside: ReadBeside,
    options: { readonly signal: AbortSignal },
  ) => Promise<PageReading>;
}

/**
 * A second reader on this machine for long jobs: half of the time that a photo takes is steps on one thread. It is given photos as
 * readers on other machines are, while there are none.
 */
export function withReaderBeside({
  db,
  elsewhere,
  isOnProcessor,
  hasRoom,
  read,
}: ReaderBesideParts): ReadElsewhere {
  const isUsed = (): boolean =>
    hasRoom() && elsewhere.isHereToo() && isOnProcessor() && hasWaitingItems(db, 'read', leastWaiting);
  return {
    ...elsewhere,
    capacity: () => elsewhere.capacity() || (isUsed() ? 1 : 0),
    async read(photo, beside, signal) {
      if (elsewhere.capacity() > 0) return await elsewhere.read(photo, beside, signal);
      try {
        return {
          reading: await read(photo, { ...beside, next: null }, { signal }),
          release: () => undefined,
        };
      } catch (thrown) {
        // The first reader reads it again, and finds out whether this photo ends a reader.
        if (thrown instanceof Unanswered) throw new TakenBack(thrown.message, { forGood: true });
        throw thrown;
      }
    },
  };
}
