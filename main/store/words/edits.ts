import { z } from 'zod';
import { editTitleSchema, type EditTitle, type LabelsChanged } from '../../../shared/contract/label.ts';
import type { PhotoId } from '../../../shared/contract/photo.ts';
import { jsonOf, sql, type ReadableDatabase, type WritableDatabase } from '../database.ts';
import { wordStateSchema, type WordChange, type WordState, removedBy, findWordOrder } from './wordChange.ts';
import { findWords } from './words.ts';

/**
 * The journal of a photo's edits, ordered by `sequence`: first those that are done, then those that were undone. Each edit
 * starts from the result of the one before. Dropped edits are not part of this order.
 */
export interface Edit {
  readonly sequence: number;
  readonly title: EditTitle;
  /** Name of the person who made it; null for a model, a repair, or the owner of the library. */
  readonly by: string | null;
  readonly change: WordChange;
}

const editRow = z
  .object({
    sequence: z.number(),
    title: editTitleSchema,
    by: z.string().nullable(),
    before: jsonOf(wordStateSchema),
    after: jsonOf(wordStateSchema),
  })
  .transform(({ before, after, ...edit }): Edit => ({ ...edit, change: { before, after } }));
const columns = sql`photo, sequence, title, changed_by AS by, before, after`;

/** Appends an edit. Undone edits can no longer be redone. */
export function insertEdit(
  db: WritableDatabase,
  photo: PhotoId,
  edit: Omit<Edit, 'sequence'> & { readonly at: string },
): void {
  dropUndoneEdits(db, photo);
  db.run(sql`INSERT INTO edit (photo, sequence, title, changed_by, before, after, at, state)
      SELECT ${photo}, coalesce(max(sequence), 0) + 1, ${edit.title}, ${edit.by}, ${JSON.stringify(edit.change.before)},
        ${JSON.stringify(edit.change.after)}, ${edit.at}, 'done' FROM edit WHERE photo = ${photo}`);
}

/** The edit that undo would revert. */
export function findLastDoneEdit(db: ReadableDatabase, photo: PhotoId): Edit | undefined {
  return db.first(
    editRow,
    sql`SELECT ${columns} FROM edit WHERE photo = ${photo} AND state = 'done'
      ORDER BY sequence DESC LIMIT 1`,
  );
}

/** The edit that redo would repeat. */
export function findFirstUndoneEdit(db: ReadableDatabase, photo: PhotoId): Edit | undefined {
  return db.first(
    editRow,
    sql`SELECT ${columns} FROM edit WHERE photo = ${photo} AND state = 'undone'
      ORDER BY sequence LIMIT 1`,
  );
}

export function replaceEditState(
  db: WritableDatabase,
  photo: PhotoId,
  sequence: number,
  state: 'done' | 'undone',
): void {
  db.run(sql`UPDATE edit SET state = ${state} WHERE photo = ${photo} AND sequence = ${sequence}`);
}

/** Adds a change to an edit that is done. Undone edits can no longer be redone. */
export function replaceEditChange(
  db: WritableDatabase,
  photo: PhotoId,
  sequence: number,
  change: WordChange,
): void {
  dropUndoneEdits(db, photo);
  db.run(sql`UPDATE edit SET before = ${JSON.stringify(change.before)}, after = ${JSON.stringify(change.after)}
      WHERE photo = ${photo} AND sequence = ${sequence}`);
}

/** Rewrites the words before and after every edit of a photo, including dropped edits. */
export function replaceEditStates(
  db: WritableDatabase,
  photo: PhotoId,
  rewrite: (state: WordState) => WordState,
): void {
  const edits = db.all(editRow, sql`SELECT ${columns} FROM edit WHERE photo = ${photo}`);
  for (const { sequence, change } of edits) {
    const [before, after] = [rewrite(change.before), rewrite(change.after)];
    db.run(sql`UPDATE edit SET before = ${JSON.stringify(before)}, after = ${JSON.stringify(after)}
        WHERE photo = ${photo} AND sequence = ${sequence}`);
  }
}

/** The titles of the next undo and redo; null if there is none. */
export function findHistoryTops(
  db: ReadableDatabase,
  photo: PhotoId,
): { undo: EditTitle | null; redo: EditTitle | null } {
  const undo = sql`SELECT title FROM edit WHERE photo = ${photo} AND state = 'done' ORDER BY sequence DESC LIMIT 1`;
  const redo = sql`SELECT title FROM edit WHERE photo = ${photo} AND state = 'undone' ORDER BY sequence LIMIT 1`;
  return {
    undo: db.value(editTitleSchema, undo) ?? null,
    redo: db.value(editTitleSchema, redo) ?? null,
  };
}

/** Whether undo or redo is possible. A reading must then be an edit too. */
export function hasHistory(db: ReadableDatabase, photo: PhotoId): boolean {
  const { undo, redo } = findHistoryTops(db, photo);
  return undo !== null || redo !== null;
}

/** Whether a photo was ever edited, even if every edit was undone. */
export function hasEdits(db: ReadableDatabase, photo: PhotoId): boolean {
  return db.has(sql`SELECT title FROM edit WHERE photo = ${photo} LIMIT 1`);
}

/** Whether the user arranged the words and did not undo it. */
export function hasOrderEdit(db: ReadableDatabase, photo: PhotoId): boolean {
  return db.has(
    sql`SELECT title FROM edit WHERE photo = ${photo} AND state = 'done' AND title = 'order' LIMIT 1`,
  );
}

/** Keeps the edits of a photo to be read: none of them can be undone or redone any more. */
export function dropEdits(db: WritableDatabase, photo: PhotoId): void {
  db.run(sql`UPDATE edit SET state = 'dropped' WHERE photo = ${photo}`);
}

function dropUndoneEdits(db: WritableDatabase, photo: PhotoId): void {
  db.run(sql`UPDATE edit SET state = 'dropped' WHERE photo = ${photo} AND state = 'undone'`);
}

/** The event for windows about a change that was just made. */
export function describeChange(
  db: ReadableDatabase,
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
