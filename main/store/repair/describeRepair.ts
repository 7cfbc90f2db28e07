import { counted } from '../../../shared/text.ts';
import { namesOf } from './mendRows.ts';
import type { Repair } from './repairLibrary.ts';

/** Whether a repair recovered every photo and every other entry that it knows of. */
export function isWhole({ from, photos, lost, lostRows, unread }: Repair): boolean {
  return (
    lost.length === 0 && unread.length === 0 && lostRows.length === 0 && (from !== 'nothing' || photos > 0)
  );
}

/** Describes the result of a repair for users. */
export function describeRepair(repair: Repair): string {
  const { from, copiedAt, photos, lost, typed, files, damaged, mended, lostRows } = repair;
  const beside =
    files === 0 ? '' : `, together with ${counted(files, 'file')} of datasets that only it contains`;
  const kept =
    damaged === null
      ? ''
      : ` The damaged database was moved to ${damaged}${beside}. Delete this folder once you are sure that nothing is missing.`;
  const journal =
    typed === 0 ? '' : ` ${counted(typed, 'word')} that you had typed or confirmed came from the journal.`;
  const rows = describeTables(repair) + describeRows(mended, lostRows);
  if (from === 'itself') {
    const whole = rows === '' ? 'All data could be read, and nothing was lost.' : 'All photos could be read.';
    return `${whole}${rows}${journal}${kept}`;
  }
  if (from === 'nothing' && repair.rows === 0 && photos === 0)
    return `There was no backup, and nothing could be read from the database: the library is empty now.${kept} Import your photos again.`;
  const day = copiedAt === null ? '' : new Date(copiedAt).toISOString().slice(0, 10);
  const base =
    from === 'copy'
      ? `The library was restored from the backup of ${day}, including datasets and training runs`
      : 'There was no backup';
  const brought = `${counted(photos, from === 'copy' ? 'later or changed photo' : 'photo')} ${photos === 1 ? 'was' : 'were'} recovered`;
  const names = namesOf(lost.map(({ photo, path }) => path ?? `photo ${photo}`));
  const has =
    from === 'copy' ? 'the state of the backup, or else all that could be read' : 'all that could be read';
  const left =
    lost.length === 0
      ? ''
      : ` ${counted(lost.length, 'photo')} could not be read completely and ${lost.length === 1 ? 'has' : 'have'} ${has}: ${names}.`;
  return `${base}; ${brought}.${left}${rows}${journal}${kept}${from === 'nothing' && photos === 0 ? ' Import your photos again.' : ''}`;
}

/** Tables besides those of photos, and what a backup must not bring back. */
function describeTables({ from, unread, ended }: Repair): string {
  const kept = from === 'copy' ? ', and what the backup has of them was kept' : '';
  const tables =
    unread.length === 0 ? '' : ` Of these tables, not all rows could be read${kept}: ${unread.join(', ')}.`;
  if (ended.length === 0) return tables;
  return `${tables} Removed, because they may have been ended after the backup: ${ended.join(', ')}. Set them up again.`;
}

/** Entries of datasets, trainings and histories that could not be read. */
function describeRows(mended: number, lostRows: readonly string[]): string {
  const ofBackup = mended === 0 ? '' : ` ${counted(mended, 'changed row')} came from a backup.`;
  if (lostRows.length === 0) return ofBackup;
  return `${ofBackup} No backup has ${counted(lostRows.length, 'changed row')}, which lost their unreadable parts: ${namesOf(lostRows)}.`;
}
