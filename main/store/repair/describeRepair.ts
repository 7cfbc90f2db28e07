import { counted } from '../../../shared/text.ts';
import type { Repair } from './repairLibrary.ts';

/** What a repair came to, for people. */
export function describeRepair({ from, copiedAt, photos, lost, files, damaged }: Repair): string {
  const beside = files === 0 ? '' : `, with ${counted(files, 'file')} of datasets that only it knew`;
  const kept = `The damaged database lies in ${damaged}${beside}: delete it when nothing is missed.`;
  if (from === 'itself') return `All of it could be read and was written anew: nothing is lost. ${kept}`;
  const day = copiedAt === null ? '' : new Date(copiedAt).toISOString().slice(0, 10);
  const base =
    from === 'copy' ? `It is the copy of ${day}, datasets and trainings too` : 'There was no copy of it';
  const brought = `${counted(photos, 'photo')} that came or changed since ${photos === 1 ? 'was' : 'were'} brought over`;
  const left =
    lost === 0
      ? ''
      : `; ${counted(lost, 'photo')} could not be read${from === 'copy' ? ' and stay as they were' : ''}`;
  return `${base}; ${brought}${left}. ${kept}`;
}
