import { z } from 'zod';
import { editTitleSchema, type EditTitle } from '../../shared/contract/label.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import { all, first, jsonText, run, type Database } from './database.ts';
import { sql } from './sql.ts';
import { wordStateSchema, type WordChange, type WordState } from './wordChange.ts';

/**
 * The journal of a photo's edits. Those done, then those undone, follow each other by `sequence`,
 * each from the state in which the one before it left the words; dropped ones are out of that row.
 */
export interface Edit {
  readonly sequence: number;
  readonly title: EditTitle;
  readonly change: WordChange;
}

const stateText = jsonText.pipe(wordStateSchema);
const editRow = z
  .object({ sequence: z.number(), title: editTitleSchema, before: stateText, after: stateText })
  .transform(({ before, after, ...edit }): Edit => ({ ...edit, change: { before, after } }));
const titleRow = z.object({ title: editTitleSchema });

/** Writes an edit as the last one; what was undone can be redone no longer. */
export function insertEdit(
  db: Database,
  photo: PhotoId,
  edit: { readonly title: EditTitle; readonly change: WordChange; readonly at: string },
): void {
  dropUndoneEdits(db, photo);
  run(
    db,
    sql`INSERT INTO edit (photo, sequence, title, before, after, at, state)
      SELECT ${photo}, coalesce(max(sequence), 0) + 1, ${edit.title}, ${JSON.stringify(edit.change.before)},
        ${JSON.stringify(edit.change.after)}, ${edit.at}, 'done' FROM edit WHERE photo = ${photo}`,
  );
}

/** The edit that undo takes back. */
export function findLastDoneEdit(db: Database, photo: PhotoId): Edit | undefined {
  return first(
    db,
    editRow,
    sql`SELECT sequence, title, before, after FROM edit WHERE photo = ${photo} AND state = 'done'
      ORDER BY sequence DESC LIMIT 1`,
  );
}

/** The edit that redo brings back. */
export function findFirstUndoneEdit(db: Database, photo: PhotoId): Edit | undefined {
  return first(
    db,
    editRow,
    sql`SELECT sequence, title, before, after FROM edit WHERE photo = ${photo} AND state = 'undone'
      ORDER BY sequence LIMIT 1`,
  );
}

export function replaceEditState(
  db: Database,
  photo: PhotoId,
  sequence: number,
  state: 'done' | 'undone',
): void {
  run(db, sql`UPDATE edit SET state = ${state} WHERE photo = ${photo} AND sequence = ${sequence}`);
}

/** Lets a further change be part of an edit that is done; what was undone can be redone no longer. */
export function replaceEditChange(db: Database, photo: PhotoId, sequence: number, change: WordChange): void {
  dropUndoneEdits(db, photo);
  run(
    db,
    sql`UPDATE edit SET before = ${JSON.stringify(change.before)}, after = ${JSON.stringify(change.after)}
      WHERE photo = ${photo} AND sequence = ${sequence}`,
  );
}

/** Rewrites what the words were and became with every edit of a photo, dropped ones too. */
export function replaceEditStates(
  db: Database,
  photo: PhotoId,
  rewrite: (state: WordState) => WordState,
): void {
  const edits = all(db, editRow, sql`SELECT sequence, title, before, after FROM edit WHERE photo = ${photo}`);
  for (const { sequence, change } of edits) {
    const [before, after] = [rewrite(change.before), rewrite(change.after)];
    run(
      db,
      sql`UPDATE edit SET before = ${JSON.stringify(before)}, after = ${JSON.stringify(after)}
        WHERE photo = ${photo} AND sequence = ${sequence}`,
    );
  }
}

/** The titles of what undo and redo would do; null where there is nothing. */
export function findHistoryTops(
  db: Database,
  photo: PhotoId,
): { undo: EditTitle | null; redo: EditTitle | null } {
  const [undo] = all(
    db,
    titleRow,
    sql`SELECT title FROM edit WHERE photo = ${photo} AND state = 'done' ORDER BY sequence DESC LIMIT 1`,
  );
  const [redo] = all(
    db,
    titleRow,
    sql`SELECT title FROM edit WHERE photo = ${photo} AND state = 'undone' ORDER BY sequence LIMIT 1`,
  );
  return { undo: undo?.title ?? null, redo: redo?.title ?? null };
}

/** Whether undo or redo could go anywhere: a reading then has to be an edit too. */
export function hasHistory(db: Database, photo: PhotoId): boolean {
  const { undo, redo } = findHistoryTops(db, photo);
  return undo !== null || redo !== null;
}

/** Whether anything was ever edited on a photo, also where all of it is undone. */
export function hasEdits(db: Database, photo: PhotoId): boolean {
  return first(db, titleRow, sql`SELECT title FROM edit WHERE photo = ${photo} LIMIT 1`) !== undefined;
}

/** Whether a person has arranged the words, and not taken that back. */
export function hasOrderEdit(db: Database, photo: PhotoId): boolean {
  const query = sql`SELECT title FROM edit WHERE photo = ${photo} AND state = 'done' AND title = 'order' LIMIT 1`;
  return first(db, titleRow, query) !== undefined;
}

function dropUndoneEdits(db: Database, photo: PhotoId): void {
  run(db, sql`UPDATE edit SET state = 'dropped' WHERE photo = ${photo} AND state = 'undone'`);
}
