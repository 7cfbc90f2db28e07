import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rotationSchema } from '../../shared/rotation.ts';
import { renderPhoto } from '../../main/imaging/formats/decode.ts';
import { cell, readTable } from '../tables.ts';
import type { HeldBack } from './heldBack.ts';
import { heldBackFile } from './heldBackPages.ts';
import { openSnapshot, type Snapshot } from './mirror.ts';

export interface BoardPhotos {
  readonly written: number;
  readonly heldBack: number;
}

/** Labels are made on photos of at most this many pixels a side. */
const longestSide = 2000;

/**
 * Writes the photos that a table names (`pretraining/boards` or `unlabelled`) to `OUT/images`, upright and of the size
 * whose pixels the labels count.
 *
 * @param labels folder with `sources.tsv`: page, repository, file, commit, and where photos lie on their side `turn`, clockwise
 * @param mirror folder of git repositories (`openSnapshot`)
 * @returns how many were written, and how many are held back: their pages are in `OUT/heldBack.tsv`, which the loaders leave out
 * @throws InkdexError `file-missing` for a repository that the mirror lacks, `data-invalid` for a commit or file that it lacks
 */
export async function writeBoardPhotos(
  labels: string,
  mirror: string,
  out: string,
  heldBack: HeldBack,
): Promise<BoardPhotos> {
  const rows = await readTable(join(labels, 'sources.tsv'), ['page', 'repository', 'file', 'commit']);
  await mkdir(join(out, 'images'), { recursive: true });
  const snapshots = new Map<string, Snapshot>();
  const refused: string[] = [];
  for (const row of rows) {
    const [repository, commit] = [cell(row, 'repository'), cell(row, 'commit')];
    const snapshot =
      snapshots.get(`${repository}@${commit}`) ?? (await openSnapshot(mirror, repository, commit));
    snapshots.set(`${repository}@${commit}`, snapshot);
    const bytes = await snapshot.read(cell(row, 'file'));
    if (heldBack.hasOwner(repository) || (await heldBack.hasPicture(bytes))) {
      refused.push(cell(row, 'page'));
      continue;
    }
    const turn = rotationSchema.parse(Number(row.get('turn') ?? ''));
    const { jpeg } = await renderPhoto(bytes, { maxSide: longestSide, quality: 92, turn });
    await writeFile(join(out, 'images', cell(row, 'page')), jpeg);
  }
  await writeFile(join(out, heldBackFile), ['page', ...refused, ''].join('\n'));
  return { written: rows.length - refused.length, heldBack: refused.length };
}
