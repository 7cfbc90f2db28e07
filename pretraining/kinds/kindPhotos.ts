import { join } from 'node:path';
import { encodeJpeg } from '../../main/imaging/formats/decode.ts';
import { openPdf } from '../../main/imaging/formats/pdf.ts';
import { openSnapshot, type Snapshot } from '../banks/mirror.ts';
import { dataFolder } from '../data.ts';
import { cell, readTable } from '../tables.ts';
import { InkdexError } from '../../shared/result.ts';

/** A photo whose kind a person gave. */
export interface KindPhoto {
  /** A `PhotoKind`; or `writing`: a cleaned photo of a board or a sketched note, which may be called board or note. */
  readonly kind: string;
  readonly half: 'fit' | 'measure';
  readonly name: string;
  /** A path, or the bytes of an image. */
  readonly read: () => Promise<string | Uint8Array>;
}

const lists = import.meta.dirname;

/**
 * The photos of `pretraining/kinds/photos.tsv`.
 *
 * @param mirror folder with the repositories of `sources.tsv` as bare git folders or clones named OWNER+NAME, at their commits
 * @throws InkdexError `bad-arguments` without one, and as `openSnapshot`
 */
export async function kindPhotos(mirror: string | undefined): Promise<KindPhoto[]> {
  if (mirror === undefined) {
    throw new InkdexError('bad-arguments', '--mirror is missing: the folder that has the repositories.');
  }
  const snapshots = new Map<string, Snapshot>();
  for (const source of await readTable(join(lists, 'sources.tsv'), ['repository', 'commit', 'licence'])) {
    const [repository, commit] = [cell(source, 'repository'), cell(source, 'commit')];
    snapshots.set(repository, await openSnapshot(mirror, repository, commit));
  }
  const rows = await readTable(join(lists, 'photos.tsv'), ['repository', 'file', 'page', 'kind', 'half']);
  return rows.map((row) => {
    const [repository, file, page] = ['repository', 'file', 'page'].map((column) => row.get(column) ?? '');
    const half = cell(row, 'half') === 'fit' ? 'fit' : 'measure';
    const read = async (): Promise<string | Uint8Array> => {
      if (repository === '') return join(dataFolder, file ?? '');
      const bytes = await snapshots.get(repository ?? '')?.read(file ?? '');
      if (bytes === undefined) throw new InkdexError('data-invalid', `sources.tsv lacks ${repository}.`);
      return page === '' ? bytes : await pageOf(bytes, file ?? '', Number(page));
    };
    return { kind: cell(row, 'kind'), half, name: `${repository}/${file}`, read };
  });
}

async function pageOf(bytes: Uint8Array, name: string, number: number): Promise<Uint8Array> {
  const pdf = await openPdf(new Uint8Array(bytes), name);
  try {
    return await encodeJpeg(await pdf.draw(number, AbortSignal.timeout(60_000)), 90);
  } finally {
    await pdf.close();
  }
}
