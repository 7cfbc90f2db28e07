import { counted } from '../../../shared/text.ts';
import type { Repair } from './repairLibrary.ts';

/** Whether a repair recovered every photo that it knows of. */
export function isWhole({ from, photos, lost }: Repair): boolean {
  return lost.length === 0 && (from !== 'nothing' || photos > 0);
}

/** Names at most so many lost photos. */
const mostNamed = 20;

/** Describes the result of a repair for users. */
export function describeRepair({ from, copiedAt, photos, lost, typed, files, damaged }: Repair): string {
  const beside =
    files === 0 ? '' : `, together with ${counted(files, 'file')} of datasets that only it contains`;
  const kept =
    damaged === null
      ? ''
      : ` The damaged database was moved to ${damaged}${beside}. Delete this folder once you are sure that nothing is missing.`;
  const journal =
    typed === 0 ? '' : ` ${counted(typed, 'word')} that you had typed or confirmed came from the journal.`;
  if (from === 'itself') return `All data could be read, and nothing was lost.${journal}${kept}`;
  const day = copiedAt === null ? '' : new Date(copiedAt).toISOString().slice(0, 10);
  const base =
    from === 'copy'
      ? `The library was restored from the backup of ${day}, including datasets and training runs`
      : 'There was no backup';
  const brought = `${counted(photos, from === 'copy' ? 'later or changed photo' : 'photo')} ${photos === 1 ? 'was' : 'were'} recovered`;
  const names = lost.slice(0, mostNamed).map(({ photo, path }) => path ?? `photo ${photo}`);
  if (lost.length > mostNamed) names.push(`${lost.length - mostNamed} more`);
  const left =
    lost.length === 0
      ? ''
      : `; ${counted(lost.length, 'photo')} could not be read${from === 'copy' ? ' and kept the state of the backup' : ''}: ${names.join(', ')}`;
  const again = from === 'nothing' && photos === 0 ? ' Import your photos again.' : '';
  return `${base}; ${brought}${left}.${journal}${kept}${again}`;
}
