import type { LabelsChanged } from '../../shared/contract/label.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import type { Database } from './database.ts';
import { findHistoryTops } from './edits.ts';
import { removedBy, type WordChange } from './wordChange.ts';
import { findWords } from './words.ts';
import { findWordOrder } from './wordOrder.ts';

/** The event for windows about a change that was just made. */
export function describeChange(
  db: Database,
  photo: PhotoId,
  made: { readonly change: WordChange; readonly revision: number },
): LabelsChanged {
  return {
    photo,
    revision: made.revision,
    put: findWords(
      db,
      made.change.after.words.map(({ id }) => id),
    ),
    removed: removedBy(made.change),
    order: findWordOrder(db, photo),
    ...findHistoryTops(db, photo),
  };
}
