import { counted } from '../../../shared/text.ts';
import type { Repair } from './repairLibrary.ts';

/** Describes the result of a repair for users. */
export function describeRepair({ from, copiedAt, photos, lost, files, damaged }: Repair): string {
  const beside =
    files === 0 ? '' : `, together with ${counted(files, 'file')} of datasets that only it contains`;
  const kept = `The damaged database was moved to ${damaged}${beside}. Delete this folder once you are sure that nothing is missing.`;
  if (from === 'itself') return `All data could be read, and nothing was lost. ${kept}`;
  const day = copiedAt === null ? '' : new Date(copiedAt).toISOString().slice(0, 10);
  const base =
    from === 'copy'
      ? `The library was restored from the backup of ${day}, including datasets and training runs`
      : 'There was no backup';
  const brought = `${counted(photos, from === 'copy' ? 'later or changed photo' : 'photo')} ${photos === 1 ? 'was' : 'were'} recovered`;
  const left =
    lost === 0
      ? ''
      : `; ${counted(lost, 'photo')} could not be read${from === 'copy' ? ' and kept the state of the backup' : ''}`;
  return `${base}; ${brought}${left}. ${kept}`;
}
